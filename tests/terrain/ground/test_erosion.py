"""Erosion: valleys deepen, slopes rest, little else changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.terrain.ground.erosion import erode
from procgen.terrain.ground.fields import gradient
from procgen.terrain.ground.hydrology import sea_mask
from tests.terrain.ground.grids import SPACING_M, rolling, surfaces


@settings(max_examples=30, deadline=None)
@given(surfaces(), st.sampled_from([0.0, 0.5, 1.0]), st.sampled_from([0.0, 0.5, 1.0]))
def test_laws_on_any_surface(heights: np.ndarray, hydraulic: float, thermal: float) -> None:
    eroded = erode(heights, SPACING_M, 0.0, hydraulic, thermal)
    again = erode(heights, SPACING_M, 0.0, hydraulic, thermal)
    assert eroded.heights_m.tobytes() == again.heights_m.tobytes()
    assert eroded.heights_m.dtype == eroded.sediment_m.dtype == np.float32
    assert np.isfinite(eroded.heights_m).all()
    assert eroded.sediment_m.min() >= 0.0
    for edge in (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1]):
        np.testing.assert_allclose(eroded.heights_m[edge], heights[edge], rtol=1e-6)
    if hydraulic == thermal == 0.0:
        np.testing.assert_array_equal(eroded.heights_m, heights)


def test_relief_and_large_forms_stay() -> None:
    heights = rolling(5, 300, 260, relief_m=600.0, rounds=100)
    eroded = erode(heights, SPACING_M, -1e4, 1.0, 1.0).heights_m
    assert 0.85 < eroded.std() / heights.std() < 1.02
    assert np.corrcoef(eroded.ravel(), heights.ravel())[0, 1] > 0.97


def test_rivers_cut_and_debris_settles_lower_down() -> None:
    heights = rolling(6, 256, 256, relief_m=1500.0)
    eroded = erode(heights, SPACING_M, -1e4, 1.0, 0.0)
    worn = heights - eroded.heights_m
    assert worn.max() > 10.0
    settled = eroded.sediment_m > np.quantile(eroded.sediment_m, 0.95)
    assert heights[settled].mean() < heights.mean()
    assert gradient(heights, SPACING_M).slope_deg()[settled].mean() < gradient(heights, SPACING_M).slope_deg().mean()


def test_steep_slopes_slide_and_gentle_ones_stay() -> None:
    x = np.abs(np.arange(101, dtype=np.float32) - 50.0)
    steep = np.tile(np.maximum(100.0 - 3.0 * x, 0.0), (60, 1)).astype(np.float32)
    eroded = erode(steep, 1.0, -1e4, 0.0, 1.0, talus_deg=45.0).heights_m
    over = [np.maximum(np.abs(np.diff(field[10:-10], axis=1)) - 1.0, 0.0).sum() for field in (steep, eroded)]
    assert over[1] < 0.98 * over[0]
    assert eroded[10:-10].sum() == pytest.approx(steep[10:-10].sum(), rel=0.01)
    np.testing.assert_allclose(erode(steep, 1.0, -1e4, 0.0, 1.0, talus_deg=75.0).heights_m, steep, atol=1e-3)


def test_the_sea_floor_stays() -> None:
    heights = rolling(7, 150, 150)
    sea_level = float(np.median(heights))
    eroded = erode(heights, SPACING_M, sea_level, 1.0, 1.0).heights_m
    sea = sea_mask(heights, sea_level)
    assert sea.mean() > 0.2
    np.testing.assert_array_equal(eroded[sea], heights[sea])


def test_work_can_be_stopped_and_bad_heights_are_refused() -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        erode(rolling(1, 40, 40), SPACING_M, 0.0, checkpoint=stop)
    with pytest.raises(InvalidFields, match="heights"):
        erode(np.full((4, 4), np.inf, np.float32), SPACING_M, 0.0)
