"""Furniture: against walls or free in the room, never before a door, never so that it bars a way."""

from __future__ import annotations

from typing import Final

import numpy as np

from procgen.layout.classical.canvas import Box, may_block
from procgen.layout.classical.draws import Draws
from procgen.layout.kinds import IS_WALKABLE, table_of
from procgen.layout.locks import Cell
from procgen.layout.regions import BoolArray
from procgen.layout.tiles import Tile, TileArray

USES: Final = ("bedroom", "kitchen", "parlour", "library", "store", "dining", "workshop")
_AT_DOORS: Final = table_of(frozenset({Tile.DOOR, Tile.LOCKED_DOOR, Tile.ENTRANCE, Tile.EXIT}))
_SIDES: Final = ((0, -1), (1, 0), (0, 1), (-1, 0))


class Furnisher:
    """Puts things into the rooms of one map."""

    def __init__(self, tiles: TileArray, draws: Draws) -> None:
        self._tiles, self._draws = tiles, draws
        self._walkable: BoolArray = IS_WALKABLE[tiles]

    def room(self, box: Box, use: str, amount: float) -> None:
        """Furnishes a room.

        Args:
            box: of its floor.
            use: one of :data:`USES`.
            amount: 0 for almost nothing to 1 for full.
        """
        wall = max(1, round((0.2 + 1.0 * amount) * (box.width + box.depth) / 3))
        free = round(amount * box.area / 9)
        some = max(1, wall // 2)
        match use:
            case "bedroom":
                self._against(box, Tile.BED, max(1, some))
                self._against(box, Tile.CHEST, 1 + some // 4)
                self._against(box, Tile.SHELF, some // 3)
            case "kitchen":
                self._against(box, Tile.HEARTH, 1)
                self._against(box, Tile.SHELF, some)
                self._amid(box, Tile.TABLE, max(1, free // 2))
            case "parlour":
                self._against(box, Tile.HEARTH, 1)
                self._amid(box, Tile.TABLE, max(1, free // 3))
                self._against(box, Tile.SHELF, some // 2)
            case "library":
                self._rows(box, Tile.SHELF, 0.4 + 0.6 * amount)
                self._against(box, Tile.SHELF, wall)
                self._amid(box, Tile.TABLE, 1)
            case "store":
                self._against(box, Tile.CHEST, 1 + some // 2)
                self._against(box, Tile.SHELF, some)
            case "dining":
                self._rows(box, Tile.TABLE, 0.3 + 0.7 * amount)
                self._against(box, Tile.HEARTH, 1)
            case "workshop":
                self._against(box, Tile.TABLE, some)
                self._against(box, Tile.HEARTH, 1)
                self._against(box, Tile.CHEST, 1)

    def _place(self, cell: Cell, tile: Tile) -> bool:
        column, row = cell
        if self._tiles[row, column] != Tile.FLOOR or not may_block(self._walkable, column, row):
            return False
        for dx, dy in _SIDES:
            x, y = column + dx, row + dy
            if 0 <= y < self._tiles.shape[0] and 0 <= x < self._tiles.shape[1] and _AT_DOORS[self._tiles[y, x]]:
                return False
        self._tiles[row, column] = tile
        self._walkable[row, column] = False
        return True

    def _against(self, box: Box, tile: Tile, count: int) -> None:
        """Along the walls; things of a kind like to stand together."""
        rim = [(x, y) for x in range(box.left, box.right) for y in (box.top, box.bottom - 1)]
        rim += [(x, y) for y in range(box.top + 1, box.bottom - 1) for x in (box.left, box.right - 1)]
        if not rim:
            return
        placed = 0
        if self._draws.chance(0.5):
            rim.sort(key=lambda cell: np.arctan2(cell[1] - box.middle[1], cell[0] - box.middle[0]))
            turn = self._draws.between(0, len(rim) - 1)
            rim = rim[turn:] + rim[:turn]
        else:
            rim = self._draws.shuffled(rim)
        for cell in rim:
            if placed >= count:
                return
            placed += self._place(cell, tile)

    def _amid(self, box: Box, tile: Tile, count: int) -> None:
        inner = box.grown(-1)
        cells = [(x, y) for x in range(inner.left, inner.right) for y in range(inner.top, inner.bottom)]
        placed = 0
        for column, row in self._draws.shuffled(cells):
            if placed >= count:
                return
            if self._walkable[row - 1 : row + 2, column - 1 : column + 2].all():
                placed += self._place((column, row), tile)

    def _rows(self, box: Box, tile: Tile, full: float) -> None:
        """Parallel rows with gangways, such as shelves or long tables."""
        inner = box.grown(-1)
        if inner.width < 1 or inner.depth < 1:
            return
        along = inner.width >= inner.depth
        lines = range(inner.top, inner.bottom, 2) if along else range(inner.left, inner.right, 2)
        for line in lines:
            if not self._draws.chance(full):
                continue
            if along:
                cells = [(x, line) for x in range(inner.left, inner.right)]
            else:
                cells = [(line, y) for y in range(inner.top, inner.bottom)]
            gap = self._draws.between(2, 5)
            for number, cell in enumerate(cells):
                if (number + 1) % (gap + 1) or len(cells) < 4:
                    self._place(cell, tile)
