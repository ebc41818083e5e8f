"""Pictures of tile maps for people."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.formats.png import write_png
from procgen.layout.art import COLOURS, GROUND_BELOW, TILE_PX, RgbArray, over, tile_layers
from procgen.layout.ground import grounds_of
from procgen.layout.kinds import table_of
from procgen.layout.tiles import TILES, Tile, TileArray
from procgen.runtime.checkpoint import Checkpoint, go_on

PREVIEW_PX: Final = 256
UNDECIDED: Final = 255
"""In a map that is being made: a tile that is not there yet."""
_UNDECIDED_RGB: Final = (32, 30, 36)
_STANDS: Final = table_of(frozenset({Tile.ROCK, Tile.WALL, Tile.WINDOW}))
_SHADOW_PX: Final = 4
_SHADOW: Final = 0.66

_GLYPH_PX: Final = 4
_GLYPHS: Final[dict[Tile, tuple[str, str]]] = {
    # The tile's own colour is "#", the dark of it "o", light "+", and "." the ground below.
    Tile.DOOR: ("o##o", "o##o"),
    Tile.LOCKED_DOOR: ("o##o", "#oo#"),
    Tile.KEY: ("##..", "####"),
    Tile.ENTRANCE: ("+##+", "#++#"),
    Tile.EXIT: ("#+##", "##+#"),
    Tile.TREE: (".##.", "####"),
    Tile.SHRUB: ("....", ".##."),
    Tile.BOULDER: (".##.", "####"),
    Tile.FENCE: ("####", "...."),
    Tile.CHEST: ("oooo", "#++#"),
    Tile.TABLE: ("####", "####"),
    Tile.BED: ("++++", "####"),
    Tile.HEARTH: ("oooo", "o##o"),
    Tile.SHELF: ("####", "o+o+"),
    Tile.RUBBLE: ("#...", "..#."),
    Tile.WINDOW: ("oooo", "o##o"),
}
"""Upper and lower half of a tile of 4 x 4 pixels, each line twice."""


def picture_rgb(tiles: TileArray) -> RgbArray:
    """The map with 16 pixels a tile.

    Args:
        tiles: (rows, columns).

    Returns:
        (16 * rows, 16 * columns, 3): things stand on the ground around them, and what is high throws a short shadow to
        the south.
    """
    high = _STANDS[tiles]
    shaded = np.zeros_like(high)
    shaded[1:] = high[:-1] & ~high[1:]
    # Each pair of a thing and its ground is drawn once, with and without shadow.
    looks = (tiles.astype(np.int64) * TILES + grounds_of(tiles)) * 2 + shaded
    seen, which = np.unique(looks, return_inverse=True)
    layers = tile_layers()
    drawn = over(layers[seen // 2 // TILES], layers[seen // 2 % TILES][..., :3])
    band = drawn[seen % 2 == 1, :_SHADOW_PX]
    drawn[seen % 2 == 1, :_SHADOW_PX] = np.rint(band * _SHADOW).astype(np.uint8)
    rows, columns = tiles.shape
    pixels = drawn[which.reshape(tiles.shape)].transpose(0, 2, 1, 3, 4)
    return np.ascontiguousarray(pixels).reshape(rows * TILE_PX, columns * TILE_PX, 3)


def _glyphs() -> RgbArray:
    """(tiles + 1, 4, 4, 3): each tile in 4 x 4 pixels, and one that is not there yet."""
    drawn = np.zeros((TILES + 1, _GLYPH_PX, _GLYPH_PX, 3), np.uint8)
    drawn[TILES] = _UNDECIDED_RGB
    for tile in Tile:
        colour = np.array(COLOURS[tile], np.float64)
        drawn[tile] = COLOURS[tile]
        if tile not in _GLYPHS:
            continue
        below = COLOURS[Tile.WALL if tile == Tile.WINDOW else GROUND_BELOW[tile]]
        inks = {
            "#": colour,
            "o": 0.45 * colour,
            "+": 255.0 - 0.3 * (255.0 - colour),
            ".": np.array(below, np.float64),
        }
        upper, lower = _GLYPHS[tile]
        for row, line in enumerate((upper, upper, lower, lower)):
            drawn[tile, row] = [np.rint(inks[ink]).astype(np.uint8) for ink in line]
    return drawn


_SMALL: Final = _glyphs()


def preview_rgb(tiles: npt.NDArray[np.uint8]) -> RgbArray:
    """A small picture: as many whole pixels a tile as fit into 256.

    Args:
        tiles: (rows, columns), of which :data:`UNDECIDED` ones are dark.
    """
    # Of a map of several floors each second tile, or fewer.
    step = -(-max(tiles.shape) // PREVIEW_PX)
    tiles = tiles[::step, ::step]
    rows, columns = tiles.shape
    scale = max(1, PREVIEW_PX // max(rows, columns))
    numbers = np.minimum(tiles, TILES).astype(np.intp)
    if scale < _GLYPH_PX:
        flat = np.array([*(COLOURS[tile] for tile in Tile), _UNDECIDED_RGB], np.uint8)[numbers]
        return flat.repeat(scale, axis=0).repeat(scale, axis=1)
    if scale >= TILE_PX and not (tiles >= TILES).any():
        return picture_rgb(tiles)
    factor = scale // _GLYPH_PX
    pixels = _SMALL[numbers].transpose(0, 2, 1, 3, 4).reshape(rows * _GLYPH_PX, columns * _GLYPH_PX, 3)
    return np.ascontiguousarray(pixels.repeat(factor, axis=0).repeat(factor, axis=1))


def preview_png(tiles: npt.NDArray[np.uint8], checkpoint: Checkpoint = go_on) -> bytes:
    """:func:`preview_rgb` as a file of at most 256 x 256 pixels."""
    return write_png(preview_rgb(tiles), checkpoint, texts={})
