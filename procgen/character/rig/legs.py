"""Legs that stand where they should: two-bone inverse kinematics over all frames at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from procgen.character.mesh.model import Skeleton
from procgen.character.rig.quaternion import Doubles, about, between, inverse, product, rotate

_REACH = 0.9985
"""Of the leg's length: a knee is never quite straight."""


@dataclass(frozen=True, eq=False)
class Leg:
    """One leg of a skeleton in T-pose, in metres.

    Attributes:
        side: "Left" or "Right".
        hip, ankle, ball: places of its joints.
        thigh, shin: vectors from joint to joint.
        heel_z: where the heel touches the floor.
        outward: +1 on the left, -1 on the right.
    """

    side: str
    hip: Doubles
    ankle: Doubles
    ball: Doubles
    thigh: Doubles
    shin: Doubles
    heel_z: float
    outward: float

    @classmethod
    def of(cls, skeleton: Skeleton, side: str, heel_z: float) -> Leg:
        """A leg of a skeleton in T-pose."""
        hip, knee, ankle, ball = (
            skeleton.place(f"{side}{joint}").astype(np.float64) for joint in ("UpperLeg", "LowerLeg", "Foot", "Toes")
        )
        return cls(side, hip, ankle, ball, knee - hip, ankle - knee, heel_z, 1.0 if side == "Left" else -1.0)

    @property
    def length(self) -> float:
        """Of thigh and shin."""
        return float(np.linalg.norm(self.thigh) + np.linalg.norm(self.shin))

    @property
    def reach(self) -> float:
        """How far the ankle may lie from the hip joint."""
        return _REACH * self.length

    def ankle_at(self, pitch_deg: Doubles) -> Doubles:
        """(N, 3) where the ankle is when the foot rolls over its resting ball (pitch above 0) or heel (below)."""
        pivot_z = np.where(pitch_deg > 0, self.ball[2], self.heel_z)
        sine, cosine = np.sin(np.radians(pitch_deg)), np.cos(np.radians(pitch_deg))
        height, forward = self.ankle[1], self.ankle[2] - pivot_z
        ankle = np.empty((len(pitch_deg), 3))
        ankle[:, 0] = self.ankle[0]
        ankle[:, 1] = cosine * height - sine * forward
        ankle[:, 2] = pivot_z + sine * height + cosine * forward
        return ankle

    def solve(
        self, hips: Doubles, hip: Doubles, ankle: Doubles, pitch_deg: Doubles, turnout_deg: float
    ) -> dict[str, Doubles]:
        """Rotations that put the ankle in its place.

        Args:
            hips: (N, 4) rotation of the hips.
            hip: (N, 3) places of the hip joint.
            ankle: (N, 3) where the ankle should be; nearer where the leg is too short.
            pitch_deg: (N,) of the foot against the floor, toes down above 0.
            turnout_deg: of the foot, away from the middle.
        """
        goal = rotate(inverse(hips), ankle - hip)
        distance = np.minimum(np.linalg.norm(goal, axis=1), self.reach)
        # |thigh + Rx(k) shin| = distance, solved for the knee's k.
        thigh, shin = self.thigh, self.shin
        flat = np.hypot(*thigh[1:]) * np.hypot(*shin[1:])
        rest = np.arctan2(thigh[1] * shin[2] - thigh[2] * shin[1], thigh[1] * shin[1] + thigh[2] * shin[2])
        cosine = (distance**2 - thigh @ thigh - shin @ shin - 2 * thigh[0] * shin[0]) / (2 * flat)
        knee = about("x", np.degrees(np.arccos(np.clip(cosine, -1, 1)) - rest))
        turn = about("y", self.outward * turnout_deg)
        upper = between(rotate(turn, thigh + rotate(knee, shin)), goal)
        upper = product(upper, np.broadcast_to(turn, upper.shape))
        foot = product(np.broadcast_to(turn, upper.shape), about("x", pitch_deg))
        return {
            f"{self.side}UpperLeg": upper,
            f"{self.side}LowerLeg": knee,
            f"{self.side}Foot": product(inverse(product(hips, upper, knee)), foot),
        }
