"""Layouts as block-outs of modular pieces: binary glTF whose nodes share meshes."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from procgen.formats.gltf import ARRAY_BUFFER, FLOAT, Block, block_of, write_glb
from procgen.layout.exporters.metadata import found, origin
from procgen.layout.exporters.options import DEFAULTS, ExportOptions
from procgen.layout.flow.plan import FlowMap
from procgen.layout.layout import Layout
from procgen.layout.pieces import MATERIALS, WALL_HEIGHT_M, piece
from procgen.layout.placing import places_of

_TURNED: Final = (
    (0.0, 0.0, 0.0, 1.0),
    (0.0, 0.5**0.5, 0.0, 0.5**0.5),
    (0.0, 1.0, 0.0, 0.0),
    (0.0, -(0.5**0.5), 0.0, 0.5**0.5),
)
"""Quaternions of quarter turns about +y, counter-clockwise seen from above."""


def _linear(channel: int) -> float:
    """Of an sRGB channel (IEC 61966-2-1)."""
    value = channel / 255.0
    return round(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4, 6)


def encode(layout: Layout, options: ExportOptions = DEFAULTS) -> bytes:
    """Write it.

    Returns:
        A .glb in metres, x east, y up, z south, its north-western corner at the origin: a node for each kind of piece,
        named as in :data:`procgen.layout.pieces.PIECES`, and below it a node for each place where it stands, all with
        the one mesh of the piece, turned by quarters. Rock that touches nothing but rock is left out. The recipe and
        what stands where are the ``extras`` of the asset and of the scene. Floors of a flow graph lie above one
        another, and its rooms, passages and keys have nodes of their own.
    """
    options.checkpoint()
    side = float(layout.metres_per_tile)
    extras = {**origin(layout), **found(layout)}
    materials: dict[str, int] = {}
    tree: dict[str, Any] = {
        "asset": {"version": "2.0", "generator": f"procgen {layout.recipe.code_version}", "extras": extras},
        "scene": 0,
        "scenes": [{"nodes": [0], "extras": extras}],
        "accessors": [],
        "meshes": [],
    }
    nodes: list[dict[str, Any]] = [{"name": "layout", "children": []}]
    blocks: list[Block] = []
    for name, places in places_of(layout.tiles, layout.kind).items():
        options.checkpoint()
        primitives = []
        for solid in piece(name, side):
            attributes = {}
            for attribute, values in (("POSITION", solid.positions), ("NORMAL", solid.normals)):
                accessor: dict[str, Any] = {
                    "bufferView": len(blocks),
                    "componentType": FLOAT,
                    "count": len(values),
                    "type": "VEC3",
                }
                if attribute == "POSITION":
                    accessor["min"] = values.min(axis=0).tolist()
                    accessor["max"] = values.max(axis=0).tolist()
                attributes[attribute] = len(tree["accessors"])
                tree["accessors"].append(accessor)
                blocks.append(_vectors(values))
            material = materials.setdefault(solid.material, len(materials))
            primitives.append({"attributes": attributes, "material": material})
        parent = len(nodes)
        nodes[0]["children"].append(parent)
        nodes.append({"name": name, "children": list(range(parent + 1, parent + 1 + len(places.rows)))})
        columns, floors = places.columns, np.zeros_like(places.columns)
        if layout.flow is not None:
            columns, floors = layout.flow.stacked(columns)
        at = (columns, places.rows, places.turns, floors, places.columns)
        for column, row, turn, floor, named in zip(*(each.tolist() for each in at), strict=True):
            node: dict[str, Any] = {
                "name": f"{name}_{named}_{row}",
                "mesh": len(tree["meshes"]),
                "translation": [(column + 0.5) * side, floor * WALL_HEIGHT_M, (row + 0.5) * side],
            }
            if turn:
                node["rotation"] = list(_TURNED[turn])
            nodes.append(node)
        tree["meshes"].append({"name": name, "primitives": primitives})
    if layout.flow is not None:
        nodes[0]["children"].append(len(nodes))
        nodes += _marks(layout.flow, side, len(nodes))
    tree["nodes"] = nodes
    tree["materials"] = [
        {
            "name": material,
            "pbrMetallicRoughness": {
                "baseColorFactor": [*map(_linear, MATERIALS[material]), 1.0],
                "metallicFactor": 0.0,
                "roughnessFactor": 0.9,
            },
        }
        for material in materials
    ]
    return write_glb(tree, blocks)


def _marks(flow: FlowMap, side: float, first: int) -> list[dict[str, Any]]:
    """A node for each room, passage and key of a flow graph, with extras, below one that is number ``first``."""
    nodes: list[dict[str, Any]] = [{"name": "flow"}]
    for kind, name, (column, row), (width, depth), said in flow.marks():
        own, floor = flow.above(column)
        nodes.append(
            {
                "name": f"{kind} {name}",
                "translation": [(own + width / 2) * side, floor * WALL_HEIGHT_M, (row + depth / 2) * side],
                "extras": {"class": kind, "id": name, **said, "width_m": width * side, "depth_m": depth * side},
            }
        )
    nodes[0]["children"] = list(range(first + 1, first + len(nodes)))
    return nodes


def _vectors(values: np.ndarray[Any, np.dtype[np.float32]]) -> Block:
    block = block_of(np.ascontiguousarray(values, "<f4").tobytes())
    return Block(block.byte_length, block.fill, ARRAY_BUFFER)
