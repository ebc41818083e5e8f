"""Where each cell's water goes: flow directions on the endless grid of cells, each known from a bounded neighbourhood.

There are no blocks and no windows in the rules, so there is nothing that a seam could show: the flow of a cell is a
function of the cells within ``SUPPORT_CELLS`` of it, whatever area it is computed in.

1. Every cell gets one number, its *key*: the height of its valley floor, ties broken by a hash of its place. Keys are
   all different nearby, so "lower" is a total order.
2. A cell flows to the lower neighbour to which the ground falls most steeply, with a little position-hashed noise
   against the bias of eight directions (Fairfield and Leymarie, "Drainage networks from grid digital elevation
   models", Water Resources Research 27, 1991).
3. A pit, which has no lower neighbour, is breached: the cheapest path, by the ground in the way, to the nearest
   cells that are lower than the pit (least-cost breaching; Lindsay and Dhun, "Modelling surface drainage patterns in
   altered landscapes using LiDAR", IJGIS 29, 2015). Each cell of the path flows along it. Where paths of several pits
   share a cell, that of the lowest pit counts.
4. A pit without such a path within ``BREACH_CELLS`` is the bottom of a real, large depression: it holds a lake.

**No water flows in a circle.** Let the *potential* of a cell on a path be the key of the path's pit, and that of any
other cell its own key. Along the flow the potential never rises: a path's cells are above their pit, its end is below.
It stays the same only along one and the same path, which has an end. So with (potential, steps left on the path) as
*rank*, every step goes to a strictly lower rank, over the whole world.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.runtime.philox import UInt32Array, philox4x32, stream_id
from procgen.terrain.representation import CELL, FloatArray, upsample

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Doubles = npt.NDArray[np.float64]

BREACH_CELLS = 14
"""A pit's way out is looked for this far around it."""
FLOOR_MARGIN_CELLS = 2
"""Cells that the interpolation of the valley floor needs beyond its own."""
SUPPORT_CELLS = FLOOR_MARGIN_CELLS + 2 * BREACH_CELLS + 2
"""The flow of a cell depends on the cells this far around it: on the pits whose path may cross it, on what those see,
on one neighbour for being a pit and one for the crossing of flows."""
HEIGHT_STEPS = 1 << 14
"""Steps of the fixed-point heights in a metre."""
NOWHERE = -1
"""Receiver of a cell at which the flow ends."""

_SUBCELLS = 4
_TIE_BITS = 16
_STEP_BITS = 10
_SEARCHES = (2, 6, BREACH_CELLS)
"""Most pits are shallow: their way out is looked for near by first."""
_STEEPNESS_NOISE = 0.25
_GORGE_PX = 8.0
"""A breach cuts at most this many pixel spacings deep."""
_STEP_COST_PX = 0.1
"""What one cell of a path costs beyond its excess height, in pixel spacings."""
_LAKE_FILL = 0.75
"""Share of a closed depression's depth, as far as it is known, that its lake fills."""
_FAR = np.int64(1) << 60
_NEIGHBOURS = ((-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1))
_STREAM = "terrain/rivers/cells"


@dataclass(frozen=True, slots=True)
class Drainage:
    """Flow on a rectangle of cells; cells nearer than ``SUPPORT_CELLS`` to the edge of the area known are not final."""

    first_row: int
    first_column: int
    shape: tuple[int, int]
    receiver: IntArray
    """(rows * columns,) flat index of the cell that a cell flows to, or ``NOWHERE``."""
    rank: IntArray
    """(rows * columns,) strictly falling along the flow."""
    potential: IntArray
    """(rows * columns,) fixed-point metres: the highest level at which water can pass the cell; never rises along the
    flow, and is never above the valley floor."""
    sea: BoolArray
    """(rows * columns,) where the valley floor is at or below the sea; the flow ends there."""
    lake: IntArray
    """(rows * columns,) fixed-point level of the lake that covers the cell, or a very low number."""
    floor_x: IntArray
    """(rows * columns,) place of the lowest interpolated height in the cell, 1/256 px from its western edge."""
    floor_z: IntArray
    """The same from its northern edge."""
    floor_m: Doubles
    """(rows * columns,) that lowest height, metres."""
    noise: UInt32Array
    """(2, rows * columns) random words that are not used up by the flow."""


NO_LAKE = -_FAR


