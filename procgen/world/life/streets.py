"""Ways out of doors: along roads, streets, paths, bridges and piers, on their right-hand side."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from procgen.world.chance import Float64Array
from procgen.world.ground_height import ground_at
from procgen.world.place import Land, Settlement
from procgen.world.water import resampled

_STEP_M: Final = 1.0
_TOUCH_M: Final = 1.7
"""Ways nearer to one another than this meet there."""
_LEVEL_M: Final = 0.6
"""Unless one passes so far above the other."""
_EDGE_M: Final = 0.45
"""What walkers keep from a way's edge."""
_RIGHT_M: Final = 0.8
"""How far to the right of the middle they walk, at most."""
_TAPER_M: Final = 2.0
"""From the ends of a way, over which they come to its right."""


class Streets:
    """The network of all ways of a settlement.

    Args:
        land: the ground.
        settlement: its ways and doors.

    Attributes:
        places: (n, 3) its points; first the ways', then one before each door, in the settlement's order.
        doors: by the names of buildings, the numbers of their points.
        deck: (n,) whether a point lies on a bridge or a pier.
    """

    def __init__(self, land: Land, settlement: Settlement) -> None:
        self._land = land
        places: list[Float64Array] = []
        half: list[Float64Array] = []
        deck: list[npt.NDArray[np.bool_]] = []
        self.ways: list[npt.NDArray[np.int64]] = []
        """By way, roads before piers: the numbers of its points."""
        pairs: list[tuple[int, int]] = []
        first = 0
        for road in (*settlement.roads, *settlement.piers):
            # In plan first, as rivers are resampled.
            points = resampled(road.points_m.astype(np.float64)[:, [0, 2, 1]], _STEP_M)[:, [0, 2, 1]]
            own = np.arange(first, first + len(points))
            pairs += pairwise(own.tolist())
            self.ways.append(own)
            places.append(points)
            half.append(np.full(len(points), road.width_m / 2.0))
            deck.append(_decks(points, road.points_m.astype(np.float64), road.bridge))
            first += len(points)
        doors = [(each.door_x_m, each.floor_m, each.door_z_m) for each in settlement.buildings]
        self.doors = {each.name: first + number for number, each in enumerate(settlement.buildings)}
        self.places = np.concatenate([*places, np.reshape(doors, (-1, 3))]) if places or doors else np.zeros((0, 3))
        self.half_m = np.concatenate([*half, np.full(len(doors), 0.5)])
        self.deck = np.concatenate([*deck, np.zeros(len(doors), np.bool_)])
        on_ground = ~self.deck
        if on_ground.any():
            self.places[on_ground, 1] = ground_at(land, self.places[on_ground, 0], self.places[on_ground, 2])
        ways = np.arange(first)
        if first:
            # Doors are on the network; where one is a little off it, one crosses the ground before it.
            pairs += [
                (self.nearest(self.places[door, 0], self.places[door, 2], ways), door) for door in self.doors.values()
            ]
        self._graph = self._linked(pairs)

    def _linked(self, pairs: list[tuple[int, int]]) -> scipy.sparse.csr_array:
        """The points as a graph: neighbours on a way, and where ways and doors touch."""
        tree = scipy.spatial.cKDTree(self.places[:, ::2]) if len(self.places) else None
        near = tree.query_pairs(_TOUCH_M, output_type="ndarray") if tree is not None else np.zeros((0, 2), np.int64)
        level = np.abs(self.places[near[:, 0], 1] - self.places[near[:, 1], 1]) < _LEVEL_M
        own = np.array(pairs, np.int64).reshape(-1, 2)
        both = np.concatenate([own, near[level]])
        apart = np.linalg.norm(self.places[both[:, 0]] - self.places[both[:, 1]], axis=1)
        count = len(self.places)
        found = scipy.sparse.csr_array((np.maximum(apart, 1e-6), (both[:, 0], both[:, 1])), shape=(count, count))
        # What stands twice in the list, as a neighbour and as near, counts once.
        found.sum_duplicates()
        exact = np.linalg.norm(
            self.places[np.repeat(np.arange(count), np.diff(found.indptr))] - self.places[found.indices], axis=1
        )
        found.data = np.maximum(exact, 1e-6)
        return found

    def nearest(self, x_m: float, z_m: float, among: npt.NDArray[np.int64] | None = None) -> int:
        """The point nearest to a place; among all ways, or among some points."""
        some = np.arange(len(self.places)) if among is None else among
        far = np.hypot(self.places[some, 0] - x_m, self.places[some, 2] - z_m)
        return int(some[int(np.argmin(far))])

    def routes(self, start: int) -> tuple[Float64Array, npt.NDArray[np.int32]]:
        """From a point to all others: (n,) metres, infinite where no way leads, and the point before each."""
        far, before = scipy.sparse.csgraph.dijkstra(
            self._graph, directed=False, indices=start, return_predecessors=True
        )
        return np.asarray(far, np.float64), before

    def way(self, start: int, end: int, before: npt.NDArray[np.int32]) -> Float64Array:
        """(n, 3) places of a walk from one point to another, rounded corners and all.

        Args:
            start: point of :meth:`routes`.
            end: where one goes; reached from there.
            before: of the same.
        """
        steps = [end]
        while steps[-1] != start:
            steps.append(int(before[steps[-1]]))
        steps.reverse()
        return self._on_the_right(np.array(steps))

    def _on_the_right(self, steps: npt.NDArray[np.int64]) -> Float64Array:
        line = self.places[steps].copy()
        if len(line) < 3:
            return line
        smooth = line.copy()
        for _ in range(2):
            smooth[1:-1] = 0.25 * smooth[:-2] + 0.5 * smooth[1:-1] + 0.25 * smooth[2:]
        ahead = np.gradient(smooth[:, ::2], axis=0)
        ahead /= np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-9)
        along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(smooth[:, ::2], axis=0), axis=1))])
        off = np.clip(self.half_m[steps] - _EDGE_M, 0.0, _RIGHT_M)
        # The narrowest nearby counts, so that nobody swings out where ways meet.
        off = np.minimum.reduce([off, np.roll(off, 1), np.roll(off, -1)])
        off *= np.clip(np.minimum(along, along[-1] - along) / _TAPER_M, 0.0, 1.0)
        # Seen from above with x east and z south, the right of (dx, dz) is (-dz, dx).
        smooth[:, 0] -= ahead[:, 1] * off
        smooth[:, 2] += ahead[:, 0] * off
        smooth[1:-1, ::2] = 0.25 * smooth[:-2, ::2] + 0.5 * smooth[1:-1, ::2] + 0.25 * smooth[2:, ::2]
        on_ground = ~self.deck[steps]
        smooth[on_ground, 1] = ground_at(self._land, smooth[on_ground, 0], smooth[on_ground, 2])
        smooth[[0, -1]] = line[[0, -1]]
        return smooth


def _decks(points: Float64Array, line: Float64Array, bridge: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """(n,) which points of a resampled way lie on pieces that do not touch the ground."""
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line[:, ::2], axis=0), axis=1))])
    gone = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points[:, ::2], axis=0), axis=1))])
    piece = np.clip(np.searchsorted(along, gone * (along[-1] / max(float(gone[-1]), 1e-9)), side="right") - 1, 0, None)
    # The last point begins no piece: it belongs to the one before.
    return np.asarray(bridge[np.clip(piece, 0, max(len(bridge) - 2, 0))])


def length_m(way: Float64Array) -> float:
    """Of a walk over places (n, 3), up and down included."""
    return float(np.linalg.norm(np.diff(way, axis=0), axis=1).sum()) if len(way) > 1 else 0.0


def turn_towards(x_m: float, z_m: float) -> float:
    """Degrees about +y to look along (x, z)."""
    return math.degrees(math.atan2(x_m, z_m))
