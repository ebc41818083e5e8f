"""How near two texts are in meaning, by small word vectors learned on our own data.

A text is the weighted mean of its words' vectors, rare words counting more, with the direction that all texts share
taken away (Arora, Liang and Ma, "A simple but tough-to-beat baseline for sentence embeddings", ICLR 2017). Words that
are not in the table, such as invented names, get a vector hashed from their letters, so that they match themselves and
their inflections. It knows topics, not logic: a sentence and its denial are near.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from procgen.errors import ModelUnavailable
from procgen.runtime.arrays import read_arrays
from procgen.runtime.catalog import packaged_assets

FILE = "dialogue_words.npz"
FloatArray = npt.NDArray[np.float32]

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+")
_RARITY = 1e-3
"""Arora's a: a word as common as this counts half."""
_UNKNOWN_SHARE = 2e-6
_GRAMS = 256
"""Directions that letters of unknown words are hashed into."""
_SUFFIXES = ("'s", "ies", "es", "s", "ing", "ed", "er", "est", "ly", "eth", "ness", "en")


def words_of(text: str) -> list[str]:
    """The words of a text as the table has them: lower case, no digits, typewriter apostrophes."""
    return _WORD.findall(text.lower().replace("\u2019", "'"))


class WordTable:
    """Vectors of words; safe from several threads.

    Args:
        words: sorted.
        vectors: (n, d).
        shares: each word's share of all words.
    """

    def __init__(self, words: Sequence[str], vectors: npt.NDArray[np.int8], shares: FloatArray) -> None:
        self._ids = {word: i for i, word in enumerate(words)}
        self._vectors = vectors
        self._shares = shares
        self._weights = (_RARITY / (_RARITY + shares)).astype(np.float32)
        self.dimensions = int(vectors.shape[1])
        key = int.from_bytes(hashlib.sha256(b"dialogue/letters").digest()[:16], "little")
        letters = np.random.Generator(np.random.Philox(key=key)).standard_normal((_GRAMS, self.dimensions), np.float32)
        self._letters: FloatArray = letters
        self._common = self._common_direction(shares)

    @property
    def words(self) -> tuple[str, ...]:
        """All words of the table."""
        return tuple(self._ids)

    def __contains__(self, word: object) -> bool:
        return word in self._ids

    def share(self, word: str) -> float:
        """A word's share of all words of the training text; 0 where the table lacks it."""
        i = self._ids.get(word, -1)
        return float(self._shares[i]) if i >= 0 else 0.0

    def word(self, word: str) -> FloatArray:
        """Unit vector of a word in lower case; of its stem, or of its letters, where the table lacks it."""
        i = self._find(word)
        return self._unit(self._vectors[i].astype(np.float32)) if i >= 0 else self._of_letters(word)

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """(n, d) unit vectors; zero for a text without words."""
        out = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            words = _TOKEN.findall(text.lower().replace("\u2019", "'"))
            if not words:
                continue
            total = np.zeros(self.dimensions, np.float32)
            for word in words:
                i = self._find(word)
                weight = float(self._weights[i]) if i >= 0 else _RARITY / (_RARITY + _UNKNOWN_SHARE)
                total += weight * self.word(word)
            rest = total - (total @ self._common) * self._common
            # A text of nothing but what all texts share ("so it is") keeps that, faint as it is.
            out[row] = self._unit(rest if np.linalg.norm(rest) > 1e-4 else total)
        return out

    def _common_direction(self, shares: FloatArray) -> FloatArray:
        unit = self._vectors.astype(np.float32)
        unit /= np.maximum(np.linalg.norm(unit, axis=1, keepdims=True), 1e-9)
        return self._unit(np.asarray((shares * self._weights) @ unit, np.float32))

    def _find(self, word: str) -> int:
        i = self._ids.get(word, -1)
        return i if i >= 0 else self._ids.get(_stem(word, self._ids), -1)

    def _of_letters(self, word: str) -> FloatArray:
        framed = f"<{word}>"
        total = np.zeros(self.dimensions, np.float32)
        for size in (3, 4, 5):
            for at in range(max(len(framed) - size + 1, 1)):
                digest = hashlib.blake2s(framed[at : at + size].encode(), digest_size=4).digest()
                total += self._letters[digest[0]] * (1.0 if digest[1] & 1 else -1.0)
        return self._unit(total)

    @staticmethod
    def _unit(vector: FloatArray) -> FloatArray:
        length = float(np.linalg.norm(vector))
        return vector / np.float32(length) if length > 0 else vector


def _stem(word: str, known: dict[str, int]) -> str:
    """A known word that this one is a form of, or the word."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            base = word[: -len(suffix)]
            forms = (base, base + "e", base + "y", base[:-1] if base[-1:] == base[-2:-1] else base)
            for form in forms:
                if form in known:
                    return form
    return word


def read_table(path: Path) -> WordTable:
    """A table from its file.

    Raises:
        ModelUnavailable: the file is missing or damaged.
    """
    try:
        arrays = read_arrays(path)
        words = bytes(arrays["words"]).decode().split("\n")
        vectors, shares = arrays["vectors"], arrays["shares"]
    except (OSError, ValueError, KeyError) as error:
        raise ModelUnavailable(
            f"the word vectors {path.name} can't be read: {error}", "Install procgen anew."
        ) from error
    if vectors.ndim != 2 or len(words) != len(vectors) or shares.shape != (len(words),):
        raise ModelUnavailable(f"the word vectors {path.name} are damaged", "Install procgen anew.")
    return WordTable(words, vectors, shares)


@cache
def packaged_table() -> WordTable:
    """The table that ships. Raises ModelUnavailable."""
    return read_table(packaged_assets() / FILE)


@lru_cache(maxsize=1 << 14)
def _embedded(text: str) -> FloatArray:
    vector: FloatArray = packaged_table().embed([text])[0]
    vector.setflags(write=False)
    return vector


def embed(texts: Sequence[str]) -> FloatArray:
    """(n, d) unit vectors of texts; the zero vector for a text without words. Raises ModelUnavailable."""
    if not texts:
        return np.zeros((0, packaged_table().dimensions), np.float32)
    return np.stack([_embedded(text) for text in texts])


def nearness(words: Sequence[str], others: Sequence[str]) -> float:
    """How near each of some words is to the one of others that is like it most, on average; 0 where either has none.
    Raises ModelUnavailable.
    """
    if not words or not others:
        return 0.0
    table = packaged_table()
    a, b = (np.stack([table.word(word) for word in each]) for each in (words, others))
    return float((a @ b.T).max(1).mean())


def similarity(a: Sequence[str], b: Sequence[str]) -> FloatArray:
    """(len(a), len(b)) cosines, -1 to 1: above 0.9 all but the same words, about 0.6 the same matter. Raises
    ModelUnavailable.
    """
    cosines: FloatArray = np.clip(embed(a) @ embed(b).T, -1.0, 1.0)
    return cosines
