from __future__ import annotations

import heapq

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from procgen.terrain.classical import classical_heights
from procgen.terrain.ruler.drainage_statistics import drainage, flow, hack_exponent, hack_line
from tests.terrain.ruler.fields import fractal


def priority_flood(heights: np.ndarray, outlets: np.ndarray) -> np.ndarray:
    """Barnes et al. 2014, algorithm 1, from the paper: another way to the same surface."""
    filled = np.full(heights.shape, np.inf)
    queue = [(float(heights[cell]), cell) for cell in map(tuple, np.argwhere(outlets))]
    for height, cell in queue:
        filled[cell] = height
    heapq.heapify(queue)
    while queue:
        height, (row, column) = heapq.heappop(queue)
        for r in range(max(row - 1, 0), min(row + 2, heights.shape[0])):
            for c in range(max(column - 1, 0), min(column + 2, heights.shape[1])):
                if np.isinf(filled[r, c]):
                    filled[r, c] = max(float(heights[r, c]), height)
                    heapq.heappush(queue, (filled[r, c], (r, c)))
    return filled


def edge_and(sea: np.ndarray) -> np.ndarray:
    outlets = sea.copy()
    outlets[[0, -1], :] = outlets[:, [0, -1]] = True
    return outlets


small_maps = hnp.arrays(
    np.float32,
    st.tuples(st.integers(3, 12), st.integers(3, 12)),
    elements=st.integers(-3, 9).map(float),  # many ties and levels, as in data with steps of a metre
)


@settings(max_examples=150, deadline=None)
@given(heights=small_maps)
def test_filling_agrees_with_priority_flood_and_all_water_gets_out(heights: np.ndarray) -> None:
    sea = heights <= 0
    water = flow(heights, sea)
    np.testing.assert_array_equal(water.filled, priority_flood(heights, edge_and(sea)))
    # Water never climbs, ends at outlets, and none is lost.
    flat, cells = water.filled.ravel(), np.arange(heights.size)
    assert (flat[water.receiver] <= flat).all()
    roots = water.receiver == cells
    np.testing.assert_array_equal(roots, edge_and(sea).ravel())
    assert water.area_cells[roots].sum() == heights.size
    for cell in cells:
        steps = 0
        while not roots[cell]:
            cell, steps = water.receiver[cell], steps + 1
            assert steps <= heights.size


@settings(max_examples=40, deadline=None)
@given(heights=small_maps)
def test_area_and_length_agree_with_a_walk_down_from_every_cell(heights: np.ndarray) -> None:
    water = flow(heights, heights <= 0)
    area, longest = np.zeros(heights.size), np.zeros(heights.size)
    for cell in range(heights.size):
        here, length = cell, 0.0
        area[here] += 1
        while water.receiver[here] != here:
            length += water.step_px[here]
            here = water.receiver[here]
            area[here] += 1
            longest[here] = max(longest[here], length)
    np.testing.assert_array_equal(water.area_cells, area)
    np.testing.assert_allclose(water.longest_px, longest)


def test_a_bowl_is_flooded_to_its_rim_and_a_cone_is_dry() -> None:
    row, column = np.mgrid[-32:33, -32:33]
    radius = np.hypot(row, column).astype(np.float32)
    rim = np.where(radius < 20, radius, 40 - radius) + 100
    assert drainage(rim, 30.0).flooded_share == pytest.approx(np.pi * 20**2 / 65**2, rel=0.1)
    assert drainage(100 - radius, 30.0).flooded_share == 0.0


def test_the_sea_is_an_outlet_and_no_land() -> None:
    island = 50.0 - np.hypot(*np.mgrid[-32:33, -32:33]).astype(np.float32) * 2
    found = drainage(island, 30.0)
    assert found.flooded_share == 0.0
    basin = -island  # a lake below sea level within land: sea by definition
    assert drainage(basin, 30.0).flooded_share == 0.0


def test_streams_on_a_plane_are_as_long_as_their_catchments() -> None:
    plane = 1000.0 - np.arange(2000, dtype=np.float32)[:, None] * np.ones((1, 5), np.float32)
    assert hack_exponent([drainage(plane, 30.0)]) == pytest.approx(1.0, abs=0.02)


def test_drainage_density_of_parallel_streams() -> None:
    plane = 3000.0 - np.arange(400, dtype=np.float32)[:, None] * np.ones((1, 30), np.float32)
    # One stream a column of 100 m, from where 1 km² drains: 100 cells below its head, of 400.
    assert drainage(plane, 100.0).density_per_km == pytest.approx(10.0 * 0.75, rel=0.1)


def test_hacks_exponent_of_noise_lies_where_that_of_rivers_does() -> None:
    maps = [
        classical_heights(
            "noise-fbm", seed=s, origin_x_px=0, origin_z_px=0, width_px=256, depth_px=256, mean_m=900.0, relief_m=800.0
        )
        for s in range(3)
    ]
    found = [drainage(heights, 30.0) for heights in maps]
    assert 0.42 < hack_exponent(found) < 0.62
    assert len(hack_line(found)) == 12
    assert np.isnan(hack_exponent([]))


def test_flooded_share_of_a_level_or_drowned_map_is_no_number_or_zero() -> None:
    assert drainage(np.full((64, 64), 5.0, np.float32), 30.0).flooded_share == 0.0
    assert np.isnan(drainage(np.zeros((64, 64), np.float32), 30.0).flooded_share)
    assert drainage(100.0 + fractal(3.0, 1, 64), 30.0).flooded_share > 0.0
