"""Locked doors that close something off, and keys where one gets to them in time."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.layout.classical.repair import Repair
from procgen.layout.kinds import GROUND, IS_DOOR, IS_WALKABLE, SOLID, VOCABULARY, table_of
from procgen.layout.locks import Cell, cells_of, neighbours, puzzle, walked_around
from procgen.layout.regions import labels
from procgen.layout.rules import misplaced_doors
from procgen.layout.symmetry import IS_GROUND, mirrored, mirrors
from procgen.layout.tiles import Tile

_FLUID: Final = table_of(frozenset({Tile.WATER, Tile.DEEP_WATER}))
_LARGEST_VAULT: Final = 0.45
"""Share of the walkable tiles that may lie behind a locked door."""
_SHED_TRIES: Final = 200
_KEY_TRIES: Final = 12


def lock(repair: Repair) -> None:
    """Locks doors that close something off, builds closets where there are too few, and lays out the keys."""
    for fixed in cells_of(repair.tiles == Tile.LOCKED_DOOR):
        _seal(repair, fixed)
    missing = repair.parameters.locks - int((repair.tiles == Tile.LOCKED_DOOR).sum())
    while missing > 0:
        door = _lockable(repair)
        if door is None and not _build_closet(repair):
            return
        if door is not None:
            repair.tiles[door[1], door[0]] = Tile.LOCKED_DOOR
            missing -= 1
    if repair.parameters.locks:
        _place_keys(repair)


def _seal(repair: Repair, door: Cell) -> None:
    """Walls a closet off behind a fixed locked door that could be walked around."""
    locked = cells_of(repair.tiles == Tile.LOCKED_DOOR)
    if not walked_around(door, puzzle(IS_WALKABLE[repair.tiles], locked, ())[1]):
        return
    kind, (depth, width) = repair.parameters.kind, repair.tiles.shape
    before = repair.tiles.copy()
    for behind in neighbours(door, width, depth):
        if not IS_WALKABLE[repair.tiles[behind[1], behind[0]]] or repair.tiles[behind[1], behind[0]] == Tile.ENTRANCE:
            continue
        for column, row in neighbours(behind, width, depth):
            if (column, row) != door and IS_WALKABLE[repair.tiles[row, column]]:
                repair.put((column, row), SOLID[kind])
        repair.mend_doors()
        walkable = IS_WALKABLE[repair.tiles]
        if _sound(repair) and not walked_around(door, puzzle(walkable, locked, ())[1]):
            return
        repair.tiles[:] = before


def _entrances(repair: Repair) -> list[Cell]:
    found = cells_of(repair.tiles == Tile.ENTRANCE)
    return found + [cell for cell in repair.parameters.entrances if cell not in found]


def _lockable(repair: Repair) -> Cell | None:
    """A door behind which there is something, yet no entrance, nothing that must be outside, and not too much."""
    walkable = IS_WALKABLE[repair.tiles]
    total = int(walkable.sum())
    keys = cells_of(repair.tiles == Tile.KEY)
    locked = cells_of(repair.tiles == Tile.LOCKED_DOOR)
    outside = [*_entrances(repair), *keys]
    for column, row in repair.ranked(cells_of((repair.tiles == Tile.DOOR) & ~_original_doors(repair)), 0):
        others = walkable.copy()
        for x, y in locked:
            others[y, x] = False
        others[row, column] = False
        label, _ = labels(others)
        sides = {int(label[y, x]) for x, y in neighbours((column, row), *repair.tiles.shape[::-1]) if label[y, x] >= 0}
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


def _original_doors(repair: Repair) -> npt.NDArray[np.bool_]:
    """Doors that are fixed as plain ones."""
    fixed = repair.parameters.fixed
    return np.zeros(repair.tiles.shape, np.bool_) if fixed is None else fixed == Tile.DOOR


def _build_closet(repair: Repair) -> bool:
    """A tiny room with a door: cut into solid ground, or built upon open ground."""
    kind, (depth, width) = repair.parameters.kind, repair.tiles.shape
    solid, ground = SOLID[kind], GROUND[kind]
    walkable = IS_WALKABLE[repair.tiles]
    fluid = _FLUID[repair.tiles]
    held = (
        repair.held | (repair.tiles == Tile.ENTRANCE) | (repair.tiles == Tile.LOCKED_DOOR) | (repair.tiles == Tile.KEY)
    )
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
                shifted &= ~np.roll(IS_DOOR[repair.tiles], (-at_y, -at_x), (0, 1))
            ok &= shifted
        margin = 3
        ok[:margin] = ok[-margin:] = False
        ok[:, :margin] = ok[:, -margin:] = False
        found += [(x, y, dx, dy) for x, y in cells_of(ok)]
    before = repair.tiles.copy()
    for x, y, dx, dy in repair.draws.shuffled(found)[:_KEY_TRIES]:
        repair.put((x + dx, y + dy), ground)
        repair.put((x, y), Tile.DOOR)
        if _sound(repair):
            return True
        repair.tiles[:] = before
    for _ in range(_SHED_TRIES):
        x, y = repair.draws.between(1, width - 2), repair.draws.between(1, depth - 2)
        dx, dy = repair.draws.choice(((0, 1), (0, -1), (1, 0), (-1, 0)))
        box = [(x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        if any(held[row, column] or fluid[row, column] or IS_DOOR[repair.tiles[row, column]] for column, row in box):
            continue
        ahead = (x + 2 * dx, y + 2 * dy)
        if not (0 <= ahead[0] < width and 0 <= ahead[1] < depth) or not walkable[ahead[1], ahead[0]]:
            continue
        for cell in box:
            repair.put(cell, solid)
        repair.put((x, y), ground if Tile.FLOOR not in VOCABULARY[kind] else Tile.FLOOR)
        repair.put((x + dx, y + dy), Tile.DOOR)
        if _sound(repair):
            return True
        repair.tiles[:] = before
    return False


def _sound(repair: Repair) -> bool:
    return labels(IS_WALKABLE[repair.tiles])[1] == 1 and not misplaced_doors(repair.tiles).any()


def _place_keys(repair: Repair) -> None:
    locked, keys = cells_of(repair.tiles == Tile.LOCKED_DOOR), cells_of(repair.tiles == Tile.KEY)
    missing = repair.parameters.locks - len(keys)
    if missing <= 0 or not _entrances(repair):
        return
    walkable = IS_WALKABLE[repair.tiles]
    _, region = puzzle(walkable, locked, keys)
    free = IS_GROUND[repair.tiles] & ~repair.held & (repair.tiles != Tile.KEY)
    for mirror in mirrors(repair.parameters.symmetry):
        free &= IS_GROUND[mirrored(repair.tiles, mirror)]
    # Indoors, where there is such a thing: a key in a meadow is hard to find.
    indoors = free & (repair.tiles == Tile.FLOOR)
    starts = [int(region[y, x]) for x, y in _entrances(repair)]
    at_start = (indoors if (indoors & (region == starts[0])).any() else free) & (region == starts[0])
    where = repair.ranked(cells_of(indoors if indoors.sum() >= missing else free), 1)
    safe = repair.ranked(cells_of(at_start), 1)
    for attempt in range(_KEY_TRIES + 1):
        # In the end all keys lie where one comes in: that opens everything.
        first = attempt * missing
        placed = safe[:missing] if attempt == _KEY_TRIES else where[first : first + missing]
        game, _ = puzzle(walkable, locked, [*keys, *placed])
        if len(placed) == missing and all(game.stuck(start) is None for start in starts):
            break
    for column, row in placed:
        repair.tiles[row, column] = Tile.KEY
