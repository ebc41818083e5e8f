"""A job: one call that makes something, as data that can travel to another process or computer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_KEY: Final = re.compile(r"[0-9a-f]{64}")
KEY_ALLOWED: Final = "64 lower-case hexadecimal digits"


def key_allowed(text: str) -> bool:
    """Whether a text can be a key: the only names that ever become parts of paths."""
    return _KEY.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Job:
    """One call."""

    key: str
    """Names its result: see :mod:`procgen.kit.wire.keys`. Equal keys, equal bytes."""
    method: str
    """"/procgen.v1.TerrainService/Generate"."""
    request: bytes
    """The serialised request, without what does not change the result."""


@dataclass(frozen=True, slots=True)
class Product:
    """What a call made: its events without Progress, serialised, in order; the last one carries the result."""

    events: tuple[bytes, ...]

    def to_bytes(self) -> bytes:
        """For keeping and sending: each event behind its size as four little-endian bytes."""
        return b"".join([part for event in self.events for part in (len(event).to_bytes(4, "little"), event)])

    @classmethod
    def from_bytes(cls, data: bytes) -> Product:
        """Raises ValueError if the bytes are not those of :meth:`to_bytes`."""
        events = []
        position = 0
        while position < len(data):
            start = position + 4
            end = start + int.from_bytes(data[position:start], "little")
            if end > len(data):
                raise ValueError(f"a product of {len(data)} bytes ends within an event")
            events.append(data[start:end])
            position = end
        if not events:
            raise ValueError("a product without events")
        return cls(tuple(events))
