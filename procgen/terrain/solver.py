"""The sampler of the terrain cascade: deterministic, few steps, over overlapping windows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from procgen.terrain.representation import FloatArray


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of a field, in the field's own cells."""

    row: int
    column: int
    rows: int
    columns: int

    @property
    def slices(self) -> tuple[slice, slice]:
        return slice(self.row, self.row + self.rows), slice(self.column, self.column + self.columns)


def window_starts(length: int, window: int, overlap: int, slack: int = 0) -> list[int]:
    """Starts of windows that cover ``length`` cells, evenly spread, overlapping by ``overlap`` or more.

    A length of up to ``window + slack`` is one window, of its own size.
    """
    if length <= window + slack:
        return [0]
    count = math.ceil((length - overlap) / (window - overlap))
    return [round(i * (length - window) / (count - 1)) for i in range(count)]


def windows(rows: int, columns: int, window: int, overlap: int, slack: int = 0) -> list[Window]:
    """Windows that cover a field, row by row."""
    tall = rows if rows <= window + slack else window
    wide = columns if columns <= window + slack else window
    return [
        Window(row, column, tall, wide)
        for row in window_starts(rows, window, overlap, slack)
        for column in window_starts(columns, window, overlap, slack)
    ]


def ramp(window: Window, overlap: int) -> FloatArray:
    """Blending weights of a window: linear ramps over ``overlap`` cells from each edge, (rows, columns) float32."""

    def side(length: int) -> FloatArray:
        position = np.arange(length, dtype=np.float32) + np.float32(0.5)
        return np.asarray(np.clip(np.minimum(position, length - position) / max(overlap, 1), 1e-3, 1.0), np.float32)

    return np.asarray(side(window.rows)[:, None] * side(window.columns)[None, :], np.float32)


@dataclass(frozen=True, slots=True)
class Step:
    """State after a network call on all windows."""

    index: int
    denoised: FloatArray
    """(rows, columns): the network's estimate of the clean field."""


def sample(
    noise: FloatArray,
    levels: Sequence[float],
    parts: Sequence[Window],
    overlap: int,
    denoise: Callable[[FloatArray, float, Window], FloatArray],
) -> Iterator[Step]:
    """Euler's method along the angle of the noise level, on a field that is denoised window by window.

    With y = x / sqrt(1 + sigma^2) and theta = arctan(sigma) the probability flow is dy/dtheta = -F, where F is the
    network's raw output (the TrigFlow form: Lu and Song, "Simplifying, Stabilizing and Scaling Continuous-Time
    Consistency Models", ICLR 2025, eq. 3). For normal data of unit variance F is zero and any step is exact, which
    is why four or five steps keep the variance of every frequency within a few per cent when the levels are chosen
    for the data (:mod:`procgen.training.levels`); Euler's method in sigma loses a third of it.

    At each level the windows' estimates are blended (Bar-Tal et al., "MultiDiffusion", ICML 2023), so neighbouring
    windows agree from the first step on and no seam is left to hide.

    Args:
        noise: (rows, columns) standard normal.
        levels: falling noise levels, one network call each; after the last the estimate itself is the sample.
        parts: windows that cover the field.
        overlap: cells over which windows are blended.
        denoise: from a noisy window, the level and the window to the estimate of the clean window.

    Yields:
        One step per level; the last one's ``denoised`` is the sample.
    """
    weights = [ramp(part, overlap) for part in parts]
    total = np.zeros(noise.shape, np.float32)
    for part, weight in zip(parts, weights, strict=True):
        total[part.slices] += weight
    x = noise * np.float32(levels[0])
    for index, sigma in enumerate(levels):
        blended = np.zeros(noise.shape, np.float32)
        for part, weight in zip(parts, weights, strict=True):
            blended[part.slices] += weight * denoise(x[part.slices], sigma, part)
        denoised = blended / total
        yield Step(index, denoised)
        if index + 1 < len(levels):
            x = _euler_step(x, denoised, sigma, levels[index + 1])


def _euler_step(x: FloatArray, denoised: FloatArray, sigma: float, following: float) -> FloatArray:
    """From level ``sigma`` to ``following``; see :func:`sample`."""
    scale, next_scale = math.hypot(1.0, sigma), math.hypot(1.0, following)
    angle = math.atan(sigma) - math.atan(following)
    # F = (denoised - x / scale^2) * scale / sigma, and x' / next_scale = x / scale + angle * F.
    keep = next_scale / scale * (1.0 - angle / sigma)
    add = next_scale * angle * scale / sigma
    return np.asarray(np.float32(keep) * x + np.float32(add) * denoised, np.float32)
