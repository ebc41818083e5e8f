"""What the landform network is told of sketch, strokes, constraints and locked heights, cell by cell."""

from __future__ import annotations

import numpy as np

from procgen.terrain.base.land import BaseLand
from procgen.terrain.controls.earthworks import flat_distance
from procgen.terrain.controls.geometry import Bounds, Float64Array, Grid, Polyline, ease, nearest
from procgen.terrain.controls.rivers import DEPTH_OVER_RELIEF, bed_below, ground_before, planned_bed
from procgen.terrain.controls.shapes import HEIGHT, RIDGE, RIVER, FloatArray, Lock, Stroke
from procgen.terrain.controls.sketch import sketch_at
from procgen.terrain.lattice import Rectangle
from procgen.terrain.parameters import ResolvedTerrain
from procgen.terrain.representation import CELL

RIDGE_OVER_RELIEF = 0.4
VALLEY_OVER_RELIEF = 0.3
_RIVER_SIDE_OVER_RELIEF = 0.1
_NARROWEST_PX = 1.5 * CELL
"""Radius below which a line would slip between the centres of cells."""
_BASE_FADE_CELLS = 12
"""Cells beyond a base over which the heights of its rim fade out."""


class _Guide:
    """Heights with weights, to which more is added; what comes later covers what is there."""

    def __init__(self, shape: tuple[int, int]) -> None:
        self.height = np.zeros(shape)
        self.weight = np.zeros(shape)

    def cover(self, where: tuple[slice, slice], height: Float64Array, opacity: Float64Array) -> None:
        under = self.weight[where] * (1.0 - opacity)
        total = under + opacity
        mixed = under * self.height[where] + opacity * height
        self.height[where] = np.divide(mixed, total, out=np.zeros(total.shape), where=total > 0.0)
        self.weight[where] = total


