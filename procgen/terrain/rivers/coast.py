"""Shores of the sea: a beach and a shelf where the land behind is gentle, a cliff and deep water where it is steep.

Heights are moved by a function of height alone whose shape follows the slope of the land behind. It grows with height
and leaves the sea level where it is, so nothing that ran down runs up, and each pixel can be moved by itself.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from procgen.terrain.representation import FloatArray

BEACH_SLOPE: Final = (0.18, 0.05)
"""Land as steep as the first, or steeper, has no beach; as gentle as the second, a whole one."""
CLIFF_SLOPE: Final = (0.22, 0.42)
"""The other way round for cliffs."""
_BEACH_PX: Final = 0.5
"""Up to this height a beach reaches, in pixel spacings, and twice as high less and less."""
_BEACH_EASE: Final = 0.3
"""How steep beaches and shelves are at the water, as a share of the slope that was."""
_SHELF_PX: Final = 2.5
"""Depth at which a shelf ends, in pixel spacings."""
_CLIFF_PX: Final = 0.8
"""Height of a cliff, in pixel spacings."""
_CLIFF_FOOT_PX: Final = 0.12
_CLIFF_REACH: Final = 8.0
"""Cliffs raise the land behind them less and less, up to so many times their height."""
HIGHEST_PX: Final = _CLIFF_REACH * _CLIFF_PX
"""What is higher above the sea stays as it is, in pixel spacings."""


def _step(low: float, high: float, values: FloatArray) -> FloatArray:
    share = np.clip((values - np.float32(low)) * np.float32(1.0 / (high - low)), np.float32(0.0), np.float32(1.0))
    return np.asarray(share * share * (np.float32(3.0) - np.float32(2.0) * share))


def shaped_coast(
    heights: FloatArray, slope: FloatArray, sea_level_m: float, metres_per_pixel: float, share: float
) -> FloatArray:
    """Give shores their form.

    Args:
        heights: metres, any shape.
        slope: rise over run of the land there, over some ten pixels; the same shape.
        sea_level_m: height of the sea.
        metres_per_pixel: spacing.
        share: 0 leaves everything as it is, 1 changes it wholly.
    """
    spacing = np.float32(metres_per_pixel)
    above = (heights - np.float32(sea_level_m)) / spacing
    near = np.flatnonzero(above.reshape(-1) < HIGHEST_PX)
    if share == 0.0 or near.size == 0:
        return heights
    u, steep = above.reshape(-1)[near], slope.reshape(-1)[near]
    beach = np.float32(share) * _step(*BEACH_SLOPE, steep)
    cliff = np.float32(share) * _step(*CLIFF_SLOPE, steep)
    away = np.abs(u)
    # Flat at the water, and as it was from some height or depth on.
    reach = np.where(u > 0.0, np.float32(2.0 * _BEACH_PX), np.float32(_SHELF_PX))
    flatter = np.float32(1.0 - _BEACH_EASE) * (np.float32(1.0) - _step(0.0, 1.0, away / reach))
    moved = away * (np.float32(1.0) - beach * flatter)
    behind = np.maximum(np.float32(1.0) - away * np.float32(1.0 / HIGHEST_PX), np.float32(0.0))
    wall = np.float32(1.0) - np.exp(-away * np.float32(1.0 / _CLIFF_FOOT_PX))
    moved += cliff * np.float32(_CLIFF_PX) * wall * behind * behind
    out = heights.copy()
    out.reshape(-1)[near] = np.float32(sea_level_m) + np.copysign(moved, u) * spacing
    return out
