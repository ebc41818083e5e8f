"""Levels of detail by half-edge collapses: every level uses vertices of the full mesh, and only such.

A vertex that stays keeps its place, so a level is nothing but triangles over the same vertices: it fits every body that
the mesh is shaped into, and weights, texture coordinates and morphs go on working. Error quadrics (Garland, Heckbert:
"Surface Simplification Using Quadric Error Metrics", 1997) of several sample bodies choose what goes; here with planes
of unit weight, so that the square root of a quadric is no less than the distance to any of its planes. Whole rounds of
collapses that can't touch one another are done at once, with arrays.

Texture seams stay closed: a place that several vertices share ("wedges") only moves along the seam, onto a place where
each of its wedges finds its own on the same side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.runtime.checkpoint import Checkpoint, go_on

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_LEAST_TURN = 0.35
"""Cosine of how far a triangle may turn when a corner moves."""
_LEAST_SHAPE = 0.25
"""Area over squared longest side, doubled: thinner triangles are not made of better ones."""
_STEPS = 4
"""In which a level's limit is reached, so that the cheapest collapses come first."""
_FREE_LIMITS_M = (0.006, 0.5)
"""Limits between which a mesh is simplified that is to have a number of triangles, in _FREE_STEPS steps."""
_FREE_STEPS = 8
_FREE_PACE = 0.9985
"""A round that leaves more than this of the triangles is the last within its limit."""
_NEVER = np.iinfo(np.int64).max
_COST_PATH = ["einsum_path", (0, 1), (0, 1)]
"""How the cost is summed up, which NumPy would look for in each round and always find."""


@dataclass(frozen=True, eq=False)
class Level:
    """One level of a mesh.

    Attributes:
        triangles: (T, 3) int32 over the vertices of the full mesh.
        stands_for: (V,) int32, the vertex of this level that each vertex of the full mesh went into.
    """

    triangles: npt.NDArray[np.int32]
    stands_for: npt.NDArray[np.int32]


def levels(
    positions: Floats,
    triangles: npt.NDArray[np.integer],
    place: npt.NDArray[np.integer],
    limits_m: Sequence[float],
    importance: Floats | None = None,
    *,
    thorough: bool = True,
) -> list[Level]:
    """Simplify a mesh step by step.

    Args:
        positions: (B, V, 3) the vertices on B sample bodies, metres.
        triangles: (T, 3).
        place: (V,) vertices with the same number lie at the same place (the two sides of a texture seam).
        limits_m: of each level, ascending: how far a vertex may lie from the planes of what collapsed into it.
        importance: (V,) by which distances are multiplied; None is 1 everywhere.
        thorough: whether a level ends only when nothing more can go; else when little does, several times sooner.

    Returns:
        One level for each limit; each uses a subset of the vertices of the one before.

    Raises:
        ValueError: the mesh has more than about a million vertices and as many triangles.
    """
    work = _Work(positions, triangles, place, importance)
    result = []
    start = limits_m[0] / 8
    for limit in limits_m:
        for step in np.geomspace(start, limit, _STEPS + 1)[1:]:
            if thorough:
                work.collapse_within(float(step) ** 2)
            else:
                work.collapse_to(0, float(step) ** 2)
        start = limit
        result.append(work.level())
    return result


def simplified(
    positions: Floats,
    triangles: npt.NDArray[np.integer],
    place: npt.NDArray[np.integer],
    most: int,
    checkpoint: Checkpoint = go_on,
) -> Ints:
    """Simplify a mesh until it has no more than so many triangles, or nothing can go any more.

    Args:
        positions: (V, 3) metres.
        triangles: (T, 3).
        place: (V,) as :func:`levels` has it.
        most: triangles.
        checkpoint: called between rounds; raises to stop the work.

    Returns:
        (T, 3) over the same vertices.

    Raises:
        ValueError: the mesh has more than about a million vertices and as many triangles.
    """
    work = _Work(positions[None], triangles, place, None)
    for limit in np.geomspace(*_FREE_LIMITS_M, _FREE_STEPS):
        checkpoint()
        work.collapse_to(most, float(limit) ** 2)
        if len(work.wedges) <= most:
            break
    return work.wedges


