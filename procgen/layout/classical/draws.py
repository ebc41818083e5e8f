"""A stream of random numbers for algorithms that take one after the other, from the counter-based generator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from procgen.runtime.philox import philox4x32, stream_id

T = TypeVar("T")
_BLOCK = 256
"""Counters at a time; each gives four numbers."""


class Draws:
    """Random numbers in order; the same seed and purpose give the same numbers everywhere."""

    def __init__(self, seed: int, purpose: str) -> None:
        self._key = (seed & 0xFFFFFFFF, seed >> 32)
        self._stream = np.full(1, stream_id(purpose), np.uint32)
        self._counter = 0
        self._ready: list[float] = []

    def _more(self, counters: int) -> npt.NDArray[np.float64]:
        at = np.arange(self._counter, self._counter + counters, dtype=np.uint32)
        self._counter += counters
        zero = np.zeros(1, np.uint32)
        words = philox4x32(at, zero, self._stream, zero, self._key)
        return np.stack(words, axis=1).ravel().astype(np.float64) * 2.0**-32

    def uniform(self, low: float = 0.0, high: float = 1.0) -> float:
        """A number from low up to, but without, high."""
        if not self._ready:
            self._ready = self._more(_BLOCK).tolist()[::-1]
        return low + (high - low) * self._ready.pop()

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included; low where high is less."""
        return low + int(self.uniform() * max(high - low + 1, 1))

    def chance(self, share: float) -> bool:
        """True in a share of all cases."""
        return self.uniform() < share

    def choice(self, options: Sequence[T]) -> T:
        """One of some."""
        return options[int(self.uniform() * len(options))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Some in another order (Fisher and Yates)."""
        result = list(items)
        for last in range(len(result) - 1, 0, -1):
            other = int(self.uniform() * (last + 1))
            result[last], result[other] = result[other], result[last]
        return result

    def field(self, rows: int, columns: int) -> npt.NDArray[np.float64]:
        """(rows, columns) independent numbers from 0 up to 1."""
        cells = rows * columns
        return self._more(-(-cells // 4))[:cells].reshape(rows, columns)

    def seed(self) -> int:
        """A seed for something else."""
        return int(self.uniform() * 2.0**31) << 31 | int(self.uniform() * 2.0**31)
