"""What the critic sees of a terrain."""

from __future__ import annotations

from typing import Final

import numpy as np

from procgen.critic.pictures import FloatArray, Values, autocorrelation, band_powers, blockiness, grain, shape_moments
from procgen.terrain.landforms import FIRST_LABELS

SIDE_PX: Final = 128
"""Of a window; larger maps are judged by several."""
STEPS: Final = 30
"""Heights are rounded to this share of a pixel's width: to a metre at 30 metres a pixel."""
_QUANTILES = np.linspace(0.05, 0.95, 10)
_LANDFORMS = FIRST_LABELS[:-1]
"""That it was shown; others are as none to it."""
_FLOOR = 0.002
"""Rise per metre below which steepness is not told apart."""


def windows(heights: FloatArray) -> list[FloatArray]:
    """Up to nine windows of 128 x 128, evenly spaced from edge to edge. Smaller maps have none."""
    depth, width = heights.shape
    if min(depth, width) < SIDE_PX:
        return []
    counts = [min(3, -(-side // SIDE_PX)) for side in (depth, width)]
    rows = np.linspace(0, depth - SIDE_PX, counts[0]).astype(int)
    columns = np.linspace(0, width - SIDE_PX, counts[1]).astype(int)
    return [heights[row : row + SIDE_PX, column : column + SIDE_PX] for row in rows for column in columns]


def window_features(heights: FloatArray, metres_per_pixel: float, landform: str) -> FloatArray:
    """Features of one window.

    Args:
        heights: (128, 128) metres, the sea flat.
        metres_per_pixel: spacing.
        landform: one of the terrain domain's, or empty.

    Returns:
        (D,) float32.
    """
    # Real heights come in whole decimetres or metres, made ones do not, and that must tell nothing.
    field = np.round(heights.astype(np.float64) / metres_per_pixel * STEPS) / STEPS
    dz, dx = np.gradient(field)
    slope = np.hypot(dz, dx)
    steepness = float(np.sqrt(np.mean(slope**2))) + _FLOOR
    spread = float(field.std()) + _FLOOR
    quantiles = np.quantile(field, _QUANTILES)
    inner = field[1:-1, 1:-1]
    around = np.stack([field[1:-1, :-2], field[1:-1, 2:], field[:-2, 1:-1], field[2:, 1:-1]])
    flat = slope < 1e-6
    numbers: list[Values] = [
        np.array([np.log(steepness), np.log(spread), np.log(metres_per_pixel), float(flat.mean())]),
        (quantiles - field.mean()) / spread,
        np.log(np.quantile(slope, _QUANTILES) / steepness + 1e-3),
        np.array([float((inner < around).all(0).mean()), float((inner > around).all(0).mean())]),
        band_powers(field),
        shape_moments(field),
        autocorrelation(field),
        blockiness(field),
        grain(field),
        np.array([float(landform == name) for name in _LANDFORMS]),
        # Few different heights are steps.
        np.array([np.log(len(np.unique(field)) / field.size)]),
    ]
    return np.concatenate(numbers).astype(np.float32)
