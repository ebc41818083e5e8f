"""What is wrong with conditions and with persons: every bad field, its value, and what is allowed or nearest.

Values may be of any type, as a client's JSON has them: nothing else than violations comes of that.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from procgen.character.body.ansur import STATURE
from procgen.character.body.basis import Basis
from procgen.character.body.macro import ADULT_YEARS
from procgen.character.body.safety import HERITAGES, MAX_YEARS, MIN_YEARS, shape_problems
from procgen.character.body.shape import modifier_range
from procgen.character.face.axes import NAMES as FACE_AXES
from procgen.character.hair import BEARDS, BROWS, HAIR
from procgen.character.people.conditions import NONE, Conditions
from procgen.character.people.dress import kind_worn
from procgen.character.people.growth import ADULT_POPULATION_YEARS, LIMIT_DEVIATIONS, Norm, mass_norm, stature_norm
from procgen.character.people.person import MACRO_NUMBERS, Person, StyleChoice, Worn
from procgen.character.people.roles import ROLES
from procgen.character.people.stature import STATURE_M, stretch_for
from procgen.character.population import AXIS_NAMES, INDEX, Population, Problem
from procgen.character.skin import EyeParameters, Scar, SkinParameters, Tattoo
from procgen.character.skin import violations as skin_violations
from procgen.character.skin.eye_textures import violations as eye_violations
from procgen.character.style.proportions import STYLES
from procgen.character.wardrobe.kind import SETTINGS, Shop, coloured_slots, complete_options
from procgen.errors import InvalidFields, Violation

FACE_AXIS_LIMIT = 3.0
FACE_STRENGTH = (0.25, 2.0)
MAX_WORN = 16
_HALVINGS = 24
MAX_NAME, MAX_BACKGROUND = 100, 2000
"""Characters."""
_USUAL_YEARS, _EITHER_SEX = 30.0, 0.5
_LISTED = "a name that GetCharacterInfo lists"
_WEARABLE = "a garment, shoe or accessory that GetCharacterInfo lists"
_COLOUR = "three numbers from 0 to 1"


def field_violations(conditions: Conditions, population: Population, basis: Basis) -> list[Violation]:
    """What is wrong with conditions whoever is drawn.

    Where nothing else is wrong, measures and axes are left to :func:`person_violations`.
    """
    found = _plain_fields(conditions, basis)
    found += _look_violations(conditions.skin, SkinParameters, "skin", skin_violations)
    found += _look_violations(conditions.eyes, EyeParameters, "eyes", eye_violations)
    found += worn_violations(conditions.hair, "hair", HAIR, loose=True)
    found += worn_violations(conditions.beard, "beard", BEARDS, loose=True)
    if conditions.style is not None:
        found += style_violations(conditions.style)
    age = _known(conditions.age_years, MIN_YEARS, MAX_YEARS)
    found += outfit_violations(conditions.outfit, _USUAL_YEARS if age is None else age)
    found += [
        Violation.of("without", name, _WEARABLE)
        for name in conditions.without
        if not (isinstance(name, str) and _is_wearable(name))
    ]
    numbers = [
        violation
        for field, values in (("measures", conditions.measures), ("body_axes", conditions.body_axes))
        for name, value in values.items()
        if not _is_number(value)
        for violation in [Violation.of(f"{field}.{name}", value, "a number")]
    ]
    found += numbers
    if found and not numbers:
        sex = _known(conditions.sex, 0.0, 1.0)
        found += _body_violations(
            conditions, _EITHER_SEX if sex is None else sex, _USUAL_YEARS if age is None else age, population
        )
    return found


def person_violations(conditions: Conditions, sex: float, age_years: float, population: Population) -> list[Violation]:
    """What is wrong with conditions of sound fields for the sex and age that were drawn where they are not known."""
    found = _body_violations(conditions, sex, age_years, population)
    if conditions.age_years is None:
        found += outfit_violations(conditions.outfit, age_years)
    if conditions.beard is not None and conditions.beard.kind != NONE and age_years < ADULT_YEARS:
        found.append(_no_beard(conditions.beard))
    return found


def check_person(person: Person, basis: Basis) -> list[Violation]:
    """Everything that is wrong with a person who came from outside."""
    found = _shape_violations(person, basis)
    found += [Violation(f"skin.{v.field}", v.value, v.allowed) for v in _marks_and(person.skin, skin_violations)]
    found += [Violation(f"eyes.{v.field}", v.value, v.allowed) for v in _marks_and(person.eyes, eye_violations)]
    for name, worn, shop in (
        ("hair", person.hair, HAIR),
        ("beard", person.beard, BEARDS),
        ("brows", person.brows, BROWS),
    ):
        found += worn_violations(worn, name, shop)
    age = _known(person.shape.macro.age_years, MIN_YEARS, MAX_YEARS)
    found += outfit_violations(person.outfit, _USUAL_YEARS if age is None else age)
    found += style_violations(person.style)
    found += _one_of("setting", person.setting, SETTINGS)
    if person.beard is not None and age is not None and age < ADULT_YEARS:
        found.append(_no_beard(person.beard))
    if not (isinstance(person.seed, int) and not isinstance(person.seed, bool) and 0 <= person.seed < 1 << 64):
        found.append(Violation.of("seed", person.seed, "a whole number from 0 to 2^64 - 1"))
    for field, text, most in (
        ("name", person.name, MAX_NAME),
        ("background", person.background, MAX_BACKGROUND),
        ("role", person.role, MAX_NAME),
    ):
        if not (isinstance(text, str) and len(text) <= most):
            found.append(Violation.of(field, text, f"text of at most {most} characters"))
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
        except (KeyError, TypeError):
            found.append(Violation.of(f"{field}.kind", worn.kind, _WEARABLE))
            continue
        if worn.kind in seen:
            found.append(Violation.of(f"{field}.kind", worn.kind, "each kind once"))
        seen.add(worn.kind)
        if age_years < ADULT_YEARS and not kind.child_safe:
            found.append(Violation.of(f"{field}.kind", worn.kind, f"child-safe pieces below {ADULT_YEARS:g} years"))
        found += _options_and_colours(worn, field, kind)
    return found


def worn_violations(worn: Worn | None, field: str, shop: Shop, *, loose: bool = False) -> list[Violation]:
    """What is wrong with hair, beard or brows; ``loose`` allows "none", any kind and the colour of all slots."""
    if worn is None or (loose and worn.kind == NONE):
        return []
    found = []
    if loose and "" in worn.colours and not _is_colour(worn.colours[""]):
        found.append(Violation.of(f"{field}.colours", worn.colours[""], _COLOUR))
    if loose and not worn.kind:
        if worn.options:
            found.append(Violation.of(f"{field}.options", ", ".join(map(str, worn.options)), "options of a kind"))
        named = sorted(str(name) for name in worn.colours if name)
        if named:
            found.append(Violation.of(f"{field}.colours", ", ".join(named), "slots of a kind"))
        return found
    kind = shop.kinds.get(worn.kind) if isinstance(worn.kind, str) else None
    if kind is None:
        allowed = ", ".join(shop.kinds) + (f" or {NONE}" if loose else "")
        return [*found, Violation.of(f"{field}.kind", worn.kind, allowed)]
    colours = {name: colour for name, colour in worn.colours.items() if name or not loose}
    return found + _options_and_colours(Worn(worn.kind, worn.options, colours), field, kind)


def _options_and_colours(worn: Worn, field: str, kind: Any) -> list[Violation]:
    found = [
        Violation.of(f"{field}.{name}", colour, _COLOUR)
        for name, colour in worn.colours.items()
        if not _is_colour(colour)
    ]
    sound = {name: colour for name, colour in worn.colours.items() if _is_colour(colour)}
    found += _inside(field, lambda: complete_options(kind, worn.options))
    return found + _inside(field, lambda: coloured_slots(kind, sound))


def _look_violations(
    known: Mapping[str, Any], kind: Any, field: str, check: Callable[[Any], list[Violation]]
) -> list[Violation]:
    """What is wrong with what is known of skin or eyes."""
    names = {item.name for item in fields(kind)}
    found = [Violation.of(f"{field}.{name}", known[name], _LISTED) for name in known if name not in names]
    rest = {name: value for name, value in known.items() if name in names}
    return found + [Violation(f"{field}.{v.field}", v.value, v.allowed) for v in _marks_and(kind(**rest), check)]


def _marks_and(looks: Any, check: Callable[[Any], list[Violation]]) -> list[Violation]:
    """What is wrong with skin or eyes: first the types of what is not a plain number, then the rest."""
    found = []
    for name, kind in (("scars", Scar), ("tattoos", Tattoo)):
        marks = getattr(looks, name, ())
        if not (isinstance(marks, tuple) and all(isinstance(mark, kind) for mark in marks)):
            found.append(Violation.of(name, marks, f"{name} with a place each"))
    for item in fields(looks):
        value = getattr(looks, item.name)
        left_open = value is None and item.default is None
        if item.name.endswith("colour") and not left_open and not _is_colour(value):
            found.append(Violation.of(item.name, value, _COLOUR))
        elif isinstance(item.default, float | int) and not _is_number(value):
            found.append(Violation.of(item.name, value, "a number"))
        elif isinstance(item.default, str) and not isinstance(value, str):
            found.append(Violation.of(item.name, value, "a word"))
    return found or check(looks)


def _plain_fields(conditions: Conditions, basis: Basis) -> list[Violation]:
    found: list[Violation] = []
    for name, low, high in (
        ("sex", 0.0, 1.0),
        ("age_years", MIN_YEARS, MAX_YEARS),
        ("muscle", 0.0, 1.0),
        ("face_strength", *FACE_STRENGTH),
    ):
        value = getattr(conditions, name)
        if value is not None:
            found += _number(name, value, low, high)
    found += _heritage_violations(conditions.heritage, "heritage") if conditions.heritage else []
    if conditions.setting != "":
        found += _one_of("setting", conditions.setting, SETTINGS)
    if conditions.role != "":
        found += _one_of("role", conditions.role, tuple(ROLES))
    role = ROLES.get(conditions.role) if isinstance(conditions.role, str) else None
    if role and conditions.setting in SETTINGS and conditions.setting != role.setting:
        found.append(Violation.of("setting", conditions.setting, f"{role.setting}, where there is a {role.name}"))
    for name, value in conditions.face_axes.items():
        if name not in FACE_AXES:
            found.append(Violation.of("face_axes", name, ", ".join(FACE_AXES)))
        else:
            found += _number(f"face_axes.{name}", value, -FACE_AXIS_LIMIT, FACE_AXIS_LIMIT)
    for name, value in conditions.modifiers.items():
        try:
            found += _number(f"modifiers.{name}", value, *modifier_range(name, basis))
        except (KeyError, AttributeError):
            found.append(Violation.of("modifiers", name, "a slider that GetCharacterInfo lists"))
    for name in conditions.measures:
        if name not in INDEX:
            found.append(Violation.of("measures", name, "a measure that GetCharacterInfo lists"))
    for name in conditions.body_axes:
        if name not in AXIS_NAMES:
            found.append(Violation.of("body_axes", name, ", ".join(AXIS_NAMES)))
    return found


def _heritage_violations(heritage: Mapping[str, Any], field: str) -> list[Violation]:
    found = []
    for name, share in heritage.items():
        found += _one_of(field, name, HERITAGES)
        if not (_is_number(share) and math.isfinite(share) and share >= 0):
            found.append(Violation.of(f"{field}.{name}", share, "a number of at least 0"))
    if not found and not 0 < sum(heritage.values()) < math.inf:
        found.append(Violation.of(field, dict(heritage), "at least one share above 0"))
    return found


def _shape_violations(person: Person, basis: Basis) -> list[Violation]:
    macro, modifiers = person.shape.macro, person.shape.modifiers
    found = [
        Violation.of(f"shape.{name}", getattr(macro, name), "a number")
        for name in MACRO_NUMBERS
        if not _is_number(getattr(macro, name))
    ]
    found += [
        Violation.of(f"shape.modifiers.{name}", value, "a number")
        for name, value in modifiers.items()
        if not _is_number(value)
    ]
    found += _heritage_violations(macro.heritage, "shape.heritage")
    if found:
        return found
    return [Violation(f"shape.{v.field}", v.value, v.allowed) for v in shape_problems(person.shape, basis)]


def _body_violations(conditions: Conditions, sex: float, age_years: float, population: Population) -> list[Violation]:
    """Measures and axes that are known: against the survey for adults, against growth charts for children."""
    measures = {name: value for name, value in conditions.measures.items() if name in INDEX}
    axes = {name: value for name, value in conditions.body_axes.items() if name in AXIS_NAMES}
    found = []
    if age_years >= ADULT_POPULATION_YEARS:
        low, high = population.age_range_years
        age = min(max(age_years, low), high)
        stature = measures.get(STATURE)
        if stature is not None and math.isfinite(stature) and not STATURE_M.allows(stature):
            measures[STATURE] = min(max(stature, STATURE_M.minimum), STATURE_M.maximum)
            allowed = f"{STATURE_M.ends}; nearest possible is {measures[STATURE]:.4g}"
            found.append(Violation.of(f"measures.{STATURE}", stature, allowed))
        stretch = stretch_for(measures, sex, age, population)
        known = stretch.within({**measures, **axes})
        problems = population.check(known, sex, age)
        if problems and stretch.factor != 1.0:
            problems = _beside_stature(problems, known, population, sex, age)
        for problem in problems:
            name = problem.field
            field = f"measures.{name}" if name in measures else f"body_axes.{name}"
            allowed = problem.allowed if stretch.factor == 1.0 else f"what goes with {measures[STATURE]:g} m"
            offered = None if problem.nearest is None else problem.nearest * stretch.scale(name)
            asked = measures.get(name, problem.value)
            nearest = "" if offered is None else f"; nearest possible is {_inwards(offered, asked):.4g}"
            found.append(Violation.of(field, asked, f"{allowed}{nearest}"))
        return found
    norms = {"stature": stature_norm(sex, age_years), "mass": mass_norm(sex, age_years)}
    for name, value in measures.items():
        norm = norms.get(name)
        if norm is None:
            found.append(Violation.of(f"measures.{name}", value, "stature and mass only, below 18 years"))
        else:
            found += _near_norm(f"measures.{name}", value, norm)
    return found + [
        Violation.of(f"body_axes.{name}", value, "nothing below 18 years, where the survey measured nobody")
        for name, value in axes.items()
    ]


def _beside_stature(
    problems: list[Problem], known: Mapping[str, float], population: Population, sex: float, age_years: float
) -> list[Problem]:
    """Problems of somebody whose stature is possible and stays: all else moves towards what goes with it."""
    moved = [problem for problem in problems if problem.field != STATURE]
    usual = population.nearest({**known, **{problem.field: math.nan for problem in moved}}, sex, age_years)
    start = {
        problem.field: problem.value if math.isfinite(problem.value) else usual[problem.field] for problem in moved
    }

    def at(share: float) -> dict[str, float]:
        return {field: value + share * (usual[field] - value) for field, value in start.items()}

    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if population.check({**known, **at(middle)}, sex, age_years) else (low, middle)
    offered = at(high)
    return [replace(problem, nearest=offered[problem.field]) for problem in moved]


def _inwards(offered: float, asked: float) -> float:
    """What is offered, with four digits, rounded away from what was asked: it must be possible when it is read back."""
    if offered == 0 or not math.isfinite(asked):
        return offered
    step = 10.0 ** (math.floor(math.log10(abs(offered))) - 3)
    rounded = round(offered / step) * step
    if abs(rounded - offered) < 1e-9 * step or (rounded < offered) == (offered < asked):
        return rounded
    return rounded - step if asked > offered else rounded + step


def _near_norm(field: str, value: float, norm: Norm) -> list[Violation]:
    low, high = norm.at(-LIMIT_DEVIATIONS), norm.at(LIMIT_DEVIATIONS)
    if low <= value <= high:
        return []
    # A little inside, so that what is offered is possible when it is read back with four digits.
    nearest = min(max(value, low * 1.001), high * 0.999) if math.isfinite(value) else norm.median
    return [Violation.of(field, value, f"{low:.3g} to {high:.3g} at this age; nearest possible is {nearest:.4g}")]


def _no_beard(beard: Worn) -> Violation:
    return Violation.of("beard", beard.kind or "any", f"none below {ADULT_YEARS:g} years")


def _is_wearable(name: str) -> bool:
    try:
        kind_worn(name)
    except KeyError:
        return False
    return True


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_colour(value: Any) -> bool:
    return (
        isinstance(value, tuple | list)
        and len(value) == 3
        and all(_is_number(part) and 0 <= part <= 1 for part in value)
    )


def _known(value: Any, low: float, high: float) -> float | None:
    """A value that is a number in its range, else None."""
    return float(value) if _is_number(value) and low <= value <= high else None


def _number(field: str, value: Any, low: float, high: float) -> list[Violation]:
    if _is_number(value) and low <= value <= high:
        return []
    nearest = ""
    if _is_number(value) and math.isfinite(value):
        nearest = f"; nearest possible is {min(max(value, low), high):g}"
    return [Violation.of(field, value, f"{low:g} to {high:g}{nearest}")]


def _one_of(field: str, value: Any, allowed: Iterable[str]) -> list[Violation]:
    names = tuple(allowed)
    return (
        [] if isinstance(value, str) and value in names else [Violation.of(field, value, "one of " + ", ".join(names))]
    )


def _inside(field: str, check: Callable[[], object]) -> list[Violation]:
    """Violations that a check raises, with the field in front of each."""
    try:
        check()
    except InvalidFields as error:
        return [
            Violation(f"{field}.{violation.field.partition('.')[2]}", violation.value, violation.allowed)
            for violation in error.violations
        ]
    return []
