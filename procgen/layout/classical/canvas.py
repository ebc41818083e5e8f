"""What the generators draw with: shapes, noise and ways on a tile map."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.layout.classical.draws import Draws
from procgen.layout.locks import Cell
from procgen.layout.regions import BoolArray
from procgen.layout.tiles import Tile, TileArray
from procgen.runtime.gradient_noise import Area, Workspace, noise_on_grid, octave_lattices

Field = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Task:
    """What a generator is told. It returns a map that need not be connected: finishing joins what is apart."""

    width: int
    depth: int
    density: float
    style: str
    draws: Draws

    @property
    def cells(self) -> int:
        """Tiles of the map."""
        return self.width * self.depth

    def blank(self, tile: Tile) -> TileArray:
        """A map of one tile."""
        return np.full((self.depth, self.width), tile, np.uint8)

    def noise(self, wavelength: float, octaves: int = 2) -> Field:
        """(depth, width) smooth noise of about unit variance."""
        return smooth_noise(self.draws.seed(), self.width, self.depth, wavelength, octaves)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of tiles; left and top belong to it, right and bottom don't."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Columns."""
        return self.right - self.left

    @property
    def depth(self) -> int:
        """Rows."""
        return self.bottom - self.top

    @property
    def area(self) -> int:
        """Tiles."""
        return self.width * self.depth

    @property
    def middle(self) -> Cell:
        """(column, row)."""
        return (self.left + self.right) // 2, (self.top + self.bottom) // 2

    @property
    def index(self) -> tuple[slice, slice]:
        """For ``tiles[box.index]``."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def grown(self, by: int) -> Box:
        """With a margin, or without one."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def within(self, width: int, depth: int) -> Box:
        """The part that lies on a map."""
        return Box(max(self.left, 0), max(self.top, 0), min(self.right, width), min(self.bottom, depth))

    def inside(self, width: int, depth: int) -> bool:
        """Whether all of it lies on a map."""
        return self.left >= 0 and self.top >= 0 and self.right <= width and self.bottom <= depth


def smooth_noise(seed: int, width: int, depth: int, wavelength: float, octaves: int) -> Field:
    """(depth, width) gradient noise, octaves of halving wavelength and height, scaled to about unit variance."""
    area, workspace = Area(0, 0, width, depth), Workspace()
    # Nothing is smooth below two tiles.
    wavelength = max(wavelength, 2.0)
    octaves = min(octaves, 1 + int(math.log2(wavelength / 2.0)))
    result = np.zeros((depth, width))
    for octave, lattice in enumerate(octave_lattices(seed, wavelength, octaves, turned=False)):
        result += noise_on_grid(lattice, area, workspace=workspace) * 0.5**octave
    return result * 3.2


def count_around(mask: BoolArray) -> npt.NDArray[np.int8]:
    """(rows, columns) how many of the eight neighbours are set; what lies beyond the edge is."""
    padded = np.pad(mask, 1, constant_values=True).astype(np.int8)
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    return np.asarray(rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:] - padded[1:-1, 1:-1], np.int8)


def disc(width: int, depth: int, middle: tuple[float, float], radius: float, stretch: float = 1.0) -> BoolArray:
    """A round mask about a (column, row); stretched along the columns' axis."""
    y, x = np.ogrid[:depth, :width]
    return np.asarray(((x - middle[0]) / stretch) ** 2 + (y - middle[1]) ** 2 <= radius * radius)


