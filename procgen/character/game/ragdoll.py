"""A body as engines let it fall: the capsules of the limbs with their masses, and joints with their limits.

Masses are shares of the whole body's: P. de Leva, "Adjustments to Zatsiorsky-Seluyanov's segment inertia parameters",
J. Biomechanics 29 (1996), table 4, the means of women and men. Limits are what joints of healthy adults allow, rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from procgen.character.mesh.model import Capsule, Character

_SHARES: Final[Mapping[tuple[str, ...], float]] = {
    ("Head",): 0.0681,
    ("Hips", "UpperChest"): 0.43015,
    **{
        (f"{side}{limb}",): share
        for side in ("Left", "Right")
        for limb, share in (
            ("UpperArm", 0.0263),
            ("LowerArm", 0.015),
            ("Hand", 0.00585),
            ("UpperLeg", 0.1447),
            ("LowerLeg", 0.0457),
            ("Foot", 0.0133),
        )
    },
}
"""Of the body's mass, by the limbs that share it in proportion to their capsules' volumes.

Waist and neck are no bodies of their own: chains of many short ones shake in the physics of most engines.
"""


@dataclass(frozen=True, slots=True)
class _Joint:
    """How a limb hangs on another: "hinge" turns about ``axis`` from 0 to ``most_deg``; "cone" swings and twists."""

    parent: str
    kind: str = "cone"
    swing_deg: float = 15.0
    twist_deg: float = 10.0
    axis: tuple[float, float, float] = (1.0, 0.0, 0.0)
    most_deg: float = 0.0


def _joints() -> dict[str, _Joint]:
    found = {
        "UpperChest": _Joint("Hips", swing_deg=30, twist_deg=25),
        "Head": _Joint("UpperChest", swing_deg=45, twist_deg=60),
    }
    for side, bends in (("Left", -1.0), ("Right", 1.0)):
        found |= {
            f"{side}UpperArm": _Joint("UpperChest", swing_deg=85, twist_deg=60),
            # In T-pose forearms bend ahead.
            f"{side}LowerArm": _Joint(f"{side}UpperArm", "hinge", axis=(0.0, bends, 0.0), most_deg=145),
            f"{side}Hand": _Joint(f"{side}LowerArm", swing_deg=45, twist_deg=60),
            f"{side}UpperLeg": _Joint("Hips", swing_deg=65, twist_deg=25),
            # Knees bend backwards.
            f"{side}LowerLeg": _Joint(f"{side}UpperLeg", "hinge", most_deg=140),
            f"{side}Foot": _Joint(f"{side}LowerLeg", swing_deg=30, twist_deg=15),
        }
    return found


JOINTS: Final = _joints()


def ragdoll(character: Character, mass_kg: float) -> list[dict[str, Any]]:
    """The body's parts, each after the one that it hangs on, as JSON.

    Args:
        character: its colliders are the parts' shapes, which nodes of the file have as ``extras.collider``.
        mass_kg: of the whole body.
    """
    masses = masses_kg(character.colliders, mass_kg)
    found: list[dict[str, Any]] = [{"joint": "Hips", "mass_kg": masses["Hips"], "kind": "free"}]
    for name, joint in JOINTS.items():
        entry: dict[str, Any] = {"joint": name, "mass_kg": masses[name], "parent": joint.parent, "kind": joint.kind}
        if joint.kind == "hinge":
            entry |= {"axis": list(joint.axis), "most_deg": joint.most_deg}
        else:
            entry |= {"swing_deg": joint.swing_deg, "twist_deg": joint.twist_deg}
        found.append(entry)
    return found


def masses_kg(capsules: tuple[Capsule, ...], mass_kg: float) -> dict[str, float]:
    """Masses by joint, which add up to the body's."""
    volumes = {capsule.joint: _volume(capsule) for capsule in capsules}
    found: dict[str, float] = {}
    for joints, share in _SHARES.items():
        whole = sum(volumes[joint] for joint in joints)
        found |= {joint: share * mass_kg * volumes[joint] / whole for joint in joints}
    scale = mass_kg / sum(found.values())
    return {joint: round(mass * scale, 4) for joint, mass in found.items()}


def _volume(capsule: Capsule) -> float:
    radius = capsule.radius_m
    straight = max(capsule.height_m - 2 * radius, 0.0)
    return float(np.pi * radius**2 * (straight + 4 / 3 * radius))
