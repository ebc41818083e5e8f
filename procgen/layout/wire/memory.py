"""How much memory a call for a layout works with; see :mod:`procgen.kit.wire.work_memory`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from google.protobuf.message import Message

from procgen.kit.wire.work_memory import MIB, area, smaller
from procgen.layout.flow.graph import floors_of
from procgen.layout.parameters import RANGES
from procgen.layout.wire.outputs import output_kind
from procgen.v1 import layout_pb2

# Bytes a tile.
_BASE: Final = 12 * MIB
_TILE: Final = 600
_FILES: Final[Mapping[str, int]] = {
    "png": 1700,
    "tmj": 60,
    "tmx": 60,
    "unity_tilemap_json": 60,
    "godot_gridmap_tscn": 200,
    "glb": 300,
}
_FILE: Final = 20


def layout_bytes(request: layout_pb2.LayoutRequest) -> int:
    """Of a LayoutRequest."""
    side = RANGES["width"]
    tiles = area(request, ("width", "depth"), side.minimum, side.maximum)
    if request.flow:
        # Of an open size nobody knows how large it becomes.
        tiles = (tiles or int(side.maximum) ** 2) * floors_of(request.flow)
    kinds = [output_kind(number) or "" for number in request.outputs]
    files = [_FILES.get(kind, _FILE) for kind in kinds] or [_FILE]
    return _BASE + (_TILE + sum(files)) * tiles if tiles else 0


def smaller_layout(request: Message, most_bytes: int) -> str:
    """What to ask for instead of a layout that takes more."""
    sides = range(120, 8, -8)
    return smaller(request, most_bytes, ("width", "depth"), layout_bytes, sides, "or for fewer outputs")
