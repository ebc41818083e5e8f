"""From flow directions to rivers: which cells carry one, how much water, how high it stands, and the line it takes.

Everything is known from a bounded neighbourhood, so that any two requests agree on the rivers that they share:

- **Catchment** is counted upstream along at most ``REACH_UPSTREAM_CELLS`` steps, and estimated beyond.
- **A river never ends on its way.** A cell carries a river if enough cells drain into it within that many steps, or if
  some flow into it is that long. Then its receiver carries one too: either all that drains into the receiver is within
  reach, and is more than what drains into the cell, or some flow into the receiver is long enough.
- **Beds never rise.** The ground's potential (see :mod:`procgen.terrain.rivers.drainage`) never rises along the flow;
  nor do its means over the next cells, nor the larger of two such means; and the depth that is taken off grows with
  the longest flow into a cell, which never shrinks.
- **Lines** follow quadratic Bezier curves, one a cell: from the middle of the step that comes in, by way of the cell's
  point, to the middle of the step that goes out. These are the middle of the belt in which the river swings to and fro
  (:mod:`procgen.terrain.rivers.meander`). Where rivers join, both arrive in the direction of the flow.
- **Along a line** the water falls unevenly, but never rises: pools lie in the bends and riffles between them, every
  five and a half widths (Leopold, Wolman and Miller, "Fluvial processes in geomorphology", 1964); steep rivers have
  rapids, and some of the steepest a fall.
- **Rivers braid** where they are steeper than ``0.0125 Q^-0.44`` (Leopold and Wolman, "River channel patterns", USGS
  Professional Paper 282-B, 1957; Q bank-full, m³/s) and no slope confines them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from procgen.terrain.representation import CELL, FloatArray
from procgen.terrain.rivers.drainage import (
    FLOOR_MARGIN_CELLS,
    HEIGHT_STEPS,
    NO_LAKE,
    NOWHERE,
    SUPPORT_CELLS,
    BoolArray,
    Doubles,
    Drainage,
    IntArray,
    drain,
)
from procgen.terrain.rivers.meander import PHASE_CELLS, Bends, bends, eased, shift_px, unwrapped
from procgen.terrain.rivers.parameters import RiverParameters, check

Cells = Callable[[int, int, int, int], FloatArray]
"""``cells(first_row, first_column, rows, columns)``: mean heights of a rectangle of the world's cells, metres."""

REACH_UPSTREAM_CELLS = 24
"""Steps upstream within which what drains into a cell is counted."""
CARVE_REACH_CELLS = 7
"""A curve changes the ground at most this far from the cell that it starts from."""
_SMOOTHINGS, _JOIN_SMOOTHINGS = 5, 2
_GRADE_CELLS = 8
_GRADE_CUT_PX = 0.3
"""To be smooth, a river may cut this far below the ground's potential, in pixel spacings."""
_BACKWATER_CELLS = 24
_CURVE_CELLS = 4
"""A curve's last point lies at most this far from its first cell: two steps of up to two cells."""
MARGIN_CELLS = (
    CARVE_REACH_CELLS
    + _CURVE_CELLS
    + (_SMOOTHINGS + _JOIN_SMOOTHINGS)
    + 1  # to know which tributary is the main one
    + PHASE_CELLS
    + REACH_UPSTREAM_CELLS
    + SUPPORT_CELLS
)
"""Cells around a request that its rivers are worked out from: the reach of each step, one upon the other."""
FIXED = 256
"""Fixed-point steps of positions in a pixel."""
PIECES = 6
"""Straight pieces that a curve is drawn as."""

