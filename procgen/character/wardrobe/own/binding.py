"""Binding a user's garment to the body: it follows the skin nearest to it, and is brought out of everybody's."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.body.body import Body
from procgen.character.body.landmark_vertices import LANDMARKS
from procgen.character.body.shape import plain_body
from procgen.character.mesh.build import Stance
from procgen.character.mesh.part import Slot, Template
from procgen.character.mesh.topology import exported_vertices
from procgen.character.mesh.update import posed
from procgen.character.rig.tpose import dense_weights
from procgen.character.wardrobe.own.align import Placing, placing
from procgen.character.wardrobe.own.cloth import DEEPEST_M, Cloth, cleared
from procgen.character.wardrobe.own.mesh import OwnMesh, Picture
from procgen.character.wardrobe.own.skin import Skin, covered_skin, shown_triangles, skin_of
from procgen.errors import InvalidFields, Violation

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NEAR_M: Final = 0.30
"""A garment has skin this near at some of its vertices, or it was not made on the neutral body."""
_NEIGHBOURS = 8
_KERNEL_M, _KERNEL_SHARE = 0.018, 0.6
"""How smoothly vertices follow the skin: so many metres, and so much more for each metre that they stand off."""
_LIFT_M = 0.05
"""Off the skin up to so far, vertices keep their height over it as it is, on wide bodies and on narrow ones."""
_LEAST_M, _BARELY_M = 0.0025, 0.001
"""Height over the skin that a vertex keeps on everybody: as much as it had, within these."""
_MOVED_M = 1e-4
"""What was moved less counts as left where it was."""
_SETTLINGS = 3
"""What is brought out of the body covers more of it; so often that is looked at."""


@dataclass(frozen=True, eq=False)
class OwnTemplate(Template):
    """A template that is brought out of everybody's skin where that is seen.

    Attributes:
        cloth: how it hangs together.
        gap: (P,) metres over the skin that each of its places keeps; -inf for what may lie in it.
        seen: (T,) triangles of the skin that it leaves to be seen.
    """

    cloth: Cloth = field(kw_only=True)
    gap: Floats = field(kw_only=True)
    seen: Bools = field(kw_only=True)

    def fit(self, body: Body) -> Floats:
        """The vertices (V, 3) on a body in its rest pose, in metres."""
        places = Template.fit(self, body)[self.cloth.first]
        return cleared(places, self.cloth, skin_of(body), self.seen, self.gap)[self.cloth.place]


@dataclass(frozen=True, eq=False)
class OwnGarment:
    """A bound garment.

    Attributes:
        template: how it is worn.
        albedo: the picture of its material.
        placing: how it was laid on the neutral body as a whole.
        settled: vertices that were brought out of the neutral body, or moved with those.
        settled_m: how far the farthest of them was.
    """

    template: OwnTemplate
    albedo: Picture | None
    placing: Placing
    settled: int
    settled_m: float


@dataclass(frozen=True, eq=False)
class Neutral:
    """The body that garments are made on.

    Attributes:
        stance: in T-pose on the floor.
        upright, lowered: its skin in T-pose and in its rest pose.
        skin: vertices of the basis that the skin has.
    """

    stance: Stance
    upright: Skin
    lowered: Skin
    skin: Ints

    def places(self, *, lowered: bool) -> Floats:
        """(S, 3) where the skin's vertices are."""
        return (self.lowered if lowered else self.upright).body.vertices[self.skin]


@lru_cache(maxsize=2)
def neutral(basis: Basis) -> Neutral:
    """The body that garments are made on, of a basis."""
    stance = posed(plain_body(basis))
    upright = stance.body.vertices.copy()
    upright[exported_vertices(basis)] = stance.vertices
    skin = np.unique(basis.faces[basis.body_faces]).astype(np.int64)
    return Neutral(stance, Skin(Body(basis, upright)), skin_of(stance.body), skin[skin < BODY_VERTICES])


