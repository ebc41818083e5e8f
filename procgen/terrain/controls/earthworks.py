"""Level ground, roads and points that the surface passes through.

Level ground and roads change each pixel by its place alone; a point by the height of the ground in its own pixel too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from procgen.terrain.controls.geometry import (
    Bounds,
    Float64Array,
    Grid,
    Polyline,
    centroid,
    ease,
    inside_polygon,
    nearest,
)
from procgen.terrain.controls.rivers import GroundHeight
from procgen.terrain.controls.shapes import BoolArray, FlatArea, FloatArray, PointConstraint, Road
from procgen.terrain.parameters import ResolvedTerrain

_ROAD_STEP_PX = 4.0
"""Spacing of the places along a road at which the ground is looked at."""
_ROAD_SMOOTHING = 4
"""Places on each side that a road's bed is the mean of."""
_NARROWEST_ROAD_PX = 0.75


def flat_distance(area: FlatArea, grid: Grid, reach_px: float) -> tuple[tuple[slice, slice], Float64Array]:
    """The part of a grid that is near level ground, and the distance from it there, 0 on it; infinite beyond reach."""
    radius = area.radius_px or 0.0
    closed = len(area.corners) > 1
    line = Polyline.through(area.corners, closed)
    window = grid.near(line.bounds, radius + reach_px)
    part = grid.part(window)
    distance = np.maximum(nearest(line, part, radius + reach_px).distance_px - radius, 0.0)
    if closed:
        distance[inside_polygon(line, part)] = 0.0
    return window, distance


def flat_bounds(area: FlatArea) -> Bounds:
    """Where level ground changes anything."""
    return Polyline.through(area.corners).bounds.grown((area.radius_px or 0.0) + (area.falloff_px or 0.0))


def half_width_px(road: Road, metres_per_pixel: float) -> float:
    """Half the width of a road's bed."""
    return max(0.5 * (road.width_m or 0.0) / metres_per_pixel, _NARROWEST_ROAD_PX)


def road_bounds(road: Road, metres_per_pixel: float) -> Bounds:
    """Where a road changes anything."""
    reach = half_width_px(road, metres_per_pixel) + (road.shoulder_px or 0.0)
    return Polyline.through(road.points).bounds.grown(reach)


@dataclass(frozen=True, slots=True)
class Level:
    """Level ground with its height."""

    area: FlatArea
    height_m: float

    @classmethod
    def of(cls, area: FlatArea, ground: GroundHeight) -> Level:
        if area.height_m is not None:
            return cls(area, area.height_m)
        x, z = centroid(Polyline.through(area.corners, closed=len(area.corners) > 1))
        return cls(area, float(ground(np.array([x]), np.array([z]))[0]))

    def apply(self, heights: FloatArray, grid: Grid) -> None:
        """Level the ground, in place."""
        falloff = self.area.falloff_px or 0.0
        window, distance = flat_distance(self.area, grid, falloff)
        if distance.size == 0:
            return
        rise = ease(distance / falloff) if falloff > 0.0 else (distance > 0.0).astype(np.float64)
        _blend(heights[window], np.full(distance.shape, self.height_m), rise, distance <= falloff)


@dataclass(frozen=True, slots=True)
class Bed:
    """A road with the heights of its bed."""

    line: Polyline
    along_px: Float64Array
    """Evenly spaced distances along the line."""
    bed_m: Float64Array
    """Height at each of them; nowhere steeper than the road allows."""
    half_width_px: float
    shoulder_px: float

    @classmethod
    def of(cls, road: Road, terrain: ResolvedTerrain, ground: GroundHeight) -> Bed:
        line = Polyline.through(road.points)
        count = max(int(np.ceil(line.length_px / _ROAD_STEP_PX)), 1) + 1
        along = np.linspace(0.0, line.length_px, count)
        heights = [point.height_m for point in road.points if point.height_m is not None]
        if len(heights) == len(road.points):
            bed = np.interp(along, line.along_px, np.array(heights, np.float64))
        else:
            bed = _smoothed(ground(*line.at(along)))
        assert road.maximum_grade is not None
        metres = terrain.metres_per_pixel
        bed = limit_grade(bed, along, road.maximum_grade * metres)
        return cls(line, along, bed, half_width_px(road, metres), road.shoulder_px or 0.0)

    def apply(self, heights: FloatArray, grid: Grid) -> None:
        """Lay the road, in place."""
        reach = self.half_width_px + self.shoulder_px
        window = grid.near(self.line.bounds, reach)
        part = grid.part(window)
        if 0 in part.shape:
            return
        found = nearest(self.line, part, reach)
        bed = np.interp(found.interpolate(self.line.along_px), self.along_px, self.bed_m)
        off = found.distance_px - self.half_width_px
        rise = ease(off / self.shoulder_px) if self.shoulder_px > 0.0 else (off > 0.0).astype(np.float64)
        _blend(heights[window], bed, rise, np.isfinite(found.distance_px))


