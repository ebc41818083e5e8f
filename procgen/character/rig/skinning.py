"""Poses and linear blend skinning.

A pose is one rotation a joint, in body axes (the rest pose has none), applied about the joint's place and carried on to
its children: G[joint] = G[parent] Q[joint].
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis

Floats = npt.NDArray[np.float32]


def axis_angle(axis: tuple[float, float, float], degrees: float) -> Floats:
    """Rotation matrix (3, 3) about an axis (Rodrigues' formula)."""
    x, y, z = np.asarray(axis, np.float64) / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.radians(degrees)
    return np.asarray(np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross, np.float32)


def between(start: Floats, end: Floats) -> Floats:
    """The smallest rotation (3, 3) that turns one direction into another."""
    a = start / np.linalg.norm(start)
    b = end / np.linalg.norm(end)
    axis = np.cross(a, b)
    length = float(np.linalg.norm(axis))
    if length < 1e-9:
        return np.eye(3, dtype=np.float32)
    x, y, z = (float(value) for value in axis)
    return axis_angle((x, y, z), float(np.degrees(np.arctan2(length, float(a @ b)))))


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
