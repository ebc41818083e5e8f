"""Where a point of the trunk-and-limbs surface lies: scalar fields that garments are cut and shaped by.

All are measured in metres on the reference body, so that a cut means the same on everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.wardrobe.cage import Cage, cage_of, joint_share
from procgen.character.wardrobe.drape import drape
from procgen.runtime.interrupt import checkpoint_here

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_ARM_SIDE_M, _ARM_SLOPE = 0.15, 0.45
"""Arms begin so far from the middle at the height of the armpits and above, and by that slope farther out below."""


@dataclass(frozen=True, eq=False)
class Anatomy:
    """Fields over the fine vertices (V,) of the loose surface on the reference body.

    Attributes:
        place, normal: (V, 3).
        arm: along the arm from the shoulder joint to the wrist; ``is_arm`` says where it means anything.
        arm_side: how far beyond the line between trunk and arm, metres: positive on the arm. Cuts that end there go by
            it, since a field that jumps from vertex to vertex is cut in teeth.
        arm_share: 0 on the trunk, 1 on the arm, smooth across the shoulder.
        arm_angle: round the arm, 0 at its outer side, ±π towards the trunk.
        leg: along the leg from the hip joint to the ankle, negative above.
        leg_angle: round the leg, 0 at its outer side, ±π at the inner side, positive in front.
        trunk_angle: round the trunk, 0 in front, positive towards the left.
        arm_m, upper_arm_m, leg_m, thigh_m: lengths from shoulder to wrist and elbow, from hip to ankle and knee.
        neck, waist, hip, crotch: heights of the pit of the neck, the waist, the hip joints and the crotch.
        armpit: height of the armpits; ``shoulder`` (3,) the left shoulder joint.
        axis_z: of the trunk's axis.
        skin_near: (13380,) fine vertex over each skin vertex, -1 where none is near.
    """

    cage: Cage
    place: Floats
    normal: Floats
    arm: Floats
    is_arm: npt.NDArray[np.bool_]
    arm_side: Floats
    arm_share: Floats
    arm_angle: Floats
    leg: Floats
    leg_angle: Floats
    trunk_angle: Floats
    arm_m: float
    upper_arm_m: float
    leg_m: float
    thigh_m: float
    neck: float
    waist: float
    hip: float
    crotch: float
    armpit: float
    shoulder: Floats
    axis_z: float
    skin_near: Ints

    @property
    def side(self) -> Floats:
        """Distance (V,) from the middle plane."""
        return np.abs(self.place[:, 0])


def smoothstep(value: npt.NDArray[np.floating], low: float, high: float) -> Floats:
    """0 below ``low``, 1 above ``high``, smooth between; ``low`` may be the larger one."""
    t = np.clip((np.asarray(value, np.float64) - low) / (high - low), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)


def _along(place: Floats, start: Floats, bend: Floats, end: Floats, after: Floats) -> tuple[Floats, Floats]:
    """Distance along a bent limb, and the foot of each point on its axis; ``after`` is the share beyond the bend."""
    first = (bend - start) / np.linalg.norm(bend - start)
    second = (end - bend) / np.linalg.norm(end - bend)
    before = (place - start) @ first
    beyond = (place - bend) @ second
    distance = (1 - after) * before + after * (np.linalg.norm(bend - start) + beyond)
    foot = (1 - after[:, None]) * (start + before[:, None] * first) + after[:, None] * (bend + beyond[:, None] * second)
    return distance.astype(np.float32), foot.astype(np.float32)


@lru_cache(maxsize=2)
def anatomy_of(basis: Basis) -> Anatomy:
    """The fields of a basis, measured once."""
    cage = cage_of(basis)
    body = cage.reference
    draped = drape(body)
    loose = slice(len(basis.vertices) + cage.fine_count, len(basis.vertices) + 2 * cage.fine_count)
    place, normal = draped.vertices[loose], draped.normals[loose]
    joint = dict(zip(basis.joint_names, body.joints, strict=True))
    mirrored = np.concatenate([np.abs(place[:, :1]), place[:, 1:]], axis=1)
    tights = slice(*cage.tights)

    def share(*names: str) -> Floats:
        return cage.refined.apply(joint_share(basis, *names)[tights, None])[:, 0]

    forearm = share("LowerArm", "Hand")
    arm, foot = _along(mirrored, joint["LeftUpperArm"], joint["LeftLowerArm"], joint["LeftHand"], forearm)
    around = mirrored - foot
    down = joint["LeftLowerArm"] - joint["LeftUpperArm"]
    outer = np.array([-down[1], down[0], 0.0]) / np.hypot(down[0], down[1])
    arm_angle = np.arctan2(around[:, 2], around @ outer)
    shin = share("LowerLeg", "Foot", "Toes")
    leg, foot = _along(mirrored, joint["LeftUpperLeg"], joint["LeftLowerLeg"], joint["LeftFoot"], shin)
    around = mirrored - foot
    leg_angle = np.arctan2(around[:, 2], around[:, 0])
    axis_z = float(joint["Hips"][2])
    armpit = float(joint["LeftUpperArm"][1]) - 0.12
    beyond = mirrored[:, 0] - _ARM_SIDE_M
    arm_side = np.minimum(beyond, (beyond - _ARM_SLOPE * (armpit - mirrored[:, 1])) / np.hypot(1.0, _ARM_SLOPE))
    is_arm = arm_side > 0

    def length(*names: str) -> float:
        return float(sum(np.linalg.norm(joint[b] - joint[a]) for a, b in pairwise(names)))

    middle = np.abs(place[:, 0]) < 1e-3
    crotch = float(place[middle, 1].min())
    return Anatomy(
        cage=cage,
        place=place,
        normal=normal,
        arm=arm,
        is_arm=is_arm,
        arm_side=arm_side.astype(np.float32),
        arm_share=_softened(cage, is_arm),
        arm_angle=arm_angle.astype(np.float32),
        leg=leg,
        leg_angle=leg_angle.astype(np.float32),
        trunk_angle=np.arctan2(place[:, 0], place[:, 2] - axis_z).astype(np.float32),
        arm_m=length("LeftUpperArm", "LeftLowerArm", "LeftHand"),
        upper_arm_m=length("LeftUpperArm", "LeftLowerArm"),
        leg_m=length("LeftUpperLeg", "LeftLowerLeg", "LeftFoot"),
        thigh_m=length("LeftUpperLeg", "LeftLowerLeg"),
        neck=float(joint["Neck"][1]) - 0.02,
        waist=float(joint["Spine"][1]) + 0.01,
        hip=float(joint["LeftUpperLeg"][1]),
        crotch=crotch,
        armpit=armpit,
        shoulder=joint["LeftUpperArm"],
        axis_z=axis_z,
        skin_near=_skin_near(body.vertices[:BODY_VERTICES], body.normals[:BODY_VERTICES], place, normal),
    )


def _softened(cage: Cage, mask: npt.NDArray[np.bool_]) -> Floats:
    """A mask over the fine vertices (V,) as a smooth share."""
    share = mask[: len(cage.ring.four[0])].astype(np.float32)[None]
    for _ in range(8):
        share = cage.ring.smooth(share, 0.8)
    return cage.refined.apply(share.T)[:, 0]


def _skin_near(skin: Floats, facing: Floats, place: Floats, normal: Floats, reach: float = 0.045) -> Ints:
    """The nearest fine vertex that faces the same way as each skin vertex, -1 beyond ``reach`` metres."""
    checkpoint_here()
    # No tree: looking elsewhere counts as being farther away.
    near = np.full(len(skin), -1)
    for begin in range(0, len(skin), 1024):
        part = slice(begin, begin + 1024)
        low, high = skin[part].min(axis=0) - reach, skin[part].max(axis=0) + reach
        close = np.flatnonzero(((place >= low) & (place <= high)).all(axis=1))
        if not len(close):
            continue
        squared = (
            (skin[part] ** 2).sum(axis=1)[:, None]
            + (place[close] ** 2).sum(axis=1)
            - 2 * skin[part] @ place[close].T
            + 0.002 * np.maximum(0.3 - facing[part] @ normal[close].T, 0)
        )
        best = squared.argmin(axis=1)
        good = squared[np.arange(len(best)), best] < reach**2
        near[part] = np.where(good, close[best], -1)
    return near
