"""Cloth of users, brought out of the skin of a body: smoothly, so that folds stay folds and layers stay in order.

Where a vertex lies too low over skin that is seen, or a face of the skin comes through one of the cloth, the cloth is
raised along the skin's normals. Its neighbours follow by the mean of what theirs do, and what lies over it keeps to its
side. This is done again until no face of cloth meets a face of the skin that is seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy
from embreex import rtcore_scene

from procgen.character.mesh.rows import distinct
from procgen.character.wardrobe.own.skin import Skin, edges_of, met, scene_of

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

DEEPEST_M: Final = 0.04
"""What lies deeper in the body is not brought out: it was not meant to lie on it there."""
_FARTHEST_M = 0.06
"""Nothing is moved farther: what would have to be lies between parts of the body where there is no room for it."""
_ROUNDS = 24
_ENOUGH_M = 2e-5
_RINGS = 5
"""Rings of neighbours that follow what is raised."""
_FOLLOW = 0.8
"""Share of their neighbours' mean that they follow by."""
_BESIDE_M, _BESIDE = 0.012, 12
"""Of so many vertices nearest to one, those within this move together with it, in other layers too."""
_THINNED = 0.7
"""Of the distance between layers so much may be taken up, where what lies below is raised."""
_MARGIN_M = 0.0004
"""How much more is raised than two faces that meet tell."""
_MOST_M = 0.02
"""As far as two faces that meet tell, at most."""


@dataclass(frozen=True, eq=False)
class Cloth:
    """How the parts of a garment hang together; vertices at one place, which a picture's seam divides, are one.

    Attributes:
        place: (V,) number of the place of each vertex.
        first: (P,) a vertex of each place.
        triangles: (T, 3) of places.
        edges: (E, 2) of places.
        follow: (P, P) rows are means over neighbours, within the layer and beside it.
        stacked: (L, 2) places of two layers that lie over each other.
    """

    place: Ints
    first: Ints
    triangles: Ints
    edges: Ints
    follow: scipy.sparse.csr_array
    stacked: Ints

    @classmethod
    def of(cls, vertices: Floats, triangles: Ints) -> Cloth:
        """Of a mesh (V, 3), (T, 3) as it lies on the neutral body."""
        place = distinct(vertices)[1].astype(np.int64)
        count = int(place.max()) + 1
        first = np.zeros(count, np.int64)
        first[place[::-1]] = np.arange(len(place))[::-1]
        corners = place[triangles]
        corners = corners[(corners != np.roll(corners, 1, axis=1)).all(axis=1)]
        edges = edges_of(corners)
        beside = _beside(vertices[first], edges)
        ends = np.concatenate([edges, edges[:, ::-1], beside, beside[:, ::-1]])
        graph = scipy.sparse.csr_array(scipy.sparse.coo_array((np.ones(len(ends)), ends.T), (count, count)))
        many = np.maximum(np.asarray(graph.sum(axis=1)).ravel(), 1)
        return cls(place, first, corners, edges, scipy.sparse.csr_array(graph.multiply(1 / many[:, None])), beside)


