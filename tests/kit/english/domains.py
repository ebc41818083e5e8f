"""The domains that read English, as one table for the tests that all of them have to pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from procgen.character.people import describe as people
from procgen.character.people.catalogue import vocabulary
from procgen.dialogue import describe as personas
from procgen.kit.english import Lexicon
from procgen.texture import text as materials
from procgen.world import text as worlds


@dataclass(frozen=True)
class Reader:
    """A domain that reads descriptions.

    Attributes:
        lexicon: what it understands.
        read: a text, to what it says, words that mean nothing, and words that were misspelt.
        plain, misspelt: one text, as it should be and with two slips at least.
        degree: "very" much of something, somewhat, and "not very"; what a text with each says, as a number that grows.
        phrases: unrelated ones, which may stand in any order.
    """

    lexicon: Callable[[], Lexicon[Any]]
    read: Callable[[str], tuple[Any, tuple[str, ...], Any]]
    plain: str
    misspelt: str
    degree: tuple[str, str, str]
    amount: Callable[[Any], float]
    phrases: tuple[str, ...]


def _person(text: str) -> tuple[Any, tuple[str, ...], Any]:
    found = people.describe(text, vocabulary())
    said = found.conditions
    return replace(said, outfit=tuple(sorted(said.outfit, key=repr))), found.unknown, found.corrected


def _material(text: str) -> tuple[Any, tuple[str, ...], Any]:
    found = materials.understand(text)
    said = {name: getattr(found, name) for name in ("material", "look", "weather", "layout", "piece_size")}
    return said | {"palette": set(found.palette)}, found.unknown, found.corrected


def _world(text: str) -> tuple[Any, tuple[str, ...], Any]:
    found = worlds.understand(text)
    single = ("landform", "climate", "settlement", "features", "wealth")
    many = ("uses", "weather", "light", "crowd")
    said = {name: getattr(found, name) for name in single} | {name: set(getattr(found, name)) for name in many}
    return said, found.unknown, found.corrected


def _persona(text: str) -> tuple[Any, tuple[str, ...], Any]:
    found = personas.describe(text)
    one = found.persona
    return (one.role, set(one.traits), one.age, one.sex, one.register), found.unknown, found.corrected


READERS = {
    "character": Reader(
        lambda: people.lexicon(vocabulary()),
        _person,
        "a tall blacksmith with a grey beard",
        "a tall blaksmith with a gery baerd",
        ("very tall", "tall", "not very tall"),
        lambda said: said.body_axes["size"],
        ("tall", "blue eyes", "a red cloak", "green tunic", "a woman", "aged 35", "no hat", "freckles", "long hair"),
    ),
    "texture": Reader(
        materials.lexicon,
        _material,
        "mossy brick wall",
        "mosy brik wall",
        ("very tall tiles", "tall tiles", "not very tall tiles"),
        lambda said: said["piece_size"],
        ("bricks", "slightly wet", "no snow", "wide joints", "dark red", "not glossy", "herringbone", "very old"),
    ),
    "world": Reader(
        worlds.lexicon,
        _world,
        "a fishing village under a volcano",
        "a fishng vilage under a vulcano",
        ("very tall trees", "trees", "not very tall trees"),
        lambda said: said["features"]["forest"],
        ("a village", "dense forest", "no river", "in the alps", "few rocks", "at dusk", "an inn", "rich", "misty"),
    ),
    "dialogue": Reader(
        personas.lexicon,
        _persona,
        "a grumpy old blacksmith, cowardly",
        "a grumy old blaksmith, cowardy",
        ("a very brave guard", "a brave guard", "a not very brave guard"),
        lambda said: float("brave" in said[1]),
        ("a guard", "not very brave", "grumpy", "old", "a woman", "talks roughly", "loyal", "aged 70"),
    ),
}  # fmt: skip
