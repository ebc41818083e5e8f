"""Belts, straps and what hangs on them, and hoods, fitted over the clothes that are worn below.

They are made over the bare standard body. Here each is bound to the draped surface instead, which clothes are cut from,
so that it goes where cloth goes on every body and in every pose, and is lifted by as much as the cloth below needs,
measured by rays on the standard body: straps locally and smoothly, rigid things as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import scipy
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh

from procgen.character.body.basis import Basis
from procgen.character.body.shape import plain_body
from procgen.character.mesh.part import Template
from procgen.character.wardrobe.anatomy import anatomy_of
from procgen.character.wardrobe.drape import DrapedTemplate, drape
from procgen.character.wardrobe.skirt import tights_weights

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

GAP_M = 0.002
"""What is worn over cloth lies so far outside of it."""
_SUNK_M = 0.03
"""How far outside of the cloth something may be made for the cloth below it to be found."""
_REACH_M = 0.09
"""How far outside of what is to be lifted the cloth may lie: an arm beside the trunk is farther away."""
_FACING = 0.2
_LAYERS = 8
_NODES = 4
_KERNEL_M = 0.012
_NEAR_M = 0.07
"""What has a part farther from the draped surface (a scarf round the neck) follows the skin, as it was made, and so
does a rigid thing that is held farther from it (the cord of a head cloth).
"""
_RIGID_NODES = 6
_RIGID_LEAST = 12
"""Vertices that follow one place together for them to be a rigid thing."""
_SPREAD_M = 0.025
_HUNG_M = 0.15
"""What hangs lower than this under its fastening moves nothing: it is tilted away from cloth that it would be in..."""
_TILT = 0.35
"""...by this many metres a metre at most."""


def carried(accessory: Template, below: Sequence[Cloth], basis: Basis, *, free: bool = True) -> Template:
    """An accessory of the trunk or the arms, fitted over clothes.

    Args:
        accessory: as it was made over the bare body.
        below: what lies under it; where there is nothing, the accessory is returned as it is.
        basis: of the wearers.
        free: whether what hangs may be tilted out: below an open mantle it would come through that.

    Returns:
        The accessory with the same vertices and triangles, bound to the draped surface.
    """
    if not below:
        return accessory
    body = plain_body(basis)
    place = accessory.fit(body).astype(np.float64)
    rigid = _rigid(accessory)
    bound = _rebound(accessory, place, rigid, basis)
    normal = _normals(bound, basis)
    need = np.max([cloth.above(place, normal) for cloth in below], axis=0) + GAP_M
    need[~np.isfinite(need)] = 0
    lift = np.zeros(len(place))
    soft = np.flatnonzero(rigid < 0)
    if len(soft):
        lift[soft] = _smooth(place[soft], np.maximum(need[soft], 0))
    for number in range(int(rigid.max(initial=-1)) + 1):
        part = np.flatnonzero(rigid == number)
        drop = place[part, 1].max() - place[part, 1]
        fastened = drop < _HUNG_M
        raised = max(need[part][fastened].max(initial=0), 0)
        tilt = ((need[part] - raised) / np.maximum(drop, _HUNG_M))[~fastened].max(initial=0)
        lift[part] = raised + (min(tilt, _TILT) * drop if free else 0)
    return replace(bound, lift=(bound.lift + lift).astype(np.float32))


def straps(accessory: Template) -> Template | None:
    """The soft part of an accessory, which others may lie over; None where all of it is rigid."""
    soft = (_rigid(accessory) < 0)[accessory.triangles].all(axis=1)
    if not soft.any():
        return None
    return replace(accessory, triangles=accessory.triangles[soft], triangle_slot=accessory.triangle_slot[soft])


def _rigid(template: Template) -> Ints:
    """Which rigid thing each vertex (V,) belongs to, -1 none: those that follow the very same vertices alike."""
    rows = np.concatenate([template.bind_vertex.astype(np.float64), template.bind_weight], axis=1)
    _, group, count = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
    many = count >= _RIGID_LEAST
    number = np.where(many, np.cumsum(many) - 1, -1)
    return np.asarray(number[group.ravel()], np.int64)


def _rebound(accessory: Template, place: Doubles, rigid: Ints, basis: Basis) -> Template:
    """The accessory bound to the draped surface in its place; strap by strap, or as it was where that is far away."""
    first, anatomy = len(basis.vertices), anatomy_of(basis)
    loose = drape(plain_body(basis)).vertices[first + anatomy.cage.fine_count :][: anatomy.cage.fine_count]
    loose = loose.astype(np.float64)
    tree = scipy.spatial.cKDTree(loose)
    soft = np.flatnonzero(rigid < 0)
    distance, near = tree.query(place[soft], _NODES)
    width = max(_RIGID_NODES, accessory.bind_vertex.shape[1])
    start = first + anatomy.cage.fine_count
    vertex = _padded(accessory.bind_vertex.astype(np.int64), width)
    weight = _padded(accessory.bind_weight.astype(np.float64), width)
    joint, skin_weight = accessory.skin_joint.copy(), accessory.skin_weight.copy()
    if len(soft) and distance[:, 0].max() <= _NEAR_M:
        share = np.exp(-(((distance - distance[:, :1]) / _KERNEL_M) ** 2) / 2)
        share /= share.sum(axis=1, keepdims=True)
        vertex[soft], weight[soft] = 0, 0
        vertex[soft, :_NODES], weight[soft, :_NODES] = near + start, share
        dense = (tights_weights(basis)[near] * share[..., None]).sum(axis=1)
        order = np.argsort(-dense, axis=1, kind="stable")[:, :4]
        kept = np.take_along_axis(dense, order, axis=1)
        joint[soft] = order
        skin_weight[soft] = kept / kept.sum(axis=1, keepdims=True)
    for number in range(int(rigid.max(initial=-1)) + 1):
        part = np.flatnonzero(rigid == number)
        row = part[0]
        drawn = (_places(basis)[accessory.bind_vertex[row]] * accessory.bind_weight[row][:, None]).sum(axis=0)
        away, nodes = tree.query(drawn, _RIGID_NODES)
        if away[0] > _NEAR_M:
            continue
        vertex[part], weight[part] = 0, 0
        vertex[part, :_RIGID_NODES], weight[part, :_RIGID_NODES] = nodes + start, 1 / _RIGID_NODES
    template = DrapedTemplate(
        **{name: getattr(accessory, name) for name in Template.__dataclass_fields__}
        | {
            "bind_vertex": vertex.astype(np.int32),
            "bind_weight": weight.astype(np.float32),
            "lift": np.zeros(len(place), np.float32),
            "offset": np.zeros((len(place), 3), np.float32),
            "skin_joint": joint,
            "skin_weight": skin_weight.astype(np.float32),
        }
    )
    # A template's scale is 1 on the body that it was made on, which is the standard one.
    return replace(template, offset=(place - template.fit(plain_body(basis))).astype(np.float32))


def _places(basis: Basis) -> Doubles:
    """(19158, 3) the standard body's vertices."""
    return plain_body(basis).vertices.astype(np.float64)


