from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.population import MEASURES, Population
from procgen.character.population.plausibility import joint_limit, onto_ellipsoid
from procgen.errors import InvalidFields
from tests.character.population.cases import AGES, SEXES, wild_conditions


@settings(max_examples=150)
@given(wild_conditions(), SEXES, AGES)
def test_what_is_offered_is_possible_and_what_is_possible_stays(
    population: Population, conditions: dict[str, float], sex: float, age: float
) -> None:
    offered = population.nearest(conditions, sex, age)
    assert set(offered) == set(conditions)
    assert population.check(offered, sex, age) == []
    assert population.nearest(offered, sex, age) == offered
    found = population.check(conditions, sex, age)
    assert (found == []) == (offered == conditions)
    if found and population.check({**conditions, **{p.field: p.nearest for p in found}}, sex, age) == []:
        # What is not named need not change.
        named = {problem.field for problem in found}
        assert all(offered[field] == conditions[field] for field in conditions if field not in named)
    assert all(problem.field in conditions for problem in found)
    assert all(problem.nearest == offered[problem.field] for problem in found)


@pytest.mark.parametrize(
    ("conditions", "named"),
    [
        ({"stature": 1.2, "crotch_height": 1.1}, {"stature", "crotch_height"}),
        ({"mass": 20.0, "stature": 1.9}, {"mass"}),
        ({"mass": 46.0, "stature": 1.95}, {"mass"}),
        ({"stature": 1.9, "crotch_height": 0.72}, {"stature", "crotch_height"}),
        ({"size": 3.0, "stature": 1.5}, {"size", "stature"}),
        ({"stature": 1.75, "sitting_height": 0.92, "waist_circumference": 1.2, "waist_depth": 0.18}, {"waist_depth"}),
    ],
)
def test_contradictions_are_named(population: Population, conditions: dict[str, float], named: set[str]) -> None:
    found = {problem.field for problem in population.check(conditions, 1.0, 30.0)}
    assert named <= found
    assert not found & {"sitting_height"}
    with pytest.raises(InvalidFields) as caught:
        population.sample(conditions, 1.0, 30.0, 1, 0)
    assert named <= {violation.field for violation in caught.value.violations}


def test_all_bad_fields_are_named_at_once(population: Population) -> None:
    conditions = {"mass": math.nan, "stature": 1.7, "wings": 2.0, "span": math.inf, "chest_depth": -1.0}
    found = {problem.field: problem for problem in population.check(conditions, 1.5, -1.0)}
    assert set(found) == {"mass", "wings", "span", "chest_depth", "sex", "age_years"}
    assert (found["sex"].nearest, found["age_years"].nearest, found["wings"].nearest) == (1.0, 17.0, None)
    for field in ("mass", "span"):
        offered = found[field].nearest
        assert offered is not None
        assert math.isfinite(offered)
    offered = population.nearest(conditions, 1.5, -1.0)
    assert population.check(offered, 1.0, 17.0) == []
    assert offered["stature"] == 1.7


@pytest.mark.parametrize(("sex", "age"), [(math.nan, 30.0), (0.5, math.nan), (0.5, math.inf)])
def test_sex_and_age_that_are_no_numbers_are_named(population: Population, sex: float, age: float) -> None:
    (problem,) = population.check({"stature": 1.7}, sex, age)
    assert problem.field == ("sex" if math.isnan(sex) else "age_years")
    assert problem.nearest is None


def test_people_of_the_population_are_possible(population: Population) -> None:
    rng = np.random.default_rng(1)
    for sex in (0.0, 0.5, 1.0):
        for person in population.sample({}, sex, 40.0, 40, 3):
            some = rng.choice(len(MEASURES), 6, replace=False)
            assert population.check({MEASURES[at].name: float(person[at]) for at in some}, sex, 40.0) == []


@given(st.integers(2, 6), st.integers(0, 2**32), st.floats(0.1, 50.0))
def test_the_projection_is_the_nearest_point(size: int, seed: int, limit: float) -> None:
    rng = np.random.default_rng(seed)
    mixing = rng.standard_normal((size, size))
    covariance = mixing @ mixing.T + 0.1 * np.eye(size)
    point = 10.0 * rng.standard_normal(size)
    found = onto_ellipsoid(point, covariance, limit)
    factor = np.linalg.cholesky(covariance)
    assert float(np.square(np.linalg.solve(factor, found)).sum()) <= limit * (1.0 + 1e-6) + 1e-9
    others = rng.standard_normal((200, size))
    others *= np.sqrt(limit) / np.linalg.norm(others, axis=1, keepdims=True)
    nearest = np.linalg.norm(others @ factor.T - point, axis=1).min()
    assert np.linalg.norm(found - point) <= nearest + 1e-6


def test_limits_are_those_of_chi_square() -> None:
    # Three standard deviations of a normal number, squared, and the tabled quantile 0.99865 of chi-square.
    assert joint_limit(1) == pytest.approx(4.5**2, rel=0.25)
    draws = np.random.default_rng(2).chisquare(20, 200_000)
    assert (draws > joint_limit(20)).sum() <= 10
