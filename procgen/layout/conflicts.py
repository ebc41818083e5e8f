"""Constraints on a layout that contradict one another, found before anything is made.

Each check takes the best case: what is free may become whatever helps. So what is reported can't be had at all; what
isn't may still turn out to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.errors import Violation
from procgen.layout.kinds import ALLOWED, IS_DOOR, IS_WALKABLE, TILES_A_LOCK, VOCABULARY, most_locks
from procgen.layout.locks import Cell, Puzzle, cells_of, puzzle
from procgen.layout.regions import BoolArray, first_cell, labels
from procgen.layout.symmetry import FREE, completed, differences, mirrored_cell, mirrors
from procgen.layout.tiles import TILES, Tile

_SHOWN_CELLS = 4
_MOST_DOORS_SIMULATED = 10


def _at(cells: Iterable[Cell]) -> str:
    listed = list(cells)
    text = ", ".join(f"({column}, {row})" for column, row in listed[:_SHOWN_CELLS])
    return text if len(listed) <= _SHOWN_CELLS else f"{text} and {len(listed) - _SHOWN_CELLS} more"


def conflicts(
    *,
    kind: str,
    width: int,
    depth: int,
    symmetry: str,
    entrances: Sequence[Cell],
    locks: int,
    fixed: npt.NDArray[np.int16] | None,
) -> list[Violation]:
    """Every contradiction in a request whose single fields are within their ranges; each says what is at odds, where.

    Args:
        kind: one of :data:`procgen.layout.kinds.KINDS`.
        width: columns.
        depth: rows.
        symmetry: one of :data:`procgen.layout.symmetry.SYMMETRIES`.
        entrances: (column, row) asked for.
        locks: locked doors asked for.
        fixed: (rows, columns) tiles that must stay, or :data:`procgen.layout.symmetry.FREE`.
    """
    found = _entrances_off(entrances, width, depth)
    found += _too_many_locks(kind, width, depth, locks)
    if fixed is not None and fixed.shape != (depth, width):
        shape = " by ".join(map(str, fixed.shape[::-1]))
        found.append(Violation.of("fixed", f"a map of {shape}", f"a map of {width} by {depth}, as the layout"))
        return found
    if fixed is None:
        fixed = np.full((depth, width), FREE, np.int16)
    found += _foreign(fixed, kind)
    if found:
        return found
    plan = _Plan(kind, fixed, tuple(entrances), symmetry, locks)
    found = plan.asymmetries() + plan.shut_entrances() + plan.lock_counts()
    if found:
        return found
    return plan.bad_doors() + plan.separations() + plan.unreachable_locks()


def _entrances_off(entrances: Sequence[Cell], width: int, depth: int) -> list[Violation]:
    off = [cell for cell in entrances if not (0 <= cell[0] < width and 0 <= cell[1] < depth)]
    found = []
    if off:
        allowed = f"(column, row) from (0, 0) to ({width - 1}, {depth - 1})"
        found.append(Violation.of("entrances", _at(off), allowed))
    twice = sorted({cell for cell in entrances if entrances.count(cell) > 1})
    if twice:
        found.append(Violation.of("entrances", f"{_at(twice)} more than once", "each tile once"))
    return found


def _too_many_locks(kind: str, width: int, depth: int, locks: int) -> list[Violation]:
    most = most_locks(kind, width, depth)
    if locks <= most:
        return []
    allowed = f"at most {most} in {width} by {depth} tiles: a lock, its room and its key take {TILES_A_LOCK}"
    return [Violation.of("locks", locks, allowed)]


def _foreign(fixed: npt.NDArray[np.int16], kind: str) -> list[Violation]:
    unknown = (fixed < FREE) | (fixed >= TILES)
    if unknown.any():
        column, row = cells_of(unknown)[0]
        value = f"{int(fixed[row, column])} at {_at(cells_of(unknown))}"
        return [Violation.of("fixed", value, f"numbers of tiles from 0 to {TILES - 1}, or {FREE} for a free one")]
    foreign = (fixed != FREE) & ~ALLOWED[kind][np.where(fixed == FREE, 0, fixed)]
    if not foreign.any():
        return []
    numbers = sorted({int(fixed[row, column]) for column, row in cells_of(foreign)})
    names = ", ".join(Tile(number).name.lower() for number in numbers)
    allowed = f"tiles of a {kind}: {', '.join(tile.name.lower() for tile in sorted(VOCABULARY[kind]))}"
    return [Violation("fixed", f"{names} at {_at(cells_of(foreign))}", allowed)]


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """A request, checked part by part."""

    kind: str
    fixed: npt.NDArray[np.int16]
    entrances: tuple[Cell, ...]
    symmetry: str
    locks: int

    @property
    def whole(self) -> npt.NDArray[np.int16]:
        """Fixed tiles with their mirror images."""
        return completed(self.fixed, self.symmetry)

    def walkable(self, *, free: bool) -> BoolArray:
        """What is walkable if free tiles are, or are not."""
        whole = self.whole
        result = np.where(whole == FREE, free, IS_WALKABLE[np.where(whole == FREE, 0, whole)])
        for column, row in self.entrances:
            result[row, column] |= whole[row, column] == FREE
        return np.asarray(result, np.bool_)

    def asymmetries(self) -> list[Violation]:
        """Fixed tiles and entrances that are not symmetric where the layout must be."""
        found = []
        depth, width = self.fixed.shape
        for mirror in mirrors(self.symmetry):
            unlike = cells_of(differences(self.fixed, mirror))
            if unlike:
                first = unlike[0]
                second = mirrored_cell(first, mirror, width, depth)
                names = " and ".join(Tile(int(self.fixed[row, column])).name.lower() for column, row in (first, second))
                allowed = f"equal tiles opposite each other, as symmetry {self.symmetry} asks, or free ones"
                found.append(Violation.of("fixed", f"{names} at {_at((first, second))}", allowed))
                break
        for mirror in mirrors(self.symmetry):
            alone = [cell for cell in self.entrances if mirrored_cell(cell, mirror, width, depth) not in self.entrances]
            if alone:
                other = mirrored_cell(alone[0], mirror, width, depth)
                allowed = f"one at {_at([other])} as well, as symmetry {self.symmetry} asks"
                found.append(Violation.of("entrances", _at(alone[:1]), allowed))
                break
        return found

    def shut_entrances(self) -> list[Violation]:
        """Entrances on tiles that are fixed and can't be walked on."""
        whole = self.whole
        shut = [
            (column, row)
            for column, row in self.entrances
            if whole[row, column] != FREE and not IS_WALKABLE[whole[row, column]]
        ]
        if not shut:
            return []
        names = sorted({Tile(int(whole[row, column])).name.lower() for column, row in shut})
        value = f"{_at(shut)}, where fixed has {' and '.join(names)}"
        return [
            Violation.of("entrances", value, "tiles that are free, or fixed as an entrance or another walkable tile")
        ]

    def lock_counts(self) -> list[Violation]:
        """More locked doors or keys fixed than asked for, or no room for the missing ones."""
        found = []
        fixed = {
            name: int((self.fixed == tile).sum())
            for name, tile in (("locked doors", Tile.LOCKED_DOOR), ("keys", Tile.KEY))
        }
        for name, count in fixed.items():
            if count > self.locks:
                allowed = f"at most as many as locks, {self.locks}"
                found.append(Violation.of("fixed", f"{count} {name}", allowed))
        open_doors = int((self.fixed == Tile.DOOR).sum())
        free = int((self.whole == FREE).sum())
        missing = sum(self.locks - count for count in fixed.values())
        if not found and missing > free:
            value = f"{self.locks}, {missing} doors and keys of which are not fixed"
            allowed = f"as many as the {free} free tiles have room for"
            found.append(Violation.of("locks", value, allowed))
        if not found and self.locks and self.locks > fixed["locked doors"] and free == 0 and open_doors:
            found.append(Violation.of("locks", self.locks, "as many locked doors as are fixed, as no tile is free"))
        return found

    def bad_doors(self) -> list[Violation]:
        """Fixed doors that can't join two sides, whatever the free tiles become."""
        whole = self.whole
        can_walk, must_walk = np.pad(self.walkable(free=True), 1), np.pad(self.walkable(free=False), 1)
        door = IS_DOOR[np.where(whole == FREE, 0, whole)] & (whole != FREE)
        can_shut = ~must_walk | np.pad(door, 1)
        rows = can_walk[:-2, 1:-1] & can_walk[2:, 1:-1] & can_shut[1:-1, :-2] & can_shut[1:-1, 2:]
        columns = can_walk[1:-1, :-2] & can_walk[1:-1, 2:] & can_shut[:-2, 1:-1] & can_shut[2:, 1:-1]
        bad = cells_of(door & ~(rows | columns))
        if not bad:
            return []
        allowed = "doors with walkable tiles on two opposite sides and none on the others"
        return [Violation.of("fixed", f"doors at {_at(bad)} that can join no two sides", allowed)]

    def separations(self) -> list[Violation]:
        """Walkable tiles and entrances that fixed obstacles keep apart, or no place left to come in."""
        can, must = labels(self.walkable(free=True)), self.walkable(free=False)
        found = []
        asked = sorted(
            {int(can[0][row, column]) for column, row in self.entrances} | set(np.unique(can[0][must]).tolist())
        )
        if len(asked) > 1:
            groups = []
            for number in asked:
                here = [cell for cell in self.entrances if can[0][cell[1], cell[0]] == number]
                cell = here[0] if here else first_cell(np.where(must, can[0], -1), number)
                groups.append(f"{'the entrance' if here else 'the walkable tile'} at {_at([cell])}")
            value = (
                f"{groups[0]} and {groups[1]} apart"
                if len(groups) == 2
                else (f"{', '.join(groups[:_SHOWN_CELLS])} apart")
            )
            allowed = "fixed tiles that leave a way between all entrances and fixed walkable tiles"
            found.append(Violation("fixed", f"obstacles that keep {value}", allowed))
        has_entrance = bool(self.entrances) or bool((self.fixed == Tile.ENTRANCE).any())
        if not has_entrance and not (self.whole == FREE).any():
            found.append(Violation.of("fixed", "no entrance, and no free tile for one", "an entrance or a free tile"))
        return found

    def unreachable_locks(self) -> list[Violation]:
        """Fixed locked doors that can be walked around, or that no key can be got to before."""
        locked = cells_of(self.fixed == Tile.LOCKED_DOOR)
        if not locked or len(locked) > _MOST_DOORS_SIMULATED:
            return []
        _, around = puzzle(self.walkable(free=False), locked, ())
        for column, row in locked:
            for (x, y), (i, j) in (((column, row - 1), (column, row + 1)), ((column - 1, row), (column + 1, row))):
                inside = x >= 0 and y >= 0 and i < around.shape[1] and j < around.shape[0]
                if inside and around[y, x] >= 0 and around[y, x] == around[j, i]:
                    value = f"a locked door at {_at([(column, row)])} that fixed tiles lead around"
                    return [Violation.of("fixed", value, "locked doors between places that nothing else joins")]
        keys = cells_of(self.fixed == Tile.KEY)
        # Two readings of what is free: all walkable reaches most keys but loses the barrier, so a free detour is no
        # contradiction; only what fixed obstacles shut in counts.
        game, region = puzzle(self.walkable(free=True), locked, keys)
        spare = self.locks - len(keys)
        starts = {int(region[row, column]) for column, row in (*self.entrances, *cells_of(self.fixed == Tile.ENTRANCE))}
        starts.discard(-1)
        if not starts:
            starts = set(np.unique(region[self.whole == FREE]).tolist())
            if starts and any(self._opens(game, region, start, spare) for start in starts):
                return []
        elif all(self._opens(game, region, start, spare) for start in starts):
            return []
        behind = f"{_at(keys)} lie behind" if keys else "no place is left for keys before"
        value = (
            f"locked doors at {_at(locked)}: keys at {behind} them"
            if keys
            else (f"locked doors at {_at(locked)}: {behind} them")
        )
        return [Violation("fixed", value, "a key that one gets to before each locked door")]

    def _opens(self, game: Puzzle, region: npt.NDArray[np.int32], start: int, spare: int) -> bool:
        """Whether all fixed locked doors can be opened, if the keys that are not fixed lie where they help most."""
        free_in = np.bincount(region[(self.whole == FREE) & (region >= 0)], minlength=len(game.keys))
        opened, everything = 0, (1 << len(game.sides)) - 1
        while opened != everything:
            regions, at_hand = game.reach(start, opened)
            room = int(sum(free_in[number] for number in regions))
            if not at_hand or sum(game.keys[number] for number in regions) + min(spare, room) <= opened.bit_count():
                return False
            for door in at_hand:
                opened |= 1 << door
                break
        return True
