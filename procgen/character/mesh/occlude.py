"""Layers of clothes: what lies under another piece is left out, so that nothing pokes through.

On the standard body, a vertex is covered where a ray to the outside soon meets a piece of a higher layer from behind;
it pokes out where such a piece lies just beneath it. What lies close to skin that such a piece hides is left out as if
it were covered: rays from inside a boot meet its sole and its lining first. What pokes out is drawn in below the upper
piece; triangles are left out where they and their neighbours are covered or poked out, so that cloth remains to be seen
at the edges of the upper piece, and what remains below it is drawn in a little. Nothing is drawn into the body: what
lies far off the skin, as laces on an instep do, could be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import scipy
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.body.body import Body
from procgen.character.body.shape import plain_body
from procgen.character.mesh.normals import Incidence, vertex_normals
from procgen.character.mesh.part import Template, hidden_vertices
from procgen.character.mesh.rows import distinct

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.integer]

_ABOVE_M = 0.09
"""How far outside a vertex the upper piece may lie to cover it..."""
_FOLDED_M = 0.08
"""...and for vertices that look inwards, as those of a folded hem do, how far behind them."""
_BELOW_M = 0.08
"""How far beneath a vertex the upper piece may lie for it to poke out."""
_UNDER_M = 0.004
"""What pokes out is drawn in to so far below the upper piece..."""
_OFF_SKIN_M = 0.0015
"""...but no nearer to the skin than this."""
_TUCKED_M = 0.004
"""What stays below an upper piece's edge is drawn in by so much: on other bodies it has the room that it has here, and
this. Hose under the shaft of a boot come through it on stout calves."""
_RAISED_M = 0.01
"""By how much a piece is raised to see which way its vertices go."""
_CLOSE_M = 0.03
"""What is no farther than this from skin that an upper piece hides lies below that piece."""
_FACING = 0.25
"""Cosine of the widest angle between a ray to the outside and the outer side of what it meets."""
_RINGS = 1
_SCRAP_M2, _SCRAP_SHARE, _SCRAP_OF_WHOLE = 0.05, 0.4, 0.5
"""What is left of a piece is left out where it hangs together over less than this, that much of it is covered, and it
is no more than that share of what hung together: a belt below an open mantle is no scrap."""
_START_M = 1e-4

_KEPT: dict[tuple[int, ...], tuple[tuple[Template, ...], Template]] = {}
_CAPACITY = 64
"""Each keeps about a megabyte of what is prepared for it. Whoever changes a person needs those of one outfit, and of
people who are drawn by chance hardly any two wear the same.
"""


def without_covered(
    templates: Sequence[Template], basis: Basis, ranks: Sequence[float] | None = None
) -> list[Template]:
    """The templates, each without the triangles that templates of higher layers cover; those covered whole are gone.

    ``ranks`` says what lies above what, where that is not the templates' own layers.

    The same templates give the same objects again, so what is prepared for a template is prepared once.
    """
    result = []
    order = [template.layer for template in templates] if ranks is None else ranks
    for template, rank in zip(templates, order, strict=True):
        above = tuple(other for other, higher in zip(templates, order, strict=True) if higher > rank)
        cut = _cut(template, above, basis) if above else template
        if len(cut.triangles):
            result.append(cut)
    return result


def _cut(template: Template, above: tuple[Template, ...], basis: Basis) -> Template:
    key = (id(template), *(id(other) for other in above))
    found = _KEPT.get(key)
    if found is not None:
        return found[1]
    kept, lift = _kept(template, above, plain_body(basis))
    cut = template
    if not kept.all():
        cut = replace(
            template, triangles=template.triangles[kept], triangle_slot=template.triangle_slot[kept], lift=lift
        )
    while len(_KEPT) >= _CAPACITY:
        _KEPT.pop(next(iter(_KEPT)), None)
    # The templates are kept beside the result, so no other can have their identity.
    _KEPT[key] = ((template, *above), cut)
    return cut


def _kept(template: Template, above: Sequence[Template], body: Body) -> tuple[Bools, Floats]:
    """Which triangles are to be seen, and the lift of the vertices with what pokes out drawn in."""
    vertices = template.fit(body)
    normals = vertex_normals(vertices, Incidence.of(template.triangles, len(vertices)))
    fitted = [other.fit(body) for other in above]
    first = np.cumsum([0, *(len(part) for part in fitted)])
    corners = np.concatenate(fitted)
    faces = np.concatenate([other.triangles + start for other, start in zip(above, first, strict=False)])
    scene = rtcore_scene.EmbreeScene()
    TriangleMesh(scene, corners, faces.astype(np.int32))
    edges = corners[faces]
    outward = np.cross(edges[:, 1] - edges[:, 0], edges[:, 2] - edges[:, 0])
    outward /= np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-12)

    def met(towards: Floats, outside: Floats, reach: float) -> tuple[Bools, Floats]:
        """Whether rays meet a piece above whose outer side looks ``outside``, and how far away."""
        start = vertices + towards * np.float32(_START_M)
        hit = scene.run(start, towards, query="INTERSECT", output=True)
        facing = (outward[np.maximum(hit["primID"], 0)] * outside).sum(axis=1)
        return (hit["primID"] >= 0) & (hit["tfar"] < reach) & (facing > _FACING), hit["tfar"]

    covered, _ = met(normals, normals, _ABOVE_M)
    folded, _ = met(-normals, -normals, _FOLDED_M)
    pokes, depth = met(-normals, normals, _BELOW_M)
    pokes &= ~covered
    under = covered | folded | pokes | _over_hidden(vertices, hidden_vertices(above), body)
    _, place = distinct(np.round(vertices, 5))  # at the seams of pictures several vertices lie at one place
    hidden = _eroded(under, place[template.triangles], place)
    lift = template.lift
    tucked = covered & ~hidden
    if (pokes | tucked).any():
        wanted = np.where(pokes, depth + np.float32(_UNDER_M), np.where(tucked, np.float32(_TUCKED_M), 0))
        lift = lift - np.minimum(wanted, _room(template, vertices, body)).astype(np.float32)
    kept = ~np.asarray(hidden[template.triangles].all(axis=1), bool)
    return _without_scraps(kept, under, template.triangles, place, vertices), lift


def _over_hidden(vertices: Floats, hidden: Numbers, body: Body) -> Bools:
    """Which vertices (V,) lie close to skin whose nearest vertex is one of those that are hidden."""
    distance, nearest = _skin_tree(body).query(vertices, distance_upper_bound=_CLOSE_M)
    is_hidden = np.zeros(BODY_VERTICES + 1, np.bool_)  # the last for what is farther than that from any
    is_hidden[hidden[hidden < BODY_VERTICES]] = True
    return np.asarray(is_hidden[np.where(np.isfinite(distance), nearest, BODY_VERTICES)])


@lru_cache(maxsize=2)
def _skin_tree(body: Body) -> scipy.spatial.cKDTree:
    return scipy.spatial.cKDTree(body.vertices[:BODY_VERTICES])


def _room(template: Template, vertices: Floats, body: Body) -> Floats:
    """How far (V,) each vertex can be drawn in without coming to the skin; infinite where there is none that way."""
    raised = replace(template, lift=template.lift + np.float32(_RAISED_M)).fit(body) - vertices
    inwards = -raised / np.maximum(np.linalg.norm(raised, axis=1, keepdims=True), 1e-9)
    hit = _skin_scene(body).run(vertices, inwards.astype(np.float32), query="INTERSECT", output=True)
    room = np.maximum(hit["tfar"] - np.float32(_OFF_SKIN_M), 0)
    return np.asarray(np.where(hit["primID"] >= 0, room, np.inf), np.float32)


@lru_cache(maxsize=2)
def _skin_scene(body: Body) -> rtcore_scene.EmbreeScene:
    quads = body.basis.faces[body.basis.body_faces]
    skin = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    scene = rtcore_scene.EmbreeScene()
    TriangleMesh(scene, body.vertices, skin.astype(np.int32))
    # Its first ray builds what others only read: it may be asked by several threads.
    scene.run(np.zeros((1, 3), np.float32), np.eye(3, dtype=np.float32)[:1], query="INTERSECT", output=True)
    return scene


def _without_scraps(kept: Bools, under: Bools, triangles: Numbers, place: Numbers, vertices: Floats) -> Bools:
    """What is to be seen, without the small pieces, mostly covered themselves, that the rest has left behind."""
    whole = _patches(place[triangles])
    left = np.full(len(kept), -1)
    left[kept] = _patches(place[triangles[kept]])
    corner = vertices[triangles]
    area = np.linalg.norm(np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]), axis=1) / 2
    seen = np.bincount(left[kept], area[kept], int(left.max(initial=-1)) + 1)
    broken = np.bincount(whole, ~kept) > 0
    scraps = kept & broken[whole]
    hidden = area * under[triangles].mean(axis=1)
    share = np.bincount(left[kept], hidden[kept], len(seen)) / np.maximum(seen, 1e-12)
    torn = np.zeros(len(seen))
    torn[left[kept]] = np.bincount(whole, area)[whole[kept]]
    small = (seen < _SCRAP_M2) & (seen < _SCRAP_OF_WHOLE * torn)
    scraps[scraps] = (small & (share > _SCRAP_SHARE))[left[scraps]]
    return kept & ~scraps


def _patches(triangles: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
    """Number of the connected patch of each triangle, (T,), counted from 0."""
    count = int(triangles.max(initial=0)) + 1
    sides = np.concatenate([triangles[:, :2], triangles[:, 1:]])
    graph = scipy.sparse.coo_array((np.ones(len(sides), np.int8), sides.T), (count, count))
    label = scipy.sparse.csgraph.connected_components(graph, directed=False)[1]
    return np.unique(label[triangles[:, 0]], return_inverse=True)[1].astype(np.int64)


def _eroded(covered: Bools, triangles: Numbers, place: Numbers) -> Bools:
    """Covered vertices whose neighbours, for some rings, are covered too; triangles are of places."""
    count = int(place.max()) + 1
    bare = np.zeros(count, bool)
    np.logical_or.at(bare, place, ~covered)
    for _ in range(_RINGS):
        touched = bare[triangles].any(axis=1)
        bare[triangles[touched].ravel()] = True
    return np.asarray(~bare[place], bool)
