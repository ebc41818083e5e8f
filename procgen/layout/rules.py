"""The hard constraints on layouts, as pure functions of the tile map.

Walkable is what :data:`procgen.layout.tiles.WALKABLE` lists, in every kind alike: a village's grass, fields and roads
and the floors of its houses; a cave's floor and its bridges; doors, locked or not. Water, trees, fences, furniture,
walls and rock are not. A layout is valid if

- it has the size that was asked for, and only tiles of its kind (:data:`procgen.layout.kinds.VOCABULARY`);
- all that is fixed is kept;
- it is its own mirror image where symmetry is asked for (keys and locks aside: :mod:`procgen.layout.symmetry`);
- there is an entrance; those that are asked for are there, as entrances (or as a walkable tile that is fixed there),
  and then there are no others than these and fixed ones;
- all walkable tiles are one 4-connected piece, so every exit, house and door can be reached;
- every door stands in a wall and joins two sides: along one axis both neighbours are walkable, along the other neither
  is, doors beside it excepted;
- there are as many locked doors and as many keys as asked for; no locked door can be walked around; and whatever order
  one opens them in, from whichever entrance one comes, a key is always at hand before the next
  (:mod:`procgen.layout.locks`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.layout.kinds import ALLOWED, IS_DOOR, IS_WALKABLE
from procgen.layout.locks import Cell, cells_of, puzzle, walked_around
from procgen.layout.parameters import FREE, LayoutParameters
from procgen.layout.regions import BoolArray, LabelArray, first_cell, labels, sizes
from procgen.layout.symmetry import differences, mirrors
from procgen.layout.tiles import Tile, TileArray

RULES: Final = ("size", "vocabulary", "fixed", "symmetry", "entrances", "connected", "doors", "locks")
_SHOWN_CELLS = 4
_MOST_DOORS_SIMULATED = 10


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that a layout breaks."""

    rule: str
    """One of :data:`RULES`."""
    message: str
    cells: tuple[Cell, ...] = ()
    """(column, row) of the tiles at fault."""

    def __str__(self) -> str:
        return f"{self.rule}: {self.message}"


def places(cells: Iterable[Cell]) -> str:
    """Coordinates for a message: the first few."""
    listed = list(cells)
    text = ", ".join(f"({column}, {row})" for column, row in listed[:_SHOWN_CELLS])
    return text if len(listed) <= _SHOWN_CELLS else f"{text} and {len(listed) - _SHOWN_CELLS} more"


def misplaced_doors(tiles: TileArray) -> BoolArray:
    """(rows, columns) doors that do not stand in a wall between two walkable sides."""
    door = IS_DOOR[tiles]
    if not door.any():
        return door
    rows, columns = tiles.shape
    walk = np.zeros((rows + 2, columns + 2), np.bool_)
    walk[1:-1, 1:-1] = IS_WALKABLE[tiles]
    shut = np.ones((rows + 2, columns + 2), np.bool_)
    shut[1:-1, 1:-1] = door | ~walk[1:-1, 1:-1]
    through_rows = walk[:-2, 1:-1] & walk[2:, 1:-1] & shut[1:-1, :-2] & shut[1:-1, 2:]
    through_columns = walk[1:-1, :-2] & walk[1:-1, 2:] & shut[:-2, 1:-1] & shut[2:, 1:-1]
    return door & ~(through_rows | through_columns)


def entrance_cells(tiles: TileArray, parameters: LayoutParameters) -> list[Cell]:
    """Where one comes in: entrances, and tiles that were asked for as such."""
    found = cells_of(tiles == Tile.ENTRANCE)
    return found + [cell for cell in parameters.entrances if cell not in found]


