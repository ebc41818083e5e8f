"""Texts as the network takes them: a vector for each word, looked up outside of it, and marks of where it stands."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.dialogue.talk.spelling import fold, singular, tokens

FloatArray = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

BUCKETS: Final = 4096
"""Rows that letters of unknown words are hashed into."""
GRAMS: Final = 12
"""Pieces of an unknown word that are looked up, at most."""
PLAYER, ANSWERED, BEFORE, FACT = range(4)
"""What a text is: what the player says now, what was said to them last, what they said before that, a fact."""
_MARKS: Final = ("?", "!")
NO_WORD: Final = "<none>"
"""In the place of a word that is not known; its letters tell the rest."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text's words.

    Attributes:
        words: small, short forms spelt out; signs that end sentences are words too.
        ids: (n,) rows of the table; 0 for unknown words.
        grams: (n, GRAMS) rows of letters, filled up with row 0, which is learned too; of unknown words alone.
    """

    words: tuple[str, ...]
    ids: Ids
    grams: Ids


class Vocabulary:
    """Words of a table.

    Args:
        words: the first is :data:`NO_WORD`.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._ids = {word: i for i, word in enumerate(words)}

    def __len__(self) -> int:
        return len(self._ids)

    def of(self, words: Sequence[str]) -> Text:
        """Words, looked up."""
        ids = np.array([self.row(word) for word in words], np.int64)
        grams = np.zeros((len(words), GRAMS), np.int64)
        for i in np.flatnonzero(ids == 0):
            grams[i] = letters(words[int(i)])
        return Text(tuple(words), ids, grams)

    def row(self, word: str) -> int:
        """A word's row, that of its stem where it has none of its own, 0 where neither has."""
        for form in (word, word.removesuffix("'s"), singular(word)):
            if form in self._ids:
                return self._ids[form]
        return 0


def words_of(text: str) -> list[str]:
    """Words and signs: what `spelling.tokens` gives, with a sign after each sentence that has one."""
    found: list[str] = []
    rest = fold(text)
    for mark in _MARKS:
        rest = rest.replace(mark, f"\n{mark}\n")
    for piece in rest.split("\n"):
        found += [piece] if piece in _MARKS else tokens(piece)
    return [word for word, following in pairwise([*found, ""]) if word != following or word not in _MARKS]


@lru_cache(maxsize=1 << 14)
def letters(word: str) -> tuple[int, ...]:
    """Rows of a word's runs of three letters and of the whole word, 1 to `BUCKETS` - 1, filled up with 0."""
    framed = f"<{word}>"
    pieces = [framed, *(framed[i : i + 3] for i in range(len(framed) - 2))]
    rows = [_row(piece) for piece in dict.fromkeys(pieces)][:GRAMS]
    return (*rows, *(0 for _ in range(GRAMS - len(rows))))


def _row(piece: str) -> int:
    digest = hashlib.blake2s(piece.encode(), digest_size=4).digest()
    return 1 + int.from_bytes(digest, "big") % (BUCKETS - 1)


class Tables:
    """What is looked up by words and by letters.

    Args:
        arrays: "words" (texts, joined by line feeds, as bytes), "vectors" (n, d) int8 and "scale" (n,); "letters"
            (BUCKETS, d) int8 and "letters_scale" (BUCKETS,).
    """

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        self.vocabulary = Vocabulary(arrays["words"].tobytes().decode().split("\n"))
        self._vectors, self._scale = arrays["vectors"], arrays["scale"].astype(np.float32)
        self._letters = arrays["letters"].astype(np.float32) * arrays["letters_scale"].astype(np.float32)[:, None]

    @property
    def width(self) -> int:
        """Dimensions."""
        return int(self._vectors.shape[1])

    def look_up(self, text: Text) -> FloatArray:
        """(n, width): of known words their vectors, of others the mean of their letters'."""
        found: FloatArray = self._vectors[text.ids].astype(np.float32) * self._scale[text.ids][:, None]
        unknown = np.flatnonzero(text.ids == 0)
        if len(unknown):
            grams = text.grams[unknown]
            found[unknown] = self._letters[grams].sum(1) / np.maximum((grams > 0).sum(1), 1)[:, None]
        return found
