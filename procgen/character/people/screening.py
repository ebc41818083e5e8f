"""What is wrong with conditions and with persons: every bad field, its value, and what is allowed or nearest."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from procgen.character.body.basis import Basis
from procgen.character.body.safety import HERITAGES, MAX_YEARS, MIN_YEARS, shape_problems
from procgen.character.body.shape import modifier_range
from procgen.character.face.axes import NAMES as FACE_AXES
from procgen.character.hair import BEARDS, BROWS, HAIR
from procgen.character.people.conditions import NONE, Conditions
from procgen.character.people.dress import kind_worn
from procgen.character.people.growth import ADULT_POPULATION_YEARS, LIMIT_DEVIATIONS, Norm, mass_norm, stature_norm
from procgen.character.people.person import Person, StyleChoice, Worn
from procgen.character.people.roles import ROLES
from procgen.character.population import AXIS_NAMES, INDEX, Population
from procgen.character.skin import EyeParameters, SkinParameters
from procgen.character.skin import violations as skin_violations
from procgen.character.skin.eye_textures import violations as eye_violations
from procgen.character.style.proportions import STYLES
from procgen.character.wardrobe.kind import SETTINGS, Shop, coloured_slots, complete_options
from procgen.errors import InvalidFields, Violation

FACE_AXIS_LIMIT = 3.0
FACE_STRENGTH = (0.25, 2.0)
MAX_WORN = 16


def check_conditions(
    conditions: Conditions, sex: float, age_years: float, population: Population, basis: Basis
) -> list[Violation]:
    """Everything that is wrong with conditions, for the sex and age that were drawn where they are not known."""
    found = _plain_fields(conditions, basis)
    if not found or not {violation.field for violation in found} & {"sex", "age_years"}:
        found += _body_fields(conditions, sex, age_years, population)
    found += look_violations(conditions.skin, SkinParameters, "skin", skin_violations)
    found += look_violations(conditions.eyes, EyeParameters, "eyes", eye_violations)
    found += worn_violations(conditions.hair, "hair", HAIR, loose=True)
    found += worn_violations(conditions.beard, "beard", BEARDS, loose=True)
    found += outfit_violations(conditions.outfit, age_years)
    if conditions.style is not None:
        found += style_violations(conditions.style)
    if conditions.beard is not None and conditions.beard.kind != NONE and age_years < ADULT_POPULATION_YEARS:
        found.append(
            Violation.of("beard", conditions.beard.kind or "any", f"none below {ADULT_POPULATION_YEARS:g} years")
        )
    return found


def check_person(person: Person, basis: Basis) -> list[Violation]:
    """Everything that is wrong with a person who came from outside."""
    found = [
        Violation(f"shape.{violation.field}", violation.value, violation.allowed)
        for violation in shape_problems(person.shape, basis)
    ]
    found += [Violation(f"skin.{v.field}", v.value, v.allowed) for v in skin_violations(person.skin)]
    found += [Violation(f"eyes.{v.field}", v.value, v.allowed) for v in eye_violations(person.eyes)]
    for name, worn, shop in (
        ("hair", person.hair, HAIR),
        ("beard", person.beard, BEARDS),
        ("brows", person.brows, BROWS),
    ):
        found += worn_violations(worn, name, shop)
    found += outfit_violations(person.outfit, person.age_years)
    found += style_violations(person.style)
    found += _one_of("setting", person.setting, SETTINGS)
    if person.beard is not None and person.age_years < ADULT_POPULATION_YEARS:
        found.append(Violation.of("beard", person.beard.kind, f"none below {ADULT_POPULATION_YEARS:g} years"))
    if not 0 <= person.seed < 1 << 64:
        found.append(Violation.of("seed", person.seed, "a whole number from 0 to 2^64 - 1"))
    return found


def style_violations(style: StyleChoice) -> list[Violation]:
    """What is wrong with a style."""
    found = _one_of("style.kind", style.kind, tuple(STYLES))
    return found + _number("style.amount", style.amount, 0.0, 1.0)


def outfit_violations(outfit: Sequence[Worn], age_years: float) -> list[Violation]:
    """What is wrong with an outfit; minors wear child-safe pieces only."""
    found = []
    if len(outfit) > MAX_WORN:
        found.append(Violation.of("outfit", f"{len(outfit)} pieces", f"at most {MAX_WORN}"))
    seen: set[str] = set()
    for number, worn in enumerate(outfit):
        field = f"outfit[{number}]"
        try:
            kind = kind_worn(worn.kind)
        except KeyError:
            found.append(
                Violation.of(f"{field}.kind", worn.kind, "a garment, shoe or accessory that GetCharacterInfo lists")
            )
            continue
        if worn.kind in seen:
            found.append(Violation.of(f"{field}.kind", worn.kind, "each kind once"))
        seen.add(worn.kind)
        if age_years < ADULT_POPULATION_YEARS and not kind.child_safe:
            found.append(Violation.of(f"{field}.kind", worn.kind, "child-safe pieces below 18 years"))
        found += _inside(
            field,
            lambda kind=kind, worn=worn: (complete_options(kind, worn.options), coloured_slots(kind, worn.colours)),
        )
    return found


def worn_violations(worn: Worn | None, field: str, shop: Shop, *, loose: bool = False) -> list[Violation]:
    """What is wrong with hair, beard or brows; ``loose`` allows "none", any kind and the colour of all slots."""
    if worn is None or (loose and worn.kind == NONE):
        return []
    colours = {name: colour for name, colour in worn.colours.items() if name or not loose}
    everywhere = worn.colours.get("") if loose else None
    found = []
    if everywhere is not None and not (len(everywhere) == 3 and all(0 <= part <= 1 for part in everywhere)):
        found.append(Violation.of(f"{field}.colours", everywhere, "three numbers from 0 to 1"))
    if loose and not worn.kind:
        return found
    kind = shop.kinds.get(worn.kind)
    if kind is None:
        allowed = ", ".join(shop.kinds) + (f" or {NONE}" if loose else "")
        return [*found, Violation.of(f"{field}.kind", worn.kind, allowed)]
    return found + _inside(field, lambda: (complete_options(kind, worn.options), coloured_slots(kind, colours)))


def look_violations(known: Mapping[str, Any], kind: Any, field: str, check: Any) -> list[Violation]:
    """What is wrong with what is known of skin or eyes."""
    names = {item.name for item in fields(kind)}
    found = [
        Violation.of(f"{field}.{name}", known[name], "a name that GetCharacterInfo lists")
        for name in known
        if name not in names
    ]
    rest = {name: value for name, value in known.items() if name in names}
    return found + [Violation(f"{field}.{v.field}", v.value, v.allowed) for v in check(kind(**rest))]


def _plain_fields(conditions: Conditions, basis: Basis) -> list[Violation]:
    found: list[Violation] = []
    if conditions.sex is not None:
        found += _number("sex", conditions.sex, 0.0, 1.0)
    if conditions.age_years is not None:
        found += _number("age_years", conditions.age_years, MIN_YEARS, MAX_YEARS)
    if conditions.muscle is not None:
        found += _number("muscle", conditions.muscle, 0.0, 1.0)
    if conditions.face_strength is not None:
        found += _number("face_strength", conditions.face_strength, *FACE_STRENGTH)
    for name, share in sorted(conditions.heritage.items()):
        found += _one_of("heritage", name, HERITAGES)
        if not (math.isfinite(share) and share >= 0):
            found.append(Violation.of(f"heritage.{name}", share, "a number of at least 0"))
    if conditions.heritage and not any(share > 0 for share in conditions.heritage.values()):
        found.append(Violation.of("heritage", dict(conditions.heritage), "at least one share above 0"))
    if conditions.setting:
        found += _one_of("setting", conditions.setting, SETTINGS)
    if conditions.role:
        found += _one_of("role", conditions.role, tuple(ROLES))
    role = ROLES.get(conditions.role)
    if role and conditions.setting and conditions.setting != role.setting:
        found.append(Violation.of("setting", conditions.setting, f"{role.setting}, where there is a {role.name}"))
    for name, value in sorted(conditions.face_axes.items()):
        if name not in FACE_AXES:
            found.append(Violation.of("face_axes", name, ", ".join(FACE_AXES)))
        else:
            found += _number(f"face_axes.{name}", value, -FACE_AXIS_LIMIT, FACE_AXIS_LIMIT)
    for name, value in sorted(conditions.modifiers.items()):
        try:
            found += _number(f"modifiers.{name}", value, *modifier_range(name, basis))
        except KeyError:
            found.append(Violation.of("modifiers", name, "a slider that GetCharacterInfo lists"))
    return found


def _body_fields(conditions: Conditions, sex: float, age_years: float, population: Population) -> list[Violation]:
    """Measures and axes: against the survey for adults, against growth charts for children."""
    found = [
        Violation.of("measures", name, "a measure that GetCharacterInfo lists")
        for name in conditions.measures
        if name not in INDEX
    ]
    found += [
        Violation.of("body_axes", name, ", ".join(AXIS_NAMES))
        for name in conditions.body_axes
        if name not in AXIS_NAMES
    ]
    if found:
        return found
    if age_years >= ADULT_POPULATION_YEARS:
        low, high = population.age_range_years
        both = {**conditions.measures, **conditions.body_axes}
        for problem in population.check(both, sex, min(max(age_years, low), high)):
            field = (
                f"measures.{problem.field}" if problem.field in conditions.measures else f"body_axes.{problem.field}"
            )
            nearest = "" if problem.nearest is None else f"; nearest possible is {problem.nearest:.4g}"
            found.append(Violation.of(field, problem.value, f"{problem.allowed}{nearest}"))
        return found
    norms = {"stature": stature_norm(sex, age_years), "mass": mass_norm(sex, age_years)}
    for name, value in conditions.measures.items():
        norm = norms.get(name)
        if norm is None:
            found.append(Violation.of(f"measures.{name}", value, "stature and mass only, below 18 years"))
        else:
            found += _near_norm(f"measures.{name}", value, norm)
    found += [
        Violation.of(f"body_axes.{name}", value, "nothing below 18 years, where the survey measured nobody")
        for name, value in conditions.body_axes.items()
    ]
    return found


def _near_norm(field: str, value: float, norm: Norm) -> list[Violation]:
    low, high = norm.at(-LIMIT_DEVIATIONS), norm.at(LIMIT_DEVIATIONS)
    if low <= value <= high:
        return []
    nearest = f"; nearest possible is {min(max(value, low), high):.4g}" if math.isfinite(value) else ""
    return [Violation.of(field, value, f"{low:.3g} to {high:.3g} at this age{nearest}")]


def _number(field: str, value: float, low: float, high: float) -> list[Violation]:
    return [] if low <= value <= high else [Violation.of(field, value, f"{low:g} to {high:g}")]


def _one_of(field: str, value: str, allowed: Iterable[str]) -> list[Violation]:
    names = tuple(allowed)
    return [] if value in names else [Violation.of(field, value, "one of " + ", ".join(names))]


def _inside(field: str, check: Any) -> list[Violation]:
    """Violations that a check raises, with the field in front of each."""
    try:
        check()
    except InvalidFields as error:
        return [
            Violation(f"{field}.{violation.field.partition('.')[2]}", violation.value, violation.allowed)
            for violation in error.violations
        ]
    return []