def problems(tiles: TileArray, parameters: LayoutParameters) -> tuple[Problem, ...]:
    """Every rule that a layout breaks; empty if it is valid.

    Args:
        tiles: (rows, columns).
        parameters: what was asked for: kind, size, fixed tiles, symmetry, entrances and locks count. They must be
            valid themselves (:func:`procgen.layout.parameters.violations`).
    """
    if tiles.shape != (parameters.depth, parameters.width):
        shape = f"{tiles.shape[1]} by {tiles.shape[0]}, asked for {parameters.width} by {parameters.depth}"
        return (Problem("size", shape),)
    foreign = ~ALLOWED[parameters.kind][np.minimum(tiles, len(Tile) - 1)] | (tiles >= len(Tile))
    if foreign.any():
        cells = cells_of(foreign)
        names = sorted(
            {
                Tile(tiles[row, column]).name.lower() if tiles[row, column] < len(Tile) else "unknown"
                for column, row in cells
            }
        )
        message = f"a {parameters.kind} has no {' or '.join(names)}, as at {places(cells)}"
        return (Problem("vocabulary", message, tuple(cells)),)
    found: list[Problem] = []
    if parameters.fixed is not None:
        changed = cells_of((parameters.fixed != FREE) & (parameters.fixed != tiles))
        if changed:
            found.append(Problem("fixed", f"fixed tiles were changed at {places(changed)}", tuple(changed)))
    for mirror in mirrors(parameters.symmetry):
        unlike = cells_of(differences(tiles, mirror))
        if unlike:
            found.append(
                Problem("symmetry", f"tiles differ from their mirror images at {places(unlike)}", tuple(unlike))
            )
            break
    found += _entrance_problems(tiles, parameters)
    walkable = IS_WALKABLE[tiles]
    label, count = labels(walkable)
    if count != 1:
        found.append(_pieces(label, count))
    doors = cells_of(misplaced_doors(tiles))
    if doors:
        found.append(Problem("doors", f"doors that join no two sides of a wall at {places(doors)}", tuple(doors)))
    found += _lock_problems(tiles, walkable, parameters)
    return tuple(found)


def _pieces(label: LabelArray, count: int) -> Problem:
    if count == 0:
        return Problem("connected", "nothing is walkable")
    by_size = np.argsort(-sizes(label, count), kind="stable")
    cells = tuple(first_cell(label, int(number)) for number in by_size[1:])
    return Problem("connected", f"the walkable tiles are {count} pieces; lesser ones begin at {places(cells)}", cells)


def _entrance_problems(tiles: TileArray, parameters: LayoutParameters) -> list[Problem]:
    found = cells_of(tiles == Tile.ENTRANCE)
    fixed = parameters.fixed
    if not parameters.entrances:
        return [] if found else [Problem("entrances", "there is none")]
    missing = []
    for column, row in parameters.entrances:
        kept = fixed is not None and fixed[row, column] == tiles[row, column] and IS_WALKABLE[tiles[row, column]]
        if tiles[row, column] != Tile.ENTRANCE and not kept:
            missing.append((column, row))
    others = [
        (column, row)
        for column, row in found
        if (column, row) not in parameters.entrances and (fixed is None or fixed[row, column] != Tile.ENTRANCE)
    ]
    result = []
    if missing:
        result.append(Problem("entrances", f"asked for and not there: {places(missing)}", tuple(missing)))
    if others:
        result.append(Problem("entrances", f"there and not asked for: {places(others)}", tuple(others)))
    return result


def _lock_problems(tiles: TileArray, walkable: BoolArray, parameters: LayoutParameters) -> list[Problem]:
    locked, keys = cells_of(tiles == Tile.LOCKED_DOOR), cells_of(tiles == Tile.KEY)
    found = []
    if len(locked) != parameters.locks:
        message = f"{len(locked)} locked doors, asked for {parameters.locks}"
        found.append(Problem("locks", message, tuple(locked)))
    if len(keys) != parameters.locks:
        found.append(Problem("locks", f"{len(keys)} keys, asked for {parameters.locks}", tuple(keys)))
    if not locked or len(locked) > _MOST_DOORS_SIMULATED:
        return found
    game, region = puzzle(walkable, locked, keys)
    pointless = [cell for cell in locked if walked_around(cell, region)]
    if pointless:
        message = f"locked doors that can be walked around at {places(pointless)}"
        found.append(Problem("locks", message, tuple(pointless)))
    for column, row in entrance_cells(tiles, parameters):
        start = int(region[row, column])
        shut = game.stuck(start) if start >= 0 else None
        if shut is not None:
            cells = tuple(locked[door] for door in sorted(shut))
            message = f"from the entrance at ({column}, {row}) one can be left without a key before {places(cells)}"
            found.append(Problem("locks", message, cells))
            break
    return found
