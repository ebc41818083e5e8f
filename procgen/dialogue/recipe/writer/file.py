"""GGUF files: reading a model's tensors, writing an adapter's.

The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.errors import Failed

Array = npt.NDArray[np.float32]

_MAGIC: Final = b"GGUF"
_VERSION: Final = 3
_ALIGNMENT: Final = 32
_NUMBERS: Final = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
"""Kinds of values in the head; 8 is a text, 9 a list."""
_TEXT, _LIST, _U32, _F32 = 8, 9, 4, 6
_BLOCK: Final = 32
_BLOCK_FIELDS: Final = {
    2: np.dtype([("scale", "<f2"), ("quants", "u1", 16)]),
    3: np.dtype([("scale", "<f2"), ("least", "<f2"), ("quants", "u1", 16)]),
    8: np.dtype([("scale", "<f2"), ("quants", "i1", 32)]),
}
"""Of the quantised kinds that are read: Q4_0, Q4_1 and Q8_0."""
_PLAIN: Final[dict[int, np.dtype[Any]]] = {0: np.dtype("<f4"), 1: np.dtype("<f2")}


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds.

    Attributes:
        head: values by key.
        tensors: by name, rows first, as float32.
    """

    head: Mapping[str, Any]
    tensors: Mapping[str, Array]


class _Bytes:
    """A file's bytes and how far they were read."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def number(self, form: str) -> Any:
        (value,) = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return value

    def text(self) -> str:
        size = self.number("<Q")
        self.at += size
        return self.data[self.at - size : self.at].decode("utf-8", "replace")

    def value(self, kind: int) -> Any:
        if kind == _TEXT:
            return self.text()
        if kind == _LIST:
            inner, count = self.number("<I"), self.number("<Q")
            return [self.value(inner) for _ in range(count)]
        return self.number(_NUMBERS[kind])


def read_gguf(path: Path) -> Read:
    """A whole file.

    Raises:
        Failed: it is no GGUF file, or has tensors of a kind that is not read here.
    """
    file = _Bytes(path.read_bytes())
    if file.data[:4] != _MAGIC:
        raise Failed(f"{path} is not a GGUF file", "Name a GGUF file.")
    file.at = 8
    tensors, values = file.number("<Q"), file.number("<Q")
    head = {}
    for _ in range(values):
        key = file.text()
        head[key] = file.value(file.number("<I"))
    infos = []
    for _ in range(tensors):
        name, dimensions = file.text(), file.number("<I")
        shape = tuple(file.number("<Q") for _ in range(dimensions))[::-1]
        infos.append((name, shape, file.number("<I"), file.number("<Q")))
    alignment = head.get("general.alignment", _ALIGNMENT)
    start = -(-file.at // alignment) * alignment
    return Read(head, {name: _tensor(file.data, start + at, shape, kind, name) for name, shape, kind, at in infos})


def _tensor(data: bytes, at: int, shape: tuple[int, ...], kind: int, name: str) -> Array:
    count = int(np.prod(shape))
    if kind in _PLAIN:
        plain: Array = np.frombuffer(data, _PLAIN[kind], count, at).astype(np.float32).reshape(shape)
        return plain
    if kind not in _BLOCK_FIELDS:
        raise Failed(f"tensor {name} is of kind {kind}, which is not read", "Take a file in Q4_0, Q4_1, Q8_0 or F16.")
    blocks = np.frombuffer(data, _BLOCK_FIELDS[kind], count // _BLOCK, at)
    quants = blocks["quants"]
    if kind != 8:
        # Low halves of the bytes are the block's first sixteen values.
        quants = np.concatenate([quants & 15, quants >> 4], axis=1)
    whole = quants.astype(np.float32) - (8.0 if kind == 2 else 0.0)
    whole *= blocks["scale"].astype(np.float32)[:, None]
    if kind == 3:
        whole += blocks["least"].astype(np.float32)[:, None]
    found: Array = whole.reshape(shape)
    return found


Half = npt.NDArray[np.float16]


def write_gguf(path: Path, head: Mapping[str, str | int | float], tensors: Mapping[str, Half]) -> None:
    """Write values and tensors in half precision, the same bytes for the same.

    Args:
        path: of the file.
        head: texts, whole numbers (32 bits, without a sign) and floats (32 bits).
        tensors: by name, rows first.
    """
    parts = [_MAGIC, struct.pack("<IQQ", _VERSION, len(tensors), len(head))]
    for key, value in head.items():
        parts.append(_text(key))
        if isinstance(value, str):
            parts += [struct.pack("<I", _TEXT), _text(value)]
        elif isinstance(value, int):
            parts.append(struct.pack("<II", _U32, value))
        else:
            parts.append(struct.pack("<If", _F32, value))
    at = 0
    bodies = []
    for name, tensor in tensors.items():
        shape = tensor.shape[::-1]
        parts += [_text(name), struct.pack("<I", len(shape)), struct.pack(f"<{len(shape)}Q", *shape)]
        parts.append(struct.pack("<IQ", 1, at))
        body = np.ascontiguousarray(tensor, "<f2").tobytes()
        bodies.append(body + bytes(-len(body) % _ALIGNMENT))
        at += len(bodies[-1])
    top = b"".join(parts)
    path.write_bytes(top + bytes(-len(top) % _ALIGNMENT) + b"".join(bodies))


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data
