"""A coarse plan of a whole map, ahead of its tiles: where water, streets, walls and open ground come to lie in a style.

The network looks a few cells around: it knows what a shore or a street is made of, but not whether a map of a style
has any, and where. So the rules of that kind (:mod:`procgen.layout.classical`) sketch a map first. Of the sketch only
shares of sorts of tiles around each cell are kept. What the network expects of a tile is multiplied by how much more
of its sort the plan has there than maps of the kind have anywhere: a product of experts (Hinton, "Training products
of experts by minimizing contrastive divergence", 2002), of which the second does not say again what the first knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from procgen.layout.classical.registry import classical_for
from procgen.layout.network import FloatArray
from procgen.layout.parameters import LayoutParameters
from procgen.layout.tiles import TILES, Tile

AROUND: Final = 3
"""Tiles along the side of the square whose shares a plan has."""
STRENGTH: Final = 1.0
"""How much a plan counts beside the network."""
_DOUBT: Final = 0.1
"""Of shares, what is taken from the kind's own instead: nothing is forbidden."""
_SORTS: Final = (
    (Tile.WALL, Tile.WINDOW, Tile.DOOR, Tile.LOCKED_DOOR),
    (Tile.FLOOR, Tile.KEY, Tile.CHEST, Tile.RUBBLE, Tile.EXIT),
    (Tile.TABLE, Tile.BED, Tile.HEARTH, Tile.SHELF),
    (Tile.WATER, Tile.DEEP_WATER, Tile.BRIDGE, Tile.PIER),
    (Tile.ROAD, Tile.PATH, Tile.ENTRANCE),
    (Tile.TREE, Tile.SHRUB, Tile.BOULDER),
    (Tile.FIELD, Tile.FENCE),
    (Tile.PAVEMENT, Tile.PLAZA),
)
"""Tiles that a plan does not tell apart, the first for all; all others are sorts of their own."""
_USUAL: Final[Mapping[str, Mapping[Tile, float]]] = MappingProxyType(
    {
        "village": {
            Tile.WALL: 0.0926,
            Tile.FLOOR: 0.0597,
            Tile.WATER: 0.0756,
            Tile.GRASS: 0.5155,
            Tile.ROAD: 0.0929,
            Tile.TREE: 0.1258,
            Tile.FIELD: 0.013,
            Tile.SAND: 0.0103,
            Tile.PAVEMENT: 0.007,
            Tile.TABLE: 0.0076,
        },
        "dungeon": {Tile.ROCK: 0.5481, Tile.WALL: 0.1297, Tile.FLOOR: 0.3108, Tile.WATER: 0.0112, Tile.ROAD: 0.0002},
        "cave": {
            Tile.ROCK: 0.5809,
            Tile.WALL: 0.0003,
            Tile.FLOOR: 0.3208,
            Tile.WATER: 0.0822,
            Tile.ROAD: 0.0002,
            Tile.TREE: 0.0034,
            Tile.SAND: 0.0122,
        },
        "interior": {
            Tile.WALL: 0.2018,
            Tile.FLOOR: 0.4912,
            Tile.GRASS: 0.2227,
            Tile.ROAD: 0.0002,
            Tile.TREE: 0.0162,
            Tile.PAVEMENT: 0.0072,
            Tile.TABLE: 0.0606,
        },
        "city": {
            Tile.WALL: 0.161,
            Tile.FLOOR: 0.2,
            Tile.WATER: 0.0199,
            Tile.GRASS: 0.1346,
            Tile.ROAD: 0.197,
            Tile.TREE: 0.0278,
            Tile.PAVEMENT: 0.2498,
            Tile.TABLE: 0.01,
        },
        "biomes": {
            Tile.ROCK: 0.0406,
            Tile.FLOOR: 0.0002,
            Tile.WATER: 0.1207,
            Tile.GRASS: 0.3217,
            Tile.ROAD: 0.0252,
            Tile.TREE: 0.2704,
            Tile.SAND: 0.0409,
            Tile.SNOW: 0.0794,
            Tile.MARSH: 0.1009,
        },
    }
)
"""Shares of the sorts in maps of each kind: sixty of the train split."""


def _sorts() -> npt.NDArray[np.int64]:
    sorts = np.arange(TILES, dtype=np.int64)
    for tiles in _SORTS:
        sorts[list(tiles)] = tiles[0]
    return sorts


_SORT_OF: Final = _sorts()


def plan_of(parameters: LayoutParameters, attempt: int) -> FloatArray:
    """What a plan favours: (depth, width, TILES), nats.

    Args:
        parameters: free of violations, with a style.
        attempt: another one, another plan.
    """
    sketch = _SORT_OF[classical_for(parameters.kind).sketch(parameters, attempt)]
    favour = np.zeros((*sketch.shape, TILES), np.float32)
    for sort, usual in _USUAL[parameters.kind].items():
        there = ndimage.uniform_filter((sketch == sort).astype(np.float32), AROUND, mode="nearest")
        favour[..., sort] = STRENGTH * np.log((1.0 - _DOUBT) * there / np.float32(usual) + _DOUBT)
    return favour[..., _SORT_OF]
