"""How much memory a call for music works with; see :mod:`procgen.kit.wire.work_memory`."""

from __future__ import annotations

from typing import Any, Final

from google.protobuf.message import Message

from procgen.kit.wire.work_memory import MIB
from procgen.music.parameters import LONGEST_S, MOST_USES, USUAL_USES
from procgen.v1 import music_pb2

_BASE: Final = 160 * MIB
"""Recordings of instruments, a composer's state."""
_SECOND: Final = 9 * MIB
"""Of a piece: its parts dry, its layers, and files of them."""
_KEPT_SECOND: Final = 3 * MIB
"""Of each further piece of a set, whose layers alone are kept."""
_USUAL_S: Final = 100.0
_BAR_S: Final = 4.0
"""A slow bar."""


def _seconds(request: Any) -> float:
    if request.HasField("length_s"):
        return min(max(float(request.length_s), 0.0), LONGEST_S) if request.length_s == request.length_s else 0.0
    return min(_BAR_S * request.bars, LONGEST_S) if request.HasField("bars") else _USUAL_S


def music_bytes(request: music_pb2.MusicRequest) -> int:
    """Of a MusicRequest."""
    return int(_BASE + _SECOND * _seconds(request))


def set_bytes(request: music_pb2.MusicSetRequest) -> int:
    """Of a MusicSetRequest."""
    pieces = min(len(request.uses), MOST_USES) or len(USUAL_USES)
    return int(_BASE + (_SECOND + _KEPT_SECOND * pieces) * _seconds(request))


def shorter(_request: Message, _most_bytes: int) -> str:
    """What to ask for instead of music that takes more."""
    return "Ask for a shorter length_s, or fewer uses."
