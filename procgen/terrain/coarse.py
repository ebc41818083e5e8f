"""What the coarse network is told of the plan and of known ground, and the units that it works in.

It makes cells of 8 pixels of plan cells of 64, as the detail network makes pixels of cells: what it adds to the plan's
interpolation, in units of the roughness that the plan says. All it is told is of the neighbourhood alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.terrain.land_features import LAND_FEATURES, inner, land_features
from procgen.terrain.morphometry.grain import GRAIN, everywhere
from procgen.terrain.representation import CELL, PLAN_CELL, FloatArray, cell_means, upsample

COARSE_FEATURES: Final = LAND_FEATURES + 1 + GRAIN
KNOWN_CHANNELS: Final = 2
"""What is known of the cells themselves: how far the ground is off the interpolation, and how surely."""
NOISE_CHANNELS: Final = (8, 1, 1, 1)
"""Random numbers for each plan cell, each half and quarter of one, each cell..."""
NOISE_MARGINS: Final = (5, 4, 4, 4)
"""...and for so many beyond each edge."""
MARGIN: Final = 5
"""Plan cells at each edge of the features that the network consumes."""
FEATURE_MARGIN: Final = 3
"""Plan cells at each edge that :func:`coarse_features` consumes."""
PLAN_AROUND: Final = MARGIN + FEATURE_MARGIN
"""Plan cells around what is made."""
FLOW_STEPS: Final = 2
"""Plan cells that flow is followed over."""
_KNOWN_CLIP = 6.0


def coarse_features(
    plan: FloatArray, log_roughness: FloatArray, metres_per_pixel: float, grain: FloatArray
) -> FloatArray:
    """What the network is told of the plan.

    Args:
        plan: (h + 6, w + 6) heights of plan cells, metres above the sea.
        log_roughness: (h, w): log of the root mean square, in metres, of what cells add to the plan.
        metres_per_pixel: spacing of the pixels, of which a cell has 8 x 8.
        grain: (GRAIN,) that the cells shall have, or (GRAIN, h, w).

    Returns:
        (COARSE_FEATURES, h, w): those of the land, the log of the roughness beside the slope's rise, and the grain.
    """
    spacing = metres_per_pixel * CELL
    step = spacing * PLAN_CELL
    land = land_features(plan, step, spacing, margin=FEATURE_MARGIN, flow_steps=FLOW_STEPS)
    rise = np.log((land.slope + np.float32(1e-3)) * np.float32(step))
    rough = np.clip(log_roughness - rise + np.float32(1.0), -4.0, 4.0)
    return np.concatenate([land.features, rough[None], everywhere(grain, rough.shape)]).astype(np.float32)


@dataclass(frozen=True, slots=True)
class CoarseGround:
    """What the network adds to, and in which units: of cells with five plan cells around."""

    base: FloatArray
    """Interpolated plan heights, metres."""
    scale: FloatArray
    """Roughness, metres."""

    @classmethod
    def of(cls, plan: FloatArray, log_roughness: FloatArray) -> CoarseGround:
        """Interpolate.

        Args:
            plan: (h + 16, w + 16) metres.
            log_roughness: of the same plan cells.
        """
        near = PLAN_AROUND - MARGIN - 2
        heights, scale = (upsample(inner(each, near), PLAN_CELL) for each in (plan, log_roughness))
        return cls(heights, np.exp(scale))

    def made(self, residual: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The (8h, 8w) cells that the network's output stands for: the interpolation, and what is added to it."""
        edge = MARGIN * PLAN_CELL
        return inner(self.base, edge), inner(self.scale, edge) * residual


def known_pyramid(ground: CoarseGround, known: FloatArray, weight: FloatArray) -> list[FloatArray]:
    """What is known of the cells, at each resolution of the network.

    Args:
        ground: of the window.
        known: heights of the ground's cells, metres; what they are where ``weight`` is zero does not matter.
        weight: 0 (free) to 1 (known).

    Returns:
        (KNOWN_CHANNELS, rows, columns) at each resolution, with the margins that the network consumes there.
    """
    off = np.clip((known - ground.base) / ground.scale, -_KNOWN_CLIP, _KNOWN_CLIP) * weight
    pyramid = []
    for level, margin in enumerate(NOISE_MARGINS):
        side = PLAN_CELL >> level
        pooled = np.stack([cell_means(each, side) for each in (off, weight)])
        pyramid.append(inner(pooled, (MARGIN << level) - margin))
    return pyramid
