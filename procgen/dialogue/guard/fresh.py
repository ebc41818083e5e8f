"""Repetition: lines that were said before, or nearly so."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from procgen.dialogue.guard.folding import fold, words

Embed = Callable[[Sequence[str]], npt.NDArray[np.float32]]
"""Texts to unit vectors, (n, width)."""

_GRAM = 3


def normal(text: str) -> str:
    """A text by its words alone: two texts with the same are the same line."""
    return " ".join(words(fold(text)))


def grams(text: str) -> frozenset[tuple[str, ...]]:
    """Runs of three words; the words themselves where there are fewer."""
    spelled = words(fold(text))
    if len(spelled) < _GRAM:
        return frozenset((word,) for word in spelled)
    return frozenset(zip(*(spelled[place:] for place in range(_GRAM)), strict=False))


class Said:
    """Lines said before, indexed so that a thousand of them are quick to ask.

    Args:
        lines: the first ones.
        most_overlap: share of the shorter line's runs of three words that another may have.
        embed: for likeness in meaning; none where missing.
        most_similar: cosine up to which lines count as different.
    """

    def __init__(
        self,
        lines: Iterable[str] = (),
        *,
        most_overlap: float = 0.6,
        embed: Embed | None = None,
        most_similar: float = 0.92,
    ) -> None:
        self._most_overlap = most_overlap
        self._embed = embed
        self._most_similar = most_similar
        self._lines: list[str] = []
        self._normal: dict[str, int] = {}
        self._sizes: list[int] = []
        self._holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._vectors: npt.NDArray[np.float32] | None = None
        for line in lines:
            self.add(line)

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, text: str) -> None:
        """Remember a line."""
        place = len(self._lines)
        self._lines.append(text)
        self._normal.setdefault(normal(text), place)
        own = grams(text)
        self._sizes.append(len(own))
        for gram in own:
            self._holders[gram].append(place)
        if self._embed is not None:
            vector = self._embed([text]).astype(np.float32)
            if self._vectors is None:
                self._vectors = np.empty((64, vector.shape[1]), np.float32)
            elif place >= len(self._vectors):
                self._vectors = np.concatenate([self._vectors, np.empty_like(self._vectors)])
            self._vectors[place] = vector[0]

    def like(self, text: str) -> str | None:
        """A line said before that this one repeats, or None."""
        same = self._normal.get(normal(text))
        if same is not None:
            return self._lines[same]
        own = grams(text)
        shared = Counter(place for gram in own for place in self._holders.get(gram, ()))
        for place, count in shared.most_common(8):
            shorter = min(len(own), self._sizes[place])
            # One or two shared runs are a turn of phrase rather than a repeated line.
            if count >= 2 and count > self._most_overlap * shorter:
                return self._lines[place]
        if self._embed is not None and self._vectors is not None and self._lines:
            near = self._vectors[: len(self._lines)] @ self._embed([text])[0].astype(np.float32)
            best = int(near.argmax())
            if near[best] > self._most_similar:
                return self._lines[best]
        return None
