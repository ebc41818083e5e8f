"""The tiles that layouts are made of: one vocabulary for all kinds."""

from __future__ import annotations

import enum
from typing import Final

import numpy as np
import numpy.typing as npt

TileArray = npt.NDArray[np.uint8]
"""(rows, columns) numbers of :class:`Tile`; row 0 is the northern edge, column 0 the western."""


class Tile(enum.IntEnum):
    """One tile. The numbers are what files and weights hold: new ones are added at the end."""

    ROCK = 0
    """Solid: the mass that caves and dungeons are cut from."""
    WALL = 1
    FLOOR = 2
    DOOR = 3
    LOCKED_DOOR = 4
    """Opens with a key."""
    KEY = 5
    """Lies on a floor; opens one locked door."""
    ENTRANCE = 6
    """Where one comes in: a gate of a village, a dungeon's first room, a front door."""
    EXIT = 7
    """Stairs onward, a back door, a second gate."""
    WATER = 8
    DEEP_WATER = 9
    BRIDGE = 10
    GRASS = 11
    ROAD = 12
    PATH = 13
    TREE = 14
    FIELD = 15
    """Ploughed land."""
    FENCE = 16
    BOULDER = 17
    SAND = 18
    SNOW = 19
    SHRUB = 20
    MARSH = 21
    PAVEMENT = 22
    PLAZA = 23
    WINDOW = 24
    CHEST = 25
    TABLE = 26
    BED = 27
    HEARTH = 28
    SHELF = 29
    PIER = 30
    """Boards over water."""
    RUBBLE = 31


TILES: Final = len(Tile)
WALKABLE: Final = frozenset(
    {
        Tile.FLOOR,
        Tile.DOOR,
        Tile.LOCKED_DOOR,
        Tile.KEY,
        Tile.ENTRANCE,
        Tile.EXIT,
        Tile.BRIDGE,
        Tile.GRASS,
        Tile.ROAD,
        Tile.PATH,
        Tile.FIELD,
        Tile.SAND,
        Tile.SNOW,
        Tile.MARSH,
        Tile.PAVEMENT,
        Tile.PLAZA,
        Tile.PIER,
        Tile.RUBBLE,
    }
)
"""What people walk on, a locked door with its key."""
DOORS: Final = frozenset({Tile.DOOR, Tile.LOCKED_DOOR})
