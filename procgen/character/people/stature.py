"""Adults who are shorter or taller than nearly anybody of the survey: from 1.20 to 2.20 m.

Of people beyond three standard deviations the survey has hardly any, and what goes with such a stature would be guessed
by lines far from their data. There a person is drawn at three deviations and scaled on: heights and lengths of limbs
with the stature, the mass with its square, so that the body mass index stays what it was, and girths with the square
root, which is what a mass that goes with the square leaves for them. Heads, which differ least among adults, go with
the fourth root.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from procgen.character.body.ansur import MASS, STATURE
from procgen.character.population import Population
from procgen.character.population.measures import MEASURES
from procgen.runtime.ranges import Range

STATURE_M: Final = Range(1.20, 2.20, "Stature of an adult, metres.")
_HEAD: Final = (
    "bitragion",
    "bizygomatic",
    "ear_",
    "head_",
    "interpupillary",
    "menton_",
    "tragion_",
)
_ENDS: Final = ("hand_", "foot_", "palm_", "ball_of_foot", "heel_breadth", "biacromial", "bideltoid")
_ROUND: Final = ("breadth", "depth", "circumference", "clearance", "protrusion")
_MASS, _LENGTH, _END, _GIRTH, _OF_HEAD = 2.0, 1.0, 0.8, 0.5, 0.25
DEVIATIONS: Final = 3.0
"""Of the statures of one's sex and age, up to which people are drawn as the survey has them."""


def _exponent(name: str) -> float:
    if name == MASS:
        return _MASS
    if name.startswith(_HEAD):
        return _OF_HEAD
    if name.startswith(_ENDS):
        return _END
    if name == "vertical_trunk_circumference" or not any(word in name for word in _ROUND):
        return _LENGTH
    return _GIRTH


EXPONENTS: Final[Mapping[str, float]] = {measure.name: _exponent(measure.name) for measure in MEASURES}
"""How each measure goes with the stature beyond the survey."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """How much taller somebody is than the nearest of the survey: 1 for those within, less for shorter ones."""

    factor: float = 1.0

    def scale(self, name: str) -> float:
        """Of a measure; 1 for what is none, such as an axis."""
        return float(self.factor ** EXPONENTS[name]) if name in EXPONENTS else 1.0

    def within(self, conditions: Mapping[str, float]) -> dict[str, float]:
        """Conditions of somebody of the survey who is scaled to meet those given."""
        return {name: value / self.scale(name) for name, value in conditions.items()}


def stretch_for(conditions: Mapping[str, float], sex: float, age_years: float, population: Population) -> Stretch:
    """The stretch that conditions of an adult ask for; none where no possible stature is among them.

    Args:
        conditions: measures and axes.
        sex: 0 female to 1 male.
        age_years: within the population's.
        population: of the survey.
    """
    stature = conditions.get(STATURE)
    if stature is None or not STATURE_M.allows(stature):
        return Stretch()
    core = population.core(sex, age_years)
    spread = DEVIATIONS * math.sqrt(float(core.joint([STATURE])[0, 0]))
    low, high = core.to_value(STATURE, -spread), core.to_value(STATURE, spread)
    return Stretch(stature / min(max(stature, low), high))
