"""Where the chance of music comes from: numbers of a purpose and a seed."""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt


class Chance:
    """Random numbers of a purpose for a seed and whatever else counts its members.

    The key of Philox is a digest of all of them, so that neighbours in one number are not neighbours in chance.
    """

    def __init__(self, purpose: str, *numbers: int) -> None:
        self._name = "/".join((purpose, *map(str, numbers)))
        digest = hashlib.sha256(f"music/{self._name}".encode()).digest()
        self._generator = np.random.Generator(np.random.Philox(key=int.from_bytes(digest[:16], "little")))

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
