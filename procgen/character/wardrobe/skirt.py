"""The skirt's surface: where its points lie, how they follow hips and legs, and pieces of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.mesh.cut import Piece
from procgen.character.wardrobe.anatomy import Anatomy, anatomy_of, smoothstep
from procgen.character.wardrobe.cage import SKIRT_COLUMNS
from procgen.character.wardrobe.drape import drape

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_STRAY = 0.4
"""Sum of absolute differences between a vertex's weights and the mean of its neighbours', of 2 at most, from which on
it is bound wrongly: 99 of 100 differ by less than 0.38.
"""


@dataclass(frozen=True, eq=False)
class SkirtFields:
    """Fields over the skirt's vertices (S,) on the reference body.

    Attributes:
        place: (S, 3); ``angle`` round the body, 0 in front, positive towards the left.
        drop: metres below the waist, the same along each row.
        joint_weight: (S, 56) skin weights, blended smoothly from leg to leg.
    """

    place: Floats
    angle: Floats
    drop: Floats
    joint_weight: Floats


@lru_cache(maxsize=2)
def skirt_fields(basis: Basis) -> SkirtFields:
    """The skirt's fields, measured once."""
    anatomy = anatomy_of(basis)
    cage = anatomy.cage
    place = drape(cage.reference).vertices[len(basis.vertices) + 2 * cage.fine_count :]
    angle = np.arctan2(place[:, 0], place[:, 2] - anatomy.axis_z).astype(np.float32)
    height = place[:, 1].reshape(-1, SKIRT_COLUMNS).mean(axis=1)
    drop = np.repeat(np.maximum(height[0] - height, 0), SKIRT_COLUMNS).astype(np.float32)
    return SkirtFields(place, angle, drop, _skirt_weights(anatomy, place))


def _skirt_weights(anatomy: Anatomy, place: Floats) -> Floats:
    """Skin weights (S, 56): the trunk's at the hips, then thighs and shins, blended from leg to leg in the middle."""
    basis, cage = anatomy.cage.basis, anatomy.cage
    number = {name: index for index, name in enumerate(basis.joint_names)}
    knee = float(cage.reference.joints[number["LeftLowerLeg"], 1])
    x, y = place[:, 0], place[:, 1]
    hips = smoothstep(y, anatomy.crotch - 0.03, anatomy.hip + 0.07)
    shin = smoothstep(y, knee + 0.09, knee - 0.09)
    between = 0.025 + 0.05 * smoothstep(y, anatomy.crotch, knee)
    left = 0.5 + 0.5 * np.clip(x / between, -1, 1) * (1.5 - 0.5 * np.clip(x / between, -1, 1) ** 2)
    weight = np.zeros((len(place), len(basis.joint_names)), np.float32)
    weight[:, number["Hips"]] = hips
    for side, share in (("Left", left), ("Right", 1 - left)):
        weight[:, number[f"{side}UpperLeg"]] = (1 - hips) * share * (1 - shin)
        weight[:, number[f"{side}LowerLeg"]] = (1 - hips) * share * shin
    hip = cage.skirt_hip
    trunk = (tights_weights(basis)[cage.skirt_source[hip]] * cage.skirt_share[hip][..., None]).sum(axis=1)
    blend = smoothstep(y[hip], y[hip].min() - 0.02, y[hip].max() - 0.03)[:, None]
    weight[hip] = trunk * blend + weight[hip] * (1 - blend)
    return weight


def _dense_weights(basis: Basis, vertices: Ints) -> Floats:
    dense = np.zeros((len(vertices), len(basis.joint_names)), np.float32)
    rows = np.arange(len(vertices))
    for column in range(4):
        np.add.at(dense, (rows, basis.skin_joint[vertices, column]), basis.skin_weight[vertices, column])
    return dense


@lru_cache(maxsize=2)
def tights_weights(basis: Basis) -> Floats:
    """Skin weights (V, 56) of the fine surface.

    A few vertices of the tights, on one side of the body only, are bound to other joints than all that is round them:
    with the arms down one of them stood two centimetres out of everybody's right shoulder. They follow their
    neighbours.
    """
    cage = anatomy_of(basis).cage
    own = np.ascontiguousarray(_dense_weights(basis, np.arange(*cage.tights)).T)
    around = cage.ring.smooth(own, 1.0)
    stray = np.abs(own - around).sum(axis=0) > _STRAY
    return cage.refined.apply(np.where(stray, around, own).T)


def skirt_piece(basis: Basis, columns: int, row_m: float, length: float) -> Piece:
    """The skirt down to ``length`` metres below the waist, ``columns`` round the body and rows ``row_m`` apart."""
    fields = skirt_fields(basis)
    drop = fields.drop.reshape(-1, SKIRT_COLUMNS)[:, 0]
    places = np.linspace(0, min(length, float(drop[-1])), max(round(length / row_m), 1) + 1)
    rows = np.interp(places, drop, np.arange(len(drop)))
    around = np.arange(columns + 1) / columns * SKIRT_COLUMNS
    r, c = (grid.ravel() for grid in np.meshgrid(rows, around, indexing="ij"))
    r0 = np.minimum(r.astype(int), len(drop) - 2)
    count = SKIRT_COLUMNS
    c0 = c.astype(int) % count
    c1 = (c0 + 1) % count
    fr, fc = r - r0, c - c.astype(int)
    source = np.stack([r0 * count + c0, r0 * count + c1, (r0 + 1) * count + c0, (r0 + 1) * count + c1], axis=1)
    share = np.stack([(1 - fr) * (1 - fc), (1 - fr) * fc, fr * (1 - fc), fr * fc], axis=1).astype(np.float32)
    number = np.arange(len(r)).reshape(len(rows), columns + 1)
    weld = number.copy()
    weld[:, -1] = weld[:, 0]
    place = (fields.place[source] * share[..., None]).sum(axis=1).reshape(len(rows), columns + 1, 3)
    # Unrolled: each row as long as it is round the body, laid out from the middle of the front.
    along = np.linalg.norm(np.diff(place, axis=1), axis=2).cumsum(axis=1)
    u = np.concatenate([np.zeros((len(rows), 1)), along], axis=1)
    u -= u[:, columns // 2, None]
    v = np.repeat(np.interp(rows, np.arange(len(drop)), drop)[:, None], columns + 1, axis=1)
    top_left, top_right = number[:-1, :-1].ravel(), number[:-1, 1:].ravel()
    low_right, low_left = number[1:, 1:].ravel(), number[1:, :-1].ravel()
    triangles = np.concatenate(
        [np.stack([top_left, top_right, low_right], axis=1), np.stack([top_left, low_right, low_left], axis=1)]
    )
    uv = np.stack([u.ravel(), v.ravel()], axis=1).astype(np.float32)
    return Piece(source, share, weld.ravel(), uv, triangles)
