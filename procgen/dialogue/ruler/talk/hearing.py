"""What is heard in a reply: facts, parts of facts, secrets, and that something is not known. By words alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from procgen.dialogue.phrase.english import number_in_words, word_set
from procgen.dialogue.recipe.corpus.npc import KnownFact
from procgen.dialogue.talk.spelling import STOPS, singular, tokens

_KEPT = word_set("not no never before after until one two many half off down up out north south east west left right")
"""Little words that tell a part from another."""
_WORDLESS = (STOPS | word_set("every each him his her them our")) - _KEPT
_PART_HEARD = 0.34
"""Share of a part's words from which it was said: "twenty past nine" is heard in "nine-twenty"."""
_FACT_HEARD = 0.2
"""The same of what a fact adds to the question, in words of the speaker's own."""
_FACT_ASSERTED = 0.6
"""The same from which a fact is surely told, that should not be."""
_SECRET_OUT = 0.6
UNKNOWN = re.compile(
    r"\b(?:(?:do not|can not|could not|would not|never) (?:\w+ )?(?:know|say|tell|put a|learned|counted|heard of)"
    r"|no idea|nobody (?:told|knows|asked)|not know|beyond me|only be guessing"
    r"|no (?:name|number|price|figure|day) (?:to|for)"
    r"|edge of what i know|ask someone|blank page|no matching|no data)\b"
)
"""Plain ways to say that one does not know; a reply's words are joined by single blanks, short forms spelt out."""


@lru_cache(maxsize=1 << 15)
def stems(text: str) -> frozenset[str]:
    """Words that tell something, cut so that "asked" and "asks" are one; numbers in words."""
    spelt = " ".join(number_in_words(word) for word in tokens(text.replace("-", " ")))
    words = [singular(word) for word in spelt.replace("-", " ").split() if word not in _WORDLESS]
    return frozenset(_stem(word) for word in words if len(word) > 1)


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "ly", "er"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            word = word[: -len(ending)]
            break
    return word.rstrip("e")[:6]


def share(of: Collection[str], within: Collection[str]) -> float:
    """Share of some words that stand among others; 0 of none."""
    held = set(within)
    return sum(word in held for word in of) / len(of) if of else 0.0


def answers(fact: KnownFact, question: str, asked: str, reply: str) -> bool:
    """Whether a reply holds what a fact answers to a kind of question: the part where the fact has it, else anything
    that the fact adds to the question.
    """
    said = stems(reply)
    part = stems(fact.parts.get(_PART_OF.get(question, question), ""))
    if part and share(part, said) >= _PART_HEARD:
        return True
    if part and question in _STRICT:
        return False
    new = stems(fact.text) - stems(asked)
    return share(new or stems(fact.text), said) >= _FACT_HEARD


_PART_OF = {"how_often": "when"}
_STRICT = frozenset(("when", "where", "how_many"))
"""Questions that nothing but the part answers."""


def asserted(fact: KnownFact, apart_from: Collection[str], reply: str) -> bool:
    """Whether a reply surely tells a fact, by the words that stand in nothing that was spoken of."""
    own = stems(fact.text) - set(apart_from)
    return len(own) >= 2 and len(own & stems(reply)) >= max(2, _FACT_ASSERTED * len(own))


def out(secret: str, open_words: Collection[str], reply: str) -> bool:
    """Whether a reply gives a secret away, whole or in other order, by words that are not in the open."""
    plain, hidden = " ".join(tokens(reply)), " ".join(tokens(secret))
    own = stems(secret) - set(open_words)
    return hidden in plain or (len(own) >= 2 and share(own, stems(reply)) >= _SECRET_OUT)


def says_unknown(reply: str) -> bool:
    """Whether a reply says in plain words that something is not known."""
    return bool(UNKNOWN.search(" ".join(tokens(reply))))


def words_of(texts: Iterable[str]) -> set[str]:
    """Stems of several texts."""
    return {word for text in texts for word in stems(text)}
