"""Secrets in a text, in whatever case, spacing, punctuation or look-alike letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate

from procgen.dialogue.guard.folding import collapse, fold, readings, words

INSIDE_WORD_FROM = 6
"""A single word of so many letters counts inside other words as well ("silver" in "silversmith")."""
INSIDE_TEXT_FROM = 8
"""Several words with so many letters count wherever they stand, whatever is glued to them."""
_COLLAPSE_FROM = 6
_ENDINGS = ("", "s", "es")
_UNSPACED_FROM = 0x0E00
"""Scripts from here on (Thai, Chinese, Japanese) put no spaces between words."""


@lru_cache(maxsize=4096)
def _spelling(secret: str) -> tuple[str, ...]:
    return words(fold(secret))


def leaks(text: str, never: Iterable[str]) -> list[str]:
    """Those of the secrets that stand in the text."""
    never = tuple(never)
    if not never:
        return []
    variants = [(each, tuple(map(collapse, each))) for each in readings(text)]
    return [
        secret
        for secret in never
        if any(_stands(secret, plain, once) for plain, once in variants) or _sign(secret, text)
    ]


def _sign(secret: str, text: str) -> bool:
    """A secret without letters or digits is looked for as it is."""
    return not _spelling(secret) and bool(secret.strip()) and secret.strip() in text


def _stands(secret: str, plain: Sequence[str], once: Sequence[str]) -> bool:
    parts = _spelling(secret)
    if not parts:
        return False
    joined = "".join(parts)
    if _aligned(joined, plain):
        return True
    short = collapse(joined)
    if len(short) >= _COLLAPSE_FROM and _aligned(short, once):
        return True
    if (len(parts) > 1 and len(joined) >= INSIDE_TEXT_FROM) or any(ord(letter) >= _UNSPACED_FROM for letter in joined):
        return joined in "".join(plain)
    return len(parts) == 1 and len(joined) >= INSIDE_WORD_FROM and any(joined in word for word in plain)


def _aligned(joined: str, text: Sequence[str]) -> bool:
    """Whether letters stand in a text from the beginning of a word to the end of one, spaces or none between."""
    whole = "".join(text)
    ends = set(accumulate(map(len, text)))
    starts = {0} | ends
    place = whole.find(joined)
    while place >= 0:
        end = place + len(joined)
        if place in starts and any(end + len(more) in ends and whole.startswith(more, end) for more in _ENDINGS):
            return True
        place = whole.find(joined, place + 1)
    return False
