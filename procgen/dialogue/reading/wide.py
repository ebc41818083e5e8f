"""Acts by the runs of words and letters in what a player says: what the network, which reads meaning, is told besides.

Runs of one to three words, of two to four letters inside words, the last words that were said to the player, the mark
at the end, and whether something had been asked; each is hashed into a row, weighed by how rare it is, and multiplied
by weights of a logistic regression. Such a model knows turns of phrase by heart that a network learns only from many
examples (Cheng et al. 2016, "Wide & deep learning").
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.dialogue.reading.words import words_of

FloatArray = npt.NDArray[np.float32]

ROWS: Final = 1 << 15
"""That runs are hashed into."""
_WORDS: Final = (1, 2, 3)
_LETTERS: Final = (2, 3, 4)
_LAST: Final = 6
"""Words of the answer before that count."""
_MARKS: Final = ("?", "!", ".", "…")
NAMED: Final = "xx"
"""Stands for every name that is known."""


def runs_of(player: str, answered: str, names: frozenset[str]) -> Iterator[str]:
    """The runs of a turn.

    Args:
        player: what is said.
        answered: what was said to the player before.
        names: words of the names that the NPC's facts are about; they count as one.
    """
    words = [NAMED if word in names else word for word in words_of(player)]
    framed = ["^", *words, "$"]
    for size in _WORDS:
        for at in range(len(framed) - size + 1):
            yield " ".join(framed[at : at + size])
    for word in words:
        whole = f"<{word}>"
        for size in _LETTERS:
            for at in range(len(whole) - size + 1):
                yield f"#{whole[at : at + size]}"
    yield f"length {min(len(words), 12)}"
    for word in words_of(answered)[-_LAST:]:
        yield f"before {word}"
    end = player.rstrip(" \"')")[-1:]
    mark, first = end if end in _MARKS else "", words[0] if words else ""
    asked = answered.rstrip().endswith("?")
    yield from (f"mark {mark}", f"mark {mark} {first}", f"mark {mark} {min(len(words), 5)}")
    yield from (f"asked {asked}", f"asked {asked} {mark}", f"asked {asked} {first}")
    if player.isupper():
        yield "large"


def rows_of(runs: Iterable[str]) -> dict[int, float]:
    """Rows with how much each counts: one more than the logarithm of how often its runs come."""
    counts = Counter(zlib.crc32(run.encode()) % ROWS for run in runs)
    return {row: 1.0 + float(np.log(n)) for row, n in counts.items()}


class Wide:
    """The regression.

    Args:
        arrays: "wide_rarity" (ROWS,), "wide_weights" (ROWS, acts) int8, "wide_scale" and "wide_bias" (acts,).
    """

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        self._rarity = arrays["wide_rarity"].astype(np.float32)
        self._weights, self._scale = arrays["wide_weights"], arrays["wide_scale"].astype(np.float32)
        self._bias = arrays["wide_bias"].astype(np.float32)

    def logits(self, player: str, answered: str, names: frozenset[str]) -> FloatArray:
        """(acts,) up to what all share."""
        held = rows_of(runs_of(player, answered, names))
        rows = np.fromiter(held, np.int64, len(held))
        values = np.fromiter(held.values(), np.float32, len(held)) * self._rarity[rows]
        values /= max(float(np.linalg.norm(values)), 1e-9)
        told: FloatArray = (values @ self._weights[rows].astype(np.float32)) * self._scale + self._bias
        return told


def names_of(about: Iterable[Sequence[str]]) -> frozenset[str]:
    """Words of names that are written large or told by an article: those that stand for one person or thing."""
    return frozenset(
        word for names in about for name in names if name[:1].isupper() for word in words_of(name) if len(word) > 1
    )