@dataclass(frozen=True, eq=False)
class _Edges:
    """The directed edges of a mesh between places, sorted by (from, to), each once.

    ``first`` and ``last`` are its triangles' wedges at both ends: (E, 2) from, to; equal where one triangle has it.
    """

    start: Ints
    end: Ints
    uses: Ints
    first: Ints
    last: Ints
    key: Ints
    row: Ints

    @classmethod
    def of(cls, wedges: Ints, places: Ints, count: int) -> _Edges:
        corner = [0, 1, 1, 2, 2, 0]
        other = [1, 0, 2, 1, 0, 2]
        key = (places[:, corner] * count + places[:, other]).ravel()
        # By key and, where keys are equal, by corner; numbers are sorted several times sooner than places are found.
        key, order = np.divmod(np.sort(key * len(key) + np.arange(len(key))), len(key))
        new = np.concatenate([[True], key[1:] != key[:-1]])
        begin = np.flatnonzero(new)
        uses = np.diff(np.append(begin, len(key)))
        pair = np.stack([wedges[:, corner].ravel(), wedges[:, other].ravel()], axis=1)[order]
        key = key[begin]
        start = key // count
        row = np.searchsorted(start, np.arange(count + 1))
        return cls(start, key % count, uses, pair[begin], pair[begin + uses - 1], key, row)

    def has(self, start: Ints, end: Ints, count: int) -> Bools:
        """Whether there is an edge between two places."""
        wanted = start * count + end
        at = np.minimum(np.searchsorted(self.key, wanted), len(self.key) - 1)
        return np.asarray(self.key[at] == wanted)


