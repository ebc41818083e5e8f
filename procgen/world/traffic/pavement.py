"""Where walkers go: beside the lanes, over crossings and along paths, with the shortest ways to some goals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from procgen.world.chance import Float64Array, uniforms
from procgen.world.place import BoolArray, Settlement
from procgen.world.traffic.network import Free, Network

CELL_M: Final = 0.5
_BAND_M: Final = 3.6
"""Beyond the edge of the carriageway."""
_NEAR_M: Final = 2.0
_CLEAR_M: Final = {"lane": 0.6, "turn": 0.9, "loop": 1.1}
"""From the edge of what vehicles drive on to the middle of whoever stands beside it."""
_TURN_HALF_M: Final = 1.1
_MARGIN_M: Final = 45.0
_EVERY_M: Final = 26.0
"""Between crossings of a lane: the longest vehicle has room between them."""
_LOOKS_M: Final = 2.0
"""Between places where one could be."""
_MOUTH_M: Final = 2.6
"""Before a crossing, what is left free for those who come over it."""
_FROM_JUNCTIONS_M: Final = 9.5
"""Room for one who waits between a junction and a crossing."""
_SOON: Final = 8
CROSSING_HALF_M: Final = 1.7
_GOALS: Final = 24
_LOOKS_AHEAD: Final = 4
"""Cells on a way, towards which one walks."""
BLOCKED, OPEN = -2, -1


@dataclass(frozen=True, slots=True)
class Crossing:
    """A place at which walkers cross a street.

    Attributes:
        x_m: its middle.
        z_m: likewise.
        across_x: unit vector over the street.
        across_z: likewise.
        half_m: from its middle to where one is off the street.
        lanes: by lane, metres along it.
    """

    x_m: float
    z_m: float
    across_x: float
    across_z: float
    half_m: float
    lanes: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Pavement:
    """Cells of ground for walkers.

    Attributes:
        west_m: of the first column's middle.
        north_m: of the first row's.
        state: (rows, columns) :data:`BLOCKED`, :data:`OPEN`, or the number of a crossing.
        cell: (rows, columns) number of the cell among those that are connected, -1 for others.
        crossings: of the streets.
        goals: (g,) numbers of cells.
        toward: (g, cells, 2) place that one walks to next on the shortest way to a goal.
        beside: (g, cells, 2) middle of the next cell on that way.
        ahead: (g, cells) state of the cell after the next on that way.
        soon: (g, cells) the first crossing among the next cells on that way, -1 without.
        mouth: (rows, columns) number of the crossing whose users come out there, -1 without.
        left_m: (g, cells) how long the way is.
        places: (cells, 2) x and z.
    """

    west_m: float
    north_m: float
    state: npt.NDArray[np.int32]
    cell: npt.NDArray[np.int32]
    crossings: tuple[Crossing, ...]
    goals: npt.NDArray[np.int64]
    toward: npt.NDArray[np.float32]
    beside: npt.NDArray[np.float32]
    ahead: npt.NDArray[np.int32]
    soon: npt.NDArray[np.int16]
    mouth: npt.NDArray[np.int16]
    left_m: npt.NDArray[np.float32]
    places: Float64Array

    def at(self, x_m: Float64Array, z_m: Float64Array) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Rows and columns of places; places outside have those of the rim, which is blocked."""
        rows, columns = self.state.shape
        row = np.clip(np.rint((z_m - self.north_m) / CELL_M).astype(np.int64), 0, rows - 1)
        column = np.clip(np.rint((x_m - self.west_m) / CELL_M).astype(np.int64), 0, columns - 1)
        return row, column


