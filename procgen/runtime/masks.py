"""Masks on grids."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

BoolArray = npt.NDArray[np.bool_]


def dilated(mask: BoolArray, *, corners: bool = True) -> BoolArray:
    """A mask with all neighbours of its cells; with ``corners`` also those that touch at a corner only."""
    # scipy.ndimage.binary_dilation gives the same twenty times slower: it goes from cell to cell.
    result = mask.copy()
    result[1:] |= mask[:-1]
    result[:-1] |= mask[1:]
    wide = result if corners else mask
    sideways = wide.copy()
    sideways[:, 1:] |= wide[:, :-1]
    sideways[:, :-1] |= wide[:, 1:]
    return sideways | result
