"""Smooth normals of meshes whose faces stay the same while their vertices move."""

from __future__ import annotations

from dataclasses import dataclass

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


def face_normals(vertices: Floats, faces: Ints) -> Floats:
    """Normals of the faces, as long as their areas (twice that for triangles); a quad's from its diagonals."""
    if faces.shape[1] == 4:
        return np.cross(vertices[faces[:, 2]] - vertices[faces[:, 0]], vertices[faces[:, 3]] - vertices[faces[:, 1]])
    return np.cross(vertices[faces[:, 1]] - vertices[faces[:, 0]], vertices[faces[:, 2]] - vertices[faces[:, 0]])


def vertex_normals(vertices: Floats, incidence: Incidence) -> Floats:
    """Unit normals (V, 3), each the area-weighted mean of the faces round it; a vertex without a face points up."""
    sums = np.add.reduceat(face_normals(vertices, incidence.faces)[incidence.order], incidence.start, axis=0)
    normals = np.zeros((incidence.count, 3), np.float32)
    normals[:, 1] = 1.0
    length = np.linalg.norm(sums, axis=1, keepdims=True)
    normals[incidence.touched] = np.where(length > 1e-12, sums / np.maximum(length, 1e-12), normals[incidence.touched])
    return normals
