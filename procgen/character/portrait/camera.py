"""Where a portrait is taken from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Camera:
    """A pinhole camera that looks at a point.

    Attributes:
        target: the point in the middle of the picture, metres.
        azimuth_deg: 0 looks at the front, 90 at the character's left side.
        elevation_deg: above the horizon.
        height_m: how much of the scene the picture shows, top to bottom, at the target.
        field_deg: vertical angle of view; a long lens flatters faces.
    """

    target: tuple[float, float, float]
    height_m: float
    azimuth_deg: float = 0.0
    elevation_deg: float = 0.0
    field_deg: float = 20.0

    def axes(self) -> tuple[Floats, Floats, Floats]:
        """Unit vectors to the right and up in the picture, and from the camera to the target."""
        azimuth, elevation = np.radians(self.azimuth_deg), np.radians(self.elevation_deg)
        forward = -np.array(
            [np.sin(azimuth) * np.cos(elevation), np.sin(elevation), np.cos(azimuth) * np.cos(elevation)], np.float32
        )
        right = np.array([np.cos(azimuth), 0.0, -np.sin(azimuth)], np.float32)
        return right, np.cross(right, forward).astype(np.float32), forward

    def rays(self, width: int, height: int, samples: int) -> tuple[Floats, Floats]:
        """Origins and unit directions, (height * samples * width * samples, 3), row by row from the upper left."""
        right, up, forward = self.axes()
        distance = self.height_m / 2 / np.tan(np.radians(self.field_deg) / 2)
        eye = np.array(self.target, np.float32) - forward * np.float32(distance)
        step = self.height_m / (height * samples)
        x = (np.arange(width * samples, dtype=np.float32) + 0.5 - width * samples / 2) * np.float32(step)
        y = (height * samples / 2 - np.arange(height * samples, dtype=np.float32) - 0.5) * np.float32(step)
        towards = (forward * np.float32(distance) + x[None, :, None] * right + y[:, None, None] * up).reshape(-1, 3)
        towards /= np.linalg.norm(towards, axis=1, keepdims=True)
        return np.broadcast_to(eye, towards.shape).astype(np.float32), towards.astype(np.float32)
