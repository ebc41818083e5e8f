"""Layouts as scenes for Godot with a TileMapLayer and its TileSet."""

from __future__ import annotations

from typing import Final

import numpy as np

from procgen.layout.art import TILE_PX
from procgen.layout.exporters import tileset
from procgen.layout.exporters.godot_text import HEADER, flow_marked, marked, packed_bytes, section, text
from procgen.layout.exporters.metadata import name_of
from procgen.layout.exporters.options import DEFAULTS, ExportOptions
from procgen.layout.features import features_of
from procgen.layout.kinds import IS_WALKABLE
from procgen.layout.layout import Layout
from procgen.layout.tiles import Tile, TileArray

_NEAREST: Final = 1
_STRING, _BOOL = 4, 1
_HALF: Final = TILE_PX // 2
_SQUARE: Final = f"PackedVector2Array({-_HALF}, {-_HALF}, {_HALF}, {-_HALF}, {_HALF}, {_HALF}, {-_HALF}, {_HALF})"


def cell_data(tiles: TileArray) -> bytes:
    """What TileMapLayer keeps as ``tile_map_data``: a version, and for each cell its place, its source, its place in
    the atlas and the number of an alternative tile; all little-endian 16-bit.
    """
    rows, columns = np.indices(tiles.shape)
    cells = np.zeros((tiles.size, 6), "<u2")
    cells[:, 0], cells[:, 1] = columns.ravel(), rows.ravel()
    cells[:, 3], cells[:, 4] = tiles.ravel() % tileset.COLUMNS, tiles.ravel() // tileset.COLUMNS
    return b"\0\0" + cells.tobytes()


def _atlas() -> dict[str, str]:
    said = {"texture": 'ExtResource("tiles")', "texture_region_size": f"Vector2i({TILE_PX}, {TILE_PX})"}
    for tile in Tile:
        place = f"{tile % tileset.COLUMNS}:{tile // tileset.COLUMNS}/0"
        said[place] = "0"
        if not IS_WALKABLE[tile] or tile == Tile.LOCKED_DOOR:
            said[f"{place}/physics_layer_0/polygon_0/points"] = _SQUARE
        else:
            said[f"{place}/navigation_layer_0/polygon"] = 'SubResource("ground")'
        said[f"{place}/custom_data_0"] = text(name_of(tile))
        said[f"{place}/custom_data_1"] = "true" if IS_WALKABLE[tile] else "false"
    return said


def encode(layout: Layout, options: ExportOptions = DEFAULTS) -> bytes:
    """Write a scene that refers to :data:`procgen.layout.exporters.tileset.FILE_NAME` beside it.

    Returns:
        A .tscn: a Node2D with the recipe as its metadata ``procgen_recipe``; below it ``Tiles``, a TileMapLayer, and
        ``Markers`` with a Marker2D for each door, key, entrance and exit, in groups of those names. Each tile of the
        set has the custom data ``tile``, its name, and ``walkable``; what one can't walk through has a collision
        shape, locked doors too; all else is ground for navigation. After a flow graph there are markers in the groups
        ``flow_room``, ``flow_passage`` and ``flow_key`` as well, whose metadata say what they are.
    """
    options.checkpoint()
    lines = [HEADER, ""]
    lines += [f'[ext_resource type="Texture2D" path={text(tileset.FILE_NAME)} id="tiles"]', ""]
    lines += section(
        'sub_resource type="NavigationPolygon" id="ground"',
        {
            "vertices": _SQUARE,
            "polygons": "Array[PackedInt32Array]([PackedInt32Array(0, 1, 2, 3)])",
            "outlines": f"Array[PackedVector2Array]([{_SQUARE}])",
        },
    )
    lines += section('sub_resource type="TileSetAtlasSource" id="atlas"', _atlas())
    lines += section(
        'sub_resource type="TileSet" id="set"',
        {
            "physics_layer_0/collision_layer": "1",
            "navigation_layer_0/layers": "1",
            "custom_data_layer_0/name": text("tile"),
            "custom_data_layer_0/type": str(_STRING),
            "custom_data_layer_1/name": text("walkable"),
            "custom_data_layer_1/type": str(_BOOL),
            "sources/0": 'SubResource("atlas")',
        },
    )
    lines += section(
        'node name="Layout" type="Node2D"',
        {
            "metadata/procgen_recipe": text(layout.recipe.to_json()),
            "metadata/procgen_kind": text(layout.kind),
            "metadata/procgen_metres_per_tile": repr(float(layout.metres_per_tile)),
        },
    )
    lines += section(
        'node name="Tiles" type="TileMapLayer" parent="."',
        {
            "texture_filter": str(_NEAREST),
            "tile_map_data": packed_bytes(cell_data(layout.tiles)),
            "tile_set": 'SubResource("set")',
        },
    )
    lines += section('node name="Markers" type="Node2D" parent="."', {})
    for kind, number, (column, row), said in marked(features_of(layout.tiles)):
        place = f"Vector2({column * TILE_PX + _HALF}, {row * TILE_PX + _HALF})"
        head = f'node name="{kind}_{number}" type="Marker2D" parent="Markers" groups=["{kind}"]'
        lines += section(head, {"position": place, **said})
    if layout.flow is not None:
        for kind, number, (x, y), said in flow_marked(layout.flow):
            head = f'node name="{kind}_{number}" type="Marker2D" parent="Markers" groups=["{kind}"]'
            lines += section(head, {"position": f"Vector2({x * TILE_PX:g}, {y * TILE_PX:g})", **said})
    return "\n".join(lines).encode()
