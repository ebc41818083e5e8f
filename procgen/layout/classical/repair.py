"""A drawn map while it is mended: what must stay in it, and changes that keep its symmetry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.layout.classical.draws import Draws
from procgen.layout.kinds import GROUND, IS_DOOR, IS_WALKABLE, SOLID, VOCABULARY
from procgen.layout.locks import Cell, cells_of, neighbours
from procgen.layout.parameters import LayoutParameters
from procgen.layout.rules import misplaced_doors
from procgen.layout.symmetry import FREE, IS_GROUND, completed, mirrored, mirrored_cell, mirrors
from procgen.layout.tiles import Tile, TileArray

_OPENED: Final = {
    Tile.WALL: Tile.DOOR,
    Tile.WINDOW: Tile.DOOR,
    Tile.WATER: Tile.BRIDGE,
    Tile.DEEP_WATER: Tile.BRIDGE,
}
"""What becomes of an obstacle where a way is cut; others become the kind's ground."""
_FILLED: Final = {
    Tile.GRASS: Tile.SHRUB,
    Tile.PATH: Tile.SHRUB,
    Tile.FIELD: Tile.SHRUB,
    Tile.SAND: Tile.BOULDER,
    Tile.SNOW: Tile.BOULDER,
    Tile.MARSH: Tile.WATER,
    Tile.PIER: Tile.WATER,
    Tile.BRIDGE: Tile.WATER,
    Tile.PAVEMENT: Tile.TREE,
    Tile.PLAZA: Tile.TREE,
    Tile.ROAD: Tile.TREE,
}
"""What fills a walkable tile that nobody gets to, where the kind has it; else its solid."""


@dataclass(frozen=True, slots=True, eq=False)
class Wishes:
    """What a generator would have where a map must be changed: arguments of :func:`.finish.finish`."""

    cost: npt.NDArray[np.int64] | None
    opened: TileArray | None
    filled: TileArray | None
    scored: npt.NDArray[np.floating] | None


