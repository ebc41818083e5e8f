"""How much memory a call for an animal works with; see :mod:`procgen.kit.wire.work_memory`."""

from __future__ import annotations

from typing import Final

from google.protobuf.message import Message

from procgen.kit.wire.work_memory import MIB
from procgen.v1 import creature_pb2

_BASE: Final = 90 * MIB
"""Fields of distances of the finest level, and weights by bone and zone of its skin."""
_PICTURE: Final = 60 * MIB


def creature_bytes(request: creature_pb2.CreatureRequest) -> int:
    """Of a CreatureRequest."""
    pictures = any(kind in request.outputs for kind in ("portrait", "strip"))
    return _BASE + (_PICTURE if pictures else 0)


def smaller(_request: Message, _most_bytes: int) -> str:
    """What to ask for instead of an animal that takes more."""
    return "Ask for no pictures."
