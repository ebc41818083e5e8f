"""Geomorphons: ten forms of land by what can be seen from a cell in eight directions.

Jasiewicz and Stepinski 2013, "Geomorphons - a pattern recognition approach to classification and mapping of landforms",
Geomorphology 182. In each direction the highest and the lowest line of sight within a reach are compared: the land
there is higher (the angle to the zenith is the smaller one by more than a threshold), lower, or level. How many of the
eight are lower and how many higher says which form the cell is of.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from procgen.terrain.morphometry.patterns import RING, shifted
from procgen.terrain.representation import FloatArray

FORMS: Final = (
    "flat", "peak", "ridge", "shoulder", "spur", "slope", "hollow", "footslope", "valley", "pit",
)  # fmt: skip
FLAT_DEG: Final = 1.0
"""The paper's threshold: angles that differ by less are level."""

_F, _P, _R, _S, _U, _L, _H, _O, _V, _T = range(10)
# The paper's figure 4: rows are how many directions are lower, columns how many are higher.
_TABLE = (
    (_F, _F, _F, _O, _O, _V, _V, _V, _T),
    (_F, _F, _O, _O, _O, _V, _V, _V),
    (_F, _S, _L, _L, _H, _H, _V),
    (_S, _S, _L, _L, _L, _H),
    (_S, _S, _U, _L, _L),
    (_R, _R, _U, _U),
    (_R, _R, _R),
    (_R, _R),
    (_P,),
)
_FORM = np.zeros((9, 9), np.uint8)
for _lower, _row in enumerate(_TABLE):
    _FORM[_lower, : len(_row)] = _row


def geomorphons(
    heights: FloatArray, metres_per_pixel: float, reach: int, flat_deg: float = FLAT_DEG
) -> npt.NDArray[np.uint8]:
    """The form of each cell that has its whole surroundings.

    Args:
        heights: (h, w) metres, sides above twice the reach.
        metres_per_pixel: grid spacing.
        reach: cells that can be seen over, along rows and columns and diagonally alike.
        flat_deg: degrees that make a difference.

    Returns:
        (h - 2 reach, w - 2 reach) numbers of :data:`FORMS`.

    Raises:
        ValueError: the map is too small for the reach.
    """
    if min(heights.shape) <= 2 * reach:
        raise ValueError(f"a map of {heights.shape} is too small for a reach of {reach} cells")
    centre = shifted(heights, 0, 0, reach)
    lower, higher = np.zeros(centre.shape, np.uint8), np.zeros(centre.shape, np.uint8)
    for row, column in RING:
        highest, lowest = np.full(centre.shape, -np.inf, np.float32), np.full(centre.shape, np.inf, np.float32)
        for step in range(1, reach + 1):
            away = np.float32(1.0 / (step * math.hypot(row, column) * metres_per_pixel))
            rise = (shifted(heights, step * row, step * column, reach) - centre) * away
            np.maximum(highest, rise, out=highest)
            np.minimum(lowest, rise, out=lowest)
        # Zenith angle 90° - up, nadir angle 90° + down: their difference is the sum of both elevations.
        seen = np.degrees(np.arctan(highest) + np.arctan(lowest))
        higher += seen > flat_deg
        lower += seen < -flat_deg
    return np.asarray(_FORM[lower, higher])


def form_shares(forms: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """(10,): shares of the forms; sums to one."""
    return np.bincount(forms.ravel(), minlength=len(FORMS)) / forms.size


@dataclass(frozen=True, slots=True)
class Lines:
    """Connected cells of a form, such as ridges."""

    extent_px: npt.NDArray[np.float64]
    """(n,) diagonals of the upright rectangles that they fill, in cells."""
    cells: npt.NDArray[np.int64]
    """(n,)."""


def lines(forms: npt.NDArray[np.uint8], *names: str) -> Lines:
    """The connected parts of cells of some forms, diagonal neighbours included.

    Args:
        forms: (h, w) numbers of :data:`FORMS`.
        names: of forms that count as one.
    """
    wanted = np.isin(forms, [FORMS.index(name) for name in names])
    labels, count = scipy.ndimage.label(wanted, np.ones((3, 3)))
    sides = [[side.stop - side.start for side in box] for box in scipy.ndimage.find_objects(labels)]
    return Lines(
        np.hypot(*np.array(sides, np.float64).reshape(-1, 2).T),
        np.bincount(labels.ravel(), minlength=count + 1)[1:].astype(np.int64),
    )
