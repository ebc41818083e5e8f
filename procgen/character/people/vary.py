"""More like this: people who resemble somebody.

What the populations know (body and face) walks on them: with a share ``stay = 1 - amount`` of what sets the person
apart from the average, and ``sqrt(1 - stay^2)`` of what sets a stranger apart, so that relatives of relatives are still
people (an autoregressive step that keeps the population's covariance). What is a matter of taste (styles, clothes) is
chosen anew with a chance of ``amount``; colours move by that share.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from procgen.character.body.macro import Macro
from procgen.character.body.shape import Shape
from procgen.character.people.background import background_of
from procgen.character.people.chance import chance_of
from procgen.character.people.draw import IDLE, SEED_RANGE, Drawn, People
from procgen.character.people.dress import outfit_of
from procgen.character.people.grooming import beard_of, brows_of, hair_of, is_hat, under_hat
from procgen.character.people.growth import ADULT_POPULATION_YEARS, mass_norm, stature_norm
from procgen.character.people.locks import SHAPE_MACROS, Locks, read_locks
from procgen.character.people.names import name_of
from procgen.character.people.person import Person, Worn
from procgen.character.people.roles import ROLES
from procgen.character.people.rounding import rounded
from procgen.character.people.screening import check_person
from procgen.character.population import INDEX
from procgen.character.skin import sample_eyes, sample_skin
from procgen.character.wardrobe.kind import Colour
from procgen.errors import InvalidFields, Violation
from procgen.runtime.checkpoint import Checkpoint, go_on

MAX_COUNT = 100
_FAR = 4.0
"""Measures farther out count as so many standard deviations."""
_SAME_FAMILY = 0.7
"""Up to this amount relatives have one family name."""
_CHOSEN = ("lipstick", "eyeshadow", "eyeliner", "blush", "nail_polish", "war_paint_strength", "dirt", "sunburn")
"""Numbers of the skin that are not nature's: they stay."""
_BUST_SPREAD = 0.16
_CLOTH_SHIFT = 0.16


@dataclass(frozen=True, eq=False)
class _Relatives:
    """What all relatives of one call have in common."""

    people: People
    person: Person
    amount: float
    locks: Locks
    measures: Mapping[str, float]

    @property
    def stay(self) -> float:
        return 1.0 - self.amount

    @property
    def step(self) -> float:
        return math.sqrt(1.0 - self.stay**2)


def vary(
    people: People,
    person: Person,
    seed: int,
    count: int = 1,
    *,
    amount: float = 0.3,
    locks: Collection[str] = (),
    checkpoint: Checkpoint = go_on,
) -> Iterator[Drawn]:
    """People like a person: of the same sex, age, heritage, setting, role and style.

    Args:
        people: who draws.
        person: whose relatives.
        seed: of the differences, 0 to 2^64 - 1.
        count: how many, 1 to 100; who comes of a number does not depend on it.
        amount: 0 the same person, 0.3 siblings, 1 strangers of the same kind.
        locks: what stays bit-equal: names out of :data:`procgen.character.people.locks.FIELDS`, macro fields
            ("muscle"), sliders ("nose_hump"), and measures, which stay within the observer error.
        checkpoint: called before each; raises to stop the work.

    Raises:
        InvalidFields: at the call, names every argument and field of the person ("person.shape.muscle") that is wrong.
    """
    found = [Violation(f"person.{v.field}", v.value, v.allowed) for v in check_person(person, people.basis)]
    for name, value, low, high in (
        ("seed", seed, 0, (1 << 64) - 1),
        ("count", count, 1, MAX_COUNT),
        ("amount", amount, 0, 1),
    ):
        if not low <= value <= high:
            found.append(Violation.of(name, value, f"{low} to {high}"))
    held, bad = read_locks(locks, person, people)
    if found or bad:
        raise InvalidFields(found + bad)
    relatives = _Relatives(people, person, amount, held, people.measure(person.shape))
    return _all(relatives, seed, count, checkpoint)


def _all(relatives: _Relatives, seed: int, count: int, checkpoint: Checkpoint) -> Iterator[Drawn]:
    for number in range(count):
        checkpoint()
        if relatives.amount == 0.0:
            yield Drawn(relatives.person, relatives.measures)
        else:
            yield _relative(relatives, chance_of("vary", seed, number))


