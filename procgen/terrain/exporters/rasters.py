"""Rasters that an engine can use as they come: float32, little-endian, row by row from the north-west, no header."""

from __future__ import annotations

from procgen.terrain.heightmap import Heightmap, normals, slope_deg
from procgen.terrain.representation import FloatArray


def _little_endian(raster: FloatArray) -> bytes:
    return raster.astype("<f4", copy=False).tobytes()


def heights_f32(heightmap: Heightmap) -> bytes:
    """Heights in metres: depth * width float32."""
    return _little_endian(heightmap.heights)


def normals_f32(heightmap: Heightmap) -> bytes:
    """Unit normals (x east, y up, z south): depth * width * 3 float32."""
    return _little_endian(normals(heightmap.heights, heightmap.metres_per_pixel))


def slope_deg_f32(heightmap: Heightmap) -> bytes:
    """Angle between the surface and the horizontal in degrees, 0 to 90: depth * width float32."""
    return _little_endian(slope_deg(heightmap.heights, heightmap.metres_per_pixel))
