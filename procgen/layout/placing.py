"""Where the pieces of a block-out stand, and how they are turned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.layout.features import passes_north_south
from procgen.layout.ground import grounds_of
from procgen.layout.kinds import IS_WALKABLE, table_of
from procgen.layout.pieces import GROUND_PIECES, PIECES
from procgen.layout.regions import BoolArray
from procgen.layout.tiles import DOORS, Tile, TileArray
from procgen.runtime.masks import dilated

STAIRS_KINDS: Final = frozenset({"dungeon", "cave", "interior"})
"""Kinds whose exits are stairs; those of the others are gates."""
_IN_WALLS: Final = table_of(DOORS | {Tile.WINDOW})
_THINGS: Final[Mapping[Tile, str]] = {
    Tile.DOOR: "door",
    Tile.LOCKED_DOOR: "locked_door",
    Tile.WINDOW: "window",
    Tile.ENTRANCE: "entrance",
    Tile.KEY: "key",
    Tile.TREE: "tree",
    Tile.SHRUB: "shrub",
    Tile.BOULDER: "boulder",
    Tile.CHEST: "chest",
    Tile.TABLE: "table",
    Tile.BED: "bed",
    Tile.HEARTH: "hearth",
    Tile.SHELF: "shelf",
    Tile.RUBBLE: "rubble",
}
_BACKED: Final = table_of(frozenset({Tile.CHEST, Tile.BED, Tile.HEARTH, Tile.SHELF, Tile.EXIT, Tile.TABLE}))
"""Stand with their back to a wall."""
_BACKS: Final = ~IS_WALKABLE & ~table_of(frozenset({Tile.CHEST, Tile.BED, Tile.HEARTH, Tile.SHELF, Tile.TABLE}))


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where one piece stands."""

    columns: npt.NDArray[np.int64]
    """(n,)."""
    rows: npt.NDArray[np.int64]
    """(n,)."""
    turns: npt.NDArray[np.int64]
    """(n,) quarter turns about +y, counter-clockwise seen from above."""


def _beside(mask: BoolArray, *, beyond: bool) -> tuple[BoolArray, BoolArray, BoolArray, BoolArray]:
    """For each tile whether its northern, western, southern and eastern neighbour is in a mask."""
    padded = np.pad(mask, 1, constant_values=beyond)
    return padded[:-2, 1:-1], padded[1:-1, :-2], padded[2:, 1:-1], padded[1:-1, 2:]


def _hidden(tiles: TileArray) -> BoolArray:
    """Rock that touches nothing but rock: nobody ever sees it."""
    return ~dilated(tiles != Tile.ROCK)


def _turns(tiles: TileArray) -> npt.NDArray[np.int64]:
    """(rows, columns) how each thing is turned."""
    turns = np.zeros(tiles.shape, np.int64)
    turns[_IN_WALLS[tiles] & ~passes_north_south(tiles)] = 1
    north, west, south, east = _beside(_BACKS[tiles], beyond=True)
    # The first side with something to lean on; a piece's back is north, and one turn brings it west.
    backed = np.select([north, west, south, east], [0, 1, 2, 3], 0)
    leaning = _BACKED[tiles]
    turns[leaning] = backed[leaning]
    # Gates stand across the way.
    gate = tiles == Tile.ENTRANCE
    north, west, south, east = _beside(IS_WALKABLE[tiles], beyond=True)
    across = (west & east) & ~(north & south)
    turns[gate & across] = 1
    return turns


def _fences(tiles: TileArray) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """(rows, columns) which piece a fence is (0 straight, 1 corner, 2 cross) and its turn."""
    north, west, south, east = _beside(tiles == Tile.FENCE, beyond=False)
    count = north.astype(np.int64) + west + south + east
    along_z = (north | south) & ~(west | east)
    corner = (count == 2) & ((north | south) & (west | east))
    kind = np.where(corner, 1, np.where(count >= 3, 2, 0))
    # A corner's rails go east and south; a quarter turn takes them north and east.
    corner_turn = np.select([east & south, north & east, west & north, south & west], [0, 1, 2, 3], 0)
    return kind, np.where(corner, corner_turn, np.where(along_z, 1, 0))


def places_of(tiles: TileArray, kind: str) -> dict[str, Places]:
    """Where each piece of a layout stands, row by row; pieces that it does not have are left out.

    Args:
        tiles: (rows, columns).
        kind: of layout.
    """
    ground, turns = grounds_of(tiles), _turns(tiles)
    hidden = _hidden(tiles)
    masks: dict[str, tuple[BoolArray, npt.NDArray[np.int64]]] = {}
    still = np.zeros(tiles.shape, np.int64)
    for name in GROUND_PIECES:
        # Doors stand on floor; windows are all of their wall.
        masks[name] = (ground == Tile[name.upper()]) & ~hidden, still
    for tile, name in _THINGS.items():
        masks[name] = tiles == tile, turns
    exit_ = tiles == Tile.EXIT
    if kind in STAIRS_KINDS:
        masks["stairs"] = exit_, turns
    else:
        masks["exit"] = exit_, turns
    fence_kind, fence_turn = _fences(tiles)
    for number, name in enumerate(("fence", "fence_corner", "fence_cross")):
        masks[name] = (tiles == Tile.FENCE) & (fence_kind == number), fence_turn
    result = {}
    for name in PIECES:
        mask, turn = masks.get(name, (None, still))
        if mask is not None and mask.any():
            rows, columns = np.nonzero(mask)
            result[name] = Places(columns, rows, turn[rows, columns])
    return result
