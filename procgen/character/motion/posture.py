"""How backs, heads, arms and feet are held, whatever they do beside that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from procgen.character.rig.legs import OUTWARD, SIDES
from procgen.character.rig.quaternion import Doubles, about, inverse, product, rotate, slerp

BACK: Final = ("Spine", "Chest", "UpperChest")
_LOOKS_AHEAD, _ARMS_HANG = 0.75, 0.8
"""Shares of a back's lean that head and arms take back."""


def hold(rotations: Doubles, number: Mapping[str, int], lean_deg: float, head_deg: float, arms_deg: float) -> None:
    """Lean a back, bow a head, lift arms to the sides; changes local rotations (F, J, 4).

    Args:
        rotations: of a clip.
        number: of joints by name.
        lean_deg: forwards. Who leans still looks ahead, but not wholly, and arms go on hanging.
        head_deg: downwards, beside that.
        arms_deg: away from the trunk.
    """
    for joint in BACK:
        rotations[:, number[joint]] = product(rotations[:, number[joint]], about("x", lean_deg / len(BACK)))
    for joint, share in (("Neck", 0.45), ("Head", 0.55)):
        bow = about("x", share * (head_deg - _LOOKS_AHEAD * lean_deg))
        rotations[:, number[joint]] = product(rotations[:, number[joint]], bow)
    for side, outward in zip(SIDES, OUTWARD, strict=True):
        shoulder = rotations[:, number[f"{side}Shoulder"]]
        held = product(about("x", -_ARMS_HANG * lean_deg), about("z", outward * arms_deg))
        arm = number[f"{side}UpperArm"]
        rotations[:, arm] = product(inverse(shoulder), held, shoulder, rotations[:, arm])


def levelled(feet: Doubles, share: float) -> Doubles:
    """Feet (…, 4) with a share of what they roll: set down flat at 0, as they are at 1."""
    ahead = rotate(feet, np.array([0.0, 0.0, 1.0]))
    level = about("y", np.degrees(np.arctan2(ahead[..., 0], ahead[..., 2])))
    return slerp(level, feet, np.full(feet.shape[:-1], share))


def stand_at_ease(rotations: Doubles, number: Mapping[str, int]) -> None:
    """Bring somebody who stands and walks as if about to fight to how people do; changes rotations (F, J, 4)."""
    hold(rotations, number, -_READY_LEAN_DEG, -_LOOKS_AHEAD * _READY_LEAN_DEG, -_READY_ARMS_DEG)


_READY_LEAN_DEG, _READY_ARMS_DEG = 14.0, 8.0
"""By how much the clips that are narrowed lean and hold their arms away more than captured walks do on average."""
