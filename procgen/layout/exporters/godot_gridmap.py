"""Layouts as scenes for Godot with two GridMaps, ground and what stands on it, and their MeshLibrary."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from procgen.layout.exporters.godot_text import HEADER, flow_marked, marked, number, packed_bytes, section, text
from procgen.layout.exporters.options import DEFAULTS, ExportOptions
from procgen.layout.features import features_of
from procgen.layout.flow.plan import FlowMap
from procgen.layout.layout import Layout
from procgen.layout.pieces import GROUND_PIECES, MATERIALS, SOLID_PIECES, THING_PIECES, WALL_HEIGHT_M, piece
from procgen.layout.placing import Places, places_of
from procgen.layout.solids import FloatArray, Solid

_SURFACE_FORMAT: Final = (1 << 35) + 3
"""Positions and normals; the upper bits are the version of the layout."""
_TRIANGLES: Final = 3
_TURNS: Final = (0, 16, 10, 22)
"""Godot's numbers of a quarter turn about +y, and of two, three and none."""
_IDENTITY: Final = "1, 0, 0, 0, 1, 0, 0, 0, 1"
_NUMBERS: Final = {name: index for index, name in enumerate((*GROUND_PIECES, *THING_PIECES))}
"""Of items in the library."""


def _octahedral(normals: FloatArray) -> bytes:
    """Unit vectors as two 16-bit numbers each (Meyer et al., "On Floating-Point Normal Vectors", 2010)."""
    scaled = normals.astype(np.float64)
    scaled /= np.abs(scaled).sum(axis=1, keepdims=True)
    x, y, z = scaled.T
    folded_x = (1.0 - np.abs(y)) * np.where(x >= 0.0, 1.0, -1.0)
    folded_y = (1.0 - np.abs(x)) * np.where(y >= 0.0, 1.0, -1.0)
    plane = np.stack([np.where(z >= 0.0, x, folded_x), np.where(z >= 0.0, y, folded_y)], axis=1)
    return np.clip((plane * 0.5 + 0.5) * 65535.0, 0.0, 65535.0).astype("<u2").tobytes()


def _surface(solid: Solid) -> str:
    # Godot's front faces are clockwise.
    order = np.arange(len(solid.positions)).reshape(-1, 3)[:, ::-1].ravel()
    positions, normals = solid.positions[order], solid.normals[order]
    low = positions.min(axis=0)
    extent = positions.max(axis=0) - low
    box = ", ".join(number(float(value)) for value in (*low, *extent))
    entries = {
        "aabb": f"AABB({box})",
        "format": str(_SURFACE_FORMAT),
        "material": f'SubResource("material_{solid.material}")',
        "primitive": str(_TRIANGLES),
        "uv_scale": "Vector4(0, 0, 0, 0)",
        "vertex_count": str(len(positions)),
        "vertex_data": packed_bytes(positions.astype("<f4").tobytes() + _octahedral(normals)),
    }
    return "{\n" + ",\n".join(f'"{name}": {value}' for name, value in entries.items()) + "\n}"


def _cells(found: Iterable[tuple[str, Places]], flow: FlowMap | None) -> str:
    """``data`` of a GridMap: for each cell its place in 16 bits a coordinate, then its item and how it is turned."""
    words = []
    for name, places in found:
        turned = np.array(_TURNS)[places.turns]
        columns = places.columns
        if flow is not None:
            columns, floors = flow.stacked(columns)
            columns = columns | floors << 16
        words.append(
            np.stack(
                [columns, places.rows, _NUMBERS[name] | turned << 16],
                axis=1,
            )
        )
    flat = np.concatenate(words).ravel().tolist() if words else []
    return '{\n"cells": PackedInt32Array(' + ", ".join(map(str, flat)) + ")\n}"