def _relative(relatives: _Relatives, chance: np.random.Generator) -> Drawn:
    person, held = relatives.person, relatives.locks.fields
    own_seed = int(chance.integers(0, SEED_RANGE))
    shape, measures = _shape(relatives, own_seed, chance)
    macro, role = person.shape.macro, ROLES.get(person.role)
    outfit = _outfit(relatives, chance)
    hair, brows = _hair(relatives, outfit, chance)
    beard = _beard(relatives, hair, chance)
    name = name_of(person.setting, person.sex, chance)
    family = person.name.partition(" ")[2]
    if family and relatives.amount <= _SAME_FAMILY:
        name = f"{name.partition(' ')[0]} {family}"
    background = background_of(person.setting, person.sex, person.age_years, role.works if role else IDLE, chance)
    drawn = rounded(
        replace(
            person,
            seed=own_seed,
            shape=shape,
            skin=_skin(relatives, own_seed, macro, chance),
            eyes=_eyes(relatives, own_seed, macro, chance),
            outfit=outfit,
            hair=hair,
            brows=brows,
            beard=beard,
            name=name,
            background=background,
        )
    )
    whole: dict[str, Any] = {field: getattr(person, field) for field in held & {"skin", "eyes", "outfit", "beard"}}
    if "hair" in held:
        whole |= {"hair": person.hair, "brows": person.brows}
    if "name" in held:
        whole |= {"name": person.name, "background": person.background}
    return Drawn(replace(drawn, shape=shape, **whole), measures)


def _shape(relatives: _Relatives, seed: int, chance: np.random.Generator) -> tuple[Shape, Mapping[str, float]]:
    """Face and body, locked sliders bit-equal."""
    people, person, locks = relatives.people, relatives.person, relatives.locks
    macro, own = person.shape.macro, person.shape.modifiers
    face = {name: value for name, value in own.items() if name in people.face_sliders}
    body = {name: value for name, value in own.items() if name not in people.face_sliders}
    if "face" not in locks.fields:
        near = people.faces.vary(face, seed, relatives.amount, macro.sex, macro.age_years, macro.heritage)[0]
        face = {
            name: face.get(name, 0.0) if name in locks.sliders else float(np.float32(value))
            for name, value in near.items()
        }
        face = {name: value for name, value in face.items() if value or name in own}
    bust_draw = chance.normal(0.0, _BUST_SPREAD, 2)
    if "shape" in locks.fields:
        shape = Shape(macro, {**body, **face})
        return shape, people.measure(shape)
    grown = macro.age_years >= ADULT_POPULATION_YEARS
    values = {name: 0.5 + relatives.stay * (getattr(macro, name) - 0.5) for name in SHAPE_MACROS}
    if grown:
        for name, change in zip(("bust", "firmness"), bust_draw, strict=True):
            values[name] = float(np.clip(values[name] + relatives.step * change, 0.0, 1.0))
    start_macro = replace(macro, **{name: value for name, value in values.items() if name not in locks.sliders})
    body = {name: value if name in locks.sliders else relatives.stay * value for name, value in body.items()}
    start = Shape(start_macro, {**body, **face})
    aims = _adult_aims(relatives, seed) if grown else _child_aims(relatives, chance)
    # Measures that are locked come before all others.
    firm = locks.measures or ("stature", "mass")
    wanted = {name: relatives.measures[name] if name in locks.measures else aims[name] for name in sorted(firm)}
    likely = {name: value for name, value in aims.items() if name not in wanted}
    kept = tuple(sorted({*locks.sliders, *face}))
    fitted, measures = people.fitted(wanted, start, likely=likely, locked=kept)
    exact = {name: own[name] for name in locks.sliders if name in own}
    same: dict[str, Any] = {name: getattr(macro, name) for name in locks.sliders if name in SHAPE_MACROS}
    return Shape(replace(fitted.macro, **same), {**fitted.modifiers, **exact}), measures


def _adult_aims(relatives: _Relatives, seed: int) -> dict[str, float]:
    """Measures of a relative: scores between the person's and a stranger's, about what locked measures make likely."""
    macro, population = relatives.person.shape.macro, relatives.people.population
    low, high = population.age_range_years
    age = min(max(macro.age_years, low), high)
    core = population.core(macro.sex, age)
    names = [name for name in relatives.measures if name in INDEX]
    own = np.array([core.to_score(name, relatives.measures[name]) for name in names])
    own = np.clip(np.nan_to_num(own), -_FAR, _FAR)
    other = population.sample({}, macro.sex, age, 1, seed)[0]
    strange = np.array([core.to_score(name, float(other[INDEX[name]])) for name in names])
    locked = np.array([name in relatives.locks.measures for name in names])
    middle = np.zeros(len(names))
    if locked.any():
        # Means given the locked scores; the stranger becomes one who has them as well.
        joint = core.joint(names)
        weights = np.linalg.solve(joint[np.ix_(locked, locked)], joint[locked])
        middle = own[locked] @ weights
        strange = strange + (own[locked] - strange[locked]) @ weights
    aims = middle + relatives.stay * (own - middle) + relatives.step * (strange - middle)
    return {name: core.to_value(name, float(score)) for name, score in zip(names, aims, strict=True)}


def _child_aims(relatives: _Relatives, chance: np.random.Generator) -> dict[str, float]:
    macro = relatives.person.shape.macro
    draws = np.clip(chance.standard_normal(2), -2.0, 2.0)
    norms = {"stature": stature_norm(macro.sex, macro.age_years), "mass": mass_norm(macro.sex, macro.age_years)}
    return {
        name: norm.at(relatives.stay * norm.deviations(relatives.measures[name]) + relatives.step * float(draw))
        for (name, norm), draw in zip(norms.items(), draws, strict=True)
    }