def bind(mesh: OwnMesh, basis: Basis, name: str, layer: int, field_name: str) -> OwnGarment:
    """Bind a garment that lies on the neutral body, feet on the floor, front along +Z.

    It is meant to lie on it as it is exported, in T-pose. What clearly was made with lowered arms, or on a body of
    another size, is laid on it as a whole (:mod:`procgen.character.wardrobe.own.align`); then what lies in the skin
    is brought out of it (:mod:`procgen.character.wardrobe.own.cloth`).

    Args:
        mesh: the garment.
        basis: of its wearers.
        name: unique among what is worn.
        layer: see :class:`procgen.character.mesh.part.Template`.
        field_name: what a violation calls the mesh.

    Raises:
        InvalidFields: it lies nowhere near the neutral body.
    """
    wearer = neutral(basis)
    body = wearer.stance.body
    placed = placing(mesh.vertices, wearer.upright, wearer.lowered)
    vertices = placed.of(mesh.vertices)
    tree = scipy.spatial.cKDTree(wearer.places(lowered=placed.lowered).astype(np.float64))
    distance, near = tree.query(vertices.astype(np.float64), _NEIGHBOURS)
    if float(distance[:, 0].min()) > NEAR_M or float(np.median(distance[:, 0])) > 2 * NEAR_M:
        away = f"{float(np.median(distance[:, 0])):.3g} m from the neutral body"
        allowed = f"metres, made on the neutral body in T-pose, within {NEAR_M:g} m of its skin"
        raise InvalidFields([Violation.of(field_name, away, allowed)])
    vertex = wearer.skin[near]
    kernel = _KERNEL_M + _KERNEL_SHARE * distance[:, :1]
    weight = np.exp(-(((distance - distance[:, :1]) / kernel) ** 2) / 2)
    weight = (weight / weight.sum(axis=1, keepdims=True)).astype(np.float32)
    joint, hold = influences(basis, vertex, weight)
    made = vertices if placed.lowered else _unposed(wearer.stance, vertices, joint, hold)
    rest, cloth, gap, hidden = _settled(made, mesh.triangles, wearer.lowered)
    middle = np.einsum("vk,vka->va", weight, body.vertices[vertex])
    normal = np.einsum("vk,vka->va", weight, body.normals[vertex])
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-6)
    lift = np.clip(np.einsum("va,va->v", rest - middle, normal), 0, _LIFT_M).astype(np.float32)
    pair = LANDMARKS["cervicale"], LANDMARKS["crotch"]
    template = OwnTemplate(
        name=name,
        triangles=mesh.triangles.astype(np.int32),
        uv=mesh.uv.astype(np.float32),
        bind_vertex=vertex.astype(np.int32),
        bind_weight=weight,
        lift=lift,
        offset=(rest - middle - normal * lift[:, None]).astype(np.float32),
        scale_pair=pair,
        scale_rest_m=float(np.linalg.norm(body.vertices[pair[0]] - body.vertices[pair[1]])),
        skin_joint=joint,
        skin_weight=hold,
        slots=(Slot("cloth", name, mesh.colour, roughness=0.85, double_sided=True),),
        triangle_slot=np.zeros(len(mesh.triangles), np.uint8),
        hides=hidden.astype(np.int32),
        layer=layer,
        cloth=cloth,
        gap=gap,
        seen=shown_triangles(basis, hidden),
    )
    moved = np.linalg.norm(rest - made, axis=1)
    return OwnGarment(template, mesh.albedo, placed, int((moved > _MOVED_M).sum()), float(moved.max()))


def _settled(rest: Floats, triangles: Ints, skin: Skin) -> tuple[Floats, Cloth, Floats, Ints]:
    """A mesh (V, 3), (T, 3) out of the neutral body; how it hangs together; its gaps; the skin that it hides."""
    cloth, body = Cloth.of(rest, triangles), skin.body
    places = made = rest[cloth.first]
    height = skin.heights(places)[0]
    gap = np.where(height > -DEEPEST_M, np.clip(height, _BARELY_M, _LEAST_M), -np.inf).astype(np.float32)
    for _ in range(_SETTLINGS):
        hidden = covered_skin(places, cloth.triangles, body)
        before, places = places, cleared(places, cloth, skin, shown_triangles(body.basis, hidden), gap, made)
        if np.array_equal(before, places):
            break
    return places[cloth.place], cloth, gap, hidden


def influences(basis: Basis, vertex: Ints, weight: Floats) -> tuple[npt.NDArray[np.uint8], Floats]:
    """Joints and weights (V, 4) of places that lie among body vertices (V, K), in shares (V, K)."""
    count = vertex.shape[1]
    joints = basis.skin_joint[vertex].reshape(len(vertex), -1)
    shares = (basis.skin_weight[vertex] * weight[..., None]).reshape(len(vertex), -1)
    table = np.zeros((len(vertex), len(basis.joint_names)), np.float32)
    for column in range(count):
        part = slice(4 * column, 4 * column + 4)
        table += dense_weights(joints[:, part], shares[:, part].astype(np.float32), table.shape[1])
    order = np.argsort(-table, axis=1, kind="stable")[:, :4]
    kept = np.take_along_axis(table, order, axis=1)
    kept /= kept.sum(axis=1, keepdims=True)
    return np.where(kept > 0, order, 0).astype(np.uint8), kept


def _unposed(stance: Stance, places: Floats, joint: npt.NDArray[np.uint8], weight: Floats) -> Floats:
    """Places (V, 3) of the T-pose, where skinning brings them in the rest pose."""
    matrices = np.einsum("vk,vkab->vab", weight, stance.pose.back[joint])
    return np.asarray(np.einsum("vab,vb->va", matrices[:, :, :3], places) + matrices[:, :, 3], np.float32)