def encode(layout: Layout, options: ExportOptions = DEFAULTS) -> bytes:
    """Write a scene in metres, x east, y up, z south, its north-western corner at the origin.

    Returns:
        A .tscn: a Node3D with the recipe as its metadata ``procgen_recipe``; below it the GridMaps ``Ground`` and
        ``Things``, whose library has an item for each piece that the map has, named as in
        :data:`procgen.layout.pieces.PIECES`; what one can't walk through has a box to collide with. ``Markers`` has a
        Marker3D for each door, key, entrance and exit, in groups of those names. Floors of a flow graph lie above one
        another, a wall's height apart, and its rooms, passages and keys have markers too.
    """
    options.checkpoint()
    side = float(layout.metres_per_tile)
    places = places_of(layout.tiles, layout.kind)
    solids = {name: piece(name, side) for name in places}
    materials = dict.fromkeys(solid.material for made in solids.values() for solid in made)
    lines = [HEADER, ""]
    for material in materials:
        channels = ", ".join(number(channel / 255) for channel in MATERIALS[material])
        lines += section(
            f'sub_resource type="StandardMaterial3D" id="material_{material}"',
            {"resource_name": text(material), "albedo_color": f"Color({channels}, 1)"},
        )
    for name, made in solids.items():
        surfaces = ", ".join(_surface(solid) for solid in made)
        lines += section(
            f'sub_resource type="ArrayMesh" id="mesh_{name}"',
            {"resource_name": text(name), "_surfaces": f"[{surfaces}]"},
        )
    block = f"Vector3({number(side)}, {number(WALL_HEIGHT_M)}, {number(side)})"
    lines += section('sub_resource type="BoxShape3D" id="block"', {"size": block})
    slab = f"Vector3({number(side)}, 0.2, {number(side)})"
    lines += section('sub_resource type="BoxShape3D" id="slab"', {"size": slab})
    library = {}
    for name in solids:
        item = f"item/{_NUMBERS[name]}"
        library[f"{item}/name"] = text(name)
        library[f"{item}/mesh"] = f'SubResource("mesh_{name}")'
        if name in SOLID_PIECES:
            library[f"{item}/shapes"] = f'[SubResource("block"), Transform3D({_IDENTITY}, 0, {WALL_HEIGHT_M / 2}, 0)]'
        elif name in GROUND_PIECES:
            library[f"{item}/shapes"] = f'[SubResource("slab"), Transform3D({_IDENTITY}, 0, -0.1, 0)]'
    lines += section('sub_resource type="MeshLibrary" id="pieces"', library)
    lines += section(
        'node name="Layout" type="Node3D"',
        {
            "metadata/procgen_recipe": text(layout.recipe.to_json()),
            "metadata/procgen_kind": text(layout.kind),
            "metadata/procgen_metres_per_tile": repr(side),
        },
    )
    for node, names in (("Ground", GROUND_PIECES), ("Things", THING_PIECES)):
        lines += section(
            f'node name="{node}" type="GridMap" parent="."',
            {
                "mesh_library": 'SubResource("pieces")',
                "cell_size": f"Vector3({number(side)}, {number(WALL_HEIGHT_M)}, {number(side)})",
                "cell_center_y": "false",
                "data": _cells(((name, places[name]) for name in names if name in places), layout.flow),
            },
        )
    lines += section('node name="Markers" type="Node3D" parent="."', {})
    for kind, index, (column, row), said in marked(features_of(layout.tiles)):
        lines += _marker(layout, kind, index, (column + 0.5, row + 0.5), said)
    if layout.flow is not None:
        for kind, index, at, said in flow_marked(layout.flow):
            lines += _marker(layout, kind, index, at, said)
    return "\n".join(lines).encode()


def _marker(layout: Layout, kind: str, index: int, at: tuple[float, float], said: dict[str, str]) -> list[str]:
    """A marker at a place in tiles."""
    x, y = at
    height = 0.0
    if layout.flow is not None:
        own, floor = layout.flow.above(int(x))
        x, height = x - int(x) + own, floor * WALL_HEIGHT_M
    side = float(layout.metres_per_tile)
    head = f'node name="{kind}_{index}" type="Marker3D" parent="Markers" groups=["{kind}"]'
    place = f"{number(x * side)}, {number(height)}, {number(y * side)}"
    return section(head, {"transform": f"Transform3D({_IDENTITY}, {place})", **said})
