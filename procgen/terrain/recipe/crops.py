"""What the terrain encoder sees: crops of a map, their shape apart from their steepness."""

from __future__ import annotations

import numpy as np

from procgen.terrain.heightmap import gradients
from procgen.terrain.representation import FloatArray

CROP = 128
"""Side of a crop, pixels."""
FEATURES = 128
INPUT_CHANNELS = 4

_STEEPNESS_FLOOR = 0.004
"""Rise per metre; flatter crops are not stretched to full contrast."""


def crop_channels(heights: FloatArray, metres_per_pixel: float) -> FloatArray:
    """What the encoder sees of a crop: its shape apart from its steepness, and its steepness.

    Args:
        heights: (128, 128) metres.
        metres_per_pixel: grid spacing.

    Returns:
        (4, 128, 128) float32: both gradients divided by the crop's root-mean-square gradient and compressed by
        asinh, the height less its mean divided by the same times the side, and the logarithm of that gradient,
        everywhere the same.
    """
    dz, dx = gradients(heights, metres_per_pixel)
    steepness = float(np.sqrt(np.mean(dz * dz + dx * dx))) + _STEEPNESS_FLOOR
    extent = np.float32(1.0 / (0.1 * steepness * heights.shape[0] * metres_per_pixel))
    level = (heights - heights.mean()) * extent
    same = np.full_like(level, 0.7 * (np.log(steepness) + 2.0))
    return np.stack([np.arcsinh(dz / steepness), np.arcsinh(dx / steepness), level, same]).astype(np.float32)
