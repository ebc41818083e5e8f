"""Poses and linear blend skinning.

A pose is one rotation a joint, in body axes (the rest pose has none), applied about the joint's place and carried on to
its children: G[joint] = G[parent] Q[joint].
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis

Floats = npt.NDArray[np.float32]


def axis_angle(axis: tuple[float, float, float], degrees: float) -> Floats:
    """Rotation matrix (3, 3) about an axis (Rodrigues' formula)."""
    length = math.hypot(*axis)
    x, y, z = (part / length for part in axis)
    angle = math.radians(degrees)
    return _rodrigues(x, y, z, math.sin(angle), math.cos(angle))


def _rodrigues(x: float, y: float, z: float, sine: float, cosine: float) -> Floats:
    rest = 1 - cosine
    return np.array(
        [
            [cosine + rest * x * x, rest * x * y - sine * z, rest * x * z + sine * y],
            [rest * x * y + sine * z, cosine + rest * y * y, rest * y * z - sine * x],
            [rest * x * z - sine * y, rest * y * z + sine * x, cosine + rest * z * z],
        ],
        np.float32,
    )


def between(start: Floats, end: Floats) -> Floats:
    """The smallest rotation (3, 3) that turns one direction into another."""
    a, b, c = (float(value) for value in start)
    d, e, f = (float(value) for value in end)
    x, y, z = b * f - c * e, c * d - a * f, a * e - b * d
    scale = math.hypot(a, b, c) * math.hypot(d, e, f)
    length = math.hypot(x, y, z)
    if length < 1e-9 * scale:
        return np.eye(3, dtype=np.float32)
    return _rodrigues(x / length, y / length, z / length, length / scale, (a * d + b * e + c * f) / scale)


def pose_joints(basis: Basis, joints: Floats, rotations: Mapping[str, Floats]) -> tuple[Floats, Floats]:
    """Forward kinematics.

    Args:
        basis: its joint names and parents.
        joints: (56, 3) places in the rest pose.
        rotations: joint name to rotation matrix in body axes; joints that are missing keep their rest rotation.

    Returns:
        Global rotations (56, 3, 3) and places (56, 3).
    """
    turned = np.tile(np.eye(3, dtype=np.float32), (len(joints), 1, 1))
    placed = joints.copy()
    for number, (name, parent) in enumerate(zip(basis.joint_names, basis.joint_parent, strict=True)):
        own = rotations.get(name)
        if parent >= 0:
            turned[number] = turned[parent]
            placed[number] = placed[parent] + turned[parent] @ (joints[number] - joints[parent])
        if own is not None:
            turned[number] = turned[number] @ own
    return turned, placed


def skin(
    vertices: Floats,
    skin_joint: npt.NDArray[np.uint8],
    skin_weight: Floats,
    joints: Floats,
    turned: Floats,
    placed: Floats,
) -> Floats:
    """Linear blend skinning of (V, 3) vertices with (V, 4) influences, by what ``pose_joints`` gave."""
    shift = placed - np.einsum("jab,jb->ja", turned, joints)
    matrices = np.concatenate([turned, shift[:, :, None]], axis=2).reshape(len(joints), 12)
    blended = np.einsum("vk,vkm->vm", skin_weight, matrices[skin_joint]).reshape(-1, 3, 4)
    return np.asarray(np.einsum("vab,vb->va", blended[:, :, :3], vertices) + blended[:, :, 3], np.float32)


def t_pose(basis: Basis, joints: Floats) -> dict[str, Floats]:
    """Rotations that bring the arms level and to the sides, the hands and fingers straight on, the legs upright."""
    place = dict(zip(basis.joint_names, joints, strict=True))
    rotations: dict[str, Floats] = {}
    for side, outward in (("Left", 1.0), ("Right", -1.0)):
        level = np.array([outward, 0.0, 0.0], np.float32)
        carried = np.eye(3, dtype=np.float32)
        for joint, towards in (("UpperArm", "LowerArm"), ("LowerArm", "Hand"), ("Hand", "MiddleProximal")):
            direction = carried.T @ level
            now = place[f"{side}{towards}"] - place[f"{side}{joint}"]
            rotations[f"{side}{joint}"] = between(now, direction)
            carried = carried @ rotations[f"{side}{joint}"]
    return rotations
