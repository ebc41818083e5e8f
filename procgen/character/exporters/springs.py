"""What hangs and swings, as VRM has it: VRMC_springBone, in files that are no VRM too.

Source: the VRM Consortium's specification VRMC_springBone-1.0.
"""

from __future__ import annotations

from typing import Any

from procgen.character.mesh.model import Capsule, Character

Tree = dict[str, Any]

SPRINGS = "VRMC_springBone"


def describe_springs(character: Character, first_joint: int) -> Tree:
    """The extension's object: capsules of the limbs as colliders, a group for each list of them, and the chains."""
    names = character.skeleton.names
    met = {joint for spring in character.springs for joint in spring.against}
    capsules = [capsule for capsule in character.colliders if capsule.joint in met]
    place = {capsule.joint: number for number, capsule in enumerate(capsules)}
    groups = list(dict.fromkeys(spring.against for spring in character.springs))
    return {
        "specVersion": "1.0",
        "colliders": [
            {"node": first_joint + names.index(capsule.joint), "shape": {"capsule": _capsule(capsule)}}
            for capsule in capsules
        ],
        "colliderGroups": [
            {"name": " ".join(group), "colliders": [place[joint] for joint in group]} for group in groups
        ],
        "springs": [
            {
                "name": spring.joints[0].rsplit("_", 1)[0],
                "joints": [
                    {
                        "node": first_joint + names.index(joint),
                        "hitRadius": spring.radius_m,
                        "stiffness": spring.stiffness,
                        "gravityPower": spring.gravity,
                        "gravityDir": [0.0, -1.0, 0.0],
                        "dragForce": spring.drag,
                    }
                    for joint in spring.joints
                ],
                "colliderGroups": [groups.index(spring.against)],
            }
            for spring in character.springs
        ],
    }


def _capsule(capsule: Capsule) -> Tree:
    """From the middle of one cap to that of the other."""
    half = max(capsule.height_m / 2 - capsule.radius_m, 0.0)
    ends = [
        [round(centre + sign * half * way, 5) for centre, way in zip(capsule.centre_m, capsule.axis, strict=True)]
        for sign in (-1, 1)
    ]
    return {"offset": ends[0], "radius": capsule.radius_m, "tail": ends[1]}