def make_pavement(
    network: Network, settlement: Settlement, free: Free, parked: Float64Array, seed: int
) -> Pavement | None:
    """The pavement of a settlement; None where nobody can walk.

    Args:
        network: what vehicles drive on.
        settlement: whose houses people go to.
        free: whether one can stand at places.
        parked: (n, 3) x, z and radius of what stands beside the streets.
        seed: of the goals.
    """
    doors = np.array([(each.door_x_m, each.door_z_m) for each in settlement.buildings]).reshape(-1, 2)
    middle = np.array([[settlement.x_m, settlement.z_m]])
    about = np.concatenate([doors, middle])
    low, high = about.min(axis=0) - _MARGIN_M, about.max(axis=0) + _MARGIN_M
    columns, rows = (int(value) + 1 for value in np.ceil((high - low) / CELL_M))
    x, z = low[0] + np.arange(columns) * CELL_M, low[1] + np.arange(rows) * CELL_M
    # How far each cell lies beyond the edge of what is driven on.
    beyond = _beyond(network, x, z)
    band = (beyond > 0.0) & (beyond < _BAND_M)
    for road in settlement.roads:
        if road.kind == "path":
            band |= (beyond > 0.0) & _near(road.points_m[:, ::2].astype(np.float64), road.width_m / 2.0, x, z)
    at = np.argwhere(band)
    if not len(at):
        return None
    spots = np.column_stack([x[at[:, 1]], z[at[:, 0]]])
    ok = free(spots)
    if len(parked):
        far, near = scipy.spatial.cKDTree(parked[:, :2]).query(spots)
        ok &= far > parked[near, 2] + 0.3
    state = np.full((rows, columns), BLOCKED, np.int32)
    state[at[ok, 0], at[ok, 1]] = OPEN
    state[[0, -1]] = BLOCKED
    state[:, [0, -1]] = BLOCKED
    crossings = _crossings(network, state, low, x, z)
    return _ways(state, crossings, _mouths(state, crossings, x, z), low, doors, beyond, seed)


def _beyond(network: Network, x: Float64Array, z: Float64Array) -> Float64Array:
    """(rows, columns) metres beyond the edge of the carriageway; negative on it, 9 far away."""
    lines, reach = [], []
    for segment in network.segments:
        half = _TURN_HALF_M
        if segment.kind == "lane":
            half = network.width_m(segment.stretch) / 4.0
        lines.append(segment.points_m[:, ::2])
        reach.append(np.full(len(segment.points_m), half + _CLEAR_M[segment.kind]))
    points, needs = np.concatenate(lines), np.concatenate(reach)
    found = np.full((len(z), len(x)), 9.0)
    span = math.ceil((float(needs.max()) + _BAND_M) / CELL_M) + 1
    offsets = np.arange(-span, span + 1)
    column, row = np.rint((points[:, 0] - x[0]) / CELL_M), np.rint((points[:, 1] - z[0]) / CELL_M)
    inside = (column > -span) & (row > -span) & (column < len(x) + span) & (row < len(z) + span)
    for (px, pz), need, c, r in zip(
        points[inside], needs[inside], column[inside].astype(int), row[inside].astype(int), strict=True
    ):
        down = offsets + r
        across = offsets + c
        down, across = down[(down >= 0) & (down < len(z))], across[(across >= 0) & (across < len(x))]
        if not (len(down) and len(across)):
            continue
        part = slice(down[0], down[-1] + 1), slice(across[0], across[-1] + 1)
        away = np.hypot(x[across][None, :] - px, z[down][:, None] - pz) - need
        found[part] = np.minimum(found[part], away)
    return found


def _near(line: Float64Array, reach: float, x: Float64Array, z: Float64Array) -> BoolArray:
    low, high = line.min(axis=0) - reach, line.max(axis=0) + reach
    down, across = np.flatnonzero((z > low[1]) & (z < high[1])), np.flatnonzero((x > low[0]) & (x < high[0]))
    found = np.zeros((len(z), len(x)), np.bool_)
    if len(down) and len(across):
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
        at = np.linspace(0.0, along[-1], int(along[-1] / 0.25) + 2)
        points = np.column_stack([np.interp(at, along, line[:, axis]) for axis in range(2)])
        grid = np.stack(np.meshgrid(x[across], z[down]), axis=-1).reshape(-1, 2)
        found[np.ix_(down, across)] = (scipy.spatial.cKDTree(points).query(grid)[0] < reach).reshape(
            len(down), len(across)
        )
    return found