def _skin(relatives: _Relatives, seed: int, macro: Macro, chance: np.random.Generator) -> Any:
    """Numbers move towards a stranger's; scars and tattoos are left out with a chance; paint and make-up stay."""
    own = relatives.person.skin
    other = sample_skin(seed, macro.heritage, macro.age_years, macro.sex)
    return replace(
        _between_numbers(own, other, relatives.amount, _CHOSEN),
        seed=other.seed,
        scars=tuple(scar for scar in own.scars if chance.random() >= relatives.amount),
        tattoos=tuple(ink for ink in own.tattoos if chance.random() >= relatives.amount),
    )


def _eyes(relatives: _Relatives, seed: int, macro: Macro, chance: np.random.Generator) -> Any:
    own = relatives.person.eyes
    other = sample_eyes(seed, macro.heritage, macro.age_years)
    eyes = replace(_between_numbers(own, other, relatives.amount, ("glow",)), seed=other.seed)
    if chance.random() < relatives.amount:
        eyes = replace(eyes, left=other.left, right=other.right, left_colour=None, right_colour=None)
    return eyes


def _between_numbers(own: Any, other: Any, share: float, but: Collection[str]) -> Any:
    """Skin or eyes with their numbers between two; whole numbers stay whole."""
    changed: dict[str, Any] = {}
    for item in fields(own):
        first, second = getattr(own, item.name), getattr(other, item.name)
        if item.name in but or item.name == "seed":
            continue
        if isinstance(item.default, float):
            changed[item.name] = first + share * (second - first)
        elif isinstance(item.default, int):
            changed[item.name] = round(first + share * (second - first))
    return replace(own, **changed)


def _outfit(relatives: _Relatives, chance: np.random.Generator) -> tuple[Worn, ...]:
    """The same clothes in other shades, or others of the role."""
    person, held = relatives.person, relatives.locks.fields
    if "outfit" in held:
        return person.outfit
    role = ROLES.get(person.role)
    if role is not None and chance.random() < relatives.amount:
        fresh = outfit_of(role, person.setting, (), person.sex, person.age_years, chance)
        if "hair" in held:
            # The hair was made for having a hat, or none.
            hats = tuple(piece for piece in person.outfit if is_hat(piece))
            fresh = outfit_of(
                None,
                person.setting,
                (*(piece for piece in fresh if not is_hat(piece)), *hats),
                person.sex,
                person.age_years,
                chance,
            )
        return fresh
    shifts = chance.normal(0.0, _CLOTH_SHIFT * relatives.amount, (len(person.outfit), 3))
    return tuple(
        replace(piece, colours={name: _shifted(colour, shift) for name, colour in piece.colours.items()})
        for piece, shift in zip(person.outfit, shifts, strict=True)
    )


def _hair(
    relatives: _Relatives, outfit: tuple[Worn, ...], chance: np.random.Generator
) -> tuple[Worn | None, Worn | None]:
    """Hair and brows."""
    person = relatives.person
    heritage = person.shape.macro.heritage
    other = hair_of(None, person.setting, person.sex, person.age_years, heritage, outfit, chance)
    hair = person.hair
    if chance.random() < relatives.amount:
        hair = other
    if hair is not None:
        hair = under_hat(_between_worn(person.hair, hair, other, relatives.amount), outfit)
    brows = brows_of(hair, person.sex, heritage, person.age_years, chance)
    if person.brows is not None and chance.random() >= relatives.amount:
        brows = replace(brows, kind=person.brows.kind)
    return hair, brows


def _beard(relatives: _Relatives, hair: Worn | None, chance: np.random.Generator) -> Worn | None:
    person = relatives.person
    other = beard_of(None, hair, person.setting, person.sex, person.age_years, chance)
    beard = other if chance.random() < relatives.amount else person.beard
    return None if beard is None else _between_worn(person.beard, beard, other, relatives.amount)


def _between_worn(own: Worn | None, chosen: Worn, other: Worn | None, share: float) -> Worn:
    """A chosen kind with options and colours between the person's and a stranger's, where both have them."""
    options, colours = dict(chosen.options), dict(chosen.colours)
    if own is None or other is None:
        return chosen
    if own.kind == chosen.kind:
        options |= own.options
        for name, value in own.options.items():
            strange = other.options.get(name) if other.kind == own.kind else None
            if not isinstance(value, str) and strange is not None and not isinstance(strange, str):
                options[name] = float(value) + share * (float(strange) - float(value))
    for name, colour in own.colours.items():
        colours[name] = _mixed(colour, other.colours.get(name, colour), share)
    return Worn(chosen.kind, options, colours)


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (a + share * (b - a) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _shifted(colour: Colour, shift: np.ndarray[Any, Any]) -> Colour:
    red, green, blue = np.clip(np.array(colour) + shift, 0.02, 0.97)
    return float(red), float(green), float(blue)
