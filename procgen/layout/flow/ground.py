"""One floor while the rooms of a flow graph are placed on it."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from procgen.layout.classical.draws import Draws
from procgen.layout.flow.plan import Cell, PlacedRoom
from procgen.layout.regions import BoolArray
from procgen.runtime.masks import dilated

T = TypeVar("T")


class Ground:
    """What is taken, and where corridors may still go."""

    def __init__(self, width: int, depth: int) -> None:
        self.width, self.depth = width, depth
        self.rooms = np.zeros((depth, width), np.bool_)
        self.corridors = np.zeros((depth, width), np.bool_)
        self._near: BoolArray | None = None
        self._barred: BoolArray | None = None

    def copy(self) -> Ground:
        other = Ground(self.width, self.depth)
        other.rooms, other.corridors = self.rooms.copy(), self.corridors.copy()
        other._near, other._barred = self._near, self._barred
        return other

    def barred(self) -> BoolArray:
        """(rows, columns) where no corridor may go: it would touch a room, another corridor or the edge."""
        if self._barred is None:
            self._barred = dilated(self.rooms) | self.near()
        return self._barred

    def near(self) -> BoolArray:
        """(rows, columns) where no passage may open: it would touch a corridor or the edge."""
        if self._near is None:
            self._near = dilated(self.corridors)
            self._near[[0, -1]] = self._near[:, [0, -1]] = True
        return self._near

    def fits(self, room: PlacedRoom) -> bool:
        """Whether a room finds place, with walls that are its own or shared with another room."""
        x, y, width, depth = room.column, room.row, room.width, room.depth
        if x < 1 or y < 1 or x + width > self.width - 1 or y + depth > self.depth - 1:
            return False
        taken = self.rooms[y - 1 : y + depth + 1, x - 1 : x + width + 1]
        corridors = self.corridors[y - 1 : y + depth + 1, x - 1 : x + width + 1]
        return not (taken.any() or corridors.any())

    def add(self, room: PlacedRoom) -> None:
        """A room's inside."""
        self.rooms[room.index] = True
        self._barred = None

    def dig(self, cells: Sequence[Cell]) -> None:
        """A corridor."""
        for x, y in cells:
            self.corridors[y, x] = True
        self._barred = self._near = None

    def gates(self, room: PlacedRoom) -> list[tuple[Cell, Cell]]:
        """Tiles of a room's wall where a passage may open, each with the tile beyond it."""
        x, y, width, depth = room.column, room.row, room.width, room.depth
        found = [((i, y - 1), (i, y - 2)) for i in range(x, x + width)]
        found += [((i, y + depth), (i, y + depth + 1)) for i in range(x, x + width)]
        found += [((x - 1, j), (x - 2, j)) for j in range(y, y + depth)]
        found += [((x + width, j), (x + width + 1, j)) for j in range(y, y + depth)]
        near = self.near()
        return [
            (gate, beyond)
            for gate, beyond in found
            if 0 <= beyond[0] < self.width
            and 0 <= beyond[1] < self.depth
            and not near[gate[1], gate[0]]
            and room.opens(gate)
        ]

    def spread(self, starts: Sequence[Cell], ends: Sequence[Cell] = ()) -> list[int]:
        """Steps to each tile over free ground, -1 where one does not get; no farther than the nearest of ``ends``."""
        width = self.width
        shut = self.barred().ravel().tolist()
        steps = [-1] * len(shut)
        wanted = {y * width + x for x, y in ends}
        farthest = len(shut)
        waiting: deque[int] = deque()
        for x, y in starts:
            at = y * width + x
            if not shut[at] and steps[at] < 0:
                steps[at] = 0
                waiting.append(at)
        while waiting:
            at = waiting.popleft()
            if steps[at] > farthest:
                break
            if at in wanted:
                farthest = steps[at]
            following = steps[at] + 1
            for other in (at - width, at - 1, at + 1, at + width):
                if not shut[other] and steps[other] < 0:
                    steps[other] = following
                    waiting.append(other)
        return steps

    def back(self, steps: list[int], cell: Cell) -> list[Cell]:
        """The way from a start to a tile, as straight as can be."""
        width = self.width
        at = cell[1] * width + cell[0]
        way, last = [at], 0
        while steps[at] > 0:
            options = [step for step in (-width, -1, 1, width) if steps[at + step] == steps[at] - 1]
            last = last if last in options else options[0]
            at += last
            way.append(at)
        return [(each % width, each // width) for each in reversed(way)]

    def way(self, first: PlacedRoom, second: PlacedRoom, draws: Draws) -> list[Cell] | None:
        """The shortest corridor between two rooms: through the wall that they share, or over free ground."""
        ours, theirs = self.gates(first), self.gates(second)
        shared = [
            gate
            for gate, beyond in ours
            if second.column <= beyond[0] < second.column + second.width
            and second.row <= beyond[1] < second.row + second.depth
        ]
        if shared:
            return [draws.choice(_middle(shared))]
        walls = dict(theirs)
        facing = [
            [gate, beyond]
            for gate, beyond in ours
            # Two walls with nothing between: both tiles are gates.
            if beyond in walls and walls[beyond] == gate
        ]
        if facing:
            return draws.choice(_middle(facing))
        steps = self.spread([beyond for _, beyond in draws.shuffled(ours)], [beyond for _, beyond in theirs])
        ends = [
            (steps[beyond[1] * self.width + beyond[0]], gate, beyond)
            for gate, beyond in theirs
            if steps[beyond[1] * self.width + beyond[0]] >= 0
        ]
        if not ends:
            return None
        least = min(length for length, _, _ in ends)
        _, gate, beyond = draws.choice(_middle([end for end in ends if end[0] == least]))
        inner = self.back(steps, beyond)
        start = draws.choice([own for own, outer in ours if outer == inner[0]])
        return [start, *inner, gate]


def _middle(options: list[T]) -> list[T]:
    """The middle third of some: doors stand rather there than in a corner."""
    third = (len(options) - 1) // 3
    return options[third : len(options) - third]
