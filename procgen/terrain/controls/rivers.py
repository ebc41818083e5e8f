"""Rivers that are drawn: a bed that never rises, carved into the finished heights.

Where a river gives no heights, its bed follows the lowest ground that it has come across and lies a little below it,
so it only ever carves. Between heights that are given the bed may lie above the ground, and so may water that backs up
from an earlier river: there the ground is filled up to it, out to the banks' ends.

The bed is settled pixel by pixel along the line before anything is carved: the pixels that the line passes through
are listed in its order, a pixel that it comes back to later makes level water of all between (water cannot rise to
where it has been), and a river that meets an earlier one backs up to that one's water.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.runtime.checkpoint import Checkpoint
from procgen.terrain.controls.geometry import (
    Bounds,
    Float64Array,
    Grid,
    Polyline,
    nearest,
)
from procgen.terrain.controls.landform_map import mean_and_relief_at
from procgen.terrain.controls.shapes import RIVER, FloatArray, Stroke
from procgen.terrain.controls.sketch import sketch_at
from procgen.terrain.parameters import ResolvedTerrain

Int64Array = npt.NDArray[np.int64]
GroundHeight = Callable[[Float64Array, Float64Array], Float64Array]
"""Height of the ground at places, metres."""

DEPTH_OVER_RELIEF = 0.01
"""Depth of a bed whose stroke says nothing."""
_START_BELOW_GROUND, _FALL = 0.05, 0.12
"""Where a river without heights begins below the ground, and how far it falls, over the relief."""
_NARROWEST_BED_PX = 0.75
"""Half the width of a bed below which it would have gaps."""
_STEP_PX = 2.0
"""Spacing of the places along a river at which the ground is looked at."""
_ASIDE_PX = 4.0
"""The lowest ground this far to the four sides counts: half a cell of the coarse field, which knows no finer forms."""
_ROW_BITS = 32


def ground_before(terrain: ResolvedTerrain, x_px: Float64Array, z_px: Float64Array) -> tuple[Float64Array, FloatArray]:
    """Height that the ground will have about, from mean and sketch alone, and the relief; finished metres."""
    mean, relief = mean_and_relief_at(terrain, x_px, z_px)
    scale, sea = terrain.vertical_scale, terrain.sea_level_m
    ground = (mean.astype(np.float64) - sea) * scale + sea
    if terrain.sketch is not None:
        height, weight = sketch_at(terrain.sketch, x_px, z_px)
        ground = ground + (height - ground) * weight
    return ground, (relief * np.float32(scale)).astype(np.float32)


def _given_bed(stroke: Stroke, along_px: Float64Array) -> Float64Array | None:
    """The bed at the stroke's points from the heights that it gives, None if it gives none."""
    heights = [point.height_m for point in stroke.points]
    known = [index for index, height in enumerate(heights) if height is not None]
    if not known:
        return None
    given = np.array([heights[index] for index in known], np.float64)
    return np.interp(along_px, along_px[known], given)


def bed_below(
    ground: Float64Array, relief: Float64Array, share: Float64Array | float, terrain: ResolvedTerrain
) -> Float64Array:
    """Where the bed of a river without heights may lie below smooth ground, metres; not below the sea on land.

    Args:
        ground: height about the river.
        relief: of the same places.
        share: how far down the river they are, 0 to 1.
        terrain: holds the sea.
    """
    bed = ground - relief * (_START_BELOW_GROUND + _FALL * share)
    lowest = terrain.sea_level_m - DEPTH_OVER_RELIEF * relief
    return np.maximum(bed, np.where(ground > terrain.sea_level_m, lowest, -np.inf))


def planned_bed(stroke: Stroke, line: Polyline, terrain: ResolvedTerrain) -> Float64Array:
    """The bed at the river's points, before there is any ground: (points,) metres, never rising."""
    bed = _given_bed(stroke, line.along_px)
    if bed is None:
        ground, relief = ground_before(terrain, line.x_px, line.z_px)
        share = line.along_px / max(line.length_px, 1.0)
        bed = bed_below(ground, relief.astype(np.float64), share, terrain)
    return np.minimum.accumulate(bed)


def _ground_along(
    stroke: Stroke, line: Polyline, terrain: ResolvedTerrain, ground: GroundHeight, leaves_px: Float64Array
) -> tuple[Float64Array, Float64Array]:
    """The lowest ground about a river and how deep its bed lies below, at distances along it, metres each."""
    along = np.linspace(0.0, line.length_px, max(int(np.ceil(line.length_px / _STEP_PX)), 1) + 1)
    x, z = line.at(along)
    aside = max(_ASIDE_PX, _breadth_px(stroke, terrain.metres_per_pixel)[0])
    lowest = ground(x, z)
    for dx, dz in ((-aside, 0.0), (aside, 0.0), (0.0, -aside), (0.0, aside)):
        lowest = np.minimum(lowest, ground(x + dx, z + dz))
    if stroke.amount_m is None:
        depth = ground_before(terrain, x, z)[1].astype(np.float64) * DEPTH_OVER_RELIEF
    else:
        depth = np.full(x.shape, float(stroke.amount_m))
    return np.interp(leaves_px, along, lowest), np.interp(leaves_px, along, depth)


