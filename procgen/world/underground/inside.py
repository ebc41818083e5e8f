"""What is where below: the innermost room, and where something stands in the middle of rooms."""

from __future__ import annotations

import numpy as np

from procgen.layout.tiles import Tile
from procgen.world.place import BoolArray, Underground
from procgen.world.underground.descent import solid
from procgen.world.underground.draw import ENTRANCE, steps_from

_NOT_BESIDE = (Tile.WATER, Tile.DEEP_WATER, Tile.BRIDGE, Tile.DOOR, Tile.CHEST, Tile.BOULDER)


def deepest_tile(under: Underground) -> tuple[int, int]:
    """(column, row) of the tile that is farthest to walk to."""
    steps = steps_from(under.tiles, ENTRANCE)
    row, column = np.unravel_index(int(np.argmax(steps)), steps.shape)
    return int(column), int(row)


def standing(under: Underground) -> BoolArray:
    """(rows, columns) tiles with room all about in whose middle something stands: a pillar, a tomb, a heap of ore."""
    plain = ~solid(under.tiles, under.kind) & ~np.isin(under.tiles, _NOT_BESIDE)
    wide = np.pad(plain, 1)
    rows, columns = plain.shape
    found = np.ones_like(plain)
    for dr in range(3):
        for dc in range(3):
            found &= wide[dr : dr + rows, dc : dc + columns]
    row, column = np.mgrid[0:rows, 0:columns]
    found &= (column * 7 + row * 3) % 11 == 0
    deepest = deepest_tile(under)
    found[deepest[1], deepest[0]] = False
    return np.asarray(found & (under.tiles == Tile.FLOOR), np.bool_)
