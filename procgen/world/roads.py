"""Roads of a world: ways of least cost over the ground, and profiles that are nowhere too steep."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import scipy

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.masks import dilated
from procgen.world.chance import Float64Array
from procgen.world.ground_height import ground_at
from procgen.world.place import BoolArray, FloatArray, Land, Road
from procgen.world.water import resampled

STEEPEST: Final[Mapping[str, float]] = MappingProxyType({"road": 0.12, "street": 0.12, "path": 0.20, "pier": 0.12})
"""Rise over run that each kind may have."""
WIDTH_M: Final[Mapping[str, float]] = MappingProxyType({"road": 5.0, "street": 4.0, "path": 1.5, "pier": 2.6})
DECK_M: Final = 1.5
"""How far a bridge's deck stands above the water."""
DRY_M: Final = 0.6
"""How far a road stands above water beside it, at least."""
_STEP_M: Final = 3.0
_LONGEST_PIECE_M: Final = 2.0 * _STEP_M
_FOLD_M: Final = 0.3
"""By how much more than its grade the two legs of a bend may differ in height."""
_FITS_M: Final = 0.15
"""How far a road may miss a height that is given."""
_PLANNED_SHARE: Final = 0.8
"""Of the steepest grade that ways are looked for at: corners are rounded afterwards."""
_STEEP_COST: Final = 3.0
_TOO_STEEP_COST: Final = 14.0
_FORD_COST: Final = 9.0
MOVES: Final = tuple(
    (row, column)
    for row in range(-2, 3)
    for column in range(-2, 3)
    if (row or column) and math.gcd(abs(row), abs(column)) == 1
)
"""To the 16 neighbours that a chess king and a knight reach."""


def _wider(mask: BoolArray, cells: int) -> BoolArray:
    """The mask and all cells up to so many beside it, corners rounded."""
    for step in range(cells):
        mask = dilated(mask, corners=bool(step % 2))
    return mask


def water_zone(land: Land, beyond_m: float) -> BoolArray:
    """(rows, columns) water, and the ground up to a distance from it."""
    return _wider(land.water, max(math.ceil(beyond_m / land.metres_per_pixel), 1))


def running_water(land: Land) -> BoolArray:
    """(rows, columns) where rivers run: water that can be bridged."""
    running = np.zeros(land.heights_m.shape, np.bool_)
    reach = max(math.ceil(12.0 / land.metres_per_pixel), 1)
    rows, columns = land.heights_m.shape
    for line in land.rivers:
        row = np.clip(np.rint(line[:, 2] / land.metres_per_pixel).astype(int), 0, rows - 1)
        column = np.clip(np.rint(line[:, 0] / land.metres_per_pixel).astype(int), 0, columns - 1)
        running[row, column] = True
    return _wider(running, reach) & land.water & (land.water_m > land.sea_level_m)


@dataclass(frozen=True, slots=True, eq=False)
class WayGrid:
    """What it costs to go from place to place."""

    spacing_m: float
    shape: tuple[int, int]
    costs: tuple[Float64Array, ...]
    """By move of ``MOVES``: (rows, columns) cost of leaving each cell by it; infinite where that is not possible."""

    @classmethod
    def of(cls, land: Land, kind: str, blocked: BoolArray | None = None, least_spacing_m: float = 6.0) -> WayGrid:
        """The grid for a kind of road.

        Args:
            land: the ground.
            kind: of :data:`STEEPEST`.
            blocked: (rows, columns) of the land where none may lead, beside waters that can't be bridged.
            least_spacing_m: of the grid's cells.
        """
        stride = max(round(least_spacing_m / land.metres_per_pixel), 1)
        half = 0.5 * WIDTH_M[kind] + 1.5 * land.metres_per_pixel
        river = running_water(land)
        still = _wider(land.water & ~river, max(math.ceil((half + 2.0) / land.metres_per_pixel), 1))
        ford = _wider(river, max(math.ceil(half / land.metres_per_pixel), 1))
        shut = still if blocked is None else still | blocked
        heights = land.heights_m[::stride, ::stride].astype(np.float64)
        # A cell is shut, or a ford, where any grid point in it is.
        shut, ford = _pooled(shut, stride, heights.shape), _pooled(ford, stride, heights.shape)
        spacing = land.metres_per_pixel * stride
        limit = STEEPEST[kind] * _PLANNED_SHARE
        rows, columns = heights.shape
        costs = []
        for row, column in MOVES:
            here = (slice(max(-row, 0), rows - max(row, 0)), slice(max(-column, 0), columns - max(column, 0)))
            there = (slice(max(row, 0), rows + min(row, 0)), slice(max(column, 0), columns + min(column, 0)))
            length = math.hypot(row, column) * spacing
            wet = ford[here] | ford[there]
            grade = np.where(wet, 0.0, np.abs(heights[there] - heights[here]) / length)
            steep = grade / limit
            price = length * (1.0 + _STEEP_COST * steep**2 + _TOO_STEEP_COST * np.maximum(steep - 1.0, 0.0))
            price = np.where(wet, price * _FORD_COST, price)
            price[shut[here] | shut[there]] = np.inf
            cost = np.full((rows, columns), np.inf)
            cost[here] = price
            costs.append(cost)
        return cls(spacing, (rows, columns), tuple(costs))

    def cell(self, x_m: float, z_m: float) -> int:
        """Flat number of the cell nearest to a place."""
        row = min(max(round(z_m / self.spacing_m), 0), self.shape[0] - 1)
        column = min(max(round(x_m / self.spacing_m), 0), self.shape[1] - 1)
        return row * self.shape[1] + column

    def place(self, cell: int) -> tuple[float, float]:
        """X and z of a cell."""
        return cell % self.shape[1] * self.spacing_m, cell // self.shape[1] * self.spacing_m


