"""Where props are attached: empty nodes below joints, placed on the body's surface."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.mesh.model import Skeleton, Socket
from procgen.character.mesh.rows import by_axis

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Quaternion = tuple[float, float, float, float]

_HALF = float(np.sqrt(0.5))
_GRIP = (_HALF, 0.0, 0.0, _HALF)
"""Turns +Y to +Z: what is held in a fist points to the side of the thumb."""
_LEVEL = (0.0, 0.0, 0.0, 1.0)
_PALM_M = 0.028
"""From the middle of the hand's bones to the palm."""
_BRIDGE_M, _CHEST_M, _SHOULDER_M = 0.02, 0.06, 0.05
"""How far to the side of where a socket belongs the skin counts, _LEVEL_M how far above and below."""
_LEVEL_M = 0.08
_REGIONS = {
    "head": ("Head",),
    "chest": ("UpperChest", "Chest"),
    "hips": ("Hips",),
    "LeftShoulder": ("LeftShoulder", "LeftUpperArm"),
    "RightShoulder": ("RightShoulder", "RightUpperArm"),
}
"""Parts of the skin, and the joints that they hang on."""


@lru_cache(maxsize=2)
def dominant_vertices(basis: Basis) -> tuple[Ints, ...]:
    """Of each joint, the body's vertices (below ``BODY_VERTICES``) that hang on it more than on any other."""
    strongest = np.take_along_axis(
        basis.skin_joint[:BODY_VERTICES], basis.skin_weight[:BODY_VERTICES].argmax(axis=1)[:, None], axis=1
    )[:, 0]
    return tuple(np.flatnonzero(strongest == joint) for joint in range(len(basis.joint_names)))


@lru_cache(maxsize=2)
def _skin(basis: Basis) -> tuple[Ints, Mapping[str, slice]]:
    """The vertices that sockets are placed by, region by region."""
    owned = dominant_vertices(basis)
    found = [np.concatenate([owned[basis.joint_names.index(joint)] for joint in of]) for of in _REGIONS.values()]
    ends = np.cumsum([0, *(len(part) for part in found)]).tolist()
    return np.concatenate(found), {name: slice(*ends[number : number + 2]) for number, name in enumerate(_REGIONS)}


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
    chosen, regions = _skin(basis)
    skin = by_axis(vertices.take(chosen, axis=0))
    joints = dict(zip(skeleton.names, skeleton.places.tolist(), strict=True))

    def socket(name: str, joint: str, place: tuple[float, float, float], rotation: Quaternion = _LEVEL) -> Socket:
        x, y, z = (round(value - origin, 6) for value, origin in zip(place, joints[joint], strict=True))
        return Socket(name, joint, (x, y, z), rotation)

    x, y, z = skin[:, regions["head"]]
    (_, left_y, _), (_, right_y, _) = joints["LeftEye"], joints["RightEye"]
    eyes = (left_y + right_y) / 2
    bridge = z[(np.abs(x) < _BRIDGE_M) & (np.abs(y - np.float32(eyes)) < _BRIDGE_M)].max()
    crown = float(y.max())
    level = joints["UpperChest"][1]
    x, y, z = skin[:, regions["chest"]]
    near = z[(np.abs(x) < _CHEST_M) & (np.abs(y - np.float32(level)) < _LEVEL_M)]
    found = [
        socket("head_top", "Head", (0.0, crown, joints["Head"][2])),
        socket("face", "Head", (0.0, eyes, float(bridge))),
        socket("chest", "UpperChest", (0.0, level, float(near.max()))),
        socket("back", "UpperChest", (0.0, level, float(near.min()))),
    ]
    _, pelvis_y, pelvis_z = joints["Hips"]
    x, y, _ = skin[:, regions["hips"]]
    waist = x[np.abs(y - np.float32(pelvis_y)) < _LEVEL_M]
    for side, short, edge in (("Left", "l", waist.max()), ("Right", "r", waist.min())):
        hand, knuckle = joints[f"{side}Hand"], joints[f"{side}MiddleProximal"]
        palm = [(one + other) / 2 for one, other in zip(hand, knuckle, strict=True)]
        arm, foot = joints[f"{side}UpperArm"], joints[f"{side}Foot"]
        x, y, _ = skin[:, regions[f"{side}Shoulder"]]
        top = y[np.abs(x - np.float32(arm[0])) < _SHOULDER_M].max()
        found += [
            socket(f"hand_{short}", f"{side}Hand", (palm[0], palm[1] - _PALM_M, palm[2]), _GRIP),
            socket(f"hip_{short}", "Hips", (float(edge), pelvis_y, pelvis_z)),
            socket(f"shoulder_{short}", f"{side}Shoulder", (arm[0], float(top), arm[2])),
            socket(f"foot_{short}", f"{side}Foot", (foot[0], 0.0, foot[2])),
        ]
    return tuple(found)
