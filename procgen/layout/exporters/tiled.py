"""Layouts as maps for Tiled, as JSON (.tmj) and as XML (.tmx).

Both after Tiled's own reference, "JSON Map Format" and "TMX Map Format", version 1.10; pytiled-parser reads both in the
tests. The map's own properties are ``procgen_recipe``, ``procgen_kind``, ``procgen_style`` and
``procgen_metres_per_tile``.
"""

from __future__ import annotations

import json
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from procgen.layout.art import TILE_PX
from procgen.layout.exporters import tileset
from procgen.layout.exporters.metadata import legend
from procgen.layout.exporters.options import DEFAULTS, ExportOptions
from procgen.layout.features import Cell, features_of
from procgen.layout.layout import Layout
from procgen.layout.tiles import TILES

FIRST_GID: Final = 1
TILE_LAYER: Final = "tiles"
OBJECT_LAYER: Final = "objects"
_VERSION: Final = "1.10"
_PROPERTY_TYPES: Final[dict[type, str]] = {bool: "bool", int: "int", float: "float", str: "string"}


def _properties(values: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"name": name, "type": _PROPERTY_TYPES[type(value)], "value": value} for name, value in values.items()]


def _objects(layout: Layout) -> list[dict[str, Any]]:
    """Rectangles, in pixels: rooms, and single tiles for all else."""
    features = features_of(layout.tiles)
    objects: list[dict[str, Any]] = []

    def add(kind: str, name: str, cell: Cell, size: Cell = (1, 1), /, **properties: Any) -> None:
        entry = {
            "id": len(objects) + 1,
            "name": name,
            "type": kind,
            "x": cell[0] * TILE_PX,
            "y": cell[1] * TILE_PX,
            "width": size[0] * TILE_PX,
            "height": size[1] * TILE_PX,
            "rotation": 0,
            "visible": True,
        }
        if properties:
            entry["properties"] = _properties(properties)
        objects.append(entry)

    for number, room in enumerate(features.rooms, 1):
        add("room", f"room {number}", (room.column, room.row), (room.width, room.depth), tiles=room.tiles)
    for number, door in enumerate(features.doors, 1):
        facing = "north_south" if door.north_south else "west_east"
        add("door", f"door {number}", (door.column, door.row), locked=door.locked, passage=facing)
    for kind, cells in (("key", features.keys), ("entrance", features.entrances), ("exit", features.exits)):
        for number, cell in enumerate(cells, 1):
            add(kind, f"{kind} {number}", cell)
    if layout.flow is not None:
        for kind, name, cell, size, said in layout.flow.marks():
            add(kind, name, cell, size, **said)
    return objects


def _map(layout: Layout) -> dict[str, Any]:
    depth, width = layout.tiles.shape
    objects = _objects(layout)
    return {
        "type": "map",
        "version": _VERSION,
        "tiledversion": f"{_VERSION}.2",
        "class": layout.kind,
        "orientation": "orthogonal",
        "renderorder": "right-down",
        "width": width,
        "height": depth,
        "tilewidth": TILE_PX,
        "tileheight": TILE_PX,
        "infinite": False,
        "compressionlevel": -1,
        "nextlayerid": 3,
        "nextobjectid": len(objects) + 1,
        "properties": _properties(
            {
                "procgen_kind": layout.kind,
                "procgen_metres_per_tile": float(layout.metres_per_tile),
                "procgen_recipe": layout.recipe.to_json(),
                "procgen_style": layout.style,
            }
        ),
        "tilesets": [
            {
                "firstgid": FIRST_GID,
                "name": "procgen",
                "image": tileset.FILE_NAME,
                "imagewidth": tileset.COLUMNS * TILE_PX,
                "imageheight": tileset.ROWS * TILE_PX,
                "tilewidth": TILE_PX,
                "tileheight": TILE_PX,
                "tilecount": TILES,
                "columns": tileset.COLUMNS,
                "margin": 0,
                "spacing": 0,
                "tiles": [
                    {
                        "id": entry["number"],
                        "type": entry["name"],
                        "properties": _properties({"walkable": entry["walkable"]}),
                    }
                    for entry in legend()
                ],
            }
        ],
        "layers": [
            {
                "id": 1,
                "name": TILE_LAYER,
                "type": "tilelayer",
                "x": 0,
                "y": 0,
                "width": width,
                "height": depth,
                "opacity": 1,
                "visible": True,
                "data": (layout.tiles.ravel().astype(int) + FIRST_GID).tolist(),
            },
            {
                "id": 2,
                "name": OBJECT_LAYER,
                "type": "objectgroup",
                "x": 0,
                "y": 0,
                "draworder": "topdown",
                "opacity": 1,
                "visible": True,
                "objects": objects,
            },
        ],
    }


