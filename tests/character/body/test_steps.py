from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.body.basis import Basis
from procgen.character.body.macro import Macro
from procgen.character.body.shape import Shape, shape_weights
from tests.character.people_in_clothes import BASIS, random_shape

SYMMETRIC, LEFT, RIGHT = "nose/nose-hump-incr", "ears/l-ear-scale-incr", "ears/r-ear-scale-incr"


def summed(basis: Basis, weights: dict[str, float]) -> np.ndarray:
    """By the book, in double precision."""
    total = basis.vertices.astype(np.float64)
    for name, weight in weights.items():
        vertex, shift = basis.target(name)
        total[vertex] += weight * shift.astype(np.float64)
    return total


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from(BASIS.target_list), st.floats(-1, 1), max_size=12))
def test_any_targets_are_added(weights: dict[str, float]) -> None:
    np.testing.assert_allclose(BASIS.evaluate(weights), summed(BASIS, weights), atol=2e-6)


@pytest.mark.parametrize("weights", [{LEFT: 1.0}, {RIGHT: 0.5}, {LEFT: 0.7, RIGHT: 0.7}, {LEFT: 0.7, RIGHT: 0.2}])
def test_sides_are_added_alone_and_in_pairs(weights: dict[str, float]) -> None:
    moved = BASIS.evaluate({**weights, SYMMETRIC: 1.0})
    np.testing.assert_allclose(moved, summed(BASIS, {**weights, SYMMETRIC: 1.0}), atol=2e-6)
    shift = moved - BASIS.vertices
    mirrored = shift[BASIS.mirror] * np.array([-1, 1, 1], np.float32)
    assert np.allclose(mirrored, shift, atol=1e-6) == (weights.get(LEFT) == weights.get(RIGHT))


@pytest.mark.parametrize("seed", range(3))
def test_the_same_weights_in_any_order_give_the_same_bytes(seed: int) -> None:
    weights = shape_weights(random_shape(seed), BASIS)
    first = BASIS.evaluate(weights).tobytes()
    BASIS.evaluate(shape_weights(random_shape(seed + 1), BASIS))
    assert BASIS.evaluate(dict(reversed(list(weights.items())))).tobytes() == first


def test_what_is_kept_of_a_sum_is_not_changed_by_what_comes_on_top() -> None:
    macro = Macro(sex=0.3, muscle=0.8)
    plain = BASIS.evaluate(shape_weights(Shape(macro), BASIS)).tobytes()
    for value in (0.2, -0.6):
        BASIS.evaluate(shape_weights(Shape(macro, {"nose_hump": value}), BASIS))
    assert BASIS.evaluate(shape_weights(Shape(macro), BASIS)).tobytes() == plain


def test_unknown_targets_are_refused() -> None:
    with pytest.raises(KeyError, match="no-such"):
        BASIS.evaluate({"no-such": 1.0})
