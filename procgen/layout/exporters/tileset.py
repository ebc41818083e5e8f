"""The picture with all tiles, which maps for Tiled, Godot and Unity refer to."""

from __future__ import annotations

from typing import Final

import numpy as np

from procgen.formats.png import write_png
from procgen.layout.art import TILE_PX, tile_pictures
from procgen.layout.tiles import TILES
from procgen.runtime.checkpoint import Checkpoint, go_on

FILE_NAME: Final = "procgen-tiles.png"
"""The same for all layouts, as its bytes are: a project that replaces it changes the looks of all."""
COLUMNS: Final = 8
ROWS: Final = -(-TILES // COLUMNS)


def encode(checkpoint: Checkpoint = go_on) -> bytes:
    """Write it.

    Returns:
        A PNG with eight tiles in a row, 16 pixels each, in the order of :class:`procgen.layout.tiles.Tile`.
    """
    places = np.zeros((ROWS * COLUMNS, TILE_PX, TILE_PX, 3), np.uint8)
    places[:TILES] = tile_pictures()
    sheet = places.reshape(ROWS, COLUMNS, TILE_PX, TILE_PX, 3).transpose(0, 2, 1, 3, 4)
    return write_png(sheet.reshape(ROWS * TILE_PX, COLUMNS * TILE_PX, 3), checkpoint, texts={})
