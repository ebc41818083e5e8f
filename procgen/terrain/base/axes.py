"""One axis of a raster whose cells need not fit those of another: shares of cells in one another, and interpolation.

Each result is a sum over a fixed number of taps in a fixed order, so that it hangs on its place alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.terrain.representation import FloatArray, cubic_kernel

Taps = npt.NDArray[np.int64]
"""(taps, count): which of the source's rows each result takes."""
Weights = npt.NDArray[np.float64]
"""(taps, count)."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Cells in a row on a grid of pixels."""

    origin: float
    """Where the first begins, pixels."""
    step: float
    """Pixels a cell."""
    count: int

    def covered(self, factor: int) -> tuple[int, int]:
        """First and how many of the grid's blocks of ``factor`` pixels lie inside; none is 0 or less."""
        first = math.ceil(self.origin / factor - 1e-9)
        return first, math.floor((self.origin + self.count * self.step) / factor + 1e-9) - first

    def touching(self, first: int, count: int) -> tuple[int, int]:
        """First and how many of its cells have a share in some pixels; none is 0 or less."""
        low = max(math.floor((first - self.origin) / self.step + 1e-9), 0)
        high = min(math.ceil((first + count - self.origin) / self.step - 1e-9), self.count)
        return low, high - low

    def pixels(self, first: int, count: int) -> tuple[int, int]:
        """First and how many of the pixels that have a share in some of its cells."""
        low = math.floor(self.origin + first * self.step + 1e-9)
        return low, math.ceil(self.origin + (first + count) * self.step - 1e-9) - low

    def beyond(self, at: float) -> float:
        """How far a place lies outside, pixels."""
        return max(self.origin - at, at - (self.origin + self.count * self.step), 0.0)


def _shares(low: Weights, high: Weights, most: int) -> tuple[Taps, Weights]:
    """Of intervals of unit cells: which cells, and how much of the interval lies in each."""
    first = np.floor(low + 1e-9).astype(np.int64)
    taps = first[None, :] + np.arange(most)[:, None]
    weights = np.maximum(np.minimum(taps + 1.0, high) - np.maximum(taps, low), 0.0)
    return taps, weights / (high - low)


def interval_means(axis: Axis, first: int, count: int, factor: int) -> tuple[Taps, Weights]:
    """Means of an axis's cells over blocks of pixels; beyond its ends it goes on as its outermost cells.

    Args:
        axis: the source.
        first: block of ``factor`` pixels.
        count: how many.
        factor: pixels a block.
    """
    blocks = np.arange(first, first + count, dtype=np.float64) * factor
    low, high = (blocks - axis.origin) / axis.step, (blocks + factor - axis.origin) / axis.step
    taps, weights = _shares(low, high, math.ceil(factor / axis.step) + 1)
    return np.clip(taps, 0, axis.count - 1), weights


def cell_shares(axis: Axis, first: int, count: int, first_pixel: int, pixels: int) -> tuple[Taps, Weights]:
    """Means of pixels over an axis's cells.

    Args:
        axis: the cells.
        first: of them.
        count: how many.
        first_pixel: of the source, which covers all of them.
        pixels: how many it has.
    """
    cells = np.arange(first, first + count, dtype=np.float64)
    low = axis.origin + cells * axis.step - first_pixel
    taps, weights = _shares(low, low + axis.step, math.ceil(axis.step) + 1)
    return np.clip(taps, 0, pixels - 1), weights


def cubic_taps(axis: Axis, first_pixel: int, pixels: int, first: int, count: int) -> tuple[Taps, Weights]:
    """Cubic convolution of an axis's cells at the middles of pixels.

    Args:
        axis: the cells.
        first_pixel: where to interpolate.
        pixels: how many.
        first: the source's first cell.
        count: how many it has; those beyond count as its outermost ones.
    """
    at = (np.arange(first_pixel, first_pixel + pixels) + 0.5 - axis.origin) / axis.step - 0.5
    left = np.floor(at).astype(np.int64)
    taps = left[None, :] + np.arange(-1, 3)[:, None]
    return np.clip(taps - first, 0, count - 1), cubic_kernel(at[None, :] - taps)


def by_rows(source: FloatArray, taps: Taps, weights: Weights) -> FloatArray:
    """Weighted sums of rows.

    Args:
        source: (rows, columns).
        taps: which rows.
        weights: of them.

    Returns:
        (count, columns) float32, summed in float64 tap by tap.
    """
    made = np.zeros((taps.shape[1], source.shape[1]), np.float64)
    for tap, weight in zip(taps, weights, strict=True):
        made += weight[:, None] * source[tap]
    return made.astype(np.float32)
