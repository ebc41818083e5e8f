"""Binary glTF 2.0 files, written piece by piece into one buffer.

Source: the glTF 2.0 specification (Khronos, 2021), sections 3.6 ("Buffers and Accessors") and 4.4 ("GLB layout").
"""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

ARRAY_BUFFER = 34962
ELEMENT_ARRAY_BUFFER = 34963
FLOAT = 5126
UNSIGNED_INT = 5125
CLAMP_TO_EDGE = 33071
LINEAR = 9729
LINEAR_MIPMAP_LINEAR = 9987

_HEADER_BYTES = 12
_CHUNK_HEADER_BYTES = 8

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Block:
    """A buffer view whose bytes are made when the file is written."""

    byte_length: int
    fill: Callable[[Bytes], None]
    """Writes all ``byte_length`` bytes into the array that it is given."""
    target: int | None = None
    stride: int | None = None
    """Bytes from element to element; needed where several accessors with vertex attributes read the view."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A buffer view of bytes that lie within an earlier block."""

    block: int
    """Its number among blocks and slices."""
    byte_offset: int
    byte_length: int


def block_of(data: bytes) -> Block:
    """A block of bytes that exist already."""

    def fill(out: Bytes) -> None:
        out[:] = np.frombuffer(data, np.uint8)

    return Block(len(data), fill)


def _aligned(length: int) -> int:
    return -(-length // 4) * 4


def write_glb(tree: dict[str, Any], blocks: Sequence[Block | Slice]) -> bytes:
    """Write a file with one buffer.

    Args:
        tree: the glTF, without ``buffers`` and ``bufferViews``; its accessors and images name blocks by their index.
        blocks: the buffer views, filled one after the other; slices take no room.

    Returns:
        The .glb. Beside it nothing of its size is held in memory at any time.
    """
    views: list[dict[str, int]] = []
    end = 0
    for block in blocks:
        if isinstance(block, Slice):
            begin = views[block.block]["byteOffset"] + block.byte_offset
            views.append({"buffer": 0, "byteOffset": begin, "byteLength": block.byte_length})
            continue
        view = {"buffer": 0, "byteOffset": end, "byteLength": block.byte_length}
        if block.target is not None:
            view["target"] = block.target
        if block.stride is not None:
            view["byteStride"] = block.stride
        views.append(view)
        end += _aligned(block.byte_length)
    whole = {**tree, "bufferViews": views, "buffers": [{"byteLength": end}]}
    text = json.dumps(whole, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    text += b" " * (_aligned(len(text)) - len(text))
    total = _HEADER_BYTES + 2 * _CHUNK_HEADER_BYTES + len(text) + end

    # The buffer of a BytesIO becomes the result without a copy, which a bytearray's would not.
    out = io.BytesIO()
    out.write(struct.pack("<4sIII4s", b"glTF", 2, total, len(text), b"JSON"))
    out.write(text)
    out.write(struct.pack("<I4s", end, b"BIN\0"))
    start = out.tell()
    out.truncate(start)
    if end:
        out.seek(total - 1)
        out.write(b"\0")
    with out.getbuffer() as buffer:
        data = np.frombuffer(buffer, np.uint8)
        for view, block in zip(views, blocks, strict=True):
            if isinstance(block, Slice):
                continue
            at = start + view["byteOffset"]
            block.fill(data[at : at + block.byte_length])
        del data
    return out.getvalue()
