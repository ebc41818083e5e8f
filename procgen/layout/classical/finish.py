"""From a drawn map to a valid one: fixed tiles, symmetry, one walkable piece, sound doors, entrances, locks and keys.

Deterministic, and it changes as little as it can. Tiles that are fixed, and what they need around them, are never
touched. What it can't mend shows in :func:`procgen.layout.rules.problems`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.layout.classical.canvas import route
from procgen.layout.classical.draws import Draws
from procgen.layout.kinds import GROUND, IS_DOOR, IS_WALKABLE, SOLID, VOCABULARY, table_of
from procgen.layout.locks import Cell, cells_of, neighbours, puzzle, walked_around
from procgen.layout.parameters import LayoutParameters
from procgen.layout.regions import labels, sizes
from procgen.layout.rules import misplaced_doors
from procgen.layout.symmetry import FREE, IS_GROUND, completed, mirrored, mirrored_cell, mirrors
from procgen.layout.tiles import WALKABLE, Tile, TileArray

_SMALL_PIECE: Final = 6
"""Cells: a lesser piece is filled, not joined."""
_OPENED: Final = {
    Tile.WALL: Tile.DOOR,
    Tile.WINDOW: Tile.DOOR,
    Tile.WATER: Tile.BRIDGE,
    Tile.DEEP_WATER: Tile.BRIDGE,
}
"""What becomes of an obstacle where a way is cut; others become the kind's ground."""
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
_FLUID: Final = table_of(frozenset({Tile.WATER, Tile.DEEP_WATER}))
_LARGEST_VAULT: Final = 0.45
"""Share of the walkable tiles that may lie behind a locked door."""
_SHED_TRIES: Final = 200
_KEY_TRIES: Final = 12


def costs(tiles: TileArray) -> npt.NDArray[np.int64]:
    """(rows, columns) how dear it is to cut a way through each tile."""
    table = np.array([0 if tile in WALKABLE else _COST.get(tile, _USUAL_COST) for tile in Tile], np.int64)
    return table[tiles]


@dataclass(frozen=True, slots=True, eq=False)
class _Wishes:
    """What a generator would have where a map must be changed: the arguments of :func:`finish`."""

    cost: npt.NDArray[np.int64] | None
    opened: TileArray | None
    filled: TileArray | None
    scored: npt.NDArray[np.floating] | None


def finish(
    tiles: TileArray,
    parameters: LayoutParameters,
    draws: Draws,
    cost: npt.NDArray[np.int64] | None = None,
    *,
    opened: TileArray | None = None,
    filled: TileArray | None = None,
    scored: npt.NDArray[np.floating] | None = None,
) -> TileArray:
    """A valid layout that is as much like a drawn one as can be.

    Args:
        tiles: (rows, columns), of tiles of the kind; stays as it is.
        parameters: what is asked for.
        draws: for what is left to chance: where locks and keys go.
        cost: (rows, columns) how dear it is to open each tile where pieces must be joined, 0 or more; :func:`costs` if
            None.
        opened: (rows, columns) walkable tiles: what an obstacle becomes where a way is cut; what is usual if None.
        filled: (rows, columns) tiles that are not walkable: what a walkable one becomes where nobody gets to it; what
            is usual if None.
        scored: (rows, columns, 2) how well a locked door and a key would do at each place, the best tried first; any
            order if None.
    """
    work = _Work(tiles, parameters, draws, _Wishes(cost, opened, filled, scored))
    work.join()
    work.mend_doors()
    work.place_entrance()
    work.lock()
    return work.tiles


