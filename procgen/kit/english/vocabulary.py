"""Vocabularies are data: TOML files beside the domain that speaks of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
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


@cache
def common() -> Mapping[str, tuple[str, ...]]:
    """What every vocabulary has: "silent", "not" and "no" words."""
    return {name: tuple(text.split()) for name, text in read_words(_HERE / "common.toml").items()}


@cache
def ordinary() -> frozenset[str]:
    """Words of everyday English, which are never taken for others that somebody misspelt."""
    lines = (_HERE / "ordinary.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
