"""The judge of measures finds what is off, and nothing where nothing is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from procgen.character.body.measures import NAMES
from procgen.character.people.draw import People
from procgen.character.population import MEASURES
from procgen.character.recipe.population_core import Survey, parse_survey
from procgen.character.ruler.measured import judged, measured
from procgen.runtime.store import ModelStore

SAMPLE = Path(__file__).parents[1] / "body" / "data" / "ansur_sample.csv"
EVERY = np.ones(len(NAMES), bool)


@pytest.fixture(scope="module")
def survey() -> Survey:
    return parse_survey(SAMPLE.read_text())


def test_the_judge_tells_another_waist_and_not_other_people(survey: Survey) -> None:
    place = [[measure.name for measure in MEASURES].index(name) for name in NAMES]
    others = np.empty((len(survey), len(NAMES)))
    for sex in (0, 1):
        mine = np.flatnonzero(survey.sex == sex)
        others[mine] = survey.measures[np.roll(mine, 1)][:, place]
    assert judged(survey, others, EVERY, 0) < 0.65
    shifted = others.copy()
    shifted[:, NAMES.index("waist_circumference")] += 0.5
    assert judged(survey, shifted, EVERY, 0) > 0.9
    blind = EVERY.copy()
    blind[NAMES.index("waist_circumference")] = False
    assert judged(survey, shifted, blind, 0) == judged(survey, others, blind, 0)


def test_bodies_measure_nearly_what_they_were_to_measure(survey: Survey) -> None:
    few = survey[np.array([0, 1, 40, 41])]
    bodies, rows = measured(People(ModelStore(threads=1)), few, 0)
    assert bodies.shape == rows.shape == (4, len(NAMES))
    for name, most_m in (("stature", 0.003), ("calf_circumference", 0.01), ("thigh_circumference", 0.02)):
        assert np.abs(bodies - rows)[:, NAMES.index(name)].mean() < most_m, name
