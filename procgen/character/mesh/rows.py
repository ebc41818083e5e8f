"""Places and directions as rows of four numbers, and arrays by axis: the two layouts in which numpy is fast.

Rows (N, 4) hold x, y, z and 1 for places, 0 for directions: gathering rows of 16 bytes is several times faster than
gathering rows of 12, and one product with a matrix (4, 4) moves places and turns directions. Arithmetic between the
coordinates is fastest by axis, (3, N). The way from axes to rows is a product with a unit matrix, which is exact:
several times faster than a transposed copy.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
T = TypeVar("T", bound=np.generic)

_WIDE = np.eye(3, 4, dtype=np.float32)
_NARROW = np.eye(4, 3, dtype=np.float32)


def wide(vectors: Floats, last: float = 0.0) -> Floats:
    """Rows (N, 4) of vectors (N, 3), with ``last`` as the fourth number."""
    rows: Floats = np.asarray(vectors, np.float32) @ _WIDE
    if last:
        rows[:, 3] = last
    return rows


def narrow(rows: Floats, up_m: float = 0.0) -> Floats:
    """Vectors (N, 3) of rows (N, 4); places, whose fourth number is 1, lie ``up_m`` metres higher then."""
    if not up_m:
        return np.asarray(rows @ _NARROW)
    lifting = _NARROW.copy()
    lifting[3, 1] = up_m
    return np.asarray(rows @ lifting)


def distinct(rows: npt.NDArray[T]) -> tuple[npt.NDArray[T], npt.NDArray[np.int64]]:
    """The distinct rows of (N, K), sorted by their columns, the first before all, and which of them each row is, (N,).

    As ``np.unique(rows, axis=0, return_inverse=True)``, which compares rows one by one and so takes several times
    longer.
    """
    order = np.lexsort(rows.T[::-1])
    ordered = rows[order]
    new = np.ones(len(rows), np.bool_)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    number = np.empty(len(rows), np.int64)
    number[order] = np.cumsum(new) - 1
    return ordered[new], number


def by_axis(rows: Floats) -> Floats:
    """(3, N) of rows (N, 4) or vectors (N, 3)."""
    return np.ascontiguousarray(rows.T[:3])


def from_axes(axes: Floats) -> Floats:
    """Rows (N, 4), ending in 0, of (3, N)."""
    return np.asarray(axes.T @ _WIDE)
