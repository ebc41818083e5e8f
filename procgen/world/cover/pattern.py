"""Where the plants of a layer stand: the rule that engines follow, written once more for tests and other readers.

The ground is cut into cells of :data:`CELL_M`. Each cell has the same points, in the order of a sequence whose every
beginning is spread evenly (R2; Roberts, "The unreasonable effectiveness of quasirandom sequences", 2018), moved by an
amount that the cell and the layer decide; what goes over one side comes in at the other. Point ``k`` of ``n`` has a
plant where the map's share of the full density is greater than (k + 0.5) / n: thinning, for a map as for distance,
leaves away the points from the end, and what stays is spread evenly still.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.world.cover.grown import FULL, CoverLayer

CELL_M: Final = 16.0
_STEP: Final = (0.7548776662466927, 0.5698402909980532)
"""1 / g and 1 / g² of the plastic number g, the root of g³ = g + 1."""

Floats = npt.NDArray[np.float64]


def points_in_cell(per_m2: float) -> int:
    """How many points each cell of a layer has."""
    return max(math.ceil(per_m2 * CELL_M * CELL_M), 1)


def cell_shift(column: npt.ArrayLike, row: npt.ArrayLike, seed: int) -> tuple[Floats, Floats]:
    """How far a cell's points are moved, in cells, 0 to 1; shapes that broadcast.

    The hash is one that a shader works out exactly: integers of 32 bits (the finaliser of MurmurHash3).
    """
    mask = np.uint64(0xFFFFFFFF)
    east, south = np.broadcast_arrays(np.asarray(column, np.uint64), np.asarray(row, np.uint64))
    word = (east * np.uint64(73856093) ^ south * np.uint64(19349663) ^ np.uint64(seed)) & mask
    for factor in (0x85EBCA6B, 0xC2B2AE35):
        word ^= word >> np.uint64(16)
        word = word * np.uint64(factor) & mask
    word ^= word >> np.uint64(16)
    low, high = word & np.uint64(0xFFFF), word >> np.uint64(16)
    return low.astype(np.float64) / 65536.0, high.astype(np.float64) / 65536.0


def cell_points(column: int, row: int, count: int, seed: int) -> tuple[Floats, Floats]:
    """(count,) east and south of a cell's points, metres."""
    k = np.arange(count, dtype=np.float64)
    shift = cell_shift(column, row, seed)
    east, south = (np.mod(k * step + float(by), 1.0) for step, by in zip(_STEP, shift, strict=True))
    return (column + east) * CELL_M, (row + south) * CELL_M


def plants_of(
    layer: CoverLayer, side_m: tuple[float, float], column: int, row: int, seed: int
) -> tuple[Floats, Floats]:
    """(plants,) east and south of the plants of a layer in a cell, metres.

    Args:
        layer: which plants.
        side_m: of the ground, east and south.
        column: of the cell, from the west.
        row: of the cell, from the north.
        seed: of the cover, and the layer's number added.
    """
    count = points_in_cell(layer.per_m2)
    x_m, z_m = cell_points(column, row, count, seed)
    rows, columns = layer.density.shape
    within = (x_m < side_m[0]) & (z_m < side_m[1])
    u = np.minimum((x_m / side_m[0] * columns).astype(np.int64), columns - 1)
    v = np.minimum((z_m / side_m[1] * rows).astype(np.int64), rows - 1)
    share = layer.density[v, u] / FULL
    stands = within & (share > (np.arange(count) + 0.5) / count)
    return x_m[stands], z_m[stands]


def plants_of_ground(
    layer: CoverLayer, side_m: tuple[float, float], seed: int, kept: float = 1.0
) -> tuple[Floats, Floats]:
    """(plants,) east and south of all plants of a layer, metres, cell by cell from the north-western one.

    Args:
        layer: which plants.
        side_m: of the ground, east and south.
        seed: of the cover, and the layer's number added.
        kept: thins them to this share, evenly.
    """
    count = points_in_cell(layer.per_m2)
    k = np.arange(math.ceil(kept * count), dtype=np.float64)
    rank = (k + 0.5) / count
    columns = np.arange(math.ceil(side_m[0] / CELL_M))
    rows, across = layer.density.shape
    found_x, found_z = [], []
    for row in range(math.ceil(side_m[1] / CELL_M)):
        shift_x, shift_z = cell_shift(columns, row, seed)
        x_m = (columns[:, None] + np.mod(k * _STEP[0] + shift_x[:, None], 1.0)) * CELL_M  # (columns, points)
        z_m = (row + np.mod(k * _STEP[1] + shift_z[:, None], 1.0)) * CELL_M
        u = np.minimum((x_m / side_m[0] * across).astype(np.int64), across - 1)
        v = np.minimum((z_m / side_m[1] * rows).astype(np.int64), rows - 1)
        stands = (x_m < side_m[0]) & (z_m < side_m[1]) & (layer.density[v, u] / FULL * kept > rank)
        found_x.append(x_m[stands])
        found_z.append(z_m[stands])
    return np.concatenate(found_x), np.concatenate(found_z)
