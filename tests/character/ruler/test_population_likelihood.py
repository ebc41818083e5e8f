"""Densities of people: the change of variables, and that a likely person is likelier than a spoilt one."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.character.population import INDEX, MEASURES, Population
from procgen.character.population.marginals import scores
from procgen.character.ruler.population_likelihood import Densities, score_slopes
from procgen.runtime.store import ModelStore


def test_slopes_are_those_of_the_scores() -> None:
    rng = np.random.default_rng(0)
    parameters = np.stack(
        [rng.normal(1.0, 0.1, 6), rng.uniform(0.05, 0.2, 6), rng.normal(0, 0.5, 6), rng.uniform(0.6, 1.5, 6)], 1
    )
    values, step = rng.normal(1.0, 0.1, 6), 1e-6
    numeric = (scores(values + step, parameters) - scores(values - step, parameters)) / (2.0 * step)
    assert score_slopes(values, parameters) == pytest.approx(numeric, rel=1e-5)


def test_one_measure_alone_has_the_density_of_its_marginal() -> None:
    """Scores of one measure are all but standard normal, so the density at the median of made people is near theirs."""
    store = ModelStore((), threads=1)
    at = INDEX["stature"]
    made = Population(store).sample({}, 1.0, 30.0, 400, 3)[:, at]
    densities = Densities(store, "population")
    person = np.zeros(len(MEASURES))
    person[at] = np.median(made)
    found = densities.log_density(person, 1.0, 30.0, [at], np.random.default_rng(1))
    # A normal law's density at its median.
    assert found == pytest.approx(-np.log(made.std() * np.sqrt(2.0 * np.pi)), abs=0.2)


def test_a_person_is_likelier_than_one_with_anothers_legs() -> None:
    store = ModelStore((), threads=1)
    one, other = Population(store).sample({}, 1.0, 30.0, 2, 5)
    mixed = one.copy()
    mixed[::2] = other[::2]
    densities, every = Densities(store, "population"), list(range(len(MEASURES)))
    likely, spoilt = (densities.log_density(each, 1.0, 30.0, every, np.random.default_rng(2)) for each in (one, mixed))
    assert likely > spoilt + 50.0
