"""Tight places of the face, where sheets of skin lie near each other, and whether they cross there.

Which edges can meet which triangles was found in training (:mod:`procgen.character.recipe.face_pairs`): those that
did in tens of thousands of faces, at the corners and folds of the eyes, in the creases beside the nostrils and at the
ears.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from procgen.runtime.arrays import read_arrays
from procgen.runtime.packaged import reading

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

FILE = "character_face_pairs.npz"
_END = 1e-4
"""Share of an edge at each end that does not count."""


def crossing_pairs(points: Floats, edge: Ints, triangle: Ints) -> npt.NDArray[np.bool_]:
    """(P,) whether edges (P, 2) pass through triangles (P, 3) of points (V, 3), one pair after another."""
    corner = points[triangle[:, 0]]
    first, second = points[triangle[:, 1]] - corner, points[triangle[:, 2]] - corner
    normal = np.cross(first, second)
    offset = points[edge[:, 0]] - corner
    start = np.einsum("pa,pa->p", offset, normal)
    end = np.einsum("pa,pa->p", points[edge[:, 1]] - corner, normal)
    crossing: npt.NDArray[np.bool_] = (start > 0) != (end > 0)
    number = np.flatnonzero(crossing)
    first, second, normal = first[number], second[number], normal[number]
    share = start[number] / (start[number] - end[number])
    place = offset[number] + share[:, None] * (points[edge[number, 1]] - points[edge[number, 0]])
    # Barycentric coordinates of where the edge meets the plane.
    size = np.maximum(np.einsum("pa,pa->p", normal, normal), 1e-30)
    u = np.einsum("pa,pa->p", np.cross(place, second), normal) / size
    v = np.einsum("pa,pa->p", np.cross(first, place), normal) / size
    crossing[number] = (u > 0) & (v > 0) & (u + v < 1) & (share > _END) & (share < 1 - _END)
    return crossing


def load_pairs(folder: Path) -> Ints:
    """(P, 5) the edge's two vertices and the triangle's three, of both sides.

    Raises:
        Failed: the file is missing or damaged.
    """
    path = folder / FILE
    with reading(path):
        return np.asarray(read_arrays(path)["pairs"], np.int64)