@dataclass(slots=True, eq=False, init=False)
class _Work:
    """A map under repair. Every change is made to its mirror images as well."""

    tiles: TileArray
    held: npt.NDArray[np.bool_]
    """Tiles that must stay."""
    parameters: LayoutParameters
    draws: Draws
    wishes: _Wishes

    def __init__(self, tiles: TileArray, parameters: LayoutParameters, draws: Draws, wishes: _Wishes) -> None:
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

    def join(self) -> None:
        """Makes one piece of all that is walkable: fills what is tiny, cuts ways to the rest."""
        unreachable: set[Cell] = set()
        while True:
            label, count = labels(IS_WALKABLE[self.tiles])
            if count <= 1:
                break
            size = sizes(label, count)
            kept = np.zeros(count, np.bool_)
            kept[np.unique(label[self.held & (label >= 0)])] = True
            small = (size < _SMALL_PIECE) & ~kept
            small[size.argmax()] = False
            if small.any():
                self._fill(small[label] & (label >= 0))
                continue
            by_size = [int(number) for number in np.argsort(size, kind="stable")[:-1]]
            for number in by_size:
                inside = cells_of(label == number)
                if inside[0] in unreachable:
                    continue
                path = self._way(label, number, inside)
                if path:
                    for cell in path:
                        self.put(cell, self.opened(cell))
                    break
                if not kept[number]:
                    self._fill(label == number)
                    break
                unreachable.add(inside[0])
            else:
                break

    def _fill(self, mask: npt.NDArray[np.bool_]) -> None:
        for column, row in cells_of(mask):
            self.put((column, row), self.filled((column, row)))

    def _way(self, label: npt.NDArray[np.int32], number: int, inside: list[Cell]) -> list[Cell]:
        cost = costs(self.tiles) if self.wishes.cost is None else self.wishes.cost
        cost = np.where(label >= 0, 0, np.maximum(cost, 1))
        cost = np.where(self.held & (label < 0), -1, cost)
        for mirror in mirrors(self.parameters.symmetry):
            cost = np.where(mirrored(cost, mirror) < 0, -1, cost)
        flat = label.ravel().tolist()
        path = route(cost.ravel().tolist(), label.shape[1], inside, lambda at: flat[at] >= 0 and flat[at] != number)
        return [cell for cell in path if label[cell[1], cell[0]] < 0]

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

    def place_entrance(self) -> None:
        """Where nobody says where one comes in: on the edge, if one gets there, else beside a wall."""
        if self.parameters.entrances or (self.tiles == Tile.ENTRANCE).any():
            return
        ground = IS_GROUND[self.tiles] & ~self.held
        for mirror in mirrors(self.parameters.symmetry):
            ground &= mirrored(ground, mirror)
        edge = np.zeros_like(ground)
        edge[[0, -1]] = edge[:, [0, -1]] = True
        beside_wall = ~IS_WALKABLE[np.pad(self.tiles, 1, constant_values=Tile.ROCK)]
        solid = beside_wall[:-2, 1:-1] | beside_wall[2:, 1:-1] | beside_wall[1:-1, :-2] | beside_wall[1:-1, 2:]
        for mask in (ground & edge, ground & solid, ground):
            cells = cells_of(mask)
            if cells:
                self.put(self.draws.choice(cells), Tile.ENTRANCE)
                return

    def lock(self) -> None:
        """Locks doors that close something off, builds closets where there are too few, and lays out the keys."""
        for fixed in cells_of(self.tiles == Tile.LOCKED_DOOR):
            self._seal(fixed)
        missing = self.parameters.locks - int((self.tiles == Tile.LOCKED_DOOR).sum())
        while missing > 0:
            door = self._lockable()
            if door is None and not self._build_closet():
                return
            if door is not None:
                self.tiles[door[1], door[0]] = Tile.LOCKED_DOOR
                missing -= 1
        if self.parameters.locks:
            self._place_keys()

    def _seal(self, door: Cell) -> None:
        """Walls a closet off behind a fixed locked door that could be walked around."""
        locked = cells_of(self.tiles == Tile.LOCKED_DOOR)
        if not walked_around(door, puzzle(IS_WALKABLE[self.tiles], locked, ())[1]):
            return
        kind, (depth, width) = self.parameters.kind, self.tiles.shape
        before = self.tiles.copy()
        for behind in neighbours(door, width, depth):
            if not IS_WALKABLE[self.tiles[behind[1], behind[0]]] or self.tiles[behind[1], behind[0]] == Tile.ENTRANCE:
                continue
            for column, row in neighbours(behind, width, depth):
                if (column, row) != door and IS_WALKABLE[self.tiles[row, column]]:
                    self.put((column, row), SOLID[kind])
            self.mend_doors()
            walkable = IS_WALKABLE[self.tiles]
            if self._sound() and not walked_around(door, puzzle(walkable, locked, ())[1]):
                return
            self.tiles[:] = before

    def _entrances(self) -> list[Cell]:
        found = cells_of(self.tiles == Tile.ENTRANCE)
        return found + [cell for cell in self.parameters.entrances if cell not in found]

    def _lockable(self) -> Cell | None:
        """A door behind which there is something, yet no entrance, nothing that must be outside, and not too much."""
        walkable = IS_WALKABLE[self.tiles]
        total = int(walkable.sum())
        keys = cells_of(self.tiles == Tile.KEY)
        locked = cells_of(self.tiles == Tile.LOCKED_DOOR)
        outside = [*self._entrances(), *keys]
        for column, row in self.ranked(cells_of((self.tiles == Tile.DOOR) & ~self._original_doors()), 0):
            others = walkable.copy()
            for x, y in locked:
                others[y, x] = False
            others[row, column] = False
            label, _ = labels(others)
            sides = {
                int(label[y, x]) for x, y in neighbours((column, row), *self.tiles.shape[::-1]) if label[y, x] >= 0
            }
            if len(sides) != 2:
                continue
            others = walkable.copy()
            others[row, column] = False
            label, count = labels(others)
            if count != 2:
                continue
            start = {int(label[y, x]) for x, y in outside}
            if len(start) != 1:
                continue
            behind = int((label != start.pop()).sum()) - int((label < 0).sum())
            if behind <= total * _LARGEST_VAULT:
                return column, row
        return None

    def _original_doors(self) -> npt.NDArray[np.bool_]:
        """Doors that are fixed as plain ones."""
        fixed = self.parameters.fixed
        return np.zeros(self.tiles.shape, np.bool_) if fixed is None else fixed == Tile.DOOR

    def _build_closet(self) -> bool:
        """A tiny room with a door: cut into solid ground, or built upon open ground."""
        kind, (depth, width) = self.parameters.kind, self.tiles.shape
        solid, ground = SOLID[kind], GROUND[kind]
        walkable = IS_WALKABLE[self.tiles]
        fluid = _FLUID[self.tiles]
        held = self.held | (self.tiles == Tile.ENTRANCE) | (self.tiles == Tile.LOCKED_DOOR) | (self.tiles == Tile.KEY)
        found = []
        for dx, dy in ((0, 1), (0, -1), (1, 0), (-1, 0)):
            # The doorway at (x, y), the closet behind it, walls around both, ground before it.
            ok = np.zeros((depth, width), np.bool_)
            ok[1:-1, 1:-1] = True
            for along, across, want in (
                (0, 0, False),
                (1, 0, False),
                (0, 1, False),
                (0, -1, False),
                (1, 1, False),
                (1, -1, False),
                (2, 0, False),
                (-1, 0, True),
            ):
                at_x, at_y = along * dx + across * dy, along * dy + across * dx
                shifted = np.roll(walkable, (-at_y, -at_x), (0, 1)) == want
                if not want:
                    shifted &= ~np.roll(fluid, (-at_y, -at_x), (0, 1))
                if (along, across) in ((0, 0), (1, 0)):
                    shifted &= ~np.roll(held, (-at_y, -at_x), (0, 1))
                else:
                    shifted &= ~np.roll(IS_DOOR[self.tiles], (-at_y, -at_x), (0, 1))
                ok &= shifted
            margin = 3
            ok[:margin] = ok[-margin:] = False
            ok[:, :margin] = ok[:, -margin:] = False
            found += [(x, y, dx, dy) for x, y in cells_of(ok)]
        before = self.tiles.copy()
        for x, y, dx, dy in self.draws.shuffled(found)[:_KEY_TRIES]:
            self.put((x + dx, y + dy), ground)
            self.put((x, y), Tile.DOOR)
            if self._sound():
                return True
            self.tiles[:] = before
        for _ in range(_SHED_TRIES):
            x, y = self.draws.between(1, width - 2), self.draws.between(1, depth - 2)
            dx, dy = self.draws.choice(((0, 1), (0, -1), (1, 0), (-1, 0)))
            box = [(x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
            if any(held[row, column] or fluid[row, column] or IS_DOOR[self.tiles[row, column]] for column, row in box):
                continue
            ahead = (x + 2 * dx, y + 2 * dy)
            if not (0 <= ahead[0] < width and 0 <= ahead[1] < depth) or not walkable[ahead[1], ahead[0]]:
                continue
            for cell in box:
                self.put(cell, solid)
            self.put((x, y), ground if Tile.FLOOR not in VOCABULARY[kind] else Tile.FLOOR)
            self.put((x + dx, y + dy), Tile.DOOR)
            if self._sound():
                return True
            self.tiles[:] = before
        return False

    def _sound(self) -> bool:
        return labels(IS_WALKABLE[self.tiles])[1] == 1 and not misplaced_doors(self.tiles).any()

    def _place_keys(self) -> None:
        locked, keys = cells_of(self.tiles == Tile.LOCKED_DOOR), cells_of(self.tiles == Tile.KEY)
        missing = self.parameters.locks - len(keys)
        if missing <= 0 or not self._entrances():
            return
        walkable = IS_WALKABLE[self.tiles]
        _, region = puzzle(walkable, locked, keys)
        free = IS_GROUND[self.tiles] & ~self.held & (self.tiles != Tile.KEY)
        for mirror in mirrors(self.parameters.symmetry):
            free &= IS_GROUND[mirrored(self.tiles, mirror)]
        # Indoors, where there is such a thing: a key in a meadow is hard to find.
        indoors = free & (self.tiles == Tile.FLOOR)
        starts = [int(region[y, x]) for x, y in self._entrances()]
        at_start = (indoors if (indoors & (region == starts[0])).any() else free) & (region == starts[0])
        where = self.ranked(cells_of(indoors if indoors.sum() >= missing else free), 1)
        safe = self.ranked(cells_of(at_start), 1)
        for attempt in range(_KEY_TRIES + 1):
            # In the end all keys lie where one comes in: that opens everything.
            first = attempt * missing
            placed = safe[:missing] if attempt == _KEY_TRIES else where[first : first + missing]
            game, _ = puzzle(walkable, locked, [*keys, *placed])
            if len(placed) == missing and all(game.stuck(start) is None for start in starts):
                break
        for column, row in placed:
            self.tiles[row, column] = Tile.KEY
