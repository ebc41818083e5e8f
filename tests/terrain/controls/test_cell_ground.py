from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.runtime.philox import gaussian_field
from procgen.terrain.controls.cell_ground import CellGround
from procgen.terrain.controls.shapes import FloatArray
from procgen.terrain.representation import CELL
from tests.terrain.controls.worlds import ORIGINS


def cells(row: int, column: int, rows: int, columns: int) -> FloatArray:
    return gaussian_field(3, "cells", column, row, columns, rows)


@settings(max_examples=40, deadline=None)
@given(st.data(), ORIGINS, ORIGINS)
def test_a_place_has_its_height_whoever_asks(data: st.DataObject, x: int, z: int) -> None:
    places = data.draw(st.lists(st.tuples(st.floats(-900, 900), st.floats(-900, 900)), min_size=1, max_size=20))
    xs, zs = x + np.array([p[0] for p in places]), z + np.array([p[1] for p in places])
    together = CellGround(cells)(xs, zs)
    assert together.dtype == np.float32
    for index in range(len(places)):
        assert CellGround(cells)(xs[index : index + 1], zs[index : index + 1])[0] == together[index]


@given(st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_centres_of_cells_have_their_heights(column: int, row: int) -> None:
    place = np.array([(column + 0.5) * CELL]), np.array([(row + 0.5) * CELL])
    assert CellGround(cells)(*place)[0] == cells(row, column, 1, 1)[0, 0]


def test_between_centres_it_is_linear_and_blocks_are_asked_once() -> None:
    asked = []

    def ramp(row: int, column: int, rows: int, columns: int) -> FloatArray:
        asked.append((row, column))
        return np.add.outer(np.arange(row, row + rows) * 7.0, np.arange(column, column + columns) * 3.0).astype("f4")

    ground = CellGround(ramp)
    x, z = np.arange(-300.0, 300.0), np.linspace(-700.0, 50.0, 600)
    np.testing.assert_allclose(ground(x, z), (z / CELL - 0.5) * 7.0 + (x / CELL - 0.5) * 3.0, atol=1e-3)
    count = len(asked)
    ground(x, z)
    assert len(asked) == count == len(set(asked))
