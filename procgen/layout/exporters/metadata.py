"""What every file says about its origin, and about what stands where."""

from __future__ import annotations

import json
from typing import Any

from procgen.layout.features import Cell, features_of
from procgen.layout.kinds import IS_WALKABLE
from procgen.layout.layout import Layout
from procgen.layout.tiles import Tile


def origin(layout: Layout) -> dict[str, Any]:
    """What a reader needs to use the map and to make it again, ready for JSON."""
    depth, width = layout.tiles.shape
    return {
        "recipe": json.loads(layout.recipe.to_json()),
        "kind": layout.kind,
        "style": layout.style,
        "width": width,
        "depth": depth,
        "metres_per_tile": float(layout.metres_per_tile),
    }


def legend() -> list[dict[str, Any]]:
    """All tiles, in the order of their numbers."""
    return [{"number": int(tile), "name": name_of(tile), "walkable": bool(IS_WALKABLE[tile])} for tile in Tile]


def name_of(tile: int) -> str:
    """Of a tile: "locked_door"."""
    return Tile(tile).name.lower()


def found(layout: Layout) -> dict[str, Any]:
    """Rooms, doors, keys, entrances and exits, ready for JSON; x and y count tiles from the north-western corner."""
    features = features_of(layout.tiles)

    def places(cells: tuple[Cell, ...]) -> list[dict[str, int]]:
        return [{"x": column, "y": row} for column, row in cells]

    flow = {} if layout.flow is None else {"flow": layout.flow.said()}
    return {
        "walkable_tiles": features.walkable,
        "rooms": [
            {"x": room.column, "y": room.row, "width": room.width, "depth": room.depth, "tiles": room.tiles}
            for room in features.rooms
        ],
        "doors": [
            {"x": door.column, "y": door.row, "locked": door.locked, "north_south": door.north_south}
            for door in features.doors
        ],
        "keys": places(features.keys),
        "entrances": places(features.entrances),
        "exits": places(features.exits),
        **flow,
    }


def sidecar(layout: Layout, file_name: str, kind: str, encoding: str) -> str:
    """The text of the JSON beside a file that has no place for its recipe.

    Args:
        layout: what the file was made of.
        file_name: its name, without a folder.
        kind: which exporter made it.
        encoding: how it is to be read, in words.
    """
    described = {
        "file": file_name,
        "kind": kind,
        "encoding": encoding,
        **origin(layout),
        "tiles": legend(),
        **found(layout),
    }
    return json.dumps(described, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
