"""Texts as word pieces: the longest that a vocabulary holds, from the left.

As BERT's tokenizers cut them (Wu et al. 2016, "Google's neural machine translation system", section 4): in small
letters without accents; signs stand alone; a piece inside a word begins with "##".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

FIRST, LAST, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
"""Before a text, after it, and in the place of a word that has no pieces."""
_INSIDE: Final = "##"
_LONGEST: Final = 40
"""Letters of a word that is cut at all."""
_SIGNS: Final = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "—": "-", "–": "-", "…": "."})
"""Signs that may not be in a vocabulary of plain ones."""


class Pieces:
    """A vocabulary of word pieces.

    Args:
        pieces: by id; `FIRST`, `LAST` and `UNKNOWN` are among them.
    """

    def __init__(self, pieces: Sequence[str]) -> None:
        self._ids = {piece: i for i, piece in enumerate(pieces)}
        self.first, self.last, self._unknown = (self._ids[piece] for piece in (FIRST, LAST, UNKNOWN))
        self._of_word = lru_cache(maxsize=1 << 14)(self._cut)

    def __len__(self) -> int:
        return len(self._ids)

    def of(self, text: str) -> Ids:
        """Ids of a text's pieces, (n,), without `FIRST` and `LAST`."""
        return np.array([i for word in words_of(text) for i in self._of_word(word)], np.int64)

    def _cut(self, word: str) -> tuple[int, ...]:
        found: list[int] = []
        at = 0
        while at < len(word) <= _LONGEST:
            lead = _INSIDE if at else ""
            end = next((end for end in range(len(word), at, -1) if lead + word[at:end] in self._ids), at)
            if end == at:
                return (self._unknown,)
            found.append(self._ids[lead + word[at:end]])
            at = end
        return tuple(found) or (self._unknown,)


class Table:
    """Vectors of pieces.

    Args:
        arrays: "pieces" (texts, joined by line feeds, as bytes), "vectors" (n, width) int8 and "scale" (n,).
    """

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        self.pieces = Pieces(arrays["pieces"].tobytes().decode().split("\n"))
        self._vectors, self._scale = arrays["vectors"], arrays["scale"].astype(np.float32)

    def look_up(self, ids: Ids) -> FloatArray:
        """(…, width) of ids (…)."""
        return np.asarray(self._vectors[ids].astype(np.float32) * self._scale[ids][..., None], np.float32)


def words_of(text: str) -> list[str]:
    """Words in small letters without accents, and each sign by itself."""
    plain = unicodedata.normalize("NFD", text.translate(_SIGNS).lower())
    spaced = []
    for letter in plain:
        kind = unicodedata.category(letter)
        if kind == "Mn":
            continue
        if kind.startswith("P") or (letter.isascii() and not letter.isalnum() and letter.isprintable()):
            spaced.append(f" {letter} ")
        else:
            spaced.append(letter)
    return "".join(spaced).split()
