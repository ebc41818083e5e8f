"""Movements of the library on a body: its proportions, feet on its floor, arms beside its trunk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy

from procgen.character.mesh.model import Capsule, Skeleton
from procgen.character.motion.course import Course, posed
from procgen.character.motion.feet import Soles, planted
from procgen.character.motion.library import PAIR
from procgen.character.motion.limbs import Limb, reach
from procgen.character.rig.legs import OUTWARD, SIDES
from procgen.character.rig.quaternion import Doubles, about, inverse, product, rotate

_EASE = 4
"""Frames that a correction of the hips comes and goes in."""
_HANGS = (0.35, 0.9)
"""How far down an upper arm points where it begins to count as hanging, and where it does."""


@dataclass(frozen=True, eq=False)
class Build:
    """What of a body movements are fitted to.

    Attributes:
        skeleton: in T-pose, on the floor.
        legs, arms: pairs of limbs.
        soles: of the feet.
        colliders: capsules that stay above the floor.
        spread_deg: by how much hanging arms are away from the vertical so that they clear the trunk.
    """

    skeleton: Skeleton
    legs: Limb
    arms: Limb
    soles: Soles
    colliders: Sequence[Capsule]
    spread_deg: float

    @classmethod
    def of(
        cls, skeleton: Skeleton, colliders: Sequence[Capsule], heel_z: Doubles, tip_z: Doubles, spread_deg: float
    ) -> Build:
        """From a skeleton, its capsules, and the depths (2,) at which the feet begin and end."""
        ankle, ball = _pair(skeleton, "Foot"), _pair(skeleton, "Toes")
        return cls(
            skeleton,
            _limb(skeleton, ("UpperLeg", "LowerLeg", "Foot"), "x", np.ones(2)),
            _limb(skeleton, ("UpperArm", "LowerArm", "Hand"), "y", -OUTWARD),
            Soles.of(ankle, ball, heel_z, tip_z),
            colliders,
            spread_deg,
        )

    @property
    def leg_m(self) -> float:
        """Length of a leg."""
        return float(self.legs.length.mean())

    @property
    def ankle_m(self) -> float:
        """Height of the ankles."""
        return float(_pair(self.skeleton, "Foot")[:, 1].mean())

    def posed(self, joints: Sequence[str], rotations: Doubles, hips_m: Doubles) -> tuple[Doubles, Doubles]:
        """Global rotations (K, J, 4) and places (K, J, 3) of the pack's joints, the hips first.

        Args:
            joints: their names.
            rotations: (K, J, 4) local.
            hips_m: (K, 3) places of the hips.
        """
        skeleton = self.skeleton
        numbers = [skeleton.number(name) for name in joints]
        above = [skeleton.parents[number] for number in numbers]
        parents = [joints.index(skeleton.names[parent]) if parent > 0 else -1 for parent in above]
        return posed(parents, skeleton.places[numbers].astype(np.float64), rotations, hips_m)


@dataclass(frozen=True, eq=False)
class Fitted:
    """Movements of a course on a body.

    Attributes:
        joints: names of the pack's joints.
        rotations: (K, J, 4) local, of these.
        hips_m: (K, 3) places of the hips.
        travel_m: (K, 2) x and z by which the ground has gone back.
        ground_m: (K, 2) heights of the ground below the feet.
    """

    joints: tuple[str, ...]
    rotations: Doubles
    hips_m: Doubles
    travel_m: Doubles
    ground_m: Doubles


def fit(course: Course, joints: tuple[str, ...], build: Build) -> Fitted:
    """Fit all clips of a course to a body.

    Args:
        course: of the clips.
        joints: names of the pack's joints.
        build: of the body.
    """
    number = {name: index for index, name in enumerate(joints)}
    skeleton, leg = build.skeleton, build.leg_m
    centre = skeleton.place("Hips").astype(np.float64)
    hip = _pair(skeleton, "UpperLeg") - centre
    stand = np.array([0.0, build.ankle_m, 0.0])
    travel, ground = course.travel * leg, course.ground * leg
    # Feet stand as far apart as this body's do.
    wider = abs(float(_pair(skeleton, "Foot")[0, 0])) - course.stance * leg
    outward = np.stack([OUTWARD * wider, np.zeros(2), np.zeros(2)], axis=1)
    ankles = course.ankles * leg + stand + rotate(course.hips[:, None], outward)
    ankles = planted(course, ankles, ground, travel, build.soles)
    hips = course.middle * leg + stand - rotate(course.hips, hip.mean(axis=0))
    rotations = course.rotations.copy()
    _spread(rotations, number, build.spread_deg)
    for _ in range(2):
        hips += _lowered(course, build, hips, hip, ankles)
        _stand(rotations, number, build, course, hips, hip, ankles)
        lift = _lifted(course, build, joints, rotations, hips)
        if lift is None:
            break
        hips[:, 1] += lift
    _stand(rotations, number, build, course, hips, hip, ankles)
    level = np.stack([0 * ground, ground, 0 * ground], axis=-1)
    toes = build.soles.toes_deg(course.feet, ankles - level)
    for leg_number, side in enumerate(SIDES):
        rotations[:, number[f"{side}Toes"]] = about("x", -toes[:, leg_number])
    _pair_hands(rotations, number, build, course)
    return Fitted(joints, rotations, hips, travel, ground)


def _stand(
    rotations: Doubles,
    number: dict[str, int],
    build: Build,
    course: Course,
    hips: Doubles,
    hip: Doubles,
    ankles: Doubles,
) -> None:
    """Turn legs so that feet are where they should be, as they should be."""
    upper, lower, foot = ([number[f"{side}{joint}"] for side in SIDES] for joint in ("UpperLeg", "LowerLeg", "Foot"))
    above = np.repeat(course.hips[:, None], 2, axis=1)
    goal = ankles - (hips[:, None] + rotate(course.hips[:, None], hip))
    thigh, shin = reach(build.legs, above, course.rotations[:, upper], course.rotations[:, lower], goal)
    rotations[:, upper], rotations[:, lower] = thigh, shin
    rotations[:, foot] = product(inverse(product(above, thigh, shin)), course.feet)


def _lowered(course: Course, build: Build, hips: Doubles, hip: Doubles, ankles: Doubles) -> Doubles:
    """(K, 3) below 0 where a standing foot is out of reach."""
    stands = np.zeros((len(hips), 2), bool)
    for motion, part, spans in zip(course.motions, course.parts, course.spans, strict=True):
        for span in spans:
            stands[part.start + span.frames(part.stop - part.start, loops=motion.loops), span.leg] = True
    away = ankles - (hips[:, None] + rotate(course.hips[:, None], hip))
    height = np.sqrt(np.maximum(build.legs.reach_m**2 - away[..., 0] ** 2 - away[..., 2] ** 2, 0))
    missing = np.where(stands, np.minimum(away[..., 1] + height, 0), 0).min(axis=1)
    result = np.zeros_like(hips)
    result[:, 1] = -_eased(course, -missing)
    return result


def _lifted(course: Course, build: Build, joints: tuple[str, ...], rotations: Doubles, hips: Doubles) -> Doubles | None:
    """(K,) metres by which the hips must rise so that no part of the trunk or the limbs is below the floor, or None."""
    turned, placed = build.posed(joints, rotations, hips)
    low = np.full(len(hips), np.inf)
    for capsule in build.colliders:
        if capsule.joint.endswith(("Foot", "Hand", "LowerArm", "UpperArm")):
            continue  # feet are set by themselves, and arms give way
        joint = joints.index(capsule.joint)
        half = max(capsule.height_m / 2 - capsule.radius_m, 0)
        centre = placed[:, joint, 1] + rotate(turned[:, joint], np.array(capsule.centre_m))[:, 1]
        slope = np.abs(rotate(turned[:, joint], np.array(capsule.axis))[:, 1])
        low = np.minimum(low, centre - half * slope - _FLESH * capsule.radius_m)
    missing = np.maximum(-low, 0)
    for motion, part in zip(course.motions, course.parts, strict=True):
        if motion.floats:
            missing[part] = 0
    if missing.max() < 0.002:
        return None
    return _eased(course, missing)


_FLESH = 0.85
"""Of a capsule's radius: what lies on the floor gives way."""


