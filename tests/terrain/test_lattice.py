from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.runtime.philox import gaussian_field
from procgen.terrain import coarse, detail
from procgen.terrain.cascade import COARSE_LATTICE, DETAIL_LATTICE, PLAN_LATTICE
from procgen.terrain.lattice import Lattice, Rectangle, blend, covered, noise_area
from procgen.terrain.representation import CELL, PLAN_CELL, FloatArray


@st.composite
def lattices(draw: st.DrawFn) -> Lattice:
    window = draw(st.integers(4, 40))
    stride = draw(st.integers((window + 1) // 2, window))
    trim = draw(st.integers(0, (window - stride) // 2))
    return Lattice(window, stride, trim, draw(st.integers(-50, 50)))


far = st.integers(-(2**30), 2**30)
sides = st.integers(1, 90)


@given(lattices(), far, far, sides, sides)
def test_shares_add_up_to_one_everywhere(lattice: Lattice, row: int, column: int, rows: int, columns: int) -> None:
    area = Rectangle(row, column, rows, columns)
    *_, (share, total) = blend(lattice, area, lambda window: np.ones((1, window.rows, window.columns), np.float32))
    assert share == 1.0
    np.testing.assert_allclose(total, 1.0, atol=3e-7)


@given(lattices(), far, far, sides, sides, st.integers(1, 30))
def test_what_is_covered_so_far_is_what_ones_would_be(
    lattice: Lattice, row: int, column: int, rows: int, columns: int, windows: int
) -> None:
    area = Rectangle(row, column, rows, columns)
    ones = np.ones((1, lattice.window, lattice.window), np.float32)
    *_, (_, field) = itertools.islice(blend(lattice, area, lambda _: ones), windows)
    np.testing.assert_allclose(covered(lattice, area, windows), field[0], atol=1e-6)


@given(lattices(), far, far, st.integers(2, 90), st.integers(2, 90), st.data())
def test_a_part_made_alone_equals_the_same_part_of_the_whole(
    lattice: Lattice, row: int, column: int, rows: int, columns: int, data: st.DataObject
) -> None:
    def make(window: Rectangle) -> FloatArray:
        # A window's contents hang on the whole window: its corner's number is added everywhere.
        field = gaussian_field(1, "lattice", window.column, window.row, window.columns, window.rows)
        return (field + field[0, 0])[None]

    whole_area = Rectangle(row, column, rows, columns)
    *_, (_, whole) = blend(lattice, whole_area, make)
    top, left = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1))
    part = Rectangle(
        row + top, column + left, data.draw(st.integers(1, rows - top)), data.draw(st.integers(1, columns - left))
    )
    *_, (_, alone) = blend(lattice, part, make)
    np.testing.assert_array_equal(alone[0], whole[0][part.within(whole_area)])


@given(lattices(), far, sides)
def test_only_windows_with_a_share_are_made(lattice: Lattice, start: int, side: int) -> None:
    area = Rectangle(start, start, side, side)
    weights = lattice.weights()
    for index in lattice.covering(area):
        window = lattice.rectangle(index)
        common = window.common(area)
        assert min(common.rows, common.columns) > 0
        rows, columns = common.within(window)
        assert min(weights[rows].max(), weights[columns].max()) > 0.0


def test_a_jump_between_windows_becomes_a_ramp() -> None:
    lattice = Lattice(window=16, stride=8, trim=2, offset=0)
    values = itertools.count()
    *_, (_, field) = blend(
        lattice, Rectangle(8, 8, 8, 8), lambda window: np.full((1, 16, 16), float(next(values) % 2), np.float32)
    )
    assert np.abs(np.diff(field[0], axis=1)).max() <= 0.25 + 1e-6


@given(far, far, sides, sides, st.sampled_from([2, 8, 64]))
def test_coarser_rectangles_cover(row: int, column: int, rows: int, columns: int, factor: int) -> None:
    area = Rectangle(row, column, rows, columns)
    cover = area.coarser(factor).finer(factor)
    assert cover.row <= row < cover.row + factor
    assert row + rows <= cover.row + cover.rows < row + rows + factor
    assert area.common(cover) == area


@pytest.mark.parametrize(("lattice", "unit"), [(PLAN_LATTICE, 1), (COARSE_LATTICE, PLAN_CELL), (DETAIL_LATTICE, CELL)])
def test_windows_are_whole_cells_of_the_stage_above(lattice: Lattice, unit: int) -> None:
    assert lattice.window % unit == lattice.stride % unit == lattice.offset % unit == 0


def test_a_tile_at_the_origin_takes_few_windows() -> None:
    assert len(DETAIL_LATTICE.covering(Rectangle(0, 0, 257, 257))) == 4
    assert len(DETAIL_LATTICE.covering(Rectangle(0, 0, 1025, 1025))) == 49


@pytest.mark.parametrize("margins", [coarse.NOISE_MARGINS, detail.NOISE_MARGINS])
def test_noise_lies_around_its_window_at_each_resolution(margins: tuple[int, ...]) -> None:
    own = Rectangle(-2, 5, 3, 4)
    for level, margin in enumerate(margins):
        place = noise_area(own, level, margins)
        assert (place.rows, place.columns) == ((3 << level) + 2 * margin, (4 << level) + 2 * margin)
        assert own.finer(1 << level) == place.padded(-margin)
