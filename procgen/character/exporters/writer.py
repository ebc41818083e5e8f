"""Accessors and buffer views of a glTF file in the making.

Most of what describes a character is the same for the next one, so its JSON is kept as text with places for numbers
(:func:`filled`), which is many times faster than writing it from dictionaries.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.formats.gltf import Block, Bytes, Slice

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
    """Collects what :func:`procgen.formats.gltf.write_glb` writes."""

    def __init__(self) -> None:
        self.accessors: list[str] = []
        """JSON of one accessor each."""
        self.blocks: list[Block | Slice] = []

    def view(self, data: npt.NDArray[Any], target: int | None = None, stride: int | None = None) -> int:
        """Add an array's bytes; returns the number of the view."""
        flat = np.ascontiguousarray(data)

        def fill(out: Bytes) -> None:
            # As memory, not as arrays of numbers: one copy without a look at the elements.
            out.data[:] = flat.data.cast("B")

        self.blocks.append(Block(flat.nbytes, fill, target, stride))
        return len(self.blocks) - 1

    def slice(self, view: int, offset: int, length: int) -> int:
        """Add a view of a part of another; returns its number."""
        self.blocks.append(Slice(view, offset, length))
        return len(self.blocks) - 1

    def accessor(self, entry: str) -> int:
        """Add an accessor, which is JSON; returns its number."""
        self.accessors.append(entry)
        return len(self.accessors) - 1
