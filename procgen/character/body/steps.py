"""Weighted sums of morph targets, as fast as memory allows.

The mesh and nearly all its targets are symmetric, and those that are not mostly come in pairs, left and right, that
have one weight. So what is symmetric is summed over one half of the vertices only and mirrored once at the end, which
halves what has to be read: with some sixty targets over the whole mesh, reading them is most of the work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_DENSE_SHARE = 1 / 7
"""Targets of which more than this is not zero are added as dense rows: the faster way, measured."""

_SUMS_KEPT = 4
"""Sums of targets over the whole mesh that are kept: they stay the same while somebody moves a slider of the face."""


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

    def add(self, weights: Mapping[int, float]) -> Floats:
        """The sum (V, 3) of targets times their weights, in steps.

        Args:
            weights: by number of the target; the order does not matter.
        """
        broad: list[tuple[_Row, float]] = []
        others: list[tuple[_Row, float]] = []
        for numbers, weight in self._grouped(weights):
            row = self._rows.get(numbers)
            if row is None:
                row = self._rows[numbers] = self._row(numbers)
            (broad if row.at is None and row.halved else others).append((row, weight))
        half = self._broad(broad)
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

    def _broad(self, rows: list[tuple[_Row, float]]) -> Floats:
        """The sum of rows that are as long as it, over one half of the vertices."""
        key = [(id(row), weight) for row, weight in rows]
        for kept, total in self._sums:
            if kept == key:
                return total.copy()
        half = np.zeros(3 * len(self._half), np.float32)
        scratch = np.empty_like(half)
        for row, weight in rows:
            np.copyto(scratch, row.steps)
            scratch *= np.float32(weight)
            half += scratch
        self._sums = ((key, half.copy()), *self._sums[: _SUMS_KEPT - 1])
        return half

    def _grouped(self, weights: Mapping[int, float]) -> list[tuple[tuple[int, ...], float]]:
        """Targets in the order of their numbers, pairs of one weight together; without those that move nothing."""
        groups: list[tuple[tuple[int, ...], float]] = []
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
