"""What a network that makes cells finer is told of them: physical, and of the neighbourhood alone.

Slopes are rise over run, and heights are counted from the sea, so that one network serves every spacing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.terrain.representation import FloatArray

LAND_FEATURES: Final = 9
_CURVED = 0.02
"""Weight of the curvature's square beside the slope's, in the local slope."""
_TYPICAL_SPACING_M = 30.0
_LEVEL_CLIP = 4.0
_FLOW_POWER = 1.5
"""Water leaves a cell by the power of its slopes (Freeman 1991: 1.1; higher follows valleys more narrowly)."""
_NEIGHBOURS: Final = tuple((y, x) for y in (-1, 0, 1) for x in (-1, 0, 1) if y or x)


@dataclass(frozen=True, slots=True)
class LandFeatures:
    """What is told of an area of (h, w) cells."""

    features: FloatArray
    """(LAND_FEATURES, h, w): height above the sea, height above the neighbourhood, two slopes, curvature, log slope,
    log spacing, log of the ground that drains through, how far it goes down from there."""
    slope: FloatArray
    """(h, w): how steep the neighbourhood is, rise over run."""


def inner(field: FloatArray, edge: int) -> FloatArray:
    """What is left of (..., h, w) without so many cells at each edge."""
    return field[..., edge : field.shape[-2] - edge, edge : field.shape[-1] - edge]


def _box(field: FloatArray, reach: int) -> FloatArray:
    side = 2 * reach + 1
    rows = np.add.reduce([field[i : field.shape[0] - side + 1 + i] for i in range(side)])
    total = np.add.reduce([rows[:, i : rows.shape[1] - side + 1 + i] for i in range(side)])
    return np.asarray(total / np.float32(side * side), np.float32)


def _shifted(field: FloatArray, y: int, x: int) -> FloatArray:
    """The neighbour at (y, x) of every inner cell."""
    return field[1 + y : field.shape[0] - 1 + y, 1 + x : field.shape[1] - 1 + x]


def flow(cells: FloatArray, steps: int) -> tuple[FloatArray, FloatArray]:
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


def land_features(cells: FloatArray, cell_m: float, spacing_m: float, *, margin: int, flow_steps: int) -> LandFeatures:
    """Measure cells.

    Args:
        cells: (h + 2 margin, w + 2 margin) metres above the sea.
        cell_m: side of a cell, metres.
        spacing_m: of what is to be made, metres.
        margin: at least ``flow_steps + 1``, and three.
        flow_steps: cells that flow is followed over.

    Returns:
        Of the inner (h, w) cells.
    """
    step = np.float32(cell_m)
    gy = (cells[2:, 1:-1] - cells[:-2, 1:-1]) / (2.0 * step)
    gx = (cells[1:-1, 2:] - cells[1:-1, :-2]) / (2.0 * step)
    centre = cells[1:-1, 1:-1]
    curved = (cells[2:, 1:-1] + cells[:-2, 1:-1] + cells[1:-1, 2:] + cells[1:-1, :-2] - 4.0 * centre) / step
    energy = np.asarray(gx * gx + gy * gy + np.float32(_CURVED) * curved * curved, np.float32)
    slope = inner(np.sqrt(_box(energy, 1)), margin - 2)
    steep = slope + np.float32(1e-4)
    around = inner(_box(cells, 3), margin - 3)
    here = inner(cells, margin)
    drained, fallen = (inner(one, margin - 1 - flow_steps) for one in flow(cells, flow_steps))
    rise = steep * step
    south, east, bent = (inner(np.asarray(one, np.float32), margin - 1) for one in (gy, gx, curved))
    features = np.stack(
        [
            np.clip(here / (4.0 * rise + np.float32(spacing_m)), -_LEVEL_CLIP, _LEVEL_CLIP) / 2.0,
            np.clip((here - around) / (2.0 * rise), -_LEVEL_CLIP, _LEVEL_CLIP),
            south / steep,
            east / steep,
            np.clip(bent / steep, -_LEVEL_CLIP, _LEVEL_CLIP),
            0.7 * (np.log(steep) + 2.0),
            np.full_like(here, 0.5 * math.log(spacing_m / _TYPICAL_SPACING_M)),
            np.log(drained) - 1.0,
            np.clip(fallen / (flow_steps * rise), 0.0, _LEVEL_CLIP) - 1.0,
        ]
    )
    return LandFeatures(np.asarray(features, np.float32), np.asarray(slope, np.float32))