def _carved_bed(stroke: Stroke, line: Polyline, leaves_px: Float64Array, below_ground: Float64Array) -> Float64Array:
    """The bed at distances along the river, never rising.

    It is interpolated between the heights that the stroke gives. Elsewhere it lies where ``below_ground`` says, lower
    where the river has been lower, but not below heights that are to come.
    """
    given = _given_bed(stroke, line.along_px)
    if given is None:
        return np.minimum.accumulate(below_ground)
    known = line.along_px[[index for index, point in enumerate(stroke.points) if point.height_m is not None]]
    bed = np.interp(leaves_px, line.along_px, given)
    bed = np.where(leaves_px < known[0], np.maximum(bed, below_ground), bed)
    bed = np.where(leaves_px > known[-1], np.minimum(bed, below_ground), bed)
    return np.minimum.accumulate(bed)


def _passed_pixels(line: Polyline) -> tuple[Int64Array, Float64Array]:
    """The pixels that a line passes through, in its order: keys, and how far along the line it leaves each."""
    keys, leaves = [], []
    for index in range(len(line.x_px) - 1):
        x0, x1 = float(line.x_px[index]), float(line.x_px[index + 1])
        z0, z1 = float(line.z_px[index]), float(line.z_px[index + 1])
        length = float(line.along_px[index + 1] - line.along_px[index])
        if length == 0.0:
            continue
        cuts = [np.array([0.0, 1.0])]
        for start, end in ((x0, x1), (z0, z1)):
            low, high = min(start, end), max(start, end)
            lines = np.arange(np.floor(low) + 1.0, np.ceil(high))
            if len(lines):
                cuts.append((lines - start) / (end - start))
        t = np.sort(np.clip(np.concatenate(cuts), 0.0, 1.0))
        t = t[np.concatenate([[True], np.diff(t) > 0.0])]
        middle = 0.5 * (t[:-1] + t[1:])
        keys.append(pixel_keys(np.floor(x0 + middle * (x1 - x0)), np.floor(z0 + middle * (z1 - z0))))
        leaves.append(line.along_px[index] + t[1:] * length)
    if not keys:
        return pixel_keys(np.floor(line.x_px[:1]), np.floor(line.z_px[:1])), np.array([0.0])
    return np.concatenate(keys), np.concatenate(leaves)


def pixel_keys(column: Float64Array | Int64Array, row: Float64Array | Int64Array) -> Int64Array:
    """One number for each pixel of the world."""
    return (np.asarray(row, np.int64) << _ROW_BITS) + np.asarray(column, np.int64)


@dataclass(frozen=True, slots=True)
class River:
    """A river that can be carved."""

    line: Polyline
    leaves_px: Float64Array
    """Distance along the line at which it leaves each pixel that it passes, never falling."""
    bed_m: FloatArray
    """Height of each of these pixels, never rising."""
    filling: Float64Array
    """Whether ground below the bed is filled up to it at each of them: 0 where it is left, 1 where it is filled."""
    keys: Int64Array
    """The pixels, each once, sorted."""
    key_bed_m: FloatArray
    bed_px: float
    """Half the width of the bed."""
    radius_px: float
    """How far its banks reach."""

    def at(self, along_px: Float64Array) -> tuple[Float64Array, Float64Array]:
        """Height of the bed and the filling at distances along the line."""
        index = np.searchsorted(self.leaves_px, along_px, side="left")
        index = np.minimum(index, len(self.bed_m) - 1)
        return self.bed_m[index].astype(np.float64), self.filling[index]


def _settle(keys: Int64Array, bed: Float64Array, taken: dict[int, float]) -> tuple[Float64Array, Int64Array]:
    """Make the bed along the passed pixels one that water can follow.

    Args:
        keys: (n,) pixels in the river's order.
        bed: (n,) heights where the river leaves them, never rising.
        taken: heights of pixels of earlier rivers.

    Returns:
        (n,) heights, equal wherever the pixel is the same; and the index of the first pixel of each.
    """
    count = len(keys)
    unique, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    last = np.zeros(len(unique), np.int64)
    np.maximum.at(last, inverse, np.arange(count))
    # Water is level from a pixel to wherever the river comes back to it: find the ends of these stretches.
    reach = np.maximum.accumulate(last[inverse])
    ends = np.flatnonzero(reach == np.arange(count))
    stretch = np.searchsorted(ends, np.arange(count))
    level = np.minimum.accumulate(bed[ends])
    if taken:
        known = np.array([taken.get(key, np.nan) for key in unique.tolist()])[inverse]
        met = np.full(len(ends), np.nan)
        at = np.flatnonzero(~np.isnan(known))
        met[stretch[at[::-1]]] = known[at[::-1]]
        backed = np.maximum.accumulate(np.where(np.isnan(met), -np.inf, met)[::-1])[::-1]
        fed = np.minimum.accumulate(np.where(np.isnan(met), np.inf, met))
        level = np.minimum(np.maximum(level, backed), fed)
    return level[stretch], first