def route(
    cost: Sequence[int],
    width: int,
    starts: Iterable[Cell],
    arrived: Callable[[int], bool],
    goal: Cell | None = None,
    greed: int = 1,
) -> list[Cell]:
    """The cheapest way over 4-neighbours (A*, Hart, Nilsson and Raphael 1968).

    Args:
        cost: of entering each tile, row by row; negative where nobody can.
        width: columns.
        starts: (column, row) where it may begin, free of cost.
        arrived: whether a flat index is where it may end.
        goal: where that is, if it is one place: the search heads for it.
        greed: how dear it takes a tile ahead to be. The way is the cheapest if no tile costs less; with more greed the
            search is faster, and the way may cost more.

    Returns:
        (column, row) from a start to the end; empty if there is no way.
    """
    # scipy's searches know no goal, and of ways that cost the same the first found counts here.
    # A margin that nobody can enter saves looking for the edges; places are indices with the margin.
    wide = width + 2
    walls = [-1] * wide
    padded = [*walls]
    for first in range(0, len(cost), width):
        padded += [-1, *cost[first : first + width], -1]
    padded += walls
    came: dict[int, int] = {}
    best: dict[int, int] = {}
    heap: list[tuple[int, int, int]] = []
    push, pop = heapq.heappush, heapq.heappop
    ahead = 0
    goal_x, goal_y = (goal[0] + 1, goal[1] + 1) if goal is not None else (0, 0)
    for x, y in starts:
        if goal is not None:
            ahead = greed * (abs(x + 1 - goal_x) + abs(y + 1 - goal_y))
        best[(y + 1) * wide + x + 1] = 0
        push(heap, (ahead, 0, (y + 1) * wide + x + 1))
    while heap:
        _, spent, at = pop(heap)
        if spent > best[at]:
            continue
        if arrived((at // wide - 1) * width + at % wide - 1):
            cells = [at]
            while cells[-1] in came:
                cells.append(came[cells[-1]])
            return [(cell % wide - 1, cell // wide - 1) for cell in reversed(cells)]
        for following in (at - wide, at + wide, at - 1, at + 1):
            step = padded[following]
            if step < 0:
                continue
            total = spent + step
            if following not in best or total < best[following]:
                best[following] = total
                came[following] = at
                if goal is not None:
                    ahead = greed * (abs(following % wide - goal_x) + abs(following // wide - goal_y))
                push(heap, (total + ahead, total, following))
    return []


def way(cost: npt.NDArray[np.integer], start: Cell, end: Cell, greed: int = 1) -> list[Cell]:
    """A cheap way between two (column, row), see :func:`route`; costs are negative where nobody can go."""
    width = cost.shape[1]
    last = end[1] * width + end[0]
    return route(cost.ravel().tolist(), width, [start], lambda at: at == last, end, greed)


def spanning(points: Sequence[Cell], draws: Draws, extra: float) -> list[tuple[int, int]]:
    """Pairs of points that a network joins: the shortest tree (Prim), and a share of further short links."""
    if len(points) < 2:
        return []
    at = np.array(points, np.float64)
    gap = np.abs(at[:, None] - at[None]).sum(-1)
    inside, pairs = [0], []
    outside = set(range(1, len(points)))
    while outside:
        rest = sorted(outside)
        part = gap[np.ix_(inside, rest)]
        i, j = divmod(int(part.argmin()), len(rest))
        pairs.append((inside[i], rest[j]))
        inside.append(rest[j])
        outside.discard(rest[j])
    near = float(np.median([gap[i, j] for i, j in pairs])) * 1.6
    for i in range(len(points)):
        for j in range(i + 1, len(points)):
            if gap[i, j] <= near and (i, j) not in pairs and (j, i) not in pairs and draws.chance(extra):
                pairs.append((i, j))
    return pairs


def _blockable() -> BoolArray:
    """(256,) of which walkable neighbourhoods (bits clockwise from north) one may block the middle.

    The walkable among the four sides must stay joined within the ring of eight.
    """
    table = np.zeros(256, np.bool_)
    for bits in range(256):
        ring = [bool(bits >> n & 1) for n in range(8)]
        sides = [n for n in (0, 2, 4, 6) if ring[n]]
        if not sides:
            continue
        reached, waiting = {sides[0]}, [sides[0]]
        while waiting:
            n = waiting.pop()
            for m in ((n + 1) % 8, (n - 1) % 8):
                if ring[m] and m not in reached:
                    reached.add(m)
                    waiting.append(m)
        table[bits] = all(n in reached for n in sides)
    return table


BLOCKABLE = _blockable()
_RING = ((0, -1), (1, -1), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1))


def may_block(walkable: Sequence[Sequence[bool]] | BoolArray, column: int, row: int) -> bool:
    """Whether an obstacle on a walkable tile leaves its walkable neighbours joined around it."""
    depth, width = len(walkable), len(walkable[0])
    bits = 0
    for n, (dx, dy) in enumerate(_RING):
        x, y = column + dx, row + dy
        if 0 <= x < width and 0 <= y < depth and walkable[y][x]:
            bits |= 1 << n
    return bool(BLOCKABLE[bits])
