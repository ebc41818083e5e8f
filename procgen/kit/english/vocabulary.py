"""Vocabularies are data: TOML files beside the domain that speaks of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

V = TypeVar("V")
_HERE = Path(__file__).parent


def read_words(path: Path) -> dict[str, Any]:
    """The tables of a vocabulary's file. Whoever asks keeps them: a file is read once."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def terms(text: str) -> tuple[str, ...]:
    """Words and phrases that commas part."""
    return tuple(stripped for term in text.split(",") if (stripped := term.strip()))


def each(table: Mapping[str, V]) -> dict[str, V]:
    """A table whose keys are several terms each, by term: ``{"wet, damp": 1}`` is ``{"wet": 1, "damp": 1}``."""
    return {term: value for keys, value in table.items() for term in terms(keys)}


def named(table: Mapping[str, str]) -> dict[str, str]:
    """A table of the terms of each name, the other way round: ``{"moss": "moss, lichen"}`` by term."""
    return {term: name for name, text in table.items() for term in terms(text)}


@dataclass(frozen=True, slots=True)
class Common:
    """What every vocabulary has.

    Attributes:
        silent: words that say nothing by themselves.
        denying_next: words that deny the term that follows: "not".
        denying_thing: words and phrases that deny the thing that follows, over its adjectives: "without", "free of".
        degrees: factors on what follows.
    """

    silent: tuple[str, ...]
    denying_next: tuple[str, ...]
    denying_thing: tuple[str, ...]
    degrees: Mapping[str, float]


@cache
def common() -> Common:
    """What every vocabulary has."""
    words = read_words(_HERE / "common.toml")
    silent, denying_next = (tuple(words[name].split()) for name in ("silent", "not"))
    return Common(silent, denying_next, terms(words["no"]), each(words["degrees"]))


@cache
def ordinary() -> frozenset[str]:
    """Words of everyday English, which are never taken for others that somebody misspelt."""
    lines = (_HERE / "ordinary.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
