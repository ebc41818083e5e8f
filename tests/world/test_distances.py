"""Distances along steps to the eight neighbours."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.world.distances import chamfer


@settings(max_examples=40)
@given(st.integers(1, 25), st.integers(1, 25), st.integers(1, 5), st.integers(0, 2**32))
def test_the_nearest_is_as_far_as_straight_and_oblique_steps_lead(
    rows: int, columns: int, count: int, seed: int
) -> None:
    generator = np.random.default_rng(seed)
    mask = np.zeros((rows, columns), np.bool_)
    places = generator.integers((rows, columns), size=(count, 2))
    mask[places[:, 0], places[:, 1]] = True
    row, column = np.indices(mask.shape)
    away = np.abs(np.stack([[row - r, column - c] for r, c in places]))
    long, short = away.max(axis=1), away.min(axis=1)
    wanted = (2.0 * (long - short) + 2.0 * math.sqrt(2.0) * short).min(axis=0)
    assert chamfer(mask, 100.0, np.float64, 2.0, 2.0 * math.sqrt(2.0)) == pytest.approx(wanted)
    assert chamfer(mask, 7.0, np.float32, 2.0, 2.0 * math.sqrt(2.0)) == pytest.approx(np.minimum(wanted, 7.0))


def test_without_a_mask_everything_is_as_far_as_can_be() -> None:
    far = chamfer(np.zeros((3, 4), np.bool_), 5.0, np.float32)
    assert far.dtype == np.float32
    assert (far == 5.0).all()
