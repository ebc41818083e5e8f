"""One walkable piece of a map: what is tiny is filled, ways are cut to the rest."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.layout.classical.canvas import route
from procgen.layout.classical.repair import Repair
from procgen.layout.kinds import IS_WALKABLE
from procgen.layout.locks import Cell, cells_of
from procgen.layout.regions import labels, sizes
from procgen.layout.symmetry import mirrored, mirrors
from procgen.layout.tiles import WALKABLE, Tile, TileArray

SMALL_PIECE: Final = 6
"""Cells: a lesser piece is filled, not joined."""
_COST: Final = {
    Tile.SHRUB: 2,
    Tile.FENCE: 2,
    Tile.TABLE: 2,
    Tile.TREE: 3,
    Tile.BOULDER: 3,
    Tile.WATER: 6,
    Tile.DEEP_WATER: 9,
    Tile.ROCK: 4,
    Tile.WALL: 8,
    Tile.WINDOW: 9,
}
_USUAL_COST: Final = 5


def costs(tiles: TileArray) -> npt.NDArray[np.int64]:
    """(rows, columns) how dear it is to cut a way through each tile."""
    table = np.array([0 if tile in WALKABLE else _COST.get(tile, _USUAL_COST) for tile in Tile], np.int64)
    return table[tiles]


def join(repair: Repair) -> None:
    """Makes one piece of all that is walkable: fills what is tiny, cuts ways to the rest."""
    unreachable: set[Cell] = set()
    while True:
        label, count = labels(IS_WALKABLE[repair.tiles])
        if count <= 1:
            break
        size = sizes(label, count)
        kept = np.zeros(count, np.bool_)
        kept[np.unique(label[repair.held & (label >= 0)])] = True
        small = (size < SMALL_PIECE) & ~kept
        small[size.argmax()] = False
        if small.any():
            _fill(repair, small[label] & (label >= 0))
            continue
        by_size = [int(number) for number in np.argsort(size, kind="stable")[:-1]]
        for number in by_size:
            inside = cells_of(label == number)
            if inside[0] in unreachable:
                continue
            path = _way(repair, label, number, inside)
            if path:
                for cell in path:
                    repair.put(cell, repair.opened(cell))
                break
            if not kept[number]:
                _fill(repair, label == number)
                break
            unreachable.add(inside[0])
        else:
            break


def _fill(repair: Repair, mask: npt.NDArray[np.bool_]) -> None:
    for column, row in cells_of(mask):
        repair.put((column, row), repair.filled((column, row)))


def _way(repair: Repair, label: npt.NDArray[np.int32], number: int, inside: list[Cell]) -> list[Cell]:
    cost = costs(repair.tiles) if repair.wishes.cost is None else repair.wishes.cost
    cost = np.where(label >= 0, 0, np.maximum(cost, 1))
    cost = np.where(repair.held & (label < 0), -1, cost)
    for mirror in mirrors(repair.parameters.symmetry):
        cost = np.where(mirrored(cost, mirror) < 0, -1, cost)
    flat = label.ravel().tolist()
    path = route(cost.ravel().tolist(), label.shape[1], inside, lambda at: flat[at] >= 0 and flat[at] != number)
    return [cell for cell in path if label[cell[1], cell[0]] < 0]
