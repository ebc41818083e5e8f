"""Acts by example: some nine hundred utterances and the classifier that they make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from procgen.dialogue import meaning
from procgen.dialogue.talk.spelling import tokens

Floats = npt.NDArray[np.float32]

UTTERANCES = Path(__file__).parent / "utterances.txt"
_WORDS_SHARE = 0.6
_RIDGE = 1.0
_FOREIGN_WORD, _FOREIGN_PAIR = 0.19, 0.037
"""What words and pairs that no utterance has count, of the rarest's."""


class Examples:
    """The utterances, and a kernel ridge classifier of them: words and word pairs count, and meaning in general."""

    def __init__(self, rows: Sequence[tuple[str, str]]) -> None:
        kinds = [kind for kind, _ in rows]
        self.kinds = sorted(set(kinds))
        bags = [_bag(tokens(text)) for _, text in rows]
        names = sorted({part for bag in bags for part in bag})
        self._ids = {name: i for i, name in enumerate(names)}
        held = np.zeros((len(rows), len(names)), np.float32)
        for i, bag in enumerate(bags):
            for part, n in bag.items():
                held[i, self._ids[part]] = min(n, 2)
        self._rarity = np.log1p(len(rows) / (1.0 + (held > 0).sum(axis=0))).astype(np.float32)
        self._foreign = float(np.log1p(len(rows))) ** 2
        weighted = held * self._rarity
        self._bags: Floats = weighted / np.maximum(np.linalg.norm(weighted, axis=1, keepdims=True), 1e-9)
        self._meanings = meaning.packaged_table().embed([text.replace("xx", " ") for _, text in rows])
        kernel = self._kernel(self._bags.T, self._meanings.T).astype(np.float64)
        wanted = np.array([[kind == each for each in self.kinds] for kind in kinds], np.float64)
        weights = np.linalg.solve(kernel + _RIDGE * np.eye(len(rows)), wanted)
        # Rounded, so that another processor's last digits don't change what is understood.
        self._weights: Floats = np.round(weights, 5).astype(np.float32)

    def _kernel(self, bags: Floats, meanings: Floats) -> Floats:
        near = np.clip(self._meanings @ meanings, 0.0, 1.0)
        kernel: Floats = _WORDS_SHARE * (self._bags @ bags) + (1.0 - _WORDS_SHARE) * near * near
        return kernel

    def nearest(self, words: Sequence[str]) -> tuple[str, float]:
        """The likeliest kind of words in which names are written "xx", and how sure it is, about 0 to 1."""
        bag = _bag(list(words))
        vector = np.zeros(len(self._ids), np.float32)
        outside = 0.0
        for part, n in bag.items():
            i = self._ids.get(part)
            if i is None:
                outside += self._foreign * (_FOREIGN_PAIR if " " in part else _FOREIGN_WORD)
            else:
                vector[i] = min(n, 2) * self._rarity[i]
        vector /= max(float(np.sqrt(vector @ vector + outside)), 1e-9)
        near = meaning.packaged_table().embed([" ".join(word for word in words if word != "xx")])[0]
        scores = self._kernel(vector, near) @ self._weights
        best = int(scores.argmax())
        return self.kinds[best], float(scores[best])


def _bag(words: Sequence[str]) -> Counter[str]:
    framed = ["^", *words, "$"]
    return Counter([*words, *(f"{a} {b}" for a, b in pairwise(framed))])


def kinds_of_utterances(text: str) -> list[tuple[str, str]]:
    """Kinds with utterances, of the text of a file such as `UTTERANCES`."""
    rows: list[tuple[str, str]] = []
    kind = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("== "):
            kind = line[3:]
        elif line and not line.startswith("#"):
            rows.append((kind, line))
    return rows


@cache
def examples() -> Examples:
    """Of the package."""
    return Examples(kinds_of_utterances(UTTERANCES.read_text(encoding="utf-8")))
