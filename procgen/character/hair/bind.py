"""From a pile of pieces to a template: what body vertices each vertex follows, and which joints."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.hair.curves import unit
from procgen.character.hair.head import Head, Solid
from procgen.character.hair.locks import Bound, Pile
from procgen.character.mesh.part import Slot, Template

Floats = npt.NDArray[np.float32]

_STATION_M = 0.05
"""About so far apart curves are bound to the body vertex next to them; between, the binding goes over smoothly."""
HAT_FRONT_M, HAT_BACK_M = 0.058, 0.012
"""The hat line lies so high above the eyes in front and at the back."""
_PRESSED_M = 0.004
NOTHING, HAT, HOOD = "no", "yes", "hood"
"""What hair is worn under."""


def scale_pair(head: Head) -> tuple[int, int]:
    """The vertices of forehead and occiput on the level of the skull's centre: their distance is the head's length."""
    points = head.body.vertices[:13380]
    level = np.flatnonzero((np.abs(points[:, 1] - head.centre[1]) < 0.02) & (np.abs(points[:, 0]) < 0.012))
    return int(level[np.argmax(points[level, 2])]), int(level[np.argmin(points[level, 2])])


def stations(
    head: Head, curves: Floats, curve: npt.NDArray[np.int64], share: Floats, solid: Solid | None = None
) -> Bound:
    """Binding of vertices at ``share`` along their curves (L, K, 3): all round a curve move together.

    ``solid`` holds the body vertices that may be bound to, if not all of head, neck and trunk.
    """
    solid = solid or head.solid
    steps = curves.shape[1]
    reach = float(np.linalg.norm(np.diff(curves, axis=1), axis=-1).sum(axis=1).max())
    count = int(np.clip(np.ceil(reach / _STATION_M) + 1, 4, min(12, steps)))
    at = np.round(np.linspace(0, steps - 1, count)).astype(np.int64)
    places = curves[:, at].reshape(-1, 3)
    near = solid.vertex[solid.nearest(places, trunk_only=True)].reshape(-1, count)
    # The stations lie at whole steps: position counts in stations, also where those are spaced unevenly.
    position = np.interp(share * (steps - 1), at, np.arange(count))
    first = np.minimum(position.astype(np.int64), count - 2)
    part = (position - first).astype(np.float32)
    vertex = np.stack([near[curve, first], near[curve, first + 1]], axis=1)
    weight = np.stack([1 - part, part], axis=1)
    nothing = np.zeros_like(weight)
    return Bound(
        np.concatenate([vertex, vertex], axis=1).astype(np.int32),
        np.concatenate([weight, nothing], axis=1),
        np.zeros(len(curve), np.float32),
    )


def press(head: Head, points: Floats, *, whole: bool = False) -> Floats:
    """Points brought down to the scalp above the hat line, and gradually below it; ``whole`` brings down all of them,
    to the neck and the shoulders too, as a hood does.
    """
    eyes = head.centre[1] - 0.022
    forward = np.clip((points[:, 2] - head.centre[2]) / 0.2 + 0.5, 0, 1)
    below = eyes + HAT_BACK_M + (HAT_FRONT_M - HAT_BACK_M) * forward - points[:, 1]
    if whole:
        below = np.minimum(below, 0)
    moved = points.copy()
    near = np.flatnonzero(below < 0.03)
    height, normal = head.solid.height(points[near])
    away = unit(points[near] - head.centre)
    # Far above the head the nearest skin's normal jumps about: straight towards the middle is as good.
    at_head = points[near, 1] > head.joint("Neck")[1]
    normal = np.where(((height > 0.03) & at_head)[:, None], away, normal)
    allowed = _PRESSED_M * (0.5 + np.minimum(height / 0.05, 0.5)) + np.maximum(below[near], 0)
    moved[near] -= normal * np.maximum(height - allowed, 0)[:, None]
    return moved


def hanging(head: Head, points: Floats) -> tuple[npt.NDArray[np.uint8], Floats]:
    """Joints and weights of hair at (V, 3) points: the head's down to the chin, then going over to neck and chest."""
    names = head.basis.joint_names
    neck, skull = head.joint("Neck")[1], head.joint("Head")[1]
    at_head = smooth_step((points[:, 1] - (neck - 0.03)) / (skull - neck + 0.03))
    at_neck = smooth_step((points[:, 1] - (neck - 0.10)) / 0.09)
    weight = np.stack([at_head, (1 - at_head) * at_neck, (1 - at_head) * (1 - at_neck), np.zeros(len(points))], axis=1)
    joints = np.array([names.index(name) for name in ("Head", "Neck", "UpperChest")] + [0], np.uint8)
    joint = np.where(weight > 0, joints, 0).astype(np.uint8)
    return joint, weight.astype(np.float32)


