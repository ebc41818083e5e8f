"""What a text says, term by term: what each means, how much of it, and whether it is denied."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Generic, TypeVar

from procgen.kit.english.lexicon import Lexicon, Role, Spelling, Term
from procgen.kit.english.tokens import Token, tokens

M = TypeVar("M")
Nearest = Callable[[str, Sequence[str]], str | None]
"""Finds a known word of about the same meaning as an unknown one; None where nothing is near."""

_DENIED_AFTER = ("free", "less")
"""As in "moss-free"."""


@dataclass(frozen=True, slots=True)
class Said(Generic[M]):
    """A term as it stands in a text.

    Attributes:
        term: as the vocabulary has it.
        meaning: what it means.
        degree: of the words before it, such as "very"; 1 without any.
        denied: whether "not", "no" or the like speak of it.
        end: of its words in :attr:`Reading.words`.
    """

    term: str
    meaning: M
    degree: float
    denied: bool
    end: int


@dataclass(frozen=True, slots=True)
class Pause:
    """A place where a clause ends, by punctuation or a word."""

    text: str


@dataclass(frozen=True)
class Reading(Generic[M]):
    """A text, read.

    Attributes:
        said: terms and pauses, in order.
        words: of the text, spelt as the vocabulary has them; a pause is a word.
        unknown: words that mean nothing here, as they stand in the text in lower case, each once, in order.
        corrected: words that were misspelt, and what they were taken for.
    """

    said: tuple[Said[M] | Pause, ...]
    words: tuple[str, ...]
    unknown: tuple[str, ...]
    corrected: Mapping[str, str]
    lexicon: Lexicon[M] = field(repr=False, compare=False)

    def suggestions(self) -> Mapping[str, tuple[str, ...]]:
        """Of unknown words, what may have been meant; those that are like nothing are missing."""
        found = {word: self.lexicon.suggestions(word) for word in self.unknown}
        return {word: words for word, words in found.items() if words}


@dataclass(slots=True)
class _Scope:
    """What reaches the next term."""

    degree: float = 1.0
    denial: Role | None = None
    denied_last: Role | None = None
    spent: bool = False
    """Whether any term has been denied by it."""

    def end(self, *, sentence: bool) -> None:
        """A clause is over. A denial that nothing was denied by reaches over words: "not with a beard"."""
        if sentence or self.spent:
            self.degree, self.denial = 1.0, None
        self.denied_last, self.spent = None, False

    def pass_unknown(self) -> None:
        """A word that means nothing: "not" was said of it."""
        if self.denial is Role.NOT:
            self.denial = self.denied_last = None

    def spend(self, *, modifier: bool) -> tuple[float, bool]:
        """Degree, and whether it is denied, of the next term."""
        degree, denial = self.degree, self.denial
        self.degree = 1.0
        self.spent = self.spent or denial is not None
        if modifier and denial is Role.NO:
            return degree, True
        self.denial, self.denied_last = None, denial
        return degree, denial is not None


class _Reader(Generic[M]):
    """Takes one term after the other."""

    def __init__(self, lexicon: Lexicon[M]) -> None:
        self.lexicon = lexicon
        self.said: list[Said[M] | Pause] = []
        self.scope = _Scope()

    def take(self, term: Term[M], end: int, *, lacking: bool = False) -> None:
        """A term that ends before word ``end``; ``lacking`` where its last word denies it."""
        scope = self.scope
        if term.role is Role.MEANING and term.meaning is not None:
            if self.lexicon.passes(term.meaning):
                self.said.append(Said(term.text, term.meaning, 1.0, False, end))
                return
            if lacking:
                scope.denial = Role.NOT
            degree, denied = scope.spend(modifier=self.lexicon.modifies(term.meaning))
            self.said.append(Said(term.text, term.meaning, degree, denied, end))
        elif term.role is Role.DEGREE:
            scope.degree *= term.degree
        elif term.role in (Role.NO, Role.NOT):
            scope.denial = term.role
        elif term.role is Role.CHAIN:
            scope.denial = scope.denial or scope.denied_last
        elif term.role is Role.BREAK:
            self.pause(term.text, sentence=False)

    def pause(self, text: str, *, sentence: bool) -> None:
        """Punctuation, or a word that does as much."""
        self.scope.end(sentence=sentence)
        self.said.append(Pause(text))


def _spelt(token: Token, lexicon: Lexicon[M]) -> Spelling:
    """What a token is in a lexicon; names aren't misspelt words."""
    spelling = Spelling() if token.mark else lexicon.spell(token.word)
    return Spelling() if token.name and spelling.misspelt else spelling


def read(text: str, lexicon: Lexicon[M], nearest: Nearest | None = None) -> Reading[M]:
    """Read a text of any kind; nothing is raised. The longest term that words make is what they mean.

    Args:
        text: in English.
        lexicon: what is understood.
        nearest: is asked for a known word in the place of an unknown one.
    """
    found = tokens(text)
    spelt = [_spelt(token, lexicon) for token in found]
    words = [token.word for token in found]
    reader = _Reader(lexicon)
    unknown, corrected = list[str](), dict[str, str]()
    place = 0
    while place < len(found):
        token = found[place]
        term, phrase = lexicon.longest(spelt, place)
        if term is None and nearest is not None and not token.mark:
            near = nearest(token.word, lexicon.single_words())
            term, phrase = lexicon.longest([Spelling((near,))], 0) if near is not None else (None, ())
        if term is None:
            if token.mark:
                reader.pause(token.word, sentence=True)
            else:
                unknown.append(token.written)
                reader.scope.pass_unknown()
            place += 1
            continue
        for at, word in enumerate(phrase, place):
            words[at] = word
            if spelt[at].misspelt:
                corrected[found[at].written] = word
        lacking = spelt[place + len(phrase) - 1].lacking
        place += len(phrase)
        if term.role is Role.MEANING and place < len(found) and words[place] in _DENIED_AFTER:
            after, _ = lexicon.longest(spelt, place)
            if after is None or after.role is not Role.NO:  # "a wall free of moss" denies the moss
                lacking = True
                place += 1
        reader.take(term, place, lacking=lacking)
    return Reading(
        tuple(reader.said), tuple(words), tuple(dict.fromkeys(unknown)), MappingProxyType(corrected), lexicon
    )