def _eased(course: Course, needed: Doubles) -> Doubles:
    """Something smooth that is never less than what is needed (K,), clip by clip."""
    result = np.zeros_like(needed)
    for motion, part in zip(course.motions, course.parts, strict=True):
        own = needed[part]
        if own.max() <= 0:
            continue
        mode = "wrap" if motion.loops else "nearest"
        inner = own[: len(own) - motion.loops]
        wide = scipy.ndimage.maximum_filter1d(inner, 2 * _EASE + 1, mode=mode)
        smooth = scipy.ndimage.gaussian_filter1d(wide, _EASE / 2, mode=mode, truncate=2.0)
        result[part] = np.append(smooth, smooth[:1]) if motion.loops else smooth
    return result


def _spread(rotations: Doubles, number: dict[str, int], degrees: float) -> None:
    """Hold hanging arms away from a trunk that is wider than the pack's."""
    if degrees <= 0:
        return
    for side, outward in zip(SIDES, OUTWARD, strict=True):
        arm = number[f"{side}UpperArm"]
        shoulder = rotations[:, number[f"{side}Shoulder"]]
        direction = rotate(product(shoulder, rotations[:, arm]), np.array([outward, 0.0, 0.0]))
        share = np.clip((-direction[:, 1] - _HANGS[0]) / (_HANGS[1] - _HANGS[0]), 0, 1)
        share = share * share * (3 - 2 * share)
        rotations[:, arm] = product(
            inverse(shoulder), about("z", outward * degrees * share), shoulder, rotations[:, arm]
        )


