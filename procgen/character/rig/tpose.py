"""From the body's rest pose (arms lowered by about 45 degrees) to the T-pose that games and VRM expect, and back.

The T-pose is made by *inverse* skinning: each vertex is put where linear blend skinning, done by an engine with the
joints turned back, brings it exactly to where the body was shaped. So what shoulders lose when they are skinned is lost
in the T-pose, which no player sees, and not in poses with lowered arms.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.mesh.rows import by_axis, from_axes
from procgen.character.rig.skinning import axis_angle, t_pose

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_GAP_M = 0.004
"""The legs are brought upright no further than this far from the middle."""
_DEPTH_M = 0.04
"""Vertices nearer below the hip joint than this don't limit the legs."""
_TURNED = {
    f"{side}{joint}" for side in ("Left", "Right") for joint in ("UpperArm", "LowerArm", "Hand", "UpperLeg", "Foot")
}


@dataclass(frozen=True, eq=False)
class Turns:
    """The joints that the T-pose turns for themselves: all others keep to what the nearest one above them does.

    Attributes:
        joints: (C,) numbers of joints, the first 0: the root, which is not turned. Parents come first.
        names: of these.
        above: which of these the parent of each keeps to.
        of: (56,) which of these each joint keeps to.
    """

    joints: Ints
    names: tuple[str, ...]
    above: tuple[int, ...]
    of: Ints


@lru_cache(maxsize=2)
def turns(basis: Basis) -> Turns:
    """The joints of arms, hands, thighs and feet that the T-pose turns."""
    joints, above, of = [0], [0], np.zeros(len(basis.joint_names), np.int64)
    for number, (name, parent) in enumerate(zip(basis.joint_names, basis.joint_parent, strict=True)):
        if parent >= 0:
            of[number] = of[parent]
        if name in _TURNED:
            above.append(int(of[number]))
            of[number] = len(joints)
            joints.append(number)
    return Turns(np.array(joints), tuple(basis.joint_names[joint] for joint in joints), tuple(above), of)


@dataclass(frozen=True, eq=False)
class Pull:
    """How vertices hang on the joints that the T-pose turns, prepared for moving them.

    Vertices are sorted: first those that move with one such joint alone, as solids do, then those between several.

    Attributes:
        joints: (C,) the joints, see :class:`Turns`.
        order: (V,) the vertices in their order here; ``place`` (V,) where each stands in it.
        solid: of each joint that moves any vertices alone, its place in ``joints`` and which those are.
        soft: where the others begin.
        weights: (C, V - soft) how those hang on the joints.
    """

    joints: Ints
    order: Ints
    place: Ints
    solid: tuple[tuple[int, slice], ...]
    soft: int
    weights: Floats

    @classmethod
    def of(cls, skin_joint: npt.NDArray[np.integer], skin_weight: Floats, turned: Turns) -> Pull:
        """Prepare vertices with influences (V, 4)."""
        count = len(turned.joints)
        table = dense_weights(turned.of[skin_joint], skin_weight, count)
        hangs = table > 0
        alone = hangs.sum(axis=1) == 1
        group = np.where(alone, hangs.argmax(axis=1), count)
        order = np.argsort(group, kind="stable")
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        ends = np.searchsorted(group[order], np.arange(count + 1)).tolist()
        solid = tuple((turn, slice(ends[turn], ends[turn + 1])) for turn in range(count) if ends[turn + 1] > ends[turn])
        weights = np.ascontiguousarray(table[order[ends[count] :]].T)
        return cls(turned.joints, order, place, solid, ends[count], weights)


def dense_weights(skin_joint: npt.NDArray[np.integer], skin_weight: Floats, joints: int) -> Floats:
    """(V, 4) influences as a table (V, joints)."""
    table = np.zeros((len(skin_joint), joints), np.float32)
    rows = np.arange(len(skin_joint))
    for column in range(skin_joint.shape[1]):
        np.add.at(table, (rows, skin_joint[:, column]), skin_weight[:, column])
    return table


@dataclass(frozen=True, eq=False)
class TPose:
    """One body's way from rest pose to T-pose.

    Attributes:
        places: (56, 3) the joints in T-pose; the root is the origin.
        back: (56, 3, 4) what skinning does to a joint's vertices on the way from T-pose to rest pose.
        shift: (3,) what is added to vertices that hang on no turned joint.
    """

    places: Floats
    back: Floats
    shift: Floats

    def apply(self, places: Floats, normals: Floats, pull: Pull) -> tuple[Floats, Floats]:
        """Rows (V, 4) of the vertices and unit normals of the rest pose, brought to the T-pose."""
        back = self.back.take(pull.joints, axis=0)
        forward = np.zeros((len(back), 4, 4), np.float32)
        forward[:, :3, :3] = back[:, :, :3]
        forward[:, 3, :3] = -np.einsum("ja,jab->jb", back[:, :, 3], back[:, :, :3])
        forward[:, 3, 3] = 1
        places, normals = places.take(pull.order, axis=0), normals.take(pull.order, axis=0)
        moved, turned = np.empty_like(places), np.empty_like(normals)
        for turn, part in pull.solid:
            np.matmul(places[part], forward[turn], out=moved[part])
            np.matmul(normals[part], forward[turn], out=turned[part])
        if pull.weights.shape[1]:
            blend = (np.ascontiguousarray(back.reshape(-1, 12).T) @ pull.weights).reshape(3, 4, -1)
            inverse, scale = _adjugate(blend[:, :3])
            moved[pull.soft :] = from_axes(_product(inverse, by_axis(places[pull.soft :]) - blend[:, 3]) / scale)
            moved[pull.soft :, 3] = 1
            direction = _product(inverse, by_axis(normals[pull.soft :]))
            direction /= np.sqrt((direction * direction).sum(axis=0))
            turned[pull.soft :] = from_axes(direction)
        return moved.take(pull.place, axis=0), turned.take(pull.place, axis=0)

    def grounded(self, height: float) -> TPose:
        """The same with everything but the root lifted by ``height`` metres."""
        lift = np.array([0.0, height, 0.0], np.float32)
        places = self.places + lift
        places[0] = 0.0
        back = self.back.copy()
        back[:, :, 3] -= back[:, :, :3] @ lift
        return TPose(places, back, self.shift + lift)


