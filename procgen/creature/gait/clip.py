"""A movement of an animal: rotations of joints over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from procgen.character.rig.quaternion import Doubles, inverse, product, rotate
from procgen.creature.anatomy.frame import Frame

SHRUNK = 0.004
"""Scale of what is not shown."""


@dataclass(frozen=True, eq=False)
class Clip:
    """F frames at even times; the last of a loop is the first again.

    Attributes:
        name: of the movement.
        seconds: from the first frame to the last.
        rotations: local, (F, 4), by joint; who is missing keeps still.
        carrier: the joint that carries the body, and
        places: (F, 3) where it is, metres.
        loops: whether it goes on from its beginning.
        speed_m_s: by which the ground goes back below what walks on the spot.
        scales: of joints all the while, by joint; 1 for all others.
        stands: (F, L) whether each leg stands, in the order of the legs.
    """

    name: str
    seconds: float
    rotations: Mapping[str, Doubles]
    carrier: str
    places: Doubles
    loops: bool = True
    speed_m_s: float = 0.0
    scales: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    stands: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), bool))

    @property
    def frames(self) -> int:
        """How many."""
        return len(self.places)


def posed(frame: Frame, clip: Clip) -> tuple[dict[str, Doubles], dict[str, Doubles]]:
    """Global rotations (F, 4) and places (F, 3) of all joints."""
    still = np.tile([0.0, 0.0, 0.0, 1.0], (clip.frames, 1))
    turned: dict[str, Doubles] = {}
    placed: dict[str, Doubles] = {}
    for joint in frame.joints:
        parent = frame.parents.get(joint)
        own = clip.rotations.get(joint, still)
        if parent is None:
            turned[joint], placed[joint] = own, np.zeros((clip.frames, 3)) + np.array(frame.joints[joint])
            continue
        turned[joint] = product(turned[parent], own)
        way = np.subtract(frame.joints[joint], frame.joints[parent])
        placed[joint] = clip.places if joint == clip.carrier else placed[parent] + rotate(turned[parent], way)
    return turned, placed


def skinned(
    frame: Frame, clip: Clip, at: int, vertices: np.ndarray, joints: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Vertices (V, 3) in a frame of a clip, and for each the matrices (V, 3, 3) that turn its normal."""
    names = list(frame.joints)
    turned, placed = posed(frame, clip)
    size = _sizes(frame, clip)
    matrices = []
    for name in names:
        turn = np.stack([rotate(turned[name][at], axis) for axis in np.eye(3)], axis=1) * size[name]
        shift = placed[name][at] - turn @ np.array(frame.joints[name])
        matrices.append(np.concatenate([turn, shift[:, None]], axis=1))
    blended = np.einsum("vk,vkab->vab", weights, np.array(matrices)[joints])
    return np.einsum("vab,vb->va", blended[:, :, :3], vertices) + blended[:, :, 3], blended[:, :, :3]


def _sizes(frame: Frame, clip: Clip) -> dict[str, float]:
    """Of each joint, with those of its parents."""
    found: dict[str, float] = {}
    for joint in frame.joints:
        above = frame.parents.get(joint)
        own = clip.scales.get(joint, SHRUNK if joint in frame.hidden else 1.0)
        found[joint] = own * (found[above] if above else 1.0)
    return found


def relative(parent: Doubles, own: Doubles) -> Doubles:
    """The local rotation of what has a global one."""
    return product(inverse(parent), own)
