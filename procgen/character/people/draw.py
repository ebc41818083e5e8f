"""Drawing persons: what is known stays, the learned populations decide the rest."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from procgen.character.body.basis import Basis, packaged_basis
from procgen.character.body.fit import Fitter, packaged_fitter
from procgen.character.body.macro import Macro
from procgen.character.body.safety import enforce
from procgen.character.body.shape import Shape
from procgen.character.face.faces import Faces
from procgen.character.people.background import background_of
from procgen.character.people.conditions import Conditions
from procgen.character.people.dress import outfit_of
from procgen.character.people.grooming import beard_of, brows_of, hair_of
from procgen.character.people.growth import ADULT_POPULATION_YEARS, draw_child
from procgen.character.people.names import name_of
from procgen.character.people.person import MACRO_NUMBERS, Person, StyleChoice
from procgen.character.people.roles import ROLES, roles_of
from procgen.character.people.screening import check_conditions
from procgen.character.population import MEASURES, Population
from procgen.character.skin import EyeParameters, SkinParameters, sample_eyes, sample_skin
from procgen.character.wardrobe.kind import SETTINGS
from procgen.errors import InvalidFields
from procgen.runtime.store import ModelStore

_HERITAGES = ("african", "asian", "caucasian")
_ADULT_AGES = (18.0, 78.0)
_BUST = (0.5, 0.16)


@dataclass(frozen=True, eq=False)
class Drawn:
    """A person, and the measures of the body as it is, metres and kilograms."""

    person: Person
    measures: Mapping[str, float]


class People:
    """Draws persons from a store's populations.

    Args:
        store: the models.

    Raises:
        ModelUnavailable: a network is missing or damaged.
    """

    def __init__(self, store: ModelStore) -> None:
        self.basis: Basis = packaged_basis()
        self.fitter: Fitter = packaged_fitter()
        self.population = Population(store)
        self.faces = Faces(store, self.basis)

    def draw(self, conditions: Conditions, seed: int, number: int = 0) -> Drawn:
        """Person ``number`` of a seed; no other person of it has any part in who that is.

        Raises:
            InvalidFields: conditions that are out of range, contradict one another or are met by nobody; every field
                is named, with the nearest possible value where there is one.
        """
        chance = _chance(seed, number)
        own_seed = int(chance.integers(0, 2**63))
        role_name, setting, sex, age, heritage = self._who(conditions, chance)
        found = check_conditions(conditions, sex, age, self.population, self.basis)
        if found:
            raise InvalidFields(found)
        shape, measures = self._shape(conditions, own_seed, sex, age, heritage, chance)
        skin = _known(sample_skin(own_seed, heritage, age, sex), conditions.skin)
        eyes = _known(sample_eyes(own_seed, heritage, age), conditions.eyes)
        role = ROLES.get(role_name)
        outfit = outfit_of(role, setting, conditions.outfit, sex, age, chance)
        hair = hair_of(conditions.hair, setting, sex, age, heritage, outfit, chance)
        beard = beard_of(conditions.beard, hair, setting, sex, age, chance)
        person = Person(
            seed=own_seed,
            shape=shape,
            skin=skin,
            eyes=eyes,
            hair=hair,
            beard=beard,
            brows=brows_of(hair, sex, heritage, age, chance),
            outfit=outfit,
            style=conditions.style or StyleChoice(),
            name=name_of(setting, sex, chance),
            background=background_of(setting, sex, age, role.works if role else "keeps busy", chance),
            setting=setting,
            role=role_name,
        )
        return Drawn(rounded(person), measures)

    def measure(self, shape: Shape) -> dict[str, float]:
        """Every measure of a shape's body, metres and kilograms."""
        return self.fitter.measure(shape)

    def _who(
        self, conditions: Conditions, chance: np.random.Generator
    ) -> tuple[str, str, float, float, dict[str, float]]:
        """Role, setting, sex, age and heritage. Chance is asked for all of them, whatever is known."""
        setting_draw, sex_draw, age_draw, role_draw = chance.random(4)
        share = chance.dirichlet((0.18, 0.18, 0.18))
        role = ROLES.get(conditions.role)
        setting = conditions.setting or (role.setting if role else SETTINGS[int(setting_draw * len(SETTINGS))])
        sex = float(sex_draw < 0.5) if conditions.sex is None else conditions.sex
        low, high = role.ages if role else _ADULT_AGES
        # More young than old, as in any street.
        age = low + (high - low) * float(age_draw) ** 1.4 if conditions.age_years is None else conditions.age_years
        heritage = dict(conditions.heritage) or dict(zip(_HERITAGES, map(float, share), strict=True))
        name = conditions.role
        if not name:
            fitting = roles_of(setting, age)
            name = fitting[int(role_draw * len(fitting))].name if fitting else ""
        return name, setting, _single(sex), _single(age), {key: _single(part) for key, part in heritage.items()}

    def _shape(
        self,
        conditions: Conditions,
        seed: int,
        sex: float,
        age: float,
        heritage: Mapping[str, float],
        chance: np.random.Generator,
    ) -> tuple[Shape, Mapping[str, float]]:
        """Body and face: the face is drawn, the body is fitted to drawn measures."""
        face = self.faces.sample(
            seed,
            sex,
            age,
            heritage,
            1,
            axes=conditions.face_axes,
            caricature=1.0 if conditions.face_strength is None else conditions.face_strength,
        )[0]
        bust, firmness = np.clip(chance.normal(_BUST[0], _BUST[1], 2), 0.1, 0.9)
        grown = age >= ADULT_POPULATION_YEARS
        macro = Macro(
            sex=sex,
            age_years=age,
            muscle=0.5 if conditions.muscle is None else conditions.muscle,
            bust=float(bust) if grown else 0.5,
            firmness=float(np.clip(firmness - 0.004 * (age - 30), 0.1, 0.9)) if grown else 0.5,
            heritage=heritage,
        )
        start = Shape(macro, {**face, **conditions.modifiers})
        wanted = dict(conditions.measures)
        likely: dict[str, float] = {}
        if grown:
            low, high = self.population.age_range_years
            row = self.population.sample(
                {**conditions.measures, **conditions.body_axes}, sex, min(max(age, low), high), 1, seed
            )[0]
            known = set(self.fitter.gauge.names)
            likely = {
                measure.name: float(value)
                for measure, value in zip(MEASURES, row, strict=True)
                if measure.name in known and measure.name not in wanted
            }
            wanted = {name: value for name, value in wanted.items() if name in known}
            for name in ("stature", "mass"):
                wanted.setdefault(name, likely.pop(name, float("nan")))
        else:
            stature, mass = draw_child(sex, age, chance, wanted.get("stature"), wanted.get("mass"))
            wanted = {**wanted, "stature": stature, "mass": mass}
        locked = [*face, *conditions.modifiers, *(["muscle"] if conditions.muscle is not None else [])]
        fit = self.fitter.fit(wanted, start, likely=likely, locked=locked)
        shape = _single_shape(enforce(fit.shape))
        return shape, self.fitter.measure(shape)


