"""Level water over a map as a mesh: cut along the shore, with few triangles away from it.

Squares of 16 and 4 pixels that water covers wholly become fans around their middles; what is left becomes triangles of
pixels, cut where the ground comes up through the water. A fan has every corner that a smaller neighbour has on its
sides, so there are no gaps; along the map's border it has all pixels, so that tiles meet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.terrain.representation import FloatArray

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]

_SQUARES: Final = (16, 4)
_UNDER_SHORE: Final = 0.25
"""Water reaches so much farther under the ground, of what is left to the next pixel: no light shows in between."""
_LEAST_M: Final = 1e-3
_SHORE_FOAM: Final = 0.7


@dataclass(frozen=True, slots=True)
class StillWater:
    """A mesh of level water; each array is (n,) or (k, 3)."""

    columns: FloatArray
    """Pixels of the map."""
    rows: FloatArray
    level_m: FloatArray
    depth_m: FloatArray
    foam: FloatArray
    """1 where waves break."""
    triangles: npt.NDArray[np.uint32]
    """Anticlockwise seen from above."""


def still_water(wet: BoolArray, level_m: FloatArray, ground_m: FloatArray, metres_per_pixel: float) -> StillWater:
    """The surface of lakes or of a sea.

    Args:
        wet: (depth, width) which pixels it covers.
        level_m: (depth, width) of the water; only read where it is.
        ground_m: (depth, width), below the water or, where that was filled up, at its level.
        metres_per_pixel: spacing.
    """
    depth, width = wet.shape
    level = np.where(wet, level_m, np.float32(-np.inf))
    spread = _spread(level)
    known = np.isfinite(spread)
    above = np.where(known, spread, np.float32(0.0)) - ground_m
    # Where a filled-up sea has no depth, its shore lies near its last pixel.
    under = np.where(above > _LEAST_M, above, np.float32(0.1 * metres_per_pixel))
    field = np.where(wet, under, np.minimum(above, np.float32(-_LEAST_M)))
    wet = wet & known

    covered = wet[:-1, :-1] & wet[1:, :-1] & wet[:-1, 1:] & wet[1:, 1:]
    level_here = level[:-1, :-1]
    for other in (level[1:, :-1], level[:-1, 1:], level[1:, 1:]):
        covered &= other == level_here
    touched = wet[:-1, :-1] | wet[1:, :-1] | wet[:-1, 1:] | wet[1:, 1:]
    used = np.zeros((depth, width), np.bool_)
    used[[0, -1], :] = used[:, [0, -1]] = True
    squares: list[tuple[int, IntArray, IntArray]] = []
    left = touched.copy()
    for side in _SQUARES:
        rows, columns = _whole(covered & left, level_here, side)
        squares.append((side, rows, columns))
        for row in (rows, rows + side):
            for column in (columns, columns + side):
                used[row, column] = True
        for offset in np.ndindex(side, side):
            left[rows + offset[0], columns + offset[1]] = False
    row, column = np.nonzero(left)
    for dz in (0, 1):
        for dx in (0, 1):
            used[row + dz, column + dx] = True

    parts = _Parts(width)
    parts.cells(row, column, field, spread, wet)
    for side, rows, columns in squares:
        parts.fans(rows, columns, side, used)
    return parts.mesh(level, field, above)


def _spread(level: FloatArray) -> FloatArray:
    """Of each pixel the highest level among it and its neighbours."""
    padded = np.pad(level, 1, constant_values=-np.inf)
    across = np.maximum(np.maximum(padded[:, :-2], padded[:, 1:-1]), padded[:, 2:])
    return np.asarray(np.maximum(np.maximum(across[:-2], across[1:-1]), across[2:]))


def _whole(covered: BoolArray, level: FloatArray, side: int) -> tuple[IntArray, IntArray]:
    """North-western corners of the squares, in rows and columns that are multiples of their side, that one water
    covers.
    """
    rows, columns = covered.shape[0] // side, covered.shape[1] // side
    inside = (slice(rows * side), slice(columns * side))
    shape = (rows, side, columns, side)
    full = covered[inside].reshape(shape).all(axis=(1, 3))
    levels = level[inside].reshape(shape)
    full &= levels.max(axis=(1, 3), initial=-np.inf) == levels.min(axis=(1, 3), initial=np.inf)
    row, column = np.nonzero(full)
    return row * side, column * side


class _Parts:
    """Triangles by the keys of their vertices: pixels, middles of squares, and cuts between two pixels."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._first: list[IntArray] = []
        self._second: list[IntArray] = []

    def _add(self, *corners: tuple[IntArray, IntArray]) -> None:
        """Triangles; a corner is a pair of pixels, the same twice for a pixel itself."""
        self._first.append(np.stack([a for a, _ in corners], axis=1))
        self._second.append(np.stack([b for _, b in corners], axis=1))

    def fans(self, rows: IntArray, columns: IntArray, side: int, used: BoolArray) -> None:
        """Squares as fans round their middle pixels, to the pixels in use on their sides."""
        step = np.arange(side)
        # From the north-western corner down, east, up and back: anticlockwise seen from above.
        dz = np.concatenate([step, np.full(side, side), side - step, np.zeros(side, np.int64)])
        dx = np.concatenate([np.zeros(side, np.int64), step, np.full(side, side), side - step])
        ring = (rows[:, None] + dz) * self._width + columns[:, None] + dx
        chosen = used.reshape(-1)[ring]
        which, place = np.nonzero(chosen)
        here = ring[which, place]
        after = np.roll(here, -1)
        if len(which):
            begins = np.flatnonzero(np.diff(which, prepend=-1))
            ends = np.append(begins[1:], len(which)) - 1
            after[ends] = here[begins]
        middle = (rows + side // 2) * self._width + columns + side // 2
        middle = middle[which]
        self._add((middle, middle), (here, here), (after, after))

    def cells(self, row: IntArray, column: IntArray, field: FloatArray, spread: FloatArray, wet: BoolArray) -> None:
        """Squares of four pixels, split from north-east to south-west as the ground is, and cut along the shore."""
        north_west = row * self._width + column
        south_west, north_east = north_west + self._width, north_west + 1
        flat, water = spread.reshape(-1), wet.reshape(-1)
        for corners in ((north_west, south_west, north_east), (north_east, south_west, south_west + 1)):
            signs = [water[corner] for corner in corners]
            # Where waters of two heights come together, there is none of either.
            levels = np.stack([flat[corner] for corner in corners])
            known = np.stack(signs)
            low = np.where(known, levels, np.inf).min(axis=0)
            one = low == np.where(known, levels, -np.inf).max(axis=0)
            self._cut([corner[one] for corner in corners], [sign[one] for sign in signs])

    def _cut(self, corners: list[IntArray], wet: list[BoolArray]) -> None:
        count = sum(sign.astype(np.int64) for sign in wet)
        whole = np.flatnonzero(count == 3)
        self._add(*((corner[whole], corner[whole]) for corner in corners))
        for turn in range(3):
            a, b, c = (corners[(turn + k) % 3] for k in range(3))
            alone = np.flatnonzero((count == 1) & wet[turn])
            self._add((a[alone], a[alone]), (a[alone], b[alone]), (a[alone], c[alone]))
            dry = np.flatnonzero((count == 2) & ~wet[turn])
            a, b, c = a[dry], b[dry], c[dry]
            self._add((b, b), (c, c), (c, a))
            self._add((b, b), (c, a), (b, a))

    def mesh(self, level: FloatArray, field: FloatArray, above: FloatArray) -> StillWater:
        """All of them, with a vertex for each key. A cut's first pixel is the wet one."""
        first, second = np.concatenate(self._first), np.concatenate(self._second)
        size = level.size
        keys, corner = np.unique(first * size + second, return_inverse=True)
        one, other = keys // size, keys % size
        flat = field.reshape(-1)
        cut = one != other
        share = np.zeros(len(keys), np.float32)
        deep, high = flat[one[cut]], -flat[other[cut]]
        share[cut] = deep / (deep + high)
        share[cut] += np.float32(_UNDER_SHORE) * (np.float32(1.0) - share[cut])
        columns, rows = one % self._width, one // self._width
        return StillWater(
            columns=(columns + share * (other % self._width - columns)).astype(np.float32),
            rows=(rows + share * (other // self._width - rows)).astype(np.float32),
            level_m=level.reshape(-1)[one],
            depth_m=np.where(cut, np.float32(0.0), np.maximum(above.reshape(-1)[one], np.float32(0.0))),
            foam=np.where(cut, np.float32(_SHORE_FOAM), np.float32(0.0)),
            triangles=corner.reshape(-1, 3).astype(np.uint32),
        )
