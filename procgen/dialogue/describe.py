"""Personas from a few words of English: "a grumpy old smith called Bram who talks roughly"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from procgen.dialogue.persona import Persona
from procgen.dialogue.vocabulary import AGES, MANNER_HEARD, MANNERS, REGISTERS, ROLES, SEXES, TRAITS, age_of
from procgen.kit.english import Lexicon, Pause, figures, named, plain, read, read_words, take

MAX_CHARACTERS: Final = 500

_NAMED = re.compile(
    r"\b(?:called|named|name is|by the name of)\s+"
    r"((?:[A-Z][\w'-]*|of|the|von|van|de|al)(?:\s+(?:[A-Z][\w'-]*|\d+|of|the|von|van|de))*)"
)
_LEADING_NAME = re.compile(r"^((?:[A-Z][\w'-]+\s+)*[A-Z][\w'-]+)\s*,")
_VAGUE_ROLES = ("child", "elder")
"""Any other that is named takes their place."""
_MOST_TRAITS = 8
_MOST_MANNERS = 4
_Meaning = Mapping[str, str]
"""What a word means, by kind: "role", "trait", "register", "sex" and "age"."""


@dataclass(frozen=True, slots=True)
class Described:
    """What a text says of a persona.

    Attributes:
        persona: with the defaults where it says nothing; the whole text is the background.
        unknown: words that mean nothing here, or something else than what was said before.
        corrected: words that were misspelt, and what they were taken for.
    """

    persona: Persona
    unknown: tuple[str, ...]
    corrected: Mapping[str, str]


@cache
def lexicon() -> Lexicon[_Meaning]:
    """What is understood."""
    words = read_words(Path(__file__).with_name("words.toml"))
    kinds = {"role": tuple(ROLES), "trait": TRAITS, "manner": MANNERS, "register": REGISTERS, "sex": SEXES, "age": AGES}
    meanings: dict[str, dict[str, str]] = {}
    for kind, names in kinds.items():
        for word, name in {**named(words[kind]), **{name.replace("_", "-"): name for name in names}}.items():
            meanings.setdefault(word, {})[kind] = name
    return Lexicon(meanings, silent=words["silent"].split(), endings=lambda _meaning: ())


def _manner(name: str, degree: float) -> str:
    """A manner and its strength, where a word said more or less of it."""
    return name if degree == 1.0 else f"{name}:{min(1.0, round(MANNER_HEARD * degree, 2))}"


@lru_cache(maxsize=256)
def describe(text: str) -> Described:
    """Read a persona from a description; the first word of each kind counts, but for traits, of which all do.

    Batches describe one persona in many lines: what was read lately is kept.
    """
    found = _NAMED.search(text) or _LEADING_NAME.search(text)
    name = found.group(1) if found else ""
    years, rest = take("ages", figures(plain(text.replace(name, " ", 1) if name else text)))
    reading = read(rest, lexicon())
    said = {"age": age_of(years[-1])} if years else dict[str, str]()
    traits: list[str] = []
    manners: dict[str, float] = {}
    unknown = list(reading.unknown)
    for term in reading.said:
        if isinstance(term, Pause) or term.denied:
            continue
        used = False
        for kind, value in term.meaning.items():
            if kind == "trait":
                traits.append(value)
            elif kind == "manner":
                manners.setdefault(value, term.degree)
            elif kind not in said or (kind == "role" and said[kind] in _VAGUE_ROLES):
                said[kind] = value
            used = used or kind in ("trait", "manner") or said[kind] == value
        if not used:
            unknown.append(term.term)
    persona = Persona(
        name=name,
        role=said.get("role", "villager"),
        traits=tuple(dict.fromkeys(traits))[:_MOST_TRAITS],
        age=said.get("age", "adult"),
        sex=said.get("sex", "other"),
        register=said.get("register", ""),
        background=text.strip(),
        manners=tuple(map(_manner, manners, manners.values()))[:_MOST_MANNERS],
    )
    return Described(persona, tuple(dict.fromkeys(unknown)), reading.corrected)
