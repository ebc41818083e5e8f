"""What the survey says about the measures: how they hang together, and how the mesh's differ from the tape's.

``assets/character_measures.json`` is made by :mod:`procgen.character.recipe.measures` from ANSUR II.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from procgen.character.body.ansur import MASS, STATURE
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.packaged import reading

FILE = "character_measures.json"
SEXES = ("female", "male")
PREDICTORS = ("one", "stature", "mass", "age")
"""Of the regressions: a constant, stature in m, mass in kg, age in years."""

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Figures of the survey.

    Attributes:
        factors: what the mesh's reading of a measure is multiplied with to agree with the tape, (2,) by sex (female,
            male); 1 where it is missing.
        offsets: what is added then, metres; 0 where it is missing.
        slopes: measure to (2, 4) regression coefficients by sex (female, male) and predictor.
        spread: measure to (2,) standard deviation about the regression, by sex.
        size_mean, size_covariance: (2, 2) and (2, 2, 2), of stature in m and mass in kg, by sex.
        age_range: least and greatest age in years of the people measured.
    """

    factors: Mapping[str, Doubles]
    slopes: Mapping[str, Doubles]
    spread: Mapping[str, Doubles]
    size_mean: Doubles
    size_covariance: Doubles
    age_range: tuple[float, float]
    offsets: Mapping[str, float] = field(default_factory=dict)

    def expected(
        self, name: str, sex: float, stature_m: float, mass_kg: float, age_years: float
    ) -> tuple[float, float]:
        """Mean and standard deviation of a measure among people of this sex, stature, mass and age.

        A sex between 0 and 1 mixes women and men; an age outside the survey counts as its nearest.
        """
        share = np.array([1 - sex, sex])
        age = min(max(age_years, self.age_range[0]), self.age_range[1])
        mean = share @ self.slopes[name] @ np.array([1.0, stature_m, mass_kg, age])
        return float(mean), float(share @ self.spread[name])

    def complete(self, known: Mapping[str, float], sex: float, age_years: float) -> tuple[float, float]:
        """The stature and mass that fit best with the measures known, in m and kg.

        Least squares over the regressions, with the population's own spread of stature and mass as prior; known ones
        are returned as they are.
        """
        share = np.array([1 - sex, sex])
        age = min(max(age_years, self.age_range[0]), self.age_range[1])
        centre = share @ self.size_mean
        precision = np.linalg.inv(np.tensordot(share, self.size_covariance, 1))
        pull = precision @ centre
        for name, value in known.items():
            if name in (STATURE, MASS):
                row, spread, rest = np.eye(2)[(STATURE, MASS).index(name)], 1e-3, value
            else:
                line = share @ self.slopes[name]
                row, spread = line[1:3], float(share @ self.spread[name])
                rest = value - line[0] - line[3] * age
            precision = precision + np.outer(row, row) / spread**2
            pull = pull + row * rest / spread**2
        stature, mass = np.linalg.solve(precision, pull)
        return known.get(STATURE, float(stature)), known.get(MASS, float(mass))

    def typical_spread(self, name: str) -> float:
        """Standard deviation about the regression, the mean of both sexes."""
        return float(self.spread[name].mean())

    def slope(self, name: str, predictor: str, sex: float) -> float:
        """How much a measure grows with a predictor while the others stay."""
        return float(np.array([1 - sex, sex]) @ self.slopes[name][:, PREDICTORS.index(predictor)])

    def mass_for(self, stature_m: float, mass_kg: float, new_stature_m: float, sex: float) -> float:
        """The mass of the same person with another stature: as many kg from the regression over stature as before."""
        covariance = np.tensordot(np.array([1 - sex, sex]), self.size_covariance, 1)
        return mass_kg + float(covariance[0, 1] / covariance[0, 0]) * (new_stature_m - stature_m)

    def size_of_other_sex(self, stature_m: float, mass_kg: float, sex: float, new_sex: float) -> tuple[float, float]:
        """Stature and mass that stand among people of another sex where these stand among those of this one.

        Equal standard scores: of the stature, and of the mass about its regression over stature.
        """

        def normal(share: float) -> tuple[Doubles, float, float, float]:
            mix = np.array([1 - share, share])
            covariance = np.tensordot(mix, self.size_covariance, 1)
            slope = float(covariance[0, 1] / covariance[0, 0])
            spread = float(np.sqrt(covariance[1, 1] - slope * covariance[0, 1]))
            return mix @ self.size_mean, float(np.sqrt(covariance[0, 0])), slope, spread

        mean, spread, slope, left = normal(sex)
        score = (stature_m - mean[0]) / spread
        left_score = (mass_kg - mean[1] - slope * (stature_m - mean[0])) / left
        mean, spread, slope, left = normal(new_sex)
        return float(mean[0] + score * spread), float(mean[1] + slope * score * spread + left_score * left)


def read_statistics(folder: Path) -> Statistics:
    """Read the figures from a folder of assets.

    Raises:
        Failed: the file is missing or damaged.
    """
    path = folder / FILE
    with reading(path):
        data = json.loads(path.read_text("utf-8"))
        return Statistics(
            factors={name: np.array(pair, np.float64).reshape(2) for name, pair in data["factors"].items()},
            slopes={name: np.array(row["slopes"], np.float64).reshape(2, 4) for name, row in data["measures"].items()},
            spread={name: np.array(row["spread"], np.float64).reshape(2) for name, row in data["measures"].items()},
            size_mean=np.array(data["size_mean"], np.float64).reshape(2, 2),
            size_covariance=np.array(data["size_covariance"], np.float64).reshape(2, 2, 2),
            age_range=(float(data["age_range"][0]), float(data["age_range"][1])),
            offsets={name: float(value) for name, value in data["offsets"].items()},
        )


@lru_cache(maxsize=1)
def packaged_statistics() -> Statistics:
    """The figures that came with procgen, read once."""
    return read_statistics(packaged_assets())