def _crossings(
    network: Network, state: npt.NDArray[np.int32], low: Float64Array, x: Float64Array, z: Float64Array
) -> tuple[Crossing, ...]:
    """Crossings of all streets, as far as one can stand on both sides; their cells are noted in ``state``."""
    found: list[Crossing] = []
    for lane in network.lanes:
        segment = network.segments[lane]
        if segment.opposite < lane:
            continue
        other = network.segments[segment.opposite]
        length = segment.length_m
        half = network.width_m(segment.stretch) / 2.0 + _CLEAR_M["lane"] + 0.35
        last = -math.inf
        for at in np.arange(_FROM_JUNCTIONS_M, length - _FROM_JUNCTIONS_M, _LOOKS_M):
            if at - last < _EVERY_M:
                continue
            here, there = segment.at(at)[::2], segment.at(min(at + 0.5, length))[::2]
            ahead = (there - here) / max(float(np.hypot(*(there - here))), 1e-9)
            across = np.array([-ahead[1], ahead[0]])
            gap = other.points_m[:, ::2] - here
            nearest = int(np.argmin(np.hypot(*gap.T)))
            middle = 0.5 * (here + other.points_m[nearest, ::2])
            sides = middle + np.array([[half + 0.35], [-half - 0.35]]) * across
            column = np.rint((sides[:, 0] - x[0]) / CELL_M).astype(int)
            row = np.rint((sides[:, 1] - z[0]) / CELL_M).astype(int)
            if ((column < 1) | (row < 1) | (column >= len(x) - 1) | (row >= len(z) - 1)).any():
                continue
            if (state[row, column] != OPEN).any():
                continue
            span = int(half / CELL_M) + 2
            c, r = round(float(middle[0] - low[0]) / CELL_M), round(float(middle[1] - low[1]) / CELL_M)
            part = slice(max(r - span, 1), r + span + 1), slice(max(c - span, 1), c + span + 1)
            dx, dz = x[part[1]][None, :] - middle[0], z[part[0]][:, None] - middle[1]
            strip = (np.abs(dx * ahead[0] + dz * ahead[1]) < CROSSING_HALF_M) & (
                np.abs(dx * across[0] + dz * across[1]) < half + 0.3
            )
            cells = state[part]
            cells[strip & (cells == BLOCKED)] = len(found)
            places = ((lane, float(at)), (segment.opposite, float(other.along_m[nearest])))
            last = at
            found.append(Crossing(float(middle[0]), float(middle[1]), float(across[0]), float(across[1]), half, places))
    return tuple(found)


def _mouths(
    state: npt.NDArray[np.int32], crossings: Sequence[Crossing], x: Float64Array, z: Float64Array
) -> npt.NDArray[np.int16]:
    """(rows, columns) by cell the crossing whose users come out there, on their right-hand side."""
    found = np.full(state.shape, -1, np.int16)
    reach = max((each.half_m for each in crossings), default=0.0) + _MOUTH_M + CROSSING_HALF_M
    for number, crossing in enumerate(crossings):
        down, across = (
            np.flatnonzero(np.abs(z - crossing.z_m) < reach),
            np.flatnonzero(np.abs(x - crossing.x_m) < reach),
        )
        part = np.ix_(down, across)
        dx, dz = x[across][None, :] - crossing.x_m, z[down][:, None] - crossing.z_m
        out = dx * crossing.across_x + dz * crossing.across_z
        # The right of (x, z) is (-z, x): those who go the other way have it on the other side.
        right = (-dx * crossing.across_z + dz * crossing.across_x) * np.sign(out)
        cells = (np.abs(out) < crossing.half_m + _MOUTH_M) & (right > 0.0) & (right < CROSSING_HALF_M + 0.3)
        found[part] = np.where(cells & (state[part] == OPEN), number, found[part])
    return found


