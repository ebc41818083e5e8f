"""Distinct rows, as numpy finds them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from procgen.character.mesh.rows import distinct

CHANCE = np.random.default_rng(0)


@pytest.mark.parametrize(
    "rows",
    [
        CHANCE.integers(-5, 5, (2000, 3)),
        CHANCE.integers(-2, 2, (2000, 6)),
        np.round(CHANCE.normal(size=(2000, 3)).astype(np.float32), 1),
        np.zeros((7, 2), np.int32),
        np.zeros((0, 3)),
    ],
)
def test_distinct_rows_are_those_that_numpy_finds(rows: npt.NDArray[np.generic]) -> None:
    found, number = distinct(rows)
    wanted, inverse = np.unique(rows, axis=0, return_inverse=True)
    assert np.array_equal(found, wanted)
    assert np.array_equal(number, inverse.ravel())
    assert np.array_equal(found[number], rows)
