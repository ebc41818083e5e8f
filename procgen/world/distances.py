"""How far grid points are from a mask."""

from __future__ import annotations

import math
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from procgen.world.place import BoolArray

Real = TypeVar("Real", np.float32, np.float64)


def chamfer(
    mask: BoolArray, most: float, kind: type[Real], straight: float = 1.0, oblique: float = math.sqrt(2.0)
) -> npt.NDArray[Real]:
    """Distance of each grid point from the nearest of a mask by steps to the eight neighbours, up to a limit.

    Source: Borgefors, "Distance transformations in digital images", 1986.

    Args:
        mask: (rows, columns).
        most: what farther points have.
        kind: of the numbers.
        straight: length of a step along the grid.
        oblique: of one across it.
    """
    # scipy.ndimage has the Euclidean distance, and chamfers whose steps all count alike.
    far = np.where(mask, kind(0.0), kind(most))
    for _ in range(math.ceil(most / straight)):
        wide = np.pad(far, 1, constant_values=most)
        sides = np.minimum(np.minimum(wide[:-2, 1:-1], wide[2:, 1:-1]), np.minimum(wide[1:-1, :-2], wide[1:-1, 2:]))
        corners = np.minimum(np.minimum(wide[:-2, :-2], wide[2:, 2:]), np.minimum(wide[2:, :-2], wide[:-2, 2:]))
        nearer = np.minimum(far, np.minimum(sides + kind(straight), corners + kind(oblique)))
        if np.array_equal(nearer, far):
            break
        far = nearer
    return far
