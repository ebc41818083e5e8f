"""Which landscape is where, and what is typical there: functions of the place alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.runtime.philox import philox4x32, stream_id
from procgen.terrain.controls.geometry import Float64Array, ease
from procgen.terrain.controls.shapes import FloatArray, LandformMap
from procgen.terrain.parameters import ResolvedTerrain

FIGURE_STEP_PX = 64
"""Spacing of the nodes between which mean and relief change smoothly; they need two of them to follow a border."""
_STREAM = "terrain/landform-border"
_OCTAVES = 2
Int64Array = npt.NDArray[np.int64]


def _palette_index(landform_map: LandformMap, x_px: Float64Array, z_px: Float64Array) -> Int64Array:
    """Index into the palette, -1 outside of the map; shapes that broadcast."""
    area = landform_map.area
    assert area is not None
    depth, width = landform_map.indices.shape
    column = np.floor((x_px - area.origin_x_px) / area.width_px * width).astype(np.int64)
    row = np.floor((z_px - area.origin_z_px) / area.depth_px * depth).astype(np.int64)
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < depth)
    found = landform_map.indices[np.clip(row, 0, depth - 1), np.clip(column, 0, width - 1)].astype(np.int64)
    return np.where(inside, found, -1)


def _noise(seed: int, stream: str, x: Float64Array, z: Float64Array) -> tuple[Float64Array, Float64Array]:
    """Two smooth fields in -1 to 1 with one node a unit: hashed values at whole numbers, eased between."""
    column, row = np.floor(x).astype(np.int64), np.floor(z).astype(np.int64)
    across, down = ease(x - column), ease(z - row)
    key, number = (seed & 0xFFFFFFFF, seed >> 32), np.uint32(stream_id(stream))

    def node(dx: int, dz: int) -> tuple[Float64Array, Float64Array]:
        c = ((column + dx) & 0xFFFFFFFF).astype(np.uint32)
        r = ((row + dz) & 0xFFFFFFFF).astype(np.uint32)
        c, r = np.broadcast_arrays(c, r)
        first, second, _, _ = philox4x32(c, r, np.full(c.shape, number), np.zeros_like(c), key)
        return first.astype(np.float64) * 2.0**-31 - 1.0, second.astype(np.float64) * 2.0**-31 - 1.0

    corners = node(0, 0), node(1, 0), node(0, 1), node(1, 1)

    def blend(which: int) -> Float64Array:
        north_west, north_east, south_west, south_east = (corner[which] for corner in corners)
        north = north_west + (north_east - north_west) * across
        south = south_west + (south_east - south_west) * across
        return north + (south - north) * down

    return blend(0), blend(1)


def landform_at(terrain: ResolvedTerrain, x_px: Float64Array, z_px: Float64Array) -> npt.NDArray[np.str_]:
    """Which landform is where; the map's borders wander by noise that hangs on the seed and the place.

    Args:
        terrain: holds the map, and the landform outside of it.
        x_px: columns of the world's grid, any shape.
        z_px: rows, a shape that broadcasts with it.

    Returns:
        Names of landforms, of the broadcast shape; empty for any.
    """
    shape = np.broadcast_shapes(np.shape(x_px), np.shape(z_px))
    landform_map = terrain.landform_map
    if landform_map is None:
        return np.full(shape, terrain.landform)
    area = landform_map.area
    assert area is not None
    depth, width = landform_map.indices.shape
    x, z = np.broadcast_arrays(np.asarray(x_px, np.float64), np.asarray(z_px, np.float64))
    cell_x, cell_z = area.width_px / width, area.depth_px / depth
    reach = 0.5 * (landform_map.roughness or 0.0)
    moved_x, moved_z = x, z
    if reach > 0.0:
        for octave in range(_OCTAVES):
            finer = 2.0 ** (octave + 1)
            amount = reach * (2.0 / 3.0) * 0.5**octave
            dx, dz = _noise(terrain.seed, f"{_STREAM}/{octave}", x / cell_x * finer, z / cell_z * finer)
            moved_x, moved_z = moved_x + dx * (amount * cell_x), moved_z + dz * (amount * cell_z)
    names = np.array([*(entry.landform for entry in landform_map.palette), terrain.landform], np.str_)
    return names[_palette_index(landform_map, moved_x, moved_z)]


def _spline_weights(offset: Float64Array) -> tuple[Float64Array, ...]:
    """Weights of the four nodes around a place, ``offset`` 0 to 1 beyond the second: the uniform cubic B-spline."""
    t = offset
    rest = 1.0 - t
    return (
        rest * rest * rest / 6.0,
        (3.0 * t * t * t - 6.0 * t * t + 4.0) / 6.0,
        (3.0 * rest * rest * rest - 6.0 * rest * rest + 4.0) / 6.0,
        t * t * t / 6.0,
    )


def landform_shares_at(terrain: ResolvedTerrain, index: int, x_px: Float64Array, z_px: Float64Array) -> FloatArray:
    """How much of a place is one entry of the landform map, smoothly as in :func:`mean_and_relief_at`.

    Args:
        terrain: holds the map.
        index: of the entry; the palette's length for the land outside of the map.
        x_px: columns of the world's grid, (1, columns).
        z_px: rows, (rows, 1).

    Returns:
        (rows, columns) float32, 0 to 1.
    """
    landform_map = terrain.landform_map
    assert landform_map is not None
    entries = len(landform_map.palette)
    x, z = x_px / FIGURE_STEP_PX - 0.5, z_px / FIGURE_STEP_PX - 0.5
    column, row = np.floor(x), np.floor(z)
    across, down = _spline_weights(x - column), _spline_weights(z - row)
    share = np.zeros(np.broadcast_shapes(x.shape, z.shape))
    for j in range(4):
        for i in range(4):
            node_x = (column + (i - 1) + 0.5) * FIGURE_STEP_PX
            node_z = (row + (j - 1) + 0.5) * FIGURE_STEP_PX
            found = _palette_index(landform_map, node_x, node_z)
            share += across[i] * down[j] * (np.where(found < 0, entries, found) == index)
    return share.astype(np.float32)


def mean_and_relief_at(
    terrain: ResolvedTerrain, x_px: Float64Array, z_px: Float64Array
) -> tuple[FloatArray, FloatArray]:
    """Mean height and relief, which follow the landform map smoothly: over about four nodes of 64 pixels.

    Args:
        terrain: holds the map, and the figures outside of it.
        x_px: columns of the world's grid, any shape.
        z_px: rows, a shape that broadcasts with it. Rows and columns of a grid as (1, columns) and (rows, 1) are
            faster than every place by itself.

    Returns:
        Mean and relief in metres, float32 of the broadcast shape.
    """
    shape = np.broadcast_shapes(np.shape(x_px), np.shape(z_px))
    landform_map = terrain.landform_map
    if landform_map is None:
        return np.full(shape, terrain.mean_height_m, np.float32), np.full(shape, terrain.relief_m, np.float32)
    palette = landform_map.palette
    means = np.array([entry.mean_height_m for entry in palette] + [terrain.mean_height_m], np.float64)
    reliefs = np.array([entry.relief_m for entry in palette] + [terrain.relief_m], np.float64)
    x, z = np.asarray(x_px, np.float64) / FIGURE_STEP_PX - 0.5, np.asarray(z_px, np.float64) / FIGURE_STEP_PX - 0.5
    column, row = np.floor(x), np.floor(z)
    across, down = _spline_weights(x - column), _spline_weights(z - row)
    mean, relief = np.zeros(shape), np.zeros(shape)
    for j in range(4):
        for i in range(4):
            node_x = (column + (i - 1) + 0.5) * FIGURE_STEP_PX
            node_z = (row + (j - 1) + 0.5) * FIGURE_STEP_PX
            index = _palette_index(landform_map, node_x, node_z)
            weight = across[i] * down[j]
            mean += weight * means[index]
            relief += weight * reliefs[index]
    return mean.astype(np.float32), relief.astype(np.float32)
