"""Where the chance of sounds comes from: numbers of a purpose and a seed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.philox import keyed

Floats = npt.NDArray[np.float64]
_T = TypeVar("_T")


class Chance:
    """Random numbers of a purpose for a seed and whatever else counts its members.

    Args:
        purpose, numbers: whatever counts its members.
        checkpoint: called as each part of the purpose begins; raises to stop the work.
    """

    def __init__(self, purpose: str, *numbers: int, checkpoint: Checkpoint = go_on) -> None:
        checkpoint()
        self._checkpoint = checkpoint
        self._name = "/".join(("sound", purpose, *map(str, numbers)))
        self._generator = keyed(self._name)

    def part(self, purpose: str, *numbers: int) -> Chance:
        """Of a part of the purpose: it does not depend on what was drawn before. Stops if nobody waits any more."""
        return Chance(f"{self._name}/{purpose}", *numbers, checkpoint=self._checkpoint)

    def normal(self, *shape: int) -> Floats:
        """Standard normal numbers."""
        return self._generator.standard_normal(shape)

    def short_normal(self, *shape: int) -> npt.NDArray[np.float32]:
        """Standard normal numbers of 32 bits, of which many are drawn sooner."""
        return self._generator.standard_normal(shape, np.float32)

    def uniform(self, low: float, high: float, *shape: int) -> Floats:
        """Numbers between two, each as likely."""
        return self._generator.uniform(low, high, shape)

    def number(self, low: float, high: float) -> float:
        """A number between two, each as likely."""
        return float(self._generator.uniform(low, high))

    def about(self, middle: float, octaves: float) -> float:
        """A number around a positive one, within some octaves, each step as likely."""
        return float(middle * 2.0 ** self.number(-octaves, octaves))

    def pick(self, options: Sequence[_T]) -> _T:
        """One of the options, each as likely."""
        return options[int(self._generator.integers(len(options)))]

    def times(self, rate_hz: float, seconds: float, regularity: float = 0.0) -> Floats:
        """When something happens that happens so often: (k,) ascending, in [0, seconds).

        Args:
            rate_hz: how often on average.
            seconds: until when.
            regularity: 0 for a Poisson process, 1 for a clock.
        """
        if regularity <= 0.0:
            return np.sort(self.uniform(0.0, seconds, int(self._generator.poisson(rate_hz * seconds))))
        count = max(round(rate_hz * seconds), 1)
        beat = seconds / count
        moved = (np.arange(count) + self.uniform(0.0, 1.0 - regularity, count)) * beat
        return np.asarray(moved % seconds)