def _pooled(mask: BoolArray, stride: int, shape: tuple[int, int]) -> BoolArray:
    rows, columns = shape
    half = stride // 2
    padded = np.zeros((rows * stride, columns * stride), np.bool_)
    depth, width = min(mask.shape[0] + half, rows * stride), min(mask.shape[1] + half, columns * stride)
    padded[half:depth, half:width] = mask[: depth - half, : width - half]
    pooled: BoolArray = np.any(padded.reshape(rows, stride, columns, stride), axis=(1, 3))
    return pooled


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """Least costs from one place to all others, and the ways."""

    grid: WayGrid
    start: int
    cost: Float64Array
    """(cells,), infinite where no way leads."""

    def way(self, cell: int) -> list[int]:
        """Cells from the start to one; empty if no way leads there."""
        if not np.isfinite(self.cost[cell]):
            return []
        found = [cell]
        while found[-1] != self.start:
            found.append(self._before(found[-1]))
        return found[::-1]

    def _before(self, cell: int) -> int:
        """The cell before one on its way: of equally good ones that nearest to the start, then the first."""
        rows, columns = self.grid.shape
        row, column = divmod(cell, columns)
        good = []
        for (down, across), prices in zip(MOVES, self.grid.costs, strict=True):
            if 0 <= row - down < rows and 0 <= column - across < columns:
                other = cell - down * columns - across
                if self.cost[other] + prices[row - down, column - across] == self.cost[cell]:
                    good.append((self.cost[other], other))
        return min(good)[1]


def ways_from(grid: WayGrid, start: int, reach_m: float = math.inf, checkpoint: Checkpoint = go_on) -> Ways:
    """Ways of least cost from a cell (Dijkstra 1959).

    Args:
        grid: the costs.
        start: a cell.
        reach_m: how far from the start ways may lead.
        checkpoint: called before and after the search.
    """
    whole_columns = grid.shape[1]
    start_row, start_column = divmod(start, whole_columns)
    cells = math.ceil(reach_m / grid.spacing_m) + 1 if math.isfinite(reach_m) else max(grid.shape)
    top, left = max(start_row - cells, 0), max(start_column - cells, 0)
    part = slice(top, start_row + cells + 1), slice(left, start_column + cells + 1)
    rows, columns = grid.costs[0][part].shape
    row, column = np.ogrid[top : top + rows, left : left + columns]
    near = np.hypot(row - start_row, column - start_column) * grid.spacing_m <= reach_m
    prices = np.full((rows, columns, len(MOVES)), np.inf)
    for move, (cost, (down, across)) in enumerate(zip(grid.costs, MOVES, strict=True)):
        # No move leads out of the part.
        here = slice(max(-down, 0), rows - max(down, 0)), slice(max(-across, 0), columns - max(across, 0))
        there = slice(max(down, 0), rows + min(down, 0)), slice(max(across, 0), columns + min(across, 0))
        prices[here][..., move] = np.where(near[there], cost[part][here], np.inf)
    possible = np.isfinite(prices)
    source, way = np.divmod(np.flatnonzero(possible), len(MOVES))
    steps = np.array([down * columns + across for down, across in MOVES])
    first = np.searchsorted(source, np.arange(rows * columns + 1))
    graph = scipy.sparse.csr_array((prices[possible], source + steps[way], first), (rows * columns, rows * columns))
    checkpoint()
    least = np.full(grid.shape, np.inf)
    found = scipy.sparse.csgraph.dijkstra(graph, indices=(start_row - top) * columns + start_column - left)
    least[part] = found.reshape(rows, columns)
    checkpoint()
    return Ways(grid, start, least.reshape(-1))


