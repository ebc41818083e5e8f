"""Binary glTF 2.0 files: their container, and a writer that fills one buffer piece by piece.

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
INSTANCES = "EXT_mesh_gpu_instancing"
LIGHTS = "KHR_lights_punctual"
LOD = "MSFT_lod"

_ALIGNMENT = 4
_HEADER, _CHUNK = struct.Struct("<4sII"), struct.Struct("<I4s")

Bytes = npt.NDArray[np.uint8]
Tree = dict[str, Any]


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
    return -(-length // _ALIGNMENT) * _ALIGNMENT


def dumped(value: object) -> str:
    """JSON without blanks. Raises ValueError for numbers that are not finite."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def glb_head(text: str, buffer_bytes: int) -> bytes:
    """All of a .glb that stands before its buffer.

    Args:
        text: the glTF.
        buffer_bytes: length of the buffer, a multiple of four.
    """
    data = text.encode()
    data += b" " * (-len(data) % _ALIGNMENT)
    total = _HEADER.size + 2 * _CHUNK.size + len(data) + buffer_bytes
    chunks = _CHUNK.pack(len(data), b"JSON"), _CHUNK.pack(buffer_bytes, b"BIN\0")
    return b"".join([_HEADER.pack(b"glTF", 2, total), chunks[0], data, chunks[1]])


def read_glb(data: bytes) -> tuple[Tree, bytes]:
    """The glTF of a .glb, and its buffer.

    Raises:
        ValueError: it is none of version 2 with one buffer.
    """
    magic, version, _ = _HEADER.unpack_from(data)
    if magic != b"glTF" or version != 2:
        raise ValueError("this is no binary glTF of version 2")
    length, kind = _CHUNK.unpack_from(data, _HEADER.size)
    if kind != b"JSON":
        raise ValueError("a binary glTF begins with its JSON")
    begin = _HEADER.size + _CHUNK.size
    tree: Tree = json.loads(data[begin : begin + length])
    begin += length + _CHUNK.size
    return tree, data[begin : begin + int(tree["buffers"][0]["byteLength"])]


def turn_matrix(rotation: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """(3, 3) what a unit quaternion (4,), x, y, z, w, does to columns of coordinates; as precise as what came."""
    x, y, z, w = rotation
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ],
        rotation.dtype,
    )


def node_matrix(node: Tree) -> npt.NDArray[np.float64]:
    """(4, 4) what a node does to columns of coordinates."""
    if "matrix" in node:
        return np.array(node["matrix"], np.float64).reshape(4, 4).T
    turn = turn_matrix(np.array(node.get("rotation", [0, 0, 0, 1]), np.float64))
    matrix = np.eye(4)
    matrix[:3, :3] = turn * np.array(node.get("scale", [1, 1, 1]), np.float64)
    matrix[:3, 3] = node.get("translation", [0, 0, 0])
    return matrix


def write_glb(tree: Tree, blocks: Sequence[Block | Slice]) -> bytes:
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
    head = glb_head(dumped(whole), end)

    # The buffer of a BytesIO becomes the result without a copy, which a bytearray's would not.
    out = io.BytesIO()
    out.write(head)
    start = len(head)
    if end:
        out.seek(start + end - 1)
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
