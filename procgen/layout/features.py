"""What stands where in a tile map: rooms, doors, keys, and where one comes in and goes on."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy

from procgen.layout.kinds import IS_WALKABLE, table_of
from procgen.layout.regions import BoolArray, labels
from procgen.layout.tiles import Tile, TileArray

Cell = tuple[int, int]
"""(column, row)."""

INDOORS: Final = frozenset(
    {Tile.FLOOR, Tile.KEY, Tile.RUBBLE, Tile.CHEST, Tile.TABLE, Tile.BED, Tile.HEARTH, Tile.SHELF, Tile.EXIT}
)
"""What rooms consist of."""
_IS_INDOORS: Final = table_of(INDOORS)


@dataclass(frozen=True, slots=True)
class Door:
    """A door and how one goes through it."""

    column: int
    row: int
    locked: bool
    north_south: bool
    """Rather than from west to east."""


@dataclass(frozen=True, slots=True)
class Room:
    """An indoor place, by the smallest rectangle around it."""

    column: int
    row: int
    width: int
    depth: int
    tiles: int
    """That belong to it."""


@dataclass(frozen=True, slots=True)
class Features:
    """What stands in a map."""

    rooms: tuple[Room, ...]
    """The largest first."""
    doors: tuple[Door, ...]
    keys: tuple[Cell, ...]
    entrances: tuple[Cell, ...]
    exits: tuple[Cell, ...]
    walkable: int
    """Tiles that one can walk on."""


def features_of(tiles: TileArray) -> Features:
    """Find them; cells go row by row.

    Args:
        tiles: (rows, columns), all of them of :class:`Tile`.
    """
    return Features(
        rooms=rooms_of(tiles),
        doors=doors_of(tiles),
        keys=cells(tiles == Tile.KEY),
        entrances=cells(tiles == Tile.ENTRANCE),
        exits=cells(tiles == Tile.EXIT),
        walkable=int(IS_WALKABLE[tiles].sum()),
    )


def cells(mask: BoolArray) -> tuple[Cell, ...]:
    """(column, row) of a mask's tiles, row by row."""
    return tuple((int(column), int(row)) for row, column in zip(*np.nonzero(mask), strict=True))


def passes_north_south(tiles: TileArray) -> BoolArray:
    """(rows, columns) whether something that stands in a wall faces north and south rather than west and east.

    It does where more of its northern and southern neighbours can be walked on than of the others; where that says
    nothing, as for windows between yard and furniture, where less of them are wall.
    """
    padded = np.pad(tiles, 1, constant_values=Tile.ROCK)
    walk, wall = IS_WALKABLE[padded], padded == Tile.WALL

    def balance(mask: BoolArray) -> np.ndarray[tuple[int, int], np.dtype[np.int8]]:
        number = mask.astype(np.int8)
        return number[:-2, 1:-1] + number[2:, 1:-1] - number[1:-1, :-2] - number[1:-1, 2:]

    open_ways, walls = balance(walk), balance(wall)
    result: BoolArray = np.where(open_ways != 0, open_ways > 0, walls < 0)
    return result


def doors_of(tiles: TileArray) -> tuple[Door, ...]:
    """All doors, row by row."""
    through = passes_north_south(tiles)
    is_door = (tiles == Tile.DOOR) | (tiles == Tile.LOCKED_DOOR)
    return tuple(
        Door(column, row, bool(tiles[row, column] == Tile.LOCKED_DOOR), bool(through[row, column]))
        for column, row in cells(is_door)
    )


def room_labels(tiles: TileArray) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.int32]], int]:
    """(rows, columns) number of the room that a tile belongs to, -1 where none, and how many rooms there are.

    A room is a 4-connected piece of what lies in squares of 2 x 2 indoor tiles: doors end it, and so do passages one
    tile wide.
    """
    return labels(scipy.ndimage.binary_opening(_IS_INDOORS[tiles], np.ones((2, 2), np.bool_)))


def rooms_of(tiles: TileArray) -> tuple[Room, ...]:
    """All rooms, the largest first; of equal ones that whose first tile comes first."""
    label, count = room_labels(tiles)
    found = []
    rows, columns = np.nonzero(label >= 0)
    number = label[rows, columns]
    order = np.argsort(number, kind="stable")
    rows, columns, number = rows[order], columns[order], number[order]
    ends = np.searchsorted(number, np.arange(count + 1))
    for first, last in itertools.pairwise(ends.tolist()):
        own_rows, own_columns = rows[first:last], columns[first:last]
        north, west = int(own_rows.min()), int(own_columns.min())
        width, depth = int(own_columns.max()) - west + 1, int(own_rows.max()) - north + 1
        found.append(Room(west, north, width, depth, int(last - first)))
    return tuple(sorted(found, key=lambda room: -room.tiles))