@dataclass(slots=True, eq=False, init=False)
class Repair:
    """A map under repair. Every change is made to its mirror images as well."""

    tiles: TileArray
    held: npt.NDArray[np.bool_]
    """Tiles that must stay."""
    parameters: LayoutParameters
    draws: Draws
    wishes: Wishes

    def __init__(self, tiles: TileArray, parameters: LayoutParameters, draws: Draws, wishes: Wishes) -> None:
        self.tiles, self.parameters, self.draws, self.wishes = tiles.copy(), parameters, draws, wishes
        ground = GROUND[parameters.kind]
        self.tiles[self.tiles == Tile.KEY] = ground
        self.tiles[self.tiles == Tile.LOCKED_DOOR] = Tile.DOOR
        if parameters.entrances:
            self.tiles[self.tiles == Tile.ENTRANCE] = ground
        self._mirror()
        self.held = np.zeros(tiles.shape, np.bool_)
        if parameters.fixed is not None:
            self._paste(parameters.fixed)
        for column, row in parameters.entrances:
            if not self.held[row, column]:
                self.tiles[row, column] = Tile.ENTRANCE
            self.held[row, column] = True

    def _mirror(self) -> None:
        depth, width = self.tiles.shape
        if self.parameters.symmetry in ("west_east", "both"):
            self.tiles[:, width - width // 2 :] = self.tiles[:, : width // 2][:, ::-1]
        if self.parameters.symmetry in ("north_south", "both"):
            self.tiles[depth - depth // 2 :] = self.tiles[: depth // 2][::-1]

    def _paste(self, fixed: npt.NDArray[np.int16]) -> None:
        whole = completed(fixed, self.parameters.symmetry)
        for mirror in mirrors(self.parameters.symmetry):
            # Ground must lie opposite a key.
            bare = (mirrored(fixed, mirror) == Tile.KEY) & (whole == FREE)
            whole[bare] = GROUND[self.parameters.kind]
        self.held = whole != FREE
        self.tiles[self.held] = whole[self.held].astype(np.uint8)
        for cell in cells_of(self.held & IS_DOOR[self.tiles]):
            self._frame(cell)

    def _frame(self, door: Cell) -> None:
        """Sets what a fixed door needs beside it."""
        x, y = door
        depth, width = self.tiles.shape
        options = []
        for passing, beside in (
            (((x, y - 1), (x, y + 1)), ((x - 1, y), (x + 1, y))),
            (((x - 1, y), (x + 1, y)), ((x, y - 1), (x, y + 1))),
        ):
            changes, possible = 0, True
            for column, row in passing:
                if not (0 <= column < width and 0 <= row < depth):
                    possible = False
                elif not IS_WALKABLE[self.tiles[row, column]]:
                    changes += 1
                    possible &= not self.held[row, column]
            for column, row in beside:
                if 0 <= column < width and 0 <= row < depth:
                    tile = self.tiles[row, column]
                    if IS_WALKABLE[tile] and not IS_DOOR[tile]:
                        changes += 1
                        possible &= not self.held[row, column]
            if possible:
                options.append((changes, passing, beside))
        if not options:
            return
        _, passing, beside = min(options, key=lambda option: option[0])
        for column, row in passing:
            if not IS_WALKABLE[self.tiles[row, column]]:
                self.put((column, row), GROUND[self.parameters.kind])
        for column, row in beside:
            if 0 <= column < width and 0 <= row < depth:
                tile = self.tiles[row, column]
                if IS_WALKABLE[tile] and not IS_DOOR[tile]:
                    self.put((column, row), SOLID[self.parameters.kind])
        for cell in (*passing, *beside):
            for column, row in self.images(cell):
                if 0 <= column < width and 0 <= row < depth:
                    self.held[row, column] = True

    def images(self, cell: Cell) -> list[Cell]:
        """A place and its mirror images."""
        depth, width = self.tiles.shape
        found = [cell]
        for mirror in mirrors(self.parameters.symmetry):
            other = mirrored_cell(cell, mirror, width, depth)
            if other not in found:
                found.append(other)
        return found

    def put(self, cell: Cell, tile: Tile) -> None:
        """Sets a tile and its mirror images, where nothing is fixed."""
        for column, row in self.images(cell):
            if not self.held[row, column]:
                self.tiles[row, column] = tile

    def opened(self, cell: Cell) -> Tile:
        """What an obstacle becomes where a way is cut."""
        kind = self.parameters.kind
        if self.wishes.opened is not None:
            return Tile(self.wishes.opened[cell[1], cell[0]])
        tile = _OPENED.get(Tile(self.tiles[cell[1], cell[0]]), GROUND[kind])
        return tile if tile in VOCABULARY[kind] else GROUND[kind]

    def filled(self, cell: Cell) -> Tile:
        """What fills a walkable tile."""
        kind = self.parameters.kind
        if self.wishes.filled is not None:
            return Tile(self.wishes.filled[cell[1], cell[0]])
        chosen = _FILLED.get(Tile(self.tiles[cell[1], cell[0]]), SOLID[kind])
        return chosen if chosen in VOCABULARY[kind] else SOLID[kind]

    def ranked(self, cells: list[Cell], score: int) -> list[Cell]:
        """Places in the order in which a lock (score 0) or a key (score 1) tries them."""
        scored = self.wishes.scored
        shuffled = self.draws.shuffled(cells)
        if scored is None:
            return shuffled
        return sorted(shuffled, key=lambda cell: -float(scored[cell[1], cell[0], score]))

    def mend_doors(self) -> None:
        """Doors that stand in no wall become plain ground; what is walkable stays so."""
        while True:
            bad = misplaced_doors(self.tiles) & ~self.held
            if not bad.any():
                return
            for column, row in cells_of(bad):
                around = neighbours((column, row), self.tiles.shape[1], self.tiles.shape[0])
                near = [Tile(self.tiles[y, x]) for x, y in around if IS_GROUND[self.tiles[y, x]]]
                ground = GROUND[self.parameters.kind]
                plain = [tile for tile in near if tile not in (Tile.BRIDGE, Tile.PIER, Tile.KEY)]
                self.put((column, row), max(plain, key=plain.count) if plain else ground)
