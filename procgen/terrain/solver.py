"""The sampler of the diffusion networks: deterministic and of few steps."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence

import numpy as np

from procgen.terrain.representation import FloatArray


def sample(
    noise: FloatArray, levels: Sequence[float], denoise: Callable[[FloatArray, float], FloatArray]
) -> FloatArray:
    """Euler's method along the angle of the noise level.

    With y = x / sqrt(1 + sigma^2) and theta = arctan(sigma) the probability flow is dy/dtheta = -F, where F is the
    network's raw output (the TrigFlow form: Lu and Song, "Simplifying, Stabilizing and Scaling Continuous-Time
    Consistency Models", ICLR 2025, eq. 3). For normal data of unit variance F is zero and any step is exact, which
    is why a few steps keep the variance of most frequencies; Euler's method in sigma loses a third of it. A network
    that was distilled to one call has one level, and its estimate there is the sample.

    Args:
        noise: (rows, columns) standard normal.
        levels: falling noise levels, one network call each; after the last the estimate itself is the sample.
        denoise: from a noisy field and the level to the estimate of the clean field.

    Returns:
        (rows, columns).
    """
    x = noise * np.float32(levels[0])
    for sigma, following in itertools.pairwise(levels):
        x = _euler_step(x, denoise(x, sigma), sigma, following)
    return denoise(x, levels[-1])


def _euler_step(x: FloatArray, denoised: FloatArray, sigma: float, following: float) -> FloatArray:
    """From level ``sigma`` to ``following``; see :func:`sample`."""
    scale, next_scale = math.hypot(1.0, sigma), math.hypot(1.0, following)
    angle = math.atan(sigma) - math.atan(following)
    # F = (denoised - x / scale^2) * scale / sigma, and x' / next_scale = x / scale + angle * F.
    keep = next_scale / scale * (1.0 - angle / sigma)
    add = next_scale * angle * scale / sigma
    return np.asarray(np.float32(keep) * x + np.float32(add) * denoised, np.float32)
