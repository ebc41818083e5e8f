"""Smooth normals of meshes whose faces stay the same while their vertices move."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from procgen.character.mesh.rows import by_axis, from_axes, narrow, wide

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_LEAST_LENGTH = np.float32(1e-12)


@dataclass(frozen=True, eq=False)
class Rounds:
    """The sums over the faces round each vertex, as additions of whole arrays.

    Attributes:
        first: the first face of each vertex that has any, (T,), sorted by falling number of faces.
        others: of each further round n the n-th faces of those that have so many, which are the first in that order.
        place: (V,) where each vertex stands in that order; vertices without a face stand at T, after all others.
    """

    first: Ints
    others: tuple[Ints, ...]
    place: Ints


@dataclass(frozen=True, eq=False)
class Incidence:
    """Which faces meet at each vertex, sorted for summing without a loop.

    Attributes:
        faces: (F, 3) or (F, 4).
        order: faces in the order of the vertices that they touch.
        start: first entry of each touched vertex in ``order``.
        touched: the vertices that any face touches.
        count: number of all vertices.
    """

    faces: Ints
    order: Ints
    start: Ints
    touched: Ints
    count: int

    @classmethod
    def of(cls, faces: npt.NDArray[np.integer], count: int) -> Incidence:
        """Prepare the sums for a mesh with ``count`` vertices."""
        corners = np.asarray(faces, np.int64)
        flat = corners.ravel()
        by_vertex = np.argsort(flat, kind="stable")
        touched, start = np.unique(flat[by_vertex], return_index=True)
        return cls(corners, by_vertex // corners.shape[1], start.astype(np.int64), touched, count)

    @cached_property
    def _spans(self) -> tuple[Ints, Ints]:
        """Of all vertices, the first entry in ``order`` and how many there are, (V,) each."""
        first, number = np.zeros(self.count, np.int64), np.zeros(self.count, np.int64)
        first[self.touched] = self.start
        number[self.touched] = np.diff(np.append(self.start, len(self.order)))
        return first, number

    def round(self, vertices: Ints) -> tuple[Ints, Ints]:
        """The faces round each of the vertices (N,), one vertex after the other, and how many each has, (N,)."""
        first, number = (each.take(vertices) for each in self._spans)
        before = np.cumsum(number) - number
        entry = np.repeat(first - before, number) + np.arange(int(number.sum()))
        return self.order.take(entry), number

    @cached_property
    def rounds(self) -> Rounds:
        """The sums, prepared."""
        valence = np.diff(np.append(self.start, len(self.order)))
        falling = np.argsort(-valence, kind="stable")
        place = np.full(self.count, len(falling))
        place[self.touched[falling]] = np.arange(len(falling))
        turns = [
            self.order[self.start[falling[: int((valence > turn).sum())]] + turn]
            for turn in range(int(valence.max(initial=1)))
        ]
        return Rounds(turns[0], tuple(turns[1:]), place)

    @cached_property
    def diagonals(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Start and end of two vectors that each face's normal is square to, (F,) each: of a quad, the diagonals."""
        columns = [np.ascontiguousarray(column) for column in self.faces.T]
        if len(columns) == 4:
            return columns[0], columns[2], columns[1], columns[3]
        return columns[0], columns[1], columns[0], columns[2]


@dataclass(frozen=True, eq=False)
class Patch:
    """A part of a mesh round vertices that move.

    Attributes:
        turned: (N,) the vertices whose normals may turn: those of the faces that touch what moves.
        needed: (L,) the vertices that their normals depend on.
        incidence: of the faces among ``needed``.
        place: (N,) where those of ``turned`` stand in ``needed``.
    """

    turned: Ints
    needed: Ints
    incidence: Incidence
    place: Ints

    @classmethod
    def of(cls, incidence: Incidence, moved: Ints) -> Patch:
        """Of a mesh in which the vertices ``moved`` may be elsewhere."""
        turned = _named(incidence.faces[incidence.round(moved)[0]], incidence.count)
        around, number = incidence.round(turned)
        chosen = _named(around, len(incidence.faces))
        faces = incidence.faces[chosen]
        needed = _named(faces, incidence.count)
        place = np.empty(incidence.count, np.int64)
        place[needed] = np.arange(len(needed))
        face_place = np.empty(len(incidence.faces), np.int64)
        face_place[chosen] = np.arange(len(chosen))
        # In the order of the whole mesh, so that sums are rounded alike.
        start = np.cumsum(number) - number
        own = Incidence(place[faces], face_place[around], start, place[turned], len(needed))
        return cls(turned, needed, own, place[turned])

    def normals(self, rows: Floats) -> Floats:
        """Rows (N, 4) of the normals of ``turned``, the same bits as :func:`normal_rows` of the whole mesh gives.

        Args:
            rows: (V, 4) places of the whole mesh.
        """
        return normal_rows(rows.take(self.needed, axis=0), self.incidence).take(self.place, axis=0)


def _named(numbers: Ints, count: int) -> Ints:
    """The distinct ones of numbers below ``count``, ascending: faster than sorting them."""
    named = np.zeros(count, np.bool_)
    named[numbers] = True
    return np.flatnonzero(named)


def face_normals(vertices: Floats, faces: Ints) -> Floats:
    """Normals of the faces (F, 3), as long as their areas (twice that for triangles); a quad's from its diagonals."""
    return np.ascontiguousarray(_face_normals(wide(vertices), Incidence.of(faces, len(vertices)).diagonals).T)


def _face_normals(rows: Floats, diagonals: tuple[Ints, Ints, Ints, Ints]) -> Floats:
    """(3, F) from rows (V, 4)."""
    start, end, other_start, other_end = (rows.take(corner, axis=0) for corner in diagonals)
    end -= start
    other_end -= other_start
    a, b = by_axis(end), by_axis(other_end)
    normals = np.empty_like(a)
    less = np.empty_like(a[0])
    for axis in range(3):
        one, two = (axis + 1) % 3, (axis + 2) % 3
        np.multiply(a[one], b[two], out=normals[axis])
        np.multiply(a[two], b[one], out=less)
        normals[axis] -= less
    return normals


def normal_rows(rows: Floats, incidence: Incidence) -> Floats:
    """Unit normals as rows (V, 4), each the area-weighted mean of the faces round it; without a face it points up.

    Args:
        rows: (V, 4) places, see :mod:`procgen.character.mesh.rows`.
        incidence: of the faces.
    """
    rounds = incidence.rounds
    by_face = from_axes(_face_normals(rows, incidence.diagonals))
    sums = by_face.take(rounds.first, axis=0)
    for faces in rounds.others:
        sums[: len(faces)] += by_face.take(faces, axis=0)
    axes = by_axis(sums)
    length = np.sqrt(axes[0] * axes[0] + axes[1] * axes[1] + axes[2] * axes[2])
    flat = length <= _LEAST_LENGTH
    axes /= np.maximum(length, _LEAST_LENGTH)
    axes[:, flat] = np.array([[0.0], [1.0], [0.0]], np.float32)
    units = np.concatenate([from_axes(axes), np.array([[0.0, 1.0, 0.0, 0.0]], np.float32)])
    return units.take(rounds.place, axis=0)


def vertex_normals(vertices: Floats, incidence: Incidence) -> Floats:
    """Unit normals (V, 3) of vertices (V, 3); see :func:`normal_rows`."""
    return narrow(normal_rows(wide(vertices), incidence))
