"""Statistics of fields: what they must not depend on, and what they must tell."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.critic.pictures import autocorrelation, band_powers, blockiness, grain, shape_moments

RNG = np.random.default_rng(5)
ROUGH = RNG.normal(size=(128, 128)).cumsum(0).cumsum(1)


@pytest.mark.parametrize("statistic", [band_powers, shape_moments, autocorrelation, blockiness])
def test_level_and_scale_do_not_matter(statistic: object) -> None:
    assert callable(statistic)
    np.testing.assert_allclose(statistic(3.0 * ROUGH + 70.0), statistic(ROUGH), rtol=1e-4, atol=1e-3)


def test_white_noise_has_a_flat_spectrum_and_a_walk_a_falling_one() -> None:
    white, walk = band_powers(RNG.normal(size=(128, 128)))[:-1], band_powers(ROUGH)[:-1]
    assert np.abs(white[2:]).max() < 1.0
    assert walk[2] - walk[-1] > 4.0


def test_stripes_are_uneven_over_directions() -> None:
    stripes = np.tile(np.sin(np.arange(64) * 1.5), (64, 1)) + 0.01 * RNG.normal(size=(64, 64))
    assert band_powers(stripes)[-1] > band_powers(RNG.normal(size=(64, 64)))[-1] + 3.0


def test_ridges_and_valleys_have_opposite_skewness() -> None:
    assert shape_moments(np.abs(ROUGH))[0] * shape_moments(-np.abs(ROUGH))[0] < 0.0


def test_blocks_are_told() -> None:
    smooth = np.add.outer(np.arange(64.0), np.arange(64.0)) + 0.1 * RNG.normal(size=(64, 64))
    blocks = np.kron(RNG.normal(size=(8, 8)), np.ones((8, 8))) + 0.01 * RNG.normal(size=(64, 64))
    assert blockiness(blocks)[2] > blockiness(smooth)[2] + 1.0


def test_level_steps_are_counted() -> None:
    assert grain(np.zeros((32, 32)))[0] == 1.0
    assert grain(RNG.normal(size=(32, 32)))[0] == 0.0
