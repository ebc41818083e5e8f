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
"""What fills a kind, and the share of the map that it takes at densities 0 and 1 (those of the classical generators,
on average)."""


def most_locks(kind: str, width: int, depth: int) -> int:
    """How many locked doors a layout has room for, without regard to the range of what may be asked for."""
    return width * depth // TILES_A_LOCK if kind in LOCKABLE else 0


def filling(kind: str) -> tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], float, float]:
    """What fills a kind, (TILES,), and the share of the map that it takes at densities 0 and 1."""
    counted, least, most = _FULL[kind]
    return table_of(counted), least, most


def fullness(tiles: TileArray, kind: str) -> float:
    """How full a layout is, on the scale of ``density``: houses, rooms, caverns, furniture, buildings or plants."""
    counted, least, most = _FULL[kind]
    share = float(table_of(counted)[tiles].mean())
    return (share - least) / (most - least)
