"""The population with the weights that ship."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.population import AXIS_NAMES, INDEX, MEASURES, Population
from procgen.errors import InvalidFields
from tests.character.population.cases import AGES, SEEDS, SEXES, SURE

STATURE, MASS = INDEX["stature"], INDEX["mass"]


@st.composite
def possible(draw: st.DrawFn, population: Population, sex: float, age: float) -> dict[str, float]:
    """Some measures of somebody of the population."""
    person = population.sample({}, sex, age, 1, draw(SEEDS))[0]
    return {name: float(person[INDEX[name]]) for name in draw(st.sets(SURE, max_size=12))}


@settings(max_examples=60)
@given(st.data(), SEXES, AGES, SEEDS, st.integers(1, 20), st.integers(0, 40))
def test_known_values_come_back_and_people_do_not_depend_on_their_number(
    population: Population, data: st.DataObject, sex: float, age: float, seed: int, count: int, first: int
) -> None:
    conditions = data.draw(possible(population, sex, age))
    made = population.sample(conditions, sex, age, count, seed, first)
    assert made.shape == (count, len(MEASURES))
    assert np.isfinite(made).all()
    assert (made > 0.0).all()
    for name, value in conditions.items():
        assert (made[:, INDEX[name]] == value).all()
    more = population.sample(conditions, sex, age, 37, seed, first)
    np.testing.assert_array_equal(more[:count], made)
    np.testing.assert_array_equal(population.sample(conditions, sex, age, 1, seed, first + count - 1)[0], made[-1])


def test_all_measures_known_leave_nothing_to_chance(population: Population) -> None:
    person = population.sample({}, 0.0, 25.0, 1, 4)[0]
    conditions = {measure.name: float(value) for measure, value in zip(MEASURES, person, strict=True)}
    np.testing.assert_array_equal(population.sample(conditions, 0.0, 25.0, 3, 5), np.repeat(person[None], 3, axis=0))


def test_no_people_are_an_empty_table(population: Population) -> None:
    assert population.sample({}, 1.0, 30.0, 0, 1).shape == (0, len(MEASURES))


def test_seeds_and_people_differ(population: Population) -> None:
    one, other = (population.sample({}, 1.0, 30.0, 64, seed) for seed in (1, 2))
    both = np.concatenate([one, other])
    assert len(np.unique(both, axis=0)) == len(both)


@pytest.mark.parametrize(("sex", "stature_m", "mass_kg"), [(0.0, 1.628, 67.7), (1.0, 1.756, 85.5)])
def test_means_are_those_that_the_survey_publishes(
    population: Population, sex: float, stature_m: float, mass_kg: float
) -> None:
    made = population.sample({}, sex, 29.5, 1600, 7)
    assert made[:, STATURE].mean() == pytest.approx(stature_m, abs=0.01)
    assert made[:, STATURE].std() == pytest.approx(0.066, abs=0.006)
    assert made[:, MASS].mean() == pytest.approx(mass_kg, abs=2.5)


def test_between_the_sexes_people_lie_between(population: Population) -> None:
    means = [population.sample({}, sex, 30.0, 320, 3).mean(0) for sex in (0.0, 0.5, 1.0)]
    low, high = np.minimum(means[0], means[2]), np.maximum(means[0], means[2])
    slack = 0.02 * means[1]
    assert (means[1] > low - slack).all()
    assert (means[1] < high + slack).all()
    assert means[0][STATURE] + 0.04 < means[1][STATURE] < means[2][STATURE] - 0.04


def test_parts_of_stature_fit_together(population: Population) -> None:
    made = population.sample({"stature": 1.75}, 1.0, 30.0, 320, 1)
    column = {name: made[:, INDEX[name]] for name in INDEX}
    # Of the people of the survey, 0.1 % have it the other way round.
    assert (column["crotch_height"] >= column["trochanterion_height"]).mean() < 0.01
    assert (column["chest_height"] < column["acromial_height"]).all()
    assert (column["acromial_height"] < column["cervicale_height"]).all()
    assert (column["palm_length"] < column["hand_length"]).all()
    assert (column["eye_height_sitting"] < column["sitting_height"]).all()


def test_more_known_leaves_less_to_chance(population: Population) -> None:
    told: dict[str, float] = {}
    spreads = []
    person = population.sample({}, 1.0, 30.0, 1, 11)[0]
    for name in ("", "mass", "stature", "buttock_circumference", "chest_circumference", "waist_depth"):
        if name:
            told[name] = float(person[INDEX[name]])
        spreads.append(population.sample(told, 1.0, 30.0, 256, 1)[:, INDEX["waist_circumference"]].std())
    assert spreads[-1] < 0.4 * spreads[0]
    assert (np.diff(spreads) < 0.1 * spreads[0]).all()


def test_waists_grow_with_age(population: Population) -> None:
    young, old = (population.sample({"stature": 1.75}, 1.0, age, 160, 1).mean(0) for age in (20.0, 50.0))
    assert old[INDEX["waist_circumference"]] > young[INDEX["waist_circumference"]] + 0.05


@pytest.mark.parametrize("axis", AXIS_NAMES)
def test_an_axis_moves_what_it_names_and_no_other_axis(population: Population, axis: str) -> None:
    at = AXIS_NAMES.index(axis)
    low, high = (population.sample({axis: value}, 1.0, 30.0, 64, 5) for value in (-2.0, 2.0))
    moved = (population.encode(high, 1.0, 30.0) - population.encode(low, 1.0, 30.0)).mean(0)
    assert moved[at] == pytest.approx(4.0, abs=0.4)
    assert np.abs(np.delete(moved, at)).max() < 0.6
    composite = {axis.name: axis.weights for axis in population.axes()}[axis]
    change = (high - low).mean(0) / population.sample({}, 1.0, 30.0, 160, 6).std(0)
    # Counted with the signs of the composite, the measures that it names go along.
    assert sum(np.sign(weight) * change[INDEX[name]] for name, weight in composite.items()) > 1.0


def test_axes_and_measures_may_be_known_together(population: Population) -> None:
    told = {"stature": 1.7, "adiposity": 1.5}
    made = population.sample(told, 0.0, 30.0, 64, 2)
    assert (made[:, STATURE] == 1.7).all()
    assert population.encode(made, 0.0, 30.0)[:, AXIS_NAMES.index("adiposity")].mean() == pytest.approx(1.5, abs=0.2)


def test_ten_kilograms_more_change_girths_and_not_heights(population: Population) -> None:
    person = population.sample({"stature": 1.8, "mass": 80.0}, 1.0, 30.0, 1, 9)[0]
    edited = population.edit(person, 1.0, 30.0, {"mass": 90.0}, locked=("stature", "head_circumference"))
    assert edited[MASS] == 90.0
    for name in ("stature", "head_circumference"):
        assert edited[INDEX[name]] == person[INDEX[name]]
    change = edited - person
    assert change[INDEX["waist_circumference"]] > 0.03
    for name in ("crotch_height", "hand_length", "foot_length", "sitting_height"):
        assert abs(change[INDEX[name]]) < 0.012


def test_an_edit_back_restores_the_person(population: Population) -> None:
    person = population.sample({}, 0.0, 30.0, 1, 12)[0]
    away = population.edit(person, 0.0, 30.0, {"mass": float(person[MASS]) + 6.0})
    back = population.edit(away, 0.0, 30.0, {"mass": float(person[MASS])})
    np.testing.assert_allclose(back, person, rtol=1e-9)
    other = population.edit(person, 0.0, 30.0, {}, to_sex=1.0)
    assert other[STATURE] > person[STATURE] + 0.08
    np.testing.assert_allclose(population.edit(other, 1.0, 30.0, {}, to_sex=0.0), person, rtol=1e-9)
    assert (population.edit(person, 0.0, 30.0, {}) == person).all()


def test_impossible_edits_are_refused(population: Population) -> None:
    person = population.sample({"stature": 1.8, "mass": 80.0}, 1.0, 30.0, 1, 9)[0]
    with pytest.raises(InvalidFields) as caught:
        population.edit(person, 1.0, 30.0, {"mass": 31.0}, locked=("waist_circumference",), to_age_years=9.0)
    assert {"mass", "age_years"} <= {violation.field for violation in caught.value.violations}


_SCRIPT = """
import hashlib
from procgen.character.population import Population
from procgen.runtime.store import ModelStore
made = Population(ModelStore()).sample({"stature": 1.71, "mass": 66.0, "span": 1.74}, 0.3, 33.0, 40, 8)
print(hashlib.sha256(made.tobytes()).hexdigest())
"""


def test_threads_change_nothing() -> None:
    found = set()
    for threads in ("1", "4"):
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads}
        done = subprocess.run(
            [sys.executable, "-c", _SCRIPT], env=environment, capture_output=True, text=True, check=True, timeout=60
        )
        found.add(done.stdout)
    assert len(found) == 1
