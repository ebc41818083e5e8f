"""Height fields whose statistics are known."""

from __future__ import annotations

import numpy as np

from procgen.runtime.philox import gaussian_field


def fractal(beta: float, seed: int, side: int = 256) -> np.ndarray:
    """(side, side): a random surface whose power falls as frequency^-beta."""
    frequency = np.fft.fftfreq(side) * side
    radius = np.hypot(frequency[:, None], frequency[None, :])
    radius[0, 0] = 1.0
    spectrum = np.fft.fft2(gaussian_field(seed, "fractal", 0, 0, side, side)) * radius ** (-beta / 2.0)
    return np.real(np.fft.ifft2(spectrum)).astype(np.float32)


def land(seed: int, side: int = 256, relief_m: float = 300.0) -> np.ndarray:
    """(side, side) metres: a random surface whose heights' standard deviation is a quarter of the relief."""
    field = fractal(3.5, seed, side)
    return (500.0 + 0.25 * relief_m * field / field.std()).astype(np.float32)