def _pair_hands(fitted: Doubles, number: dict[str, int], build: Build, course: Course) -> None:
    """Hands that hold one thing or each other stay as far apart, in arm lengths, as the pack has them."""
    frames = np.zeros(len(fitted), bool)
    for motion, part in zip(course.motions, course.parts, strict=True):
        frames[part] = motion.hands == PAIR
    if not frames.any():
        return
    rotations = fitted[frames]
    columns = {joint: [number[f"{side}{joint}"] for side in SIDES] for joint in ("Shoulder", *_ARM)}
    above = rotations[:, 0]
    for joint in ("Spine", "Chest", "UpperChest"):
        above = product(above, rotations[:, number[joint]])
    chest = above[:, None]
    girdle = product(chest, rotations[:, columns["Shoulder"]])
    upper, lower, hand = (rotations[:, columns[joint]] for joint in _ARM)
    collar = _pair(build.skeleton, "Shoulder") - build.skeleton.place("UpperChest")
    begin = rotate(chest, collar) + rotate(
        girdle, _pair(build.skeleton, "UpperArm") - _pair(build.skeleton, "Shoulder")
    )
    turned = product(girdle, upper)
    wrist = begin + rotate(turned, build.arms.upper) + rotate(product(turned, lower), build.arms.lower)
    held = product(turned, lower, hand)
    apart = rotate(above, course.grasp[frames]) * float(build.arms.length.mean())
    goal = wrist.mean(axis=1)[:, None] + apart[:, None] * np.array([0.5, -0.5])[:, None]
    upper, lower = reach(build.arms, girdle, upper, lower, goal - begin)
    rotations[:, columns["UpperArm"]], rotations[:, columns["LowerArm"]] = upper, lower
    rotations[:, columns["Hand"]] = product(inverse(product(girdle, upper, lower)), held)
    fitted[frames] = rotations


_ARM = ("UpperArm", "LowerArm", "Hand")


def _pair(skeleton: Skeleton, joint: str) -> Doubles:
    """(2, 3) places of a left and a right joint."""
    return np.stack([skeleton.place(f"{side}{joint}") for side in SIDES]).astype(np.float64)


def _limb(skeleton: Skeleton, joints: tuple[str, str, str], axis: str, sign: npt.NDArray[np.float64]) -> Limb:
    first, second, third = (_pair(skeleton, joint) for joint in joints)
    return Limb(second - first, third - second, axis, sign)