def _ways(
    state: npt.NDArray[np.int32],
    crossings: Sequence[Crossing],
    mouth: npt.NDArray[np.int16],
    low: Float64Array,
    doors: Float64Array,
    beyond: Float64Array,
    seed: int,
) -> Pavement | None:
    usable = state != BLOCKED
    number = np.full(state.shape, -1, np.int64)
    number[usable] = np.arange(int(usable.sum()))
    price = np.where(state >= 0, 2.5, 1.0)
    rim = np.zeros_like(usable)
    for down, across in ((0, 1), (1, 0), (0, -1), (-1, 0)):
        rim |= ~np.roll(usable, (down, across), axis=(0, 1))
    price = price * np.where(rim & (state == OPEN), 1.5, 1.0) * np.where(beyond > _NEAR_M, 1.4, 1.0)
    ends: list[npt.NDArray[np.int64]] = []
    costs: list[Float64Array] = []
    for down, across in ((0, 1), (1, 0), (1, 1), (1, -1)):
        other = np.roll(number, (-down, -across), axis=(0, 1))
        both = usable & (other >= 0)
        if down and across:
            both &= (np.roll(number, -down, axis=0) >= 0) & (np.roll(number, -across, axis=1) >= 0)
        away = math.hypot(down, across) * CELL_M
        mean = 0.5 * (price + np.roll(price, (-down, -across), axis=(0, 1)))
        ends.append(np.column_stack([number[both], other[both]]))
        costs.append(away * mean[both])
    pairs, cost = np.concatenate(ends), np.concatenate(costs)
    count = int(usable.sum())
    graph = scipy.sparse.csr_array((cost, (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    _, label = scipy.sparse.csgraph.connected_components(graph, directed=False)
    sizes = np.bincount(label)
    inside = label == int(np.argmax(sizes))
    at = np.argwhere(usable)
    places = np.column_stack([low[0] + at[:, 1] * CELL_M, low[1] + at[:, 0] * CELL_M])
    flat_state = state[at[:, 0], at[:, 1]]
    stands = np.flatnonzero(inside & (flat_state == OPEN))
    if len(stands) < 40:
        return None
    goals = _goals(places, stands, doors, seed)
    far, before = scipy.sparse.csgraph.dijkstra(graph, directed=False, indices=goals, return_predecessors=True)
    index = np.arange(count)
    toward = np.zeros((len(goals), count, 2), np.float32)
    beside = np.zeros_like(toward)
    ahead = np.zeros((len(goals), count), np.int32)
    soon = np.full((len(goals), count), -1, np.int16)
    for row in range(len(goals)):
        step = np.where(before[row] >= 0, before[row], index)
        on = step
        beside[row] = places[step]
        for turn in range(_SOON):
            if turn == 1:
                ahead[row] = flat_state[on]
            if turn == _LOOKS_AHEAD - 1:
                toward[row] = places[on]
            soon[row] = np.where(soon[row] < 0, flat_state[on], soon[row])
            on = step[on]
    cell = np.full(state.shape, -1, np.int32)
    cell[usable] = np.where(inside, index, -1)
    return Pavement(
        float(low[0]),
        float(low[1]),
        state,
        cell,
        tuple(crossings),
        goals,
        toward,
        beside,
        ahead,
        soon,
        mouth,
        far.astype(np.float32),
        places,
    )


def _goals(
    places: Float64Array, stands: npt.NDArray[np.int64], doors: Float64Array, seed: int
) -> npt.NDArray[np.int64]:
    """Cells before doors, and others far from one another."""
    tree = scipy.spatial.cKDTree(places[stands])
    found: list[int] = []
    if len(doors):
        far, near = tree.query(doors)
        found = [int(stands[cell]) for cell, away in zip(near, far, strict=True) if away < 4.0]
    found = list(dict.fromkeys(found))[: _GOALS - 6]
    away = np.full(len(stands), np.inf)
    start = int(uniforms(seed, "world/traffic/goal", 1)[0] * len(stands))
    for goal in found or [int(stands[start])]:
        away = np.minimum(away, np.hypot(*(places[stands] - places[goal]).T))
    while len(found) < min(_GOALS, len(stands)):
        best = int(np.argmax(away))
        found.append(int(stands[best]))
        away = np.minimum(away, np.hypot(*(places[stands] - places[stands[best]]).T))
    return np.array(found, np.int64)
