"""How much memory a call for a world works with; see :mod:`procgen.kit.wire.work_memory`."""

from __future__ import annotations

from typing import Final

from google.protobuf.message import Message

from procgen.kit.wire.work_memory import MIB
from procgen.v1 import world_pb2
from procgen.world.parameters import RANGES

_BASE: Final = 510 * MIB
"""Materials, the picture of the ground in the scene, and what skin is painted with."""
_PIXEL: Final = 480
"""Bytes a pixel of the heights."""
_USD: Final = 420 * MIB
"""A scene with a million plants, its layers, and what writes them."""
_REGION: Final = 64 * MIB
"""A region's planned ground, and what lies around a tile."""
_PERSON: Final = 8 * MIB


def world_bytes(request: world_pb2.WorldRequest) -> int:
    """Of a WorldRequest."""
    side = request.side_m if request.HasField("side_m") else RANGES["side_m"].default or 0.0
    step = request.metres_per_pixel if request.HasField("metres_per_pixel") else 0.0
    step = step or RANGES["metres_per_pixel"].default or 1.0
    if not (RANGES["side_m"].allows(side) and RANGES["metres_per_pixel"].allows(step)):
        return 0
    more = (_USD if request.formats else 0) + (_REGION if request.region_tiles else 0)
    people = request.people if request.HasField("people") else 12
    return _BASE + _PIXEL * int(side / step + 1) ** 2 + _PERSON * min(people, 64) + more


def smaller_world(_request: Message, _most_bytes: int) -> str:
    """What to ask for instead of a world that takes more."""
    return "Ask for a smaller side_m or a larger metres_per_pixel, for fewer people, or for some parts at a time."
