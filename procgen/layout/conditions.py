"""What the learned generator is told: places on the map and conditions, as numbers.

Training and serving use the same functions, so that both mean the same.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.layout.kinds import KINDS, STYLES
from procgen.layout.symmetry import mirrors
from procgen.layout.tiles import TILES

FloatArray = npt.NDArray[np.float32]

STYLE_NUMBERS: Final = {
    style: number for number, style in enumerate((kind, style) for kind in KINDS for style in STYLES[kind])
}
"""(kind, style) to its place among all styles."""
FREE_TILE: Final = TILES
"""How the networks number a cell that nobody has fixed."""
PLANES: Final = 10
_NEAR_TILES: Final = 3.0
_FAR_TILES: Final = 32.0
_SIZE_TILES: Final = 64.0
_MOST_LOCKS: Final = 4.0

_STYLE, _DENSITY = len(KINDS), len(KINDS) + len(STYLE_NUMBERS)
_LOCKS, _SYMMETRY, _SIZE = _DENSITY + 2, _DENSITY + 4, _DENSITY + 6
CONDITIONS: Final = _SIZE + 2
"""Numbers in :func:`vector`."""


def planes(depth: int, width: int) -> FloatArray:
    """What each cell knows of its place: (PLANES, depth, width).

    For each edge, west, east, north and south: how near it is (falling off over three tiles), and how far (of 32
    tiles, at most one); then whether column and row are odd.
    """
    x, y = np.arange(width, dtype=np.float32), np.arange(depth, dtype=np.float32)
    result = np.empty((PLANES, depth, width), np.float32)
    for number, away in enumerate((x, x[::-1], y[:, None], y[::-1, None])):
        result[2 * number] = np.exp(-away / _NEAR_TILES)
        result[2 * number + 1] = np.minimum(away / _FAR_TILES, 1.0)
    result[8] = x % 2
    result[9] = y[:, None] % 2
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