def _breadth_px(stroke: Stroke, metres_per_pixel: float) -> tuple[float, float]:
    """Half the width of a river's bed, and how far its banks reach."""
    bed = max(0.5 * (stroke.width_m or 0.0) / metres_per_pixel, _NARROWEST_BED_PX)
    return bed, max(stroke.radius_px or 0.0, bed)


def _needed(terrain: ResolvedTerrain, area: Bounds) -> list[Stroke]:
    """The rivers that touch an area, and earlier ones that those may run into, in their order."""
    kept: list[tuple[Stroke, Bounds]] = []
    for stroke in reversed(terrain.strokes):
        if stroke.kind != RIVER or stroke.strength == 0.0:
            continue
        bounds = Polyline.through(stroke.points).bounds.grown(_breadth_px(stroke, terrain.metres_per_pixel)[1])
        if bounds.touches(area) or any(bounds.touches(later) for _, later in kept):
            kept.append((stroke, bounds))
    return [stroke for stroke, _ in reversed(kept)]


def make_rivers(
    terrain: ResolvedTerrain, ground: GroundHeight, area: Bounds, checkpoint: Checkpoint
) -> tuple[River, ...]:
    """The rivers of the strokes, settled.

    Args:
        terrain: holds the strokes.
        ground: height of the ground that has been made, asked for along the rivers.
        area: where they matter.
        checkpoint: called before each.
    """
    made: list[River] = []
    taken: dict[int, float] = {}
    for stroke in _needed(terrain, area):
        checkpoint()
        line = Polyline.through(stroke.points)
        keys, leaves = _passed_pixels(line)
        lowest, depth = _ground_along(stroke, line, terrain, ground, leaves)
        level, first = _settle(keys, _carved_bed(stroke, line, leaves, lowest - depth), taken)
        filling = np.clip((level - lowest) / np.maximum(depth, 1e-3) + 1.0, 0.0, 1.0)
        unique, heights = keys[first], level[first].astype(np.float32)
        taken = dict(zip(unique.tolist(), heights.tolist(), strict=True)) | taken
        bed_px, radius_px = _breadth_px(stroke, terrain.metres_per_pixel)
        made.append(River(line, leaves, level.astype(np.float32), filling, unique, heights, bed_px, radius_px))
    return tuple(made)


def carve(heights: FloatArray, grid: Grid, rivers: tuple[River, ...]) -> None:
    """Carve rivers into heights, in place.

    Args:
        heights: (rows, columns) metres at the grid's places, which must be centres of pixels.
        grid: where they are.
        rivers: from :func:`make_rivers`.
    """
    touched = []
    for river in rivers:
        window = grid.near(river.line.bounds, river.radius_px)
        part = grid.part(window)
        if 0 in part.shape:
            continue
        touched.append(river)
        found = nearest(river.line, part, river.radius_px)
        near = np.isfinite(found.distance_px)
        along = found.interpolate(river.line.along_px)[near]
        bank = river.radius_px - river.bed_px
        # Steep at the water and soon no more than a hint: the ground keeps its own forms close to the river.
        left = 1.0 - np.clip((found.distance_px[near] - river.bed_px) / max(bank, 1e-6), 0.0, 1.0)
        rise = 1.0 - left * left * left
        bed, filling = river.at(along)
        block = heights[window]
        change = (bed - block[near]) * (1.0 - rise)
        block[near] = (block[near] + np.where(change > 0.0, change * filling, change)).astype(np.float32)
    # The line's own pixels last: no bank of another river may lie across them. Earlier rivers win.
    for river in reversed(touched):
        column = (river.keys & 0xFFFFFFFF).astype(np.int64)
        column = np.where(column >= 1 << 31, column - (1 << 32), column)
        row = (river.keys - column) >> _ROW_BITS
        to_column = column - int(np.floor(grid.x_px[0]))
        to_row = row - int(np.floor(grid.z_px[0]))
        inside = (to_column >= 0) & (to_column < grid.shape[1]) & (to_row >= 0) & (to_row < grid.shape[0])
        heights[to_row[inside], to_column[inside]] = river.key_bed_m[inside]
