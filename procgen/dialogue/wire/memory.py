"""How much memory a call for dialogue works with; see :mod:`procgen.kit.wire.work_memory`."""

from __future__ import annotations

from typing import Final

from google.protobuf.message import Message

from procgen.kit.wire.work_memory import MIB

DIALOGUE_BYTES: Final = 32 * MIB


def dialogue_bytes(_request: Message) -> int:
    """Of any call for dialogue: little, and nearly the same for all."""
    return DIALOGUE_BYTES