def _beside(places: Floats, edges: Ints) -> Ints:
    """Pairs (L, 2) of places (P, 3) that lie near each other, but are no edge; a few of each."""
    count = len(places)
    many = min(_BESIDE, count)
    far, near = scipy.spatial.cKDTree(places).query(places, many, distance_upper_bound=_BESIDE_M)
    far, near = far.reshape(count, many), near.reshape(count, many)
    one, rank = np.nonzero(np.isfinite(far))
    pairs = np.sort(np.stack([one, near[one, rank]], axis=1), axis=1)
    keys = np.unique(pairs[:, 0] * count + pairs[:, 1])
    keys = keys[(keys // count != keys % count) & ~np.isin(keys, edges[:, 0] * count + edges[:, 1])]
    return np.stack([keys // count, keys % count], axis=1)


def cleared(places: Floats, cloth: Cloth, skin: Skin, seen: Bools, gap: Floats, origin: Floats | None = None) -> Floats:
    """Places (P, 3) of cloth, out of the skin.

    Args:
        places: where it lies.
        cloth: how it hangs together.
        skin: of the wearer.
        seen: (T,) triangles of the skin that are seen: only they count.
        gap: (P,) metres over the skin that each place keeps; -inf for what may lie in it.
        origin: (P, 3) what nothing is moved far from; None means where it lies.
    """
    shown = skin.triangles[seen]
    scene, edges = scene_of(skin.body.vertices, shown), edges_of(shown)
    start, places = places if origin is None else origin, places.copy()
    height, near, normal = skin.heights(places)
    for _ in range(_ROUNDS):
        low = seen[near] & (height > -DEEPEST_M) & (height < gap - _ENOUGH_M)
        need = np.where(low, gap - height, 0)
        np.maximum(need, _through(places, cloth, skin, scene, edges, seen), out=need)
        if not need.any():
            break
        raised = _spread(need, height, cloth)
        moved = np.flatnonzero(raised)
        away = places[moved] + (_smoothed(normal, cloth) * raised[:, None])[moved] - start[moved]
        far = np.linalg.norm(away, axis=1, keepdims=True)
        places[moved] = start[moved] + away * np.minimum(1, _FARTHEST_M / np.maximum(far, 1e-9))
        height[moved], near[moved], normal[moved] = skin.heights(places[moved])
    return places


def _through(
    places: Floats, cloth: Cloth, skin: Skin, scene: rtcore_scene.EmbreeScene, edges: Ints, seen: Bools
) -> Floats:
    """How far (P,) places must be raised, as faces of theirs meet faces of the skin that is seen."""
    need = np.zeros(len(places), np.float32)
    vertices = skin.body.vertices
    edge, triangle, at = met(scene_of(places, cloth.triangles), vertices, edges)
    ends = vertices[edges[edge]]
    up = skin.body.normals[edges[edge]].mean(axis=1)
    hit = ends[:, 0] + (ends[:, 1] - ends[:, 0]) * at[:, None]
    above = np.einsum("nka,na->nk", ends - hit[:, None], up).max(axis=1)
    raised = np.clip(above + np.float32(_MARGIN_M), 0, _MOST_M)
    np.maximum.at(need, cloth.triangles[triangle], raised[:, None])
    edge, triangle, _ = met(scene, places, cloth.edges)
    corner = cloth.edges[edge]
    away = places[corner] - vertices[skin.triangles[seen][triangle, 0]][:, None]
    below = -np.einsum("nka,na->nk", away, skin.normals[seen][triangle])
    raised = np.where(below > 0, np.clip(below + _MARGIN_M, 0, _MOST_M), _MARGIN_M)
    np.maximum.at(need, corner, raised.astype(np.float32))
    return need


def _spread(need: Floats, height: Floats, cloth: Cloth) -> Floats:
    """How far (P,) all places are raised where some need to be."""
    raised = need.astype(np.float64)
    for _ in range(_RINGS):
        raised = np.maximum(need, _FOLLOW * (cloth.follow @ raised))
    if len(cloth.stacked):
        rise = np.diff(height[cloth.stacked], axis=1)[:, 0]
        lower = np.where(rise >= 0, cloth.stacked[:, 0], cloth.stacked[:, 1])
        upper = np.where(rise >= 0, cloth.stacked[:, 1], cloth.stacked[:, 0])
        least = raised[lower] - _THINNED * np.abs(rise)
        np.maximum.at(raised, upper, least)
    return np.asarray(raised, np.float32)


def _smoothed(normal: Floats, cloth: Cloth) -> Floats:
    """Directions (P, 3) of unit length, as neighbours have them too."""
    mean = normal + cloth.follow @ normal
    return np.asarray(mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-6), np.float32)


def crossing_triangles(places: Floats, cloth: Cloth, skin: Skin, seen: Bools) -> Ints:
    """Triangles of cloth that meet a triangle of the skin that is seen; each edge of both is tried."""
    shown = skin.triangles[seen]
    _, one, _ = met(scene_of(places, cloth.triangles), skin.body.vertices, edges_of(shown))
    edge, _, _ = met(scene_of(skin.body.vertices, shown), places, cloth.edges)
    count = len(places)
    pierced = cloth.edges[edge, 0] * count + cloth.edges[edge, 1]
    sides = np.sort(np.stack([cloth.triangles, np.roll(cloth.triangles, -1, axis=1)], axis=-1), axis=-1)
    through: Bools = np.asarray(np.isin(sides[..., 0] * count + sides[..., 1], pierced).any(axis=1))
    through[one] = True
    return np.flatnonzero(through)
