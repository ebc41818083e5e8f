"""Where the surface of a head passes through itself, found with Embree."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.face.landmarks import MIDLINE
from procgen.character.face.mesh import HeadMesh, head_vertices
from procgen.character.mesh.normals import Incidence, vertex_normals

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_CASTS = 4
_NEAR = 1e-3
"""Share of an edge at each end that is not looked at: there it touches the triangles round its vertices."""
_METRES = 1000.0
"""Embree works in millimetres here: in metres single precision blurs crossings of a tenth of a millimetre."""
_MOUTH_M = (0.030, 0.016)
"""Half the breadth and height of the mouth, which is left out."""
_DEPTH_M = 0.13
"""How far behind the lips edges are looked at: face and ears."""
_LIFT_M = np.float32(3e-4)
"""How far off the surface a point is looked at."""
_VIEWS = np.array(
    [(x, y, 1.0) for x in (-2.0, -0.8, 0.0, 0.8, 2.0) for y in (-1.2, -0.5, 0.0, 0.7)]
    + [(x, y, -0.2) for x in (-1.0, 1.0) for y in (-0.3, 0.3)],
    np.float32,
)
"""Directions to those who look."""


def unique_edges(triangles: npt.NDArray[np.integer]) -> Ints:
    """(E, 2) edges of triangles (T, 3), each once."""
    pairs = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    return np.unique(np.sort(pairs, axis=1), axis=0).astype(np.int64)


def crossings(vertices: Floats, triangles: npt.NDArray[np.integer], edges: Ints) -> Ints:
    """The triangle that each edge passes through without touching it.

    Args:
        vertices: (V, 3) metres.
        triangles: (T, 3).
        edges: (E, 2), see :func:`unique_edges`.

    Returns:
        (E,) number of the triangle, -1 for none; of several, one.
    """
    points = (vertices * np.float32(_METRES)).astype(np.float32)
    scene = rtcore_scene.EmbreeScene()
    mesh = TriangleMesh(scene, points, triangles.astype(np.int32))
    start, along = points[edges[:, 0]], points[edges[:, 1]] - points[edges[:, 0]]
    length = np.linalg.norm(along, axis=1)
    direction = along / np.maximum(length, 1e-9)[:, None]
    travelled = length * _NEAR
    crossed = np.full(len(edges), -1)
    open_edges = np.flatnonzero(length > 1e-6)
    for _ in range(_CASTS):
        origin = start[open_edges] + direction[open_edges] * travelled[open_edges, None]
        towards = direction[open_edges].astype(np.float32)
        hit = scene.run(origin.astype(np.float32), towards, query="INTERSECT", output=1)
        reached = travelled[open_edges] + hit["tfar"]
        found = (hit["primID"] >= 0) & (reached < length[open_edges] * (1 - _NEAR))
        corners = triangles[np.maximum(hit["primID"], 0)]
        own = (corners[:, :, None] == edges[open_edges][:, None, :]).any(axis=(1, 2))
        crossed[open_edges[found & ~own]] = hit["primID"][found & ~own]
        # A triangle that the edge touches was in the way: go on behind it.
        again = found & own
        travelled[open_edges[again]] = reached[again] + 1e-3
        open_edges = open_edges[again]
        if not len(open_edges):
            break
    del mesh
    return crossed


def seen(
    points: Floats, normals: Floats, vertices: Floats, triangles: npt.NDArray[np.integer]
) -> npt.NDArray[np.bool_]:
    """(P,) whether points (P, 3) with normals on a surface can be seen from the front, the sides, above or below."""
    scene = rtcore_scene.EmbreeScene()
    mesh = TriangleMesh(scene, (vertices * np.float32(_METRES)).astype(np.float32), triangles.astype(np.int32))
    start = (points + _LIFT_M * normals) * np.float32(_METRES)
    origin = np.repeat(start, len(_VIEWS), axis=0).astype(np.float32)
    blocked = np.asarray(scene.run(origin, np.tile(_VIEWS, (len(points), 1)), query="OCCLUDED")) != -1
    del mesh
    visible: npt.NDArray[np.bool_] = ~blocked.reshape(len(points), len(_VIEWS)).all(axis=1)
    return visible


class SkinCrossing:
    """Counts where the skin of faces crosses itself for all to see, beside the places where the macro shapes do.

    A crossing counts if an end of the edge and a corner of the triangle can be seen: not in the nostrils' depths. The
    mouth is left out: closed lips touch, and MakeHuman's own shapes cross there.

    Args:
        basis: the mesh.
        sliders: the order of the rows.
    """

    def __init__(self, basis: Basis, sliders: tuple[str, ...]) -> None:
        head = head_vertices(basis)
        body = head[(head < BODY_VERTICES) & (basis.vertices[head, 1] > basis.vertices[MIDLINE["cervical"], 1])]
        self.mesh = HeadMesh.of(basis, sliders, body)
        quads = basis.faces[basis.body_faces]
        quads = self.mesh.places(quads[np.isin(quads, body).all(axis=1)])
        self.triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
        self._incidence = Incidence.of(self.triangles, len(self.mesh.vertices))
        edges = unique_edges(self.triangles)
        shapes = self.mesh.corners.reshape(len(self.mesh.corners), -1, 3)
        mean = shapes.mean(axis=0)
        middle = mean[edges].mean(axis=1) - mean[self.mesh.places(MIDLINE["stomion_upper"])]
        mouth = (np.abs(middle[:, 0]) < _MOUTH_M[0]) & (np.abs(middle[:, 1]) < _MOUTH_M[1])
        own = np.any([crossings(shape, self.triangles, edges) >= 0 for shape in shapes], axis=0)
        front = middle[:, 2] > -_DEPTH_M
        self.edges = edges[~mouth & ~own & front]

    def count(self, values: npt.NDArray[np.floating], corners: Floats) -> Ints:
        """(n,) crossing edges of faces (n, S), inside the sliders' ranges, of people (n, 24)."""
        points = self.mesh.evaluate(np.asarray(values, np.float32), corners)
        return np.array([len(self._pairs(own)) for own in points])

    def pairs(self, values: npt.NDArray[np.floating], corners: Floats) -> Ints:
        """(P, 5) crossing edges of one face (1, S) and the triangles that they pass, as vertices of the basis."""
        found: Ints = self.mesh.vertices[self._pairs(self.mesh.evaluate(np.asarray(values, np.float32), corners)[0])]
        return found

    def _pairs(self, points: Floats) -> Ints:
        """(P, 5) as places in the part."""
        found = crossings(points, self.triangles, self.edges)
        number = np.flatnonzero(found >= 0)
        ends, corners = self.edges[number], self.triangles[found[number]]
        pairs = np.concatenate([ends, corners], axis=1)
        if not len(number):
            return pairs
        normals = vertex_normals(points, self._incidence)
        looked_at = np.unique(pairs)
        visible = np.zeros(len(points), bool)
        visible[looked_at] = seen(points[looked_at], normals[looked_at], points, self.triangles)
        kept: Ints = pairs[visible[ends].any(axis=1) & visible[corners].any(axis=1)]
        return kept
