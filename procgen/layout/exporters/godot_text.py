"""Godot 4's text scenes (.tscn), as far as layouts need them.

Format 4, which Godot 4.3 and later read: byte arrays are base64. Written after what the engine itself writes, and
checked by letting it open them: tests/engines/test_godot_layouts.py.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterable
from typing import Final

from procgen.layout.features import Features

HEADER: Final = "[gd_scene format=4]"


def text(value: str) -> str:
    """A string literal."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def number(value: float) -> str:
    """As short as it reads back the same in float32, as the engine holds it."""
    (rounded,) = struct.unpack("<f", struct.pack("<f", value))
    short: str = f"{rounded:.6g}"
    return short


def packed_bytes(data: bytes) -> str:
    """A PackedByteArray."""
    return f'PackedByteArray("{base64.b64encode(data).decode("ascii")}")'


def section(head: str, properties: dict[str, str]) -> list[str]:
    """Lines of a section, with an empty one after it."""
    return [f"[{head}]", *(f"{name} = {value}" for name, value in properties.items()), ""]


def marked(features: Features) -> Iterable[tuple[str, int, tuple[int, int], dict[str, str]]]:
    """What markers stand for: its kind, its number from 1, its tile, and metadata."""
    for index, door in enumerate(features.doors, 1):
        said = {
            "metadata/locked": "true" if door.locked else "false",
            "metadata/passage": text("north_south" if door.north_south else "west_east"),
        }
        yield "door", index, (door.column, door.row), said
    for kind, cells in (("key", features.keys), ("entrance", features.entrances), ("exit", features.exits)):
        for index, cell in enumerate(cells, 1):
            yield kind, index, cell, {}
