"""Smooth normals of meshes whose faces stay the same while their vertices move."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


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
    def by_valence(self) -> tuple[Ints, list[Ints]]:
        """The sums as additions of whole arrays.

        Returns:
            Where each vertex stands when they are sorted by falling number of faces, (V,); and of each round n the n-th
            faces of those that have so many, which are the first ones in that order.
        """
        valence = np.zeros(self.count, np.int64)
        begin = np.zeros(self.count, np.int64)
        valence[self.touched] = np.diff(np.append(self.start, len(self.order)))
        begin[self.touched] = self.start
        sorted_vertices = np.argsort(-valence, kind="stable")
        rounds = []
        for turn in range(int(valence.max(initial=0))):
            some = sorted_vertices[: int((valence > turn).sum())]
            rounds.append(self.order[begin[some] + turn])
        place = np.empty(self.count, np.int64)
        place[sorted_vertices] = np.arange(self.count)
        return place, rounds


def face_normals(vertices: Floats, faces: Ints) -> Floats:
    """Normals of the faces, as long as their areas (twice that for triangles); a quad's from its diagonals."""
    return np.ascontiguousarray(_face_normals(np.ascontiguousarray(vertices.T), faces).T)


def _face_normals(places: Floats, faces: Ints) -> Floats:
    """(3, F) from places (3, V): arrays by axis are several times faster here than arrays by vertex."""
    far = 3 if faces.shape[1] == 4 else 2
    near = 1 if faces.shape[1] == 4 else 0
    a = places.take(faces[:, 2 if far == 3 else 1], axis=1) - places.take(faces[:, 0], axis=1)
    b = places.take(faces[:, far], axis=1) - places.take(faces[:, near], axis=1)
    normals = np.empty_like(a)
    for axis in range(3):
        one, two = (axis + 1) % 3, (axis + 2) % 3
        np.multiply(a[one], b[two], out=normals[axis])
        normals[axis] -= a[two] * b[one]
    return normals


def vertex_normals(vertices: Floats, incidence: Incidence) -> Floats:
    """Unit normals (V, 3), each the area-weighted mean of the faces round it; a vertex without a face points up."""
    by_face = _face_normals(np.ascontiguousarray(vertices.T, np.float32), incidence.faces)
    place, rounds = incidence.by_valence
    sums = np.zeros((3, incidence.count), np.float32)
    for faces in rounds:
        sums[:, : len(faces)] += by_face.take(faces, axis=1)
    length = np.sqrt(sums[0] * sums[0] + sums[1] * sums[1] + sums[2] * sums[2])
    flat = length <= 1e-12
    sums /= np.maximum(length, np.float32(1e-12))
    sums[:, flat] = np.array([[0.0], [1.0], [0.0]], np.float32)
    return np.ascontiguousarray(sums.T).take(place, axis=0)
