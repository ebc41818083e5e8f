"""Where the plants of a layer stand."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from procgen.world.cover.grown import FULL, CoverLayer
from procgen.world.cover.pattern import CELL_M, cell_points, cell_shift, plants_of, points_in_cell

SIDE_M = (100.0, 100.0)


def _layer(density: float, per_m2: float = 2.0) -> CoverLayer:
    return CoverLayer("meadow_grass", per_m2, np.full((64, 64), round(density * FULL), np.uint8))


def test_there_are_as_many_plants_as_the_map_says() -> None:
    for density in (0.2, 0.6, 1.0):
        layer = _layer(density)
        cells = [plants_of(layer, SIDE_M, column, row, 5) for column in range(7) for row in range(7)]
        count = sum(len(x) for x, _ in cells)
        assert abs(count - layer.count(1e4)) < 0.03 * layer.count(1e4)


def test_no_plant_stands_beyond_the_border() -> None:
    for column, row in ((6, 0), (0, 6), (6, 6)):
        x, z = plants_of(_layer(1.0), SIDE_M, column, row, 9)
        assert len(x) > 20
        assert x.max() < SIDE_M[0]
        assert z.max() < SIDE_M[1]


def test_fewer_plants_are_among_more() -> None:
    few, many = (set(zip(*plants_of(_layer(share), SIDE_M, 2, 3, 7), strict=True)) for share in (0.3, 0.9))
    assert few < many


def test_plants_are_spread_evenly() -> None:
    x, z = cell_points(3, 4, 512, 11)
    near = cKDTree(np.stack([x, z], axis=1)).query(np.stack([x, z], axis=1), k=2)[0][:, 1]
    # Points by chance are half a spacing from their nearest, in the mean, and some lie on one another.
    spacing = CELL_M / np.sqrt(512.0)
    assert near.mean() > 0.6 * spacing
    assert near.min() > 0.2 * spacing


@given(st.integers(0, 2000), st.integers(0, 2000), st.integers(0, 2**31 - 1))
def test_neighbouring_cells_differ(column: int, row: int, seed: int) -> None:
    here = cell_shift(column, row, seed)
    assert all(0.0 <= float(value) < 1.0 for value in here)
    assert here != cell_shift(column + 1, row, seed)
    assert here != cell_shift(column, row + 1, seed)


def test_cells_have_a_point_for_each_plant() -> None:
    assert points_in_cell(2.0) == 512
    assert points_in_cell(1e-6) == 1
