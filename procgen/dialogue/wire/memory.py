"""How much memory a call for dialogue works with; see :mod:`procgen.kit.wire.work_memory`."""

from __future__ import annotations

from typing import Final

from google.protobuf.message import Message

from procgen.kit.wire.work_memory import MIB
from procgen.speech.wire.memory import text_bytes
from procgen.v1 import dialogue_pb2 as pb

DIALOGUE_BYTES: Final = 32 * MIB


_SPOKEN_CHARACTERS: Final = 1000
"""Of a line that is spoken, at most."""


def dialogue_bytes(request: Message) -> int:
    """Of any call for dialogue: little, and nearly the same for all whose answers are not spoken."""
    if isinstance(request, pb.ConverseRequest) and request.HasField("speak"):
        return DIALOGUE_BYTES + text_bytes(_SPOKEN_CHARACTERS)
    return DIALOGUE_BYTES