_TAPER = 8
_SECONDS_PER_YEAR = 365.25 * 86400.0
# Leopold and Maddock (1953): width = a Q^0.5, depth = c Q^0.4; a and c for gravel and sand rivers of middling size.
_WIDTH_EXPONENT, _DEPTH_EXPONENT = 0.5, 0.4
_WIDTH_COEFFICIENT = 4.0
_HEAD_WIDTH_PX = 1.3
"""The smallest rivers are at least this wide, and the others in proportion, so that a coarse grid can show them."""
_LARGEST_WIDTH_PX = 32.0
"""And none are wider, so that the reach of carving holds them."""
_HEAD_WIDTH_PER_DEPTH = 14.0
_HACK_LENGTH, _HACK_EXPONENT = 1.4, 0.6
"""Length = 1.4 area^0.6 (Hack, "Studies of longitudinal stream profiles", USGS Professional Paper 294-B, 1957)."""
_LOWLAND_GAIN = 8.0
_CONCAVITY = 0.45
_REFERENCE_SLOPE = 0.02
_GENTLE_SLOPE = 0.06
_WANDER_PX = 10.0
"""How far the belts of rivers stray on even ground, over some twenty cells."""
_BANKFULL = 4.0
"""Discharge that shapes the channel, over the mean discharge."""
_BRAID_SLOPE, _BRAID_EXPONENT = 0.0125, -0.44
_BRAID_STEEPER = (1.0, 3.0)
"""Times as steep as that a river begins to braid, and braids wholly."""
_BRAID_WIDTH_PX = (2.0, 4.0)
"""Narrower rivers can't show islands."""
_CONFINING_SLOPE = 0.1
_BRAID_WIDENS = 1.6
_RIFFLE = 0.8
"""How much steeper than the mean a riffle is, as a share; a pool is as much flatter."""
_FALL_SLOPE = 0.25
"""Slope of rivers of which some have falls."""
_FALL_ONE_IN = 4
_FALL_SHARE = 0.75
"""Of a curve's drop."""
_BANK_SHARE = 0.5
"""How far the water stands below the valley floor, in depths."""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle of the world's pixel grid.

    Raises:
        ValueError: a side is not positive.
    """

    origin_x_px: int
    origin_z_px: int
    width_px: int
    depth_px: int

    def __post_init__(self) -> None:
        if self.width_px < 1 or self.depth_px < 1:
            raise ValueError(f"a rectangle needs positive sides, got {self.width_px} x {self.depth_px} px")


@dataclass(frozen=True, slots=True)
class Nodes:
    """One entry a river cell, in the order of rows and columns; each array is (n,)."""

    row: IntArray
    """On the world's grid of cells."""
    column: IntArray
    receiver: IntArray
    """Index of the node downstream; -1 where the flow ends or leaves the area, see ``ends``."""
    ends: BoolArray
    """The river ends here: in the sea or in a lake."""
    sea: BoolArray
    lake: BoolArray
    """Covered by a lake's water."""
    x: IntArray
    """Place on the world's grid, 1/256 px."""
    z: IntArray
    ground_m: Doubles
    """Valley floor."""
    bed_m: Doubles
    """Never rises downstream."""
    water_m: Doubles
    """Level of the water: that of the river, the lake or the sea."""
    width_m: Doubles
    discharge_m3_per_s: Doubles
    rank: IntArray
    """Falls strictly along the flow, over the whole world."""


@dataclass(frozen=True, slots=True)
class Curves:
    """Lines of ``PIECES`` straight pieces that follow the rivers downstream; each array is (m, …), sorted by cell."""

    row: IntArray
    """(m,) the cell that the curve starts from, on the world's grid of cells."""
    column: IntArray
    points: IntArray
    """(m, PIECES + 1, 2) x, z on the world's grid, 1/256 px."""
    phase: Doubles
    """(m, PIECES + 1) radians along the meanders: the outer bank is to the left at 0, to the right at pi."""
    drop: Doubles
    """(m, PIECES + 1) share of the fall from end to end that lies behind; rises from 0 to 1."""
    swing: Doubles
    """(m, 2) greatest angle between the river and its valley, radians, at both ends, as all that follows."""
    braid: Doubles
    """0 for one channel to 1 for many between bars."""
    source: BoolArray
    """(m,) where a river begins."""
    bed_m: Doubles
    """(m, 2) at both ends."""
    stream_m: Doubles
    """Level of the river's own water, also where a lake or the sea stands above it."""
    water_m: Doubles
    width_m: Doubles
    """Of the water; of a braided river's whole bed."""
    discharge_m3_per_s: Doubles


@dataclass(frozen=True, slots=True)
class LakeCells:
    """Cells that lakes cover; each array is (k,)."""

    row: IntArray
    column: IntArray
    water_m: Doubles


@dataclass(frozen=True, slots=True)
class LandCells:
    """How steep the land is, on the cells of a rectangle and two more on each side."""

    first_row: int
    first_column: int
    slope: FloatArray
    """(rows, columns) rise over run, of the mean heights of 3 x 3 cells."""


@dataclass(frozen=True, slots=True)
class RiverNetwork:
    """All rivers that can touch a rectangle."""

    rectangle: Rectangle
    metres_per_pixel: float
    sea_level_m: float
    parameters: RiverParameters
    nodes: Nodes
    curves: Curves
    lakes: LakeCells
    land: LandCells


