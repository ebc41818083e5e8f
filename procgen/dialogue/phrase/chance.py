"""Where the chance of phrases comes from: numbers of a purpose and a seed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from procgen.runtime.philox import keyed

_T = TypeVar("_T")
# Numbers are drawn in blocks, because one at a time is slow.
_BLOCK = 512


class Chance:
    """Random numbers of a purpose ("line") for a seed and whatever else counts its members."""

    def __init__(self, purpose: str, *numbers: int) -> None:
        self._generator = keyed("/".join(("dialogue", purpose, *map(str, numbers))))
        self._waiting: list[float] = []

    def random(self) -> float:
        """A number in [0, 1)."""
        if not self._waiting:
            self._waiting = self._generator.random(_BLOCK).tolist()
        return self._waiting.pop()

    def pick(self, options: Sequence[_T]) -> _T:
        """One of the options, each as likely."""
        return options[int(self.random() * len(options))]
