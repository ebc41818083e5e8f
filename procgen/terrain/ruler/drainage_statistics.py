"""How water would run on a map, and what is measured of it.

Definitions. Outlets are the cells of the map's edge and of the sea (at or below its level). The *filled* surface is the
lowest one without closed hollows: each cell lies at the lowest height at which water can leave it. *Flooded share* is
the share of land cells that filling raises by more than a millimetre. Water runs from each cell to the steepest lower
of its eight neighbours (O'Callaghan and Mark 1984, D8) on the filled surface, and on the levels of filled hollows along
the way on which the hollow is left. *Drainage area* of a cell is the area of all cells that drain through it, itself
included. *Hack's exponent* is the slope of log main-stem length, the longest way that water comes from within the
catchment, against log drainage area (Hack 1957). Each land cell that 64 to 6,000 cells drain through is the mouth of a
catchment; those of all maps are pooled in 12 bins of log area, and a line is fitted by least squares to the bins' means
of log length and log area, so that the many small catchments do not outweigh the large ones. *Drainage density* is the
length of channels, where at least :data:`CHANNEL_AREA_KM2` drains through, per area of land, km/km².

Filling is a minimax path problem, solved by a minimum spanning tree, which holds such a path for every pair of cells
(Hu 1961): scipy makes the tree of 256 x 256 cells in some 20 ms, ten times faster than a priority queue in Python.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree

from procgen.terrain.representation import FloatArray

HACK_CELLS = (64, 6000)
HACK_BINS = 12
CHANNEL_AREA_KM2 = 1.0
_RAISED_M = 1e-3
_NEIGHBOURS = ((0, 1), (1, 0), (1, 1), (1, -1))

IntArray = npt.NDArray[np.int64]
DoubleArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Flow:
    """The way of the water. Cells are numbered row by row."""

    filled: FloatArray
    """(h, w) metres."""
    receiver: IntArray
    """(h * w,): the cell that each cell drains to; an outlet's is itself."""
    step_px: DoubleArray
    """(h * w,): distance to the receiver in pixels, 0 for an outlet."""
    area_cells: DoubleArray
    """(h * w,): cells that drain through this one, itself included."""
    longest_px: DoubleArray
    """(h * w,): length of the longest way that water comes to the cell, in pixels."""


@dataclass(frozen=True, slots=True)
class DrainageStatistics:
    """Drainage of one map."""

    land_cells: int
    raised_cells: int
    """Land cells that filling raises."""
    density_per_km: float
    """Channel length per area; NaN where there is too little land."""
    catchments: DoubleArray
    """(12, 3): catchments in each bin, sum of log areas in cells, sum of log main-stem lengths in pixels."""

    @property
    def flooded_share(self) -> float:
        """NaN where there is no land."""
        return flooded_share([self])


def _edges(depth: int, width: int) -> tuple[IntArray, IntArray]:
    """Both ends of every pair of neighbours."""
    index = np.arange(depth * width).reshape(depth, width)
    first, second = [], []
    for down, right in _NEIGHBOURS:
        left = slice(max(-right, 0), width - max(right, 0))
        moved = slice(max(right, 0), width + min(right, 0))
        first.append(index[: depth - down, left].ravel())
        second.append(index[down:, moved].ravel())
    return np.concatenate(first), np.concatenate(second)


def _fill(heights: FloatArray, outlets: npt.NDArray[np.bool_]) -> tuple[IntArray, IntArray, DoubleArray]:
    """Ranks of the filled surface, each cell's parent on a lowest way out (outlets: the number of cells), heights."""
    depth, width = heights.shape
    count = depth * width
    # Ranks in place of heights: positive weights, for zero means "no edge" to scipy.
    levels, rank = np.unique(heights.ravel(), return_inverse=True)
    rank = rank.astype(np.int64) + 1
    first, second = _edges(depth, width)
    ends = np.flatnonzero(outlets.ravel())
    weights = np.concatenate([np.maximum(rank[first], rank[second]), rank[ends]]).astype(np.float64)
    rows, columns = np.concatenate([first, np.full(len(ends), count)]), np.concatenate([second, ends])
    graph = sparse.csr_matrix((weights, (rows, columns)), shape=(count + 1, count + 1))
    parent = breadth_first_order(minimum_spanning_tree(graph), count, directed=False)[1].astype(np.int64)
    parent[count] = count
    # The highest rank on the way to the root, by doubling the length of the jump.
    highest, jump = np.append(rank, 0), parent
    while not (jump == count).all():
        highest, jump = np.maximum(highest, highest[jump]), jump[jump]
    return np.maximum(highest[:count], 1), parent[:count], levels.astype(np.float64)


