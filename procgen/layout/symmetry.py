"""Layouts that are mirror images of themselves.

Keys and locks are the exception: a key lies on one side only, and one of a pair of doors may be locked. For the
comparison a locked door counts as a door, and a key as whatever ground lies opposite.
"""

from __future__ import annotations

from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from procgen.layout.kinds import IS_WALKABLE, table_of
from procgen.layout.tiles import DOORS, Tile

Scalar = TypeVar("Scalar", bound=np.generic)

SYMMETRIES: Final = ("none", "west_east", "north_south", "both")
FREE: Final = -1
"""In a map of fixed tiles: a tile that the generator chooses."""
IS_GROUND: Final = IS_WALKABLE & ~table_of(DOORS | {Tile.ENTRANCE, Tile.EXIT})
"""(TILES,) what a key may lie on."""


def mirrors(symmetry: str) -> tuple[tuple[bool, bool], ...]:
    """The reflections that a symmetry asks for: whether columns are reversed, whether rows are."""
    return {
        "none": (),
        "west_east": ((True, False),),
        "north_south": ((False, True),),
        "both": ((True, False), (False, True), (True, True)),
    }[symmetry]


def mirrored_cell(cell: tuple[int, int], mirror: tuple[bool, bool], width: int, depth: int) -> tuple[int, int]:
    """Where a (column, row) comes to lie."""
    column, row = cell
    return (width - 1 - column if mirror[0] else column, depth - 1 - row if mirror[1] else row)


def mirrored(tiles: npt.NDArray[Scalar], mirror: tuple[bool, bool]) -> npt.NDArray[Scalar]:
    """A view of a map, or of a mask, reflected."""
    return tiles[:: -1 if mirror[1] else 1, :: -1 if mirror[0] else 1]


def differences(tiles: npt.NDArray[np.integer], mirror: tuple[bool, bool]) -> npt.NDArray[np.bool_]:
    """Where a map differs from its mirror image; :data:`FREE` tiles differ from nothing."""
    mine = np.where(tiles == Tile.LOCKED_DOOR, Tile.DOOR, tiles)
    other = mirrored(mine, mirror)
    free = (mine == FREE) | (other == FREE)
    # A key asks for ground on the other side, or for another key.
    key = (mine == Tile.KEY) | (other == Tile.KEY)
    ground = IS_GROUND[np.where(free, 0, mine)] & IS_GROUND[np.where(free, 0, other)]
    return np.asarray(~free & np.where(key, ~ground, mine != other))


def completed(fixed: npt.NDArray[np.int16], symmetry: str) -> npt.NDArray[np.int16]:
    """Fixed tiles together with what their mirror images fix; of keys and locks there is no image, of locks a door."""
    result = fixed.copy()
    for mirror in mirrors(symmetry):
        image = mirrored(fixed, mirror)
        image = np.where(image == Tile.LOCKED_DOOR, Tile.DOOR, np.where(image == Tile.KEY, FREE, image))
        np.copyto(result, image.astype(np.int16), where=result == FREE)
    return result


def sources(symmetry: str, width: int, depth: int) -> npt.NDArray[np.int64]:
    """(depth, width) flat index of the cell in the north-west that each is the image of; its own where it is none."""
    rows, columns = np.arange(depth)[:, None], np.arange(width)[None, :]
    if symmetry in ("west_east", "both"):
        columns = np.minimum(columns, width - 1 - columns)
    if symmetry in ("north_south", "both"):
        rows = np.minimum(rows, depth - 1 - rows)
    return rows * width + columns
