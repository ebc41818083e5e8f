from __future__ import annotations

import numpy as np
import pytest

from procgen.terrain.ruler.drainage_statistics import Flow
from procgen.terrain.ruler.valley_networks import (
    CHANNEL_CELLS,
    Streams,
    horton_ratios,
    pooled,
    streams,
    valley_streams,
)
from tests.terrain.ruler.fields import land


def _flow(receivers: list[int], areas: list[float]) -> Flow:
    """A tree of cells in one row."""
    count = len(receivers)
    step = np.array([0.0 if to == cell else 1.0 for cell, to in enumerate(receivers)])
    return Flow(
        np.zeros((1, count), np.float32),
        np.array(receivers),
        step,
        CHANNEL_CELLS * np.array(areas, np.float64),
        np.zeros(count),
    )


def test_orders_rise_where_equals_meet_and_streams_end_there() -> None:
    # 0 and 1 meet in 4; 2 and 3 in 5; 4 and 5 in 6; the source 7 joins on the way 6 -> 8, and 9 is the mouth.
    water = _flow([4, 4, 5, 5, 6, 6, 8, 8, 9, 9], [1, 1, 1, 1, 3, 3, 7, 1, 9, 10])
    found = streams(water, np.ones((1, 10), bool))
    assert sorted(found.order.tolist()) == [1, 1, 1, 1, 1, 2, 2, 3]
    assert found.length_px[found.order == 1].tolist() == [1.0] * 5
    assert found.length_px[found.order == 2].tolist() == [1.0, 1.0]
    assert found.length_px[found.order == 3].tolist() == [2.0]
    assert found.area_cells[found.order == 3].tolist() == [10.0 * CHANNEL_CELLS]


def test_what_drains_little_is_no_stream() -> None:
    water = _flow([1, 2, 2], [0.5, 1, 2])
    found = streams(water, np.ones((1, 3), bool))
    assert found.order.tolist() == [1]
    assert found.length_px.tolist() == [1.0]
    assert len(streams(water, np.zeros((1, 3), bool)).order) == 0


def test_ratios_of_an_ideal_tree() -> None:
    # Each order has a quarter of the streams of the one before, twice as long, with five times the area.
    order = np.repeat([1, 2, 3, 4], [640, 160, 40, 10])
    tree = Streams(order, 3.0 * 2.0**order, 20.0 * 5.0**order)
    ratios = horton_ratios(tree)
    assert ratios["bifurcation"] == pytest.approx(4.0)
    assert ratios["length"] == pytest.approx(2.0)
    assert ratios["area"] == pytest.approx(5.0)
    assert horton_ratios(pooled([tree, tree])) == pytest.approx(ratios)
    assert all(np.isnan(value) for value in horton_ratios(Streams(order[:640], order[:640], order[:640])).values())


def test_land_on_a_slope_drains_down_it_into_ever_larger_streams() -> None:
    z = np.mgrid[:128, :128][0].astype(np.float32)
    found = valley_streams(land(3, 128) - 20.0 * z, -1e9)
    assert found.order.max() >= 3
    larger = [found.area_cells[found.order == order].mean() for order in (1, 2, 3)]
    assert larger == sorted(larger)
    assert valley_streams(land(3, 128), 1e9).order.size == 0
