"""How much memory a call for ambience works with; see :mod:`procgen.kit.wire.work_memory`."""

from __future__ import annotations

from typing import Final

from google.protobuf.message import Message

from procgen.ambience.parameters import RANGES
from procgen.kit.wire.forms import numbers_of
from procgen.kit.wire.work_memory import MIB
from procgen.v1 import ambience_pb2

_BASE: Final = 60 * MIB
_SECOND: Final = 22 * MIB
"""Bytes a second of a loop: what one is made with, and some ten that are kept, as samples and in files."""
_MIX_SECOND: Final = 5 * MIB
_LONGEST_S: Final = 60.0
_LENGTHS: Final = {name: RANGES[name] for name in ("bed_s", "mix_s")}


def ambience_bytes(request: ambience_pb2.AmbienceRequest) -> int:
    """Of an AmbienceRequest."""
    seconds = {name: min(value, _LONGEST_S) for name, value in numbers_of(request, _LENGTHS).items()}
    mix_s = seconds["mix_s"] if "mix" in request.outputs else 0.0
    return int(_BASE + _SECOND * seconds["bed_s"] + _MIX_SECOND * mix_s)


def shorter(_request: Message, _most_bytes: int) -> str:
    """What to ask for instead of ambience that takes more."""
    return "Ask for a shorter bed_s."
