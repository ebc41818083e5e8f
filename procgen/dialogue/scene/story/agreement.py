"""Rules that find what a verb, a pronoun or an article has wrong in a line: agreement, tense and person."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from procgen.dialogue.persona import Entity
from procgen.dialogue.phrase.english import word_set
from procgen.dialogue.phrase.verbs import BASES, NOUNS_TOO, third_person

_THIRDS: Final = (third_person(base) for base in BASES)
_THIRD: Final = "|".join(sorted((verb for verb in _THIRDS if verb not in NOUNS_TOO), key=len, reverse=True))
_AUXILIARY: Final = (
    "would|could|should|will|can|may|might|must|shall|did|didn't|doesn't|don't|won't|can't|couldn't|wouldn't|shouldn't"
)
_VERB: Final = "the verb is not the pronoun's"
_RULES: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), message)
    for pattern, message in (
        (
            rf"\b(?:{_AUXILIARY}) (?:(?:not|never|always|ever|still|really) )?(?:is|are|was|were|has|does|{_THIRD})\b",
            "an auxiliary is followed by a bare verb",
        ),
        (
            r"(?<!of )(?<!to )(?<!for )(?<!that )\b(?:I|we|they|you)"
            rf" (?:{_THIRD}|is|has|does|isn't|hasn't|doesn't)\b(?! what| who)",
            _VERB,
        ),
        (r"\b(?<!and )(?<!or )(?:he|she|it) (?:are|were(?! to\b)|have|do|don't|aren't|haven't)\b", _VERB),
        (r"\bI (?:are|were(?! to\b))\b", _VERB),
        (
            r"\ba (?:[aeio]\w+|u(?!ni|se|su|r[aei]))\b(?<!a one)(?<!a once)(?<!a one-\w)",
            "the article is not the noun's",
        ),
        (r"\bto (?:is|are|was|were|has|does)\b", "an infinitive is not one"),
        (r"\b(the|a|an|my|your|of|to|in|at|by|for|with) \1\b", "a word stands twice"),
        (r"\b(?:the|a|an) (?:I|me|he|him|we|us|they)\b(?![-'])", "an article stands before a pronoun"),
        (r"\b(?:of|with|for|to|from|by|at|about) (?:I|he|she|they|we)(?=[.,;!?]|$)", "the pronoun has the wrong case"),
        (r"<\w+|\{(?!player\})\w*\}|\(\w+\|", "a slot was left open"),
    )
)
_IF: Final = re.compile(
    r"\b(?:if|as if|as though|wish|though|that|than|what|let|make|makes|made|see|saw|watch|hear|heard|help)\b[^.,;]*$",
    re.IGNORECASE,
)


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
            if message == _VERB and _IF.search(text[: match.start()]):
                continue  # "if it were", "than he have"
            found.append(f"{message}: {match[0]}")
    for entity in entities:
        name = re.escape(entity.name)
        verbs = r"is|has|was|does|isn't|hasn't|wasn't" if entity.plural else r"are|have|were|do|aren't|haven't"
        for match in re.finditer(rf"(?<!\w){name} (?:{verbs})\b", text):
            before = text[: match.start()].rstrip().rsplit(" ", 1)[-1].lower()
            asked = (
                before in _BEFORE_NOUNS
                or _IF.search(text[: match.start()])
                or re.search(
                    r"\b(?:do|did|does|would|could|should|will|can|have)\b", text[: match.start()], re.IGNORECASE
                )
            )
            if not asked:
                found.append(f"the verb is not the name's: {match[0]}")
    return found


_BEFORE_NOUNS: Final = word_set("and or of by from with near on about for to at in past than against that")