@dataclass(frozen=True, slots=True)
class _Catchment:
    count: IntArray
    """Cells that drain here within reach, itself included."""
    tapered: IntArray
    """The same in ``_TAPER``-ths, the farther half counted less and less, so that it changes evenly downstream."""
    longest: IntArray
    """Steps of the longest flow into the cell, as far as the reach."""
    stem_drop: IntArray
    """Fixed-point metres by which the potential falls over the flows that are as long as the reach; 0 without one."""


def _catchment(drainage: Drainage) -> _Catchment:
    count = len(drainage.receiver)
    receiver = np.append(np.where(drainage.receiver == NOWHERE, count, drainage.receiver), count)
    total, tapered = np.ones(count, np.int64), np.full(count, _TAPER, np.int64)
    longest, drop = np.zeros(count, np.int64), np.zeros(count, np.int64)
    half = REACH_UPSTREAM_CELLS // 2
    source, at = np.arange(count), np.arange(count)
    for step in range(1, REACH_UPSTREAM_CELLS + 1):
        at = receiver[at]
        inside = at < count
        source, at = source[inside], at[inside]
        arrived = np.bincount(at, minlength=count)
        total += arrived
        weight = _TAPER if step <= half else -(-_TAPER * (REACH_UPSTREAM_CELLS + 1 - step) // (half + 1))
        tapered += weight * arrived
        longest[at] = step
    np.maximum.at(drop, at, drainage.potential[source] - drainage.potential[at])
    return _Catchment(total, tapered, longest, drop)


def _following(values: IntArray, receiver: IntArray, count: int) -> IntArray:
    """Sum of the values of a cell and the next count - 1 downstream; the last one is repeated where the flow ends."""
    total, at = values.copy(), np.arange(len(values))
    for _ in range(count - 1):
        at = receiver[at]
        total += values[at]
    return total


def _backwater(lake: IntArray, receiver: IntArray) -> IntArray:
    """Highest lake level a short way downstream."""
    level, at = lake.copy(), np.arange(len(lake))
    for _ in range(_BACKWATER_CELLS):
        at = receiver[at]
        np.maximum(level, lake[at], out=level)
    return level


@dataclass(frozen=True, slots=True)
class _Hydraulics:
    """Per cell; (n,)."""

    bed_m: Doubles
    stream_m: Doubles
    water_m: Doubles
    width_m: Doubles
    discharge_m3_per_s: Doubles


def _hydraulics(
    drainage: Drainage,
    catchment: _Catchment,
    receiver: IntArray,
    at: IntArray,
    metres_per_pixel: float,
    sea_level_m: float,
    parameters: RiverParameters,
) -> _Hydraulics:
    """Water and channel of the river cells ``at`` (flat indices)."""
    cell_m = CELL * metres_per_pixel
    threshold = min(parameters.catchment_cells(metres_per_pixel), float(_hack_area(REACH_UPSTREAM_CELLS)))
    longest = catchment.longest[at]
    regular = np.maximum(_hack_area(longest), threshold)
    # Beyond reach: where a long stem falls little, its catchment is large. Flint ("Stream gradient as a function of
    # order, magnitude, and discharge", Water Resources Research 10, 1974): slope = k area^-0.45.
    slope = catchment.stem_drop[at] / (HEIGHT_STEPS * REACH_UPSTREAM_CELLS * cell_m)
    gain = np.clip((_REFERENCE_SLOPE / np.maximum(slope, 1e-6)) ** (0.5 / _CONCAVITY), 1.0, _LOWLAND_GAIN)
    gain = np.where(longest >= REACH_UPSTREAM_CELLS, gain, 1.0)
    area = np.maximum(catchment.tapered[at] / _TAPER, regular) * gain

    per_cell = parameters.runoff_mm_per_year * 1e-3 / _SECONDS_PER_YEAR * cell_m**2
    head_width = max(_WIDTH_COEFFICIENT * (per_cell * threshold) ** _WIDTH_EXPONENT, _HEAD_WIDTH_PX * metres_per_pixel)
    width = parameters.width_scale * head_width * (area / threshold) ** _WIDTH_EXPONENT
    depth = head_width / _HEAD_WIDTH_PER_DEPTH * (regular / threshold) ** _DEPTH_EXPONENT
    # The larger of two profiles that never rise: a smooth one, and one that stays near the ground on steep slopes.
    smooth = _following(drainage.potential, receiver, _GRADE_CELLS)[at] / (HEIGHT_STEPS * _GRADE_CELLS)
    close = _following(drainage.potential, receiver, 2)[at] / (HEIGHT_STEPS * 2) - _GRADE_CUT_PX * metres_per_pixel
    grade = np.maximum(smooth, close)
    surface = grade - _BANK_SHARE * parameters.incision * depth
    lake = _backwater(drainage.lake, receiver)[at]
    water = np.maximum(surface, np.where(lake > NO_LAKE, lake / HEIGHT_STEPS, -np.inf))
    return _Hydraulics(
        bed_m=surface - parameters.incision * depth,
        stream_m=surface,
        water_m=np.maximum(water, sea_level_m),
        width_m=np.minimum(width, _LARGEST_WIDTH_PX * metres_per_pixel),
        discharge_m3_per_s=per_cell * area,
    )


def _hack_area(steps: IntArray | int) -> Doubles:
    """Cells that a flow of so many steps drains, by Hack's law; a step is 1.2 cells long on average."""
    length = np.maximum(np.asarray(steps, np.float64), 1.0) * 1.2
    return np.asarray((length / _HACK_LENGTH) ** (1.0 / _HACK_EXPONENT))


def _main_tributary(river: IntArray, receiver: IntArray, order: IntArray, count: int) -> IntArray:
    """The river cell that brings most water to each cell, or -1.

    Args:
        river: (n,) flat indices of river cells with a receiver.
        receiver: (cells,) flat indices.
        order: (n,) all different, larger for the more important tributary.
        count: number of cells.
    """
    main = np.full(count, -1)
    by_order = river[np.argsort(order)]
    main[receiver[by_order]] = by_order  # the last one written stays
    return main


def _steepness(drainage: Drainage, at: IntArray) -> Doubles:
    """Mean height difference between cells that are not at the edge and their neighbours, metres."""
    columns = drainage.shape[1]
    total = np.zeros(len(at))
    for step in (-columns - 1, -columns, -columns + 1, -1, 1, columns - 1, columns, columns + 1):
        total += np.abs(drainage.floor_m[at + step] - drainage.floor_m[at])
    return total / 8.0


def _onward(flowing: IntArray, receiver: IntArray, ends: BoolArray, main: IntArray) -> IntArray:
    """The cell that each river cell's line goes to: its receiver, but a tributary makes for the cell after that.

    So it comes in at an acute angle, and does not turn round a corner in the very cell where it joins.
    """
    onward = receiver.copy()
    into = receiver[flowing]
    joins = (main[into] != flowing) & ~ends[into]
    onward[flowing[joins]] = receiver[into[joins]]
    return onward


def _places(
    drainage: Drainage,
    receiver: IntArray,
    onward: IntArray,
    river: IntArray,
    main: IntArray,
    slope: Doubles,
    wandering: float,
) -> tuple[IntArray, IntArray]:
    """Where the cells' points lie on the world's grid, 1/256 px, two arrays of (cells,); rivers are smoothed."""
    rows, columns = drainage.shape
    row = np.arange(rows)[:, None] + drainage.first_row
    column = np.arange(columns)[None, :] + drainage.first_column
    x = (column * (CELL * FIXED) + drainage.floor_x.reshape(rows, columns)).reshape(-1)
    z = (row * (CELL * FIXED) + drainage.floor_z.reshape(rows, columns)).reshape(-1)
    _shift(drainage, x, z, river, _WANDER_PX * wandering * _gentle(slope), (3, 4, 3))
    going = river[(onward[river] != river) & (main[river] >= 0)]
    # A tributary's last cell looks two cells ahead; it joins in at first only, to keep the reach of it all short.
    stems = going[onward[going] == receiver[going]]
    for turn in range(_SMOOTHINGS):
        smoothed = going if turn < _JOIN_SMOOTHINGS else stems
        for place in (x, z):
            place[smoothed] = (place[main[smoothed]] + place[smoothed] + place[onward[smoothed]]) // 3
    return x, z


def _gentle(slope: Doubles) -> Doubles:
    """1 on even ground, less on slopes."""
    return np.asarray(1.0 / (1.0 + (slope / _GENTLE_SLOPE) ** 2))


def _braiding(fall: Doubles, discharge_m3_per_s: Doubles, steepness: Doubles, width_px: Doubles) -> Doubles:
    """How far rivers braid, 0 to 1.

    Args:
        fall: slope of the river itself, rise over run.
        discharge_m3_per_s: mean of the year.
        steepness: of the ground around.
        width_px: of one channel.
    """
    bound = _BRAID_SLOPE * (_BANKFULL * discharge_m3_per_s) ** _BRAID_EXPONENT

    def from_to(value: Doubles, low: float, high: float) -> Doubles:
        return np.asarray(np.clip((value - low) / (high - low), 0.0, 1.0))

    open_ground = 1.0 / (1.0 + (steepness / _CONFINING_SLOPE) ** 4)
    return from_to(fall / bound, *_BRAID_STEEPER) * from_to(width_px, *_BRAID_WIDTH_PX) * open_ground


def _shift(
    drainage: Drainage, x: IntArray, z: IntArray, river: IntArray, most_px: Doubles, boxes: tuple[int, ...]
) -> None:
    """Move river cells' points by a position-hashed field, the smoother the more boxes it is averaged over."""
    kernel = np.ones(1)
    for width in boxes:
        kernel = np.convolve(kernel, np.ones(width))
    # Standard deviation of a sum, weighted by the kernel along both axes, of numbers even in -2048 to 2047.
    spread = 2048.0 / np.sqrt(3.0) * float((kernel * kernel).sum())
    for place, word in ((x, drainage.noise[0]), (z, drainage.noise[1])):
        field = (word >> np.uint32(20)).astype(np.int64).reshape(drainage.shape) - 2048
        for width in boxes:
            field = _box(_box(field, width, 0), width, 1)
        shift = field.reshape(-1)[river] * (most_px * FIXED / spread)
        place[river] += np.rint(np.clip(shift, -2.0 * most_px * FIXED, 2.0 * most_px * FIXED)).astype(np.int64)


def _box(field: IntArray, width: int, axis: int) -> IntArray:
    """Running sum; the edges, where it is not known, are zero."""
    out = np.zeros_like(field)
    size = field.shape[axis]
    inner = [slice(None), slice(None)]
    inner[axis] = slice(width // 2, size - (width - 1 - width // 2))
    for k in range(width):
        part = [slice(None), slice(None)]
        part[axis] = slice(k, size - width + 1 + k)
        out[tuple(inner)] += field[tuple(part)]
    return out


def river_area(rectangle: Rectangle) -> tuple[int, int, int, int]:
    """The cells that the rivers of a rectangle are worked out from: first row, first column, rows, columns."""
    first_row, first_column, rows, columns = _own_cells(rectangle, 0)
    margin = MARGIN_CELLS
    return first_row - margin, first_column - margin, rows + 2 * margin, columns + 2 * margin


def _own_cells(rectangle: Rectangle, margin: int) -> tuple[int, int, int, int]:
    first_row, first_column = rectangle.origin_z_px // CELL - margin, rectangle.origin_x_px // CELL - margin
    last_row = -((rectangle.origin_z_px + rectangle.depth_px) // -CELL) + margin
    last_column = -((rectangle.origin_x_px + rectangle.width_px) // -CELL) + margin
    return first_row, first_column, last_row - first_row, last_column - first_column


def rivers_for(
    rectangle: Rectangle,
    cells: Cells,
    *,
    seed: int,
    metres_per_pixel: float,
    sea_level_m: float,
    parameters: RiverParameters | None = None,
) -> RiverNetwork:
    """The rivers that can touch a rectangle.

    Args:
        rectangle: on the world's pixel grid, within ±2^30 px.
        cells: gives the coarse field; called once, for ``river_area(rectangle)``.
        seed: the world, 0 to 2^64 - 1.
        metres_per_pixel: spacing of the pixels.
        sea_level_m: height of the sea.
        parameters: how rivers are made.

    Returns:
        The network. Two networks of one world agree, bit for bit, on every cell and curve that both know.

    Raises:
        InvalidFields: a parameter is out of range.
    """
    parameters = parameters or RiverParameters()
    check(parameters)
    first_row, first_column, rows, columns = river_area(rectangle)
    heights = np.ascontiguousarray(cells(first_row, first_column, rows, columns), np.float32)
    drainage = drain(
        heights, first_row, first_column, seed=seed, metres_per_pixel=metres_per_pixel, sea_level_m=sea_level_m
    )
    land = _land_cells(rectangle, heights, (first_row, first_column), CELL * metres_per_pixel)
    return _network(rectangle, drainage, land, metres_per_pixel, sea_level_m, parameters)


def _land_cells(rectangle: Rectangle, heights: FloatArray, first: tuple[int, int], cell_m: float) -> LandCells:
    """Slopes of the cells around a rectangle, out of heights of cells from ``first`` row and column on."""
    row, column, rows, columns = _own_cells(rectangle, 2)
    top, left = row - first[0], column - first[1]
    wide = heights[top - 2 : top + rows + 2, left - 2 : left + columns + 2]
    for axis in (0, 1):
        wide = np.moveaxis(wide, axis, 0)
        wide = np.moveaxis((wide[:-2] + wide[1:-1] + wide[2:]) / np.float32(3.0), 0, axis)
    east = wide[1:-1, 2:] - wide[1:-1, :-2]
    south = wide[2:, 1:-1] - wide[:-2, 1:-1]
    return LandCells(row, column, np.sqrt(east * east + south * south) / np.float32(2.0 * cell_m))


def _network(
    rectangle: Rectangle,
    drainage: Drainage,
    land: LandCells,
    metres_per_pixel: float,
    sea_level_m: float,
    parameters: RiverParameters,
) -> RiverNetwork:
    rows, columns = drainage.shape
    count = rows * columns
    everywhere = np.arange(count)
    ends = drainage.receiver == NOWHERE
    receiver = np.where(ends, everywhere, drainage.receiver)
    catchment = _catchment(drainage)
    threshold = parameters.catchment_cells(metres_per_pixel)
    carries = (catchment.count >= threshold) | (catchment.longest >= REACH_UPSTREAM_CELLS)
    # What is nearer to the edge of the known area is not final.
    edge = SUPPORT_CELLS - FLOOR_MARGIN_CELLS
    final = np.zeros((rows, columns), bool)
    final[edge:-edge, edge:-edge] = True
    river = np.nonzero(carries & final.reshape(-1) & (~drainage.sea | ends))[0]
    hydraulics = _hydraulics(drainage, catchment, receiver, river, metres_per_pixel, sea_level_m, parameters)
    node = np.full(count, -1)
    node[river] = np.arange(len(river))

    flowing = river[~ends[river]]
    into = receiver[flowing]
    known = node[into] >= 0
    flowing = flowing[known]
    # More cells upstream first; equal ones by rank, which no two share.
    order = np.lexsort((drainage.rank[flowing], catchment.tapered[flowing]))
    importance = np.empty(len(flowing), np.int64)
    importance[order] = np.arange(len(flowing))
    main = _main_tributary(flowing, receiver, importance, count)

    slope = _steepness(drainage, river) / (CELL * metres_per_pixel)
    onward = _onward(flowing, receiver, ends, main)
    x, z = _places(drainage, receiver, onward, river, main, slope, parameters.wandering)
    width_px = hydraulics.width_m / metres_per_pixel
    there = node[onward[river]]
    run_m = np.hypot(x[onward[river]] - x[river], z[onward[river]] - z[river]) * (metres_per_pixel / FIXED)
    fall = np.where(there >= 0, hydraulics.stream_m - hydraulics.stream_m[there], 0.0) / np.maximum(run_m, 1e-9)
    braid = _braiding(fall, hydraulics.discharge_m3_per_s, slope, width_px)
    gentle = _gentle(slope) * (1.0 - braid)
    bent = bends((x, z), FIXED, river, onward, main, drainage.noise[0], width_px, gentle, parameters.wandering)
    keep_row, keep_column, keep_rows, keep_columns = _own_cells(rectangle, CARVE_REACH_CELLS)
    row, column = river // columns + drainage.first_row, river % columns + drainage.first_column
    keep = (row >= keep_row) & (row < keep_row + keep_rows) & (column >= keep_column)
    keep &= column < keep_column + keep_columns
    kept = np.nonzero(keep)[0]
    place = np.full(len(river) + 1, -1)
    place[kept] = np.arange(len(kept))
    at = river[kept]
    lake = drainage.lake > NO_LAKE
    nodes = Nodes(
        row=row[kept],
        column=column[kept],
        receiver=np.where(ends[at], -1, place[node[receiver[at]]]),
        ends=ends[at],
        sea=drainage.sea[at],
        lake=lake[at],
        x=x[at],
        z=z[at],
        ground_m=drainage.floor_m[at],
        bed_m=hydraulics.bed_m[kept],
        water_m=hydraulics.water_m[kept],
        width_m=hydraulics.width_m[kept],
        discharge_m3_per_s=hydraulics.discharge_m3_per_s[kept],
        rank=drainage.rank[at],
    )
    curves = _curves(drainage, river[kept], onward, ends, main, node, x, z, hydraulics, bent, braid, fall)
    return RiverNetwork(
        rectangle, metres_per_pixel, sea_level_m, parameters, nodes, curves, _lake_cells(rectangle, drainage), land
    )


def _curves(
    drainage: Drainage,
    at: IntArray,
    onward: IntArray,
    ends: BoolArray,
    main: IntArray,
    node: IntArray,
    x: IntArray,
    z: IntArray,
    hydraulics: _Hydraulics,
    bent: Bends,
    braid: Doubles,
    fall: Doubles,
) -> Curves:
    """One curve for each step between river cells, and one for each source; sorted by the cell that it starts from."""
    columns, first_row, first_column = drainage.shape[1], drainage.first_row, drainage.first_column
    # From the middle of the step u -> v, by way of v, to the middle of v -> w; or to v, where the flow ends.
    u = at[~ends[at] & (node[onward[at]] >= 0)]
    v = onward[u]
    last = ends[v] | (node[onward[v]] < 0)
    w = np.where(last, v, onward[v])
    source = main[at] < 0
    head = at[source & ~ends[at] & (node[onward[at]] >= 0)]
    tail = onward[head]

    start = np.concatenate([u, head])
    is_head = np.repeat([False, True], [len(u), len(head)])
    by_cell = np.lexsort((~is_head, start))

    def along(place: IntArray) -> IntArray:
        steps = np.stack([(place[u] + place[v]) >> 1, place[v], np.where(last, place[v], (place[v] + place[w]) >> 1)])
        middle = (place[head] + place[tail]) >> 1
        heads = np.stack([place[head], (place[head] + middle) >> 1, middle])
        return np.concatenate([steps, heads], axis=1).T[by_cell]

    def ends_of(value: Doubles) -> Doubles:
        a, b, c = value[node[u]], value[node[v]], value[node[w]]
        steps = np.stack([(a + b) / 2.0, np.where(last, b, (b + c) / 2.0)], axis=1)
        heads = np.stack([value[node[head]], (value[node[head]] + value[node[tail]]) / 2.0], axis=1)
        return np.concatenate([steps, heads])[by_cell]

    def own(value: Doubles, at_head: float = 0.6) -> Doubles:
        # A tributary keeps its size up to the middle of the river that it joins.
        a, b = value[node[u]], value[node[v]]
        steps = np.stack([a, np.where(main[v] == u, b, a)], axis=1)
        heads = np.stack([at_head * value[node[head]], value[node[head]]], axis=1)
        return np.concatenate([steps, heads])[by_cell]

    # Bends are known at the middles of steps: that of u -> v at the start, that of v -> w at the end; none at the tips.
    first = np.concatenate([node[u], node[head]])[by_cell]
    second = np.concatenate([node[v], node[head]])[by_cell]
    swings = np.stack(
        [
            np.where(is_head, 0.0, 1.0)[by_cell],
            np.concatenate([np.where(last, 0.0, 1.0), np.ones(len(head))])[by_cell],
        ],
        axis=1,
    )
    control = np.stack([along(x), along(z)], axis=2)
    river = np.flatnonzero(node >= 0)
    step = np.stack([x[onward[river]] - x[river], z[onward[river]] - z[river]], axis=1) / float(FIXED)
    points, phase = _meandering(control, bent, step, first, second, swings)
    swing = np.stack([bent.swing[first], bent.swing[second]], axis=1) * swings
    braided = own(braid, 0.0)
    chosen = drainage.noise[1][start[by_cell]] & np.uint32(0xFFFF)
    return Curves(
        row=start[by_cell] // columns + first_row,
        column=start[by_cell] % columns + first_column,
        points=points,
        phase=phase,
        drop=_drops(phase, fall[first], chosen.astype(np.int64)),
        swing=swing,
        braid=braided,
        source=is_head[by_cell],
        bed_m=ends_of(hydraulics.bed_m),
        stream_m=ends_of(hydraulics.stream_m),
        water_m=ends_of(hydraulics.water_m),
        width_m=own(hydraulics.width_m) * (1.0 + _BRAID_WIDENS * braided),
        discharge_m3_per_s=own(hydraulics.discharge_m3_per_s, 0.36),
    )


def _meandering(
    control: IntArray, bent: Bends, step: Doubles, first: IntArray, second: IntArray, swings: Doubles
) -> tuple[IntArray, Doubles]:
    """Lines that swing about quadratic Bezier curves.

    Args:
        control: (m, 3, 2) control points of the middles of the belts, 1/256 px.
        bent: bends of the river cells.
        step: (n, 2) from each river cell's point to the one downstream, pixels.
        first: (m,) the cell whose bends are those of a curve's start.
        second: (m,) of its end.
        swings: (m, 2) 1 where the river swings at that end, 0 where it lies on the curve.

    Returns:
        (m, PIECES + 1, 2) points, 1/256 px, and the (m, PIECES + 1) phases at them.
    """
    share = np.arange(PIECES + 1) / PIECES
    base = control[:, :1]
    a, b, c = np.moveaxis((control - base) / float(FIXED), 1, 0)
    into, out = 2.0 * np.hypot(*(b - a).T), 2.0 * np.hypot(*(c - b).T)
    rates = bent.rate[first] * into, bent.rate[second] * out
    growth = unwrapped(bent.phase[first], bent.phase[second], (rates[0] + rates[1]) / 2.0)
    phase = bent.phase[first][:, None] + eased(growth, *rates, share)

    def between(value: Doubles) -> Doubles:
        # Level at both ends, so that rivers that meet there have one direction.
        left, right = value[first] * swings[:, 0], value[second] * swings[:, 1]
        return np.asarray(left[:, None] + (right - left)[:, None] * (share * share * (3.0 - 2.0 * share)))

    aside, along = shift_px(phase, between(bent.aside_px), between(bent.along_px))
    t = share[None, :, None]
    on: Doubles = a[:, None] * (1.0 - t) ** 2 + b[:, None] * (2.0 * t * (1.0 - t)) + c[:, None] * t * t
    ahead = (b - a)[:, None] * (1.0 - t) + (c - b)[:, None] * t
    # The very same at the end of one curve and at the start of the next.
    ahead[:, 0], ahead[:, -1] = step[first], step[second]
    aside[:, -1], along[:, -1] = shift_px(
        bent.phase[second], bent.aside_px[second] * swings[:, 1], bent.along_px[second] * swings[:, 1]
    )
    ahead /= np.maximum(np.hypot(ahead[..., 0], ahead[..., 1]), 1e-9)[..., None]
    right = np.stack([-ahead[..., 1], ahead[..., 0]], axis=2)
    off = along[..., None] * ahead + aside[..., None] * right
    points = base + np.rint((on + off) * FIXED).astype(np.int64)
    for end, tip in ((0, 0), (-1, 2)):
        points[:, end] = control[:, tip] + np.rint(off[:, end] * FIXED).astype(np.int64)
    return points, phase


def _drops(phase: Doubles, fall: Doubles, words: IntArray) -> Doubles:
    """Share of the fall behind each point of the curves, (m, PIECES + 1): it never shrinks along a curve.

    Args:
        phase: (m, PIECES + 1) along the meanders.
        fall: (m,) slope of the river.
        words: (m,) random numbers of 16 bits.
    """
    even = np.broadcast_to(np.arange(PIECES + 1) / PIECES, phase.shape)
    # The bed is steepest where the river crosses over, at half pi, and nearly level in the bends.
    stairs = phase - _RIFFLE / 2.0 * np.sin(2.0 * phase)
    rise = stairs[:, -1:] - stairs[:, :1]
    steady = (np.diff(phase, axis=1) > 0.0).all(axis=1, keepdims=True) & (rise > 1e-3)
    drop = np.where(steady, (stairs - stairs[:, :1]) / np.where(steady, rise, 1.0), even)
    # A fall: most of the drop within one piece.
    falls = (fall > _FALL_SLOPE) & (words % _FALL_ONE_IN == 0)
    piece = 1 + (words >> 8) % (PIECES - 2)
    below = (np.arange(PIECES + 1)[None, :] > piece[:, None]).astype(np.float64)
    return np.asarray(np.where(falls[:, None], (1.0 - _FALL_SHARE) * even + _FALL_SHARE * below, drop))


def _lake_cells(rectangle: Rectangle, drainage: Drainage) -> LakeCells:
    columns = drainage.shape[1]
    first_row, first_column, rows, cols = _own_cells(rectangle, 2)
    wet = np.nonzero(drainage.lake > NO_LAKE)[0]
    row, column = wet // columns + drainage.first_row, wet % columns + drainage.first_column
    keep = (row >= first_row) & (row < first_row + rows) & (column >= first_column) & (column < first_column + cols)
    return LakeCells(row[keep], column[keep], drainage.lake[wet[keep]] / HEIGHT_STEPS)
