"""Slope, aspect and curvature against surfaces whose answers are known; smoothing against OpenCV."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.terrain.ground.fields import (
    curvature,
    doubled,
    gathered_area_px,
    gradient,
    halved,
    smoothed,
    smoothstep,
)
from tests.terrain.ground.grids import rolling, surfaces


@settings(deadline=None)
@given(st.floats(-3.0, 3.0), st.floats(-3.0, 3.0), st.sampled_from([0.5, 1.0, 30.0]))
def test_a_plane_has_its_slope_and_aspect_everywhere(east: float, south: float, spacing: float) -> None:
    z, x = np.meshgrid(np.arange(9) * spacing, np.arange(7) * spacing, indexing="ij")
    rise = gradient((east * x + south * z).astype(np.float32), spacing)
    steep = np.hypot(east, south)
    np.testing.assert_allclose(rise.slope_deg(), np.degrees(np.arctan(steep)), atol=0.01)
    if steep > 0.01:
        expected = np.degrees(np.arctan2(-east, south)) % 360.0
        off = (rise.aspect_deg() - expected + 180.0) % 360.0 - 180.0
        assert np.abs(off).max() < 0.2


@pytest.mark.parametrize(("faces", "east", "south"), [(0.0, 0, 1), (90.0, -1, 0), (180.0, 0, -1), (270.0, 1, 0)])
def test_aspect_is_clockwise_from_north(faces: float, east: int, south: int) -> None:
    z, x = np.meshgrid(np.arange(5), np.arange(5), indexing="ij")
    aspect = gradient((east * x + south * z).astype(np.float32), 1.0).aspect_deg()
    np.testing.assert_allclose(aspect, faces, atol=1e-3)


def test_level_ground_faces_nowhere() -> None:
    rise = gradient(np.full((5, 5), 3.0, np.float32), 1.0)
    assert not rise.aspect_deg().any()
    assert not rise.slope_deg().any()


@settings(deadline=None)
@given(surfaces())
def test_aspect_stays_in_its_range(heights: np.ndarray) -> None:
    aspect = gradient(heights, 30.0).aspect_deg()
    assert aspect.min() >= 0.0
    assert aspect.max() < 360.0


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_curvature_of_a_ball(sign: float) -> None:
    radius = 100.0
    z, x = np.meshgrid(np.arange(-20.0, 21.0), np.arange(-20.0, 21.0), indexing="ij")
    bent = curvature((sign * np.sqrt(radius**2 - x**2 - z**2)).astype(np.float32), 1.0)
    for field in (bent.mean, bent.profile, bent.plan):
        np.testing.assert_allclose(field[2:-2, 2:-2], sign / radius, rtol=0.15)


def test_curvature_of_a_ridge_is_all_in_profile() -> None:
    x = np.arange(-20.0, 21.0)
    bent = curvature(np.tile((-0.01 * x**2).astype(np.float32), (9, 1)), 1.0)
    np.testing.assert_allclose(bent.plan[2:-2, 25:35], 0.0, atol=1e-5)
    expected = np.tile(0.02 / (1.0 + (0.02 * x[25:35]) ** 2) ** 1.5, (5, 1))
    np.testing.assert_allclose(bent.profile[2:-2, 25:35], expected, rtol=0.02)


@settings(deadline=None)
@given(surfaces(), st.integers(0, 4))
def test_smoothing_is_opencvs_binomial(heights: np.ndarray, rounds: int) -> None:
    expected = heights
    for _ in range(rounds):
        expected = cv2.sepFilter2D(
            expected, cv2.CV_32F, np.array([1, 2, 1]) / 4, np.array([1, 2, 1]) / 4, borderType=cv2.BORDER_REPLICATE
        )
    np.testing.assert_allclose(smoothed(heights, rounds), expected, rtol=1e-4, atol=1e-4 * np.abs(heights).max())


@settings(deadline=None)
@given(st.integers(3, 30), st.integers(3, 30))
def test_halving_and_doubling_keep_a_plane(depth: int, width: int) -> None:
    depth, width = 2 * depth, 2 * width
    z, x = np.meshgrid(np.arange(depth), np.arange(width), indexing="ij")
    plane = (3.0 * x - 2.0 * z).astype(np.float32)
    again = doubled(halved(plane), plane.shape)
    np.testing.assert_allclose(again[1:-1, 1:-1], plane[1:-1, 1:-1], atol=1e-3)


def test_odd_sizes_halve_and_double() -> None:
    field = rolling(1, 33, 21)
    half = halved(field)
    assert half.shape == (17, 11)
    assert doubled(half, field.shape).shape == field.shape


def test_smoothstep_runs_both_ways() -> None:
    values = np.array([-1.0, 0.0, 0.5, 1.0, 2.0], np.float32)
    np.testing.assert_allclose(smoothstep(0.0, 1.0, values), [0.0, 0.0, 0.5, 1.0, 1.0])
    np.testing.assert_allclose(smoothstep(1.0, 0.0, values), [1.0, 1.0, 0.5, 0.0, 0.0])


def test_area_gathers_in_a_valley_and_is_shared_evenly() -> None:
    z, x = np.meshgrid(np.arange(60.0), np.arange(41.0) - 20.0, indexing="ij")
    area = gathered_area_px((np.abs(x) - 0.3 * z).astype(np.float32), 15)
    assert area[30, 20] > 3.0 * area[30, 10]
    np.testing.assert_allclose(area, area[:, ::-1], rtol=1e-4)
    # A cone sheds water evenly: no stripes in eight directions.
    z, x = np.meshgrid(np.arange(81.0) - 40.0, np.arange(81.0) - 40.0, indexing="ij")
    distance = np.hypot(x, z)
    area = gathered_area_px(-distance.astype(np.float32), 24)
    ring = np.abs(distance - 20.0) < 1.0
    assert area[ring].std() / area[ring].mean() < 0.25


@settings(deadline=None)
@given(surfaces())
def test_gathered_area_is_finite_and_at_least_a_pixel(heights: np.ndarray) -> None:
    area = gathered_area_px(heights, 6)
    assert np.isfinite(area).all()
    assert area.min() >= 1.0
