"""Statistics of height maps, and distances between the statistics of two sets.

Definitions. A statistic counts *all* cells of a map, or its *land* alone, every cell above 0 m. The *slope histogram*
pools the cells of all maps in 60 bins of one degree; steeper cells fall into the last bin. The *hypsometry* of a map
is the histogram, in 50 bins, of its heights scaled from 0 (lowest) to 1 (highest); that of a set is the mean over its
maps. The *hypsometric integral* of a map is the mean of those scaled heights. *KL* is the Kullback-Leibler divergence
of the model's histogram from the real one, KL(real || model) in nats, both smoothed by 1e-6 a bin; *reverse* is
KL(model || real). *W1* is the Wasserstein distance of order one. *beta* is the exponent of the radially averaged power
spectrum, fitted from 4 to 64 cycles a map.

By these, with all cells, Earth, and each patch once, the train split stands from the test split at 0.054 (reverse
0.051), 0.010 and 0.024 for slopes, heights and integrals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.stats import wasserstein_distance

from procgen.terrain.heightmap import slope_deg
from procgen.terrain.representation import FloatArray

Histogram = npt.NDArray[np.float64]
Cells = Literal["all", "land"]

SLOPE_BINS = 60
HEIGHT_BINS = 50
LOWEST_CYCLES = 4
HIGHEST_CYCLES = 64
_SMOOTHING = 1e-6
_MINIMUM_CELLS = 1000


@dataclass(frozen=True, slots=True)
class Surface:
    """A height map to be judged; its sea lies at zero."""

    heights: FloatArray
    """(h, w) metres."""
    metres_per_pixel: float


@dataclass(frozen=True, slots=True)
class CellStatistics:
    """Statistics of one map's cells."""

    slopes: Histogram
    """(60,) counts of cells."""
    hypsometry: Histogram
    """(50,), sums to one."""
    integral: float


@dataclass(frozen=True, slots=True)
class MapStatistics:
    """Statistics of one map."""

    all: CellStatistics
    land: CellStatistics | None
    """None where there is almost no land."""
    spectrum: Histogram
    """(65,) radially averaged power at 0 to 64 cycles a map, m²."""
    beta: float
    """NaN for a level map."""


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


def radial_spectrum(heights: FloatArray) -> Histogram:
    """Radially averaged power of a square map at 0, 1, 2 … cycles a map, up to half its side.

    The map's mean is removed and a Hann window applied, for its edges do not meet.
    """
    side = heights.shape[0]
    window = np.hanning(side)
    tapered = (heights - heights.mean()) * window[:, None] * window[None, :]
    power = np.abs(np.fft.fft2(tapered)) ** 2
    frequency = np.fft.fftfreq(side) * side
    radius = np.hypot(frequency[:, None], frequency[None, :]).round().astype(int)
    total = np.bincount(radius.ravel(), power.ravel())
    return np.asarray((total / np.bincount(radius.ravel()))[: side // 2 + 1] / side**4, np.float64)


def _exponent(spectrum: Histogram, lowest: int, highest: int) -> float:
    k = np.arange(lowest, min(highest, len(spectrum) - 1) + 1)
    return -float(np.polyfit(np.log(k), np.log(spectrum[k] + 1e-21), 1)[0])


def spectral_exponent(heights: FloatArray, lowest: int = LOWEST_CYCLES, highest: int = HIGHEST_CYCLES) -> float:
    """Exponent of the radially averaged power spectrum of a square map (power falls as frequency^-beta)."""
    return _exponent(radial_spectrum(heights), lowest, highest)


def _cells(slope: FloatArray, heights: npt.NDArray[np.float64]) -> CellStatistics:
    """Statistics of the cells given, (n,) degrees and metres."""
    counts = np.histogram(np.minimum(slope, SLOPE_BINS - 0.5), SLOPE_BINS, (0.0, SLOPE_BINS))[0]
    scaled = (heights - heights.min()) / max(float(np.ptp(heights)), 1e-6)
    histogram = np.histogram(scaled, HEIGHT_BINS, (0.0, 1.0))[0]
    return CellStatistics(counts.astype(np.float64), histogram / histogram.sum(), float(scaled.mean()))


def map_statistics(surface: Surface) -> MapStatistics:
    """Statistics of one square map of at least 32 x 32."""
    slope = slope_deg(surface.heights, surface.metres_per_pixel)
    heights = surface.heights.astype(np.float64)
    land = heights > 0.0
    spectrum = radial_spectrum(surface.heights)
    return MapStatistics(
        all=_cells(slope.ravel(), heights.ravel()),
        land=_cells(slope[land], heights[land]) if land.sum() >= _MINIMUM_CELLS else None,
        spectrum=spectrum[: HIGHEST_CYCLES + 1],
        beta=_exponent(spectrum, LOWEST_CYCLES, HIGHEST_CYCLES) if np.ptp(heights) > 1e-6 else float("nan"),
    )


def pool(maps: list[MapStatistics], cells: Cells = "all") -> SetStatistics:
    """Statistics of a set. Maps with almost no land take no part where land counts; ValueError if none is left."""
    counted = [(one.all if cells == "all" else one.land, one.beta) for one in maps]
    kept = [(part, beta) for part, beta in counted if part is not None]
    if not kept:
        raise ValueError("no map has land" if maps else "no maps")
    slopes = np.sum([part.slopes for part, _ in kept], axis=0)
    betas = np.array([beta for _, beta in kept])
    return SetStatistics(
        slopes / slopes.sum(),
        np.mean([part.hypsometry for part, _ in kept], axis=0),
        np.array([part.integral for part, _ in kept]),
        float(np.nanmean(betas)) if np.isfinite(betas).any() else float("nan"),
    )


def statistics(surfaces: list[Surface], cells: Cells = "all") -> SetStatistics:
    """Statistics of a set of square maps; see :func:`pool`."""
    return pool([map_statistics(surface) for surface in surfaces], cells)


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
