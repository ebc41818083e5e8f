"""Rivers: downhill all the way, as wide and deep as their water, and cut into the ground."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.terrain.ground.hydrology import Drained, Draining, catchment_m2, drain, settle, with_edges
from procgen.terrain.ground.rivers import (
    HydraulicGeometry,
    Reach,
    Rivers,
    bank_width_px,
    carve_channels,
    find_rivers,
    half_width_px,
    reach_of,
)
from tests.terrain.ground.grids import SPACING_M, assert_drains, rolling, surfaces

WET = HydraulicGeometry(runoff_mm_per_year=1000.0, width_factor=150.0, depth_factor=6.0)
"""So much water that rivers on small maps are pixels wide."""


def rivers_on(heights: np.ndarray, sea_level_m: float = 0.0, least_px: float = 20.0) -> tuple[Drained, Rivers]:
    drained = drain(heights, SPACING_M, sea_level_m)
    area = catchment_m2(drained, SPACING_M)
    return drained, find_rivers(drained, area, least_px * SPACING_M**2, WET)


def near(rivers: Rivers, shape: tuple[int, int], spacing_m: float = SPACING_M) -> Reach:
    return reach_of(rivers, half_width_px(rivers, spacing_m), bank_width_px(rivers, spacing_m), shape)


@settings(deadline=None)
@given(surfaces(), st.sampled_from([-20000.0, 0.0, 20.0]))
def test_rivers_run_down_and_grow(heights: np.ndarray, sea_level_m: float) -> None:
    drained, rivers = rivers_on(heights, sea_level_m, 5.0)
    onwards = rivers.onwards
    assert (rivers.surface_m[onwards] <= rivers.surface_m).all()
    assert (rivers.discharge_m3s[onwards] >= rivers.discharge_m3s).all()
    assert (rivers.width_m[onwards] >= rivers.width_m).all()
    assert (rivers.depth_m[onwards] >= rivers.depth_m).all()
    places = np.arange(onwards.size)
    assert (onwards >= places).all()
    ends = rivers.pixels[onwards == places]
    stops = with_edges(drained.sea).reshape(-1)
    assert (stops[ends] | stops[drained.receivers[ends]]).all()
    assert not drained.sea.reshape(-1)[rivers.pixels].any()


def test_hydraulic_geometry() -> None:
    geometry = HydraulicGeometry(600.0, 4.0, 5.0, 0.3)
    discharge = geometry.discharge_m3s(np.array([1e8]))
    assert discharge[0] == pytest.approx(1e8 * 0.6 / 31_557_600 * 4.0)
    assert geometry.width_m(np.array([100.0]))[0] == pytest.approx(50.0)
    assert geometry.depth_m(np.array([100.0]))[0] == pytest.approx(0.3 * 100.0**0.4)


@settings(deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([-100.0, 380.0]), st.booleans())
def test_carved_channels_hold_water_all_the_way(seed: int, sea_level_m: float, keep_edges: bool) -> None:
    heights = rolling(seed, 60, 50)
    drained, rivers = rivers_on(heights, sea_level_m)
    ground = carve_channels(drained, rivers, near(rivers, heights.shape), SPACING_M, keep_edges=keep_edges)
    assert (ground <= drained.ground_m).all()
    after = settle(ground, drained.sea, SPACING_M, sea_level_m, Draining())
    assert_drains(after)
    flat = after.ground_m.reshape(-1)
    here, there = rivers.pixels, rivers.pixels[rivers.onwards]
    dry = ~rivers.in_lake & ~rivers.in_lake[rivers.onwards]
    assert (flat[there][dry] <= flat[here][dry]).all()
    # The lakes that were there stand as high as before.
    lakes = drained.lakes > 0
    np.testing.assert_array_equal(after.surface_m[lakes], drained.surface_m[lakes])
    if keep_edges:
        edge = with_edges(np.zeros_like(drained.sea))
        np.testing.assert_array_equal(ground[edge], drained.ground_m[edge])


def test_channels_are_as_deep_as_their_rivers() -> None:
    heights = np.tile(np.linspace(200.0, 100.0, 80, dtype=np.float32)[:, None], (1, 41))
    heights += np.abs(np.arange(41, dtype=np.float32) - 20.0) * 2.0  # a straight valley to the south
    drained, rivers = rivers_on(heights, least_px=300.0)
    ground = carve_channels(drained, rivers, near(rivers, heights.shape), SPACING_M)
    middle = rivers.pixels[(rivers.pixels // 41 > 20) & (rivers.pixels // 41 < 70)]
    cut = (drained.ground_m - ground).reshape(-1)[middle]
    depth = rivers.depth_m[np.isin(rivers.pixels, middle)]
    np.testing.assert_allclose(cut, depth, rtol=1e-4)
    # Across the river the ground rises from the bed to the banks without a step back.
    row = ground[60, 20:]
    assert (np.diff(row) >= 0.0).all()
    assert row[0] < row[1]


def test_reach_is_the_distance_to_the_smoothed_course() -> None:
    heights = rolling(11, 50, 40)
    _, rivers = rivers_on(heights, least_px=40.0)
    half = half_width_px(rivers, SPACING_M)
    margin = np.full(half.size, 3.0, np.float32)
    found = reach_of(rivers, half, margin, heights.shape)
    expected = np.full(heights.size, np.inf)
    z, x = np.divmod(np.arange(heights.size), heights.shape[1])
    for place, ahead in enumerate(rivers.onwards):
        a = np.array([rivers.x_px[place], rivers.z_px[place]], np.float64)
        b = np.array([rivers.x_px[ahead], rivers.z_px[ahead]], np.float64) - a
        share = np.clip(((x - a[0]) * b[0] + (z - a[1]) * b[1]) / max(b @ b, 1e-12), 0.0, 1.0)
        beyond = np.hypot(x - a[0] - share * b[0], z - a[1] - share * b[1]) - half[place]
        expected = np.minimum(expected, beyond)
    np.testing.assert_array_equal(found.pixels, np.flatnonzero(expected <= 3.0))
    np.testing.assert_allclose(found.beyond_px, expected[found.pixels], atol=1e-4)
    assert (np.abs(rivers.x_px - rivers.pixels % 40) <= 0.5).all()
    assert (np.abs(rivers.z_px - rivers.pixels // 40) <= 0.5).all()


def test_no_rivers_is_no_error() -> None:
    heights = rolling(2, 20, 20)
    drained, rivers = rivers_on(heights, least_px=1e6)
    assert rivers.pixels.size == 0
    found = near(rivers, heights.shape)
    assert found.pixels.size == 0
    np.testing.assert_array_equal(carve_channels(drained, rivers, found, SPACING_M), drained.ground_m)


def test_work_can_be_stopped() -> None:
    _, rivers = rivers_on(rolling(2, 60, 60))

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reach_of(rivers, half_width_px(rivers, SPACING_M), bank_width_px(rivers, SPACING_M), (60, 60), stop)
