"""Binding a user's garment to the body: each vertex follows the skin nearest to it, and never sinks into anybody."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.body.body import Body
from procgen.character.body.landmarks import LANDMARKS
from procgen.character.body.shape import plain_body
from procgen.character.mesh.build import Stance
from procgen.character.mesh.part import Slot, Template
from procgen.character.mesh.topology import exported_vertices
from procgen.character.mesh.update import posed
from procgen.character.rig.tpose import dense_weights
from procgen.character.wardrobe.own.mesh import OwnMesh, Picture
from procgen.character.wardrobe.own.report import covered_skin
from procgen.errors import InvalidFields, Violation

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

NEAR_M: Final = 0.30
"""A garment has skin this near at some of its vertices, or it was not made on the neutral body."""
_NEIGHBOURS = 8
_KERNEL_M, _KERNEL_SHARE = 0.018, 0.6
"""How smoothly vertices follow the skin: so many metres, and so much more for each metre that they stand off."""
_LIFT_M = 0.05
"""Off the skin up to so far, vertices keep their height over it as it is, on wide bodies and on narrow ones."""
_PLANES = 4
_LEAST_M = 0.0025
"""Height over the skin that a vertex keeps on everybody, if it had as much."""


_MENDED_M, _BARELY_M = 0.01, 0.001
"""What lies no deeper than this in the neutral body is brought out of everybody, to so much over the skin."""


@dataclass(frozen=True, eq=False)
class OwnTemplate(Template):
    """A template whose vertices are pushed out of the skin.

    Attributes:
        nearest: (V, 4) the body vertices nearest to each vertex on the neutral body.
        least: (V,) metres above all their planes that it keeps; -inf for what lies free or within the body.
    """

    nearest: Ints = field(default_factory=lambda: np.zeros((0, _PLANES), np.int64))
    least: Floats = field(default_factory=lambda: np.zeros(0, np.float32))

    def fit(self, body: Body) -> Floats:
        """The vertices (V, 3) on a body in its rest pose, in metres."""
        place = Template.fit(self, body)
        push = np.maximum(self.least - _heights(place, self.nearest, body), 0)
        return np.asarray(place + body.normals[self.nearest[:, 0]] * push[:, None], np.float32)


def _heights(places: Floats, nearest: Ints, body: Body) -> Floats:
    """The least height (V,) of places (V, 3) over the planes of some skin vertices (V, K): low, where skin bulges."""
    away = places[:, None] - body.vertices[nearest]
    return np.asarray(np.einsum("vka,vka->vk", away, body.normals[nearest]).min(axis=1), np.float32)


@dataclass(frozen=True, eq=False)
class OwnGarment:
    """A bound garment: its template, and the picture of its material."""

    template: OwnTemplate
    albedo: Picture | None


@lru_cache(maxsize=2)
def neutral(basis: Basis) -> tuple[Stance, Ints, cKDTree]:
    """The body that garments are made on, in T-pose on the floor; its skin's vertices, and a tree of their places."""
    stance = posed(plain_body(basis))
    shown = exported_vertices(basis)
    quads = np.unique(basis.faces[basis.body_faces])
    skin = quads[quads < BODY_VERTICES]
    return stance, skin, cKDTree(stance.vertices[np.searchsorted(shown, skin)].astype(np.float64))


def bind(mesh: OwnMesh, basis: Basis, name: str, layer: int, field_name: str) -> OwnGarment:
    """Bind a garment that lies on the neutral body as it is exported: T-pose, feet on the floor, front along +Z.

    Args:
        mesh: the garment.
        basis: of its wearers.
        name: unique among what is worn.
        layer: see :class:`procgen.character.mesh.part.Template`.
        field_name: what a violation calls the mesh.

    Raises:
        InvalidFields: it lies nowhere near the neutral body.
    """
    stance, skin, tree = neutral(basis)
    distance, near = tree.query(mesh.vertices.astype(np.float64), _NEIGHBOURS)
    if float(distance[:, 0].min()) > NEAR_M or float(np.median(distance[:, 0])) > 2 * NEAR_M:
        away = f"{float(np.median(distance[:, 0])):.3g} m from the neutral body"
        allowed = f"metres, made on the neutral body in T-pose, within {NEAR_M:g} m of its skin"
        raise InvalidFields([Violation.of(field_name, away, allowed)])
    vertex = skin[near]
    kernel = _KERNEL_M + _KERNEL_SHARE * distance[:, :1]
    weight = np.exp(-(((distance - distance[:, :1]) / kernel) ** 2) / 2)
    weight = (weight / weight.sum(axis=1, keepdims=True)).astype(np.float32)
    joint, hold = _influences(basis, vertex, weight)
    rest = _unposed(stance, mesh.vertices, joint, hold)
    body = stance.body
    middle = np.einsum("vk,vka->va", weight, body.vertices[vertex])
    normal = np.einsum("vk,vka->va", weight, body.normals[vertex])
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-6)
    lift = np.clip(np.einsum("va,va->v", rest - middle, normal), 0, _LIFT_M).astype(np.float32)
    nearest = vertex[:, :_PLANES]
    height = _heights(rest, nearest, body)
    kept = (height > -_MENDED_M) & (distance[:, 0] < _LIFT_M)
    pair = LANDMARKS["cervicale"], LANDMARKS["crotch"]
    hidden = covered_skin(rest, mesh.triangles, body)
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
        nearest=nearest,
        least=np.where(kept, np.clip(height, _BARELY_M, _LEAST_M), -np.inf).astype(np.float32),
    )
    return OwnGarment(template, mesh.albedo)


def _influences(basis: Basis, vertex: Ints, weight: Floats) -> tuple[npt.NDArray[np.uint8], Floats]:
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
