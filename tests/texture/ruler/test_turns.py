from __future__ import annotations

import itertools

import numpy as np
import pytest

from procgen.texture.ruler.turns import farthest_round, neighbours_differ


@pytest.mark.parametrize("seed", range(3))
def test_the_round_is_the_best_there_is(seed: int) -> None:
    places = np.random.default_rng(seed).normal(size=(6, 3))
    apart = np.linalg.norm(places[:, None] - places[None], axis=-1)
    best = max(neighbours_differ(apart, (0, *rest)) for rest in itertools.permutations(range(1, 6)))
    found = farthest_round(apart)
    assert sorted(found) == list(range(6))
    assert found[0] == 0
    assert neighbours_differ(apart, found) == pytest.approx(best)


def test_two_that_are_alike_are_not_neighbours() -> None:
    apart = np.ones((5, 5)) - np.eye(5)
    apart[1, 2] = apart[2, 1] = 0.1
    found = farthest_round(apart)
    assert abs(found.index(1) - found.index(2)) not in (1, 4)
