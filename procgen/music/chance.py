"""Where the chance of music comes from: numbers of a purpose and a seed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.runtime.philox import keyed


class Chance:
    """Random numbers of a purpose for a seed and whatever else counts its members."""

    def __init__(self, purpose: str, *numbers: int) -> None:
        self._name = "/".join((purpose, *map(str, numbers)))
        self._generator = keyed(f"music/{self._name}")

    def part(self, purpose: str, *numbers: int) -> Chance:
        """Of a part of the purpose: it does not depend on what was drawn before."""
        return Chance(f"{self._name}/{purpose}", *numbers)

    def number(self, low: float, high: float) -> float:
        """A number between two, each as likely."""
        return float(self._generator.uniform(low, high))

    def whole(self, below: int) -> int:
        """A whole number from 0, each as likely."""
        return int(self._generator.integers(below))

    def weighted(self, weights: npt.NDArray[np.floating]) -> int:
        """A place in `weights`, as likely as its weight says."""
        edges = np.cumsum(weights) / np.sum(weights)
        return min(int(np.searchsorted(edges, self._generator.uniform(), side="right")), len(weights) - 1)
