"""What a network's grid leaves is taken off, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.runtime.philox import gaussian_field
from procgen.texture.grid import without_grid

SIDE = 96


def noise(seed: int, side: int = SIDE) -> np.ndarray:
    return gaussian_field(seed, "test/grid", 0, 0, side, 2 * side).reshape(2, side, side)


@given(st.integers(0, 2**64 - 1), st.sampled_from([2, 4, 8]), st.integers(0, 100))
def test_a_faint_pattern_goes(seed: int, period: int, other: int) -> None:
    pattern = 0.1 * gaussian_field(other, "test/pattern", 0, 0, period, period)
    pattern -= pattern.mean()
    clean = noise(seed)
    made = without_grid(clean + np.tile(pattern, (SIDE // period, SIDE // period)), period)
    np.testing.assert_allclose(made, without_grid(clean, period), atol=2e-4)
    means = made.reshape(2, SIDE // period, period, SIDE // period, period).mean(axis=(1, 3))
    assert np.ptp(means, axis=(1, 2)).max() < 1e-3
    np.testing.assert_allclose(made.mean(axis=(1, 2)), (clean + 0.0).mean(axis=(1, 2)), atol=1e-4)


def test_a_material_that_repeats_with_the_grid_stays() -> None:
    threads = np.tile(np.array([1.0, 1.0, -1.0, -1.0], np.float32), (1, SIDE, SIDE // 4))
    np.testing.assert_array_equal(without_grid(threads, 4), threads)


@given(st.integers(0, 2**64 - 1), st.integers(-12, 12), st.integers(-12, 12))
def test_moved_maps_give_the_same_moved(seed: int, down: int, across: int) -> None:
    maps = noise(seed)
    moved = without_grid(np.roll(maps, (8 * down, 8 * across), (1, 2)), 8)
    np.testing.assert_array_equal(moved, np.roll(without_grid(maps, 8), (8 * down, 8 * across), (1, 2)))


@pytest.mark.parametrize("side", [16, 32])
def test_small_maps_are_left_alone(side: int) -> None:
    maps = noise(1, side)
    np.testing.assert_array_equal(without_grid(maps, 8), maps)
