"""The skin of one body as garments of users meet it: how high places lie over it, and what runs through it."""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
import scipy
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh

from procgen.character.body.basis import Basis
from procgen.character.body.body import Body
from procgen.character.mesh.nearest import nearest_on_triangles

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_NEAR = 8
"""Of so many triangles with the nearest middles, the nearest is taken."""
_COVER_M = 0.12
"""What covers skin lies within this along its normal."""
_MARGIN_RINGS = 2
"""Rings of faces inside the edge of what is covered that stay: one sees in under an edge."""
_BIAS_M = 1e-4


@lru_cache(maxsize=2)
def skin_triangles(basis: Basis) -> Ints:
    """The triangles (T, 3) of the body proper, two of each quad, as files have them."""
    quads = basis.faces[basis.body_faces].astype(np.int64)
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def shown_triangles(basis: Basis, hides: npt.NDArray[np.integer]) -> Bools:
    """Which triangles (T,) of the skin are still there where some of its vertices are hidden."""
    hidden = np.zeros(len(basis.vertices), bool)
    hidden[hides] = True
    quads = basis.faces[basis.body_faces]
    return np.tile(~hidden[quads].all(axis=1), 2)


def covered_skin(vertices: Floats, triangles: Ints, body: Body) -> Ints:
    """Body vertices that a garment (V, 3), (T, 3) covers on all sides, with a margin at its edges."""
    quads = body.basis.faces[body.basis.body_faces]
    skin = np.unique(quads)
    start = body.vertices[skin] + body.normals[skin] * np.float32(_BIAS_M)
    hit = scene_of(vertices, triangles).run(start, body.normals[skin], query="INTERSECT", output=True)
    covered = np.zeros(len(body.vertices), bool)
    covered[skin] = (hit["primID"] >= 0) & (hit["tfar"] < _COVER_M)
    for _ in range(_MARGIN_RINGS):
        open_ = quads[~covered[quads].all(axis=1)]
        covered[open_] = False
    return np.flatnonzero(covered)


def scene_of(vertices: Floats, triangles: npt.NDArray[np.integer]) -> rtcore_scene.EmbreeScene:
    """A surface for rays: vertices (V, 3) and triangles (T, 3)."""
    scene = rtcore_scene.EmbreeScene()
    TriangleMesh(scene, np.ascontiguousarray(vertices, np.float32), np.ascontiguousarray(triangles, np.int32))
    return scene


def edges_of(triangles: npt.NDArray[np.integer]) -> Ints:
    """The edges (E, 2) of triangles (T, 3), each once, the smaller number first."""
    sides = np.sort(np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]), axis=1)
    count = int(sides.max(initial=0)) + 1
    keys = np.unique(sides[:, 0].astype(np.int64) * count + sides[:, 1])
    return np.stack([keys // count, keys % count], axis=1)


def met(scene: rtcore_scene.EmbreeScene, vertices: Floats, edges: Ints) -> tuple[Ints, Ints, Floats]:
    """Which edges (E, 2) of vertices (V, 3) run through a surface.

    Returns:
        Numbers (N,) of the edges, the first triangle (N,) that each meets, and where, 0 at its first end and 1 at its
        second.
    """
    start = vertices[edges[:, 0]]
    found = scene.run(
        start, vertices[edges[:, 1]] - start, dists=np.ones(len(edges), np.float32), query="INTERSECT", output=True
    )
    through = np.flatnonzero(found["primID"] >= 0)
    return through, np.asarray(found["primID"][through], np.int64), np.asarray(found["tfar"][through], np.float32)


class Skin:
    """The skin of a body in its rest pose.

    Attributes:
        body: whose.
        triangles: (T, 3) vertices of the basis.
        normals: (T, 3) unit normals.
    """

    def __init__(self, body: Body) -> None:
        self.body = body
        self.triangles = skin_triangles(body.basis)
        self._corners = body.vertices[self.triangles]
        across = np.cross(self._corners[:, 1] - self._corners[:, 0], self._corners[:, 2] - self._corners[:, 0])
        self.normals = across / np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-12)

    @cached_property
    def _tree(self) -> scipy.spatial.cKDTree:
        return scipy.spatial.cKDTree(self._corners.mean(axis=1))

    def heights(self, places: Floats) -> tuple[Floats, Ints, Floats]:
        """How high places (P, 3) lie over the skin, metres, below 0 inside; the nearest triangle; its smooth normal.

        The sign is that of the smooth normal at the nearest point, which tells sides at edges and corners too (J. A.
        Baerentzen and H. Aanaes, "Signed distance computation using the angle weighted pseudonormal", 2005).
        """
        _, near = self._tree.query(places, _NEAR)
        point = nearest_on_triangles(places[:, None], self._corners[near])
        away = places[:, None] - point
        best = np.argmin((away**2).sum(axis=-1), axis=1)
        row = np.arange(len(places))
        triangle, away, point = near[row, best], away[row, best], point[row, best]
        normal = self._smooth(triangle, point)
        side = np.where(np.einsum("pa,pa->p", away, normal) < 0, -1, 1)
        return np.asarray(np.linalg.norm(away, axis=1) * side, np.float32), triangle, normal

    def _smooth(self, triangle: Ints, point: Floats) -> Floats:
        """The mean (P, 3), of unit length, of the normals at a triangle's corners as a point of it is near to them."""
        corners = self._corners[triangle]
        opposite = np.linalg.norm(
            np.cross(corners[:, [1, 2, 0]] - point[:, None], corners[:, [2, 0, 1]] - point[:, None]), axis=-1
        )
        share = opposite / np.maximum(opposite.sum(axis=1, keepdims=True), 1e-12)
        normal = np.einsum("pk,pka->pa", share, self.body.normals[self.triangles[triangle]])
        return np.asarray(normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-6), np.float32)


@lru_cache(maxsize=2)
def skin_of(body: Body) -> Skin:
    """The skin of a body; that of the last two is kept."""
    return Skin(body)
