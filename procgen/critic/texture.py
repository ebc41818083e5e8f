"""What the critic sees of a material: its base colour, which is what real pictures have."""

from __future__ import annotations

from typing import Final

import numpy as np

from procgen.critic.pictures import FloatArray, autocorrelation, band_powers, blockiness, grain, shape_moments
from procgen.texture.classes import FIRST_LABELS

SIDE_PX: Final = 128
"""The critic looks at the whole tile, reduced to so many pixels."""
_QUANTILES = np.linspace(0.02, 0.98, 9)
_LUMA = np.array([0.299, 0.587, 0.114])


def picture_features(albedo: FloatArray, material: str) -> FloatArray:
    """Features of a picture.

    Args:
        albedo: (128, 128, 3) sRGB, 0 to 1.
        material: its class.

    Returns:
        (D,) float32.
    """
    picture = albedo.astype(np.float64)
    luma = picture @ _LUMA
    opponent = np.stack(
        [picture[..., 0] - picture[..., 1], 0.5 * (picture[..., 0] + picture[..., 1]) - picture[..., 2]]
    )
    saturation = picture.max(2) - picture.min(2)
    spread = luma.std() + 1e-4
    flat = picture.reshape(-1, 3)
    covariance = np.cov(flat.T) + 1e-8 * np.eye(3)
    correlation = covariance / np.sqrt(np.outer(np.diag(covariance), np.diag(covariance)))
    blocks = luma.reshape(8, 16, 8, 16)
    numbers = [
        flat.mean(0),
        np.log(flat.std(0) + 1e-4),
        correlation[np.triu_indices(3, 1)],
        opponent.mean((1, 2)),
        np.log(opponent.std((1, 2)) + 1e-4),
        np.quantile(saturation, (0.05, 0.5, 0.95)),
        (np.quantile(luma, _QUANTILES) - luma.mean()) / spread,
        np.array([np.log(spread), float((picture >= 0.998).mean()), float((picture <= 0.002).mean())]),
        # How unlike the parts of the tile are: in brightness, and in contrast.
        np.array([np.log(blocks.mean((1, 3)).std() + 1e-4), np.log(blocks.std((1, 3)).std() + 1e-4)]),
        band_powers(luma),
        shape_moments(luma),
        autocorrelation(luma),
        *(band_powers(channel) for channel in opponent),
        *(shape_moments(channel) for channel in opponent),
        blockiness(luma),
        grain(luma),
        np.array([float(material == name) for name in FIRST_LABELS]),
    ]
    return np.concatenate(numbers).astype(np.float32)
