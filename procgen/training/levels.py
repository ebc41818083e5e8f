"""Which noise levels to call a network at, worked out from the data's own spectrum.

With few calls the levels decide how much of each frequency's variance survives. For normal data everything is linear,
so it can be computed: each Fourier mode of standard deviation s has the ideal denoiser x * s^2 / (s^2 + sigma^2), and
the solver multiplies its amplitude by a number that depends on the levels alone. The levels here bring that number as
near to one as they can, over all modes of the training data.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from procgen.terrain.representation import FloatArray
from procgen.terrain.solver import Window, sample

Spectrum = npt.NDArray[np.float64]


def spectrum(fields: FloatArray) -> Spectrum:
    """Standard deviation of each Fourier mode, relative to white noise of unit variance.

    Args:
        fields: (n, side, side) training fields.

    Returns:
        (side * side,) ascending. A Hann window keeps the edges, which do not meet, from leaking into everything.
    """
    side = fields.shape[1]
    window = np.outer(np.hanning(side), np.hanning(side))
    window /= np.sqrt((window**2).mean())
    power = (np.abs(np.fft.fft2(fields * window)) ** 2).mean(axis=0) / side**2
    return np.asarray(np.sort(np.sqrt(power).ravel()), np.float64)


def amplitude_ratios(levels: npt.NDArray[np.float64], modes: Spectrum) -> Spectrum:
    """Amplitude of each mode after sampling, relative to the data's; all ones for a perfect solver."""
    squared = (modes**2).astype(np.float32)[None, :]

    def denoise(noisy: FloatArray, sigma: float, _part: Window) -> FloatArray:
        return np.asarray(noisy * (squared / (squared + np.float32(sigma) ** 2)), np.float32)

    unit = np.ones((1, len(modes)), np.float32)
    *_, last = sample(unit, [float(level) for level in levels], [Window(0, 0, 1, len(modes))], 0, denoise)
    return np.asarray(last.denoised[0] / modes, np.float64)


def best_levels(modes: Spectrum, count: int, smallest: float = 0.0) -> tuple[float, ...]:
    """The levels with the smallest root-mean-square log error of amplitude, falling.

    Args:
        modes: from :func:`spectrum`.
        count: network calls.
        smallest: no level lies below it; a real network is poor where it was hardly trained.
    """
    thinned = modes[:: max(len(modes) // 256, 1)]

    def sorted_levels(log_levels: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.asarray(np.sort(np.maximum(np.exp(log_levels), smallest))[::-1], np.float64)

    def cost(log_levels: npt.NDArray[np.float64]) -> float:
        ratios = amplitude_ratios(sorted_levels(log_levels), thinned)
        return float(np.sqrt(np.mean(np.log(np.maximum(np.abs(ratios), 1e-6)) ** 2)))

    options = {"maxiter": 3000, "maxfev": 3000, "xatol": 1e-4, "fatol": 1e-7}
    starts = [np.log(np.geomspace(high, low, count)) for high in (5.0, 15.0, 50.0) for low in (0.1, 0.3)]
    found = min((minimize(cost, start, method="Nelder-Mead", options=options) for start in starts), key=lambda r: r.fun)
    return tuple(float(level) for level in sorted_levels(found.x))