def _hash(seed: int, first_row: int, first_column: int, rows: int, columns: int) -> UInt32Array:
    """(4, rows, columns) random words of the cells."""
    column = (np.arange(first_column, first_column + columns, dtype=np.int64) & 0xFFFFFFFF).astype(np.uint32)
    row = (np.arange(first_row, first_row + rows, dtype=np.int64) & 0xFFFFFFFF).astype(np.uint32)
    stream = np.full((1, 1), stream_id(_STREAM), np.uint32)
    words = philox4x32(
        column[None, :], row[:, None], stream, np.zeros((1, 1), np.uint32), (seed & 0xFFFFFFFF, seed >> 32)
    )
    return np.stack(words)


def _ties(first_row: int, first_column: int, rows: int, columns: int) -> IntArray:
    """Numbers of ``_TIE_BITS`` bits that are all different within 256 x 256 cells and favour no direction."""
    row = np.arange(first_row, first_row + rows, dtype=np.int64) & 255
    column = np.arange(first_column, first_column + columns, dtype=np.int64) & 255
    place = row[:, None] << 8 | column[None, :]
    for _ in range(2):  # each step is a bijection of 16 bits
        place = (place * 0x9E3D) & 0xFFFF
        place ^= place >> 7
    return place


def _valley_floor(cells: FloatArray) -> tuple[FloatArray, IntArray, IntArray]:
    """The lowest point of each cell on the interpolated surface.

    The mean of a cell across a narrow valley is far above its floor, and would dam it.

    Returns:
        Height in metres, and the place in the cell in 1/256 px from its western and northern edge: each
        (rows - 4, columns - 4).
    """
    fine = upsample(cells, _SUBCELLS)
    rows, columns = cells.shape[0] - 2 * FLOOR_MARGIN_CELLS, cells.shape[1] - 2 * FLOOR_MARGIN_CELLS
    by_cell = fine.reshape(rows, _SUBCELLS, columns, _SUBCELLS).transpose(0, 2, 1, 3)
    parts = np.ascontiguousarray(by_cell).reshape(rows, columns, _SUBCELLS**2)
    lowest = parts.argmin(axis=2)
    floor = np.take_along_axis(parts, lowest[..., None], axis=2)[..., 0]
    step = 256 * CELL // _SUBCELLS
    return floor, lowest % _SUBCELLS * step + step // 2, lowest // _SUBCELLS * step + step // 2


