"""What the detail network is told of the cells."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.terrain import detail
from procgen.terrain.detail import CELLS_MARGIN, FEATURE_MARGIN, detail_features, interpolated
from procgen.terrain.recipe.refine import SHAPE

GRAIN = np.array([0.5, -0.2, 0.1], np.float32)


def test_serving_and_training_agree_on_margins() -> None:
    assert (SHAPE.margin, SHAPE.noise_margins) == (detail.MARGIN, detail.NOISE_MARGINS)
    assert SHAPE.noise == detail.NOISE_CHANNELS


@settings(max_examples=20)
@given(row=st.integers(0, 6), column=st.integers(0, 6), spacing=st.sampled_from([0.5, 4.0, 90.0]))
def test_features_are_local(row: int, column: int, spacing: float) -> None:
    cells = (100.0 * np.random.default_rng(0).standard_normal((24, 24))).astype(np.float32)
    whole = detail_features(cells, spacing, GRAIN)
    side = 24 - 6
    part = detail_features(cells[row : row + side, column : column + side], spacing, GRAIN)
    inner = (slice(row, row + side - 2 * FEATURE_MARGIN), slice(column, column + side - 2 * FEATURE_MARGIN))
    np.testing.assert_array_equal(part.features, whole.features[(slice(None), *inner)])
    np.testing.assert_array_equal(part.log_scale, whole.log_scale[inner])


def test_features_are_of_slopes_not_of_sizes() -> None:
    """The same land, ten times as large, differs in its spacing alone."""
    land = 300.0 + 40.0 * np.random.default_rng(1).standard_normal((20, 20))
    small, large = (detail_features((land * k).astype(np.float32), 6.0 * k, GRAIN) for k in (1.0, 10.0))
    told = [channel for channel in range(detail.FEATURES) if channel != 6]
    np.testing.assert_allclose(large.features[told], small.features[told], rtol=1e-3, atol=2e-3)
    np.testing.assert_allclose(large.log_scale - small.log_scale, np.log(10.0), atol=1e-3)


def test_the_grain_is_told_everywhere_or_by_place() -> None:
    cells = np.zeros((20, 20), np.float32)
    everywhere = detail_features(cells, 30.0, GRAIN)
    assert (everywhere.features[-3:] == GRAIN[:, None, None]).all()
    by_place = np.arange(3 * 36, dtype=np.float32).reshape(3, 6, 6)
    np.testing.assert_array_equal(detail_features(cells, 30.0, by_place).features[-3:], by_place)


def test_level_ground_has_finite_features() -> None:
    told = detail_features(np.zeros((20, 20), np.float32), 30.0, GRAIN)
    assert np.isfinite(told.features).all()
    base, scale = interpolated(
        np.zeros((2 * CELLS_MARGIN + 3, 2 * CELLS_MARGIN + 3), np.float32), np.zeros((17, 17), np.float32)
    )
    assert base.shape == scale.shape == (24, 24)
    assert scale == pytest.approx(np.ones((24, 24)))
