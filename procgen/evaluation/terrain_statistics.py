"""Statistics of height maps, and distances between the statistics of two sets.

Definitions. *Land* is every cell above 0 m. The *slope histogram* pools the land cells of all maps in 60 bins of one
degree; steeper cells fall into the last bin. The *hypsometry* of a map is the histogram, in 50 bins, of its land
heights scaled from 0 (lowest) to 1 (highest); that of a set is the mean over its maps. The *hypsometric integral* of
a map is the mean of those scaled heights. *KL* is the Kullback-Leibler divergence of the model's histogram from the
real one, KL(real || model) in nats, both smoothed by 1e-6 a bin. *W1* is the Wasserstein distance of order one.
*beta* is the exponent of the radially averaged power spectrum, fitted from 4 to 64 cycles a map.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import wasserstein_distance

from procgen.terrain.heightmap import slope_deg
from procgen.terrain.representation import FloatArray

Histogram = npt.NDArray[np.float64]

SLOPE_BINS = 60
HEIGHT_BINS = 50
_SMOOTHING = 1e-6
_MINIMUM_LAND_CELLS = 1000


@dataclass(frozen=True, slots=True)
class SetStatistics:
    """Statistics of a set of maps."""

    slopes: Histogram
    """(60,), sums to one."""
    hypsometry: Histogram
    """(50,), sums to one."""
    integrals: npt.NDArray[np.float64]
    """(maps,)."""
    beta: float
    """Mean over the maps."""


@dataclass(frozen=True, slots=True)
class Surface:
    """A height map to be judged."""

    heights: FloatArray
    metres_per_pixel: float


def spectral_exponent(heights: FloatArray, lowest: int = 4, highest: int = 64) -> float:
    """Exponent of the radially averaged power spectrum of a square map (power falls as frequency^-beta).

    The map's mean is removed and a Hann window applied, for its edges do not meet.
    """
    side = heights.shape[0]
    window = np.hanning(side)
    tapered = (heights - heights.mean()) * window[:, None] * window[None, :]
    power = np.abs(np.fft.fft2(tapered)) ** 2
    frequency = np.fft.fftfreq(side) * side
    radius = np.hypot(frequency[:, None], frequency[None, :]).round().astype(int)
    total = np.bincount(radius.ravel(), power.ravel())
    count = np.bincount(radius.ravel())
    k = np.arange(lowest, highest + 1)
    mean_power = total[k] / count[k] + 1e-12
    return -float(np.polyfit(np.log(k), np.log(mean_power), 1)[0])


def statistics(surfaces: list[Surface]) -> SetStatistics:
    """Statistics of a set of maps. Maps with almost no land take no part; raises ValueError if none is left."""
    slopes = np.zeros(SLOPE_BINS)
    hypsometry = np.zeros(HEIGHT_BINS)
    integrals, betas = [], []
    for surface in surfaces:
        land = surface.heights > 0.0
        if land.sum() < _MINIMUM_LAND_CELLS:
            continue
        degrees = slope_deg(surface.heights, surface.metres_per_pixel)[land]
        slopes += np.histogram(np.minimum(degrees, SLOPE_BINS - 0.5), SLOPE_BINS, (0.0, SLOPE_BINS))[0]
        heights = surface.heights[land].astype(np.float64)
        scaled = (heights - heights.min()) / max(float(np.ptp(heights)), 1e-6)
        histogram = np.histogram(scaled, HEIGHT_BINS, (0.0, 1.0))[0]
        hypsometry += histogram / histogram.sum()
        integrals.append(float(scaled.mean()))
        betas.append(spectral_exponent(surface.heights))
    if not integrals:
        raise ValueError("no map has land")
    return SetStatistics(
        slopes / slopes.sum(), hypsometry / hypsometry.sum(), np.array(integrals), float(np.mean(betas))
    )


def kl_divergence(real: Histogram, model: Histogram) -> float:
    """KL(real || model) in nats; see the module for the smoothing."""
    p = (real + _SMOOTHING) / (real + _SMOOTHING).sum()
    q = (model + _SMOOTHING) / (model + _SMOOTHING).sum()
    return float(np.sum(p * np.log(p / q)))


def distances(real: SetStatistics, model: SetStatistics) -> dict[str, float]:
    """How far a model's set is from a real one: ``slope_kl``, ``hypsometry_kl``, ``hi_w1``; and its own ``beta``."""
    return {
        "slope_kl": kl_divergence(real.slopes, model.slopes),
        "hypsometry_kl": kl_divergence(real.hypsometry, model.hypsometry),
        "hi_w1": float(wasserstein_distance(real.integrals, model.integrals)),
        "beta": model.beta,
    }