def _blend(heights: FloatArray, wanted: Float64Array, rise: Float64Array, where: BoolArray) -> None:
    """Pull heights to what is wanted, in place; ``rise`` 1 leaves them as they are."""
    height = heights[where].astype(np.float64)
    target = wanted[where]
    heights[where] = (target + (height - target) * rise[where]).astype(np.float32)


def _smoothed(heights: Float64Array) -> Float64Array:
    padded = np.pad(heights.astype(np.float64), _ROAD_SMOOTHING, mode="edge")
    count = 2 * _ROAD_SMOOTHING + 1
    total = np.zeros(len(heights))
    for shift in range(count):
        total += padded[shift : shift + len(heights)]
    return total / count


def limit_grade(heights: Float64Array, along: Float64Array, grade: float) -> Float64Array:
    """The heights, nowhere steeper than a grade.

    Args:
        heights: (n,) metres.
        along: (n,) rising distances.
        grade: metres per unit of distance.

    Returns:
        (n,): the mean of the highest such profile below the heights and the lowest one above them (inf- and
        sup-convolution with a cone), unchanged where they are not too steep anywhere near.
    """
    fall = grade * along
    below = np.minimum(
        np.minimum.accumulate(heights - fall) + fall, np.minimum.accumulate((heights + fall)[::-1])[::-1] - fall
    )
    above = np.maximum(
        np.maximum.accumulate(heights + fall) - fall, np.maximum.accumulate((heights - fall)[::-1])[::-1] + fall
    )
    return 0.5 * (below + above)


def pass_through(heights: FloatArray, grid: Grid, points: tuple[PointConstraint, ...], missing_m: Float64Array) -> None:
    """Bend the surface so that it passes through points, in place.

    Args:
        heights: (rows, columns) metres at the grid's places, which must be centres of pixels.
        grid: where they are.
        points: through which it must pass, in their pixels exactly.
        missing_m: (points,) what the ground lacks at each, metres.

    Each point's bump falls from 1 in its pixel to 0 at its radius. Where bumps overlap, each is held back by the
    others (multiplied by one minus theirs), so that none moves the ground in another's pixel.
    """
    bumps: list[tuple[tuple[slice, slice], Float64Array]] = []
    lacks = []
    for point, lack in zip(points, missing_m, strict=True):
        x, z = np.floor(point.x_px) + 0.5, np.floor(point.z_px) + 0.5
        radius = point.radius_px or 1.0
        window = grid.near(Bounds(x, z, x, z), radius)
        part = grid.part(window)
        if 0 in part.shape:
            continue
        from_x, from_z = (part.x_px - x)[None, :], (part.z_px - z)[:, None]
        bumps.append((window, ease(1.0 - np.sqrt(from_x * from_x + from_z * from_z) / radius)))
        lacks.append(lack)
    if not bumps:
        return
    free = np.ones(grid.shape)
    for window, bump in bumps:
        free[window] *= 1.0 - bump
    weights, moved = np.zeros(grid.shape), np.zeros(grid.shape)
    for index, (window, bump) in enumerate(bumps):
        others = np.ones(bump.shape)
        for other, (other_window, other_bump) in enumerate(bumps):
            if other != index:
                _multiply_overlap(others, window, other_window, other_bump)
        mine = bump * others
        weights[window] += mine
        moved[window] += mine * lacks[index]
    touched = weights > 0.0
    lift = moved[touched] / weights[touched] * (1.0 - free[touched])
    heights[touched] = (heights[touched] + lift).astype(np.float32)
    for point in points:
        column = int(np.floor(point.x_px) - np.floor(grid.x_px[0]))
        row = int(np.floor(point.z_px) - np.floor(grid.z_px[0]))
        if 0 <= row < grid.shape[0] and 0 <= column < grid.shape[1]:
            heights[row, column] = np.float32(point.height_m)


def _multiply_overlap(
    target: Float64Array,
    window: tuple[slice, slice],
    other: tuple[slice, slice],
    bump: Float64Array,
) -> None:
    here, there = [], []
    for mine, theirs in zip(window, other, strict=True):
        low, high = max(mine.start, theirs.start), min(mine.stop, theirs.stop)
        if low >= high:
            return
        here.append(slice(low - mine.start, high - mine.start))
        there.append(slice(low - theirs.start, high - theirs.start))
    target[here[0], here[1]] *= 1.0 - bump[there[0], there[1]]
