"""What the recipes' judges count by."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.terrain.representation import FloatArray


def divergence(real: npt.NDArray[np.float64], made: npt.NDArray[np.float64]) -> float:
    """Kullback and Leibler's divergence of a made histogram from a real one, nats."""
    p, q = real + 1e-6, made + 1e-6
    return float(np.sum(p * np.log(p / q)))


def ring_power(field: FloatArray) -> npt.NDArray[np.float64]:
    """(rings,) the power of a square field's frequencies, summed over each ring of whole cycles; windowed by Hann."""
    side = field.shape[0]
    window = np.hanning(side)[:, None] * np.hanning(side)
    frequency = np.fft.fftfreq(side) * side
    radius = np.hypot(frequency[:, None], frequency[None]).round().astype(int).ravel()
    power = np.abs(np.fft.fft2((field - field.mean()) * window)) ** 2
    return np.asarray(np.bincount(radius, power.ravel()), np.float64)
