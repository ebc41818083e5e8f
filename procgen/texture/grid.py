"""Taking off the pattern that a network's own grid leaves.

Enlarging by nearest neighbours and unshuffled channels give each place within a cell a slightly different mean, the
same in all cells: a faint regular pattern (Odena, Dumoulin and Olah, "Deconvolution and Checkerboard Artifacts",
Distill 2016). It is the mean over the cells, and can be subtracted.
"""

from __future__ import annotations

import numpy as np

from procgen.runtime.interrupt import checkpoint_here
from procgen.texture.material import FloatArray

_FIXED = 2.0**16
"""Steps of fixed-point numbers in 1: sums of whole numbers are the same in any order, so that moved maps give the same
moved."""
_LEAST_CELLS = 64
"""Of fewer cells the mean is the picture rather than the pattern."""
_MOST = 0.1
"""Share of a map's variance above which what repeats is the material's own: threads, or tiles of a cell's size."""


def without_grid(maps: FloatArray, period: int) -> FloatArray:
    """Maps without what all cells have in common.

    Args:
        maps: (n, rows, columns), whole numbers of cells.
        period: pixels along a side of a cell.

    Returns:
        The same with the means of the places within a cell made equal, each map by itself, where they are a small part
        of its variance.
    """
    _, rows, columns = maps.shape
    down, across = rows // period, columns // period
    if period == 1 or down * across < _LEAST_CELLS:
        return maps
    cleaned = maps.copy()
    for field in cleaned:
        checkpoint_here()
        fixed = np.rint(field * np.float32(_FIXED)).astype(np.int64).reshape(down, period, across, period)
        pattern = fixed.sum(axis=(0, 2)) / (down * across * _FIXED)
        pattern -= pattern.mean()
        checkpoint_here()
        second = float(((fixed >> 6) ** 2).sum()) / (fixed.size * (_FIXED / 64.0) ** 2)
        variance = second - (float(fixed.sum()) / (fixed.size * _FIXED)) ** 2
        if np.square(pattern).mean() < _MOST * variance:
            blocks = field.reshape(down, period, across, period)
            blocks -= pattern.astype(np.float32)[None, :, None, :]
    return cleaned
