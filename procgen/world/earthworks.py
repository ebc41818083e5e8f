"""Fitting the ground to roads and houses: level below houses, even below roads, eased into the slopes around them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from procgen.terrain.controls.geometry import Polyline, ease, nearest, pixel_grid
from procgen.terrain.controls.shapes import PathPoint
from procgen.world.chance import Float64Array
from procgen.world.footprints import rectangle_distance
from procgen.world.place import BoolArray, Building, FloatArray, Land, Road
from procgen.world.roads import bed_half_width_m

_APRON_M: Final = {"road": 7.0, "street": 6.0, "path": 3.5}
_PAD_APRON_M: Final = 6.0
PRIORITY: Final = {"path": 0, "street": 1, "road": 2}
"""Which road's height counts where they meet."""


def pad_margin_m(spacing_m: float) -> float:
    """How far level ground reaches beyond a house's walls: all triangles below it are level."""
    return 1.42 * spacing_m


class Earthworks:
    """Collects what is wanted, and shapes the ground once."""

    def __init__(self, land: Land, untouched: BoolArray) -> None:
        """Begin.

        Args:
            land: the ground.
            untouched: (rows, columns) where it must stay, as in water and on its banks.
        """
        self._land = land
        self._untouched = untouched
        shape = land.heights_m.shape
        self._target = np.full(shape, np.nan)
        self._weights = np.zeros(shape)
        self._sums = np.zeros(shape)
        self._most = np.zeros(shape)

    def lay_roads(self, roads: Sequence[Road]) -> None:
        """Want even ground below roads, the greater ones last."""
        for road in sorted(roads, key=lambda each: PRIORITY.get(each.kind, -1)):
            if road.kind in PRIORITY:
                for points in _on_ground(road):
                    self._road(points, road.width_m, _APRON_M[road.kind])

    def _road(self, points: FloatArray, width_m: float, apron: float) -> None:
        spacing = self._land.metres_per_pixel
        rows, columns = self._land.heights_m.shape
        half = bed_half_width_m(width_m, spacing)
        line = Polyline.through(tuple(PathPoint(float(x) / spacing, float(z) / spacing) for x, _, z in points))
        grid = pixel_grid(0, 0, columns, rows)
        reach = (half + apron) / spacing
        window = grid.near(line.bounds, reach + 1.0)
        part = grid.part(window)
        if 0 in part.shape:
            return
        # Grid points, not middles of pixels.
        part = type(part)(part.x_px - 0.5, part.z_px - 0.5)
        found = nearest(line, part, reach)
        heights = points[:, 1].astype(np.float64)
        if len(points) == 1:
            heights = np.repeat(heights, 2)
        self._want(window, found.distance_px * spacing - half, found.interpolate(heights), apron)

    def level(self, buildings: Iterable[Building]) -> None:
        """Want level ground below houses."""
        spacing = self._land.metres_per_pixel
        rows, columns = self._land.heights_m.shape
        margin = pad_margin_m(spacing)
        for building in buildings:
            reach = 0.5 * math.hypot(building.width_m, building.depth_m) + margin + _PAD_APRON_M
            top = max(math.floor((building.z_m - reach) / spacing), 0)
            left = max(math.floor((building.x_m - reach) / spacing), 0)
            window = (
                slice(top, min(math.ceil((building.z_m + reach) / spacing) + 1, rows)),
                slice(left, min(math.ceil((building.x_m + reach) / spacing) + 1, columns)),
            )
            x = np.arange(left, window[1].stop) * spacing
            z = np.arange(top, window[0].stop) * spacing
            beyond = rectangle_distance(building, x[None, :], z[:, None]) - margin
            self._want(window, beyond, np.full(beyond.shape, building.floor_m), _PAD_APRON_M)

    def _want(self, window: tuple[slice, slice], beyond: Float64Array, heights: Float64Array, apron: float) -> None:
        share = 1.0 - ease(np.maximum(beyond, 0.0) / apron)
        share = np.where(np.isfinite(beyond), share, 0.0)
        inside = beyond <= 0.0
        self._target[window][inside] = heights[inside]
        weight = np.where(inside, 0.0, share**4)
        self._weights[window] += weight
        self._sums[window] += weight * np.where(weight > 0.0, heights, 0.0)
        self._most[window] = np.maximum(self._most[window], np.where(inside, 0.0, share))

    def shaped(self) -> FloatArray:
        """The new heights."""
        heights = self._land.heights_m.astype(np.float64)
        near = self._weights > 1e-12
        mean = np.divide(self._sums, self._weights, out=heights.copy(), where=near)
        result = heights + np.where(near, self._most, 0.0) * (mean - heights)
        level = ~np.isnan(self._target)
        result[level] = self._target[level]
        result[self._untouched] = heights[self._untouched]
        return result.astype(np.float32)


def _on_ground(road: Road) -> list[FloatArray]:
    """The pieces of a road that lie on the ground."""
    pieces: list[list[int]] = []
    for index in range(len(road.points_m)):
        if index and not road.bridge[index - 1] and pieces:
            pieces[-1].append(index)
        else:
            pieces.append([index])
    return [road.points_m[piece] for piece in pieces if len(piece) > 1]
