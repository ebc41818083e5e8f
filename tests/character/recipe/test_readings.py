"""Each sex reads on average as wanted; heads spread as wanted, too; what was applied is undone before it is sought."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.character.body.basis import packaged_basis
from procgen.character.body.measure import Gauge, packaged_gauge
from procgen.character.body.shape import plain_body
from procgen.character.body.statistics import packaged_statistics
from procgen.character.recipe.measures import EXACT
from procgen.character.recipe.readings import HEAD, lines, plain, written

NAMES = ("stature", "waist_circumference", *HEAD)


def people() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What 200 people read, what they were to read, and who is a man: the mesh is off by a share of each sex."""
    random = np.random.default_rng(2)
    male = np.arange(200) % 2 == 1
    goal = random.normal(0.15, 0.006, (200, len(NAMES))) + 0.01 * male[:, None]
    read = np.where(male[:, None], 0.8, 0.9) * goal + 0.01 + random.normal(0, 0.001, goal.shape)
    return read, goal, male


def test_each_sex_has_the_mean_and_heads_the_spread() -> None:
    read, goal, male = people()
    found = lines(NAMES, read, goal, male)
    assert set(found) == set(NAMES) - set(EXACT)
    for column, name in enumerate(NAMES):
        if name in EXACT:
            continue
        factors, offset = found[name]
        mended = factors[male.astype(int)] * read[:, column] + offset
        for sex in (False, True):
            assert mended[male == sex].mean() == pytest.approx(goal[male == sex, column].mean())
        if name in HEAD:
            spreads = [np.mean([one[male == sex].var() for sex in (False, True)]) for one in (mended, goal[:, column])]
            assert spreads[0] == pytest.approx(spreads[1], rel=0.1)
        else:
            assert offset == 0.0


def test_what_was_applied_is_undone() -> None:
    read, goal, male = people()
    found = lines(NAMES, read, goal, male)
    applied = read.copy()
    for column, name in enumerate(NAMES):
        if name in found:
            factors, offset = found[name]
            applied[:, column] = factors[male.astype(int)] * read[:, column] + offset
    np.testing.assert_allclose(plain(applied, NAMES, found, male), read, atol=1e-12)
    kept = written(found)
    assert set(kept["factors"]) == set(found)
    assert set(kept["offsets"]) == set(HEAD)


@pytest.mark.parametrize("sex", [0.0, 0.5, 1.0])
def test_the_gauge_reads_with_what_ships(sex: float) -> None:
    statistics, body = packaged_statistics(), plain_body(packaged_basis())
    assert set(statistics.offsets) == set(HEAD)
    bare = Gauge.of(packaged_basis(), {}).measure(body, sex, 30.0)
    shipped = packaged_gauge().measure(body, sex, 30.0)
    for name, value in shipped.items():
        factors = statistics.factors.get(name, np.ones(2))
        expected = bare[name] * (np.array([1 - sex, sex]) @ factors) + statistics.offsets.get(name, 0.0)
        assert value == pytest.approx(expected, abs=1e-9)
