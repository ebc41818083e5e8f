"""Flow: against a priority-flood and plain walks, pixel by pixel."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from procgen.terrain.ground.flow import (
    OFFSETS,
    accumulate,
    find_basins,
    flow_order,
    follow_to_roots,
    join_basins,
    row_blocks,
    steepest_receivers,
)
from procgen.terrain.ground.hydrology import with_edges
from tests.terrain.ground.grids import assert_neighbours, ends_of, priority_flood, rolling, surfaces


def border(heights: np.ndarray) -> np.ndarray:
    return with_edges(np.zeros(heights.shape, np.bool_))


@settings(deadline=None)
@given(surfaces())
def test_receivers_are_the_steepest_lower_neighbours(heights: np.ndarray) -> None:
    outlets = border(heights)
    receivers = steepest_receivers(heights, outlets)
    assert_neighbours(receivers, heights.shape[1])
    for row, column in np.argwhere(~outlets):
        drops = [(heights[row, column] - heights[row + z, column + x]) / np.hypot(z, x) for z, x in OFFSETS]
        to = receivers[row * heights.shape[1] + column]
        down = np.array(divmod(to, heights.shape[1])) - (row, column)
        if max(drops) > 0.0:
            taken = (heights[row, column] - heights[row + down[0], column + down[1]]) / np.hypot(*down)
            assert taken >= max(drops) * (1.0 - 1e-5)
        else:
            assert heights.reshape(-1)[to] == heights[row, column]


@settings(deadline=None)
@given(surfaces())
def test_receivers_have_no_rings(heights: np.ndarray) -> None:
    ends_of(steepest_receivers(heights, border(heights)))


@settings(deadline=None)
@given(surfaces())
def test_spill_levels_are_those_of_a_priority_flood(heights: np.ndarray) -> None:
    outlets = border(heights)
    outlets |= heights < -20.0
    basins = find_basins(heights, steepest_receivers(heights, outlets), outlets)
    filled = np.maximum(heights, basins.spill_m[basins.labels].reshape(heights.shape))
    np.testing.assert_array_equal(filled, priority_flood(heights, outlets))


@settings(deadline=None)
@given(surfaces())
def test_one_tree_leads_every_pixel_out_over_the_lowest_passes(heights: np.ndarray) -> None:
    outlets = border(heights)
    down = steepest_receivers(heights, outlets)
    tree = join_basins(down, find_basins(heights, down, outlets))
    assert_neighbours(tree, heights.shape[1])
    assert outlets.reshape(-1)[ends_of(tree)].all()
    filled = priority_flood(heights, outlets).reshape(-1)
    assert (filled[tree] <= filled).all()


@settings(deadline=None)
@given(surfaces())
def test_accumulation_counts_what_walks_through(heights: np.ndarray) -> None:
    outlets = border(heights)
    down = steepest_receivers(heights, outlets)
    tree = join_basins(down, find_basins(heights, down, outlets))
    order = flow_order(tree)
    place = np.empty(tree.size, np.int64)
    place[order.pixels] = np.arange(tree.size)
    inner = tree != np.arange(tree.size)
    assert (place[tree[inner]] > place[inner]).all()
    amounts = np.arange(1.0, tree.size + 1.0)
    expected = amounts.copy()
    for pixel in range(tree.size):
        here = pixel
        while tree[here] != here:
            here = tree[here]
            expected[here] += amounts[pixel]
    np.testing.assert_allclose(accumulate(tree, order, amounts), expected, rtol=1e-12)


def test_a_plateau_drains_by_the_shortest_way() -> None:
    heights = np.full((21, 31), 10.0, np.float32)
    heights[10, 0] = 0.0  # the only way down
    heights[0] = heights[-1] = heights[:, -1] = 20.0
    heights[:10, 0] = heights[11:, 0] = 20.0
    receivers = steepest_receivers(heights, border(heights))
    here, steps = 10 * 31 + 29, 0
    while receivers[here] != here:
        here, steps = receivers[here], steps + 1
    assert (here, steps) == (10 * 31, 29)


def test_roots_of_a_long_chain() -> None:
    chain = np.maximum(np.arange(1000, dtype=np.int32) - 1, 0)
    assert (follow_to_roots(chain) == 0).all()


def test_blocks_cover_every_row_once() -> None:
    rows = [row for part in row_blocks((1000, 333), 1 << 12) for row in range(part.start, part.stop)]
    assert rows == list(range(1000))


def test_work_can_be_stopped() -> None:
    heights = rolling(1, 60, 60)
    outlets = border(heights)
    calls = 0

    def count() -> None:
        nonlocal calls
        calls += 1

    basins = find_basins(heights, steepest_receivers(heights, outlets), outlets, count)
    assert basins.pits[0] == -1
    assert calls > 5
