"""The terms of one domain, and which of them the words of a text are: as they stand, inflected, or misspelt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from itertools import product
from typing import Final, Generic, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

from procgen.kit.english.stems import stems
from procgen.kit.english.vocabulary import common, ordinary

M = TypeVar("M")

_WORD = re.compile(r"\d+|[^\W\d_]+")
_ONE_SLIP, _TWO_SLIPS = 4, 8
"""Letters from which a word may have one slip, and two."""
_ALIKE = 0.6
_MOST_WORDS = 4096
"""Of which the spelling is remembered."""
_SUGGESTIONS = 3


class Role(Enum):
    """What a term does in a sentence."""

    SILENT = auto()
    BREAK = auto()
    """What went before is over: "with"."""
    CHAIN = auto()
    """What was denied before goes on: "or"."""
    DEGREE = auto()
    NOT = auto()
    """Denies the next term."""
    NO = auto()
    """Denies the next thing."""
    MEANING = auto()


@dataclass(frozen=True, slots=True)
class Term(Generic[M]):
    """A word or phrase of a lexicon.

    Attributes:
        role: what it does.
        text: as the vocabulary has it.
        meaning: where it has one.
        degree: factor on what follows.
    """

    role: Role
    text: str
    meaning: M | None = None
    degree: float = 1.0


@dataclass(frozen=True, slots=True)
class Spelling:
    """Words of a lexicon that a word of a text may be.

    Attributes:
        words: the likeliest first; none where the word means nothing.
        misspelt: whether they were found by their likeness alone.
        lacking: whether the word says that there is none: "mossless".
    """

    words: tuple[str, ...] = ()
    misspelt: bool = False
    lacking: bool = False


def _never(_meaning: object) -> bool:
    return False


def _plural(_meaning: object) -> tuple[str, ...]:
    return ("s",)


class Lexicon(Generic[M]):
    """Everything that one domain understands. Of terms that stand in several places, meanings win.

    Args:
        meanings: by word or phrase; what parts its words, spaces or hyphens, is all the same.
        degrees: factors on what follows, likewise, besides the common ones or in their place.
        silent: words that say nothing here, besides the common ones.
        breaks: words that end the reach of what was denied or strengthened.
        chains: words over which a denial reaches on.
        endings: in which forms the terms of a meaning are known, by the names of
            :func:`~procgen.kit.english.stems.stems`; of phrases, the last word.
        modifies: whether a meaning is an adjective that "no" and "without" reach over: "without wide joints".
        passes: whether degrees and denials reach over a meaning as if it weren't there.
    """

    def __init__(
        self,
        meanings: Mapping[str, M],
        *,
        degrees: Mapping[str, float] | None = None,
        silent: Iterable[str] = (),
        breaks: Iterable[str] = ("but",),
        chains: Iterable[str] = ("or",),
        endings: Callable[[M], tuple[str, ...]] = _plural,
        modifies: Callable[[M], bool] = _never,
        passes: Callable[[M], bool] = _never,
    ) -> None:
        self.modifies: Final = modifies
        self.passes: Final = passes
        self._terms: dict[tuple[str, ...], Term[M]] = {}
        words = common()
        self._add(Role.SILENT, (*words.silent, *silent))
        self._add(Role.BREAK, breaks)
        self._add(Role.CHAIN, chains)
        for text, degree in {**words.degrees, **(degrees or {})}.items():
            self._terms[_words(text)] = Term(Role.DEGREE, text, degree=degree)
        self._add(Role.NOT, words.denying_next)
        self._add(Role.NO, words.denying_thing)
        for text, meaning in meanings.items():
            self._terms[_words(text)] = Term(Role.MEANING, text, meaning)
        self._words = frozenset(word for phrase in self._terms for word in phrase)
        self._single = frozenset(phrase[0] for phrase in self._terms if len(phrase) == 1)
        self._reach: dict[str, int] = {}
        for phrase in self._terms:
            self._reach[phrase[0]] = max(self._reach.get(phrase[0], 0), len(phrase))
        self._bases: dict[str, set[str]] = {}
        for phrase, term in self._terms.items():
            if term.meaning is not None:
                alone = self._terms.get(phrase[-1:])
                for ending in endings(term.meaning):
                    # "Shorts" aren't "short", whatever "curly short" is called in the plural.
                    if alone is None or (alone.meaning is not None and ending in endings(alone.meaning)):
                        self._bases.setdefault(ending, set()).add(phrase[-1])
        self._long_words = sorted(word for word in self._words if len(word) >= _ONE_SLIP)
        self.spell: Final = lru_cache(_MOST_WORDS)(self._spell)

    def _add(self, role: Role, texts: Iterable[str]) -> None:
        for text in texts:
            self._terms[_words(text)] = Term(role, text)

    def vocabulary(self) -> tuple[str, ...]:
        """Every word and phrase that means something, in alphabetical order."""
        return tuple(sorted(" ".join(words) for words, term in self._terms.items() if term.role is Role.MEANING))

    def is_silent(self, word: str) -> bool:
        """Whether a word says nothing by itself."""
        term = self._terms.get((word,))
        return term is not None and term.role is Role.SILENT

    def single_words(self) -> tuple[str, ...]:
        """Every word that is understood alone, in alphabetical order."""
        return tuple(sorted(self._single))

    def longest(self, spelt: Sequence[Spelling], place: int) -> tuple[Term[M] | None, tuple[str, ...]]:
        """The longest term that the words from a place on begin with, and its words; None where there is none."""
        reach = max((self._reach.get(first, 0) for first in spelt[place].words), default=0)
        for length in range(reach, 0, -1):
            if place + length <= len(spelt):
                for phrase in product(*(one.words for one in spelt[place : place + length])):
                    if phrase in self._terms:
                        return self._terms[phrase], phrase
        return None, ()

    def _spell(self, word: str) -> Spelling:
        """What a word of a text is here."""
        stem = word.removesuffix("less")
        if stem != word and word not in self._words:
            for bare in (stem, f"{stem}s"):
                if bare in self._single:
                    return Spelling((bare,), lacking=True)
        forms = (stem for ending, bases in self._bases.items() for stem in stems(word, ending) if stem in bases)
        known = tuple(dict.fromkeys((*((word,) if word in self._words else ()), *forms)))
        return Spelling(known) if known else Spelling(self._misspelt(word), misspelt=True)

    def _misspelt(self, word: str) -> tuple[str, ...]:
        """What may be meant by a word that isn't English: the nearest word, and the nearest that stands alone."""
        slips = 0 if len(word) < _ONE_SLIP else 1 if len(word) < _TWO_SLIPS else 2
        if not slips or not (word.isalpha() and word.isascii()) or is_ordinary(word):
            return ()
        near = process.extract(word, self._long_words, scorer=OSA.distance, score_cutoff=slips, limit=None)
        # A plural is no slip: where it is meant, it is known as such.
        ranked = sorted(
            _slip(word, other, int(apart))
            for other, apart, _ in near
            if (apart == 1 or len(other) >= _TWO_SLIPS) and word not in (f"{other}s", f"{other}es")
        )
        nearest = [other for *_, other in ranked]
        return tuple(dict.fromkeys([*nearest[:1], *[other for other in nearest if other in self._single][:1]]))

    def suggestions(self, word: str) -> tuple[str, ...]:
        """Words that may have been meant by one that isn't understood, the likeliest first; none for plain English."""
        if is_ordinary(word):
            return ()
        found = process.extract(
            word, self.single_words(), scorer=OSA.normalized_similarity, score_cutoff=_ALIKE, limit=_SUGGESTIONS
        )
        return tuple(other for other, *_ in found if len(other) >= _ONE_SLIP)

    def told(self, unknown: Iterable[str]) -> str:
        """Words that aren't understood, for people, with what may have been meant."""
        return ", ".join(
            f"{word} (did you mean {' or '.join(near)}?)" if (near := self.suggestions(word)) else word
            for word in unknown
        )


def is_ordinary(word: str) -> bool:
    """Whether it is a word of everyday English, or the plural of one."""
    words = ordinary()
    return word in words or any(stem in words for stem in stems(word, "s"))


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text))


def _slip(word: str, other: str, apart: int) -> tuple[int, bool, bool, bool, str]:
    """How unlikely a slip is. Most people get the ends of a word right."""
    return apart, word[0] != other[0], word[-1] != other[-1], len(word) != len(other), other
