"""Legs that stand where they should: two-bone inverse kinematics over both legs and all frames at once.

Arrays are by axis or quaternion part first, then leg (left, right), then frame: operations over whole such arrays are
several times faster than over arrays of vectors. What does not depend on a skeleton is prepared in a :class:`Course`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from procgen.character.mesh.model import Skeleton
from procgen.character.rig.quaternion import Doubles, about, inverse, product, rotate

SIDES = ("Left", "Right")
OUTWARD = np.array([1.0, -1.0])
"""Along x, of the left and the right leg."""
LENGTHS = 5
"""What a leg's way depends on: see :attr:`Legs.lengths`."""
REACH = 0.9985
"""Of a limb's length: a joint is never quite straight."""


def rolled(lengths: Doubles, pitch_deg: Doubles) -> tuple[Doubles, Doubles]:
    """Height and depth (N,) of an ankle when the foot rolls over its resting ball (pitch above 0) or heel (below)."""
    height, depth, ball, heel, _ = lengths
    pivot = np.where(pitch_deg > 0, ball, heel)
    sine, cosine = np.sin(np.radians(pitch_deg)), np.cos(np.radians(pitch_deg))
    return cosine * height - sine * (depth - pivot), pivot + sine * height + cosine * (depth - pivot)


@dataclass(frozen=True, eq=False)
class Course:
    """What hips and feet do in K frames, whatever the skeleton.

    Attributes:
        sway: (3, K) of the hips, in leg lengths.
        hips: (3, 3, K) matrices of the hips' rotations.
        ankles: (2, 2, K, LENGTHS) height and depth of the ankles, as factors of :attr:`Legs.lengths`.
        thigh: (4, 4, 2) makes a thigh's rotation of the one that turns its leg from where it hangs to where it goes.
        foot: (4, 4, 2, K) makes of the same rotation that of a foot, but for the knee's.
        turn: (2, 2, 1) sine and cosine of the turnout.
    """

    sway: Doubles
    hips: Doubles
    ankles: Doubles
    thigh: Doubles
    foot: Doubles
    turn: Doubles

    @classmethod
    def of(cls, sway: Doubles, hips: Doubles, pitch_deg: Doubles, ankles: Doubles, turnout_deg: float) -> Course:
        """Prepare a course.

        Args:
            sway: (K, 3) of the hips, in leg lengths.
            hips: (K, 4) rotations.
            pitch_deg: (2, K) of the feet against the floor, toes down above 0.
            ankles: (2, 2, K, LENGTHS) as the attribute.
            turnout_deg: of the feet, away from the middle.
        """
        matrices = np.stack([rotate(hips, axis) for axis in np.eye(3)], axis=-1)
        units = np.eye(4)
        thigh, foot = np.empty((4, 4, 2)), np.empty((4, 4, 2, len(hips)))
        for leg, outward in enumerate(OUTWARD):
            out = about("y", outward * turnout_deg)
            floor = product(inverse(hips), out, about("x", pitch_deg[leg]))
            for part, unit in enumerate(units):
                thigh[:, part, leg] = product(unit, out)
                foot[:, part, leg] = product(inverse(out), inverse(unit), floor).T
        angle = np.radians(OUTWARD * turnout_deg)
        turn = np.stack([np.sin(angle), np.cos(angle)])[..., None]
        axes = np.ascontiguousarray(matrices.transpose(1, 2, 0))
        return cls(np.ascontiguousarray(sway.T), axes, ankles, thigh, foot, turn)