def tmj(layout: Layout, options: ExportOptions = DEFAULTS) -> bytes:
    """A map with its tile set inside, whose picture is :data:`procgen.layout.exporters.tileset.FILE_NAME` beside it.

    Returns:
        JSON with a tile layer, ``tiles``, and an object layer, ``objects``: rectangles of the classes ``room``,
        ``door`` (properties ``locked`` and ``passage``), ``key``, ``entrance`` and ``exit``; after a flow graph also
        those of :meth:`procgen.layout.flow.plan.FlowMap.marks`.
    """
    options.checkpoint()
    return (json.dumps(_map(layout), separators=(",", ":"), ensure_ascii=False, allow_nan=False) + "\n").encode()


def _element(name: str, values: dict[str, Any], inside: list[str] | None = None) -> list[str]:
    """Lines of an element; true and false become 1 and 0, which is what TMX has."""
    text = "".join(
        f" {key}={quoteattr(str(int(value) if isinstance(value, bool) else value))}" for key, value in values.items()
    )
    if not inside:
        return [f"<{name}{text}/>"]
    return [f"<{name}{text}>", *(f" {line}" for line in inside), f"</{name}>"]


def _property_lines(properties: list[dict[str, Any]]) -> list[str]:
    lines = []
    for entry in properties:
        value = entry["value"]
        said = {"name": entry["name"]}
        if entry["type"] != "string":
            said["type"] = entry["type"]
        said["value"] = ("true" if value else "false") if isinstance(value, bool) else value
        lines += _element("property", said)
    return _element("properties", {}, lines) if lines else []


def tmx(layout: Layout, options: ExportOptions = DEFAULTS) -> bytes:
    """The same as :func:`tmj` as XML, its tiles as comma separated values."""
    options.checkpoint()
    said = _map(layout)
    (tiles, objects), (tile_set,) = said["layers"], said["tilesets"]
    inside = _property_lines(said["properties"])
    shown = ("name", "tilewidth", "tileheight", "tilecount", "columns")
    inside += _element(
        "tileset",
        {"firstgid": tile_set["firstgid"], **{key: tile_set[key] for key in shown}},
        [
            *_element(
                "image",
                {"source": tile_set["image"], "width": tile_set["imagewidth"], "height": tile_set["imageheight"]},
            ),
            *(
                line
                for tile in tile_set["tiles"]
                for line in _element(
                    "tile", {"id": tile["id"], "type": tile["type"]}, _property_lines(tile["properties"])
                )
            ),
        ],
    )
    rows = [
        ",".join(map(str, tiles["data"][start : start + said["width"]]))
        for start in range(0, len(tiles["data"]), said["width"])
    ]
    data = ['<data encoding="csv">', *(f"{row}," for row in rows[:-1]), rows[-1], "</data>"]
    inside += [
        f'<layer id="{tiles["id"]}" name="{TILE_LAYER}" width="{said["width"]}" height="{said["height"]}">',
        *data,
        "</layer>",
    ]
    keys = ("id", "name", "type", "x", "y", "width", "height")
    inside += _element(
        "objectgroup",
        {"id": objects["id"], "name": OBJECT_LAYER},
        [
            line
            for entry in objects["objects"]
            for line in _element(
                "object", {key: entry[key] for key in keys}, _property_lines(entry.get("properties", []))
            )
        ],
    )
    attributes = {
        key: said[key]
        for key in (
            "version",
            "tiledversion",
            "class",
            "orientation",
            "renderorder",
            "width",
            "height",
            "tilewidth",
            "tileheight",
            "infinite",
            "nextlayerid",
            "nextobjectid",
        )
    }
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', *_element("map", attributes, inside)]
    return ("\n".join(lines) + "\n").encode()
