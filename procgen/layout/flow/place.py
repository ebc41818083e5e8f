"""Places the rooms of a flow graph on a grid of tiles and leads their passages, so that nothing else joins them.

Rooms are added one by one, those with most neighbours in place first, each with all its corridors to what is there
already. A place is taken only if every room that still waits for neighbours keeps a way out to the free ground that
these need; where none is left, all begins anew in another order, and on a larger grid where the size is open.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import scipy

from procgen.layout.classical.draws import Draws
from procgen.layout.flow.graph import Flow, FlowPassage, FlowRoom
from procgen.layout.flow.ground import Ground
from procgen.layout.flow.plan import Cell, PlacedRoom
from procgen.layout.regions import LabelArray
from procgen.runtime.checkpoint import Checkpoint, go_on

LEAST_SIDE, MOST_SIDE = 16, 128
_TRIES: Final = 6
"""At each size, where the size is open."""
_TRIES_FIXED: Final = 40
"""Where it is not."""
_PLANS: Final = 3
"""That work, of which the best is taken."""
_AREA_WEIGHT: Final = 0.05
"""Tiles of corridor that a tile of the map is as bad as."""
_SETBACKS: Final = 12
"""Rooms in a try that find no place, after each of which some of those before are taken back."""
_GROWTH: Final = 1.15
_MOST_GROWTH: Final = 2.5
"""Largest grid that is tried over the first."""
_LOOSENESS: Final = 1.7
"""Area of the first grid that is tried over what rooms with their walls take."""
_CANDIDATES: Final = 90
_LOOKED_AT: Final = 14
_GAPS: Final = {"dungeon": (1, 5), "cave": (2, 5), "interior": (1, 1)}
"""Solid tiles between a room and the neighbour that it is placed beside."""
_CORRIDOR_ROOM: Final = 20
"""Free tiles, beside its own area, that a room which is not there yet asks for."""


@dataclass(slots=True)
class Way:
    """The tiles of a corridor, from the first room's wall to the second's, or to where stairs stand."""

    passage: FlowPassage
    cells: list[Cell]


@dataclass(slots=True)
class Placed:
    """All rooms and ways of a graph."""

    width: int
    depth: int
    rooms: dict[str, PlacedRoom] = field(default_factory=dict)
    ways: list[Way] = field(default_factory=list)
    """On one floor each; those of stairs come in pairs, from either room."""


class Unplaced(Exception):
    """No way was found to lay a graph out; says which rooms stood in the way most often."""

    def __init__(self, tries: int, stuck: Counter[str]) -> None:
        super().__init__(f"{tries} tries")
        self.tries, self.stuck = tries, stuck


def place(flow: Flow, kind: str, size: tuple[int, int] | None, seed: int, checkpoint: Checkpoint = go_on) -> Placed:
    """Lay a graph out.

    Args:
        flow: free of violations.
        kind: of layout.
        size: (width, depth) of each floor in tiles; as small as can be had without much trying if None.
        seed: equal seeds give equal plans.
        checkpoint: called before each place that is tried.

    Raises:
        Unplaced: it can't be done, or was not.
    """
    stuck: Counter[str] = Counter()
    tries = 0

    def plans(width: int, depth: int, most: int, name: str) -> list[Placed]:
        """Those that work of so many tries, as far as they are needed."""
        nonlocal tries
        found: list[Placed] = []
        for attempt in range(most):
            checkpoint()
            tries += 1
            draws = Draws(seed, f"{name}/{attempt}")
            placed = _Attempt(flow, kind, width, depth, draws, attempt / most, stuck, checkpoint).run()
            if placed is not None:
                found.append(placed)
            if len(found) == _PLANS:
                break
        return found

    if size is not None:
        found = plans(*size, _TRIES_FIXED, "layout/flow")
        if found:
            return min(found, key=_wasted)
        raise Unplaced(tries, stuck)
    side = float(max(LEAST_SIDE, math.sqrt(_LOOSENESS * max(_areas(flow)))))
    most = min(round(_MOST_GROWTH * side), MOST_SIDE)
    while True:
        whole = min(round(side), most)
        found = plans(whole, whole, _TRIES, f"layout/flow/{whole}")
        if found:
            return min(map(_cropped, found), key=_wasted)
        if whole == most:
            raise Unplaced(tries, stuck)
        side *= _GROWTH


def _wasted(placed: Placed) -> float:
    """How poor a plan is: long corridors, and a large map."""
    return sum(len(way.cells) for way in placed.ways) + _AREA_WEIGHT * placed.width * placed.depth


def least_area(flow: Flow) -> int:
    """Tiles that the fullest floor needs at the very least: rooms as small as they may be, with walls between them."""
    areas = [0] * flow.floors
    for room in flow.rooms:
        width, depth = room.exact or (room.sides[0], room.sides[0])
        areas[room.floor] += (width + 1) * (depth + 1)
    return max(areas)


def _areas(flow: Flow) -> list[float]:
    """Of each floor what its rooms take, walls and corridors included."""
    areas = [0.0] * flow.floors
    for room in flow.rooms:
        width, depth = room.exact or (sum(room.sides) / 2, sum(room.sides) / 2)
        areas[room.floor] += (width + 3) * (depth + 3)
    return areas


def _cropped(placed: Placed) -> Placed:
    """Without the empty margins that all floors share, but for one tile."""
    cells = [cell for way in placed.ways for cell in way.cells]
    for room in placed.rooms.values():
        cells += [(room.column, room.row), (room.column + room.width - 1, room.row + room.depth - 1)]
    west, north = min(x for x, _ in cells) - 1, min(y for _, y in cells) - 1
    width = max(max(x for x, _ in cells) + 2 - west, LEAST_SIDE)
    depth = max(max(y for _, y in cells) + 2 - north, LEAST_SIDE)
    return Placed(
        width,
        depth,
        {name: room.shifted(-west, -north) for name, room in placed.rooms.items()},
        [Way(way.passage, [(x - west, y - north) for x, y in way.cells]) for way in placed.ways],
    )


@dataclass(frozen=True, slots=True)
class _Step:
    """A room that was placed, and what was there before."""

    room: FlowRoom
    ground: list[Ground]
    ways: int


class _Attempt:
    """One try to place everything, in an order of its own."""

    def __init__(
        self,
        flow: Flow,
        kind: str,
        width: int,
        depth: int,
        draws: Draws,
        tightness: float,
        stuck: Counter[str],
        checkpoint: Checkpoint,
    ) -> None:
        self.flow, self.kind, self.draws, self.stuck = flow, kind, draws, stuck
        self.checkpoint = checkpoint
        self.tightness = tightness
        """From 0 to 1: how far rooms are held to the small end of what they may be."""
        self.placed = Placed(width, depth)
        self.ground = [Ground(width, depth) for _ in range(flow.floors)]
        self.around: dict[str, list[FlowPassage]] = {room.id: [] for room in flow.rooms}
        for passage in flow.passages:
            self.around[passage.first].append(passage)
            self.around[passage.second].append(passage)

    def run(self) -> Placed | None:
        """All of it; None if that did not work."""
        start = next(room for room in self.flow.rooms if room.kind == "entrance")
        waiting = {room.id: room for room in self.flow.rooms}
        following: FlowRoom | None = start
        past: list[_Step] = []
        failures = 0
        while following is not None:
            del waiting[following.id]
            step = _Step(following, [ground.copy() for ground in self.ground], len(self.placed.ways))
            if self._add(following, waiting):
                past.append(step)
            else:
                failures += 1
                self.stuck[following.id] += 1
                waiting[following.id] = following
                if failures > _SETBACKS or len(past) < 2:
                    return None
                # Ever farther back: what is in the way may have been placed long ago.
                for _ in range(min(self.draws.between(1, 2 + failures), len(past) - 1)):
                    step = past.pop()
                    waiting[step.room.id] = step.room
                    del self.placed.rooms[step.room.id]
                self.ground = step.ground
                del self.placed.ways[step.ways :]
            following = self._next(waiting)
        return self.placed

    def _next(self, waiting: dict[str, FlowRoom]) -> FlowRoom | None:
        best: tuple[float, FlowRoom] | None = None
        for room in waiting.values():
            ready = sum(self._other(passage, room.id) in self.placed.rooms for passage in self.around[room.id])
            if ready:
                rank = ready + 0.3 * len(self.around[room.id]) * self.draws.uniform() + 0.5 * self.draws.uniform()
                if best is None or rank > best[0]:
                    best = rank, room
        return None if best is None else best[1]

    @staticmethod
    def _other(passage: FlowPassage, name: str) -> str:
        return passage.second if passage.first == name else passage.first

    def _size(self, room: FlowRoom) -> tuple[int, int]:
        if room.exact is not None:
            return room.exact
        least, most = room.sides
        most = max(least, round(most - self.tightness * (most - least)))
        return self.draws.between(least, most), self.draws.between(least, most)

    def _add(self, room: FlowRoom, waiting: dict[str, FlowRoom]) -> bool:
        """Place a room with its ways to what is there."""
        size = self._size(room)
        candidates = self._candidates(room, *size)
        return any(self._try(candidate, waiting) for candidate in candidates[:_LOOKED_AT])

    def _candidates(self, room: FlowRoom, width: int, depth: int) -> list[PlacedRoom]:
        ground, draws = self.ground[room.floor], self.draws
        beside = [self.placed.rooms[name] for name in self._there(room.id)]
        same = [other for other in beside if other.floor == room.floor]
        low, high = _GAPS[self.kind]
        found: dict[Cell, tuple[float, PlacedRoom]] = {}
        label, common = self._open_to(same, ground)
        open_cells = np.argwhere(np.isin(label, sorted(common))) if common else np.zeros((0, 2), np.int64)
        for number in range(_CANDIDATES):
            if not beside:
                # The first of all: somewhere on the edge's inner side, or anywhere.
                column = draws.between(1, ground.width - 1 - width)
                row = draws.between(1, ground.depth - 1 - depth)
            elif same and number % 3 < 2:
                column, row = self._next_to(draws.choice(same), width, depth, draws.between(low, high))
            elif number % 2 and len(open_cells):
                # Anywhere in what all its neighbours open to.
                y, x = open_cells[draws.between(0, len(open_cells) - 1)].tolist()
                column, row = x - width // 2, y - depth // 2
            else:
                other = draws.choice(beside)
                reach = 6 + number // 6
                column = other.column + draws.between(-width - reach, other.width + reach)
                row = other.row + draws.between(-depth - reach, other.depth + reach)
            if (column, row) in found:
                continue
            candidate = PlacedRoom(room.id, room.kind, room.floor, column, row, width, depth, room.piece)
            if ground.fits(candidate) and (not common or _touches(label, common, candidate)):
                far = sum(_apart(candidate, other) for other in beside)
                found[column, row] = (far + 4.0 * draws.uniform() * (1 + self.tightness), candidate)
        return [candidate for _, candidate in sorted(found.values(), key=lambda each: each[0])]

    def _open_to(self, beside: list[PlacedRoom], ground: Ground) -> tuple[LabelArray, set[int]]:
        """Pieces of a floor's free ground, and those that all of some rooms have a way out to."""
        label, _ = scipy.ndimage.label(~ground.barred())
        common: set[int] = set()
        for number, room in enumerate(beside):
            seen = self._seen(ground, label, room)
            common = common & seen if number else seen
        return label, common

    def _next_to(self, other: PlacedRoom, width: int, depth: int, gap: int) -> Cell:
        """A place whose wall is ``gap`` tiles from another room."""
        draws = self.draws
        along_x = other.column + draws.between(2 - width, other.width - 2)
        along_y = other.row + draws.between(2 - depth, other.depth - 2)
        return draws.choice(
            (
                (along_x, other.row - gap - depth),
                (along_x, other.row + other.depth + gap),
                (other.column - gap - width, along_y),
                (other.column + other.width + gap, along_y),
            )
        )

    def _there(self, name: str) -> list[str]:
        return [other for passage in self.around[name] if (other := self._other(passage, name)) in self.placed.rooms]

    def _try(self, candidate: PlacedRoom, waiting: dict[str, FlowRoom]) -> bool:
        """Whether a room goes there with all its ways, and what waits still finds room; nothing is changed if not."""
        self.checkpoint()
        before = [ground.copy() for ground in self.ground]
        self.ground[candidate.floor].add(candidate)
        self.placed.rooms[candidate.id] = candidate
        count = len(self.placed.ways)
        ready = [passage for passage in self.around[candidate.id] if self._joined(passage, candidate.id)]
        if all(self._lead(passage) for passage in ready) and self._room_left(waiting):
            return True
        self.ground = before
        del self.placed.rooms[candidate.id]
        del self.placed.ways[count:]
        return False

    def _joined(self, passage: FlowPassage, name: str) -> bool:
        return self._other(passage, name) in self.placed.rooms

    def _lead(self, passage: FlowPassage) -> bool:
        """Lead a passage between two rooms that are there."""
        first, second = self.placed.rooms[passage.first], self.placed.rooms[passage.second]
        if passage.kind == "stairs":
            return self._stairs(passage, first, second)
        ground = self.ground[first.floor]
        cells = ground.way(first, second, self.draws)
        if cells is None:
            return False
        self._take(ground, passage, cells)
        return True

    def _take(self, ground: Ground, passage: FlowPassage, cells: list[Cell]) -> None:
        ground.dig(cells)
        self.placed.ways.append(Way(passage, cells))

    def _stairs(self, passage: FlowPassage, first: PlacedRoom, second: PlacedRoom) -> bool:
        """Stairs stand in the same place on both floors, each at the end of a corridor."""
        sides = []
        for room in (first, second):
            ground = self.ground[room.floor]
            gates = ground.gates(room)
            sides.append((ground, gates, ground.spread([beyond for _, beyond in self.draws.shuffled(gates)])))
        best, at = -1, -1
        for place, (one, other) in enumerate(zip(sides[0][2], sides[1][2], strict=True)):
            if one >= 0 and other >= 0 and (best < 0 or one + other < best):
                best, at = one + other, place
        if at < 0:
            return False
        for ground, gates, steps in sides:
            inner = ground.back(steps, (at % ground.width, at // ground.width))
            start = self.draws.choice([gate for gate, beyond in gates if beyond == inner[0]])
            self._take(ground, passage, [start, *inner])
        return True

    def _room_left(self, waiting: dict[str, FlowRoom]) -> bool:
        """Whether the free ground has room for what waits, in one piece for what hangs together, and every room that it
        hangs on a way out to that piece.
        """
        for floor in range(self.flow.floors):
            groups = self._groups(waiting, floor)
            if not groups and not any(self._waits_for_stairs(room, waiting) for room in self._on(floor)):
                continue
            ground = self.ground[floor]
            label, _ = scipy.ndimage.label(~ground.barred())
            sizes = np.bincount(label.ravel())
            seen = {room.id: self._seen(ground, label, room) for room in self._on(floor)}
            for area, hung_on in groups:
                common = None
                for name in hung_on:
                    common = seen[name] if common is None else common & seen[name]
                if common is not None and not any(sizes[number] >= area for number in common):
                    return False
            for room in self._on(floor):
                if self._waits_for_stairs(room, waiting) and not any(
                    sizes[number] >= _CORRIDOR_ROOM for number in seen[room.id]
                ):
                    return False
        return True

    def _on(self, floor: int) -> list[PlacedRoom]:
        return [room for room in self.placed.rooms.values() if room.floor == floor]

    def _waits_for_stairs(self, room: PlacedRoom, waiting: dict[str, FlowRoom]) -> bool:
        return any(
            passage.kind == "stairs" and self._other(passage, room.id) in waiting for passage in self.around[room.id]
        )

    @staticmethod
    def _seen(ground: Ground, label: LabelArray, room: PlacedRoom) -> set[int]:
        return {int(label[beyond[1], beyond[0]]) for _, beyond in ground.gates(room)} - {0}

    def _groups(self, waiting: dict[str, FlowRoom], floor: int) -> list[tuple[int, set[str]]]:
        """Rooms of a floor that wait and hang together: tiles that they ask for, and placed rooms that they hang on."""
        left = {name for name, room in waiting.items() if room.floor == floor}
        groups = []
        while left:
            stack, area, hung_on = [left.pop()], 0, set()
            while stack:
                name = stack.pop()
                room = waiting[name]
                side = room.sides[0] if room.exact is None else math.isqrt(room.exact[0] * room.exact[1])
                area += side * side + _CORRIDOR_ROOM // 2
                for passage in self.around[name]:
                    other = self._other(passage, name)
                    if other in left:
                        left.discard(other)
                        stack.append(other)
                    elif other in self.placed.rooms and self.placed.rooms[other].floor == floor:
                        hung_on.add(other)
            groups.append((area, hung_on))
        return groups


def _touches(label: LabelArray, pieces: set[int], room: PlacedRoom) -> bool:
    """Whether a room with its walls lies partly in some pieces of the free ground."""
    around = label[room.row - 1 : room.row + room.depth + 1, room.column - 1 : room.column + room.width + 1]
    return not pieces.isdisjoint(around.ravel().tolist())


def _apart(one: PlacedRoom, other: PlacedRoom) -> int:
    """Tiles between two rooms, both ways added."""
    across = max(other.column - one.column - one.width, one.column - other.column - other.width, 0)
    along = max(other.row - one.row - one.depth, one.row - other.row - other.depth, 0)
    return across + along