@dataclass(frozen=True, eq=False)
class Legs:
    """Both legs of a skeleton in T-pose, in metres.

    Attributes:
        hip, ankle: (3, 2) places of the joints.
        thigh, shin: (3, 2) vectors from joint to joint.
        length: (2,) of thigh and shin.
        lengths: (LENGTHS, 2) the ankle's height and depth (z), the depths of ball and heel, and the length.
    """

    hip: Doubles
    ankle: Doubles
    thigh: Doubles
    shin: Doubles
    length: Doubles
    lengths: Doubles

    @classmethod
    def of(cls, skeleton: Skeleton, heel_z: Doubles) -> Legs:
        """The legs of a skeleton; ``heel_z`` (2,) is where the heels touch the floor."""
        joints = [skeleton.number(f"{side}{joint}") for joint in _JOINTS for side in SIDES]
        places = skeleton.places[joints].astype(np.float64).reshape(4, 2, 3)
        hip, knee, ankle, ball = (np.ascontiguousarray(place.T) for place in places)
        thigh, shin = knee - hip, ankle - knee
        length = np.sqrt((thigh * thigh).sum(axis=0)) + np.sqrt((shin * shin).sum(axis=0))
        return cls(hip, ankle, thigh, shin, length, np.stack([ankle[1], ankle[2], ball[2], heel_z, length]))

    @property
    def reach(self) -> Doubles:
        """(2,) how far the ankles may lie from the hip joints."""
        return REACH * self.length

    def ankles(self, course: Course) -> Doubles:
        """(3, 2, K) where the ankles go, as far to the side as they stand."""
        places = np.empty((3, *course.ankles.shape[1:3]))
        places[0] = self.ankle[0][:, None]
        for leg in range(2):
            np.matmul(course.ankles[:, leg], self.lengths[:, leg], out=places[1:, leg])
        return places

    def joints(self, course: Course, hips: Doubles, centre: Doubles, frames: slice) -> Doubles:
        """(3, 2, F) places of the hip joints in some frames.

        Args:
            course: rotations of the hips.
            hips: (3, K) places of the hips.
            centre: (3,) where the hips are in T-pose.
            frames: those of the K.
        """
        offset = self.hip - centre[:, None]
        turned = np.einsum("abk,bl->alk", course.hips[:, :, frames], offset)
        return np.asarray(turned + hips[:, None, frames])

    def solve(self, course: Course, hips: Doubles, centre: Doubles, ankles: Doubles) -> Doubles:
        """Rotations that put the ankles in their places, nearer where a leg is too short.

        Args:
            course: what hips and feet do.
            hips: (3, K) places of the hips.
            centre: (3,) where the hips are in T-pose.
            ankles: (3, 2, K) where the ankles should be.

        Returns:
            (4, 3, 2, K) of thighs, shins and feet, each in the axes of the joint above.
        """
        goal = np.einsum("bak,blk->alk", course.hips, ankles - hips[:, None])
        goal -= (self.hip - centre[:, None])[..., None]
        squared = _dot(goal, goal)
        thigh, shin = self.thigh[..., None], self.shin[..., None]
        # |thigh + Rx(k) shin| = distance, solved for the knee's k.
        flat = np.hypot(thigh[1], thigh[2]) * np.hypot(shin[1], shin[2])
        rest = np.arctan2(thigh[1] * shin[2] - thigh[2] * shin[1], thigh[1] * shin[1] + thigh[2] * shin[2])
        fixed = _dot(thigh, thigh) + _dot(shin, shin) + 2 * thigh[0] * shin[0]
        cosine = (np.minimum(squared, self.reach[:, None] ** 2) - fixed) / (2 * flat)
        half = (np.arccos(np.clip(cosine, -1, 1)) - rest) / 2
        knee_sine, knee_cosine = np.sin(half), np.cos(half)
        sine, cosine = 2 * knee_sine * knee_cosine, 1 - 2 * knee_sine * knee_sine
        # From where the leg hangs, turned outwards, to where it goes: the smallest rotation.
        side = thigh[0] + shin[0]
        down = thigh[1] + cosine * shin[1] - sine * shin[2]
        ahead = thigh[2] + sine * shin[1] + cosine * shin[2]
        turn_sine, turn_cosine = course.turn
        start = side * turn_cosine + ahead * turn_sine, down, ahead * turn_cosine - side * turn_sine
        between = np.empty((4, *down.shape))
        for axis in range(3):
            one, two = (axis + 1) % 3, (axis + 2) % 3
            between[axis] = start[one] * goal[two] - start[two] * goal[one]
        between[3] = _dot(start, goal) + np.sqrt(_dot(start, start) * squared)
        between /= np.sqrt(_dot(between, between))
        rotations = np.zeros((4, 3, *down.shape))
        for leg in range(2):
            np.matmul(course.thigh[..., leg], between[:, leg], out=rotations[:, 0, leg])
        rotations[0, 1], rotations[3, 1] = knee_sine, knee_cosine
        level = course.foot[:, 0] * between[0]
        for part in range(1, 4):
            level += course.foot[:, part] * between[part]
        # Less the knee's rotation, which is about x.
        np.multiply(level, knee_cosine, out=rotations[:, 2])
        level *= knee_sine
        rotations[:, 2] -= level[::-1] * _ABOUT_X
        return rotations


def _dot(first: Sequence[Doubles] | Doubles, second: Sequence[Doubles] | Doubles) -> Doubles:
    """Sums over the first axis of products."""
    total = first[0] * second[0]
    for one, other in zip(first[1:], second[1:], strict=True):
        total += one * other
    return total


_JOINTS = ("UpperLeg", "LowerLeg", "Foot", "Toes")
_ABOUT_X = np.array([1.0, -1.0, 1.0, -1.0])[:, None, None]