def smoothed_line(points: Sequence[tuple[float, float]], rounds: int = 3) -> Float64Array:
    """A line with its corners cut (Chaikin 1974), at even distances; its ends stay: (n, 2)."""
    line = np.array(points, np.float64)
    for _ in range(rounds if len(line) > 2 else 0):
        first, second = line[:-1], line[1:]
        cut = np.stack([0.75 * first + 0.25 * second, 0.25 * first + 0.75 * second], axis=1).reshape(-1, 2)
        line = np.concatenate([line[:1], cut[1:-1], line[-1:]])
    return resampled(line, _STEP_M)


def _cone(values: Float64Array, along: Float64Array, grade: float) -> Float64Array:
    """The lowest profile above the values that is nowhere steeper than the grade."""
    rise = grade * along
    forward = np.maximum.accumulate(values + rise) - rise
    backward = np.maximum.accumulate((values - rise)[::-1])[::-1] + rise
    return np.asarray(np.maximum(forward, backward))


def profile(
    ground_m: Float64Array,
    along_m: Float64Array,
    grade: float,
    least_m: Float64Array,
    fixed: Mapping[int, float] = MappingProxyType({}),
) -> Float64Array:
    """Heights of a road along its line.

    The mean of the lowest profile above the ground and the highest below it, both no steeper than the grade; raised to
    what is needed above water, and led through given heights. Means and extremes of such profiles are such profiles,
    so none of this makes it steeper.

    Args:
        ground_m: (n,) height of the ground.
        along_m: (n,) rising distances.
        grade: rise over run.
        least_m: (n,) heights that it must not lie below; -inf where it may.
        fixed: heights at some points, which must not be farther apart than the grade allows; they win.

    Returns:
        (n,) heights.
    """
    wanted = np.maximum(ground_m, least_m)
    result = 0.5 * (_cone(wanted, along_m, grade) - _cone(-wanted, along_m, grade))
    finite = np.where(np.isfinite(least_m), least_m, -1e9)
    result = np.maximum(result, _cone(finite, along_m, grade))
    for index, height in fixed.items():
        reach = grade * np.abs(along_m - along_m[index])
        result = np.clip(result, height - reach, height + reach)
    return result


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A road's line on the land."""

    points_m: FloatArray
    """(n, 3)."""
    bridge: BoolArray


def lay(
    land: Land,
    line: Float64Array,
    kind: str,
    starts_m: float | None = None,
    ends_m: float | None = None,
    beside: Sequence[Road] = (),
) -> Laid | None:
    """Give a line its heights.

    Args:
        land: the ground before earthworks.
        line: (n, 2) x and z, closely spaced.
        kind: of :data:`STEEPEST`.
        starts_m: height that it begins at, if that is given.
        ends_m: likewise of its end.
        beside: roads that lie already: where the line runs on their ground it has their height.

    Returns:
        The road, or None where it can't be had: what is given is too far apart in height, it would have to pass lower
        above water than bridges may, or it turns back so close beside itself that both could not lie on the ground.
    """
    grade = STEEPEST[kind] * 0.98
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(line[:, 0]), np.diff(line[:, 1])))])
    ground = ground_at(land, line[:, 0], line[:, 1])
    half = 0.5 * WIDTH_M[kind] + 1.5 * land.metres_per_pixel
    if _doubles_back(line, along, 2.0 * bed_half_width_m(WIDTH_M[kind], land.metres_per_pixel)):
        return None
    level, near = _water_beside(land, line, half)
    over = near < half
    least = np.where(over, level + DECK_M, np.where(np.isfinite(level), level + DRY_M, -np.inf))
    own = bed_half_width_m(WIDTH_M[kind], land.metres_per_pixel)
    fixed = heights_beside(line, beside, land.metres_per_pixel, own)
    if starts_m is not None:
        fixed[0] = starts_m
    if ends_m is not None:
        fixed[len(line) - 1] = ends_m
    smooth = ground
    if len(line) > 5:
        padded = np.pad(ground, 3, mode="edge")
        smooth = np.convolve(padded, np.full(7, 1.0 / 7.0), mode="valid")
    heights = profile(smooth, along, grade, least, fixed)
    if (heights < least - 0.05).any() or any(abs(heights[at] - height) > _FITS_M for at, height in fixed.items()):
        return None
    if _folds(line, along, heights, over, own, grade):
        return None
    points = np.stack([line[:, 0], heights, line[:, 1]], axis=1).astype(np.float32)
    bridge = over.copy()
    bridge[:-1] |= over[1:]
    bridge[-1] = False
    return Laid(points, bridge)


