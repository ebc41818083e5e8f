"""Where a portrait is taken from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.character.vectors import dot

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


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

    @property
    def distance_m(self) -> float:
        """From the eye to the target."""
        return float(self.height_m / 2 / np.tan(np.radians(self.field_deg) / 2))

    @property
    def eye(self) -> Floats:
        """(3,) where all rays begin."""
        _, _, forward = self.axes()
        return np.asarray(np.array(self.target, np.float32) - forward * np.float32(self.distance_m), np.float32)

    def directions(self, width: int, height: int, column: Ints, row: Ints) -> Floats:
        """Unit directions (N, 3) of rays.

        Args:
            width, height: how many rays the picture has, across and down.
            column, row: (N,) which they are, counted from the upper left.
        """
        right, up, forward = self.axes()
        step = np.float32(self.height_m / height)
        x = (np.arange(width, dtype=np.float32) + 0.5 - width / 2) * step
        y = (height / 2 - np.arange(height, dtype=np.float32) - 0.5) * step
        across, down = x[:, None] * right, forward * np.float32(self.distance_m) + y[:, None] * up
        towards = across.take(column, axis=0)
        towards += down.take(row, axis=0)
        towards /= np.sqrt(dot(towards.T, towards.T))[:, None]
        return towards.astype(np.float32, copy=False)
