"""Persons for tests of the character service, made without any network."""

from __future__ import annotations

from typing import Any

from procgen.character.body.macro import Macro
from procgen.character.body.shape import Shape
from procgen.character.people.draw import Drawn
from procgen.character.people.person import Person, Worn
from procgen.character.people.rounding import rounded
from procgen.character.wire.studio import Studio
from procgen.runtime.store import ModelStore

STUDIO = Studio(ModelStore(threads=1))
"""One for all tests: what it made first is there for the others."""


def somebody(**fields: Any) -> Person:
    """A woman in her underlayer, with brows."""
    usual: dict[str, Any] = {
        "seed": 2**63 + 5,
        "shape": Shape(Macro(sex=0.0, age_years=31.0, weight=0.45), {"nose_hump": 0.25, "eye_scale": -0.3}),
        "brows": Worn("brows_arched"),
        "name": "Ada Öre",
        "setting": "modern",
    }
    return rounded(Person(**{**usual, **fields}))


def drawn(person: Person) -> Drawn:
    """A person with measures, as if it had been drawn."""
    return Drawn(person, STUDIO.measure(person.shape))
