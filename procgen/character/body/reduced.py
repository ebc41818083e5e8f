"""The basis at the points of the gauge only, and a coarse volume: what makes fitting fast."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES
from procgen.character.body.landmarks import average_body
from procgen.character.body.measure import Gauge
from procgen.character.vectors import dot
from procgen.runtime.interrupt import checkpoint_here

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

CLUSTERS = 512
"""Patches of skin for the coarse volume."""


class ReducedBasis:
    """Targets as shifts of the gauge's points, followed by one vertex of each patch of skin, the patch's centre.

    Faces whose corners lie in three patches make a coarse skin over the centres. It is closed as the body is (the image
    of a cycle under a map of its vertices is a cycle), so it has a volume, some percent less than the body's own.
    Rows are made when a target is first used.
    """

    def __init__(self, gauge: Gauge) -> None:
        self.gauge = gauge
        basis = gauge.basis
        patch, centres = _patches(average_body(basis).vertices[:BODY_VERTICES])
        self._triangles = _coarse(patch[basis.faces[basis.body_faces]])
        self._vertex = np.concatenate([gauge.points.vertex, np.stack([centres, centres], axis=1)])
        self._weight = np.concatenate([gauge.points.weight, np.tile(np.array([[1, 0]], np.float32), (len(centres), 1))])
        self._base = self._places(basis.vertices)
        self._rows: dict[str, Floats] = {}
        self._ends: dict[str, tuple[Floats | None, Floats]] = {}
        self.count = len(gauge.points.vertex)
        """Points of the gauge; the patches follow."""

    def _places(self, vertices: Floats) -> Floats:
        pair = vertices[self._vertex]
        places: Floats = pair[:, 0] * self._weight[:, :1] + pair[:, 1] * self._weight[:, 1:]
        return places.ravel()

    def row(self, target: str) -> Floats:
        """A target's shifts, (points * 3,) in metres."""
        row = self._rows.get(target)
        if row is None:
            dense = np.zeros(self.gauge.basis.vertices.shape, np.float32)
            vertex, shift = self.gauge.basis.target(target)
            dense[vertex] = shift
            row = self._rows[target] = self._places(dense)
        return row

    def ends(self, slider: str) -> tuple[Floats | None, Floats]:
        """How the points move with a modelling slider, both sides together, below 0 (None without that end) and above.

        Both are per unit of the slider, so the one below is the negative of its targets.
        """
        found = self._ends.get(slider)
        if found is None:
            names = tuple(self.gauge.basis.target_names)
            below, above = (
                self.rows({names[number]: 1.0 for number in end.tolist() if number >= 0})
                for end in self.gauge.basis.modifiers[slider]
            )
            found = self._ends[slider] = (-below if self.gauge.basis.modifiers[slider][0].max() >= 0 else None, above)
        return found

    def rows(self, weights: Mapping[str, float]) -> Floats:
        """The weighted sum of targets, (points * 3,)."""
        total = np.zeros_like(self._base)
        scaled = np.empty_like(total)
        # Row by row: they stay in the processor's nearest cache, where a table of all would not.
        for name, weight in weights.items():
            row = self._rows.get(name)
            np.multiply(self.row(name) if row is None else row, np.float32(weight), out=scaled)
            np.add(total, scaled, out=total)
        return total

    def places(self, weights: Mapping[str, float]) -> Doubles:
        """The points on a body, (points, 3): the gauge's, then the patches' centres."""
        checkpoint_here()
        return (self._base + self.rows(weights)).reshape(-1, 3).astype(np.float64)

    def volume(self, centres: Doubles) -> float:
        """Volume inside the coarse skin over the patches' centres (CLUSTERS, 3), in m^3."""
        first, second, third = (centres[corner] for corner in self._triangles)
        return float(np.einsum("tk,tk->", first, np.cross(second, third))) / 6

    def volume_slopes(self, centres: Doubles) -> Doubles:
        """Derivative of the coarse volume by the centres, (CLUSTERS * 3,)."""
        first, second, third = (centres[corner] for corner in self._triangles)
        parts = (np.cross(second, third), np.cross(third, first), np.cross(first, second))
        order, values = np.concatenate(self._triangles), np.concatenate(parts)
        sums = [np.bincount(order, values[:, axis], CLUSTERS) for axis in range(3)]
        return np.stack(sums, axis=1).ravel() / 6


def _patches(vertices: Floats) -> tuple[Ints, Ints]:
    """Nearest centre of each vertex (V,), and the centres: each the vertex farthest from all before it."""
    axes = np.ascontiguousarray(vertices.T)

    def squares(centre: int) -> Floats:
        apart = axes - axes[:, centre, None]
        found: Floats = dot(apart, apart)
        return found

    centres = [0]
    nearest = np.zeros(len(vertices), np.int64)
    distance = squares(0)
    for number in range(1, CLUSTERS):
        centres.append(int(distance.argmax()))
        other = squares(centres[-1])
        closer = other < distance
        nearest[closer] = number
        distance = np.where(closer, other, distance)
    return nearest, np.array(centres, np.int64)


def _coarse(quads: Ints) -> tuple[Ints, Ints, Ints]:
    """The triangles, by corner, that are left of quads (F, 4) whose corners are patches."""
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    first, second, third = triangles.T
    kept = (first != second) & (second != third) & (third != first)
    return first[kept], second[kept], third[kept]
