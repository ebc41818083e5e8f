"""How a user's garment fits: by rays, which skin it covers, and where it lies inside the body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.body.body import Body
from procgen.character.mesh.part import Template

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

CROSSING_M: Final = 0.001
"""Deeper in the skin than this a vertex crosses it."""
_COVER_M = 0.12
"""What covers skin lies within this along its normal."""
_MARGIN_RINGS = 2
"""Rings of faces inside the edge of what is covered that stay: one sees in under an edge."""
_INSIDE_M = 0.03
_BIAS_M = 1e-4


@dataclass(frozen=True, slots=True)
class Report:
    """How a garment fits a body.

    Attributes:
        vertices, triangles: of the garment.
        crossings: vertices more than ``CROSSING_M`` inside skin that is seen.
        deepest_m: how deep the deepest of them lies.
        hidden: vertices of the skin that it hides.
    """

    vertices: int
    triangles: int
    crossings: int
    deepest_m: float
    hidden: int


def covered_skin(vertices: Floats, triangles: Ints, body: Body) -> Ints:
    """Body vertices that a garment (V, 3), (T, 3) covers on all sides, with a margin at its edges."""
    quads = body.basis.faces[body.basis.body_faces]
    skin = np.unique(quads)
    start = body.vertices[skin] + body.normals[skin] * np.float32(_BIAS_M)
    hit = _scene(vertices, triangles).run(start, body.normals[skin], query="INTERSECT", output=True)
    covered = np.zeros(len(body.vertices), bool)
    covered[skin] = (hit["primID"] >= 0) & (hit["tfar"] < _COVER_M)
    for _ in range(_MARGIN_RINGS):
        open_ = quads[~covered[quads].all(axis=1)]
        covered[open_] = False
    return np.flatnonzero(covered)


def depths(template: Template, vertices: Floats, body: Body) -> Floats:
    """How deep vertices (V, 3) of a garment lie inside skin that is seen, (V,) metres, 0 outside.

    A ray from each along the normal of the skin nearest to it leaves the body where it is inside.
    """
    shown = _shown_triangles(body.basis, template.hides)
    corners = body.vertices[shown]
    flat = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normal = body.normals[template.bind_vertex[:, 0]]
    hit = _scene(body.vertices, shown).run(vertices, normal, query="INTERSECT", output=True)
    triangle = np.maximum(hit["primID"], 0)
    leaves = (hit["primID"] >= 0) & (np.einsum("va,va->v", flat[triangle], normal) > 0) & (hit["tfar"] < _INSIDE_M)
    return np.where(leaves, hit["tfar"], 0).astype(np.float32)


def report(template: Template, body: Body) -> Report:
    """How a garment fits a body in its rest pose."""
    deep = depths(template, template.fit(body), body)
    return Report(
        len(template.uv),
        len(template.triangles),
        int((deep > CROSSING_M).sum()),
        float(deep.max(initial=0.0)),
        len(template.hides),
    )


def _shown_triangles(basis: Basis, hides: npt.NDArray[np.int32]) -> Ints:
    quads = basis.faces[basis.body_faces].astype(np.int64)
    hidden = np.zeros(max(int(quads.max()) + 1, BODY_VERTICES), bool)
    hidden[hides] = True
    quads = quads[~hidden[quads].all(axis=1)]
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def _scene(vertices: Floats, triangles: Ints) -> rtcore_scene.EmbreeScene:
    scene = rtcore_scene.EmbreeScene()
    TriangleMesh(scene, vertices.astype(np.float32), triangles.astype(np.int32))
    return scene
