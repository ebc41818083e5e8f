"""What the learned generator is told: places on the map, a coarse plan of it, and conditions, as numbers.

Training and serving use the same functions, so that both mean the same.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.layout.kinds import KINDS, STYLES
from procgen.layout.symmetry import mirrors
from procgen.layout.tiles import TILES, Tile, TileArray

FloatArray = npt.NDArray[np.float32]

STYLE_NUMBERS: Final = {
    style: number for number, style in enumerate((kind, style) for kind in KINDS for style in STYLES[kind])
}
"""(kind, style) to its place among all styles."""
FREE_TILE: Final = TILES
"""How the networks number a cell that nobody has fixed."""
SORTS: Final = (
    (Tile.ROCK,),
    (Tile.WALL, Tile.WINDOW),
    (Tile.FLOOR, Tile.KEY, Tile.EXIT),
    (Tile.DOOR, Tile.LOCKED_DOOR),
    (Tile.TABLE,),
    (Tile.BED,),
    (Tile.HEARTH, Tile.SHELF, Tile.CHEST),
    (Tile.WATER, Tile.DEEP_WATER),
    (Tile.BRIDGE, Tile.PIER),
    (Tile.GRASS,),
    (Tile.ROAD,),
    (Tile.PATH, Tile.ENTRANCE),
    (Tile.TREE, Tile.SHRUB),
    (Tile.BOULDER, Tile.RUBBLE),
    (Tile.FIELD, Tile.FENCE),
    (Tile.SAND,),
    (Tile.SNOW,),
    (Tile.MARSH,),
    (Tile.PAVEMENT,),
    (Tile.PLAZA,),
)
"""Tiles that a plan does not tell apart; all tiles are of one sort each."""
_ONE_OF_SORT: Final = np.array([[tile in sort for tile in range(TILES)] for sort in SORTS], np.float32)
_PLACES: Final = 10
PLAN_PLANES: Final = 1 + len(SORTS)
"""What a cell knows of a plan: how coarse it is, then of each sort how much lies about there."""
PLANES: Final = _PLACES + PLAN_PLANES
"""What a cell knows in all."""
_FINEST_BLOCK: Final = 3.0
_RARE: Final = np.float32(0.02)
"""Shares well below this are told like none at all."""
_NEAR_TILES: Final = 3.0
_FAR_TILES: Final = 32.0
_SIZE_TILES: Final = 64.0
_MOST_LOCKS: Final = 4.0

_STYLE, _DENSITY = len(KINDS), len(KINDS) + len(STYLE_NUMBERS)
_LOCKS, _SYMMETRY, _SIZE = _DENSITY + 2, _DENSITY + 4, _DENSITY + 6
CONDITIONS: Final = _SIZE + 2
"""Numbers in :func:`vector`."""


def coarse(tiles: TileArray, block: int, start: tuple[int, int] = (0, 0)) -> FloatArray:
    """A map as a plan of it: (PLAN_PLANES, depth, width).

    Of each block of the map only the shares of sorts are kept, and between the middles of blocks they go over into
    each other. Logarithms are given, from 0 for nothing to 1 for nothing else, so that what is rare counts.

    Args:
        tiles: (depth, width).
        block: tiles along a block's side.
        start: rows and columns of the first blocks that lie outside of the map.
    """
    (rows, between_rows), (columns, between_columns) = (
        _blocks(length, block, before) for length, before in zip(tiles.shape, start, strict=True)
    )
    shares = rows @ _ONE_OF_SORT[:, tiles] @ columns.T
    result = np.empty((PLAN_PLANES, *tiles.shape), np.float32)
    result[0] = _FINEST_BLOCK / block
    result[1:] = between_rows @ (np.log1p(shares / _RARE) / np.log1p(1.0 / _RARE)) @ between_columns.T
    return result


def _blocks(length: int, block: int, before: int) -> tuple[FloatArray, FloatArray]:
    """Along one side: (blocks, length) means over blocks, and (length, blocks) weights of blocks at each cell."""
    cells = np.arange(length)
    number = (cells + before) // block
    inside = number == np.arange(number[-1] + 1)[:, None]
    means = inside / inside.sum(1, keepdims=True)
    weights = [np.interp(cells, means @ cells, one) for one in np.eye(len(means))]
    return means.astype(np.float32), np.stack(weights, 1).astype(np.float32)


def planes(depth: int, width: int, plan: FloatArray | None = None) -> FloatArray:
    """What each cell knows of its place, and of the plan: (PLANES, depth, width).

    For each edge, west, east, north and south: how near it is (falling off over three tiles), and how far (of 32
    tiles, at most one); then whether column and row are odd; then what :func:`coarse` tells, zero without a plan.
    """
    x, y = np.arange(width, dtype=np.float32), np.arange(depth, dtype=np.float32)
    result = np.zeros((PLANES, depth, width), np.float32)
    for number, away in enumerate((x, x[::-1], y[:, None], y[::-1, None])):
        result[2 * number] = np.exp(-away / _NEAR_TILES)
        result[2 * number + 1] = np.minimum(away / _FAR_TILES, 1.0)
    result[8] = x % 2
    result[9] = y[:, None] % 2
    if plan is not None:
        result[_PLACES:] = plan
    return result


def vector(
    width: int,
    depth: int,
    *,
    kind: str = "",
    style: str = "",
    density: float | None = None,
    locks: int | None = None,
    symmetry: str = "none",
) -> FloatArray:
    """The conditions, (CONDITIONS,); what is empty or None is not known, and all zero.

    Args:
        width, depth: of the map, in tiles.
        kind: one of KINDS.
        style: one of the kind's styles.
        density: as :func:`procgen.layout.kinds.fullness` measures it.
        locks: locked doors.
        symmetry: one of SYMMETRIES; always known.
    """
    result = np.zeros(CONDITIONS, np.float32)
    if kind:
        result[KINDS.index(kind)] = 1.0
    if kind and style:
        result[_STYLE + STYLE_NUMBERS[kind, style]] = 1.0
    if density is not None:
        result[_DENSITY : _DENSITY + 2] = 1.0, density
    if locks is not None:
        result[_LOCKS : _LOCKS + 2] = 1.0, locks / _MOST_LOCKS
    for west_east, north_south in mirrors(symmetry):
        result[_SYMMETRY : _SYMMETRY + 2] += west_east and not north_south, north_south and not west_east
    result[_SIZE:] = width / _SIZE_TILES - 1.0, depth / _SIZE_TILES - 1.0
    return result
