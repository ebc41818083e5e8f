"""What stays as it is when a person is varied or changed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from procgen.character.body.shape import split_side
from procgen.character.body.sliders import MACROS, OTHER_MACROS, SLIDERS
from procgen.character.people.draw import People
from procgen.character.people.person import Person
from procgen.errors import Violation

FIELDS = ("shape", "face", "skin", "eyes", "hair", "beard", "outfit", "name")
"""What can be locked as a whole. "shape" is the body, the macro fields included; brows belong to the hair."""
SHAPE_MACROS = (*MACROS, "bust", "firmness")


@dataclass(frozen=True, slots=True)
class Locks:
    """Names, by what they are."""

    fields: frozenset[str]
    sliders: frozenset[str]
    """Macro fields and sliders, those of locked body and face included; they stay bit-equal."""
    measures: frozenset[str]
    """They stay within the observer error."""


def read_locks(names: Collection[str], person: Person, people: People) -> tuple[Locks, list[Violation]]:
    """Locks by name, and the names that are none."""
    measures = frozenset(people.fitter.gauge.names)
    fields = frozenset(names) & frozenset(FIELDS)
    sliders, bad = set[str](), []
    for name in sorted(frozenset(names) - fields - measures):
        if name in MACROS or name in OTHER_MACROS or is_slider(name, people):
            sliders.add(name)
        else:
            bad.append(Violation.of("locks", name, f"{', '.join(FIELDS)}, a macro field, a slider or a measure"))
    body = {name for name in person.shape.modifiers if name not in people.face_sliders}
    if "shape" in fields:
        sliders |= {*SHAPE_MACROS, *SLIDERS, *body}
    if "face" in fields:
        sliders |= people.face_sliders
    return Locks(fields, frozenset(sliders), measures & frozenset(names)), bad


def is_slider(name: str, people: People) -> bool:
    """Whether a name is that of a modelling slider, or of one side of it."""
    try:
        split_side(name, people.basis)
    except KeyError:
        return False
    return True
