"""Keeps a map that grows tile by tile to an example of its style: to its pairs of neighbours, and its counts of tiles.

A network that draws tile by tile makes a few pairs in a map that its style has not, rubble beside a boulder or two
doors in a row, and cannot take them back. So, as in model synthesis (Merrell 2007) and WaveFunctionCollapse (Gumin
2016), pairs that an example lacks are kept from coming; here they only become less likely, since an example is one map
and lacks some pairs by accident. And what is rare, chests in dead ends, the network may miss or overdo all over a map:
it sees a few tiles around, and no more of the whole than a coarse plan tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.layout.tiles import TILES, Tile, TileArray

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]
_NOTHING: Final = TILES
"""What lies beyond the edge of a map, or is not drawn yet."""
_ANYWHERE: Final = (Tile.ENTRANCE, Tile.EXIT, Tile.KEY, Tile.LOCKED_DOOR)
"""One or few in a map, and placed by rules of their own."""
_EARLIER: Final = ((0, -1, 0), (-1, 0, 0), (-1, -1, 1), (-1, 1, 1))
"""Rows and columns to the neighbours that are drawn before a tile; and whether they lie straight beside it or askew."""


def pairs_of(tiles: TileArray) -> BoolArray:
    """(2, TILES + 1, TILES) whether two tiles are neighbours somewhere: straight beside each other, and askew.

    Either way round, so that turned and mirrored maps have the same. Beside an edge anything may lie, and so may
    entrances, exits, keys and locked doors anywhere.

    Args:
        tiles: (rows, columns).
    """
    straight = ((tiles[:, 1:], tiles[:, :-1]), (tiles[1:], tiles[:-1]))
    askew = ((tiles[1:, 1:], tiles[:-1, :-1]), (tiles[1:, :-1], tiles[:-1, 1:]))
    result = np.zeros((2, TILES + 1, TILES), np.bool_)
    for found, sides in zip(result, (straight, askew), strict=True):
        for one, other in sides:
            found[one, other] = found[other, one] = True
    result[:, list(_ANYWHERE)] = result[:, :, list(_ANYWHERE)] = result[:, _NOTHING] = True
    return result


class Neighbours:
    """Keeps maps that grow together to the pairs of their examples.

    Args:
        examples: of each map, if any, (rows, columns) of any size; and the nats by which a tile is disfavoured for each
            neighbour that it has not there.
        depth, width: of the maps.
    """

    def __init__(self, examples: Sequence[tuple[TileArray | None, float]], depth: int, width: int) -> None:
        self._nats = np.zeros((len(examples), 2, TILES + 1, TILES), np.float32)
        for nats, (example, strange) in zip(self._nats, examples, strict=True):
            if example is not None:
                nats[~pairs_of(example)] = -strange
        self._idle = not self._nats.any()
        self._tiles = np.full((len(examples), depth + 1, width + 2), _NOTHING)
        self._maps = np.arange(len(examples))[:, None]

    def favoured(self, logits: FloatArray, rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]) -> FloatArray:
        """(maps, cells, TILES) logits of some cells, with tiles disfavoured by what lies around them so far."""
        if self._idle:
            return logits
        result = logits.copy()
        for down, right, askew in _EARLIER:
            beside = self._tiles[:, rows + 1 + down, columns + 1 + right]
            result += self._nats[self._maps, askew, beside]
        return result

    def put(self, chosen: npt.NDArray[np.int64], rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]) -> None:
        """Note (maps, cells) tiles."""
        self._tiles[:, rows + 1, columns + 1] = chosen


class Counts:
    """Keeps what maps have of each tile near what their examples have of it as far as both are drawn.

    Args:
        examples: of each map, if any, of the map's size; and how many nats a tile is favoured where the example has e
            times as many of it so far, or disfavoured where the map has.
    """

    def __init__(self, examples: Sequence[tuple[TileArray | None, float]]) -> None:
        self._kept = [(n, example, nats) for n, (example, nats) in enumerate(examples) if example is not None and nats]
        self._wanted, self._made = np.zeros((2, len(examples), TILES))

    def favoured(self, logits: FloatArray, rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]) -> FloatArray:
        """(maps, cells, TILES) logits of the cells that come next, with tiles favoured by what is missing."""
        if not self._kept:
            return logits
        result = logits.copy()
        for number, example, nats in self._kept:
            self._wanted[number] += np.bincount(example[rows, columns], minlength=TILES)
            # One more of each: what neither has is as it was.
            missing = nats * np.log((self._wanted[number] + 1.0) / (self._made[number] + 1.0))
            missing[list(_ANYWHERE)] = 0.0
            result[number] += missing.astype(np.float32)
        return result

    def put(self, chosen: npt.NDArray[np.int64]) -> None:
        """Note (maps, cells) tiles, those of the cells that were favoured last."""
        for number, _, _ in self._kept:
            self._made[number] += np.bincount(chosen[number], minlength=TILES)
