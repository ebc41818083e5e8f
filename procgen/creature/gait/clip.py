"""A movement of an animal: rotations of joints over time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from procgen.character.rig.quaternion import Doubles, product, rotate
from procgen.creature.anatomy.flesh import Floats, Ints
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
    stands: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros((0, 0), bool))

    @property
    def frames(self) -> int:
        """How many."""
        return len(self.places)


def touching(
    bent: Callable[[float], Clip], low: float, high: float, lowest: Callable[[Clip], Doubles], unit_m: float
) -> Clip:
    """What is bent as far, ``low`` to ``high``, as the mouth touches the ground.

    Args:
        bent: the clip by how far it is bent.
        low, high: between which it is.
        lowest: gives the height of the lowest point of the skin in each frame of a clip, metres.
        unit_m: size of the animal.
    """
    for _ in range(9):
        middle = (low + high) / 2
        low, high = (middle, high) if float(lowest(bent(middle)).min()) > -0.002 * unit_m else (low, middle)
    return bent(low)


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


def matrices(frame: Frame, clip: Clip) -> Doubles:
    """(F, J, 3, 4) what takes points of each joint from rest to where they are."""
    turned, placed = posed(frame, clip)
    size = _sizes(frame, clip)
    found = np.empty((clip.frames, len(frame.joints), 3, 4))
    # Of all joints at once: each by itself takes longer to call than to work out.
    axes = rotate(np.stack([turned[name] for name in frame.joints], axis=1)[:, :, None], np.eye(3))
    for number, (name, rest) in enumerate(frame.joints.items()):
        found[:, number, :, :3] = axes[:, number].swapaxes(1, 2) * size[name]
        found[:, number, :, 3] = placed[name] - found[:, number, :, :3] @ np.array(rest)
    return found


def skinned(moved: Doubles, vertices: Floats, joints: Ints, weights: Floats) -> tuple[Doubles, Doubles]:
    """Vertices (V, 3) by the matrices (J, 3, 4) of a frame, and what turns the normal of each, (V, 3, 3)."""
    blended = (weights.astype(np.float64)[:, None, :] @ moved.reshape(-1, 12)[joints]).reshape(-1, 3, 4)
    return (blended[:, :, :3] @ vertices[:, :, None])[..., 0] + blended[:, :, 3], blended[:, :, :3]


class Heights:
    """How high the points of a skin are in any frame: a third of :func:`skinned`, for all frames at once.

    Args:
        count: of the joints.
        vertices: (V, 3) at rest.
        joints: (V, K) that each hangs on.
        weights: (V, K) of each of those.
    """

    def __init__(self, count: int, vertices: Floats, joints: Ints, weights: Floats) -> None:
        share = np.zeros((len(vertices), count))
        np.add.at(share, (np.arange(len(vertices))[:, None], joints), weights)
        points = np.concatenate([vertices, np.ones((len(vertices), 1))], axis=1)
        self._share = (share[:, :, None] * points[:, None, :]).reshape(len(vertices), -1).T

    def of(self, moved: Doubles) -> Doubles:
        """(F, V) by the matrices (F, J, 3, 4) of frames."""
        return np.asarray(moved[:, :, 1].reshape(len(moved), -1) @ self._share)


def _sizes(frame: Frame, clip: Clip) -> dict[str, float]:
    """Of each joint, with those of its parents."""
    found: dict[str, float] = {}
    for joint in frame.joints:
        above = frame.parents.get(joint)
        own = clip.scales.get(joint, SHRUNK if joint in frame.hidden else 1.0)
        found[joint] = own * (found[above] if above else 1.0)
    return found
