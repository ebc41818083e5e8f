"""Where props are attached: empty nodes below joints, placed on the body's surface."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.mesh.model import Skeleton, Socket

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Quaternion = tuple[float, float, float, float]

_HALF = float(np.sqrt(0.5))
_GRIP = (_HALF, 0.0, 0.0, _HALF)
"""Turns +Y to +Z: what is held in a fist points to the side of the thumb."""
_PALM_M = 0.028


@lru_cache(maxsize=2)
def dominant_vertices(basis: Basis) -> tuple[Ints, ...]:
    """Of each joint, the body's vertices (below ``BODY_VERTICES``) that hang on it more than on any other."""
    strongest = np.take_along_axis(
        basis.skin_joint[:BODY_VERTICES], basis.skin_weight[:BODY_VERTICES].argmax(axis=1)[:, None], axis=1
    )[:, 0]
    return tuple(np.flatnonzero(strongest == joint) for joint in range(len(basis.joint_names)))


def place_sockets(skeleton: Skeleton, vertices: Floats, basis: Basis) -> tuple[Socket, ...]:
    """Sockets of a body in T-pose.

    Args:
        skeleton: joints in T-pose.
        vertices: (E, 3) in T-pose; the first are the body's, as in the basis.
        basis: weights.

    Returns:
        hand_l, hand_r (in the palm; +Y is the axis of what is gripped), head_top, face (between the eyes), chest, back,
        hip_l, hip_r, shoulder_l, shoulder_r, foot_l, foot_r (on the floor).
    """
    owned = dominant_vertices(basis)

    def of(*joints: str) -> Floats:
        return np.asarray(vertices[np.concatenate([owned[skeleton.number(joint)] for joint in joints])])

    def socket(name: str, joint: str, place: Floats, rotation: Quaternion = (0.0, 0.0, 0.0, 1.0)) -> Socket:
        x, y, z = (round(float(value), 6) for value in place - skeleton.place(joint))
        return Socket(name, joint, (x, y, z), rotation)

    head, chest, hips = of("Head"), of("UpperChest", "Chest"), of("Hips")
    pelvis = skeleton.place("Hips")
    crown = head[head[:, 1].argmax()]
    eyes = (skeleton.place("LeftEye") + skeleton.place("RightEye")) / 2
    bridge = head[(np.abs(head[:, 0]) < 0.02) & (np.abs(head[:, 1] - eyes[1]) < 0.02), 2].max()
    middle = chest[np.abs(chest[:, 0]) < 0.06]
    level = skeleton.place("UpperChest")[1]
    near = middle[np.abs(middle[:, 1] - level) < 0.08]
    found = [
        socket("head_top", "Head", np.array([0, crown[1], skeleton.place("Head")[2]])),
        socket("face", "Head", np.array([0, eyes[1], bridge])),
        socket("chest", "UpperChest", np.array([0, level, near[:, 2].max()])),
        socket("back", "UpperChest", np.array([0, level, near[:, 2].min()])),
    ]
    for side, short, outward in (("Left", "l", 1.0), ("Right", "r", -1.0)):
        palm = (skeleton.place(f"{side}Hand") + skeleton.place(f"{side}MiddleProximal")) / 2
        waist = hips[hips[:, 0] * outward > 0]
        waist = waist[np.abs(waist[:, 1] - pelvis[1]) < 0.08]
        arm = skeleton.place(f"{side}UpperArm")
        top = vertices[np.concatenate([owned[skeleton.number(f"{side}{part}")] for part in ("Shoulder", "UpperArm")])]
        top = top[np.abs(top[:, 0] - arm[0]) < 0.05]
        foot = skeleton.place(f"{side}Foot")
        found += [
            socket(f"hand_{short}", f"{side}Hand", palm - np.array([0, _PALM_M, 0]), _GRIP),
            socket(
                f"hip_{short}",
                "Hips",
                np.array([outward * (waist[:, 0] * outward).max(), pelvis[1], pelvis[2]]),
            ),
            socket(f"shoulder_{short}", f"{side}Shoulder", np.array([arm[0], top[:, 1].max(), arm[2]])),
            socket(f"foot_{short}", f"{side}Foot", np.array([foot[0], 0, foot[2]])),
        ]
    return tuple(found)
