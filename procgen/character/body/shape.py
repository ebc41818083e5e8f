"""The whole shape of a body and face: macro sliders and modelling sliders, as weights of targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from procgen.character.body.basis import Basis
from procgen.character.body.body import Body
from procgen.character.body.macro import ADULT_YEARS, Macro, macro_weights

LEFT, RIGHT = "_left", "_right"
ADULT_ONLY = (
    "breast_",
    "buttocks_",
    "stomach_pregnant",
    "asym_breast",
    "pelvis_tone",
    "measure_bust",
    "measure_underbust",
    "torso_muscle_pectoral",
    "bones_",
)
"""Sliders whose names begin so have no effect below 18 years."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a body is made from.

    Attributes:
        macro: sex, age, muscle, weight, height, proportions, bust, heritage.
        modifiers: slider name ("nose_hump", "measure_waist_circ") to -1..1 (0..1 for sliders with one end). A sided
            slider moves both sides; with "_left" or "_right" after its name it moves one, on top.
    """

    macro: Macro = field(default_factory=Macro)
    modifiers: Mapping[str, float] = field(default_factory=dict)


def split_side(name: str, basis: Basis) -> tuple[str, int | None]:
    """A slider's name and its side: 0 left, 1 right, None both. Raises KeyError for a name that is no slider."""
    if name in basis.modifiers:
        return name, None
    for number, suffix in enumerate((LEFT, RIGHT)):
        plain = name.removesuffix(suffix)
        if plain != name and plain in basis.modifiers and basis.modifiers[plain][:, 1].max() >= 0:
            return plain, number
    raise KeyError(name)


def modifier_range(name: str, basis: Basis) -> tuple[float, float]:
    """Least and greatest value of a slider: (-1, 1), or (0, 1) for a slider with one end."""
    plain, _ = split_side(name, basis)
    return (-1.0 if basis.modifiers[plain][0].max() >= 0 else 0.0), 1.0


def shape_weights(shape: Shape, basis: Basis) -> dict[str, float]:
    """Target weights of a shape, for ``Basis.evaluate``. Raises KeyError for a name that is no slider."""
    weights = macro_weights(shape.macro, basis)
    names, ends = basis.target_list, basis.slider_targets
    adult = shape.macro.age_years >= ADULT_YEARS
    for slider, value in sorted(shape.modifiers.items()):
        plain, side = (slider, None) if slider in ends else split_side(slider, basis)
        if value == 0 or (not adult and plain.startswith(ADULT_ONLY)):
            continue
        for place, target in enumerate(ends[plain][0 if value < 0 else 1]):
            if target >= 0 and side in (None, place):
                weights[names[target]] = weights.get(names[target], 0.0) + abs(value)
    return weights


def make_body(shape: Shape, basis: Basis) -> Body:
    """The body of a shape, standing on the floor."""
    return Body.stand(basis, basis.evaluate(shape_weights(shape, basis)))


@lru_cache(maxsize=6)
def plain_body(basis: Basis, sex: float = 0.5) -> Body:
    """A body with everything but its sex as it is by default, made once: what is measured or draped on it is kept."""
    return make_body(Shape(Macro(sex=sex)), basis)
