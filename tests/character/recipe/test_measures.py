import json
from pathlib import Path

import numpy as np
import pytest

from procgen.character.body.ansur import NAMES
from procgen.character.body.basis import packaged_basis
from procgen.character.body.statistics import packaged_statistics
from procgen.character.recipe.measures import EXACT, Survey, compile_measures, mean_people, read_survey, regressions

SAMPLE = Path(__file__).parents[1] / "body" / "data" / "ansur_sample.csv"


def test_the_table_is_read_in_metres_and_kilograms():
    survey = read_survey(SAMPLE)
    assert survey.values.shape == (60, 93)
    assert survey.male.sum() == 30
    stature = survey.values[:, NAMES.index("stature")]
    mass = survey.values[:, NAMES.index("mass")]
    assert 1.4 < stature.min() < stature.max() < 2.1
    assert 40 < mass.min() < mass.max() < 150
    people = mean_people(survey)
    assert people[1][2]["stature"] > people[0][2]["stature"]


def test_a_table_without_a_column_is_refused(tmp_path):
    header, *rows = SAMPLE.read_text().splitlines()
    (tmp_path / "poor.csv").write_text("\n".join([header.replace("stature", "tallness"), *rows]))
    with pytest.raises(ValueError, match="stature"):
        read_survey(tmp_path / "poor.csv")


def test_a_known_law_is_recovered():
    random = np.random.default_rng(1)
    count = 400
    values = random.normal(1, 0.1, (count, 93))
    values[:, NAMES.index("mass")] = random.normal(70, 10, count)
    age, male = random.uniform(17, 60, count), random.random(count) < 0.5
    stature, mass = values[:, NAMES.index("stature")], values[:, NAMES.index("mass")]
    noise = random.normal(0, 0.002, count)
    waist = 0.2 + 0.1 * stature + 0.006 * mass + 0.001 * age + np.where(male, 0.05, 0.0) + noise
    values[:, NAMES.index("waist_circumference")] = waist
    found = regressions(Survey(values, male, age))
    for sex, start in ((0, 0.2), (1, 0.25)):
        line = found["measures"]["waist_circumference"]["slopes"][sex]
        assert line == pytest.approx([start, 0.1, 0.006, 0.001], abs=0.01)
        assert found["measures"]["waist_circumference"]["spread"][sex] == pytest.approx(0.002, rel=0.2)


def test_the_whole_file_can_be_made_from_a_sample():
    made = json.loads(json.dumps(compile_measures(SAMPLE, packaged_basis())))
    shipped = packaged_statistics().factors
    assert set(made["factors"]) == set(shipped)
    assert not set(made["factors"]) & set(EXACT)
    # Sixty people give the same factors as five thousand, nearly: they belong to the mesh, not to the sample.
    corrected = packaged_statistics().offsets  # heads, by the second command
    ratio = np.array([made["factors"][name] / shipped[name] for name in shipped if name not in corrected])
    assert np.abs(np.log(ratio)).mean() < 0.03
    for name in ("waist_circumference", "chest_circumference", "foot_length", "head_circumference"):
        assert all(0.95 < left < 1.05 for left in made["left"][name]), name