class _Work:
    """A mesh while it is being simplified."""

    def __init__(
        self,
        positions: Floats,
        triangles: npt.NDArray[np.integer],
        place: npt.NDArray[np.integer],
        importance: Floats | None,
    ) -> None:
        names, first, inverse = np.unique(place, return_index=True, return_inverse=True)
        self.count = len(names)
        self.place = inverse.astype(np.int64)
        self.points = np.asarray(positions, np.float64)[:, first]  # (B, P, 3)
        self.wedges = np.asarray(triangles, np.int64)
        self.into = np.arange(len(place), dtype=np.int64)
        if self.count**2 * self.wedges.size * 2 > _NEVER:
            raise ValueError(f"{self.count} vertices and {len(triangles)} triangles are more than can be told apart")
        self.weight = np.ones(self.count) if importance is None else np.asarray(importance, np.float64)[first] ** 2
        self.banned = np.zeros(0, np.int64)
        self.quadrics = self._first_quadrics()

    def level(self) -> Level:
        while True:
            further = self.into[self.into]
            if np.array_equal(further, self.into):
                break
            self.into = further
        return Level(self.wedges.astype(np.int32), self.into.astype(np.int32))

    def _first_quadrics(self) -> npt.NDArray[np.float64]:
        """(B, P, 4, 4): planes of the triangles round each place, and upright planes along open borders and seams."""
        places = self.place[self.wedges]
        corners = self.points[:, places]  # (B, T, 3, 3)
        normal = _unit(np.cross(corners[:, :, 1] - corners[:, :, 0], corners[:, :, 2] - corners[:, :, 0]))
        plane = np.concatenate([normal, -(normal * corners[:, :, 0]).sum(-1, keepdims=True)], axis=-1)
        outer = plane[..., :, None] * plane[..., None, :]
        quadrics = np.zeros((len(self.points), self.count, 4, 4))
        for corner in range(3):
            _add(quadrics, places[:, corner], outer)
        edges = _Edges.of(self.wedges, places, self.count)
        # An edge is a border or a seam where one triangle has it, or two with different wedges.
        sharp = (edges.uses == 1) | np.any(edges.first != edges.last, axis=1)
        for corner in range(3):
            a, b = places[:, corner], places[:, (corner + 1) % 3]
            mine = sharp[np.searchsorted(edges.key, a * self.count + b)]
            along = self.points[:, b[mine]] - self.points[:, a[mine]]
            across = _unit(np.cross(along, normal[:, mine]))
            wall = np.concatenate([across, -(across * self.points[:, a[mine]]).sum(-1, keepdims=True)], axis=-1)
            outer = wall[..., :, None] * wall[..., None, :]
            _add(quadrics, a[mine], outer)
            _add(quadrics, b[mine], outer)
        return quadrics

    def collapse_within(self, limit: float) -> None:
        """Collapse as long as anything costs less than ``limit`` (square metres)."""
        self.banned = np.zeros(0, np.int64)
        while self._round(limit):
            pass

    def collapse_to(self, most: int, limit: float) -> None:
        """The same until triangles are no more than so many, or few go in a round."""
        self.banned = np.zeros(0, np.int64)
        before = 2 * len(self.wedges)
        while most < len(self.wedges) < before * _FREE_PACE:
            before = len(self.wedges)
            if not self._round(limit):
                break

    def _round(self, limit: float) -> bool:
        places = self.place[self.wedges]
        edges = _Edges.of(self.wedges, places, self.count)
        allowed = self._allowed(edges) & ~np.isin(edges.key, self.banned)
        chosen = np.flatnonzero(allowed)
        if not len(chosen):
            return False
        cost = self._cost(edges.start[chosen], edges.end[chosen])
        cheap = cost <= limit
        chosen, cost = chosen[cheap], cost[cheap]
        if not len(chosen):
            return False
        # The cheapest way out of each place.
        order = np.lexsort((edges.key[chosen], cost, edges.start[chosen]))
        chosen, cost = chosen[order], cost[order]
        best = np.concatenate([[True], edges.start[chosen][1:] != edges.start[chosen][:-1]])
        chosen, cost = chosen[best], cost[best]
        rank = np.full(self.count, _NEVER)
        rank[edges.start[chosen][np.argsort(cost, kind="stable")]] = np.arange(len(chosen))
        # Those that come before all others within two edges can't touch one another.
        nearest = _least_around(_least_around(rank, edges), edges)
        wins = rank[edges.start[chosen]] == nearest[edges.start[chosen]]
        chosen = chosen[wins]
        good = self._keeps_topology(edges, chosen)
        good[good] = self._keeps_shape(places, edges.start[chosen[good]], edges.end[chosen[good]])
        self.banned = np.concatenate([self.banned, edges.key[chosen[~good]]])
        self._apply(edges, places, chosen[good])
        return True

    def _allowed(self, edges: _Edges) -> Bools:
        """Edges along which wedges keep their sides, borders stay borders and seams stay seams."""
        used = np.zeros(len(self.place), bool)
        used[self.wedges] = True
        wedges_at = np.bincount(self.place[used], minlength=self.count)
        border = np.zeros(self.count, bool)
        border[edges.start[edges.uses == 1]] = True
        tangled = np.zeros(self.count, bool)
        tangled[edges.start[edges.uses > 2]] = True
        at = wedges_at[edges.start]
        same_from = edges.first[:, 0] == edges.last[:, 0]
        same_to = edges.first[:, 1] == edges.last[:, 1]
        sides = np.where(at == 1, same_from & same_to, (at == 2) & ~same_from)
        open_end = np.where(border[edges.start], edges.uses == 1, edges.uses == 2)
        return np.asarray(sides & open_end & ~tangled[edges.start] & ~tangled[edges.end])

    def _cost(self, start: Ints, end: Ints) -> npt.NDArray[np.float64]:
        """Worst over the bodies: squared distances of the target from all planes of the place that goes."""
        worst = np.zeros(len(start))
        for quadric, points in zip(self.quadrics, self.points, strict=True):
            to = np.concatenate([points[end], np.ones((len(end), 1))], axis=1)
            np.maximum(worst, np.einsum("ni,nij,nj->n", to, quadric[start], to, optimize=_COST_PATH), out=worst)
        return worst * self.weight[start]

    def _keeps_topology(self, edges: _Edges, chosen: Ints) -> Bools:
        """The link condition: the ends of the edge have no common neighbours but those across its triangles."""
        start, end = edges.start[chosen], edges.end[chosen]
        which, neighbour = _rows(edges.row, edges.end, start)
        common = np.bincount(which, edges.has(end[which], neighbour, self.count), len(chosen))
        return np.asarray(common == edges.uses[chosen])

    def _keeps_shape(self, places: Ints, start: Ints, end: Ints) -> Bools:
        """No triangle turns over, and none becomes a sliver."""
        target = np.full(self.count, -1)
        target[start] = end
        touched = np.flatnonzero(np.any(target[places] >= 0, axis=1))
        before = places[touched]
        after = np.where(target[before] >= 0, target[before], before)
        owner = before[np.arange(len(before)), np.argmax(target[before] >= 0, axis=1)]
        stays = ~np.any(before == target[owner][:, None], axis=1)
        touched, before, after, owner = touched[stays], before[stays], after[stays], owner[stays]
        bad = np.zeros(len(before), bool)
        for points in self.points:
            old, new = points[before], points[after]
            old_normal = np.cross(old[:, 1] - old[:, 0], old[:, 2] - old[:, 0])
            new_normal = np.cross(new[:, 1] - new[:, 0], new[:, 2] - new[:, 0])
            area = np.linalg.norm(new_normal, axis=1)
            turn = (old_normal * new_normal).sum(axis=1)
            bad |= turn < _LEAST_TURN * area * np.linalg.norm(old_normal, axis=1)
            bad |= area < np.minimum(_LEAST_SHAPE * _longest(new), 0.9 * np.linalg.norm(old_normal, axis=1))
        spoilt = np.zeros(self.count, bool)
        spoilt[owner[bad]] = True
        return np.asarray(~spoilt[start])

    def _apply(self, edges: _Edges, places: Ints, chosen: Ints) -> None:
        if not len(chosen):
            return
        start, end = edges.start[chosen], edges.end[chosen]
        target = np.full(self.count, -1)
        target[start] = end
        moved = np.arange(len(self.place))
        for side in (edges.first[chosen], edges.last[chosen]):
            moved[side[:, 0]] = side[:, 1]
        mine = target[places]
        gone = np.any(
            (mine[:, :, None] == places[:, None, :]) & (mine[:, :, None] >= 0),
            axis=(1, 2),
        )
        self.wedges = moved[self.wedges[~gone]]
        self.into = moved[self.into]
        for quadric in self.quadrics:
            np.add.at(quadric, end, quadric[start])


