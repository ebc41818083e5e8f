"""How tall and heavy children are: medians and spreads by age and sex.

Source: the 2000 CDC growth charts for the United States (Kuczmarski et al., National Center for Health Statistics,
2002), tables of the L, M and S parameters of stature and weight for ages 2 to 20 years, read at full years. The adults'
population (ANSUR II) starts at 17, so everybody younger is drawn here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

ADULT_POPULATION_YEARS = 18.0
"""From this age on the learned population draws."""
_YEARS = np.arange(6.0, 21.0)
# fmt: off
_STATURE_M = {
    "female": (114.42, 121.22, 127.35, 132.71, 137.77, 143.69, 150.89, 156.96, 160.30, 161.82, 162.53, 162.90, 163.12,
               163.25, 163.34),
    "male": (115.12, 121.51, 127.63, 133.29, 138.41, 143.31, 148.79, 155.76, 163.54, 169.74, 173.40, 175.24, 176.13,
             176.59, 176.84),
}
_STATURE_S = {
    "female": (.0449, .0454, .0459, .0468, .0485, .0505, .0489, .0442, .0412, .0401, .0398, .0397, .0397, .0397, .0396),
    "male": (.0436, .0443, .0451, .0461, .0475, .0488, .0499, .0504, .0491, .0462, .0433, .0415, .0407, .0404, .0404),
}
_MASS_M = {
    "female": (20.14, 22.65, 25.50, 28.84, 32.72, 37.02, 41.46, 45.66, 49.23, 51.95, 53.82, 55.09, 56.14, 57.26, 58.20),
    "male": (20.58, 22.96, 25.53, 28.42, 31.78, 35.72, 40.27, 45.37, 50.78, 56.07, 60.75, 64.44, 67.11, 69.05, 70.55),
}
_MASS_S = {
    "female": (.1489, .1588, .1710, .1842, .1952, .2017, .2025, .1979, .1894, .1788, .1688, .1621, .1603, .1628, .1665),
    "male": (.1384, .1467, .1552, .1657, .1779, .1892, .1963, .1969, .1915, .1825, .1732, .1661, .1621, .1602, .1612),
}
# fmt: on
_CORRELATION = 0.65
"""Of stature and the logarithm of mass at one age; tall children are heavier."""
_DEVIATIONS = 2.6
"""Nobody is drawn farther out than this; conditions may go somewhat farther."""
LIMIT_DEVIATIONS = 4.0


@dataclass(frozen=True, slots=True)
class Norm:
    """Median and spread at one age and sex; values are log-normal about the median."""

    median: float
    spread: float

    def at(self, deviations: float) -> float:
        """The value so many standard deviations from the median."""
        return float(self.median * np.exp(self.spread * deviations))

    def deviations(self, value: float) -> float:
        """How far out a value lies."""
        return float(np.log(value / self.median) / self.spread)


def stature_norm(sex: float, age_years: float) -> Norm:
    """Of the stature in metres; ``sex`` is 0 female to 1 male, between the two the norms are mixed."""
    return _norm(_STATURE_M, _STATURE_S, sex, age_years, 0.01)


def mass_norm(sex: float, age_years: float) -> Norm:
    """Of the mass in kilograms."""
    return _norm(_MASS_M, _MASS_S, sex, age_years, 1.0)


def _norm(
    medians: Mapping[str, tuple[float, ...]],
    spreads: Mapping[str, tuple[float, ...]],
    sex: float,
    age_years: float,
    unit: float,
) -> Norm:
    def mixed(table: Mapping[str, tuple[float, ...]]) -> float:
        ends = [float(np.interp(age_years, _YEARS, table[name])) for name in ("female", "male")]
        return ends[0] * (1 - sex) + ends[1] * sex

    return Norm(mixed(medians) * unit, mixed(spreads))


def draw_child(
    sex: float,
    age_years: float,
    generator: np.random.Generator,
    stature_m: float | None = None,
    mass_kg: float | None = None,
) -> tuple[float, float]:
    """Stature in metres and mass in kilograms of a child; what is given stays."""
    noise: npt.NDArray[np.float64] = np.clip(generator.standard_normal(2), -_DEVIATIONS, _DEVIATIONS)
    tall, heavy = stature_norm(sex, age_years), mass_norm(sex, age_years)
    stature = tall.at(noise[0]) if stature_m is None else stature_m
    expected = _CORRELATION * tall.deviations(stature)
    drawn = heavy.at(float(np.clip(expected + noise[1] * np.sqrt(1 - _CORRELATION**2), -_DEVIATIONS, _DEVIATIONS)))
    return stature, drawn if mass_kg is None else mass_kg
