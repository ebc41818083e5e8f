"""Roads: least cost, never too steep, over rivers on bridges."""

from __future__ import annotations

import itertools
import math

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from procgen.world.checks import steepest, surface_m
from procgen.world.place import Land, Road
from procgen.world.roads import DECK_M, MOVES, STEEPEST, WIDTH_M, WayGrid, lay, profile, smoothed_line, ways_from
from procgen.world.settlement.beds import on_the_ground
from tests.world.small_world import plain_land


@settings(max_examples=60)
@given(
    arrays(np.float64, st.integers(2, 40), elements=st.floats(-50.0, 50.0)),
    st.floats(0.02, 0.5),
    st.data(),
)
def test_no_profile_is_too_steep(ground: np.ndarray, grade: float, data: st.DataObject) -> None:
    along = np.cumsum(data.draw(arrays(np.float64, len(ground), elements=st.floats(0.5, 5.0))))
    least = data.draw(arrays(np.float64, len(ground), elements=st.sampled_from([-math.inf, -10.0, 20.0])))
    heights = profile(ground, along, grade, least)
    assert (np.abs(np.diff(heights)) <= grade * np.diff(along) + 1e-9).all()
    assert (heights >= least - 1e-9).all()
    start = data.draw(st.floats(-30.0, 30.0))
    fixed = profile(ground, along, grade, least, {0: start})
    assert fixed[0] == pytest.approx(start)
    assert (np.abs(np.diff(fixed)) <= grade * np.diff(along) + 1e-9).all()


def test_a_gentle_profile_is_the_ground_itself() -> None:
    along = np.arange(0.0, 60.0, 3.0)
    ground = 0.05 * along + 0.3 * np.sin(along / 20.0)
    assert profile(ground, along, 0.12, np.full(20, -math.inf)) == pytest.approx(ground)


def hilly() -> Land:
    x, z = np.meshgrid(np.arange(31), np.arange(25))
    return plain_land(3.0 * np.sin(x / 5.0) + 2.0 * np.cos(z / 4.0) + 0.05 * x)


@pytest.mark.parametrize("reach", [math.inf, 30.0])
def test_ways_are_those_of_least_cost(reach: float) -> None:
    grid = WayGrid.of(hilly(), "road", least_spacing_m=2.0)
    rows, columns = grid.shape
    start = grid.cell(20.0, 24.0)
    found = ways_from(grid, start, reach)
    graph = networkx.DiGraph()
    for (down, across), cost in zip(MOVES, grid.costs, strict=True):
        for cell, price in enumerate(cost.reshape(-1)):
            if math.isfinite(price):
                graph.add_edge(cell, cell + down * columns + across, weight=float(price))
    if math.isfinite(reach):
        middle = divmod(start, columns)
        graph.remove_nodes_from(
            [cell for cell in range(rows * columns) if 2.0 * math.dist(divmod(cell, columns), middle) > reach]
        )
    wanted = networkx.single_source_dijkstra_path_length(graph, start)
    assert set(np.flatnonzero(np.isfinite(found.cost)).tolist()) == set(wanted)
    for cell, cost in wanted.items():
        assert found.cost[cell] == pytest.approx(cost)
        way = found.way(cell)
        assert way[0] == start
        assert way[-1] == cell
        length = sum(graph.edges[pair]["weight"] for pair in itertools.pairwise(way))
        assert length == pytest.approx(cost)


def valley_with_river() -> Land:
    x = np.arange(101) * 2.0
    heights = np.repeat((5.0 + 0.03 * np.abs(x - 100.0))[None, :], 61, axis=0)
    bed = np.abs(x - 100.0) <= 4.0
    heights[:, bed] = 3.0
    water = np.full(heights.shape, np.nan)
    water[:, bed] = 4.2
    river = np.stack([np.full(31, 100.0), np.full(31, 4.2), np.arange(31) * 4.0], axis=1).astype(np.float32)
    return plain_land(heights, water, (river,))


def test_a_river_is_crossed_on_a_bridge() -> None:
    land = valley_with_river()
    grid = WayGrid.of(land, "road", least_spacing_m=4.0)
    way = ways_from(grid, grid.cell(10.0, 60.0)).way(grid.cell(190.0, 60.0))
    assert way
    line = smoothed_line([grid.place(cell) for cell in way])
    laid = lay(land, line, "road")
    assert laid is not None
    road = Road("road", laid.points_m, WIDTH_M["road"], laid.bridge)
    over = np.abs(road.points_m[:, 0] - 100.0) <= 4.0
    assert road.bridge[over].all()
    assert not road.bridge[np.abs(road.points_m[:, 0] - 100.0) > 20.0].any()
    assert (road.points_m[over, 1] >= 4.2 + DECK_M - 1e-4).all()
    assert steepest(road) <= STEEPEST["road"]


def test_no_way_leads_through_a_lake() -> None:
    land = valley_with_river()
    lake = plain_land(land.heights_m, land.water_m)
    grid = WayGrid.of(lake, "road", least_spacing_m=4.0)
    assert ways_from(grid, grid.cell(10.0, 60.0)).way(grid.cell(190.0, 60.0)) == []


def test_ends_too_far_apart_in_height_have_no_road() -> None:
    land = plain_land(np.zeros((20, 40)))
    line = smoothed_line([(4.0, 10.0), (40.0, 10.0)])
    assert lay(land, line, "road", starts_m=0.0, ends_m=8.0) is None
    assert lay(land, line, "road", starts_m=0.0, ends_m=3.0) is not None


def spur(legs_m: float) -> np.ndarray:
    """A way that leads south, a little west, and a little back before it goes on, with legs so far apart."""
    south = [(60.0, z) for z in np.arange(40.0, 80.0, 2.9)]
    on = [(60.0 + legs_m, z) for z in np.arange(south[-1][1], 120.0, 2.9)]
    return np.array([*south, (57.0, south[-1][1] + 1.0), *on])


def test_a_bend_whose_legs_share_ground_of_two_heights_is_no_road() -> None:
    slope = plain_land(np.repeat(np.arange(40.0)[:, None] * 0.4, 40, axis=1))
    assert lay(slope, spur(0.5), "road") is None
    assert lay(plain_land(np.zeros((40, 40))), spur(0.5), "road") is not None


def test_a_road_beside_a_lower_one_is_brought_nearer_to_the_ground_as_far_as_its_grade_allows() -> None:
    land = plain_land(np.zeros((40, 40), np.float32))

    def road(*heights_m: float) -> Road:
        points = [(10.0 + 3.0 * number, height, 20.0) for number, height in enumerate(heights_m)]
        return Road("street", np.array(points, np.float32), 4.0, np.zeros(len(points), np.bool_))

    level = road(*[0.4] * 8)
    assert on_the_ground(level, land) is level, "near enough"
    lifted = road(0.0, 0.3, 0.44, 0.52, 0.52, 0.44, 0.3, 0.0)
    lower = on_the_ground(lifted, land)
    assert np.abs(lower.points_m[:, 1]).max() < surface_m(land)
    assert np.array_equal(lower.points_m[[0, 1, -1]], lifted.points_m[[0, 1, -1]])
    assert steepest(lower) <= STEEPEST["street"]
    # Between a house's door and a bank it would get too steep: it stays, and the check tells.
    steep = plain_land((np.where(np.arange(40) < 10, 0.0, 4.0) * np.ones((40, 1))).astype(np.float32))
    across = road(*[2.0] * 8)
    assert on_the_ground(across, steep) is across