def _padded(values: npt.NDArray[np.generic], width: int) -> npt.NDArray[np.generic]:
    missing = width - values.shape[1]
    return np.concatenate([values, np.zeros((len(values), missing), values.dtype)], axis=1) if missing else values


def _normals(template: Template, basis: Basis) -> Doubles:
    """The directions (V, 3) along which a template's vertices are lifted on the standard body."""
    normals = drape(plain_body(basis)).normals[template.bind_vertex].astype(np.float64)
    mean = (normals * template.bind_weight[..., None]).sum(axis=1)
    return np.asarray(mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9), np.float64)


class Cloth:
    """Clothes on the standard body, to be met by rays."""

    def __init__(self, templates: Sequence[Template], basis: Basis) -> None:
        """Templates, at least one, that are fitted to one another."""
        fitted = [template.fit(plain_body(basis)) for template in templates]
        first = np.cumsum([0, *(len(part) for part in fitted)])
        faces = np.concatenate([each.triangles + start for each, start in zip(templates, first, strict=False)])
        places = np.concatenate(fitted)
        corner = places[faces]
        outward = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
        self._outward = outward / np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-12)
        self._scene = rtcore_scene.EmbreeScene()
        TriangleMesh(self._scene, places.astype(np.float32), faces.astype(np.int32))

    def above(self, place: Doubles, normal: Doubles) -> Doubles:
        """How far (V,) along the normals (V, 3) the outermost cloth lies above each place (V, 3), -inf for none."""
        found = np.full(len(place), -np.inf)
        gone = np.zeros(len(place))
        going = np.arange(len(place))
        for _ in range(_LAYERS):
            if not len(going):
                break
            start = place[going] + normal[going] * (gone[going] - _SUNK_M)[:, None]
            hit = self._scene.run(
                start.astype(np.float32), normal[going].astype(np.float32), query="INTERSECT", output=True
            )
            gone[going] += hit["tfar"]
            met = (hit["primID"] >= 0) & (gone[going] < _SUNK_M + _REACH_M)
            going, face = going[met], hit["primID"][met]
            out = going[(self._outward[face] * normal[going]).sum(axis=1) > _FACING]
            found[out] = gone[out] - _SUNK_M
            gone[going] += 1e-4
        return found


def _smooth(place: Doubles, need: Doubles) -> Doubles:
    """A smooth field (V,) over places (V, 3) that is nowhere less than what is needed there."""
    tree = scipy.spatial.cKDTree(place)
    pairs = tree.query_pairs(_SPREAD_M, output_type="ndarray")
    own = np.arange(len(place))
    row = np.concatenate([own, pairs[:, 0], pairs[:, 1]])
    column = np.concatenate([own, pairs[:, 1], pairs[:, 0]])
    # The largest need within reach, and then its mean within the same reach: each mean is of values that are no less.
    raised = np.zeros(len(place))
    np.maximum.at(raised, row, need[column])
    around = scipy.sparse.csr_array((np.ones(len(row)), (row, column)), (len(place), len(place)))
    return np.asarray((around @ raised) / (around @ np.ones(len(place))), np.float64)
