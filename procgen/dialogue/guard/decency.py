"""Slurs, explicit words and swearing, by level. The words come from the package better-profanity, sorted here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from procgen.dialogue.guard import folding, lists

LEVELS = ("none", "mild", "strict")

_ANYWHERE = ("fuck", "nigger", "faggot", "motherf")
"""No innocent word holds these."""
_ENDINGS = ("s", "es", "ed", "er", "ers", "ing", "in", "y")
_SPELLED_OUT = re.compile(r"(?<!\w)(?:[^\W_][\s.*_-]+){2,}[^\W_](?!\w)")


@cache
def _package() -> frozenset[str]:
    # Only its list is wanted; its own search is slow and knows no exemptions.
    spec = find_spec("better_profanity")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the package better-profanity is not installed", name="better_profanity")
    listed = Path(spec.origin).with_name("profanity_wordlist.txt").read_text("utf-8")
    return frozenset(" ".join(folding.words(folding.fold(line))) for line in listed.splitlines() if line.strip())


def _plain(section: str) -> frozenset[str]:
    return frozenset(" ".join(folding.words(word)) for word in lists.words(section))


@cache
def _forbidden(level: str) -> tuple[frozenset[str], frozenset[str]]:
    """Single words and phrases."""
    swearing = _plain("oath")
    explicit = (_package() | _plain("more")) - _plain("innocent") - swearing
    listed = explicit if level == "mild" else explicit | swearing
    return frozenset(word for word in listed if " " not in word and len(word) > 1), frozenset(
        word for word in listed if " " in word
    )


def indecent(text: str, level: str, names: Iterable[str] = ()) -> list[str]:
    """Words that a level forbids.

    Args:
        text: what is said.
        level: one of `LEVELS`.
        names: of entities; where they stand as they are written, they are let pass ("Dick", "Scunthorpe").
    """
    if level == "none":
        return []
    single, phrases = _forbidden(level)
    for name in sorted((name for name in names if name in text), key=len, reverse=True):
        if name[:1].isupper():
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", text)
    joined = _SPELLED_OUT.sub(lambda match: re.sub(r"\W|_", "", match[0]), text)
    found: dict[str, None] = {}
    for version in dict.fromkeys((text, joined)):
        for words in folding.readings(version):
            for word in words:
                if _bad(word, single):
                    found[word] = None
            line = f" {' '.join(words)} "
            found.update({phrase: None for phrase in phrases if f" {phrase} " in line})
    return list(found)


def _bad(word: str, single: frozenset[str]) -> bool:
    if word in single or any(part in word for part in _ANYWHERE):
        return True
    once = folding.collapse(word)
    if len(word) - len(once) >= 2 and (once in single or any(part in once for part in _ANYWHERE)):
        return True
    stems = [word[: -len(ending)] for ending in _ENDINGS if word.endswith(ending) and len(word) - len(ending) >= 4]
    return any(stem in single and stem not in lists.words("uninflected") for stem in stems)
