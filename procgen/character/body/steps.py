"""Weighted sums of morph targets, as fast as memory allows.

The mesh and nearly all its targets are symmetric, and those that are not mostly come in pairs, left and right, that
have one weight. So what is symmetric is summed over one half of the vertices only and mirrored once at the end, which
halves what has to be read: with some sixty targets over the whole mesh, reading them is most of the work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_DENSE_SHARE = 1 / 7
"""Targets of which more than this is not zero are added as dense rows: the faster way, measured."""

_SUMS_KEPT = 4
"""Sums of targets over the whole mesh that are kept: they stay the same while somebody moves a slider of the face."""

Summand = tuple[tuple[int, ...], float]
"""A target, or a pair of them that are mirror images, and its weight."""


@dataclass(frozen=True, eq=False)
class _Row:
    """A target ready for being added to a flat sum.

    Attributes:
        at: where ``steps`` go; None where they are as long as the sum.
        steps: float32, or int16 where there is no ``at``.
        halved: whether the sum is that over one half of the vertices, all x, then y, then z; otherwise it is that over
            all vertices, x, y, z of each.
    """

    at: Ints | None
    steps: npt.NDArray[np.float32 | np.int16]
    halved: bool


class Steps:
    """The targets of a mesh.

    Args:
        mirror: (V,) the vertex on the other side.
        start: (M + 1,) first entry of each target.
        vertex: (N,) the vertices of the targets, ascending in each.
        shift: (3, N) int16 their steps.
        partners: number of a target of one side to that of the other side, where they may be mirror images.
    """

    def __init__(
        self,
        mirror: Ints,
        start: npt.NDArray[np.uint32],
        vertex: npt.NDArray[np.uint16],
        shift: npt.NDArray[np.int16],
        partners: Mapping[int, int],
    ) -> None:
        self._mirror, self._vertex, self._shift = mirror, vertex, shift
        self._start = [int(entry) for entry in start]
        self._partners = dict(partners)
        own = np.arange(len(mirror))
        self._half = np.flatnonzero(own <= mirror)
        place = np.searchsorted(self._half, np.minimum(own, mirror))
        self._unfold = (place[:, None] + len(self._half) * np.arange(3)).ravel()
        sign = np.ones((len(mirror), 3), np.float32)
        sign[own > mirror, 0] = -1
        self._sign = sign.ravel()
        self._rows: dict[tuple[int, ...], _Row] = {}
        # Replaced as a whole, so that threads need no lock.
        self._sums: tuple[tuple[list[tuple[int, float]], Floats], ...] = ()

    def add(self, summands: Sequence[Summand]) -> Floats:
        """The sum (V, 3) of targets times their weights, in steps; ``summands`` are those of :meth:`summands`."""
        broad, others = self._by_breadth(summands)
        half = self._broad(broad).copy()
        whole: Floats | None = None
        for row, weight in others:
            into = half
            if not row.halved:
                into = whole = np.zeros(3 * len(self._mirror), np.float32) if whole is None else whole
            if row.at is None:
                into += row.steps * np.float32(weight)
            else:
                np.add.at(into, row.at, row.steps * np.float32(weight))
        total = half.take(self._unfold)
        total *= self._sign
        if whole is not None:
            total += whole
        return total.reshape(-1, 3)

    def near(self, vertices: Ints) -> StepsNear:
        """The sums at some of the vertices alone."""
        return StepsNear(self, vertices)

    def vertices_of(self, numbers: Iterable[int]) -> Ints:
        """The vertices that any of the targets moves, ascending."""
        parts = [self._vertex[self._start[number] : self._start[number + 1]] for number in numbers]
        return np.unique(np.concatenate(parts)).astype(np.int64) if parts else np.zeros(0, np.int64)

    def _by_breadth(self, summands: Sequence[Summand]) -> tuple[list[tuple[_Row, float]], list[tuple[_Row, float]]]:
        """The rows that are as long as the sum over one half of the vertices, and the others; each in its order."""
        broad: list[tuple[_Row, float]] = []
        others: list[tuple[_Row, float]] = []
        for numbers, weight in summands:
            row = self._rows.get(numbers)
            if row is None:
                # One for good, whichever thread made it: it is told from others by its identity.
                row = self._rows.setdefault(numbers, self._row(numbers))
            (broad if row.at is None and row.halved else others).append((row, weight))
        return broad, others

    def _broad(self, rows: list[tuple[_Row, float]]) -> Floats:
        """The sum of rows that are as long as it, over one half of the vertices; kept, so not to be changed."""
        key = [(id(row), weight) for row, weight in rows]
        for kept, total in self._sums:
            if kept == key:
                return total
        half = np.zeros(3 * len(self._half), np.float32)
        scratch = np.empty_like(half)
        for row, weight in rows:
            np.copyto(scratch, row.steps)
            scratch *= np.float32(weight)
            half += scratch
        self._sums = ((key, half), *self._sums[: _SUMS_KEPT - 1])
        return half

    def summands(self, weights: Mapping[int, float]) -> list[Summand]:
        """Targets in the order of their numbers, pairs of one weight together; without those that move nothing.

        Args:
            weights: by number of the target; the order does not matter.
        """
        groups: list[Summand] = []
        paired: set[int] = set()
        for number, weight in sorted(weights.items()):
            if weight == 0 or number in paired or self._start[number] == self._start[number + 1]:
                continue
            other = self._partners.get(number)
            if other is not None and weights.get(other) == weight:
                paired.add(other)
                groups.append(((number, other), weight))
            else:
                groups.append(((number,), weight))
        return groups

    def _row(self, numbers: tuple[int, ...]) -> _Row:
        steps = np.zeros((3, len(self._mirror)), np.int16)
        for number in numbers:
            part = slice(self._start[number], self._start[number + 1])
            vertex = self._vertex[part].astype(np.int64)
            for axis, shift in zip(steps, self._shift[:, part], strict=True):
                axis[vertex] += shift
        mirrored = steps.take(self._mirror, axis=1)
        halved = np.array_equal(steps[1:], mirrored[1:]) and np.array_equal(steps[0], -mirrored[0])
        steps = steps.take(self._half, axis=1) if halved else np.ascontiguousarray(steps.T)
        flat = steps.ravel()
        at = np.flatnonzero(flat)
        if len(at) > _DENSE_SHARE * len(flat):
            # Whole numbers of 16 bits: half as much to read as float32, in the same time.
            return _Row(None, flat, halved)
        return _Row(at, flat[at].astype(np.float32), halved)


class StepsNear:
    """The sums of :class:`Steps` at some of the vertices: the same additions in the same order, so the same bits.

    Args:
        steps: of the whole mesh.
        vertices: (N,) which.
    """

    def __init__(self, steps: Steps, vertices: Ints) -> None:
        self._steps = steps
        flat = (3 * vertices[:, None] + np.arange(3)).ravel()
        self._sign = steps._sign[flat]
        self._half, self._unfold = np.unique(steps._unfold[flat], return_inverse=True)
        self._whole = flat
        # Where each entry of a whole sum stands in the part here, -1 where it does not.
        self._half_place = np.full(3 * len(steps._half), -1, np.int32)
        self._half_place[self._half] = np.arange(len(self._half))
        self._whole_place = np.full(3 * len(steps._mirror), -1, np.int32)
        self._whole_place[flat] = np.arange(len(flat))
        self._parts: dict[int, tuple[Ints, Floats]] = {}
        # Replaced as a whole, so that threads need no lock.
        self._joined: tuple[tuple[int, ...], tuple[_Joined, _Joined]] | None = None

    def add(self, summands: Sequence[Summand]) -> Floats:
        """The sum (N, 3), in steps; see :meth:`Steps.add`."""
        broad, others = self._steps._by_breadth(summands)
        key = tuple(id(row) for row, _ in others)
        joined = self._joined
        if joined is None or joined[0] != key:
            joined = self._joined = key, self._join([row for row, _ in others])
        weights = np.array([weight for _, weight in others], np.float32)
        half, whole = joined[1]
        total = self._steps._broad(broad).take(self._half)
        half.add(total, weights)
        total = total.take(self._unfold)
        total *= self._sign
        if len(whole.at):
            rest = np.zeros(len(self._whole), np.float32)
            whole.add(rest, weights)
            total += rest
        return total.reshape(-1, 3)

    def _join(self, rows: list[_Row]) -> tuple[_Joined, _Joined]:
        """The rows of the sum over one half, and those of the sum over all vertices."""
        found = []
        for halved in (True, False):
            numbers = [number for number, row in enumerate(rows) if row.halved == halved]
            parts = [self._part(rows[number]) for number in numbers]
            found.append(_Joined.of(numbers, parts))
        return found[0], found[1]

    def _part(self, row: _Row) -> tuple[Ints, Floats]:
        """Where a row adds something here, and what."""
        part = self._parts.get(id(row))
        if part is None:
            if row.at is None:
                at, steps = np.arange(len(self._whole)), row.steps.take(self._whole)
            else:
                place = (self._half_place if row.halved else self._whole_place).take(row.at)
                here = np.flatnonzero(place >= 0)
                at, steps = place.take(here).astype(np.int64), row.steps.take(here)
            part = self._parts[id(row)] = at, np.asarray(steps, np.float32)
        return part


@dataclass(frozen=True, eq=False)
class _Joined:
    """Several rows, one after the other: where they add what, and which weight each entry takes."""

    at: Ints
    steps: Floats
    weight: Ints

    @classmethod
    def of(cls, numbers: Sequence[int], parts: Sequence[tuple[Ints, Floats]]) -> _Joined:
        """Rows by the numbers of their weights."""
        at = np.concatenate([np.zeros(0, np.int64), *(part[0] for part in parts)])
        steps = np.concatenate([np.zeros(0, np.float32), *(part[1] for part in parts)])
        return cls(at, steps, np.repeat(np.array(numbers, np.int64), [len(part[0]) for part in parts]))

    def add(self, total: Floats, weights: Floats) -> None:
        """Add the rows, times their weights, to a sum; entries one after the other."""
        np.add.at(total, self.at, self.steps * weights.take(self.weight))
