import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.body.ansur import NAMES as SURVEY_NAMES
from procgen.character.body.fit import check_measures
from procgen.character.body.macro import Macro
from procgen.character.body.measure import measure_shape
from procgen.character.body.measures import noise
from procgen.character.body.plausible import FACE, random_shape
from procgen.character.body.shape import Shape
from procgen.character.body.sliders import SLIDERS, slider_range
from procgen.character.recipe.measures import read_survey
from procgen.errors import InvalidFields

TAILOR = (
    "stature",
    "mass",
    "chest_circumference",
    "waist_circumference",
    "buttock_circumference",
    "thigh_circumference",
    "neck_circumference",
    "crotch_height",
    "biacromial_breadth",
    "hip_breadth",
)


def test_people_of_the_survey_are_met_by_a_tailors_measures(fitter, survey_sample):
    survey = read_survey(survey_sample)
    missed = []
    for row in range(0, 60, 4):
        person = dict(zip(SURVEY_NAMES, survey.values[row].tolist(), strict=True))
        start = Shape(Macro(sex=float(survey.male[row]), age_years=float(survey.age[row])))
        found = fitter.fit({name: person[name] for name in TAILOR}, start)
        missed += [abs(found.residuals[name]) / noise(name) for name in TAILOR]
        assert {name: found.reached[name] - person[name] for name in TAILOR} == pytest.approx(found.residuals)
    assert np.percentile(missed, 90) < 0.5
    assert np.mean(np.array(missed) > 1) < 0.03


def test_a_likely_person_is_come_near_to(fitter, survey_sample):
    survey = read_survey(survey_sample)
    errors = []
    for row in (3, 20, 33, 50):
        person = dict(zip(SURVEY_NAMES, survey.values[row].tolist(), strict=True))
        likely = {name: person[name] for name in fitter.gauge.names}
        wanted = {name: person[name] for name in ("stature", "mass")}
        start = Shape(Macro(sex=float(survey.male[row]), age_years=float(survey.age[row])))
        near = fitter.fit(wanted, start, likely=likely)
        alone = fitter.fit(wanted, start)

        def spread_of(fit, person=person):
            return [
                (fit.reached[name] - person[name]) / fitter.statistics.typical_spread(name)
                for name in fitter.gauge.names
                if name not in {"stature", "mass"}
            ]

        errors.append((np.std(spread_of(near)), np.std(spread_of(alone))))
        assert abs(near.residuals["stature"]) < 0.003
        assert abs(near.residuals["mass"]) < 0.5
    near, alone = np.mean(errors, axis=0)
    assert near < 0.75
    assert near < 0.7 * alone


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**40))
def test_a_body_is_found_again_from_its_measures(fitter, seed):
    person = random_shape(seed, fitter.gauge.basis, min_years=18, max_years=75, face=False)
    before = fitter.measure(person)
    start = Shape(Macro(sex=person.macro.sex, age_years=person.macro.age_years, heritage=person.macro.heritage))
    wanted = {name: before[name] for name in TAILOR}
    found = fitter.fit(wanted, start)
    assert sum(abs(found.residuals[name]) > noise(name) for name in TAILOR) == len(found.impossible) <= 2
    assert np.median([abs(found.residuals[name]) / noise(name) for name in TAILOR]) < 0.4
    for name, value in found.shape.modifiers.items():
        low, high = slider_range(name, fitter.gauge.basis)
        assert low <= value <= high


def test_quick_readings_are_those_of_the_whole_body(fitter, gauge):
    for seed in range(5):
        shape = random_shape(seed, gauge.basis)
        quick = fitter.measure(shape)
        for name, value in measure_shape(shape, gauge).items():
            assert quick[name] == pytest.approx(value, abs=0.02 if name == "mass" else 2e-5), name


def test_locked_sliders_and_the_face_stay_bit_equal(fitter):
    start = random_shape(11, fitter.gauge.basis, min_years=30, max_years=31)
    locked = ("muscle", "stomach_tone", "torso_scale_depth")
    found = fitter.fit({"mass": 90.0, "stature": 1.8, "waist_circumference": 1.0}, start, locked=locked)
    assert found.shape.macro.muscle == start.macro.muscle
    for name, value in start.modifiers.items():
        if name in locked or name not in SLIDERS:
            assert found.shape.modifiers[name] == value
    assert any(name.split("_")[0] in FACE for name in start.modifiers)
    assert found.shape.macro.heritage == start.macro.heritage
    assert found.shape != start


def test_what_no_body_has_is_named_with_the_nearest(fitter):
    wanted = {"stature": 1.70, "crotch_height": 1.15, "foot_length": 0.26}
    found = fitter.fit(wanted, Shape(Macro(sex=1.0, age_years=30)))
    names = {problem.name for problem in found.impossible}
    assert "crotch_height" in names
    assert "foot_length" not in names
    nearest = next(problem.nearest for problem in found.impossible if problem.name == "crotch_height")
    assert 0.75 < nearest < 1.10
    assert nearest == found.reached["crotch_height"]


def test_children_can_be_measured_and_fitted(fitter):
    start = Shape(Macro(sex=0.0, age_years=8.0))
    found = fitter.fit({"stature": 1.28, "mass": 26.0}, start)
    assert not found.impossible
    assert abs(found.residuals["stature"]) < 0.002
    assert not [name for name in found.shape.modifiers if name.startswith(("buttocks", "measure_bust"))]


def test_every_bad_measure_is_named():
    bad = {
        "stature": float("nan"),
        "mass": -3.0,
        "inseam": 0.8,
        "chest_circumference": 1.0,
        "waist_depth": float("inf"),
    }
    with pytest.raises(InvalidFields) as caught:
        check_measures(bad)
    fields = {violation.field for violation in caught.value.violations}
    assert fields == {"measures.stature", "measures.mass", "measures.inseam", "measures.waist_depth"}


_DIGEST = """
import procgen.cli  # as every server and job begins: it decides how many threads BLAS may use
from procgen.character.body.fit import packaged_fitter
from procgen.character.body.macro import Macro
from procgen.character.body.shape import Shape
for sex in (0.0, 1.0):
    found = packaged_fitter().fit({"stature": 1.7, "mass": 75.0}, Shape(Macro(sex=sex, age_years=40.0)))
    print(found.shape.macro, sorted(found.shape.modifiers.items()))
"""


def test_the_same_bits_whatever_the_threads():
    digests = set()
    for threads in ("1", "3"):
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads}
        done = subprocess.run([sys.executable, "-c", _DIGEST], env=environment, capture_output=True, check=True)
        digests.add(hashlib.sha256(done.stdout).hexdigest())
        assert b"Macro" in done.stdout
    assert len(digests) == 1