def flow(heights: FloatArray, sea: npt.NDArray[np.bool_]) -> Flow:
    """Fill the hollows and let the water run.

    Args:
        heights: (h, w) metres, finite, at least 3 x 3.
        sea: (h, w), true where the sea is.
    """
    depth, width = heights.shape
    count = depth * width
    outlets = sea.copy()
    outlets[[0, -1], :] = outlets[:, [0, -1]] = True
    rank, parent, levels = _fill(heights, outlets)
    filled = levels[rank - 1].reshape(depth, width)

    # D8 on the filled surface; where no neighbour is lower, along the tree. No circle can close: a step either goes
    # lower or goes along the tree, which has none.
    steepest, best = np.full(count, -1), np.zeros(count)
    first, second = _edges(depth, width)
    flat = filled.ravel()
    distance = np.where((np.abs(second - first) == 1) | (np.abs(second - first) == width), 1.0, np.sqrt(2.0))
    fall = (flat[first] - flat[second]) / distance
    bounds = np.cumsum([0, depth * (width - 1), (depth - 1) * width, *2 * [(depth - 1) * (width - 1)]])
    for direction in range(len(_NEIGHBOURS)):
        part = slice(bounds[direction], bounds[direction + 1])
        for source, target, drop in (
            (first[part], second[part], fall[part]),
            (second[part], first[part], -fall[part]),
        ):
            better = drop > best[source]
            best[source[better]], steepest[source[better]] = drop[better], target[better]
    cell = np.arange(count)
    receiver = np.where(steepest >= 0, steepest, parent)
    receiver = np.where(outlets.ravel() | (receiver == count), cell, receiver)

    # Steps to the outlet, by doubling; then from the farthest cells down.
    steps, jump = (receiver != cell).astype(np.int64), receiver
    while True:
        further = steps + steps[jump]
        if (further == steps).all():
            break
        steps, jump = further, jump[jump]
    order = np.argsort(-steps, kind="stable")
    ends = np.cumsum(np.bincount(steps)[::-1])
    away = np.abs(receiver - cell)
    step_px = np.where(away == 0, 0.0, np.where((away == 1) | (away == width), 1.0, np.sqrt(2.0)))
    area, longest = np.ones(count), np.zeros(count)
    start = 0
    for end in ends[:-1]:
        cells = order[start:end]
        np.add.at(area, receiver[cells], area[cells])
        np.maximum.at(longest, receiver[cells], longest[cells] + step_px[cells])
        start = end
    return Flow(filled.astype(np.float32), receiver, step_px, area, longest)


def drainage(heights: FloatArray, metres_per_pixel: float, sea_level_m: float = 0.0) -> DrainageStatistics:
    """Drainage of a map.

    Args:
        heights: (h, w) metres.
        metres_per_pixel: grid spacing.
        sea_level_m: cells at or below it are sea.
    """
    sea = heights <= sea_level_m
    water = flow(heights, sea)
    land = ~sea
    raised = (water.filled - heights > _RAISED_M) & land
    cell_km = metres_per_pixel / 1000.0
    flat_land = land.ravel()

    channel = flat_land & (water.area_cells * cell_km**2 >= CHANNEL_AREA_KM2)
    land_km2 = float(land.sum()) * cell_km**2
    density = float(water.step_px[channel].sum()) * cell_km / land_km2 if land_km2 > 4.0 * CHANNEL_AREA_KM2 else np.nan

    mouth = flat_land & (water.area_cells >= HACK_CELLS[0]) & (water.area_cells <= HACK_CELLS[1])
    log_area, log_length = np.log(water.area_cells[mouth]), np.log(water.longest_px[mouth] + 1.0)
    edges = np.linspace(np.log(HACK_CELLS[0]), np.log(HACK_CELLS[1]), HACK_BINS + 1)
    place = np.clip(np.digitize(log_area, edges) - 1, 0, HACK_BINS - 1)
    sums = [np.bincount(place, weights, HACK_BINS) for weights in (np.ones(len(place)), log_area, log_length)]
    return DrainageStatistics(int(land.sum()), int(raised.sum()), density, np.stack(sums, axis=1))


def flooded_share(maps: list[DrainageStatistics]) -> float:
    """Flooded share of all land of a set of maps; NaN where there is none."""
    land = sum(one.land_cells for one in maps)
    return sum(one.raised_cells for one in maps) / land if land else float("nan")


def hack_line(maps: list[DrainageStatistics]) -> DoubleArray:
    """(bins, 2): mean log area in cells and mean log main-stem length in pixels of the bins that are not empty."""
    pooled = np.sum([one.catchments for one in maps], axis=0) if maps else np.zeros((HACK_BINS, 3))
    filled = pooled[pooled[:, 0] > 0]
    return np.asarray(filled[:, 1:] / filled[:, :1], np.float64)


def hack_exponent(maps: list[DrainageStatistics]) -> float:
    """Hack's exponent of a set of maps; NaN where fewer than three bins hold a catchment."""
    line = hack_line(maps)
    return float(np.polyfit(line[:, 0], line[:, 1], 1)[0]) if len(line) >= 3 else float("nan")
