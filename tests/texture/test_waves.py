"""Whole numbers of waves over a tile."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from procgen.texture.waves import draw_waves, waves

SIDE = 128
NUMBERS = st.integers(-30, 30)


def picture(across: int, down: int, phase: float, noise: float = 0.0) -> np.ndarray:
    x, y = np.meshgrid(np.arange(SIDE) / SIDE, np.arange(SIDE) / SIDE)
    grey = 0.4 * np.cos(2 * np.pi * (across * x + down * y) + phase)
    grey += noise * np.random.default_rng(3).standard_normal((SIDE, SIDE))
    return np.repeat(grey[None], 3, axis=0).astype(np.float32)


@given(NUMBERS, NUMBERS, st.floats(-3.0, 3.0))
def test_a_wave_is_found_and_drawn_where_it_was(across: int, down: int, phase: float) -> None:
    assume(6 <= np.hypot(across, down) <= 30)
    made = picture(across, down, phase, noise=0.05)
    found = waves(made)
    assert found[0, 3] == 1.0
    drawn = draw_waves(found, SIDE, SIDE, SIDE)[0]
    assert np.corrcoef(drawn.ravel(), made[0].ravel())[0, 1] > 0.95


@given(NUMBERS, NUMBERS, st.sampled_from([(64, 64), (96, 160), (256, 128)]))
def test_waves_close_at_the_edges_of_any_tile(across: int, down: int, size: tuple[int, int]) -> None:
    found = np.zeros((2, 4), np.float32)
    found[0] = (across, down, 0.3, 1.0)
    drawn = draw_waves(found, *size, SIDE)
    for axis in (1, 2):
        step = np.abs(np.diff(np.concatenate([drawn, np.take(drawn, [0], axis)], axis), axis=axis))
        wrap = np.take(step, [-1], axis)
        assert wrap.max() <= step.max() + 1e-5


def test_noise_has_no_waves() -> None:
    noise = np.random.default_rng(1).standard_normal((1, SIDE, SIDE)).astype(np.float32)
    np.testing.assert_array_equal(waves(np.repeat(noise, 3, axis=0))[:, 3], 0.0)
    assert not draw_waves(np.zeros((2, 4), np.float32), 32, 32, SIDE).any()


def test_two_directions_are_two_waves() -> None:
    found = waves(picture(12, 0, 0.0) + picture(0, 20, 1.0))
    assert {(abs(int(x)), abs(int(y))) for x, y in found[:, :2]} == {(12, 0), (0, 20)}
    assert found[:, 3] == pytest.approx([1.0, 1.0])