def _least_around(rank: Ints, edges: _Edges) -> Ints:
    """The least rank among each place and its neighbours."""
    has = np.diff(edges.row) > 0
    least = rank.copy()
    least[has] = np.minimum(rank[has], np.minimum.reduceat(rank[edges.end], edges.row[:-1][has]))
    return least


def _rows(row: Ints, values: Ints, of: Ints) -> tuple[Ints, Ints]:
    """The entries of some rows of a ragged table: which of ``of`` each belongs to, and its value."""
    length = row[of + 1] - row[of]
    which = np.repeat(np.arange(len(of)), length)
    within = np.arange(len(which)) - np.repeat(np.cumsum(length) - length, length)
    return which, values[row[of][which] + within]


def _add(quadrics: npt.NDArray[np.float64], places: Ints, outer: npt.NDArray[np.float64]) -> None:
    order = np.argsort(places, kind="stable")
    found, begin = np.unique(places[order], return_index=True)
    if len(found):
        quadrics[:, found] += np.add.reduceat(outer[:, order], begin, axis=1)


def _unit(vectors: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-15))


def _longest(corners: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Squared longest side of triangles (N, 3, 3)."""
    sides = corners - np.roll(corners, 1, axis=1)
    return np.asarray((sides * sides).sum(axis=-1).max(axis=1))
