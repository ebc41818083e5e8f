"""Ground to walk on: a coarser grid of heights, and a mesh with triangles only where the ground needs them."""

from __future__ import annotations

from typing import Any

import numpy as np

from procgen.errors import InvalidFields, Violation
from procgen.formats.gltf import (
    ARRAY_BUFFER,
    ELEMENT_ARRAY_BUFFER,
    FLOAT,
    UNSIGNED_INT,
    Block,
    Bytes,
    write_glb,
)
from procgen.terrain.exporters._mesh import places_m
from procgen.terrain.exporters._surface import error_m, kept
from procgen.terrain.exporters.glb import scaffold
from procgen.terrain.exporters.options import DEFAULTS, ExportOptions
from procgen.terrain.heightmap import Heightmap
from procgen.terrain.rtin import network

_TOLERANCE = 0.1
"""Of ``metres_per_pixel``, where no other is asked for."""


def tolerance_m(heightmap: Heightmap, options: ExportOptions) -> float:
    """How far the collision surface may lie from the ground, metres."""
    asked = options.collision_tolerance_m
    return _TOLERANCE * heightmap.metres_per_pixel if asked is None else asked


def grid_step_px(heightmap: Heightmap, options: ExportOptions = DEFAULTS) -> tuple[int, float]:
    """The coarsest grid that keeps to the tolerance.

    Returns:
        Its step in pixels, a power of two that divides ``width - 1`` and ``depth - 1``, 1 where no coarser one will do;
        and how far its surface, each quad split from north-east to south-west, lies from the full one, metres.
    """
    depth_px, width_px = heightmap.heights.shape
    best = (1, 0.0)
    step = 2
    while (depth_px - 1) % step == 0 and (width_px - 1) % step == 0:
        rows, columns = kept(depth_px, step), kept(width_px, step)
        error = error_m(heightmap.heights, rows, columns, options.checkpoint)
        if error > tolerance_m(heightmap, options):
            break
        best = (step, error)
        step *= 2
    return best


def grid_f32(heightmap: Heightmap, options: ExportOptions = DEFAULTS) -> bytes:
    """Write heights as a physics engine takes them (Godot's HeightMapShape3D, Jolt's square height field).

    Args:
        heightmap: (depth, width) metres.
        options: ``collision_tolerance_m`` and ``checkpoint``.

    Returns:
        ((depth - 1) / step + 1) * ((width - 1) / step + 1) float32, little-endian, metres, row by row from the
        north-west, with the step of :func:`grid_step_px`; :func:`grid_facts` says which it is.
    """
    step, _ = grid_step_px(heightmap, options)
    return np.ascontiguousarray(heightmap.heights[::step, ::step], "<f4").tobytes()


def grid_facts(heightmap: Heightmap, options: ExportOptions = DEFAULTS) -> dict[str, Any]:
    """What stands beside :func:`grid_f32`: its size, spacing and error, ready for JSON."""
    step, error = grid_step_px(heightmap, options)
    depth_px, width_px = heightmap.heights.shape
    return {
        "step_px": step,
        "grid_width": (width_px - 1) // step + 1,
        "grid_depth": (depth_px - 1) // step + 1,
        "grid_metres": float(heightmap.metres_per_pixel) * step,
        "error_m": error,
    }


def mesh_violations(width_px: int, depth_px: int) -> list[Violation]:
    """What stands against a collision mesh of a map of that size; empty if nothing does."""
    allowed = "for a collision mesh: 2^n + 1 (33, 65, 129 … 2049), and width_px equal to depth_px"

    def fits(side: int) -> bool:
        return side >= 3 and ((side - 1) & (side - 2)) == 0

    sides = {"width_px": width_px, "depth_px": depth_px}
    wrong = [Violation.of(name, side, allowed) for name, side in sides.items() if not fits(side)]
    if not wrong and width_px != depth_px:
        wrong = [Violation.of(name, side, allowed) for name, side in sides.items()]
    return wrong


def mesh_glb(heightmap: Heightmap, options: ExportOptions = DEFAULTS) -> bytes:
    """Write a simplified mesh whose surface keeps to the tolerance.

    All pixels of the border are vertices: meshes of tiles that share their border row meet exactly.

    Args:
        heightmap: (side, side) metres, side 2^n + 1.
        options: ``collision_tolerance_m`` and ``checkpoint``.

    Returns:
        A .glb in metres, x east, y up, z south, the north-western vertex at x = z = 0, with one node
        ``terrain_collision`` of positions and uint32 indices; triangles anticlockwise seen from above. Its ``extras``
        say ``error_m``, the greatest vertical distance from the height map at its pixels, and ``tolerance_m``, those of
        the asset and of the scene what :func:`procgen.terrain.exporters.glb.encode` puts there.

    Raises:
        InvalidFields: the map is not square or its side is not 2^n + 1; names ``width_px`` and ``depth_px``.
    """
    heights, spacing = heightmap.heights, heightmap.metres_per_pixel
    depth_px, width_px = heights.shape
    violations = mesh_violations(width_px, depth_px)
    if violations:
        raise InvalidFields(violations)
    allowed = tolerance_m(heightmap, options)
    found = network(np.ascontiguousarray(heights, np.float32), allowed, options.checkpoint)
    x, z = places_m(np.arange(width_px), spacing), places_m(np.arange(depth_px), spacing)
    options.checkpoint()
    positions = np.stack([x[found.columns], heights[found.rows, found.columns], z[found.rows]], axis=-1)
    positions = positions.astype("<f4", copy=False)
    indices = found.triangles.astype("<u4", copy=False)

    def fill_positions(out: Bytes) -> None:
        out.view("<f4").reshape(-1, 3)[:] = positions

    def fill_indices(out: Bytes) -> None:
        out.view("<u4").reshape(-1, 3)[:] = indices

    extras = {"error_m": found.error_m, "tolerance_m": allowed}
    tree = {
        **scaffold(heightmap, **extras),
        "nodes": [{"name": "terrain_collision", "mesh": 0, "extras": extras}],
        "meshes": [{"name": "terrain_collision", "primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}],
        "accessors": [
            {
                "bufferView": 0,
                "componentType": FLOAT,
                "count": len(positions),
                "type": "VEC3",
                "min": [float(value) for value in positions.min(axis=0)],
                "max": [float(value) for value in positions.max(axis=0)],
            },
            {"bufferView": 1, "componentType": UNSIGNED_INT, "count": indices.size, "type": "SCALAR"},
        ],
    }
    blocks = [
        Block(positions.nbytes, fill_positions, ARRAY_BUFFER),
        Block(indices.nbytes, fill_indices, ELEMENT_ARRAY_BUFFER),
    ]
    return write_glb(tree, blocks)
