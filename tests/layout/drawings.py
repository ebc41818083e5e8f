"""Small layouts in the corner of a map of rock."""

from __future__ import annotations

import numpy as np

from procgen.layout.tiles import Tile, TileArray
from tests.layout.maps import SIGNS


def drawn(text: str, side: int = 16) -> TileArray:
    """A square map that starts at the upper left with a picture of signs; the rest is rock."""
    tiles = np.full((side, side), Tile.ROCK, np.uint8)
    for row, line in enumerate(text.split()):
        tiles[row, : len(line)] = [SIGNS[sign] for sign in line]
    return tiles
