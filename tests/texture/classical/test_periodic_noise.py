"""Noise on the torus: against the package `noise` with `repeat`, and the promises of periodicity."""

from __future__ import annotations

import noise
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.runtime.gradient_noise import HashedGradients, PermutationGradients
from procgen.texture.classical.periodic_noise import Points, cellular, fbm, gradient_noise, ridged, uniform
from tests.runtime.test_gradient_noise import DIRECTIONS, PERMUTATION


@pytest.mark.parametrize(("cells_x", "cells_y"), [(4, 4), (7, 3), (1, 1), (16, 5)])
def test_equals_the_package_with_repeat(cells_x: int, cells_y: int) -> None:
    table = PermutationGradients(PERMUTATION, DIRECTIONS, cells_x, cells_y)
    points = Points.grid(24, 40)
    ours = gradient_noise(table, points, cells_x, cells_y)
    theirs = [
        [noise.pnoise2(float(x) * cells_x, float(y) * cells_y, repeatx=cells_x, repeaty=cells_y) for x in points.x[0]]
        for y in points.y[:, 0]
    ]
    np.testing.assert_allclose(ours, theirs, atol=2e-6)


def test_scattered_points_equal_the_grid() -> None:
    points = Points.grid(20, 30)
    anywhere = Points(*(np.ascontiguousarray(field) for field in np.broadcast_arrays(points.x, points.y)))
    field = HashedGradients(5)
    np.testing.assert_allclose(gradient_noise(field, points, 6, 4), gradient_noise(field, anywhere, 6, 4), atol=1e-6)


@given(st.integers(0, 2**64 - 1), st.integers(1, 9), st.integers(1, 9), st.integers(-3, 3), st.integers(-3, 3))
def test_a_tile_further_is_the_same(seed: int, cells_x: int, cells_y: int, dx: int, dy: int) -> None:
    points = Points.grid(16, 16)
    further = points.moved(float(dx), float(dy))
    for kind in (fbm, ridged):
        np.testing.assert_allclose(
            kind(seed, points, cells_x, cells_y, 3), kind(seed, further, cells_x, cells_y, 3), atol=1e-4
        )


@given(st.integers(0, 2**64 - 1), st.integers(2, 9), st.integers(2, 9))
def test_cells_continue_across_the_edge(seed: int, cells_x: int, cells_y: int) -> None:
    points = Points.grid(16, 16)
    here, there = cellular(seed, points, cells_x, cells_y), cellular(seed, points.moved(1.0, -2.0), cells_x, cells_y)
    np.testing.assert_allclose(here.nearest, there.nearest, atol=1e-4)
    np.testing.assert_allclose(here.border, there.border, atol=1e-4)
    np.testing.assert_array_equal(here.first, there.first)


def test_border_is_zero_where_the_cell_changes_and_nowhere_else() -> None:
    cells = cellular(3, Points.grid(400, 400), 5, 5)
    changes = cells.first != np.roll(cells.first, -1, 1)
    assert cells.border[changes].max() < 0.02
    assert cells.border.min() >= 0.0
    assert cells.border.max() > 0.2


def test_nearest_is_the_nearest() -> None:
    seed, count = 11, 4
    columns, rows = np.arange(count, dtype=np.int64)[None, :], np.arange(count, dtype=np.int64)[:, None]
    px, py, _, _ = uniform(seed, 0xCE11, columns, rows)
    x = (columns + px).ravel() / count
    y = (rows + py).ravel() / count
    points = Points.grid(37, 37)
    cells = cellular(seed, points, count, count)
    dx = np.abs(points.x[..., None] - x)
    dy = np.abs(points.y[..., None] - y)
    distance = np.hypot(np.minimum(dx, 1 - dx), np.minimum(dy, 1 - dy)).min(axis=-1) * count
    np.testing.assert_allclose(cells.nearest, distance, atol=1e-5)


def test_no_octaves_are_refused() -> None:
    with pytest.raises(ValueError, match="octave"):
        fbm(1, Points.grid(8, 8), 2, 2, 0)
    with pytest.raises(ValueError, match="octave"):
        ridged(1, Points.grid(8, 8), 2, 2, 0)
