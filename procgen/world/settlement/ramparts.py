"""Walls and palisades round a settlement, with gates where roads pass."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import scipy

from procgen.world.chance import Float64Array
from procgen.world.footprints import outline
from procgen.world.ground_height import ground_at
from procgen.world.land import nearest_value
from procgen.world.place import Barrier, BoolArray, Building, Gate, Land, Road
from procgen.world.settlement.site import Grounds

HEIGHT_M: Final = {"wall": 4.6, "palisade": 3.0}
THICK_M: Final = {"wall": 1.5, "palisade": 0.3}
_AWAY_M: Final = 7.5
"""From the walls of houses."""
_STEP_M: Final = 2.5
_BESIDE_ROAD_M: Final = 1.1
_WIDEST_GATE_M: Final = 11.0
_SHORTEST_M: Final = 5.0
_EDGE_M: Final = 8.0


def ring(
    ground: Grounds, land: Land, buildings: Sequence[Building], roads: Sequence[Road], kind: str
) -> tuple[tuple[Barrier, ...], tuple[Gate, ...]]:
    """Walls round all buildings; open to the water, and where roads and paths lead through.

    Args:
        ground: what the settlement is founded on.
        land: with earthworks.
        buildings: what they enclose.
        roads: that lead out; piers too.
        kind: "wall" or "palisade".
    """
    line = _round(buildings)
    stands = _dry(ground, land, line) & _off_roads(line, roads)
    barriers = []
    for run in _runs_round(stands):
        points = line[run]
        if len(points) < 2 or _length(points) < _SHORTEST_M:
            continue
        y = np.asarray(ground_at(land, points[:, 0], points[:, 1]))
        walked = np.stack([points[:, 0], y, points[:, 1]], axis=1).astype(np.float32)
        barriers.append(Barrier(kind, walked, HEIGHT_M[kind], THICK_M[kind]))
    return tuple(barriers), tuple(_gates(land, barriers, roads, kind))


def _round(buildings: Sequence[Building]) -> Float64Array:
    """(n, 2) a closed line of even steps, the outside on the right of who walks it; x east, z south."""
    places = np.concatenate([outline(building, _AWAY_M) for building in buildings])
    hull = places[scipy.spatial.ConvexHull(places).vertices]
    # Against the clock as maps with z downwards show it.
    area = float(np.sum(hull[:, 0] * np.roll(hull[:, 1], -1) - np.roll(hull[:, 0], -1) * hull[:, 1]))
    corners = hull if area < 0.0 else hull[::-1]
    closed = np.concatenate([corners, corners[:1]])
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(closed, axis=0).T))])
    count = max(round(float(along[-1]) / _STEP_M), 8)
    at = np.linspace(0.0, along[-1], count, endpoint=False)
    return np.stack([np.interp(at, along, closed[:, axis]) for axis in (0, 1)], axis=1)


def _dry(ground: Grounds, land: Land, line: Float64Array) -> BoolArray:
    inside = np.all((line > _EDGE_M) & (line < ground.side_m - _EDGE_M), axis=1)
    wet = np.asarray(nearest_value(ground.untouched, land, line[:, 0], line[:, 1]), np.bool_)
    return np.asarray(inside & ~wet)


def _off_roads(line: Float64Array, roads: Sequence[Road]) -> BoolArray:
    free = np.ones(len(line), np.bool_)
    for road in roads:
        points = road.points_m[:, ::2].astype(np.float64)
        if len(points) < 2:
            continue
        clear = road.width_m / 2 + _BESIDE_ROAD_M
        for a, b in pairwise(points):
            step = b - a
            share = np.clip(((line - a) @ step) / max(float(step @ step), 1e-9), 0.0, 1.0)
            gap = np.hypot(*(line - a - share[:, None] * step).T)
            free &= gap > clear
            # A road may pass between two places of the line.
            free &= ~((gap < clear + _STEP_M / 2) & (np.roll(gap, 1) < clear) & (np.roll(gap, -1) < clear))
    return free


def runs_of(stands: BoolArray) -> list[list[int]]:
    """Stretches of a line that stand, each as the numbers of its places."""
    runs: list[list[int]] = [[]]
    for k, there in enumerate(stands):
        if there:
            runs[-1].append(k)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _runs_round(stands: BoolArray) -> list[list[int]]:
    """Stretches of a closed line that stand, each as the numbers of its places."""
    count = len(stands)
    if stands.all():
        return [[*range(count), 0]]
    first = int(np.argmin(stands))
    return [[(first + k) % count for k in run] for run in runs_of(np.roll(stands, -first))]


def _length(points: Float64Array) -> float:
    return float(np.hypot(*np.diff(points, axis=0).T).sum())


def _gates(land: Land, barriers: Sequence[Barrier], roads: Sequence[Road], kind: str) -> list[Gate]:
    """A gate in each gap that a road or street leads through and that is no wider than a gate is."""
    found: list[Gate] = []
    for number, barrier in enumerate(barriers):
        after = barriers[(number + 1) % len(barriers)]
        one, two = barrier.points_m[-1, ::2].astype(np.float64), after.points_m[0, ::2].astype(np.float64)
        wide = float(np.hypot(*(two - one)))
        middle = (one + two) / 2
        if not 2.0 < wide < _WIDEST_GATE_M or not _passes(roads, middle, wide):
            continue
        # Out of the gate, to the right of who walks along the wall.
        along = (two - one) / wide
        turn = math.degrees(math.atan2(-along[1], along[0]))
        y = float(ground_at(land, middle[0], middle[1]))
        x, z = float(middle[0]), float(middle[1])
        found.append(Gate(kind, round(x, 3), round(y, 3), round(z, 3), round(turn, 3), round(wide, 3)))
    return found


def _passes(roads: Sequence[Road], middle: Float64Array, wide: float) -> bool:
    return any(
        road.kind in ("road", "street")
        and float(np.hypot(*(road.points_m[:, ::2].astype(np.float64) - middle).T).min()) < wide / 2 + 1.5
        for road in roads
    )
