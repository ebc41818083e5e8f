"""Keys and locked doors as a puzzle: can one get stuck?

Keys are alike: any opens any one locked door, and stays in it. So a layout is sound only if one can't get stuck in
whatever order one opens doors: at every point where a door is still locked, a key is left in hand or within reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from procgen.layout.regions import BoolArray, LabelArray, labels

Cell = tuple[int, int]
"""(column, row)."""


@dataclass(frozen=True, slots=True)
class Puzzle:
    """What lies on which side of which locked door."""

    keys: tuple[int, ...]
    """Of each region: keys that lie there. A region is a connected walkable piece while all locked doors are shut."""
    sides: tuple[frozenset[int], ...]
    """Of each locked door: the regions beside it."""
    beside: tuple[frozenset[int], ...]
    """Of each locked door: the locked doors beside it."""

    def reach(self, start: int, opened: int) -> tuple[frozenset[int], frozenset[int]]:
        """Regions that one gets to from one region, and shut doors at hand, when a set of doors (bits) is open."""
        regions, doors = {start}, set[int]()
        growing = True
        while growing:
            growing = False
            for door, sides in enumerate(self.sides):
                if door not in doors and (
                    sides & regions or any(opened >> n & 1 and n in doors for n in self.beside[door])
                ):
                    doors.add(door)
                    growing = True
                    if opened >> door & 1:
                        regions |= sides
        return frozenset(regions), frozenset(door for door in doors if not opened >> door & 1)

    def stuck(self, start: int) -> frozenset[int] | None:
        """Doors that stay shut in the worst order of opening; None if one can't get stuck.

        Time grows as 2 to the power of the number of doors.
        """
        everything = (1 << len(self.sides)) - 1
        seen, waiting = {0}, [0]
        while waiting:
            opened = waiting.pop()
            if opened == everything:
                continue
            regions, at_hand = self.reach(start, opened)
            if sum(self.keys[region] for region in regions) <= opened.bit_count() or not at_hand:
                return frozenset(door for door in range(len(self.sides)) if not opened >> door & 1)
            for door in at_hand:
                following = opened | 1 << door
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
        return None


def puzzle(walkable: BoolArray, locked: Sequence[Cell], keys: Sequence[Cell]) -> tuple[Puzzle, LabelArray]:
    """The puzzle of a map, and which region each cell belongs to (-1 where none).

    Args:
        walkable: (rows, columns), locked doors included.
        locked: where locked doors are.
        keys: where keys lie.
    """
    shut = walkable.copy()
    for column, row in locked:
        shut[row, column] = False
    region, count = labels(shut)
    at = {cell: number for number, cell in enumerate(locked)}
    sides, beside = [], []
    for column, row in locked:
        around = neighbours((column, row), walkable.shape[1], walkable.shape[0])
        sides.append(frozenset(int(region[y, x]) for x, y in around if region[y, x] >= 0))
        beside.append(frozenset(at[cell] for cell in around if cell in at))
    held = np.zeros(count, np.int64)
    for column, row in keys:
        if region[row, column] >= 0:
            held[region[row, column]] += 1
    return Puzzle(tuple(held.tolist()), tuple(sides), tuple(beside)), region


def walked_around(door: Cell, region: LabelArray) -> bool:
    """Whether one gets from one side of a locked door to the other with all locked doors shut.

    Args:
        door: (column, row).
        region: which region each cell belongs to, as :func:`puzzle` says.
    """
    around = [int(region[y, x]) for x, y in neighbours(door, region.shape[1], region.shape[0]) if region[y, x] >= 0]
    return len(around) > len(set(around))


def neighbours(cell: Cell, width: int, depth: int) -> list[Cell]:
    """The up to four cells beside one."""
    x, y = cell
    return [(i, j) for i, j in ((x, y - 1), (x, y + 1), (x - 1, y), (x + 1, y)) if 0 <= i < width and 0 <= j < depth]


def cells_of(mask: BoolArray) -> list[Cell]:
    """(column, row) of a mask's cells in reading order."""
    rows, columns = np.nonzero(mask)
    return list(zip(columns.tolist(), rows.tolist(), strict=True))
