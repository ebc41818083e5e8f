"""What is left open by all that is said of somebody: only of that may anything be made up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from procgen.dialogue.persona import Fact, Persona, World
from procgen.dialogue.talk.life.draw import LIKES, ages_otherwise, years_told
from procgen.kit.english import read_words

_SAID: Final[Mapping[str, re.Pattern[str]]] = {
    group: re.compile(rf"\b(?:{'|'.join(patterns)})\b")
    for group, patterns in read_words(Path(__file__).with_suffix(".toml")).items()
}
"""Words by which a fact tells something of a group of matters."""
_OF_KIN: Final = ("kin", "partner", "children")
_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "age": ("years",), "partner": _OF_KIN, "children": _OF_KIN,
    "parents": ("kin", "parents"), "siblings": ("kin", "siblings"),
    "family": (*_OF_KIN, "parents", "siblings"), "origin": ("origin", "years"), "lived": ("origin", "years"),
    "since": ("trade", "years"), "became": ("trade", "years"),
    "self": ("trade", "years", "origin", *_OF_KIN),
    **{matter: (matter,) for matter in LIKES},
}  # fmt: skip
"""By matter, the groups of which nothing may be said if it is to be made up."""
_TITLED: Final = re.compile(r"\b(?:Father|Mother|Brother|Sister) (?=[A-Z])")
"""Titles, which tell of no kin."""
_MOURNS: Final = frozenset((*_OF_KIN, "parents", "siblings"))


@lru_cache(maxsize=64)
def told_groups(persona: Persona, world: World) -> frozenset[str]:
    """Groups of matters of which anything is said: in what somebody is, knows, wants and hides, and in what the world
    tells of them.
    """
    text = " ; ".join(_texts(persona, world))
    text = _TITLED.sub("", text).lower()
    years = years_told(persona)
    found = {group for group, pattern in _SAID.items() if pattern.search(text)}
    if years is not None and not any(_SAID["years"].search(text) for text in _beside_description(persona, world)):
        found.discard("years")  # the age that it says is the life's, too
    if persona.goals:
        found.add("hope")
    if ages_otherwise(persona):
        found |= {"years", "trade"}
    if any(manner.startswith("grieving") for manner in persona.manners):
        found |= _MOURNS
    return frozenset(found)


def _texts(persona: Persona, world: World) -> Iterator[str]:
    told = persona.background.replace(persona.name, " ") if persona.name else persona.background
    # "A proud, drunk queen" says what she is like, not what she is proud of.
    nature = (*persona.traits, *(manner.partition(":")[0] for manner in persona.manners))
    yield re.sub(rf"\b(?:{'|'.join(nature)})\b", " ", told) if nature else told
    yield from _beside_description(persona, world)


def _beside_description(persona: Persona, world: World) -> Iterator[str]:
    yield from persona.goals
    yield from persona.secrets
    yield from persona.catchphrases
    yield from persona.examples
    yield from (fact.text for fact in persona.knows)
    if not persona.name:
        return
    names = [part for part in persona.name.split() if part[:1].isupper() and len(part) > 2] or [persona.name]
    called = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
    for fact in world.facts:
        if called.search(fact.text) or fact.known_to == (persona.name,):
            yield fact.text
    for entity in world.entities:
        if entity.name == persona.name or persona.name in entity.also or called.search(entity.description):
            yield entity.description


_TELLS: Final[Mapping[str, tuple[str, ...]]] = {
    **{group: (group,) for group in ("partner", "children", "parents", "siblings", "origin")},
    "family": ("partner", "children", "kin", "parents", "siblings"), "became": ("trade",),
}  # fmt: skip
"""By matter, the groups that tell of it, for who asks."""


def said_of(matter: str, facts: Iterable[Fact]) -> list[Fact]:
    """Those of some facts of oneself that tell of a matter."""
    patterns = [_SAID[group] for group in _TELLS.get(matter, ())]
    return [fact for fact in facts if any(pattern.search(fact.text.lower()) for pattern in patterns)]


def is_left(matter: str, persona: Persona, world: World, *, counted: bool = False) -> bool:
    """Whether nothing is said that a matter of a life, made up, could contradict.

    Args:
        matter: one of `words.MATTERS`.
        persona, world: whose life, and where.
        counted: whether years of it are asked for, of kin.
    """
    groups = (*_GROUPS[matter], "years") if counted else _GROUPS[matter]
    return told_groups(persona, world).isdisjoint(groups)
