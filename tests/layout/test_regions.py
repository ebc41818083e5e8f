"""Connected pieces, against another library."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.layout.regions import first_cell, labels, sizes


@settings(max_examples=60)
@given(st.integers(1, 40), st.integers(1, 40), st.floats(0.0, 1.0), st.integers(0, 2**32))
def test_pieces_are_those_that_opencv_finds_by_their_first_cells(
    rows: int, columns: int, share: float, seed: int
) -> None:
    mask = np.random.default_rng(seed).random((rows, columns)) < share
    label, count = labels(mask)
    assert np.array_equal(label >= 0, mask)
    number, expected = cv2.connectedComponents(mask.astype(np.uint8), connectivity=4)
    assert count == number - 1
    assert len(np.unique(np.stack([label[mask], expected[mask]]), axis=1).T) == count
    found, first = np.unique(label[mask], return_index=True)
    assert found.tolist() == list(range(count))
    assert (np.diff(first) > 0).all()


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
