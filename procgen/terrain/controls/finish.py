"""From what was generated to what is handed out: the vertical scale and all that a designer demands of the ground."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.terrain.controls.earthworks import Bed, Level, flat_bounds, pass_through, road_bounds
from procgen.terrain.controls.geometry import (
    Bounds,
    Float64Array,
    Grid,
    pixel_grid,
)
from procgen.terrain.controls.lock import LOCK_REACH_PX, LockCorrection, smooth_field
from procgen.terrain.controls.rivers import River, carve, make_rivers
from procgen.terrain.controls.shapes import FloatArray, PointConstraint, WorldArea
from procgen.terrain.parameters import ResolvedTerrain

CellHeight = Callable[[Float64Array, Float64Array], FloatArray]
"""Generated height (metres, before the vertical scale) of the coarse field at world positions: x and z of any equal
shape, that shape back. It must hang on the place alone."""
Generated = Callable[[int, int, int, int], FloatArray]
"""Generated heights (metres, before the vertical scale) of any rectangle: western edge, northern edge, width, depth to
(depth, width). It must hang on the place alone."""

_BLOCK_ROWS = 256
"""Rows that are edited at a time, so that a large map needs little memory on top."""


def reach_px(terrain: ResolvedTerrain) -> int:
    """Pixels around a rectangle that must be generated with it for :func:`finish` to be exact inside: the largest
    radius of a point. Everything else that is demanded changes each pixel by its place alone.
    """
    return max((math.ceil(point.radius_px or 0.0) + 1 for point in terrain.constraints.points), default=0)


def lock_area(terrain: ResolvedTerrain) -> WorldArea | None:
    """Where the ground is fitted to locked heights; None without a lock. A map that does not touch it needs no
    :func:`lock_correction`.
    """
    if terrain.lock is None:
        return None
    area = terrain.lock.area
    assert area is not None
    return _grown(area, LOCK_REACH_PX)


class Demands:
    """Rivers, level ground, roads and points of a request, ready to be made.

    Args:
        terrain: what is asked for.
        cell_height: the coarse field; it is asked every few pixels along rivers and roads, and at the centres of level
            ground without height, wherever they lie.
        area: where the ground will be made; what does not reach it is left out.
        checkpoint: called every few ten milliseconds; raises to stop the work.
    """

    def __init__(
        self, terrain: ResolvedTerrain, cell_height: CellHeight, area: WorldArea, checkpoint: Checkpoint = go_on
    ) -> None:
        self._terrain = terrain
        self._checkpoint = checkpoint

        def ground(x_px: Float64Array, z_px: Float64Array) -> Float64Array:
            return self._raised(self._scaled(cell_height(x_px, z_px))).astype(np.float64)

        constraints, here = terrain.constraints, _bounds(area)
        self._rivers: tuple[River, ...] = make_rivers(terrain, ground, here, checkpoint)
        levels = (flat for flat in constraints.flat_areas if flat_bounds(flat).touches(here))
        self._levels = tuple(Level.of(flat, ground) for flat in levels)
        roads = (road for road in constraints.roads if road_bounds(road, terrain.metres_per_pixel).touches(here))
        self._roads = tuple(Bed.of(road, terrain, ground) for road in roads)

    def _scaled(self, heights: FloatArray) -> FloatArray:
        if self._terrain.vertical_scale == 1.0:
            return heights
        sea = np.float32(self._terrain.sea_level_m)
        return (heights - sea) * np.float32(self._terrain.vertical_scale) + sea

    def _raised(self, heights: FloatArray) -> FloatArray:
        return heights if self._terrain.keep_sea_floor else np.maximum(heights, np.float32(self._terrain.sea_level_m))

    def _by_place(self, generated: FloatArray, grid: Grid) -> FloatArray:
        """All that changes each pixel by its place alone."""
        heights = self._scaled(generated).astype(np.float32)
        carve(heights, grid, self._rivers)
        heights = np.array(self._raised(heights), np.float32)
        for level in self._levels:
            level.apply(heights, grid)
        for road in self._roads:
            road.apply(heights, grid)
        return heights

    def apply(self, generated: FloatArray, origin_x_px: int, origin_z_px: int) -> FloatArray:
        """The ground with everything but the lock.

        Args:
            generated: (depth, width) metres before the vertical scale; left as it is.
            origin_x_px: its western edge.
            origin_z_px: its northern edge.

        Returns:
            (depth, width) float32 metres, exact :func:`reach_px` pixels within the edges.
        """
        depth, width = generated.shape
        points, missing = self._missing(generated, origin_x_px, origin_z_px)
        made = np.empty((depth, width), np.float32)
        for top in range(0, depth, _BLOCK_ROWS):
            self._checkpoint()
            rows = slice(top, min(top + _BLOCK_ROWS, depth))
            grid = pixel_grid(origin_x_px, origin_z_px + top, width, rows.stop - top)
            block = self._by_place(generated[rows], grid)
            if points:
                pass_through(block, grid, points, missing)
            made[rows] = block
        return made

    def _missing(
        self, generated: FloatArray, origin_x_px: int, origin_z_px: int
    ) -> tuple[tuple[PointConstraint, ...], Float64Array]:
        """The points that lie in the map, and what the ground lacks at each."""
        points, missing = [], []
        for point in self._terrain.constraints.points:
            x, z = math.floor(point.x_px), math.floor(point.z_px)
            row, column = z - origin_z_px, x - origin_x_px
            if 0 <= row < generated.shape[0] and 0 <= column < generated.shape[1]:
                pixel = generated[row : row + 1, column : column + 1]
                made = self._by_place(pixel, pixel_grid(x, z, 1, 1))
                points.append(point)
                missing.append(point.height_m - float(made[0, 0]))
        return tuple(points), np.array(missing, np.float64)


def lock_correction(
    terrain: ResolvedTerrain, demands: Demands, generated: Generated, checkpoint: Checkpoint = go_on
) -> LockCorrection | None:
    """What fits the ground to locked heights; the same for every map of a world, so it can be kept.

    Args:
        terrain: holds the lock.
        demands: of the same terrain, for an area that holds the lock's rectangle.
        generated: asked once, for the lock's rectangle and :func:`reach_px` around it.
        checkpoint: called every few ten milliseconds; raises to stop the work.

    Returns:
        None without a lock.
    """
    lock = terrain.lock
    if lock is None:
        return None
    area, reach = lock.area, reach_px(terrain)
    assert area is not None
    west, north = area.origin_x_px - reach, area.origin_z_px - reach
    ground = demands.apply(generated(west, north, area.width_px + 2 * reach, area.depth_px + 2 * reach), west, north)
    ground = ground[reach : reach + area.depth_px, reach : reach + area.width_px]
    missing = np.where(lock.mask, lock.heights_m - ground, np.float32(0.0)).astype(np.float32)
    margin = LOCK_REACH_PX
    locked = np.pad(lock.mask, margin)
    return LockCorrection(
        area.origin_x_px - margin,
        area.origin_z_px - margin,
        smooth_field(np.pad(missing, margin), locked, checkpoint),
        np.pad(lock.heights_m, margin),
        locked,
    )


def finish(
    generated: FloatArray,
    terrain: ResolvedTerrain,
    origin_x_px: int,
    origin_z_px: int,
    demands: Demands,
    correction: LockCorrection | None,
) -> FloatArray:
    """Finished heights.

    Args:
        generated: (depth, width) metres before the vertical scale, sea floor kept; left as it is.
        terrain: what is asked for.
        origin_x_px: western edge of ``generated``.
        origin_z_px: northern edge.
        demands: of the same terrain, for an area that holds the map.
        correction: of the same terrain; None if there is no lock, or none within reach.

    Returns:
        (depth, width) float32 metres, exact :func:`reach_px` pixels within the edges.
    """
    heights = demands.apply(generated, origin_x_px, origin_z_px)
    if correction is not None:
        sea = None if terrain.keep_sea_floor else terrain.sea_level_m
        correction.apply(heights, origin_x_px, origin_z_px, sea)
    return heights


def _grown(area: WorldArea, by_px: int) -> WorldArea:
    return WorldArea(
        area.origin_x_px - by_px, area.origin_z_px - by_px, area.width_px + 2 * by_px, area.depth_px + 2 * by_px
    )


def _around(first: WorldArea, second: WorldArea) -> WorldArea:
    """The smallest rectangle around two."""
    west, north = min(first.origin_x_px, second.origin_x_px), min(first.origin_z_px, second.origin_z_px)
    east = max(first.origin_x_px + first.width_px, second.origin_x_px + second.width_px)
    south = max(first.origin_z_px + first.depth_px, second.origin_z_px + second.depth_px)
    return WorldArea(west, north, east - west, south - north)


def _pixels(area: WorldArea) -> int:
    return area.width_px * area.depth_px


def _touch(first: WorldArea, second: WorldArea) -> bool:
    around = _around(first, second)
    return around.width_px < first.width_px + second.width_px and around.depth_px < first.depth_px + second.depth_px


def _cut(heights: FloatArray, area: WorldArea, part: WorldArea) -> FloatArray:
    row, column = part.origin_z_px - area.origin_z_px, part.origin_x_px - area.origin_x_px
    return heights[row : row + part.depth_px, column : column + part.width_px]


def finished_heights(
    terrain: ResolvedTerrain,
    area: WorldArea,
    generated: Generated,
    cell_height: CellHeight,
    checkpoint: Checkpoint = go_on,
) -> FloatArray:
    """All of it in one go: the finished heights of a rectangle.

    Args:
        terrain: what is asked for.
        area: the rectangle.
        generated: asked once for the rectangle with what is needed around it, where the lock is near for both
            together; a second time where they lie far apart.
        cell_height: see :class:`Demands`.
        checkpoint: called every few ten milliseconds; raises to stop the work.

    Returns:
        (depth, width) float32 metres. The same pixel has the same height whatever the rectangle, bit for bit.
    """
    reach = reach_px(terrain)
    needed, near_lock = _grown(area, reach), lock_area(terrain)
    if terrain.lock is None or terrain.lock.area is None or near_lock is None or not _touch(area, near_lock):
        made = generated(needed.origin_x_px, needed.origin_z_px, needed.width_px, needed.depth_px)
        demands = Demands(terrain, cell_height, needed, checkpoint)
        heights = finish(made, terrain, needed.origin_x_px, needed.origin_z_px, demands, None)
        return np.ascontiguousarray(_cut(heights, needed, area))
    locked = _grown(terrain.lock.area, reach)
    both = _around(needed, locked)
    held = generated
    if _pixels(both) <= _pixels(needed) + _pixels(locked):
        together = generated(both.origin_x_px, both.origin_z_px, both.width_px, both.depth_px)

        def held(x_px: int, z_px: int, width_px: int, depth_px: int) -> FloatArray:
            return _cut(together, both, WorldArea(x_px, z_px, width_px, depth_px))

    demands = Demands(terrain, cell_height, both, checkpoint)
    correction = lock_correction(terrain, demands, held, checkpoint)
    made = held(needed.origin_x_px, needed.origin_z_px, needed.width_px, needed.depth_px)
    heights = finish(made, terrain, needed.origin_x_px, needed.origin_z_px, demands, correction)
    return np.ascontiguousarray(_cut(heights, needed, area))


def _bounds(area: WorldArea) -> Bounds:
    west, north = float(area.origin_x_px), float(area.origin_z_px)
    return Bounds(west, north, west + area.width_px, north + area.depth_px)
