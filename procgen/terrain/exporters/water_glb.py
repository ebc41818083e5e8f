"""Binary glTF of the water on a map: ribbons along rivers, and the surfaces of lakes and of the sea."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from procgen.formats.gltf import (
    ARRAY_BUFFER,
    ELEMENT_ARRAY_BUFFER,
    FLOAT,
    UNSIGNED_INT,
    Block,
    Bytes,
    block_of,
    write_glb,
)
from procgen.terrain.exporters._ribbons import Ribbons, ribbons
from procgen.terrain.exporters._still_water import StillWater, still_water
from procgen.terrain.exporters.glb import scaffold
from procgen.terrain.exporters.layers import LayerArray
from procgen.terrain.exporters.options import DEFAULTS, ExportOptions
from procgen.terrain.heightmap import Heightmap
from procgen.terrain.representation import FloatArray

LAYERS: Final = ("height", "lake", "sea", "water_surface")
"""What it is made from, beside the lines of the world's rivers."""
_WATER_RGBA: Final = (0.08, 0.24, 0.3, 0.8)
_CLEAR_M: Final = 4.0
"""COLOR_0 says a depth d as d / (d + this)."""


def encode(heightmap: Heightmap, arrays: Mapping[str, LayerArray], options: ExportOptions = DEFAULTS) -> bytes:
    """Write the water.

    Ribbons run along the world's rivers at level 0; lakes and sea are there at all levels. Meshes of tiles that share
    their border row meet along it.

    Args:
        heightmap: with ``streams`` where it has rivers.
        arrays: the layers of :data:`LAYERS`.
        options: ``checkpoint``.

    Returns:
        A .glb in metres, x east, y up, z south, the map's north-western pixel at x = z = 0: a node ``water`` with up to
        three children, each with a mesh of its own: ``rivers``, ``lakes``, ``sea``. Attributes: POSITION at the water's
        level; NORMAL; TEXCOORD_0, for rivers u from the left bank (0) to the right one (1) and v downstream, whole
        numbers where a river's pieces meet, for the others metres / 16; TEXCOORD_1 and _FLOW, the same, the water's
        velocity east and south in m/s; _DEPTH in metres; COLOR_0, linear: red foam, green d / (d + 4 m) for a depth d,
        blue speed / (speed + 1 m/s), alpha 1. Triangles anticlockwise seen from above, uint32 indices.
    """
    spacing, (depth_px, width_px) = heightmap.metres_per_pixel, heightmap.heights.shape
    ground = np.asarray(arrays["height"], np.float32)
    surface = np.asarray(arrays["water_surface"], np.float32)
    lake, sea = np.asarray(arrays["lake"], np.uint8) > 0, np.asarray(arrays["sea"], np.uint8) > 0
    tree = scaffold(heightmap)
    blocks: list[Block] = []
    nodes: list[dict[str, Any]] = [{"name": "water"}]
    if heightmap.streams is not None:
        mesh = ribbons(heightmap.streams, *heightmap.origin_px, width_px, depth_px)
        normals = _tilted(mesh)
        _add(tree, blocks, nodes, "rivers", mesh, normals, mesh.uv, mesh.flow_m_per_s, spacing)
    for name, wet in (("lakes", lake), ("sea", sea)):
        options.checkpoint()
        if wet.any():
            level = np.full_like(surface, heightmap.sea_level_m) if name == "sea" else surface
            mesh_of = still_water(wet, level, ground, spacing)
            up = np.zeros((len(mesh_of.columns), 3), np.float32)
            up[:, 1] = 1.0
            uv = np.stack([mesh_of.columns, mesh_of.rows], axis=1) * np.float32(spacing / 16.0)
            _add(tree, blocks, nodes, name, mesh_of, up, uv, np.zeros_like(uv), spacing)
    options.checkpoint()
    if len(nodes) > 1:
        nodes[0]["children"] = list(range(1, len(nodes)))
        tree["materials"] = [
            {
                "name": "water",
                "alphaMode": "BLEND",
                "doubleSided": True,
                "pbrMetallicRoughness": {
                    "baseColorFactor": list(_WATER_RGBA),
                    "metallicFactor": 0.0,
                    "roughnessFactor": 0.1,
                },
            }
        ]
    tree["nodes"] = nodes
    # A file of dry land has its buffer, too, which may not be empty.
    return write_glb(tree, blocks or [block_of(bytes(4))])


def _tilted(mesh: Ribbons) -> FloatArray:
    """Normals of water that falls downstream."""
    speed = np.maximum(np.hypot(mesh.flow_m_per_s[:, 0], mesh.flow_m_per_s[:, 1]), np.float32(1e-6))
    up = np.stack(
        [mesh.fall * mesh.flow_m_per_s[:, 0] / speed, np.ones_like(speed), mesh.fall * mesh.flow_m_per_s[:, 1] / speed],
        axis=1,
    )
    return np.asarray(up / np.sqrt((up * up).sum(axis=1, keepdims=True)), np.float32)


def _add(
    tree: dict[str, Any],
    blocks: list[Block],
    nodes: list[dict[str, Any]],
    name: str,
    mesh: Ribbons | StillWater,
    normals: FloatArray,
    uv: FloatArray,
    flow: FloatArray,
    spacing: float,
) -> None:
    """Add a mesh and its node, if it has triangles."""
    if not len(mesh.triangles):
        return
    accessors = tree.setdefault("accessors", [])

    def accessor(values: np.ndarray[Any, Any], kind: str, component: int = FLOAT, **rest: Any) -> int:
        target = ELEMENT_ARRAY_BUFFER if component == UNSIGNED_INT else ARRAY_BUFFER
        data = np.ascontiguousarray(values).astype("<u4" if component == UNSIGNED_INT else "<f4", copy=False)

        def fill(out: Bytes) -> None:
            out[:] = data.reshape(-1).view(np.uint8)

        blocks.append(Block(data.nbytes, fill, target))
        count = data.size if kind == "SCALAR" else len(data)
        accessors.append(
            {"bufferView": len(blocks) - 1, "componentType": component, "count": count, "type": kind, **rest}
        )
        return len(accessors) - 1

    positions = np.stack([mesh.columns * np.float32(spacing), mesh.level_m, mesh.rows * np.float32(spacing)], axis=1)
    positions = positions.astype("<f4")
    speed = np.hypot(flow[:, 0], flow[:, 1])
    colours = np.ones((len(positions), 4), np.float32)
    colours[:, 0] = mesh.foam
    colours[:, 1] = mesh.depth_m / (mesh.depth_m + np.float32(_CLEAR_M))
    colours[:, 2] = speed / (speed + np.float32(1.0))
    bounds = {"min": positions.min(axis=0).tolist(), "max": positions.max(axis=0).tolist()}
    flowing = accessor(flow, "VEC2")
    attributes = {
        "POSITION": accessor(positions, "VEC3", **bounds),
        "NORMAL": accessor(normals, "VEC3"),
        "TEXCOORD_0": accessor(uv, "VEC2"),
        "TEXCOORD_1": flowing,
        "COLOR_0": accessor(colours, "VEC4"),
        "_FLOW": flowing,
        "_DEPTH": accessor(mesh.depth_m, "SCALAR"),
    }
    indices = accessor(mesh.triangles, "SCALAR", UNSIGNED_INT)
    meshes = tree.setdefault("meshes", [])
    meshes.append(
        {"name": name, "primitives": [{"attributes": attributes, "indices": indices, "material": 0, "mode": 4}]}
    )
    nodes.append({"name": name, "mesh": len(meshes) - 1})