def smooth_step(value: Floats) -> Floats:
    """From 0 to 1, level at both ends."""
    value = np.clip(value, 0, 1)
    return (value * value * (3 - 2 * value)).astype(np.float32)


def follow_skin(
    basis: Basis, bound: Bound, free: npt.NDArray[np.bool_] | None = None
) -> tuple[npt.NDArray[np.uint8], Floats]:
    """Joints and weights (V, 4) of vertices on the skin: their body vertices' own, the four greatest.

    Vertices that are ``free`` (V,) stand off it, as a beard's ends do: they follow head and jaw, never the neck.
    """
    count = len(bound.vertex)
    sums = np.zeros((count, len(basis.joint_names)), np.float32)
    row = np.arange(count)[:, None]
    for corner in range(bound.vertex.shape[1]):
        vertex = bound.vertex[:, corner]
        np.add.at(sums, (row, basis.skin_joint[vertex]), basis.skin_weight[vertex] * bound.weight[:, corner, None])
    if free is not None:
        others = np.array([name not in ("Head", "Jaw") for name in basis.joint_names])
        sums[free[:, None] & others] = 0
        sums[free, basis.joint_names.index("Head")] += 1e-6
    joint = np.argsort(-sums, axis=1, kind="stable")[:, :4]
    weight = np.take_along_axis(sums, joint, axis=1)
    weight /= weight.sum(axis=1, keepdims=True)
    return np.where(weight > 0, joint, 0).astype(np.uint8), weight.astype(np.float32)


def template(
    name: str,
    pile: Pile,
    head: Head,
    slots: Sequence[Slot],
    *,
    layer: int = 0,
    skin: Solid | None = None,
    under: str = NOTHING,
) -> Template:
    """Bind a pile of pieces.

    Args:
        name: of the template.
        pile: pieces on the standard body.
        head: the standard body.
        slots: materials that the pieces' numbers point to.
        layer: see ``Template``.
        skin: move with the skin next to it out of these points (beards, brows); None: with head, neck and chest.
        under: :data:`HAT` presses everything above the hat line to the scalp, :data:`HOOD` all of it.
    """
    points = np.concatenate([piece.points for piece in pile.pieces])
    offsets = np.cumsum([0] + [len(piece.points) for piece in pile.pieces])
    bounds = []
    for piece in pile.pieces:
        if piece.bound is not None:
            bounds.append(piece.bound)
        elif piece.guides is not None:
            bounds.append(stations(head, piece.guides, piece.curve, piece.share, skin))
        else:
            raise ValueError("a piece needs curves or a binding")
    bound = Bound(
        np.concatenate([part.vertex for part in bounds]),
        np.concatenate([part.weight for part in bounds]),
        np.concatenate([part.lift for part in bounds]),
    )
    pair = scale_pair(head)
    length = float(np.linalg.norm(head.body.vertices[pair[0]] - head.body.vertices[pair[1]]))
    moved = points
    # What hangs far from the head comes down beside other skin than it was above: once more from there.
    for _ in range({NOTHING: 0, HAT: 1, HOOD: 3}[under]):
        moved = press(head, moved, whole=under == HOOD)
    place = (head.body.vertices[bound.vertex] * bound.weight[..., None]).sum(axis=1)
    normal = unit((head.body.normals[bound.vertex] * bound.weight[..., None]).sum(axis=1))
    offset = moved - place - normal * bound.lift[:, None]
    # What lies on the skin follows its normals; rounding may leave no trace of an offset there.
    offset[np.abs(offset).max(axis=1) < 1e-5] = 0
    free = np.concatenate([np.full(len(piece.points), piece.bound is None) for piece in pile.pieces])
    joint, weight = follow_skin(head.basis, bound, free) if skin is not None else hanging(head, points)
    return Template(
        name=name,
        triangles=np.concatenate(
            [piece.triangles + start for piece, start in zip(pile.pieces, offsets, strict=False)]
        ).astype(np.int32),
        uv=np.concatenate([piece.uv for piece in pile.pieces]).astype(np.float32),
        bind_vertex=bound.vertex.astype(np.int32),
        bind_weight=bound.weight.astype(np.float32),
        lift=bound.lift.astype(np.float32),
        offset=offset.astype(np.float32),
        scale_pair=pair,
        scale_rest_m=length,
        skin_joint=joint,
        skin_weight=weight,
        slots=tuple(slots),
        triangle_slot=np.concatenate([np.full(len(piece.triangles), piece.slot, np.uint8) for piece in pile.pieces]),
        layer=layer,
    )
