from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from procgen.texture.maps import cavity, curvature, occlusion
from procgen.texture.material import FloatArray
from tests.texture.maps.surfaces import relief, seeds, sides


def trench(depth_px: float, width_px: int = 6) -> FloatArray:
    height = np.zeros((64, 64), np.float32)
    height[:, 32 - width_px // 2 : 32 + width_px // 2] = -depth_px
    return height


def test_flat_ground_sees_the_whole_sky() -> None:
    np.testing.assert_array_equal(occlusion(np.full((32, 48), 7.0, np.float32)), 1.0)


def test_crevices_are_dark_and_deeper_ones_darker() -> None:
    seen = [float(occlusion(trench(depth))[32, 32]) for depth in (0.5, 2.0, 8.0)]
    assert 0.99 > seen[0] > seen[1] > seen[2] > 0.0
    assert occlusion(trench(8.0))[32, 2] > 0.95


def test_a_long_wall_hides_what_geometry_says() -> None:
    # At the foot of an endless wall of slope 1 the horizon in direction a has tan = cos(a).
    height = np.abs(np.arange(256, dtype=np.float32) - 128.0)[None, :] * np.ones((256, 1), np.float32)
    turns = np.arange(8) * np.pi / 4
    # The foot lies between two walls.
    expected = np.mean(1.0 / (1.0 + np.cos(turns) ** 2))
    assert float(occlusion(height, depth=1.0, radius_px=4)[100, 128]) == pytest.approx(expected, abs=0.03)


@given(seed=seeds, rows=sides, columns=sides)
def test_maps_stay_in_range_and_move_with_the_height(seed: int, rows: int, columns: int) -> None:
    height = relief(seed, rows, columns)
    shift = rows // 3, columns // 2
    for made, low in ((occlusion, 0.0), (curvature, -1.0), (cavity, 0.0)):
        values = made(height)
        assert values.dtype == np.float32
        assert values.shape == height.shape
        assert float(values.min()) >= low
        assert float(values.max()) <= 1.0
        np.testing.assert_array_equal(made(np.roll(height, shift, (0, 1))), np.roll(values, shift, (0, 1)))


def test_threads_change_no_bit() -> None:
    height = relief(2, 700, 400)
    for made in (occlusion, curvature):
        np.testing.assert_array_equal(made(height, threads=3), made(height, threads=1))


def test_strength_and_depth_darken() -> None:
    height = relief(4, 64, 64)
    plain = occlusion(height)
    np.testing.assert_array_equal(occlusion(height, strength=0.0), 1.0)
    np.testing.assert_allclose(occlusion(height, strength=2.0), plain**2, rtol=1e-5)
    assert (occlusion(height, depth=4.0) <= plain).all()


def test_bumps_are_convex_and_pits_hollow() -> None:
    height = np.zeros((96, 96), np.float32)
    height[28:32, 28:32], height[64:68, 64:68] = 3.0, -3.0
    bent, hollow = curvature(height), cavity(height)
    assert bent[29, 29] > 0.2
    assert bent[65, 65] < -0.2
    assert hollow[29, 29] == 0.0
    assert hollow[65, 65] > 0.2
    np.testing.assert_allclose(bent[0], 0.0, atol=1e-6)


def test_a_checkpoint_stops_the_work() -> None:
    class Stopped(Exception):
        pass

    def stop() -> None:
        raise Stopped

    for threads in (1, 2):
        with pytest.raises(Stopped):
            occlusion(relief(1, 512, 512), threads=threads, checkpoint=stop)