def guidance(
    terrain: ResolvedTerrain,
    first_row: int,
    first_column: int,
    rows: int,
    columns: int,
    ground: FloatArray | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Heights that the landform network should follow.

    Args:
        terrain: holds what is drawn.
        first_row: of the world's grid of cells of 8 x 8 pixels.
        first_column: likewise.
        rows: how many.
        columns: how many.
        ground: (rows, columns) metres before the vertical scale that the cells would have about, from which ridges
            rise and valleys sink; a function of the place. The mean height if None.

    Returns:
        (rows, columns) float32 each: metres before the vertical scale, 0 where nothing is said; and weights, 0 to 1.
        Each cell's values hang on its place alone.
    """
    grid = Grid(
        (np.arange(first_column, first_column + columns, dtype=np.float64) + 0.5) * CELL,
        (np.arange(first_row, first_row + rows, dtype=np.float64) + 0.5) * CELL,
    )
    guide = _Guide(grid.shape)
    everywhere = (slice(None), slice(None))
    if terrain.base is not None:
        _draw_base(guide, terrain.base, terrain, Rectangle(first_row, first_column, rows, columns))
    if terrain.sketch is not None:
        guide.cover(everywhere, *sketch_at(terrain.sketch, grid.x_px[None, :], grid.z_px[:, None], CELL))
    sea, scale = terrain.sea_level_m, terrain.vertical_scale
    finished = None if ground is None else (ground.astype(np.float64) - sea) * scale + sea
    for stroke in terrain.strokes:
        _draw(guide, stroke, terrain, grid, finished)
    _draw_constraints(guide, terrain, grid)
    if terrain.lock is not None:
        _draw_lock(guide, terrain.lock, first_row, first_column)
    heights = np.where(guide.weight > 0.0, (guide.height - sea) / scale + sea, 0.0)
    return heights.astype(np.float32), guide.weight.astype(np.float32)


def _draw_base(guide: _Guide, base: BaseLand, terrain: ResolvedTerrain, area: Rectangle) -> None:
    """Its means; they are heights before the vertical scale, which all that is drawn else comes after."""
    inside = base.whole_cells()
    common = area.common(inside.padded(_BASE_FADE_CELLS))
    if inside.rows <= 0 or inside.columns <= 0 or common.rows <= 0 or common.columns <= 0:
        return
    sea = terrain.sea_level_m
    heights = (base.cells(common).astype(np.float64) - sea) * terrain.vertical_scale + sea
    away = inside.distances(common)
    guide.cover(common.within(area), heights, ease(1.0 - np.minimum(away / _BASE_FADE_CELLS, 1.0)))


def _draw(guide: _Guide, stroke: Stroke, terrain: ResolvedTerrain, grid: Grid, finished: Float64Array | None) -> None:
    radius = max(stroke.radius_px or 0.0, _NARROWEST_PX)
    line = Polyline.through(stroke.points)
    window = grid.near(line.bounds, radius)
    part = grid.part(window)
    if 0 in part.shape:
        return
    found = nearest(line, part, radius)
    off = np.minimum(found.distance_px, radius) / radius
    opacity = np.where(np.isfinite(found.distance_px), ease(1.0 - off), 0.0) * (stroke.strength or 0.0)
    ground, relief32 = ground_before(terrain, part.x_px[None, :], part.z_px[:, None])
    if finished is not None:
        ground = finished[window] + (guide.height[window] - finished[window]) * guide.weight[window]
    relief = relief32.astype(np.float64)
    if stroke.kind == RIVER:
        depth = DEPTH_OVER_RELIEF * relief if stroke.amount_m is None else stroke.amount_m
        bed = found.interpolate(planned_bed(stroke, line, terrain))
        if all(point.height_m is None for point in stroke.points):
            bed = np.minimum(bed, bed_below(ground, relief, 0.0, terrain))  # no embankment through lower ground
        height = bed + depth + _RIVER_SIDE_OVER_RELIEF * relief * off * off
    elif stroke.kind == HEIGHT:
        height = found.interpolate(_heights(stroke, line))
        opacity = np.where(np.isfinite(found.distance_px), ease(2.0 - 2.0 * off), 0.0) * (stroke.strength or 0.0)
    else:
        share = RIDGE_OVER_RELIEF if stroke.kind == RIDGE else VALLEY_OVER_RELIEF
        amount = share * relief if stroke.amount_m is None else np.full(relief.shape, stroke.amount_m)
        amount = amount if stroke.kind == RIDGE else -amount
        given = any(point.height_m is not None for point in stroke.points)
        crest = found.interpolate(_heights(stroke, line)) if given else ground + amount
        height = crest - amount * off
    guide.cover(window, height, opacity)


def _heights(stroke: Stroke, line: Polyline) -> Float64Array:
    """Heights at the line's points; interpolated where they are not given."""
    heights = [point.height_m for point in stroke.points]
    heights += heights[:1] if len(line.x_px) > len(heights) else []
    known = [index for index, height in enumerate(heights) if height is not None]
    return np.interp(line.along_px, line.along_px[known], np.array([heights[index] for index in known], np.float64))


def _draw_constraints(guide: _Guide, terrain: ResolvedTerrain, grid: Grid) -> None:
    for area in terrain.constraints.flat_areas:
        if area.height_m is None:
            continue
        falloff = max(area.falloff_px or 0.0, CELL)
        window, distance = flat_distance(area, grid, falloff)
        opacity = 1.0 - ease(distance / falloff)
        guide.cover(window, np.full(opacity.shape, area.height_m), opacity)
    for point in terrain.constraints.points:
        radius = max(point.radius_px or 0.0, _NARROWEST_PX)
        window = grid.near(Bounds(point.x_px, point.z_px, point.x_px, point.z_px), radius)
        part = grid.part(window)
        x, z = (part.x_px - point.x_px)[None, :], (part.z_px - point.z_px)[:, None]
        opacity = ease(1.0 - np.sqrt(x * x + z * z) / radius)
        guide.cover(window, np.full(opacity.shape, point.height_m), opacity)


def _draw_lock(guide: _Guide, lock: Lock, first_row: int, first_column: int) -> None:
    """Means of the locked pixels of each cell; a cell that is locked in part counts for the square of that part."""
    area = lock.area
    assert area is not None
    lock_row, lock_column = area.origin_z_px // CELL, area.origin_x_px // CELL
    lock_rows = -((area.origin_z_px + area.depth_px) // -CELL) - lock_row
    lock_columns = -((area.origin_x_px + area.width_px) // -CELL) - lock_column
    rows, columns = guide.weight.shape
    top, bottom = max(first_row, lock_row), min(first_row + rows, lock_row + lock_rows)
    left, right = max(first_column, lock_column), min(first_column + columns, lock_column + lock_columns)
    if top >= bottom or left >= right:
        return
    z, x = lock_row * CELL - area.origin_z_px, lock_column * CELL - area.origin_x_px
    total = np.zeros((lock_rows * CELL, lock_columns * CELL))
    count = np.zeros(total.shape)
    inside = (slice(-z, -z + area.depth_px), slice(-x, -x + area.width_px))
    total[inside] = lock.heights_m  # zeros where nothing is locked
    count[inside] = lock.mask
    sums = [np.zeros((lock_rows, lock_columns)) for _ in range(2)]
    for j in range(CELL):
        for i in range(CELL):
            sums[0] += total[j::CELL, i::CELL]
            sums[1] += count[j::CELL, i::CELL]
    part = (slice(top - lock_row, bottom - lock_row), slice(left - lock_column, right - lock_column))
    height = sums[0][part] / np.maximum(sums[1][part], 1.0)
    share = sums[1][part] / (CELL * CELL)
    where = (slice(top - first_row, bottom - first_row), slice(left - first_column, right - first_column))
    guide.cover(where, height, share * share)
