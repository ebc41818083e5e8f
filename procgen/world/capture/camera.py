"""Cameras: where pixels lie, and where things are seen.

A camera looks along its -z, its x points right and its y up, as Godot's do. Pixels are counted from the picture's upper
left corner; the middle of the first one lies at (0.5, 0.5).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lens:
    """What all pictures of a set have in common.

    Attributes:
        width_px, height_px: of a picture.
        fov_deg: from its lower to its upper edge.
    """

    width_px: int
    height_px: int
    fov_deg: float

    @property
    def focal_px(self) -> float:
        """The same across and down."""
        return self.height_px / 2.0 / math.tan(math.radians(self.fov_deg) / 2.0)

    @property
    def middle_px(self) -> tuple[float, float]:
        """Where the axis meets the picture: right, down."""
        return self.width_px / 2.0, self.height_px / 2.0

    def rays(self) -> Doubles:
        """(rows, columns, 3) from the eye to each pixel's middle, in the camera's axes, one metre deep."""
        middle_x, middle_y = self.middle_px
        x = (np.arange(self.width_px) + 0.5 - middle_x) / self.focal_px
        y = (middle_y - np.arange(self.height_px) - 0.5) / self.focal_px
        return np.stack(np.broadcast_arrays(x[None, :], y[:, None], -1.0), axis=-1)


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a camera, or a thing, is and how it is turned.

    Attributes:
        at_m: (3,) in the world's axes: east, up, south.
        axes: (3, 3) whose columns are its x, y and z in the world's axes.
    """

    at_m: Doubles
    axes: Doubles

    def into(self, points_m: Doubles) -> Doubles:
        """(…, 3) points of the world in its own axes."""
        return np.asarray((points_m - self.at_m) @ self.axes)

    def out_of(self, points_m: Doubles) -> Doubles:
        """(…, 3) points of its own axes in the world's."""
        return np.asarray(points_m @ self.axes.T + self.at_m)


def turned(yaw_deg: float, pitch_deg: float, roll_deg: float = 0.0) -> Doubles:
    """Axes of a camera.

    Args:
        yaw_deg: where it looks, on the map: 0 is north, 90 east.
        pitch_deg: above the horizon.
        roll_deg: clockwise, as its picture's content turns the other way.

    Returns:
        (3, 3) columns right, up, back.
    """
    yaw, pitch, roll = (math.radians(each) for each in (yaw_deg, pitch_deg, roll_deg))
    right = np.array((math.cos(yaw), 0.0, math.sin(yaw)))
    ahead = np.array((math.sin(yaw) * math.cos(pitch), math.sin(pitch), -math.cos(yaw) * math.cos(pitch)))
    up = np.cross(right, ahead)
    leaned = math.cos(roll) * right - math.sin(roll) * up, math.sin(roll) * right + math.cos(roll) * up
    return np.stack((*leaned, -ahead), axis=1)


def projected(points_m: Doubles, pose: Pose, lens: Lens) -> tuple[Doubles, Doubles]:
    """Where points are seen.

    Args:
        points_m: (…, 3) in the world's axes.
        pose: of the camera.
        lens: of it.

    Returns:
        (…, 2) pixels right and down, and (…) depths in metres, at most 0 for what is behind the camera, whose pixels
        mean nothing.
    """
    own = pose.into(points_m)
    deep = -own[..., 2]
    safe = np.where(deep > 0.0, deep, 1.0)
    middle_x, middle_y = lens.middle_px
    right = middle_x + lens.focal_px * own[..., 0] / safe
    down = middle_y - lens.focal_px * own[..., 1] / safe
    return np.stack((right, down), axis=-1), deep
