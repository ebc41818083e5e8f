"""What the detail network is told of the coarse cells, and the units that it works in.

The network makes what pixels add to the interpolation of the cells, in units of a *local scale* that follows the cells'
slope. All it is told is physical and local: slopes as rise over run, the spacing, the height above the sea, where water
runs. So one network serves every spacing that it learned, from a hundred metres down to one, and may be asked again for
what lies in its own pixels; and what it makes at a place hangs on the cells around that place alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.terrain.lattice import Rectangle
from procgen.terrain.representation import CELL, FloatArray, upsample

FEATURES: Final = 9
NOISE_CHANNELS: Final = (8, 1, 1, 1)
"""Random numbers for each cell, each half and quarter of one, each pixel..."""
NOISE_MARGINS: Final = (7, 6, 6, 6)
"""...and for so many beyond each edge."""
MARGIN: Final = 7
"""Cells at each edge of the features that the network consumes."""
FEATURE_MARGIN: Final = 7
"""Cells at each edge that :func:`detail_features` consumes."""
CELLS_MARGIN: Final = MARGIN + FEATURE_MARGIN
"""Cells around what is made."""
FLOW_STEPS: Final = 4
"""Cells that flow is followed over."""
_SCALE_GAIN = 0.75 * math.sqrt(CELL)
"""What a pixel adds to the cells, about, in units of the rise of their slope over a pixel."""
_SCALE_FLOOR = 0.002
"""Least local scale, in pixels."""
_CURVED = 0.02
"""Weight of the curvature's square beside the slope's, in the local scale."""
_TYPICAL_SPACING_M = 30.0
_LEVEL_CLIP = 4.0
_FLOW_POWER = 1.5
"""Water leaves a cell by the power of its slopes (Freeman 1991: 1.1; higher follows valleys more narrowly)."""
_NEIGHBOURS: Final = tuple((y, x) for y in (-1, 0, 1) for x in (-1, 0, 1) if y or x)


@dataclass(frozen=True, slots=True)
class DetailFeatures:
    """What the detail network knows of an area of (h, w) cells."""

    features: FloatArray
    """(FEATURES, h, w): height above the sea, height above the neighbourhood, two slopes, curvature, log slope, log
    spacing, log of the ground that drains through, how far it goes down from there."""
    log_scale: FloatArray
    """(h, w): log of the local scale in metres."""


def _box(field: FloatArray, reach: int) -> FloatArray:
    side = 2 * reach + 1
    rows = np.add.reduce([field[i : field.shape[0] - side + 1 + i] for i in range(side)])
    total = np.add.reduce([rows[:, i : rows.shape[1] - side + 1 + i] for i in range(side)])
    return np.asarray(total / np.float32(side * side), np.float32)


def _shifted(field: FloatArray, y: int, x: int) -> FloatArray:
    """The neighbour at (y, x) of every inner cell."""
    return field[1 + y : field.shape[0] - 1 + y, 1 + x : field.shape[1] - 1 + x]


def flow(cells: FloatArray, steps: int = FLOW_STEPS) -> tuple[FloatArray, FloatArray]:
    """How much ground drains through each cell, and how far it falls from it, both followed over a few cells only.

    Water is shared among the lower neighbours by a power of the slope (Freeman, "Calculating catchment area with
    divergent flow based on a regular grid", Computers & Geosciences 1991); since it is not followed to its end, the
    result is local.

    Args:
        cells: (h + 2 + 2 * steps, w + 2 + 2 * steps) heights in any unit.
        steps: cells that it is followed over.

    Returns:
        Cells that drain through each, at least one; metres that the water has fallen after so many steps; both (h, w).
    """
    centre = _shifted(cells, 0, 0)
    falls = [
        np.maximum(centre - _shifted(cells, y, x), np.float32(0.0)) / np.float32(math.hypot(y, x))
        for y, x in _NEIGHBOURS
    ]
    powers = [fall ** np.float32(_FLOW_POWER) for fall in falls]
    total = np.add.reduce(powers) + np.float32(1e-12)
    shares = [power / total for power in powers]
    area, drop = np.ones_like(centre), np.zeros_like(centre)
    for _ in range(steps):
        inner_area, inner_drop = _shifted(np.ones_like(area), 0, 0).copy(), np.zeros_like(_shifted(drop, 0, 0))
        for (y, x), share, fall in zip(_NEIGHBOURS, shares, falls, strict=True):
            inner_area += _shifted(share * area, -y, -x)
            length = np.float32(math.hypot(y, x))
            inner_drop += _shifted(share, 0, 0) * (_shifted(drop, y, x) + length * _shifted(fall, 0, 0))
        area, drop = inner_area, inner_drop
        shares, falls = [_shifted(one, 0, 0) for one in shares], [_shifted(one, 0, 0) for one in falls]
    return area, drop


def detail_features(cells: FloatArray, metres_per_pixel: float) -> DetailFeatures:
    """What the network is told.

    Args:
        cells: (h + 14, w + 14) metres above the sea, seven cells of margin on each side.
        metres_per_pixel: of the pixels that are to be made.

    Returns:
        The features of the inner (h, w) cells.
    """
    step = np.float32(metres_per_pixel * CELL)
    gy = (cells[2:, 1:-1] - cells[:-2, 1:-1]) / (2.0 * step)
    gx = (cells[1:-1, 2:] - cells[1:-1, :-2]) / (2.0 * step)
    centre = cells[1:-1, 1:-1]
    curved = (cells[2:, 1:-1] + cells[:-2, 1:-1] + cells[1:-1, 2:] + cells[1:-1, :-2] - 4.0 * centre) / step
    energy = np.asarray(gx * gx + gy * gy + np.float32(_CURVED) * curved * curved, np.float32)
    slope = np.sqrt(_box(energy, 1))  # two cells of margin are gone
    scale = np.sqrt((np.float32(_SCALE_GAIN * metres_per_pixel) * slope) ** 2 + (_SCALE_FLOOR * metres_per_pixel) ** 2)
    edge = FEATURE_MARGIN - 2
    inner = (slice(edge, -edge), slice(edge, -edge))
    local, steep = scale[inner], slope[inner] + np.float32(1e-4)
    edge = FEATURE_MARGIN - 1
    inner = (slice(edge, -edge), slice(edge, -edge))
    around = _box(cells, 3)[4:-4, 4:-4]
    here = cells[FEATURE_MARGIN:-FEATURE_MARGIN, FEATURE_MARGIN:-FEATURE_MARGIN]
    edge = FEATURE_MARGIN - 1 - FLOW_STEPS
    drained, fallen = (one[edge:-edge, edge:-edge] for one in flow(cells))
    rise = steep * step
    features = np.stack(
        [
            np.clip(here / (4.0 * rise + np.float32(metres_per_pixel)), -_LEVEL_CLIP, _LEVEL_CLIP) / 2.0,
            np.clip((here - around) / (2.0 * rise), -_LEVEL_CLIP, _LEVEL_CLIP),
            gy[inner] / steep,
            gx[inner] / steep,
            np.clip(curved[inner] / steep, -_LEVEL_CLIP, _LEVEL_CLIP),
            0.7 * (np.log(steep) + 2.0),
            np.full_like(here, 0.5 * math.log(metres_per_pixel / _TYPICAL_SPACING_M)),
            np.log(drained) - 1.0,
            np.clip(fallen / (FLOW_STEPS * rise), 0.0, _LEVEL_CLIP) - 1.0,
        ]
    )
    return DetailFeatures(np.asarray(features, np.float32), np.log(local).astype(np.float32))


def interpolated(cells: FloatArray, log_scale: FloatArray) -> tuple[FloatArray, FloatArray]:
    """What the network adds to, and in which units.

    Args:
        cells: (h + 28, w + 28) metres.
        log_scale: (h + 14, w + 14) of :func:`detail_features`.

    Returns:
        Interpolated heights and local scale, metres, (8h, 8w) each.
    """
    near, edge = CELLS_MARGIN - 2, MARGIN - 2
    return (
        upsample(cells[near:-near, near:-near], CELL),
        np.exp(upsample(log_scale[edge:-edge, edge:-edge], CELL)),
    )


def noise_area(cells: Rectangle, level: int) -> Rectangle:
    """Where the noise of a window lies, on a grid ``2 ** level`` times as fine as the cells.

    Args:
        cells: of the window itself.
        level: 0 to 3.
    """
    return cells.finer(1 << level).padded(NOISE_MARGINS[level])
