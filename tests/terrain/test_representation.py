from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from procgen.runtime.philox import gaussian_field
from procgen.terrain.representation import CELL, GUIDE_MARGIN_CELLS, cell_means, detail_guide, upsample


@given(st.floats(-2, 2, width=32), st.floats(-2, 2, width=32), st.sampled_from([2, 4, 8]))
def test_interpolation_keeps_planes(slope_z: float, slope_x: float, factor: int) -> None:
    z, x = np.mgrid[0:12, 0:14].astype(np.float32)
    fine = upsample(slope_z * z + slope_x * x, factor)
    fz, fx = np.mgrid[0 : 8 * factor, 0 : 10 * factor].astype(np.float32)
    position = (np.array([fz, fx]) + 0.5) / factor - 0.5 + 2.0
    assert fine.shape == (8 * factor, 10 * factor)
    np.testing.assert_allclose(fine, slope_z * position[0] + slope_x * position[1], atol=1e-4)


@given(st.integers(0, 5), st.integers(0, 7), st.integers(1, 6), st.integers(1, 6))
def test_the_guide_of_a_part_equals_the_part_of_the_guide(row: int, column: int, rows: int, columns: int) -> None:
    m = GUIDE_MARGIN_CELLS
    cells = gaussian_field(1, "cells", 0, 0, 14 + 2 * m, 12 + 2 * m)
    whole = detail_guide(cells, -0.5, 3.0)
    part = detail_guide(cells[row : row + rows + 2 * m, column : column + columns + 2 * m], -0.5, 3.0)
    pixels = (slice(row * CELL, (row + rows) * CELL), slice(column * CELL, (column + columns) * CELL))
    tokens = (slice(None), slice(2 * row, 2 * (row + rows)), slice(2 * column, 2 * (column + columns)))
    assert np.array_equal(part.base, whole.base[pixels])
    assert np.array_equal(part.local_scale, whole.local_scale[pixels])
    assert np.array_equal(part.features, whole.features[tokens])


def test_the_local_scale_is_positive_even_on_flat_ground() -> None:
    guide = detail_guide(np.zeros((12, 12), np.float32), 0.0, 1.0)
    assert (guide.local_scale > 0.0).all()
    assert np.isfinite(guide.features).all()


def test_cell_means_are_means() -> None:
    heights = gaussian_field(2, "heights", 0, 0, 24, 16)
    means = cell_means(heights)
    assert means.shape == (2, 3)
    np.testing.assert_allclose(means[1, 2], heights[8:16, 16:24].mean(), rtol=1e-5)
