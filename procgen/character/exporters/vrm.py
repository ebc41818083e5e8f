"""VRM 1.0: what the joints are, which morph targets make which expression, and where eyes may look.

Source: the VRM Consortium's specification VRMC_vrm-1.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from procgen.character.mesh.model import Character
from procgen.character.mesh.morphs import VISEME

Tree = dict[str, Any]

EXTENSION = "VRMC_vrm"
LICENCE = "https://vrm.dev/licenses/1.0/"
_NOT_HUMAN = {"Root"}


def _both(name: str, weight: float) -> dict[str, float]:
    return {f"{name}Left": weight, f"{name}Right": weight}


EXPRESSIONS: Mapping[str, Mapping[str, float]] = {
    "happy": {
        **_both("mouthSmile", 0.75),
        **_both("cheekSquint", 0.5),
        **_both("eyeSquint", 0.3),
        **_both("mouthDimple", 0.2),
    },
    "angry": {
        **_both("browDown", 0.95),
        **_both("noseSneer", 0.5),
        **_both("mouthFrown", 0.45),
        **_both("mouthPress", 0.35),
        **_both("eyeSquint", 0.35),
    },
    "sad": {"browInnerUp": 0.85, "mouthShrugLower": 0.35, **_both("mouthFrown", 0.65), **_both("eyeSquint", 0.2)},
    "relaxed": {"browInnerUp": 0.12, **_both("eyeBlink", 0.3), **_both("mouthSmile", 0.3)},
    "surprised": {"browInnerUp": 0.85, "jawOpen": 0.3, **_both("browOuterUp", 0.85), **_both("eyeWide", 0.85)},
    "aa": {f"{VISEME}aa": 1.0},
    "ih": {f"{VISEME}I": 1.0},
    "ou": {f"{VISEME}U": 1.0},
    "ee": {f"{VISEME}E": 1.0},
    "oh": {f"{VISEME}O": 1.0},
    "blink": _both("eyeBlink", 1.0),
    "blinkLeft": {"eyeBlinkLeft": 1.0},
    "blinkRight": {"eyeBlinkRight": 1.0},
    "neutral": {},
}
"""Preset expressions as weights of morph targets. The gaze turns the eyes' joints, hence no lookUp and so on."""
_MOODS = ("happy", "angry", "sad", "relaxed", "surprised")


def describe(character: Character, first_joint: int, mesh_nodes: Mapping[int, tuple[str, ...]]) -> Tree:
    """The extension's object.

    Args:
        character: what is written.
        first_joint: node of the first joint.
        mesh_nodes: each node with a mesh, and the morph targets of that.
    """
    bones = {
        name[0].lower() + name[1:]: {"node": first_joint + number}
        for number, name in enumerate(character.skeleton.names)
        if name not in _NOT_HUMAN | {joint for spring in character.springs for joint in spring.joints}
    }
    preset = {}
    for name, weights in EXPRESSIONS.items():
        expression = _expression(weights, mesh_nodes)
        if name in _MOODS:
            # Eyes that a mood half closes still close once only, and mouths that speak are not smiled apart.
            expression |= {"overrideBlink": "blend", "overrideMouth": "blend"}
        preset[name] = expression
    units = {
        name: _expression({name: 1.0}, mesh_nodes) for name in character.parts[0].targets if not name.startswith(VISEME)
    }
    head = character.skeleton.place("Head")
    eyes = (character.skeleton.place("LeftEye") + character.skeleton.place("RightEye")) / 2
    return {
        "specVersion": "1.0",
        "meta": {
            "name": character.name,
            "version": "1",
            "authors": ["procgen"],
            "licenseUrl": LICENCE,
            "avatarPermission": "everyone",
            "commercialUsage": "corporation",
            "creditNotation": "unnecessary",
            "allowRedistribution": True,
            "modification": "allowModificationRedistribution",
        },
        "humanoid": {"humanBones": bones},
        "firstPerson": {"meshAnnotations": [{"node": node, "type": "auto"} for node in mesh_nodes]},
        "lookAt": {
            "type": "bone",
            "offsetFromHeadBone": [round(float(value), 5) for value in np.asarray(eyes - head)],
            "rangeMapHorizontalInner": {"inputMaxValue": 90.0, "outputScale": 12.0},
            "rangeMapHorizontalOuter": {"inputMaxValue": 90.0, "outputScale": 14.0},
            "rangeMapVerticalDown": {"inputMaxValue": 90.0, "outputScale": 12.0},
            "rangeMapVerticalUp": {"inputMaxValue": 90.0, "outputScale": 10.0},
        },
        "expressions": {"preset": preset, "custom": units},
    }


def _expression(weights: Mapping[str, float], mesh_nodes: Mapping[int, tuple[str, ...]]) -> Tree:
    binds = [
        {"node": node, "index": targets.index(name), "weight": weight}
        for node, targets in mesh_nodes.items()
        for name, weight in weights.items()
        if name in targets
    ]
    return {"morphTargetBinds": binds} if binds else {}