def _steepest(key: IntArray, words: UInt32Array) -> tuple[IntArray, BoolArray]:
    """Offset (in a flat array) to the steepest lower neighbour, 0 where there is none, and where all are known."""
    rows, columns = key.shape
    padded = np.full((rows + 2, columns + 2), _FAR, np.int64)
    padded[1:-1, 1:-1] = key
    steepest = np.zeros(key.shape)
    offset = np.zeros(key.shape, np.int64)
    for direction, (dz, dx) in enumerate(_NEIGHBOURS):
        drop = (key - padded[1 + dz : 1 + dz + rows, 1 + dx : 1 + dx + columns]).astype(np.float64)
        byte = (words[direction // 4] >> np.uint32(8 * (direction % 4))) & np.uint32(255)
        weight = 1.0 + _STEEPNESS_NOISE * (byte.astype(np.float64) / 255.0 - 0.5)
        slope = drop * weight * (np.sqrt(0.5) if dz and dx else 1.0)
        better = slope > steepest
        steepest[better] = slope[better]
        offset[better] = dz * columns + dx
    known = np.zeros(key.shape, bool)
    known[1:-1, 1:-1] = True
    return offset, known


def _surroundings(key: IntArray, radius: int, at: IntArray) -> IntArray:
    """(len(at), 2 radius + 1, 2 radius + 1) keys around the cells with flat index ``at``; very high beyond the edge."""
    padded = np.pad(key, radius, constant_values=_FAR)
    side = 2 * radius + 1
    windows = np.lib.stride_tricks.sliding_window_view(padded, (side, side))
    columns = key.shape[1]
    return np.asarray(windows[at // columns, at % columns])


def _neighbour_minimum(cost: Doubles, weight: Doubles) -> Doubles:
    """For each place of many patches, the cheapest way there by one step from a neighbour."""
    count, rows, columns = cost.shape
    padded = np.full((count, rows + 2, columns + 2), np.inf)
    padded[:, 1:-1, 1:-1] = cost
    straight = np.minimum(
        np.minimum(padded[:, :-2, 1:-1], padded[:, 2:, 1:-1]), np.minimum(padded[:, 1:-1, :-2], padded[:, 1:-1, 2:])
    )
    diagonal = np.minimum(
        np.minimum(padded[:, :-2, :-2], padded[:, 2:, 2:]), np.minimum(padded[:, :-2, 2:], padded[:, 2:, :-2])
    )
    straight += weight
    diagonal += weight * np.sqrt(2.0)
    return np.minimum(straight, diagonal)


def _breach(key: IntArray, pits: IntArray, radius: int, metres_per_pixel: float) -> tuple[BoolArray, IntArray]:
    """The cheapest path from each pit to lower ground.

    Args:
        key: (rows, columns).
        pits: (n,) flat indices.
        radius: how far to look.
        metres_per_pixel: spacing.

    Returns:
        Which pits have a path, (n,), and for those the flat indices of its cells from the pit to the first lower cell,
        (m, steps), filled up with -1 after the end.
    """
    if not len(pits):
        return np.zeros(0, bool), np.zeros((0, 1), np.int64)
    columns = key.shape[1]
    side = 2 * radius + 1
    around = _surroundings(key, radius, pits)
    own = around[:, radius, radius][:, None, None]
    lower = around < own
    # Metres of ground in the way; exact, as the difference is below 2^53.
    excess = np.maximum((around - own).astype(np.float64) * (1.0 / (HEIGHT_STEPS << _TIE_BITS)), 0.0)
    weight = np.where(excess > _GORGE_PX * metres_per_pixel, np.inf, excess + _STEP_COST_PX * metres_per_pixel)
    cost = np.full(around.shape, np.inf)
    cost[:, radius, radius] = 0.0
    passable = cost.copy()
    active = np.arange(len(pits))
    for _ in range(3 * radius):
        if not len(active):
            break
        before = cost[active]
        after = np.minimum(before, _neighbour_minimum(passable[active], weight[active]))
        target = lower[active]
        best = np.where(target, after, np.inf).min(axis=(1, 2))
        # Nothing goes on from lower ground, nor from where it is too late to be the cheapest.
        cost[active] = after
        passable[active] = np.where(target | (after >= best[:, None, None]), np.inf, after)
        active = active[(after < before).any(axis=(1, 2))]
    reach = np.where(lower, cost, np.inf).reshape(len(pits), -1)
    end = reach.argmin(axis=1)
    found = np.isfinite(reach[np.arange(len(pits)), end])
    pits, end, passable, weight = pits[found], end[found], passable[found], weight[found]
    # Back from the end: the neighbour that the way there is cheapest from.
    padded = np.full((len(pits), side + 2, side + 2), np.inf)
    padded[:, 1:-1, 1:-1] = passable
    each = np.arange(len(pits))
    z, x = end // side, end % side
    trail = [pits + (z - radius) * columns + (x - radius)]
    going = np.ones(len(pits), bool)
    while going.any():
        ways = np.stack(
            [padded[each, 1 + z + dz, 1 + x + dx] + weight[each, z, x] * np.hypot(dz, dx) for dz, dx in _NEIGHBOURS]
        )
        best = np.asarray(_NEIGHBOURS)[ways.argmin(axis=0)]
        z, x = np.where(going, z + best[:, 0], z), np.where(going, x + best[:, 1], x)
        trail.append(np.where(going, pits + (z - radius) * columns + (x - radius), -1))
        going &= (z != radius) | (x != radius)
    backwards = np.stack(trail[::-1], axis=1)
    # The short ones begin with -1: move those to the end.
    order = np.argsort(backwards < 0, axis=1, kind="stable")
    return found, np.take_along_axis(backwards, order, axis=1)


def _lakes(key: IntArray, pits: IntArray, lake: IntArray) -> None:
    """Fill the depressions of pits without a way out, as far as they are known, into ``lake`` (flat, fixed-point)."""
    if not len(pits):
        return
    columns = key.shape[1]
    radius = BREACH_CELLS
    around = _surroundings(key, radius, pits).astype(np.float64)
    level = np.full(around.shape, np.inf)
    level[:, radius, radius] = around[:, radius, radius]
    none = np.zeros_like(level)
    for _ in range(2 * radius):  # the lowest level at which water from the pit gets here
        level = np.minimum(level, np.maximum(_neighbour_minimum(level, none), around))
    rim = np.minimum(level[:, (0, -1), :].min(axis=(1, 2)), level[:, :, (0, -1)].min(axis=(1, 2)))
    bottom = around[:, radius, radius]
    rim = np.where(np.isfinite(rim), rim, bottom)
    surface = np.floor(bottom + _LAKE_FILL * (rim - bottom))
    wet, z, x = np.nonzero(level <= surface[:, None, None])
    where = pits[wet] + (z - radius) * columns + (x - radius)
    np.maximum.at(lake, where, surface[wet].astype(np.int64) >> _TIE_BITS)


def _uncross(receiver: IntArray, rank: IntArray, shape: tuple[int, int]) -> None:
    """Where two diagonal flows cross, one joins the other: the one whose new receiver has the lower rank."""
    rows, columns = shape
    north_west = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)[None, :]).reshape(-1)
    a, b, c, d = north_west, north_west + 1, north_west + columns, north_west + columns + 1
    falling, rising = receiver[a] == d, receiver[b] == c
    crossed = (falling | (receiver[d] == a)) & (rising | (receiver[c] == b))
    a, b, c, d, falling, rising = a[crossed], b[crossed], c[crossed], d[crossed], falling[crossed], rising[crossed]
    from_1, to_1 = np.where(falling, a, d), np.where(falling, d, a)
    from_2, to_2 = np.where(rising, b, c), np.where(rising, c, b)
    first_lower = rank[to_1] < rank[to_2]
    receiver[np.where(first_lower, from_2, from_1)] = np.where(first_lower, to_1, to_2)


def drain(
    cells: FloatArray, first_row: int, first_column: int, *, seed: int, metres_per_pixel: float, sea_level_m: float
) -> Drainage:
    """Find the flow of every cell.

    Args:
        cells: (rows + 4, columns + 4) mean heights, metres, finite.
        first_row: row of ``cells[0]`` on the world's grid of cells.
        first_column: column of ``cells[:, 0]``.
        seed: the world.
        metres_per_pixel: spacing of pixels, a ``CELL``-th of that of cells.
        sea_level_m: height of the sea.

    Returns:
        The drainage of the inner (rows, columns).
    """
    floor, floor_x, floor_z = _valley_floor(cells)
    rows, columns = floor.shape
    first_row, first_column = first_row + FLOOR_MARGIN_CELLS, first_column + FLOOR_MARGIN_CELLS
    height = np.rint(floor.astype(np.float64) * HEIGHT_STEPS).astype(np.int64)
    sea_height = int(np.rint(sea_level_m * HEIGHT_STEPS))
    key = height << _TIE_BITS | _ties(first_row, first_column, rows, columns)
    words = _hash(seed, first_row, first_column, rows, columns)
    offset, known = _steepest(key, words)

    count = rows * columns
    flat_key = key.reshape(-1)
    sea = (height <= sea_height).reshape(-1)
    receiver = np.arange(count) + offset.reshape(-1)
    receiver[(offset.reshape(-1) == 0) | sea] = NOWHERE
    pits = np.nonzero((receiver == NOWHERE) & ~sea & known.reshape(-1))[0]

    potential = flat_key.copy()
    left = np.zeros(count, np.int64)
    lake = np.full(count, NO_LAKE)
    trails: list[tuple[IntArray, IntArray]] = []
    for radius in _SEARCHES:
        found, path = _breach(key, pits, radius, metres_per_pixel)
        trails.append((pits[found], path))
        pits = pits[~found]
    _lakes(key, pits, lake)

    # The pit with the lowest key owns a cell that several paths share.
    steps: list[tuple[IntArray, IntArray, IntArray, IntArray]] = []
    for owners, path in trails:
        length = (path >= 0).sum(axis=1)
        on, step = np.nonzero(np.arange(path.shape[1])[None, :] < length[:, None] - 1)
        steps.append((path[on, step], path[on, step + 1], flat_key[owners[on]], length[on] - 1 - step))
    where, onward, owner_key, steps_left = (np.concatenate(part) for part in zip(*steps, strict=True))
    owner = np.full(count, _FAR)
    np.minimum.at(owner, where, owner_key)
    owned = owner[where] == owner_key
    receiver[where[owned]] = onward[owned]
    potential[where[owned]] = owner_key[owned]
    left[where[owned]] = steps_left[owned]
    rank = (potential << _STEP_BITS) + left
    _uncross(receiver, rank, (rows, columns))

    return Drainage(
        first_row=first_row,
        first_column=first_column,
        shape=(rows, columns),
        receiver=receiver,
        rank=rank,
        # Everything at or below the sea is one level, so that a steep sea floor does not draw the rivers down.
        potential=np.maximum(potential >> _TIE_BITS, sea_height),
        sea=sea,
        lake=lake,
        floor_x=floor_x.reshape(-1),
        floor_z=floor_z.reshape(-1),
        floor_m=floor.astype(np.float64).reshape(-1),
        noise=words[2:].reshape(2, -1),
    )
