"""What the layers ask of the ground they lie on, and how they choose their places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from procgen.runtime.checkpoint import Checkpoint
from procgen.runtime.interrupt import checkpoint_here
from procgen.texture.maps.occlusion import curvature, occlusion
from procgen.texture.maps.torus import by_rows, gaussian
from procgen.texture.material import FloatArray, Surface
from procgen.texture.weather.noise import fractal_noise, grain

_SAMPLES = 65536
"""Quantiles are taken from about that many pixels."""
_LEAST_SPREAD = 0.05
"""Relief below that many pixels does not steer a layer: what is left of it would be rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class Relief:
    """The bare ground: standard scores of its forms, so that layers can add them up. All are (rows, columns)."""

    convex: FloatArray
    """Edges and bumps."""
    hollow: FloatArray
    """How far it lies below its surroundings of a few centimetres."""
    hidden: FloatArray
    """How little sky it sees."""
    roughness: FloatArray
    """How much rougher than the mean of the surface, on the scale of roughness."""
    shape: tuple[int, int]
    pixels_per_metre: float
    seed: int
    checkpoint: Checkpoint

    def length_px(self, length_m: float, least_px: float, most_share: float = 0.4) -> float:
        """A length in the world in pixels, but neither too fine to be drawn nor too large to fit the tile."""
        return max(min(length_m * self.pixels_per_metre, most_share * min(self.shape)), least_px)

    def noise(self, stream: str, length_m: float, least_px: float = 4.0, smoothness: float = 1.5) -> FloatArray:
        """Fractal noise whose largest features have that size."""
        self.checkpoint()
        return fractal_noise(self.seed, stream, self.shape, self.length_px(length_m, least_px), smoothness)

    def grain(self, stream: str) -> FloatArray:
        """Noise from pixel to pixel."""
        self.checkpoint()
        return grain(self.seed, stream, self.shape)


def score(values: FloatArray, least_spread: float = _LEAST_SPREAD) -> FloatArray:
    """Values less their mean, over their standard deviation, cut off at three."""
    checkpoint_here()
    centred = values - np.float32(values.mean(dtype=np.float64))
    checkpoint_here()
    spread = float(np.sqrt(np.mean(np.square(centred), dtype=np.float64)))
    centred *= np.float32(1.0 / max(spread, least_spread))
    return np.clip(centred, -3.0, 3.0, out=centred)


def relief_of(surface: Surface, metres_per_pixel: float, seed: int, *, threads: int, checkpoint: Checkpoint) -> Relief:
    """Look at the bare ground."""
    height = np.ascontiguousarray(surface.height, np.float32)
    pixels_per_metre = 1.0 / metres_per_pixel
    bent = curvature(height, radius_px=8.0, threads=threads, checkpoint=checkpoint)
    checkpoint()
    around = gaussian(height, max(min(0.05 * pixels_per_metre, 0.08 * min(height.shape)), 4.0))
    around -= height
    checkpoint()
    hidden = np.float32(1.0) - occlusion(height, threads=threads, checkpoint=checkpoint)
    return Relief(
        convex=score(bent, 0.02),
        hollow=score(around),
        hidden=score(hidden, 0.01),
        roughness=surface.roughness - np.float32(surface.roughness.mean(dtype=np.float64)),
        shape=(height.shape[0], height.shape[1]),
        pixels_per_metre=pixels_per_metre,
        seed=seed,
        checkpoint=checkpoint,
    )


def smoothstep(values: FloatArray) -> FloatArray:
    """0 below 0, 1 above 1, and a soft step between."""

    def step(band: FloatArray) -> FloatArray:
        t = np.clip(band, 0.0, 1.0)
        return t * t * (np.float32(3.0) - np.float32(2.0) * t)

    return by_rows(step, values)


def quantile(values: FloatArray, share: float) -> float:
    """The value that this share of the pixels is below."""
    stride = max(1, int((values.size / _SAMPLES) ** 0.5))
    return float(np.quantile(values[::stride, ::stride], min(max(share, 0.0), 1.0)))


def cover(places: FloatArray, amount: float, softness: float, most: float = 1.0) -> FloatArray:
    """A layer's mask: the places with the highest scores first.

    Args:
        places: (rows, columns) how much each place suits the layer; any scale.
        amount: 0 to 1. The mask grows with it at every place.
        softness: width of the mask's edge, in the places' own unit.
        most: share of the surface that is covered at amount 1.

    Returns:
        (rows, columns) float32, 0 to 1; near 0 everywhere for small amounts, 1 everywhere for amount and most 1.
    """
    if amount >= 1.0 and most >= 1.0:
        return np.ones_like(places)
    checkpoint_here()
    foot = quantile(places, 1.0 - most * amount) - softness * amount
    return smoothstep((places - np.float32(foot)) * np.float32(1.0 / softness))


def mix(base: FloatArray, layer: FloatArray | float, mask: FloatArray) -> FloatArray:
    """Base where the mask is 0, layer where it is 1."""
    return by_rows(lambda base, layer, mask: base + mask * (layer - base), base, layer, mask)
