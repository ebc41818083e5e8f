"""What a piece of land is like, in the words of a request: relief, mean height, and the landforms it is nearest to.

The nearest landform is that of a linear discriminant (Fisher, "The use of multiple measurements in taxonomic problems",
Annals of Eugenics 7, 1936) over a few numbers of each window, fitted by ``tools/fit_style.py`` to the training patches.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from procgen.terrain.heightmap import gradients
from procgen.terrain.representation import WINDOW, FloatArray

_TABLE: Final = "style.json"
LEAST_SIDE: Final = 64
"""Of what is measured, pixels."""
_SEA_M: Final = 0.5
_MOST_WINDOWS: Final = 64
Figures = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Style:
    """What to ask for to get more like it."""

    landforms: tuple[str, ...]
    """All that are known, the nearest first."""
    relief_m: float
    """Median of the height differences, 1st to 99th percentile, of windows of 256 x 256 pixels."""
    mean_height_m: float


@dataclass(frozen=True, slots=True)
class _Table:
    landforms: tuple[str, ...]
    centre: Figures
    """(numbers,)"""
    axes: Figures
    """(numbers, axes): after them, numbers of one landform vary by one and independently."""
    means: Figures
    """(landforms, axes)"""


@cache
def _table() -> _Table:
    data = json.loads(files("procgen.terrain").joinpath(_TABLE).read_text("utf-8"))
    return _Table(tuple(data["landforms"]), *(np.array(data[name]) for name in ("centre", "axes", "means")))


def figures(heights: FloatArray, metres_per_pixel: float) -> Figures:
    """The numbers that tell landforms apart.

    Args:
        heights: (depth, width) metres above the sea, of some 256 x 256 pixels.
        metres_per_pixel: their spacing.

    Returns:
        (15,) float64.
    """
    ground = heights.astype(np.float64)
    low, high = np.percentile(ground, (1.0, 99.0))
    relief = max(float(high - low), 1.0)
    side = math.sqrt(ground.size) * metres_per_pixel
    dz, dx = (each.astype(np.float64) for each in gradients(heights, metres_per_pixel))
    slope = np.hypot(dx, dz)
    mean_slope = float(slope.mean()) + 1e-4
    laplacian = scipy.ndimage.laplace(scipy.ndimage.gaussian_filter(ground, 2.0))
    spread = float(laplacian.std()) + 1e-6 * relief
    steep = np.sort(slope, axis=None)
    # Directions of slopes, without which way is down, over patches: 1 where all ridges run alike.
    angle = np.stack([dx * dx - dz * dz, 2.0 * dx * dz])
    energy = scipy.ndimage.gaussian_filter(dx * dx + dz * dz, 12.0) + 1e-9
    coherence = np.hypot(*(scipy.ndimage.gaussian_filter(part, 12.0) for part in angle)) / energy
    rough = [float((ground - scipy.ndimage.gaussian_filter(ground, s)).std()) / relief for s in (2.0, 8.0, 32.0)]
    return np.array(
        [
            math.log(relief / side),
            min(max(float(ground.mean()) / relief, -1.0), 4.0),
            float(np.clip((ground - low) / relief, 0.0, 1.0).mean()),
            float((ground < _SEA_M).mean()),
            math.log(mean_slope),
            float(slope.std()) / mean_slope,
            float(steep[: steep.size // 4].mean()) / mean_slope,
            float(np.mean((laplacian / spread) ** 3)),
            math.log(float(np.mean((laplacian / spread) ** 4)) + 1.0),
            float(coherence.mean()),
            float(np.hypot(*(part.mean() for part in angle)) / (dx * dx + dz * dz + 1e-9).mean()),
            *(math.log(value + 1e-5) for value in rough),
            math.log(metres_per_pixel),
        ]
    )


def scores(values: Figures) -> tuple[tuple[str, ...], Figures]:
    """Landforms, and how far each is from some numbers: squared distances between one landform's likes are about 14."""
    table = _table()
    place = (values - table.centre) @ table.axes
    return table.landforms, np.asarray(((table.means - place) ** 2).sum(axis=1))


def style_of(heights: FloatArray, metres_per_pixel: float) -> Style:
    """Measure land.

    Args:
        heights: (depth, width) metres, each at least 64.
        metres_per_pixel: their spacing.

    Raises:
        ValueError: it is smaller.
    """
    if min(heights.shape) < LEAST_SIDE:
        raise ValueError(f"{heights.shape[1]} x {heights.shape[0]} pixels")
    reliefs, distances = [], []
    for window in _windows(heights):
        low, high = np.percentile(window, (1.0, 99.0))
        # Of smaller windows as much less as a slope has.
        reliefs.append(float(high - low) * WINDOW / math.sqrt(window.size))
        names, far = scores(figures(window, metres_per_pixel))
        distances.append(far)
    order = np.argsort(np.mean(distances, axis=0), kind="stable")
    landforms = tuple(names[at] for at in order)
    return Style(landforms, float(np.median(reliefs)), float(heights.mean(dtype=np.float64)))


def _windows(heights: FloatArray) -> Iterator[FloatArray]:
    """Windows of 256 x 256 pixels, or what there is, spread evenly over the land."""
    counts = [max(side // WINDOW, 1) for side in heights.shape]
    step = max(math.ceil(math.sqrt(math.prod(counts) / _MOST_WINDOWS)), 1)
    sides = [min(WINDOW, side) for side in heights.shape]
    for row in range(0, counts[0], step):
        for column in range(0, counts[1], step):
            top, left = row * WINDOW, column * WINDOW
            yield heights[top : top + sides[0], left : left + sides[1]]
