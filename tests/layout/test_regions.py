"""Connected pieces, against a library that finds them another way."""

from __future__ import annotations

import numpy as np
import scipy.ndimage
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.layout.regions import first_cell, labels, sizes


@settings(max_examples=60)
@given(st.integers(1, 40), st.integers(1, 40), st.floats(0.0, 1.0), st.integers(0, 2**32))
def test_pieces_are_those_that_scipy_finds_in_the_same_order(rows: int, columns: int, share: float, seed: int) -> None:
    mask = np.random.default_rng(seed).random((rows, columns)) < share
    label, count = labels(mask)
    expected, number = scipy.ndimage.label(mask)
    assert count == number
    assert np.array_equal(label, expected - 1)


def test_a_snake_and_a_comb_are_one_piece_each() -> None:
    # Both need many rounds of merging: the snake's numbers spread along its whole length.
    snake = np.ones((41, 41), np.bool_)
    snake[1::4, :-1] = snake[3::4, 1:] = False
    comb = np.ones((40, 41), np.bool_)
    comb[:-1, 1::2] = False
    assert labels(snake)[1] == labels(comb)[1] == 1


def test_sizes_and_first_cells() -> None:
    mask = np.array([[0, 1, 1], [0, 0, 0], [1, 0, 0]], np.bool_)
    label, count = labels(mask)
    assert sizes(label, count).tolist() == [2, 1]
    assert (first_cell(label, 0), first_cell(label, 1)) == ((1, 0), (0, 2))
