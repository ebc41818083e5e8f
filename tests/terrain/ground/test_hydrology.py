"""Drained ground: laws on any surface, and what is cut, filled and kept."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.terrain.ground.hydrology import (
    Draining,
    catchment_m2,
    connected_regions,
    drain,
    sea_mask,
)
from tests.terrain.ground.grids import SPACING_M, assert_drains, rolling, surfaces

rules = st.builds(
    Draining,
    method=st.sampled_from(["hybrid", "carve", "fill"]),
    deepest_cut_m=st.sampled_from([0.0, 5.0, 25.0, 1e6]),
    lake_area_m2=st.sampled_from([0.0, 5000.0, 40000.0]),
    lake_depth_m=st.sampled_from([0.0, 1.0, 10.0]),
    raised_share=st.sampled_from([0.0, 0.6, 1.0]),
    bank_slope=st.sampled_from([0.1, 0.6, 3.0]),
    keep_edges=st.booleans(),
)
sea_levels = st.sampled_from([-20000.0, -10.0, 0.0, 15.0, 100.0])


@settings(deadline=None)
@given(surfaces(), sea_levels, rules)
def test_all_water_runs_down_to_an_edge_or_the_sea(heights: np.ndarray, sea_level_m: float, draining: Draining) -> None:
    given_heights = heights.copy()
    drained = drain(heights, SPACING_M, sea_level_m, draining)
    assert_drains(drained)
    np.testing.assert_array_equal(heights, given_heights)
    assert (drained.surface_m[drained.sea] == np.float32(sea_level_m)).all()
    if draining.keep_edges:
        for edge in (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1]):
            np.testing.assert_array_equal(drained.ground_m[edge], heights[edge])
    np.testing.assert_array_equal(drained.ground_m[drained.sea], heights[drained.sea])
    if draining.method != "hybrid":
        assert not drained.lakes.any()
    if draining.method == "fill":
        assert (drained.ground_m >= heights).all()


@settings(deadline=None)
@given(surfaces(), sea_levels, rules)
def test_equal_input_gives_equal_bytes(heights: np.ndarray, sea_level_m: float, draining: Draining) -> None:
    first, second = (drain(heights, SPACING_M, sea_level_m, draining) for _ in range(2))
    assert first.ground_m.tobytes() == second.ground_m.tobytes()
    assert first.receivers.tobytes() == second.receivers.tobytes()


@settings(deadline=None)
@given(surfaces(), rules)
def test_draining_twice_changes_nothing_more(heights: np.ndarray, draining: Draining) -> None:
    if draining.method == "hybrid":
        draining = Draining(method="fill")
    once = drain(heights, SPACING_M, -20000.0, draining)
    twice = drain(once.ground_m, SPACING_M, -20000.0, draining)
    np.testing.assert_array_equal(once.ground_m, twice.ground_m)


def basin(depth_m: float, rim_m: float = 100.0, side: int = 41) -> np.ndarray:
    """A round hollow in a plain that falls to the west."""
    z, x = np.meshgrid(*(np.arange(side, dtype=np.float32) - side // 2,) * 2, indexing="ij")
    plain = rim_m + 0.2 * x
    hollow = np.minimum(np.hypot(x, z) / 10.0, 1.0) ** 2
    return (plain - depth_m * (1.0 - hollow)).astype(np.float32)


def test_a_deep_hollow_stays_a_lake_whose_outlet_is_cut() -> None:
    heights = basin(60.0)
    drained = drain(heights, SPACING_M, 0.0, Draining(deepest_cut_m=10.0, keep_edges=False))
    level = np.unique(drained.surface_m[drained.lakes > 0])
    assert drained.lakes.max() == 1
    assert level.size == 1
    assert 98.0 - 10.5 <= level[0] <= 98.0 - 9.0
    assert drained.surface_m[20, 20] - drained.ground_m[20, 20] > 40.0
    # Where the edge stays, nothing can be cut below it.
    kept = drain(heights, SPACING_M, 0.0, Draining(deepest_cut_m=10.0))
    assert (kept.surface_m[kept.lakes > 0] == heights[:, 0].min()).all()


def test_a_shallow_hollow_is_cut_through() -> None:
    heights = basin(4.0)
    drained = drain(heights, SPACING_M, 0.0, Draining(keep_edges=False))
    assert not drained.lakes.any()
    assert (drained.ground_m <= heights).all()
    assert drained.ground_m[20, 20] == heights[20, 20]


def test_a_hollow_is_raised_before_it_is_cut_through_and_a_lake_is_not() -> None:
    """What a hollow is filled by need not be cut: a cut as deep as the hollow would be a crack in its rim."""
    heights = basin(20.0)
    cut, raised = (drain(heights, SPACING_M, 0.0, Draining(raised_share=share, keep_edges=False)) for share in (0, 0.5))
    assert not raised.lakes.any()
    assert raised.ground_m[20, 20] == pytest.approx((98.0 + heights[20, 20]) / 2.0, abs=0.1)
    deepest = [float((heights - one.ground_m).max()) for one in (cut, raised)]
    assert deepest[1] < 0.6 * deepest[0]
    deep = basin(60.0)
    kept = drain(deep, SPACING_M, 0.0, Draining(raised_share=0.5, deepest_cut_m=10.0, keep_edges=False))
    assert kept.ground_m[20, 20] == deep[20, 20]


def test_banks_of_a_cut_are_no_steeper_than_asked_for_on_top_of_the_slope_that_was_there() -> None:
    heights = basin(20.0)
    draining = Draining("carve", bank_slope=0.2, keep_edges=False)
    drained = drain(heights, SPACING_M, 0.0, draining)
    lowered = drained.ground_m < heights
    assert lowered.sum() > 20
    rise = (np.abs(np.diff(drained.ground_m, axis=0)) - np.abs(np.diff(heights, axis=0)))[1:-1]
    touched = (lowered[1:] & lowered[:-1])[1:-1]
    assert (rise[touched] <= 0.2 * SPACING_M * 1.001).all()


def test_edges_are_cut_only_where_that_is_allowed() -> None:
    heights = np.full((20, 20), 50.0, np.float32)
    heights[5:15, 5:15] = 10.0
    assert drain(heights, SPACING_M, 0.0, Draining("carve")).ground_m.min() == 50.0
    opened = drain(heights, SPACING_M, 0.0, Draining("carve", keep_edges=False)).ground_m
    assert opened[10, 10] == 10.0
    assert min(opened[0].min(), opened[-1].min(), opened[:, 0].min(), opened[:, -1].min()) == 10.0


def test_small_hollows_below_the_sea_level_are_no_sea() -> None:
    heights = np.full((40, 40), 20.0, np.float32)
    heights[5:8, 5:8] = -3.0
    heights[20:35, 20:35] = -3.0
    heights[:3, :3] = -3.0
    sea = sea_mask(heights, 0.0)
    assert not sea[6, 6]
    assert sea[25, 25]
    assert sea[0, 0]
    assert_drains(drain(heights, SPACING_M, 0.0))


@settings(deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 40), st.integers(1, 40), st.sampled_from([0.2, 0.45, 0.6, 0.9]))
def test_regions_are_those_that_opencv_finds(seed: int, depth: int, width: int, share: float) -> None:
    mask = np.random.default_rng(seed).random((depth, width)) < share
    regions = connected_regions(mask)
    count, expected = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    assert regions.max() + 1 == count
    pairs = np.unique(np.stack([regions.ravel(), expected.ravel()]), axis=1)
    assert pairs.shape[1] == np.unique(expected).size == np.unique(regions).size


def test_every_square_metre_leaves_somewhere() -> None:
    drained = drain(rolling(4, 70, 50), SPACING_M, 300.0)
    area = catchment_m2(drained, SPACING_M)
    roots = (drained.receivers == np.arange(drained.receivers.size)).reshape(area.shape)
    assert area[roots].sum() == 70 * 50 * SPACING_M**2
    assert area.min() == SPACING_M**2


@pytest.mark.parametrize(
    "bad", [np.zeros((2, 5), np.float32), np.zeros(9, np.float32), np.full((4, 4), np.nan, np.float32)]
)
def test_what_is_no_terrain_is_refused(bad: np.ndarray) -> None:
    with pytest.raises(InvalidFields, match="heights"):
        drain(bad, SPACING_M, 0.0)


def test_a_cut_through_a_steep_mountainside_takes_off_no_more_than_its_banks() -> None:
    x = np.broadcast_to(np.arange(60.0), (60, 60))
    side = (40.0 * x + np.random.default_rng(1).random((60, 60)) * 90.0).astype(np.float32)  # far steeper than a bank
    drained = drain(side, SPACING_M, -1e4, Draining(bank_slope=0.6, deepest_cut_m=20.0))
    assert (side - drained.ground_m).max() <= 20.0 + Draining().lake_depth_m + 5.0
    assert (drained.ground_m - side).max() <= 90.0
