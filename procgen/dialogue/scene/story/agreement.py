"""Rules that find what a verb, a pronoun or an article has wrong in a line: agreement, tense after auxiliaries, person."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from procgen.dialogue.persona import Entity
from procgen.dialogue.phrase.verbs import BASES, NOUNS_TOO, third_person

_THIRDS: Final = sorted((third_person(base) for base in BASES if third_person(base) not in NOUNS_TOO), key=len, reverse=True)
_BARE: Final = sorted((base for base in BASES if third_person(base) not in NOUNS_TOO), key=len, reverse=True)
_THIRD: Final = "|".join(_THIRDS)
_RULES: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), message)
    for pattern, message in (
        (rf"\b(?:would|could|should|will|can|may|might|must|shall|did|didn't|doesn't|don't|won't|can't|couldn't|wouldn't"
         rf"|shouldn't) (?:(?:not|never|always|ever|still|really) )?(?:is|are|was|were|has|does|{_THIRD})\b",
         "an auxiliary is followed by a bare verb"),
        (rf"(?<!of )(?<!that )\b(?:I|we|they|you) (?:{_THIRD}|is|has|does|isn't|hasn't|doesn't)\b(?! what| who)", "the verb is not the pronoun's"),
        (r"\b(?<!and )(?<!or )(?:he|she|it) (?:are|were(?! to\b)|have|do|don't|aren't|haven't)\b", "the verb is not the pronoun's"),
        (r"\bI (?:are|were(?! to\b))\b", "the verb is not the pronoun's"),
        (r"\b(?:a) (?:[aeio]\w+|u(?!ni|se|su|r[aei]))\b(?<!a one)(?<!a once)(?<!a one-\w)", "the article is not the noun's"),
        (r"\bto (?:is|are|was|were|has|does)\b", "an infinitive is not one"),
        (r"\b(the|a|an|my|your|of|to|in|at|by|for|with) \1\b", "a word stands twice"),
        (r"\b(?:the|a|an) (?:I|me|he|him|we|us|they)\b(?![-'])", "an article stands before a pronoun"),
        (r"\b(?:of|with|for|to|from|by|at|about) (?:I|he|she|they|we)\b(?! (?:said|say|think|thought|know|knew|did|was|am|had))(?=[.,;!?]|$)",
         "the pronoun has the wrong case"),
        (r"<\w+|\{(?!player\})\w*\}|\(\w+\|", "a slot was left open"),
    )
)  # fmt: skip
_IF: Final = re.compile(r"\b(?:if|as if|as though|wish|though|that|than|what|let|make|makes|made|see|saw|watch|hear|heard|help)\b[^.,;]*$", re.IGNORECASE)


def disagreements(text: str, entities: Iterable[Entity] = ()) -> list[str]:
    """What rules find wrong; they look at what stands beside each other, so that what they name is wrong for sure, and
    much that is wrong they miss.

    Args:
        text: a line.
        entities: whose names verbs must agree with.
    """
    found = []
    for pattern, message in _RULES:
        for match in pattern.finditer(text):
            if message.startswith("the verb") and _IF.search(text[: match.start()]):
                continue  # "if it were", "than he have"
            found.append(f"{message}: {match[0]}")
    for entity in entities:
        name = re.escape(entity.name)
        verbs = r"is|has|was|does|isn't|hasn't|wasn't" if entity.plural else r"are|have|were|do|aren't|haven't"
        for match in re.finditer(rf"(?<!\w){name} (?:{verbs})\b", text):
            before = text[: match.start()].rstrip().rsplit(" ", 1)[-1].lower()
            asked = before in _BEFORE_NOUNS or _IF.search(text[: match.start()]) or re.search(r"\b(?:do|did|does|would|could|should|will|can|have)\b", text[: match.start()], re.IGNORECASE)
            if not asked:
                found.append(f"the verb is not the name's: {match[0]}")
    return found


_BEFORE_NOUNS: Final = frozenset("and or of by from with near on about for to at in past than against that".split())
