"""A sketch's heights at any place."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.terrain.controls.geometry import Float64Array, ease
from procgen.terrain.parameters import Sketch
from procgen.terrain.representation import CELL

_MOST_SAMPLES = 8
_FADE_PX = 8.0 * CELL
"""How far a sketch's edges are continued: networks look beyond the area, and would leave a rim along it otherwise."""


@dataclass(frozen=True, slots=True)
class _Axis:
    """Two samples of the sketch around each place along one axis."""

    low: npt.NDArray[np.int64]
    high: npt.NDArray[np.int64]
    share: Float64Array
    fade: Float64Array
    """1 inside, falling to 0 over the pixels outside."""

    @classmethod
    def around(cls, places_px: Float64Array, origin_px: int, size_px: int, samples: int) -> _Axis:
        position = (places_px - origin_px) / size_px * samples - 0.5
        clamped = np.clip(position, 0.0, samples - 1.0)
        low = np.minimum(np.floor(clamped).astype(np.int64), samples - 2)
        outside_px = np.maximum(np.maximum(origin_px - places_px, places_px - (origin_px + size_px)), 0.0)
        return cls(low, low + 1, clamped - low, ease(1.0 - outside_px / _FADE_PX))


def sketch_at(
    sketch: Sketch, x_px: Float64Array, z_px: Float64Array, footprint_px: float = 0.0
) -> tuple[Float64Array, Float64Array]:
    """Height and weight of a sketch.

    Args:
        sketch: resolved, with its area.
        x_px: columns of the world's grid, any shape.
        z_px: rows, a shape that broadcasts with it.
        footprint_px: side of the square around each place whose mean is taken; 0 takes the place itself.

    Returns:
        Metres (0 where the weight is 0) and weight from 0 to 1, of the broadcast shape. The samples are interpolated
        linearly, each with its weight. Outside of the sketch's area those of its edge go on, with weights that fall to
        0 over 64 pixels.
    """
    area = sketch.area
    assert area is not None
    depth, width = sketch.heights_m.shape
    weights = sketch.weights.astype(np.float64)
    weighted = weights * sketch.heights_m
    finest = min(area.width_px / width, area.depth_px / depth)
    count = min(max(math.ceil(footprint_px / finest), 1), _MOST_SAMPLES)
    offsets = [((i + 0.5) / count - 0.5) * footprint_px for i in range(count)]
    shape = np.broadcast_shapes(np.shape(x_px), np.shape(z_px))
    weight_sum, height_sum = np.zeros(shape), np.zeros(shape)
    columns = [_Axis.around(np.asarray(x_px + dx), area.origin_x_px, area.width_px, width) for dx in offsets]
    for dz in offsets:
        row = _Axis.around(np.asarray(z_px + dz), area.origin_z_px, area.depth_px, depth)
        for column in columns:
            fade = row.fade * column.fade
            for total, raster in ((weight_sum, weights), (height_sum, weighted)):
                north_west, north_east = raster[row.low, column.low], raster[row.low, column.high]
                south_west, south_east = raster[row.high, column.low], raster[row.high, column.high]
                north = north_west + (north_east - north_west) * column.share
                south = south_west + (south_east - south_west) * column.share
                total += fade * (north + (south - north) * row.share)
    height = np.divide(height_sum, weight_sum, out=np.zeros(shape), where=weight_sum > 0.0)
    return height, np.clip(weight_sum / (count * count), 0.0, 1.0) * sketch.strength
