"""Sentence starts, must-say texts as whole words, and names that the world doesn't know."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache

from procgen.dialogue.guard import lists, markup

_START = re.compile(r"(?:^|[.!?…:]['\"’”)\]]*\s+|\n|(?<!\w)['\"‘“(](?=\w))[\s'\"‘“(\[*—–-]*")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def sentence_starts(text: str) -> frozenset[int]:
    """Places where a sentence may begin."""
    return frozenset(match.end() for match in _START.finditer(markup.without(text)))


def stands(text: str, say: str, starts: frozenset[int] | None = None) -> bool:
    """Whether words stand in a text exactly and not as a part of others; where a sentence begins, their first letter
    may be a capital. "'s" may follow.
    """
    return bool(places(text, say, starts))


def places(text: str, say: str, starts: frozenset[int] | None = None) -> list[int]:
    """Where they stand so."""
    if not say:
        return []
    starts = sentence_starts(text) if starts is None else starts
    found = []
    for spelling in {say, say[0].upper() + say[1:]}:
        place = text.find(spelling)
        while place >= 0:
            if (spelling == say or place in starts) and _alone(text, place, place + len(say)):
                found.append(place)
            place = text.find(spelling, place + 1)
    return sorted(found)


def _alone(text: str, start: int, end: int) -> bool:
    before, after = text[:start], text[end:]
    if _wordlike(text[start]) and re.search(r"(?:\w|\w['’-]|\d[.,])$", before):
        return False
    if not _wordlike(text[end - 1]):
        return True
    if text[end - 1].isdigit() and re.match(r"[.,:]\d", after):
        return False
    return not re.match(r"\w|-\w|['’](?!s\b)\w", after)


def _wordlike(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


@lru_cache(maxsize=64)
def words_of(names: frozenset[str] | tuple[str, ...]) -> frozenset[str]:
    """Words of names, small, each alone: what may have a capital."""
    return frozenset(part.lower() for name in names for part in re.findall(r"[^\W\d_]+", name))


def strangers(
    text: str, names: frozenset[str], lexicon: Container[str] | None = None, more: tuple[str, ...] = ()
) -> list[str]:
    """Words with a capital that are no names of the world.

    Args:
        text: what is said.
        names: names and other words that may have capitals.
        lexicon: small words of the language. With it, a word that begins a sentence is judged too, and so are words
            in capitals throughout; without it they pass.
        more: further names.
    """
    common = lists.words("capital")
    known = words_of(names) | words_of(more)
    starts = sentence_starts(text)
    found = []
    for match in _WORD.finditer(markup.without(text)):
        word = re.sub(r"['’]s$", "", match[0])
        if not any(map(str.isupper, word)):
            continue
        lower = word.lower().replace("’", "'")
        if lower in common or all(part in known or part in common for part in re.findall(r"[^\W\d_]+", lower)):
            continue
        if match.start() in starts or (word.isupper() and len(word) > 1):
            parts = [lower, *re.split(r"['-]", lower)[:1]]
            if lexicon is None or any(part in lexicon for part in parts):
                continue
        elif "-" in word and not any(part[:1].isupper() and part.lower() not in known for part in word.split("-")):
            continue
        found.append(match[0])
    return found
