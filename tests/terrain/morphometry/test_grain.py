"""The grain of land, and what worlds draw of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from procgen.terrain.grain import CELLS, PIXELS, drawn_rank, grain_at
from procgen.terrain.landforms import LABELS
from procgen.terrain.morphometry.grain import GRAIN, grain_of, turned


def land(smooth: float | tuple[float, float]) -> np.ndarray:
    noise = np.random.default_rng(3).standard_normal((128, 128))
    return np.asarray(gaussian_filter(noise, smooth), np.float32)


def test_softer_land_has_less() -> None:
    first = [grain_of(land(smooth))[0] for smooth in (3.0, 1.5, 0.7)]
    assert first[0] < first[1] < first[2]


@given(scale=st.floats(0.01, 1000.0), level=st.floats(-100.0, 100.0))
def test_units_and_levels_do_not_count(scale: float, level: float) -> None:
    heights = land(1.5)
    np.testing.assert_allclose(grain_of((heights * scale).astype(np.float32)), grain_of(heights), atol=1e-3)
    np.testing.assert_allclose(grain_of(heights + np.float32(0.01 * level)), grain_of(heights), atol=2e-2)


def test_a_turn_exchanges_rows_and_columns() -> None:
    heights = land((0.8, 2.0))
    assert abs(grain_of(heights)[2]) > 1.0
    np.testing.assert_allclose(grain_of(np.ascontiguousarray(heights.T)), turned(grain_of(heights)), atol=1e-3)


def test_level_ground_is_finite() -> None:
    assert np.isfinite(grain_of(np.zeros((8, 8), np.float32))).all()


@pytest.mark.parametrize("landform", ["", "mountains", "canyon", "no such"])
@pytest.mark.parametrize("spacing", [0.1, 1.0, 10.0, 90.0, 1000.0])
@pytest.mark.parametrize("kind", [PIXELS, CELLS])
def test_ranks_lead_from_the_softest_to_the_roughest(kind: str, landform: str, spacing: float) -> None:
    grains = [grain_at(kind, landform, spacing, rank) for rank in np.linspace(0.0, 1.0, 21)]
    assert all(grain.shape == (GRAIN,) and np.isfinite(grain).all() for grain in grains)
    first = np.array([grain[0] for grain in grains])
    assert (np.diff(first) >= 0.0).all()
    assert first[-1] > first[0]


def test_landforms_have_their_own() -> None:
    assert len({float(grain_at(PIXELS, name, 30.0, 0.5)[0]) for name in LABELS}) > 5


def test_worlds_draw_evenly_and_go_over_into_one_another() -> None:
    ranks = np.array([drawn_rank(PIXELS, seed, seed, 0.0) for seed in range(400)])
    np.testing.assert_allclose(np.quantile(ranks, [0.1, 0.5, 0.9]), [0.1, 0.5, 0.9], atol=0.07)
    assert drawn_rank(PIXELS, 1, 2, 0.0) != drawn_rank(CELLS, 1, 2, 0.0)
    assert drawn_rank(PIXELS, 1, 2, 0.0) == drawn_rank(PIXELS, 1, 9, 0.0)
    assert drawn_rank(PIXELS, 1, 2, 1.0) == pytest.approx(drawn_rank(PIXELS, 2, 2, 0.0))