def _adjugate(m: Floats) -> tuple[Floats, Floats]:
    """Adjugate (3, 3, N) and determinant (N,) of matrices (3, 3, N); their quotient is the inverse."""
    adjugate = np.empty_like(m)
    for row in range(3):
        for column in range(3):
            a, b = (column + 1) % 3, (column + 2) % 3
            c, d = (row + 1) % 3, (row + 2) % 3
            adjugate[row, column] = m[a, c] * m[b, d] - m[a, d] * m[b, c]
    determinant = m[0, 0] * adjugate[0, 0] + m[0, 1] * adjugate[1, 0] + m[0, 2] * adjugate[2, 0]
    return adjugate, determinant


def _product(matrices: Floats, vectors: Floats) -> Floats:
    """(3, 3, N) times (3, N)."""
    result = np.empty_like(vectors)
    part = np.empty_like(vectors[0])
    for row, out in zip(matrices, result, strict=True):
        np.multiply(row[0], vectors[0], out=out)
        out += np.multiply(row[1], vectors[1], out=part)
        out += np.multiply(row[2], vectors[2], out=part)
    return result


@lru_cache(maxsize=2)
def _legs(basis: Basis) -> list[Ints]:
    """The body's vertices that hang on the joints of the left and of the right leg."""
    found = []
    for side in ("Left", "Right"):
        mine = np.array([name in {f"{side}{part}Leg" for part in ("Upper", "Lower")} for name in basis.joint_names])
        weight = (basis.skin_weight * mine[basis.skin_joint]).sum(axis=1)
        found.append(np.flatnonzero(weight[:BODY_VERTICES] > 0.9))
    return found


def leg_vertices(basis: Basis) -> Ints:
    """The body's vertices that :func:`to_t_pose` looks at, beside the joints."""
    return np.concatenate(_legs(basis))


def to_t_pose(basis: Basis, vertices: Floats, joints: Floats) -> TPose:
    """Arms level, hands straight on, legs upright as far as the thighs have room, soles flat.

    Args:
        basis: names, parents and weights.
        vertices: (19158, 3) in rest pose.
        joints: (56, 3) in rest pose.
    """
    turned = turns(basis)
    own = t_pose(basis, joints)
    for side, outward, mine in zip(("Left", "Right"), (1.0, -1.0), _legs(basis), strict=True):
        angle = _upright_deg(basis, joints, vertices.take(mine, axis=0), side, outward)
        own[f"{side}UpperLeg"] = axis_angle((0.0, 0.0, 1.0), -outward * angle)
        own[f"{side}Foot"] = axis_angle((0.0, 0.0, 1.0), outward * angle)
    # Of each turned joint: its rotation, and what is added to what is rotated.
    rotation = np.empty((len(turned.joints), 3, 3), np.float32)
    rotation[0] = np.eye(3)
    shift = np.zeros((len(turned.joints), 3), np.float32)
    shift[0] = -joints[0, 0], 0.0, -joints[0, 2]
    pivots = joints.take(turned.joints, axis=0)
    for turn in range(1, len(rotation)):
        above = turned.above[turn]
        np.matmul(rotation[above], own[turned.names[turn]], out=rotation[turn])
        shift[turn] = (rotation[above] - rotation[turn]) @ pivots[turn] + shift[above]
    each, added = rotation.take(turned.of, axis=0), shift.take(turned.of, axis=0)
    placed = np.einsum("jab,jb->ja", each, joints) + added
    back = np.empty((len(joints), 3, 4), np.float32)
    back[:, :, :3] = each.transpose(0, 2, 1)
    back[:, :, 3] = -np.einsum("jba,jb->ja", each, added)
    return TPose(placed, back, shift[0])


def _upright_deg(basis: Basis, joints: Floats, skin: Floats, side: str, outward: float) -> float:
    """The angle by which a leg is turned inwards, as far as its skin (N, 3) does not reach the middle."""
    hip, ankle = (joints[basis.joint_names.index(f"{side}{joint}")].tolist() for joint in ("UpperLeg", "Foot"))
    wanted = math.atan2(outward * (ankle[0] - hip[0]), hip[1] - ankle[1])
    x, y = np.ascontiguousarray(skin.T[:2])
    depth = np.float32(hip[1]) - y
    room = (np.float32(outward) * x - np.float32(_GAP_M)) / depth
    least = float(room[depth > _DEPTH_M].min())
    return math.degrees(min(wanted, max(least, 0.0)))
