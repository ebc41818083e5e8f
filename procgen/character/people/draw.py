"""Drawing persons: what is known stays, the learned populations decide the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.character.body.ansur import STATURE
from procgen.character.body.basis import Basis, packaged_basis
from procgen.character.body.fit import Fitter, packaged_fitter
from procgen.character.body.macro import Macro
from procgen.character.body.measures import noise
from procgen.character.body.safety import enforce
from procgen.character.body.shape import Shape
from procgen.character.face.faces import Faces
from procgen.character.people.background import background_of
from procgen.character.people.chance import chance_of
from procgen.character.people.conditions import Conditions
from procgen.character.people.dress import outfit_of
from procgen.character.people.grooming import beard_of, brows_of, hair_of
from procgen.character.people.growth import ADULT_POPULATION_YEARS, draw_child
from procgen.character.people.names import name_of
from procgen.character.people.person import Person, StyleChoice
from procgen.character.people.rounding import rounded, rounded_shape
from procgen.character.people.screening import field_violations, person_violations
from procgen.character.people.stature import stretch_for
from procgen.character.people.who import Who, draw_who
from procgen.character.population import MEASURES, Population
from procgen.character.skin import sample_eyes, sample_skin
from procgen.errors import InvalidFields, Violation
from procgen.runtime.store import ModelStore

_BUST = (0.5, 0.16)
_SAGGING_PER_YEAR = 0.004
_HALVINGS = 8
SEED_RANGE = 1 << 63
"""Seeds of persons lie below: JSON readers and databases with signed numbers take them."""
IDLE = "keeps busy"
"""What somebody without a role does."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """A person, and the measures of the body as it is, metres and kilograms."""

    person: Person
    measures: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Sketch:
    """A person whose body is not fitted yet: all is decided, but for the body's sliders.

    Attributes:
        person: with the shape that the fit starts from.
        wanted: measures that the body is to have, metres and kilograms; stature and mass are among them.
        likely: measures that it is to come near to.
        locked: sliders that the fit must not touch.
        row: (93,) all measures of an adult in the order of ``MEASURES``, None for a child.
        asked: the wanted measures that were asked for.
    """

    person: Person
    wanted: Mapping[str, float]
    likely: Mapping[str, float]
    locked: tuple[str, ...]
    row: npt.NDArray[np.float64] | None
    asked: frozenset[str]


def people_models(store: ModelStore) -> dict[str, str]:
    """SHA-256 by name of the models that have a part in who is drawn."""
    return {
        entry.name: entry.sha256
        for entry in store.entries.values()
        if entry.domain == "character" and entry.generator in ("population", "face")
    }


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
        self.face_sliders = frozenset(self.faces.sliders)

    def draw(self, conditions: Conditions, seed: int, number: int = 0) -> Drawn:
        """Person ``number`` of a seed; no other person of it has any part in who that is.

        Raises:
            InvalidFields: conditions that are out of range, contradict one another or are met by nobody; every field
                is named, with the nearest possible value where there is one.
        """
        return self.finish(self.sketch(conditions, seed, number))

    def sketch(self, conditions: Conditions, seed: int, number: int = 0, attempt: int = 0) -> Sketch:
        """Person ``number`` of a seed up to the fit of the body, which takes most of the time.

        Args:
            conditions: what is known.
            seed, number: which person.
            attempt: 0, or which other person to draw in the place of the first.

        Raises:
            InvalidFields: as :meth:`draw` does.
        """
        found = field_violations(conditions, self.population, self.basis)
        if found:
            raise InvalidFields(found)
        chance = chance_of("person", seed, number, *((attempt,) if attempt else ()))
        own_seed = int(chance.integers(0, SEED_RANGE))
        who = draw_who(conditions, chance, self.population)
        found = person_violations(conditions, who.sex, who.age_years, self.population)
        if found:
            raise InvalidFields(found)
        sex, age, heritage = who.sex, who.age_years, who.heritage
        clothes = None if conditions.only_outfit else who.role
        outfit = outfit_of(clothes, who.setting, conditions.outfit, sex, age, chance, conditions.without)
        hair = hair_of(conditions.hair, who.setting, sex, age, heritage, outfit, chance)
        beard = beard_of(conditions.beard, hair, who.setting, sex, age, chance)
        brows = brows_of(hair, sex, heritage, age, chance)
        name = name_of(who.setting, sex, chance)
        background = background_of(who.setting, sex, age, who.role.works if who.role else IDLE, chance)
        start, wanted, likely, row = self._aims(conditions, own_seed, who, chance)
        known = set(self.fitter.gauge.names)
        person = Person(
            seed=own_seed,
            shape=start,
            skin=_with(sample_skin(own_seed, heritage, age, sex), conditions.skin),
            eyes=_with(sample_eyes(own_seed, heritage, age), conditions.eyes),
            hair=hair,
            beard=beard,
            brows=brows,
            outfit=outfit,
            style=conditions.style or StyleChoice(),
            name=name,
            background=background,
            setting=who.setting,
            role=who.role.name if who.role else "",
        )
        locked = (
            *(name for name in start.modifiers if name in self.face_sliders or name in conditions.modifiers),
            *(("muscle",) if conditions.muscle is not None else ()),
        )
        return Sketch(rounded(person), wanted, likely, locked, row, frozenset(conditions.measures) & known)

    def finish(self, sketch: Sketch) -> Drawn:
        """Fit the body of a sketch.

        Raises:
            InvalidFields: no body has the measures that were asked for, with the other conditions; each is named with
                the nearest that one has.
        """
        shape, measures = self.fitted(sketch.wanted, sketch.person.shape, likely=sketch.likely, locked=sketch.locked)
        missed = [
            Violation.of(f"measures.{name}", sketch.wanted[name], f"nearest possible is {measures[name]:.4g}")
            for name in sorted(sketch.asked)
            if abs(measures[name] - sketch.wanted[name]) > noise(name)
        ]
        if missed:
            raise InvalidFields(missed)
        return Drawn(replace(sketch.person, shape=shape), measures)

    def fitted(
        self,
        wanted: Mapping[str, float],
        start: Shape,
        *,
        likely: Mapping[str, float],
        locked: tuple[str, ...],
    ) -> tuple[Shape, dict[str, float]]:
        """The shape nearest to a start with wanted measures, as the wire carries it, and all its measures."""
        shape = rounded_shape(enforce(self.fitter.fit(wanted, start, likely=likely, locked=locked).shape))
        return shape, self.fitter.measure(shape)

    def measure(self, shape: Shape) -> dict[str, float]:
        """Every measure of a shape's body, metres and kilograms."""
        return self.fitter.measure(shape)

    def _aims(
        self, conditions: Conditions, seed: int, who: Who, chance: np.random.Generator
    ) -> tuple[Shape, dict[str, float], dict[str, float], npt.NDArray[np.float64] | None]:
        """Where the body's fit starts, wanted and likely measures, and an adult's whole row."""
        face = self.faces.sample(
            seed,
            who.sex,
            who.age_years,
            who.heritage,
            1,
            axes=conditions.face_axes,
            caricature=1.0 if conditions.face_strength is None else conditions.face_strength,
        )[0]
        grown = who.age_years >= ADULT_POPULATION_YEARS
        bust, firmness = np.clip(chance.normal(_BUST[0], _BUST[1], 2), 0.1, 0.9)
        firmness = np.clip(firmness - _SAGGING_PER_YEAR * (who.age_years - 30), 0.1, 0.9)
        macro = Macro(
            sex=who.sex,
            age_years=who.age_years,
            muscle=0.5 if conditions.muscle is None else conditions.muscle,
            bust=float(bust) if grown else 0.5,
            firmness=float(firmness) if grown else 0.5,
            heritage=who.heritage,
        )
        start = Shape(macro, {**face, **conditions.modifiers})
        if not grown:
            asked = conditions.measures
            stature, mass = draw_child(who.sex, who.age_years, chance, asked.get("stature"), asked.get("mass"))
            return start, {"stature": stature, "mass": mass}, {}, None
        low, high = self.population.age_range_years
        age = min(max(who.age_years, low), high)
        stretch = stretch_for(conditions.measures, who.sex, age, self.population)
        known_of_body = stretch.within({**conditions.measures, **conditions.body_axes})
        row = self.population.sample(known_of_body, who.sex, age, 1, seed)[0]
        row = row * np.array([stretch.scale(measure.name) for measure in MEASURES])
        if stretch.factor != 1.0:
            start = self._as_tall(start, conditions.measures[STATURE])
        known = set(self.fitter.gauge.names)
        drawn = {measure.name: float(value) for measure, value in zip(MEASURES, row, strict=True)}
        wanted = {name: drawn[name] for name in ("stature", "mass", *conditions.measures) if name in known}
        likely = {name: value for name, value in drawn.items() if name in known and name not in wanted}
        if stretch.factor != 1.0:
            # So much at once would not let the stature be met: what the survey's lines say of such a body is enough.
            likely = {}
        return start, wanted, likely, row

    def _as_tall(self, shape: Shape, stature_m: float) -> Shape:
        """A shape whose slider of height makes it as tall: fits find the last of the way from near alone."""
        low, high = 0.0, 1.0
        for _ in range(_HALVINGS):
            shape = replace(shape, macro=replace(shape.macro, height=0.5 * (low + high)))
            if self.fitter.measure(shape)[STATURE] < stature_m:
                low = shape.macro.height
            else:
                high = shape.macro.height
        return shape


def _with(drawn: Any, known: Mapping[str, Any]) -> Any:
    """Drawn parameters with what is known put in its place."""
    return replace(drawn, **known)
