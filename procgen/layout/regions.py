"""Connected pieces of a tile map."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

BoolArray = npt.NDArray[np.bool_]
LabelArray = npt.NDArray[np.int32]


def labels(mask: BoolArray) -> tuple[LabelArray, int]:
    """The 4-connected pieces of a mask.

    Runs of cells within rows are the nodes, runs that touch across rows the edges; the smallest number spreads by
    hooking and pointer jumping (Shiloach and Vishkin, "An O(log n) parallel connectivity algorithm", 1982), all runs
    at once.

    Args:
        mask: (rows, columns).

    Returns:
        (rows, columns) int32, -1 outside the mask, else the number of the piece; and how many there are. Numbers follow
        the first cells in reading order.
    """
    rows, columns = mask.shape
    padded = np.zeros((rows, columns + 1), np.bool_)
    padded[:, 1:] = mask
    starts = padded[:, 1:] & ~padded[:, :-1]
    run = np.cumsum(starts.ravel(), dtype=np.int32).reshape(rows, columns) - 1
    both = mask[1:] & mask[:-1]
    # One pair for each stretch of cells that two runs share is enough.
    both[:, 1:] &= ~both[:, :-1]
    first, second = run[:-1][both], run[1:][both]
    count = int(run[-1, -1]) + 1 if mask.size else 0
    root = np.arange(count, dtype=np.int32)
    while first.size:
        a, b = root[first], root[second]
        apart = a != b
        if not apart.any():
            break
        first, second, a, b = first[apart], second[apart], a[apart], b[apart]
        np.minimum.at(root, np.maximum(a, b), np.minimum(a, b))
        while True:
            above = root[root]
            if np.array_equal(above, root):
                break
            root = above
    is_root = root == np.arange(count, dtype=np.int32)
    number = np.cumsum(is_root, dtype=np.int32) - 1
    result = np.full(mask.shape, -1, np.int32)
    result[mask] = number[root][run[mask]]
    return result, int(is_root.sum())


def sizes(label: LabelArray, count: int) -> npt.NDArray[np.int64]:
    """(count,) cells of each piece."""
    return np.bincount(label[label >= 0], minlength=count)


def first_cell(label: LabelArray, number: int) -> tuple[int, int]:
    """(column, row) of a piece's first cell in reading order."""
    row, column = divmod(int(np.argmax(label == number)), label.shape[1])
    return column, row
