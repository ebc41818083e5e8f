"""Compile ``assets/character_measures.json`` from ANSUR II: regressions of the measures, and the mesh's factors.

    python -m procgen.character.recipe.measures ansur2.csv.xz assets
    python -m procgen.character.recipe.readings FOLDER assets

The table is the survey's public one (columns as in :mod:`procgen.character.body.ansur`, ``gender`` and ``age``).
Factors: natural bodies of the stature and mass of the survey's mean woman and mean man are fitted to their other means,
softly; what the mesh's measures then read gives their factors, one for each sex. People as they are drawn correct them
by the second command (:mod:`procgen.character.recipe.readings`).
"""

from __future__ import annotations

import argparse
import csv
import json
import lzma
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.character.body.ansur import COLUMNS, MASS, NAMES, STATURE, to_si
from procgen.character.body.basis import Basis, packaged_basis
from procgen.character.body.fit import Fitter, Goal
from procgen.character.body.macro import Macro
from procgen.character.body.measure import Gauge
from procgen.character.body.measures import noise
from procgen.character.body.shape import Shape
from procgen.character.body.sliders import free_sliders
from procgen.character.body.statistics import FILE, SEXES, Statistics

Doubles = npt.NDArray[np.float64]

ANCHORS = (
    "stature",
    "mass",
    "suprasternale_height",
    "cervicale_height",
    "crotch_height",
    "waist_height_omphalion",
    "tibial_height",
    "acromial_height",
    "neck_circumference",
    "chest_circumference",
    "waist_circumference",
    "buttock_circumference",
    "thigh_circumference",
    "lower_thigh_circumference",
    "calf_circumference",
    "ankle_circumference",
    "wrist_circumference",
    "waist_breadth",
    "waist_depth",
    "buttock_depth",
    "hip_breadth",
    "head_breadth",
    "head_length",
    "head_circumference",
    "hand_length",
    "hand_breadth",
    "hand_circumference",
    "foot_length",
    "foot_breadth",
    "ball_of_foot_circumference",
)
"""Measures that a tape reads on the mesh nearly as on a person: upright, between clear points or round a limb."""
EXACT = (STATURE, MASS)
"""Measures without a factor."""
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Survey:
    """ANSUR II: ``values`` (people, 93) in m and kg in the order of ``NAMES``, ``male`` (people,), ``age`` in years."""

    values: Doubles
    male: npt.NDArray[np.bool_]
    age: Doubles


def read_survey(path: Path) -> Survey:
    """Read the table, plain or inside xz. Raises ValueError for one that lacks a column."""
    text = (lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()).decode("latin-1")
    rows = list(csv.DictReader(text.splitlines()))
    missing = {*COLUMNS, "gender", "age"} - set(rows[0] if rows else ())
    if missing:
        raise ValueError(f"{path} lacks the columns {', '.join(sorted(missing))}")
    values = np.array([[to_si(column, float(row[column])) for column in COLUMNS] for row in rows])
    male = np.array([row["gender"].strip().lower().startswith("m") for row in rows])
    return Survey(values, male, np.array([float(row["age"]) for row in rows]))


def regressions(survey: Survey) -> dict[str, Any]:
    """Least-squares lines of every measure over stature, mass and age, by sex, and the spread about them."""
    number = {name: place for place, name in enumerate(NAMES)}
    measures: dict[str, Any] = {name: {"slopes": [], "spread": []} for name in NAMES}
    means, covariances = [], []
    for sex in SEXES:
        chosen = survey.male == (sex == "male")
        values, age = survey.values[chosen], survey.age[chosen]
        size = values[:, [number[STATURE], number[MASS]]]
        means.append(size.mean(axis=0).round(5).tolist())
        covariances.append(np.cov(size.T).round(7).tolist())
        predictors = np.column_stack([np.ones(len(age)), size, age])
        for name in NAMES:
            line, _, _, _ = np.linalg.lstsq(predictors, values[:, number[name]], rcond=None)
            left = values[:, number[name]] - predictors @ line
            measures[name]["slopes"].append([float(f"{value:.6g}") for value in line])
            measures[name]["spread"].append(float(f"{left.std():.4g}"))
    return {
        "measures": measures,
        "size_mean": means,
        "size_covariance": covariances,
        "age_range": [float(survey.age.min()), float(survey.age.max())],
    }


def mean_people(survey: Survey) -> list[tuple[float, float, dict[str, float]]]:
    """Sex, age and measures of the mean woman and the mean man."""
    people = []
    for sex, chosen in ((0.0, ~survey.male), (1.0, survey.male)):
        mean = survey.values[chosen].mean(axis=0)
        people.append((sex, float(survey.age[chosen].mean()), dict(zip(NAMES, mean.tolist(), strict=True))))
    return people


def calibrate(
    basis: Basis, survey: Survey, statistics: Statistics
) -> tuple[dict[str, Doubles], dict[str, list[float]]]:
    """Factors of the measures by sex, and what is left between mesh and survey in each sex (female, male).

    The mean people are fitted softly: each measure may miss by one standard deviation, so that the bodies stay natural
    where mesh and tape disagree. From the second round on all measures take part, each with its factor.
    """
    factors: dict[str, Doubles] = {}
    left: dict[str, list[float]] = {}
    for _ in range(_ROUNDS):
        fitter = Fitter(Gauge.of(basis, factors), statistics)
        left = {}
        for sex, age, mean in mean_people(survey):
            start = Shape(Macro(sex=sex, age_years=age))
            names = fitter.gauge.names if factors else ANCHORS
            goals = {name: Goal(mean[name], float(statistics.spread[name][int(sex)])) for name in names}
            goals.update({name: Goal(mean[name], 0.25 * noise(name)) for name in EXACT})
            reached = fitter.measure(fitter.solve(start, goals, free_sliders(start)))
            for name in fitter.gauge.names:
                left.setdefault(name, []).append(mean[name] / reached[name])
        for name, pair in left.items():
            if name not in EXACT:
                factors[name] = factors.get(name, np.ones(2)) * pair
    return factors, left


def compile_measures(path: Path, basis: Basis) -> Mapping[str, Any]:
    """Everything that the file holds."""
    survey = read_survey(path)
    data = regressions(survey)
    statistics = Statistics(
        {},
        {name: np.array(row["slopes"]) for name, row in data["measures"].items()},
        {name: np.array(row["spread"]) for name, row in data["measures"].items()},
        np.array(data["size_mean"]),
        np.array(data["size_covariance"]),
        (data["age_range"][0], data["age_range"][1]),
    )
    factors, left = calibrate(basis, survey, statistics)
    return {
        "source": "ANSUR II, Gordon et al., NATICK/TR-15/007 (2014); made by procgen.character.recipe.measures",
        "people": [int((~survey.male).sum()), int(survey.male.sum())],
        "factors": {name: pair.round(4).tolist() for name, pair in sorted(factors.items())},
        "offsets": {},
        "left": {name: [round(value, 4) for value in pair] for name, pair in sorted(left.items())},
        **data,
    }


def main() -> None:
    """Write ``character_measures.json`` into a folder of assets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("survey", type=Path)
    parser.add_argument("assets", type=Path)
    arguments = parser.parse_args()
    data = compile_measures(arguments.survey, packaged_basis())
    (arguments.assets / FILE).write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
