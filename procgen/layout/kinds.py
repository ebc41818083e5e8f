"""The kinds of layouts: which tiles each may hold, which styles it has, and how full one is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from procgen.layout.tiles import DOORS, TILES, WALKABLE, Tile, TileArray

KINDS: Final = ("village", "dungeon", "cave", "interior", "city", "biomes")

STYLES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "village": ("roadside", "round", "riverside", "coastal", "scattered"),
        "dungeon": ("chambers", "warren", "catacombs", "ruins"),
        "cave": ("caverns", "tunnels", "grotto", "lair"),
        "interior": ("house", "hall", "inn", "courtyard"),
        "city": ("grid", "organic", "radial", "canal"),
        "biomes": ("coast", "highland", "wetland", "valley"),
    }
)
"""Of each kind, in the order in which a learned generator numbers them."""

_FURNITURE: Final = frozenset({Tile.CHEST, Tile.TABLE, Tile.BED, Tile.HEARTH, Tile.SHELF})
_HOUSE: Final = frozenset({Tile.WALL, Tile.FLOOR, Tile.WINDOW}) | _FURNITURE
_LOCKS: Final = frozenset({Tile.DOOR, Tile.LOCKED_DOOR, Tile.KEY})
_WAYS: Final = frozenset({Tile.ENTRANCE, Tile.EXIT})
_WATER: Final = frozenset({Tile.WATER, Tile.DEEP_WATER, Tile.BRIDGE})

VOCABULARY: Final[Mapping[str, frozenset[Tile]]] = MappingProxyType(
    {
        "village": _HOUSE
        | _LOCKS
        | _WAYS
        | _WATER
        | {Tile.GRASS, Tile.ROAD, Tile.PATH, Tile.TREE, Tile.FIELD, Tile.FENCE, Tile.BOULDER, Tile.SAND, Tile.SHRUB}
        | {Tile.PLAZA, Tile.PIER},
        "dungeon": _LOCKS
        | _WAYS
        | {Tile.ROCK, Tile.WALL, Tile.FLOOR, Tile.WATER, Tile.BRIDGE, Tile.CHEST, Tile.RUBBLE},
        "cave": _LOCKS | _WAYS | _WATER | {Tile.ROCK, Tile.FLOOR, Tile.SAND, Tile.BOULDER, Tile.RUBBLE, Tile.CHEST},
        "interior": _HOUSE | _LOCKS | _WAYS | {Tile.GRASS, Tile.TREE, Tile.SHRUB, Tile.PAVEMENT},
        "city": _HOUSE
        | _LOCKS
        | _WAYS
        | _WATER
        | {Tile.GRASS, Tile.ROAD, Tile.PATH, Tile.TREE, Tile.SHRUB, Tile.PAVEMENT, Tile.PLAZA},
        "biomes": _WAYS
        | _WATER
        | {Tile.ROCK, Tile.GRASS, Tile.PATH, Tile.TREE, Tile.SHRUB, Tile.BOULDER, Tile.SAND, Tile.SNOW, Tile.MARSH},
    }
)
"""Tiles that a layout of a kind may hold."""

GROUND: Final[Mapping[str, Tile]] = MappingProxyType(
    {
        "village": Tile.GRASS,
        "dungeon": Tile.FLOOR,
        "cave": Tile.FLOOR,
        "interior": Tile.FLOOR,
        "city": Tile.PAVEMENT,
        "biomes": Tile.GRASS,
    }
)
"""What one walks on where nothing else is known: under a key that is taken away, on a way that is cut."""

SOLID: Final[Mapping[str, Tile]] = MappingProxyType(
    {
        "village": Tile.WALL,
        "dungeon": Tile.ROCK,
        "cave": Tile.ROCK,
        "interior": Tile.WALL,
        "city": Tile.WALL,
        "biomes": Tile.ROCK,
    }
)
"""What fills a place that nobody gets to."""

LOCKABLE: Final = frozenset(kind for kind, tiles in VOCABULARY.items() if Tile.LOCKED_DOOR in tiles)
"""Kinds that have doors."""
TILES_A_LOCK: Final = 128
"""A smaller share of the map has no room for a locked door, what it keeps, and its key."""


def table_of(tiles: frozenset[Tile]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """(TILES,) whether a tile is one of some: ``table_of(WALKABLE)[map]`` is a mask."""
    table = np.zeros(TILES, np.bool_)
    table[sorted(tiles)] = True
    table.flags.writeable = False
    return table


IS_WALKABLE: Final = table_of(WALKABLE)
IS_DOOR: Final = table_of(DOORS)
ALLOWED: Final[Mapping[str, np.ndarray[tuple[int], np.dtype[np.bool_]]]] = MappingProxyType(
    {kind: table_of(VOCABULARY[kind]) for kind in KINDS}
)
"""(TILES,) whether a layout of the kind may hold a tile."""

_FULL: Final[Mapping[str, tuple[frozenset[Tile], float, float]]] = MappingProxyType(
    {
        "village": (_HOUSE | DOORS, 0.06, 0.25),
        "dungeon": (WALKABLE | {Tile.WATER, Tile.CHEST}, 0.165, 0.50),
        "cave": (frozenset(set(Tile) - {Tile.ROCK}), 0.16, 0.70),
        "interior": (_FURNITURE, 0.042, 0.102),
        "city": (_HOUSE | DOORS, 0.15, 0.575),
        "biomes": (frozenset({Tile.TREE, Tile.SHRUB, Tile.BOULDER}), 0.01, 0.48),
    }
)
"""What fills a kind, and the share of the map that it takes at densities 0 and 1 of all styles together (those of the
classical generators, on average)."""

_FULL_STYLES: Final[Mapping[str, tuple[tuple[float, float], ...]]] = MappingProxyType(
    {
        "village": ((0.054, 0.298), (0.064, 0.209), (0.061, 0.250), (0.071, 0.184), (0.054, 0.289)),
        "dungeon": ((0.144, 0.532), (0.186, 0.460), (0.156, 0.454), (0.179, 0.543)),
        "cave": ((0.181, 0.869), (0.143, 0.495), (0.197, 0.868), (0.199, 0.488)),
        "interior": ((0.036, 0.077), (0.057, 0.164), (0.043, 0.108), (0.030, 0.061)),
        "city": ((0.150, 0.584), (0.161, 0.645), (0.140, 0.474), (0.136, 0.541)),
        "biomes": ((0.001, 0.366), (0.030, 0.550), (0.001, 0.396), (0.004, 0.579)),
    }
)
"""The shares at densities 0 and 1 of each style, in the order of :data:`STYLES`: lines through 150 maps each of the
classical generators. A full courtyard has fewer things than an empty hall: on one scale, it would not be one."""


def most_locks(kind: str, width: int, depth: int) -> int:
    """How many locked doors a layout has room for, without regard to the range of what may be asked for."""
    return width * depth // TILES_A_LOCK if kind in LOCKABLE else 0


def filling(kind: str, style: str = "") -> tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], float, float]:
    """What fills a kind, (TILES,), and the share of the map that it takes at densities 0 and 1.

    Args:
        kind: one of KINDS.
        style: one of the kind's, for its own scale; that of all of them if empty.
    """
    counted, least, most = _FULL[kind]
    if style:
        least, most = _FULL_STYLES[kind][STYLES[kind].index(style)]
    return table_of(counted), least, most


def fullness(tiles: TileArray, kind: str, style: str = "") -> float:
    """How full a layout is: houses, rooms, caverns, furniture, buildings or plants.

    Args:
        tiles: (depth, width).
        kind: one of KINDS.
        style: as in :func:`filling`: on its scale, which is that of ``density``; on that of all styles if empty.
    """
    counted, least, most = filling(kind, style)
    return (float(counted[tiles].mean()) - least) / (most - least)


def across_styles(density: float, kind: str, style: str) -> float:
    """What :func:`fullness` without a style comes to in a map that is as dense as that for its style."""
    (_, least, most), (_, low, high) = filling(kind, style), filling(kind)
    return (least + density * (most - least) - low) / (high - low)
