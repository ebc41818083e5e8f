"""Stylised proportions: bones become longer or shorter, thicker or thinner, and what hangs on them follows.

A style scales the space round each joint in the rest pose. Vertices take the mean of their joints' spaces by their
weights, so skin, clothes and hair stay together and bends stay smooth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis

Floats = npt.NDArray[np.float32]
Scale = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Style:
    """A look.

    Attributes:
        name: of the style.
        trunk: joint to its scale along x, y and z: for joints of the trunk and the head.
        limbs: joint without its side to its scale along the bone and across it.
        face: target of the basis to its weight, added to the body's shape.
        faceted: whether surfaces are made of few flat triangles in plain colours.
    """

    name: str
    trunk: Mapping[str, Scale] = field(default_factory=dict)
    limbs: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    face: Mapping[str, float] = field(default_factory=dict)
    faceted: bool = False

    @property
    def reshapes(self) -> bool:
        """Whether the proportions differ from the body's own."""
        return bool(self.trunk or self.limbs)

    @property
    def head_scale(self) -> float:
        """Of the head, by which the face's movements are scaled too."""
        return self.trunk.get("Head", (1.0, 1.0, 1.0))[1]


def _head(scale: float) -> dict[str, Scale]:
    return dict.fromkeys(("Head", "LeftEye", "RightEye", "Jaw"), (scale, scale, scale))


def _hand(length: float, thickness: float) -> dict[str, tuple[float, float]]:
    parts = ["Hand", "ThumbMetacarpal", "ThumbProximal", "ThumbDistal"]
    for finger in ("Index", "Middle", "Ring", "Little"):
        parts += [f"{finger}{part}" for part in ("Proximal", "Intermediate", "Distal")]
    return dict.fromkeys(parts, (length, thickness))


_BIG_EYES = {
    "eyes/l-eye-scale-incr": 0.9,
    "eyes/r-eye-scale-incr": 0.9,
    "eyes/l-eye-height2-incr": 0.6,
    "eyes/r-eye-height2-incr": 0.6,
    "nose/nose-scale-horiz-decr": 0.5,
    "nose/nose-scale-vert-decr": 0.7,
    "nose/nose-scale-depth-decr": 0.5,
    "mouth/mouth-scale-horiz-decr": 0.5,
    "chin/chin-height-decr": 0.6,
    "chin/chin-width-decr": 0.5,
    "head/head-round": 0.6,
    "cheek/l-cheek-volume-incr": 0.5,
    "cheek/r-cheek-volume-incr": 0.5,
}

STYLES: Mapping[str, Style] = {
    style.name: style
    for style in (
        Style("realistic"),
        Style(
            "heroic",
            trunk={
                **_head(0.92),
                "Spine": (1.0, 1.0, 1.02),
                "Chest": (1.06, 1.03, 1.05),
                "UpperChest": (1.13, 1.05, 1.1),
                "Neck": (1.08, 1.0, 1.08),
            },
            limbs={
                "Shoulder": (1.14, 1.1),
                "UpperArm": (1.06, 1.12),
                "LowerArm": (1.06, 1.1),
                **_hand(1.08, 1.08),
                "UpperLeg": (1.12, 1.06),
                "LowerLeg": (1.12, 1.06),
                "Foot": (1.06, 1.06),
                "Toes": (1.06, 1.06),
            },
        ),
        Style(
            "chibi",
            trunk={
                **_head(1.8),
                "Hips": (0.95, 0.75, 0.95),
                "Spine": (0.92, 0.7, 0.92),
                "Chest": (0.9, 0.7, 0.9),
                "UpperChest": (0.86, 0.74, 0.9),
                "Neck": (1.25, 1.5, 1.25),
            },
            limbs={
                "Shoulder": (0.78, 0.9),
                "UpperArm": (0.66, 0.95),
                "LowerArm": (0.64, 0.98),
                **_hand(0.9, 1.0),
                "UpperLeg": (0.56, 0.92),
                "LowerLeg": (0.56, 0.95),
                "Foot": (0.9, 1.0),
                "Toes": (0.9, 1.0),
            },
            face=_BIG_EYES,
        ),
        Style("faceted", faceted=True),
    )
}


def styled_face(style: Style, basis: Basis, vertices: Floats) -> Floats:
    """Vertices of the basis with the style's targets added, (19158, 3)."""
    result = vertices.copy()
    for name, weight in style.face.items():
        vertex, shift = basis.target(name)
        result[vertex] += shift * np.float32(weight)
    return result


@dataclass(frozen=True, eq=False)
class Deformation:
    """A style on one body.

    Attributes:
        joints: (56, 3) in rest pose, after.
        spaces: (56, 3, 4) what happens to the space round each joint.
    """

    joints: Floats
    spaces: Floats

    def apply(self, vertices: Floats, weights: Floats) -> Floats:
        """Vertices (V, 3) with dense weights (V, 56), after."""
        blend = (weights @ self.spaces.reshape(-1, 12)).reshape(-1, 3, 4)
        return np.asarray(np.einsum("vab,vb->va", blend[:, :, :3], vertices) + blend[:, :, 3], np.float32)


def deformation(style: Style, basis: Basis, joints: Floats) -> Deformation:
    """A style's scales as they apply to joints (56, 3) in rest pose."""
    spaces = np.zeros((len(joints), 3, 4), np.float32)
    placed = joints.copy()
    for index, (name, parent) in enumerate(zip(basis.joint_names, basis.joint_parent, strict=True)):
        scale = np.eye(3, dtype=np.float32)
        if name in style.trunk:
            scale = np.diag(np.array(style.trunk[name], np.float32))
        part = name.removeprefix("Left").removeprefix("Right")
        if part in style.limbs:
            along, across = style.limbs[part]
            direction = _direction(index, basis, joints)
            if part == "Foot":
                # A sole stays flat: the foot grows along the floor, and in height as it does in width.
                direction = direction * np.array([1, 0, 1], np.float32)
                direction /= np.linalg.norm(direction)
            scale = across * scale + (along - across) * np.outer(direction, direction)
        if parent >= 0:
            placed[index] = placed[parent] + spaces[parent, :, :3] @ (joints[index] - joints[parent])
        spaces[index, :, :3] = scale
        spaces[index, :, 3] = placed[index] - scale @ joints[index]
    return Deformation(placed, spaces)


def _direction(index: int, basis: Basis, joints: Floats) -> Floats:
    """Unit direction of a limb's bone: to its child, or on from its parent at the tips."""
    parents = basis.joint_parent.tolist()
    children = [child for child, parent in enumerate(parents) if parent == index]
    if len(children) > 1:
        # Of a hand: towards the middle finger.
        children = [child for child in children if "Middle" in basis.joint_names[child]]
    vector = joints[children[0]] - joints[index] if children else joints[index] - joints[parents[index]]
    return np.asarray(vector / np.linalg.norm(vector), np.float32)
