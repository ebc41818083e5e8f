"""Products of many vectors in space, by their components: numpy's own, over a last axis of three, take several times as
long. Sums are taken in the same order as numpy takes them, so that results are the same.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.floating[Any]] | tuple[npt.NDArray[np.floating[Any]], ...]


def dot(one: Vectors, other: Vectors) -> Any:
    """Scalar products of vectors whose components come first: (3, ...), what is left of it."""
    total = one[0] * other[0]
    total += one[1] * other[1]
    total += one[2] * other[2]
    return total


def cross(one: Vectors, other: Vectors) -> tuple[Any, Any, Any]:
    """Vector products of vectors whose components come first, as three components."""
    return (
        one[1] * other[2] - one[2] * other[1],
        one[2] * other[0] - one[0] * other[2],
        one[0] * other[1] - one[1] * other[0],
    )
