"""The water of a world as meshes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.terrain.heightmap import normals
from procgen.world.ground_paint import sea_of
from procgen.world.meshes import FloatArray, IndexArray, Mesh
from procgen.world.place import Land

_SEA_CELL_M = 32.0
_UNDER_M = 0.12
"""How far below the ground water goes on behind its shore."""


def grid_triangles(cells: npt.NDArray[np.bool_]) -> IndexArray:
    """Triangles of the cells of a grid of vertices, each split from north-east to south-west, seen from above.

    Args:
        cells: (rows - 1, columns - 1) which cells there are.

    Returns:
        (t, 3) numbers of vertices, row by row.
    """
    width = cells.shape[1] + 1
    row, column = np.nonzero(cells)
    north_west = row * width + column
    south_west, north_east, south_east = north_west + width, north_west + 1, north_west + width + 1
    both = np.stack([north_west, south_west, north_east, north_east, south_west, south_east], axis=-1)
    return both.reshape(-1, 3).astype(np.uint32)


def _used(positions: FloatArray, facing: FloatArray, uv: FloatArray, triangles: IndexArray) -> Mesh:
    """A mesh of the vertices that triangles use."""
    used = np.zeros(len(positions), np.bool_)
    used[triangles] = True
    number = (np.cumsum(used) - 1).astype(np.uint32)
    white = np.full((int(used.sum()), 3), 255, np.uint8)
    return Mesh(positions[used], facing[used], uv[used], white, number[triangles])


def _grid(heights: FloatArray, x_m: FloatArray, z_m: FloatArray) -> FloatArray:
    """(n, 3) positions."""
    out = np.empty((*heights.shape, 3), np.float32)
    out[..., 0], out[..., 1], out[..., 2] = x_m, heights, z_m[:, None]
    return out.reshape(-1, 3)


def _places(count: int, spacing: float) -> FloatArray:
    return (np.arange(count) * spacing).astype(np.float32)


def sea_mesh(land: Land) -> Mesh | None:
    """The sea as a coarse level grid wherever it comes near; None if there is none."""
    sea = sea_of(land)
    if not sea.any():
        return None
    rows, columns = land.heights_m.shape
    width_m, depth_m = (columns - 1) * land.metres_per_pixel, (rows - 1) * land.metres_per_pixel
    across, down = max(round(width_m / _SEA_CELL_M), 1), max(round(depth_m / _SEA_CELL_M), 1)
    row, column = np.nonzero(sea)
    cells = np.zeros((down, across), np.bool_)
    cells[np.minimum(row * down // (rows - 1), down - 1), np.minimum(column * across // (columns - 1), across - 1)] = (
        True
    )
    grown = np.pad(cells, 1)
    cells = grown[:-2, 1:-1] | grown[2:, 1:-1] | grown[1:-1, :-2] | grown[1:-1, 2:] | cells
    x_m = np.linspace(0.0, width_m, across + 1).astype(np.float32)
    z_m = np.linspace(0.0, depth_m, down + 1).astype(np.float32)
    level = np.full((down + 1, across + 1), land.sea_level_m, np.float32)
    return _water(_grid(level, x_m, z_m), cells)


def fresh_mesh(land: Land) -> Mesh | None:
    """Lakes and rivers: their surface, which goes on below the ground behind the shore; None if there are none."""
    wet = land.water & ~sea_of(land)
    if not wet.any():
        return None
    level = np.where(wet, land.water_m, np.nan).astype(np.float32)
    known = wet.copy()
    for _ in range(2):
        total = np.zeros(level.shape, np.float32)
        count = np.zeros(level.shape, np.float32)
        padded, there = np.pad(np.nan_to_num(level), 1), np.pad(known, 1).astype(np.float32)
        for down in range(3):
            for right in range(3):
                window = slice(down, down + level.shape[0]), slice(right, right + level.shape[1])
                total += padded[window]
                count += there[window]
        fresh = ~known & (count > 0)
        level[fresh] = np.minimum(total[fresh] / count[fresh], land.heights_m[fresh] - np.float32(_UNDER_M))
        known |= fresh
    touched = wet[:-1, :-1] | wet[1:, :-1] | wet[:-1, 1:] | wet[1:, 1:]
    rows, columns = level.shape
    x_m, z_m = _places(columns, land.metres_per_pixel), _places(rows, land.metres_per_pixel)
    return _water(_grid(np.nan_to_num(level), x_m, z_m), touched, level)


def _water(positions: FloatArray, cells: npt.NDArray[np.bool_], level: FloatArray | None = None) -> Mesh:
    if level is None:
        facing = np.tile(np.array((0.0, 1.0, 0.0), np.float32), (len(positions), 1))
    else:
        filled = np.where(np.isnan(level), np.nanmean(level), level).astype(np.float32)
        spacing = float(positions[1, 0] - positions[0, 0])
        facing = normals(filled, spacing).reshape(-1, 3)
    return _used(positions, facing, positions[:, [0, 2]].copy(), grid_triangles(cells))
