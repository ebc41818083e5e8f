"""From the body's rest pose (arms lowered by about 45 degrees) to the T-pose that games and VRM expect, and back.

The T-pose is made by *inverse* skinning: each vertex is put where linear blend skinning, done by an engine with the
joints turned back, brings it exactly to where the body was shaped. So what shoulders lose when they are skinned is lost
in the T-pose, which no player sees, and not in poses with lowered arms.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.rig.skinning import axis_angle, pose_joints, t_pose

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_GAP_M = 0.004
"""The legs are brought upright no further than this far from the middle."""
_DEPTH_M = 0.04
"""Vertices nearer below the hip joint than this don't limit the legs."""


@dataclass(frozen=True, eq=False)
class Pull:
    """How vertices hang on the joints, prepared for moving them.

    Attributes:
        moving: vertices that hang on any joint that the T-pose turns; all others are only shifted.
        weights: (J, len(moving)) dense weights.
    """

    moving: Ints
    weights: Floats

    @classmethod
    def of(cls, skin_joint: npt.NDArray[np.integer], skin_weight: Floats, turning: npt.NDArray[np.bool_]) -> Pull:
        """Prepare vertices with influences (V, 4); ``turning`` (J,) says which joints the T-pose turns."""
        hangs = np.any(turning[skin_joint] & (skin_weight > 0), axis=1)
        moving = np.flatnonzero(hangs)
        table = dense_weights(skin_joint[moving], skin_weight[moving], len(turning))
        return cls(moving, np.ascontiguousarray(table.T))


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

    def apply(self, vertices: Floats, normals: Floats, pull: Pull) -> tuple[Floats, Floats]:
        """Vertices and unit normals (V, 3) of the rest pose, brought to the T-pose."""
        moved = vertices + self.shift
        turned = np.array(normals, np.float32)
        if len(pull.moving):
            blend = (np.ascontiguousarray(self.back.reshape(-1, 12).T) @ pull.weights).reshape(3, 4, -1)
            inverse, scale = _adjugate(blend[:, :3])
            place = np.ascontiguousarray(vertices.take(pull.moving, axis=0).T) - blend[:, 3]
            moved[pull.moving] = (_product(inverse, place) / scale).T
            direction = _product(inverse, np.ascontiguousarray(normals.take(pull.moving, axis=0).T))
            direction /= np.sqrt((direction * direction).sum(axis=0))
            turned[pull.moving] = direction.T
        return moved, turned

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
    return np.stack([row[0] * vectors[0] + row[1] * vectors[1] + row[2] * vectors[2] for row in matrices])


@lru_cache(maxsize=2)
def turning_joints(basis: Basis) -> npt.NDArray[np.bool_]:
    """(56,) the joints that the T-pose turns: the arms from the shoulder joint on, the legs."""
    arms_legs = ("UpperArm", "UpperLeg")
    turned = np.zeros(len(basis.joint_names), bool)
    for number, (name, parent) in enumerate(zip(basis.joint_names, basis.joint_parent, strict=True)):
        turned[number] = name.endswith(arms_legs) or (parent >= 0 and turned[parent])
    return turned


@lru_cache(maxsize=2)
def _legs(basis: Basis) -> list[Ints]:
    """The body's vertices that hang on the joints of the left and of the right leg."""
    found = []
    for side in ("Left", "Right"):
        mine = np.array([name in {f"{side}{part}Leg" for part in ("Upper", "Lower")} for name in basis.joint_names])
        weight = (basis.skin_weight * mine[basis.skin_joint]).sum(axis=1)
        found.append(np.flatnonzero(weight[:BODY_VERTICES] > 0.9))
    return found


def to_t_pose(basis: Basis, vertices: Floats, joints: Floats) -> TPose:
    """Arms level, hands straight on, legs upright as far as the thighs have room, soles flat.

    Args:
        basis: names, parents and weights.
        vertices: (19158, 3) in rest pose.
        joints: (56, 3) in rest pose.
    """
    number = {name: index for index, name in enumerate(basis.joint_names)}
    rotations = t_pose(basis, joints)
    for side, outward, mine in zip(("Left", "Right"), (1.0, -1.0), _legs(basis), strict=True):
        hip, ankle = joints[number[f"{side}UpperLeg"]], joints[number[f"{side}Foot"]]
        wanted = np.arctan2(outward * (ankle[0] - hip[0]), hip[1] - ankle[1])
        depth = hip[1] - vertices[mine, 1]
        low = depth > _DEPTH_M
        room = (outward * vertices[mine[low], 0] - _GAP_M) / depth[low]
        angle = float(np.degrees(min(wanted, max(float(room.min()), 0.0))))
        rotations[f"{side}UpperLeg"] = axis_angle((0.0, 0.0, 1.0), -outward * angle)
        rotations[f"{side}Foot"] = axis_angle((0.0, 0.0, 1.0), outward * angle)
    turned, placed = pose_joints(basis, joints, rotations)
    shift = np.array([-joints[0, 0], 0.0, -joints[0, 2]], np.float32)
    placed = placed + shift
    inverse = turned.transpose(0, 2, 1)
    offset = joints - np.einsum("jab,jb->ja", inverse, placed)
    return TPose(placed, np.concatenate([inverse, offset[:, :, None]], axis=2).astype(np.float32), shift)
