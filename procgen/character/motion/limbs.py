"""Limbs of two bones that reach where they should, with the bend that a movement gave them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from procgen.character.rig.legs import REACH
from procgen.character.rig.quaternion import AXES, Doubles, about, inverse, product, rotate


@dataclass(frozen=True, eq=False)
class Limb:
    """A pair of limbs in T-pose, left and right.

    Attributes:
        upper, lower: (2, 3) from joint to joint, metres.
        axis: "x" or "y", about which the joint between them bends.
        sign: (2,) of a bend's rotation.
    """

    upper: Doubles
    lower: Doubles
    axis: str
    sign: Doubles

    @property
    def length(self) -> Doubles:
        """(2,) of both bones."""
        return np.asarray(np.linalg.norm(self.upper, axis=1) + np.linalg.norm(self.lower, axis=1))

    @property
    def reach_m(self) -> Doubles:
        """(2,) how far the end may be from the beginning."""
        return self.length * REACH


def reach(limb: Limb, above: Doubles, upper: Doubles, lower: Doubles, goal: Doubles) -> tuple[Doubles, Doubles]:
    """Bend and turn limbs so that they end at their goals; nearer where these are too far.

    The joint between bends more or less about its axis, and the limb turns by the smallest rotation: it keeps the plane
    that it bends in.

    Args:
        limb: (2) of a body.
        above: (K, 2, 4) global rotations of the joints above.
        upper, lower: (K, 2, 4) local rotations as the movement has them.
        goal: (K, 2, 3) from where the limbs begin.

    Returns:
        New local rotations of both bones.
    """
    distance = np.minimum(np.linalg.norm(goal, axis=-1), limb.reach_m)
    bone = rotate(lower, limb.lower)  # of the lower bone, in the axes of the upper one
    along = AXES[limb.axis]
    one, other = (along + 1) % 3, (along + 2) % 3
    a1, a2, b1, b2 = limb.upper[:, one], limb.upper[:, other], bone[..., one], bone[..., other]
    # |upper + R bone|^2 = distance^2 for a rotation R about the axis by e: f cos(e - e0) = rest of the equation.
    flat = np.hypot(a1, a2) * np.hypot(b1, b2)
    straight = np.arctan2(a2, a1) - np.arctan2(b2, b1)
    fixed = (limb.upper**2).sum(-1) + (bone**2).sum(-1) + 2 * limb.upper[:, along] * bone[..., along]
    cosine = (distance**2 - fixed) / np.maximum(2 * flat, 1e-9)
    turn = np.degrees(straight + limb.sign * np.arccos(np.clip(cosine, -1, 1)))
    bent = product(about(limb.axis, turn), lower)
    now = rotate(product(above, upper), limb.upper + rotate(bent, limb.lower))
    return product(inverse(above), between(now, goal), above, upper), bent


def between(start: Doubles, end: Doubles) -> Doubles:
    """The smallest rotations (..., 4) that turn one direction into another."""
    start = start / np.maximum(np.linalg.norm(start, axis=-1, keepdims=True), 1e-9)
    end = end / np.maximum(np.linalg.norm(end, axis=-1, keepdims=True), 1e-9)
    result = np.concatenate([np.cross(start, end), 1 + (start * end).sum(-1, keepdims=True)], axis=-1)
    return np.asarray(result / np.maximum(np.linalg.norm(result, axis=-1, keepdims=True), 1e-9))