def _doubles_back(line: Float64Array, along: Float64Array, clear: float) -> bool:
    """Whether a line comes near itself after more than twice as long a way."""
    for shift in range(1, len(line)):
        far = along[shift:] - along[:-shift] > 2.0 * clear
        if far.any():
            gap = np.hypot(line[shift:, 0] - line[:-shift, 0], line[shift:, 1] - line[:-shift, 1])
            if (gap[far] < clear).any():
                return True
    return False


def _folds(
    line: Float64Array, along: Float64Array, heights: Float64Array, over: BoolArray, bed: float, grade: float
) -> bool:
    """Whether a bend is so sharp that its two legs need other heights of the ground that they share."""
    for shift in range(2, len(line)):
        if (along[shift:] - along[:-shift]).min() > 4.0 * bed:
            return False  # what is farther along does not come near: _doubles_back has seen to it
        gap = np.hypot(line[shift:, 0] - line[:-shift, 0], line[shift:, 1] - line[:-shift, 1])
        near = (gap < bed) & ~over[shift:] & ~over[:-shift]
        if (near & (np.abs(heights[shift:] - heights[:-shift]) > grade * gap + _FOLD_M)).any():
            return True
    return False


def bed_half_width_m(road_width_m: float, spacing_m: float) -> float:
    """How far a road's even ground reaches from its middle line."""
    return max(0.5 * road_width_m + 0.5 * spacing_m, 1.45 * spacing_m)


def heights_beside(
    line: Float64Array, others: Sequence[Road], spacing_m: float, beyond_m: float = 0.0
) -> dict[int, float]:
    """Heights of roads at those points of a line that lie on ground that is theirs.

    Args:
        line: (n, 2) x and z.
        others: the roads.
        spacing_m: of the land's grid.
        beyond_m: how far from their even ground a point may lie.

    Returns:
        By the point's number, the height of the nearest of them.
    """
    best = np.full(len(line), np.inf)
    height = np.zeros(len(line))
    low, high = line.min(axis=0), line.max(axis=0)
    for road in others:
        reach = bed_half_width_m(road.width_m, spacing_m) + beyond_m
        points = road.points_m.astype(np.float64)
        flat = points[:, ::2]
        near = ((flat > low - reach - _LONGEST_PIECE_M) & (flat < high + reach + _LONGEST_PIECE_M)).all(axis=1)
        for index in np.flatnonzero(near[:-1] & ~road.bridge[:-1]):
            start, step = points[index], points[index + 1] - points[index]
            length2 = max(float(step[0] ** 2 + step[2] ** 2), 1e-12)
            share = np.clip(((line[:, 0] - start[0]) * step[0] + (line[:, 1] - start[2]) * step[2]) / length2, 0.0, 1.0)
            far = np.hypot(line[:, 0] - start[0] - share * step[0], line[:, 1] - start[2] - share * step[2])
            nearer = (far < reach) & (far < best)
            best[nearer] = far[nearer]
            height[nearer] = start[1] + share[nearer] * step[1]
    return {int(at): float(height[at]) for at in np.flatnonzero(np.isfinite(best))}


def _water_beside(land: Land, line: Float64Array, half: float) -> tuple[Float64Array, Float64Array]:
    """Height of the highest water near each point, NaN where none is, and how far away water is."""
    spacing = land.metres_per_pixel
    reach = math.ceil((half + 2.0) / spacing) + 1
    rows, columns = land.heights_m.shape
    level = np.full(len(line), -np.inf)
    near = np.full(len(line), np.inf)
    row0 = np.rint(line[:, 1] / spacing).astype(int)
    column0 = np.rint(line[:, 0] / spacing).astype(int)
    for down in range(-reach, reach + 1):
        for across in range(-reach, reach + 1):
            row, column = np.clip(row0 + down, 0, rows - 1), np.clip(column0 + across, 0, columns - 1)
            water = land.water_m[row, column]
            far = np.hypot(row * spacing - line[:, 1], column * spacing - line[:, 0])
            wet = ~np.isnan(water) & (far < half + 2.0)
            level[wet] = np.maximum(level[wet], water[wet])
            near[wet] = np.minimum(near[wet], far[wet])
    return np.where(np.isfinite(level), level, np.nan), near