def _chance(seed: int, number: int) -> np.random.Generator:
    digest = hashlib.sha256(f"character/person/{seed}/{number}".encode()).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest[:16], "little")))


def _single(value: float) -> float:
    """As the wire carries it: a recipe that is read back asks for the same."""
    return float(np.float32(value))


def _single_shape(shape: Shape) -> Shape:
    macro = shape.macro
    numbers = {name: _single(getattr(macro, name)) for name in MACRO_NUMBERS}
    heritage = {name: _single(share) for name, share in macro.heritage.items()}
    modifiers = {name: _single(value) for name, value in shape.modifiers.items() if value}
    return Shape(Macro(**numbers, heritage=heritage), modifiers)


def rounded(person: Person) -> Person:
    """A person whose numbers are what the wire carries: floats of 32 bits, colours of 24."""
    return replace(
        person,
        shape=_single_shape(person.shape),
        skin=_rounded_fields(person.skin),
        eyes=_rounded_fields(person.eyes),
        hair=_rounded_worn(person.hair),
        beard=_rounded_worn(person.beard),
        brows=_rounded_worn(person.brows),
        outfit=tuple(_rounded_worn(worn) for worn in person.outfit),
        style=replace(person.style, amount=_single(person.style.amount)),
    )


def _rounded_worn(worn: Any) -> Any:
    if worn is None:
        return None
    return replace(
        worn,
        options={name: value if isinstance(value, str) else _single(value) for name, value in worn.options.items()},
        colours={name: _rounded_value(colour) for name, colour in worn.colours.items()},
    )


def _rounded_fields(parameters: Any) -> Any:
    return replace(
        parameters, **{item.name: _rounded_value(getattr(parameters, item.name)) for item in fields(parameters)}
    )


def _rounded_value(value: Any) -> Any:
    if isinstance(value, float) and math.isfinite(value):
        return _single(value)
    if isinstance(value, tuple) and value and isinstance(value[0], float):
        return tuple(round(part * 255) / 255 for part in value)
    if isinstance(value, tuple):
        return tuple(_rounded_fields(mark) for mark in value)
    return value


def _known(drawn: SkinParameters | EyeParameters, known: Mapping[str, Any]) -> Any:
    """Drawn parameters with what is known put in its place."""
    return replace(drawn, **known)
