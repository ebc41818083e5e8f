"""Heights of the ground between its points, on the same triangles that its mesh has."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.world.place import FloatArray, Land

Doubles = npt.NDArray[np.float64]


def height_at(heights_m: FloatArray, metres_per_pixel: float, x_m: npt.ArrayLike, z_m: npt.ArrayLike) -> Doubles:
    """Heights of points on the triangulated ground; beyond its edge, those of the nearest point of the edge.

    Each cell is split from north-east to south-west, as :class:`procgen.terrain.exporters._mesh.GridMesh` splits it.

    Args:
        heights_m: (rows, columns).
        metres_per_pixel: spacing.
        x_m: metres east of the first column; any shape.
        z_m: metres south of the first row; the same shape.
    """
    rows, columns = heights_m.shape
    u = np.clip(np.asarray(x_m, np.float64) / metres_per_pixel, 0.0, columns - 1)
    v = np.clip(np.asarray(z_m, np.float64) / metres_per_pixel, 0.0, rows - 1)
    left = np.minimum(u.astype(np.int64), columns - 2)
    top = np.minimum(v.astype(np.int64), rows - 2)
    u, v = u - left, v - top
    north_west, north_east, south_west, south_east = (
        heights_m[row, column].astype(np.float64) for row in (top, top + 1) for column in (left, left + 1)
    )
    upper = north_west + u * (north_east - north_west) + v * (south_west - north_west)
    lower = south_east + (1.0 - u) * (south_west - south_east) + (1.0 - v) * (north_east - south_east)
    return np.asarray(np.where(u + v <= 1.0, upper, lower), np.float64)


def ground_at(land: Land, x_m: npt.ArrayLike, z_m: npt.ArrayLike) -> Doubles:
    """:func:`height_at` of a world's ground."""
    return height_at(land.heights_m, land.metres_per_pixel, x_m, z_m)


def sampled(field: FloatArray, metres_per_pixel: float, x_m: Doubles, z_m: Doubles) -> FloatArray:
    """A field's values, bilinear, at the crossings of some columns and rows.

    Args:
        field: (rows, columns).
        metres_per_pixel: its spacing.
        x_m: (m,) metres.
        z_m: (n,) metres.

    Returns:
        (n, m) float32.
    """
    rows, columns = field.shape
    u, v = np.clip(x_m / metres_per_pixel, 0, columns - 1), np.clip(z_m / metres_per_pixel, 0, rows - 1)
    left, top = np.minimum(u.astype(np.int64), columns - 2), np.minimum(v.astype(np.int64), rows - 2)
    fu, fv = (u - left).astype(np.float32), (v - top).astype(np.float32)[:, None]
    along = field[:, left] + fu * (field[:, left + 1] - field[:, left])
    return np.asarray(along[top] + fv * (along[top + 1] - along[top]), np.float32)
