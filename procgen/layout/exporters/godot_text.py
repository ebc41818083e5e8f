"""Godot 4's text scenes (.tscn), as far as layouts need them.

Format 4, which Godot 4.3 and later read: byte arrays are base64. Written after what the engine itself writes, and
checked by letting it open them: tests/engines/test_godot_layouts.py.
"""

from __future__ import annotations

import base64
import struct
from collections import Counter
from collections.abc import Iterable
from typing import Final

from procgen.layout.features import Features
from procgen.layout.flow.plan import FlowMap

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


def flow_marked(flow: FlowMap) -> Iterable[tuple[str, int, tuple[float, float], dict[str, str]]]:
    """The same of what a flow graph placed: kind, number from 1, the middle in tiles (fractions of rooms), metadata."""
    count: Counter[str] = Counter()
    for kind, name, (column, row), (width, depth), said in flow.marks():
        count[kind] += 1
        metadata = {"metadata/name": text(name)}
        for key, value in said.items():
            metadata[f"metadata/{key}"] = text(value) if isinstance(value, str) else str(value)
        if kind == "flow_room":
            metadata["metadata/tiles"] = f"Rect2i({column}, {row}, {width}, {depth})"
        yield kind, count[kind], (column + width / 2, row + depth / 2), metadata
