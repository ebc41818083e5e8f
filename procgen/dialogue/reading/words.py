"""Words and signs of a text."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from procgen.dialogue.talk.spelling import fold, tokens

_MARKS: Final = ("?", "!")


def words_of(text: str) -> list[str]:
    """Words and signs: what `spelling.tokens` gives, with a sign after each sentence that has one."""
    found: list[str] = []
    rest = fold(text)
    for mark in _MARKS:
        rest = rest.replace(mark, f"\n{mark}\n")
    for piece in rest.split("\n"):
        found += [piece] if piece in _MARKS else tokens(piece)
    return [word for word, following in pairwise([*found, ""]) if word != following or word not in _MARKS]
