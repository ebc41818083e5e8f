"""What lies under the things of a tile map, which has one tile a place."""

from __future__ import annotations

from typing import Final

import numpy as np

from procgen.layout.art import GROUND_BELOW
from procgen.layout.kinds import table_of
from procgen.layout.tiles import DOORS, TILES, Tile, TileArray

GROUNDS: Final = (
    Tile.FLOOR,
    Tile.GRASS,
    Tile.SAND,
    Tile.SNOW,
    Tile.MARSH,
    Tile.ROAD,
    Tile.PATH,
    Tile.PAVEMENT,
    Tile.PLAZA,
    Tile.FIELD,
)
"""What things may stand on; of equally common ones the first."""
_IS_THING: Final = table_of(frozenset(GROUND_BELOW) - DOORS)


def grounds_of(tiles: TileArray) -> TileArray:
    """The ground under each tile: itself where it is ground or fills its square, else the commonest around it.

    Args:
        tiles: (rows, columns).

    Returns:
        (rows, columns). What has no ground among its eight neighbours stands on what is usual for it, and so do doors.
    """
    usual = np.arange(TILES, dtype=np.uint8)
    for tile, ground in GROUND_BELOW.items():
        usual[tile] = ground
    result = usual[tiles]
    rows, columns = tiles.shape
    padded = np.pad(tiles, 1, mode="edge")
    votes = np.zeros((len(GROUNDS), rows, columns), np.int8)
    for number, choice in enumerate(GROUNDS):
        same = (padded == choice).astype(np.int8)
        for row in range(3):
            for column in range(3):
                votes[number] += same[row : row + rows, column : column + columns]
    found = _IS_THING[tiles] & (votes.max(axis=0) > 0)
    result[found] = np.array(GROUNDS, np.uint8)[votes.argmax(axis=0)[found]]
    return result
