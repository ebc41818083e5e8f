from __future__ import annotations

import struct

import numpy as np
from hypothesis import given

from procgen.terrain.exporters import rasters
from procgen.terrain.heightmap import Heightmap
from tests.terrain import maps


def floats(data: bytes, shape: tuple[int, ...]) -> np.ndarray:
    return np.array(struct.unpack(f"<{len(data) // 4}f", data)).reshape(shape)


@given(maps.heightmaps())
def test_heights_come_back_exactly(heightmap: Heightmap) -> None:
    heights = floats(rasters.heights_f32(heightmap), heightmap.heights.shape)
    np.testing.assert_array_equal(heights, heightmap.heights)


@given(maps.heightmaps())
def test_normals_are_unit_and_point_up_and_agree_with_slope(heightmap: Heightmap) -> None:
    normals = floats(rasters.normals_f32(heightmap), (*heightmap.heights.shape, 3))
    slope = floats(rasters.slope_deg_f32(heightmap), heightmap.heights.shape)
    np.testing.assert_allclose(np.linalg.norm(normals, axis=-1), 1.0, atol=1e-5)
    assert (normals[..., 1] > 0.0).all()
    assert ((slope >= 0.0) & (slope <= 90.0)).all()
    np.testing.assert_allclose(np.cos(np.radians(slope)), normals[..., 1], atol=1e-5)


def test_a_plane_that_falls_south_east() -> None:
    z, x = np.mgrid[0:4, 0:6]
    heightmap = maps.of(-10.0 * x - 10.0 * z, metres_per_pixel=10.0)
    normals = floats(rasters.normals_f32(heightmap), (4, 6, 3))
    np.testing.assert_allclose(normals, np.broadcast_to(3.0**-0.5, (4, 6, 3)), atol=1e-6)
    slope = floats(rasters.slope_deg_f32(heightmap), (4, 6))
    np.testing.assert_allclose(slope, np.degrees(np.arctan(2.0**0.5)), atol=1e-4)
