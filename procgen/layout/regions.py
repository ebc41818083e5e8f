"""Connected pieces of a tile map."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy

BoolArray = npt.NDArray[np.bool_]
LabelArray = npt.NDArray[np.int32]


def labels(mask: BoolArray) -> tuple[LabelArray, int]:
    """The 4-connected pieces of a mask.

    Args:
        mask: (rows, columns).

    Returns:
        (rows, columns) int32, -1 outside the mask, else the number of the piece; and how many there are. Numbers follow
        the first cells in reading order.
    """
    label, count = scipy.ndimage.label(mask)
    return label - 1, count


def sizes(label: LabelArray, count: int) -> npt.NDArray[np.int64]:
    """(count,) cells of each piece."""
    return np.bincount(label[label >= 0], minlength=count)


def first_cell(label: LabelArray, number: int) -> tuple[int, int]:
    """(column, row) of a piece's first cell in reading order."""
    row, column = divmod(int(np.argmax(label == number)), label.shape[1])
    return column, row
