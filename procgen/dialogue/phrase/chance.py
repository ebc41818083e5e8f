"""Where the chance of phrases comes from: numbers of a purpose and a seed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

_T = TypeVar("_T")
# Numbers are drawn in blocks, because one at a time is slow.
_BLOCK = 512


class Chance:
    """Random numbers of a purpose ("line") for a seed and whatever else counts its members.

    The key of Philox is a digest of all of them, so that neighbours in one number are not neighbours in chance.
    """

    def __init__(self, purpose: str, *numbers: int) -> None:
        name = "/".join(("dialogue", purpose, *map(str, numbers)))
        digest = hashlib.sha256(name.encode()).digest()
        self._generator = np.random.Generator(np.random.Philox(key=int.from_bytes(digest[:16], "little")))
        self._waiting: list[float] = []

    def random(self) -> float:
        """A number in [0, 1)."""
        if not self._waiting:
            self._waiting = self._generator.random(_BLOCK).tolist()
        return self._waiting.pop()

    def pick(self, options: Sequence[_T]) -> _T:
        """One of the options, each as likely."""
        return options[int(self.random() * len(options))]
