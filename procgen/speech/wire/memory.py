"""How much memory a call for speech works with; see :mod:`procgen.kit.wire.work_memory`."""

from __future__ import annotations

from typing import Final

from google.protobuf.message import Message

from procgen.kit.wire.work_memory import MIB
from procgen.speech.reading import MOST_CHARACTERS
from procgen.v1 import speech_pb2

_BASE: Final = 60 * MIB
_CHARACTER: Final = 12_000
"""Bytes a letter: a fourteenth of a second, as samples and in files."""


def speech_bytes(request: speech_pb2.SpeechRequest) -> int:
    """Of a SpeechRequest."""
    return text_bytes(min(len(request.text), MOST_CHARACTERS))


def text_bytes(characters: int) -> int:
    """Of a text that is spoken."""
    return _BASE + _CHARACTER * characters


def barks_bytes(request: speech_pb2.BarksRequest) -> int:
    """Of a BarksRequest, whose takes are made and sent one after the other."""
    return max(map(speech_bytes, request.lines), default=0)


def shorter(_request: Message, _most_bytes: int) -> str:
    """What to ask for instead of a text that takes more."""
    return "Send the text in parts."
