"""Boxes of things, in space and in pictures."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from procgen.world.capture.camera import Doubles, Lens, Pose, projected

_CORNERS: Final = np.array(list(itertools.product((-1.0, 1.0), repeat=3)))
_NEAREST_M: Final = 0.0625
_EDGES: Final = [(a, b) for a, b in itertools.combinations(range(8), 2) if np.abs(_CORNERS[a] - _CORNERS[b]).sum() == 2]


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that has a label of its own.

    Attributes:
        label: in instance masks.
        kind: one of :data:`procgen.world.capture.classes.CLASSES`.
        name: of the node, or of the list of places and the number there.
        centre_m: (3,) of its box.
        half_m: (3,) halves of the box's sides along its axes.
        axes: (3, 3) whose columns are these; the third points where it faces, the second up.
        moves: whether it can.
    """

    label: int
    kind: str
    name: str
    centre_m: Doubles
    half_m: Doubles
    axes: Doubles
    moves: bool

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Thing:
        """What Godot's ``label_things.gd`` says of one."""
        return cls(
            int(said["label"]),
            str(said["class"]),
            str(said["name"]),
            np.array(said["centre_m"], np.float64),
            np.array(said["half_m"], np.float64),
            np.array(said["axes"], np.float64).T,
            bool(said["moves"]),
        )

    def corners_m(self) -> Doubles:
        """(8, 3) in the world's axes."""
        return np.asarray((_CORNERS * self.half_m) @ self.axes.T + self.centre_m)

    def outside_m(self, points_m: Doubles) -> Doubles:
        """(n,) how far points (n, 3) of the world lie outside the box, 0 within."""
        own = np.abs((points_m - self.centre_m) @ self.axes) - self.half_m
        return np.asarray(np.linalg.norm(np.maximum(own, 0.0), axis=-1))


def seen_box_px(thing: Thing, pose: Pose, lens: Lens) -> tuple[float, float, float, float] | None:
    """Left, upper, right and lower edge of the whole box as it would be seen, beyond the picture's edges too; None if
    all of it is behind the camera. What is behind is cut off where it would come too near.
    """
    own = pose.into(thing.corners_m())
    deep = -own[:, 2]
    points = [own[at] for at in range(8) if deep[at] >= _NEAREST_M]
    if not points:
        return None
    for a, b in _EDGES:
        if (deep[a] < _NEAREST_M) != (deep[b] < _NEAREST_M):
            share = (_NEAREST_M - deep[a]) / (deep[b] - deep[a])
            points.append(own[a] + share * (own[b] - own[a]))
    pixels, _ = projected(np.array(points), Pose(np.zeros(3), np.eye(3)), lens)
    low, high = pixels.min(axis=0), pixels.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def clipped(box: tuple[float, float, float, float], lens: Lens) -> tuple[float, float, float, float]:
    """What of a box lies in the picture."""
    left, top, right, bottom = box
    return (
        min(max(left, 0.0), lens.width_px),
        min(max(top, 0.0), lens.height_px),
        min(max(right, 0.0), lens.width_px),
        min(max(bottom, 0.0), lens.height_px),
    )


def heading(thing: Thing, pose: Pose) -> float:
    """KITTI's rotation_y: radians about the camera's downward axis from its right to where the thing faces."""
    front = thing.axes[:, 2] @ pose.axes
    # KITTI's z is ahead, ours is back.
    return math.atan2(front[2], front[0])
