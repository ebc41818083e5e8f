"""Counterfactuals: the same person, heavier, older, of another sex. Only what must change changes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from procgen.character.body.edit import edit
from procgen.character.body.macro import ADULT_YEARS
from procgen.character.body.measures import noise
from procgen.character.body.safety import enforce
from procgen.character.body.shape import Shape
from procgen.character.body.sliders import free_sliders, slider_range, with_sliders
from procgen.character.people.ageing import aged_colour, aged_eyes, aged_hair, aged_skin, grows_beard
from procgen.character.people.background import background_of
from procgen.character.people.chance import chance_of
from procgen.character.people.draw import IDLE, People
from procgen.character.people.dress import kind_worn
from procgen.character.people.grooming import beard_of, under_hat
from procgen.character.people.locks import Locks, read_locks
from procgen.character.people.person import Person, Worn
from procgen.character.people.roles import ROLES, roles_of
from procgen.character.people.rounding import rounded, rounded_shape
from procgen.character.people.screening import check_person
from procgen.errors import InvalidFields, Violation

TRAITS = ("age_years", "sex", "muscle")
_HEAD = ("head_", "bitragion_", "bizygomatic_", "menton_", "tragion_", "interpupillary_", "ear_")
"""How names of measures of the head begin; where none is asked for, heads keep their size."""


@dataclass(frozen=True, slots=True)
class Changed:
    """The person after the change, and all measures before and after, metres and kilograms."""

    person: Person
    before: Mapping[str, float]
    after: Mapping[str, float]


def change(
    people: People,
    person: Person,
    *,
    measures: Mapping[str, float] | None = None,
    by: Mapping[str, float] | None = None,
    age_years: float | None = None,
    sex: float | None = None,
    muscle: float | None = None,
    locks: Collection[str] = (),
) -> Changed:
    """The same person with something changed.

    Skin, eyes, hair and beard follow age and sex: wrinkles, spots and grey hair come and go, beards grow on grown men
    alone. Below 18 years pieces that are not child-safe are put off. The role stays where the age allows it.

    Args:
        people: who draws.
        person: who.
        measures: new values, metres and kilograms.
        by: amounts that measures change by: {"mass": 10.0}.
        age_years, sex, muscle: new values.
        locks: what stays: names out of :data:`procgen.character.people.locks.FIELDS`, macro fields and sliders stay
            bit-equal, measures within the observer error.

    Raises:
        InvalidFields: names every bad field ("measures.mass", "measure_changes.mass", "age_years", "sex", "muscle",
            "locks", "person.shape.muscle"), with the nearest possible value where no body has the wanted one.
    """
    found = [Violation(f"person.{v.field}", v.value, v.allowed) for v in check_person(person, people.basis)]
    held, bad = read_locks(locks, person, people)
    found += bad
    if found:
        raise InvalidFields(found)
    before = people.measure(person.shape)
    traits = {"age_years": age_years, "sex": sex, "muscle": muscle}
    wanted, fields = _wanted(before, measures or {}, by or {}, traits)
    shape, after = _edited(people, person, before, wanted, fields, held)
    new = _followed(person, shape, held)
    return Changed(new, before, after)


def _wanted(
    before: Mapping[str, float],
    measures: Mapping[str, float],
    by: Mapping[str, float],
    traits: Mapping[str, float | None],
) -> tuple[dict[str, float], dict[str, str]]:
    """All new values, and by which field each was asked for."""
    found = []
    wanted: dict[str, float] = {}
    fields: dict[str, str] = {}
    for group, values in (("measures", measures), ("measure_changes", by)):
        for name, value in values.items():
            if name not in before:
                found.append(Violation.of(group, name, f"a measure of the body: {', '.join(before)}"))
                continue
            if name in fields:
                found.append(Violation.of(f"{group}.{name}", value, "either a new value or a change"))
            wanted[name] = value if group == "measures" else before[name] + value
            fields[name] = f"{group}.{name}"
    for name, trait in traits.items():
        if trait is not None:
            wanted[name], fields[name] = trait, name
    if found:
        raise InvalidFields(found)
    return wanted, fields


def _edited(
    people: People,
    person: Person,
    before: Mapping[str, float],
    wanted: Mapping[str, float],
    fields: Mapping[str, str],
    locks: Locks,
) -> tuple[Shape, Mapping[str, float]]:
    """The new shape and its measures."""
    if not wanted:
        return person.shape, before
    sliders = set(locks.sliders)
    if not {"sex", "age_years"} & set(wanted) and not any(name.startswith(_HEAD) for name in wanted):
        sliders |= people.face_sliders
    found = _range_violations(people, wanted, fields, locks)
    if found:
        raise InvalidFields(found)
    start = with_sliders(person.shape, {name: value for name, value in wanted.items() if name not in before})
    if not free_sliders(start, sliders):
        return _still(people, start, before, wanted, fields)
    try:
        edited = edit(people.fitter, person.shape, dict(wanted), locked=[*sliders, *locks.measures])
    except InvalidFields as error:
        raise InvalidFields(
            [Violation(fields.get(v.field, v.field), v.value, v.allowed) for v in error.violations]
        ) from error
    if edited.impossible:
        raise InvalidFields([_nearest(miss.name, miss.nearest, before, wanted, fields) for miss in edited.impossible])
    shape = rounded_shape(enforce(edited.shape))
    kept = {name: person.shape.modifiers[name] for name in sliders if name in person.shape.modifiers}
    shape = replace(shape, modifiers={**shape.modifiers, **kept})
    return shape, people.measure(shape)


def _range_violations(
    people: People, wanted: Mapping[str, float], fields: Mapping[str, str], locks: Locks
) -> list[Violation]:
    """Traits that are out of range or locked."""
    found = []
    for name in TRAITS:
        if name not in wanted:
            continue
        low, high = slider_range(name, people.basis)
        if not low <= wanted[name] <= high:
            found.append(Violation.of(fields[name], wanted[name], f"{low:g} to {high:g}"))
        elif name in locks.sliders:
            found.append(Violation.of(fields[name], wanted[name], "not changed, for it is locked"))
    return found


def _still(
    people: People, shape: Shape, before: Mapping[str, float], wanted: Mapping[str, float], fields: Mapping[str, str]
) -> tuple[Shape, Mapping[str, float]]:
    """A body whose sliders are all locked: it measures what its age and sex make of it."""
    shape = rounded_shape(enforce(shape))
    after = people.measure(shape)
    missed = [name for name in wanted if name in before and abs(after[name] - wanted[name]) > noise(name)]
    if missed:
        raise InvalidFields([_nearest(name, after[name], before, wanted, fields) for name in missed])
    return shape, after


def _nearest(
    name: str, nearest: float, before: Mapping[str, float], wanted: Mapping[str, float], fields: Mapping[str, str]
) -> Violation:
    field = fields.get(name, name)
    start = before[name] if field.startswith("measure_changes") else 0.0
    return Violation.of(field, f"{wanted[name] - start:.4g}", f"nearest possible is {nearest - start:.4g}")


def _followed(person: Person, shape: Shape, locks: Locks) -> Person:
    """Everything but the body, as the new age and sex have it."""
    sex, age = shape.macro.sex, shape.macro.age_years
    if (sex, age) == (person.sex, person.age_years):
        return replace(person, shape=shape)
    held = locks.fields
    changed: dict[str, Any] = {}
    outfit = person.outfit if age >= ADULT_YEARS else tuple(filter(_child_safe, person.outfit))
    hair = person.hair
    if "skin" not in held:
        changed["skin"] = aged_skin(person, sex, age)
    if "eyes" not in held:
        changed["eyes"] = aged_eyes(person, age)
    if "hair" not in held:
        hair = aged_hair(person, sex, age)
        changed["hair"] = hair if hair is None or outfit == person.outfit else under_hat(hair, outfit)
        if person.brows is not None:
            changed["brows"] = _aged_worn(person.brows, person, age)
    if not grows_beard(sex, age):
        # Stronger than a lock: nobody below 18 years has one.
        changed["beard"] = person.beard if "beard" in held and age >= ADULT_YEARS else None
    elif "beard" not in held:
        if person.beard is not None:
            changed["beard"] = _aged_worn(person.beard, person, age)
        elif not grows_beard(person.sex, person.age_years):
            changed["beard"] = beard_of(None, hair, person.setting, sex, age, chance_of("change/beard", person.seed))
    changed["outfit"] = outfit
    changed |= _role(person, sex, age)
    new = rounded(replace(person, **changed))
    same: dict[str, Any] = {name: getattr(person, name) for name in held & {"skin", "eyes", "hair", "outfit", "name"}}
    if age < ADULT_YEARS:
        same.pop("outfit", None)
    if "hair" in held:
        same["brows"] = person.brows
    return replace(new, shape=shape, **same)


def _aged_worn(worn: Worn, person: Person, age_years: float) -> Worn:
    return replace(
        worn, colours={name: aged_colour(colour, person, age_years) for name, colour in worn.colours.items()}
    )


def _child_safe(piece: Worn) -> bool:
    return kind_worn(piece.kind).child_safe


def _role(person: Person, sex: float, age_years: float) -> dict[str, str]:
    """Role and background where somebody comes of age or becomes a child; nothing otherwise."""
    role = ROLES.get(person.role)
    if (person.age_years < ADULT_YEARS) == (age_years < ADULT_YEARS):
        return {}
    if role is not None and role.ages[0] <= age_years <= role.ages[1]:
        return {}
    chance = chance_of("change/role", person.seed)
    fitting = roles_of(person.setting, age_years)
    new = fitting[int(chance.integers(len(fitting)))] if fitting else None
    background = background_of(person.setting, sex, age_years, new.works if new else IDLE, chance)
    return {"role": new.name if new else "", "background": background}
