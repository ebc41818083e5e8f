from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from procgen.character.body import ansur
from procgen.character.population import AXES, INDEX, MEASURES, Population
from procgen.character.population.marginals import between, measures, scores
from procgen.character.population.plausibility import limits
from tests.character.population.cases import AGES, SEXES

PARAMETERS = st.tuples(st.floats(0.1, 2.0), st.floats(0.005, 0.3), st.floats(-0.5, 0.5), st.floats(0.6, 1.6))


@given(PARAMETERS, st.floats(-6.0, 6.0))
def test_scores_and_measures_are_inverse(parameters: tuple[float, ...], normal: float) -> None:
    row = np.array([parameters])
    np.testing.assert_allclose(scores(measures(np.array([normal]), row), row), [normal], atol=1e-9)


@given(PARAMETERS, PARAMETERS, st.floats(0.0, 1.0), st.floats(-4.0, 4.0))
def test_between_the_sexes_measures_rise_with_their_score(
    one: tuple[float, ...], other: tuple[float, ...], sex: float, normal: float
) -> None:
    row = between(np.array([one]), np.array([other]), sex)
    assert measures(np.array([normal + 0.01]), row)[0] > measures(np.array([normal]), row)[0]


def test_the_ends_are_the_sexes() -> None:
    one, other = np.array([[1.0, 0.1, 0.2, 1.0]]), np.array([[2.0, 0.3, -0.1, 0.8]])
    np.testing.assert_array_equal(between(one, other, 0.0), one)
    np.testing.assert_array_equal(between(one, other, 1.0), other)


def test_measures_are_those_of_the_survey_and_axes_name_them() -> None:
    assert tuple(measure.name for measure in MEASURES) == ansur.NAMES
    assert MEASURES[INDEX["mass"]].unit == "kg"
    for axis in AXES:
        assert set(axis.weights) <= set(INDEX)
        assert axis.name not in INDEX


@given(SEXES, AGES)
def test_ranges_hold_what_each_sex_and_age_allows(population: Population, sex: float, age: float) -> None:
    core = population.core(sex, age)
    for measure in MEASURES:
        low, high = limits(core, measure.name)
        assert measure.range_min <= low < core.to_value(measure.name, 0.0) < high <= measure.range_max


@given(SEXES, AGES)
def test_every_core_has_a_covariance_near_a_correlation(population: Population, sex: float, age: float) -> None:
    covariance = population.core(sex, age).covariance
    assert np.linalg.eigvalsh(covariance).min() > 1e-3
    # Age explains a part, of waists above all.
    assert 0.7 < np.diag(covariance).min() <= np.diag(covariance).max() < 1.1
