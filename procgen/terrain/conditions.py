"""The numbers that the plan is conditioned on, and the frame they are relative to."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from procgen.terrain.representation import CELL, RELIEF_PER_SCALE, FloatArray

SEA_CLIP = 4.0
"""Beyond this many frame units below the mean, the sea is out of sight and out of mind."""
PLAN_SCALARS = 4

_TYPICAL_SPACING_M = 60.0


@dataclass(frozen=True, slots=True)
class Frame:
    """The affine frame in which a map is generated: height_m = mean_m + scale_m * x."""

    mean_m: float
    relief_m: float
    metres_per_pixel: float

    @property
    def scale_m(self) -> float:
        return self.relief_m / RELIEF_PER_SCALE

    @property
    def sea_level(self) -> float:
        """Height zero in frame units."""
        return -self.mean_m / self.scale_m

    @property
    def slope_scale(self) -> float:
        """Gradient of one frame unit a pixel."""
        return self.scale_m / self.metres_per_pixel


def plan_scalars(frame: Frame, looseness: float, least_relief_m: float = 0.0) -> FloatArray:
    """Conditions of the plan.

    Args:
        frame: what the heights are relative to.
        looseness: 0 to 1: how far the window's own mean and relief may stray from the frame's.
        least_relief_m: land of less relief has the slopes of land of that relief, in units of the frame.

    Returns:
        (4,) float32: sea level, slope of the relief over the window, spacing, looseness.
    """
    slope_scale = replace(frame, relief_m=max(frame.relief_m, least_relief_m)).slope_scale
    return np.array(
        [
            np.clip(frame.sea_level, -SEA_CLIP, SEA_CLIP) / 2.0,
            math.log(slope_scale / CELL) + 1.0,
            math.log(frame.metres_per_pixel / _TYPICAL_SPACING_M) * 1.5,
            2.0 * looseness - 1.0,
        ],
        np.float32,
    )
