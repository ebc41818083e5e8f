"""Accessors and buffer views of a glTF file in the making.

Most of what describes a character is the same for the next one, so its JSON is kept as text with places for numbers
(:func:`filled`), which is many times faster than writing it from dictionaries.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.formats.gltf import dumped, glb_head

UNSIGNED_BYTE, UNSIGNED_SHORT = 5121, 5123
NUMBER = "%.9g"
"""Place for a number in JSON: nine digits tell any float32 from all others."""


def filled(text: str, numbers: Sequence[float]) -> str:
    """JSON with the numbers in the places for them.

    Raises:
        ValueError: a number is not finite.
    """
    # The sum of numbers that are far from overflowing is finite only if they all are.
    if not math.isfinite(sum(numbers)):
        raise ValueError("a number in a glTF file must be finite")
    return text % tuple(numbers)


def places(count: int) -> str:
    """A list of places for numbers, as JSON."""
    return f"[{','.join([NUMBER] * count)}]"


class Writer:
    """A glTF file in the making: what its accessors and buffer views say as JSON, and the bytes of its buffer."""

    def __init__(self) -> None:
        self.accessors: list[str] = []
        self._views: list[str] = []
        self._begins: list[int] = []
        self._pieces: list[memoryview | bytes] = []
        self._end = 0

    @property
    def view_count(self) -> int:
        """Views so far: the number of the next one."""
        return len(self._views)

    def view(self, data: npt.NDArray[Any], target: int | None = None, stride: int | None = None) -> int:
        """Add an array's bytes, which must not change until the file is written; returns the number of the view."""
        piece = np.ascontiguousarray(data).data.cast("B") if data.size else memoryview(b"")
        more = "" if target is None else f',"target":{target}'
        more += "" if stride is None else f',"byteStride":{stride}'
        padding = -piece.nbytes % 4
        self._pieces += (piece, b"\0" * padding) if padding else (piece,)
        number = self._add(self._end, piece.nbytes, more)
        self._end += piece.nbytes + padding
        return number

    def slice(self, view: int, offset: int, length: int) -> int:
        """Add a view of a part of another; returns its number."""
        return self._add(self._begins[view] + offset, length)

    def _add(self, begin: int, length: int, more: str = "") -> int:
        self._begins.append(begin)
        self._views.append(f'{{"buffer":0,"byteOffset":{begin},"byteLength":{length}{more}}}')
        return len(self._views) - 1

    def accessor(self, entry: str) -> int:
        """Add an accessor, which is JSON; returns its number."""
        self.accessors.append(entry)
        return len(self.accessors) - 1

    def glb(self, tree: dict[str, Any], written: Mapping[str, str]) -> bytes:
        """The file.

        Args:
            tree: members of the glTF, at least one.
            written: further members that are JSON already; accessors, views and buffer come by themselves.
        """
        members = {
            **written,
            "accessors": f"[{','.join(self.accessors)}]",
            "bufferViews": f"[{','.join(self._views)}]",
            "buffers": f'[{{"byteLength":{self._end}}}]',
        }
        text = dumped(tree)[:-1] + "".join([f',"{name}":{member}' for name, member in members.items()]) + "}"
        return b"".join([glb_head(text, self._end), *self._pieces])
