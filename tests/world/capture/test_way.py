"""Where cameras go."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from procgen.errors import InvalidFields
from procgen.world.capture.camera import Lens, Pose, projected, turned
from procgen.world.capture.way import EYE_M, Site, along_streets, read_way

LENS = Lens(64, 48, 60.0)
ROADS = (
    {"kind": "street", "width_m": 4.0, "points_m": [[10.0, 3.0, 20.0], [60.0, 3.0, 20.0], [60.0, 3.0, 70.0]]},
    {"kind": "path", "width_m": 2.0, "points_m": [[20.0, 9.0, 80.0], [70.0, 9.0, 80.0]]},
)


def site() -> Site:
    return Site(np.full((101, 101), 3.0, np.float32), 1.0, ROADS, (50.0, 50.0))


def test_a_camera_looks_where_it_is_said_to() -> None:
    for yaw, ahead in ((0.0, (0.0, 0.0, -1.0)), (90.0, (1.0, 0.0, 0.0)), (180.0, (0.0, 0.0, 1.0))):
        assert -turned(yaw, 0.0)[:, 2] == pytest.approx(np.array(ahead), abs=1e-12)
    axes = turned(30.0, 20.0, 10.0)
    assert axes.T @ axes == pytest.approx(np.eye(3), abs=1e-12)
    assert np.linalg.det(axes) == pytest.approx(1.0)
    assert -axes[1, 2] == pytest.approx(np.sin(np.radians(20.0)))


def test_pixels_and_points_are_the_same_both_ways() -> None:
    pose = Pose(np.array((5.0, 2.0, -3.0)), turned(37.0, -8.0, 4.0))
    points = pose.out_of(7.5 * LENS.rays())
    pixels, deep = projected(points, pose, LENS)
    columns, rows = np.meshgrid(np.arange(64) + 0.5, np.arange(48) + 0.5)
    assert deep == pytest.approx(7.5)
    assert pixels[..., 0] == pytest.approx(columns)
    assert pixels[..., 1] == pytest.approx(rows)


def test_a_walk_is_at_eye_height_on_roads_and_bridges() -> None:
    views = along_streets(site(), 80, 3, 10.0)
    assert len(views) == 80
    heights = {round(float(view.pose.at_m[1]), 6) for view in views}
    assert heights == {3.0 + EYE_M, 9.0 + EYE_M}, "the ground's, and the bridge's"
    for view in views:
        x, _, z = view.pose.at_m
        # Beside the street, 3.1 m from its middle, and on the path.
        assert min(abs(abs(z - 20.0) - 3.1), abs(abs(x - 60.0) - 3.1), abs(z - 80.0)) < 1e-6
        assert np.linalg.norm(view.next_pose.at_m - view.pose.at_m) == pytest.approx(0.14, abs=0.06)
    assert [view.second for view in views[:3]] == [36000.0, 36002.0, 36004.0]


def test_where_something_stands_beside_a_street_one_keeps_to_its_edge() -> None:
    wall = {"x_m": 35.0, "z_m": 16.0, "width_m": 80.0, "depth_m": 4.0, "turn_deg": 0.0}
    tree = {"x_m": 57.0, "z_m": 45.0, "radius_m": 0.5}
    built = Site(np.full((101, 101), 3.0, np.float32), 1.0, ROADS[:1], (50.0, 50.0), [wall], [tree])
    for view in along_streets(built, 120, 5, 10.0):
        x, _, z = view.pose.at_m
        assert z > 18.0 + 0.3 or x > 60.0, "not within reach of the wall"
        assert np.hypot(x - 57.0, z - 45.0) > 1.0


def test_equal_seeds_walk_alike_and_longer_walks_begin_like_shorter_ones() -> None:
    short, long, other = (along_streets(site(), count, seed, 10.0) for count, seed in ((20, 3), (50, 3), (20, 4)))
    assert all(np.array_equal(a.pose.at_m, b.pose.at_m) for a, b in zip(short, long, strict=False))
    assert any(not np.array_equal(a.pose.at_m, b.pose.at_m) for a, b in zip(short, other, strict=True))


def test_without_roads_one_walks_around_the_middle() -> None:
    bare = Site(np.zeros((101, 101), np.float32), 1.0, (), (50.0, 50.0))
    away = [np.hypot(view.pose.at_m[0] - 50.0, view.pose.at_m[2] - 50.0) for view in along_streets(bare, 30, 1, 9.0)]
    assert min(away) > 24.0
    assert max(away) < 25.5


@pytest.mark.parametrize(
    ("entries", "fields"),
    [
        ([], ["path"]),
        ({"x_m": 1.0}, ["path"]),
        (["there"], ["path[0]"]),
        ([{"x_m": 5.0, "y_m": 2.9, "z_m": 5.0}], ["path[0].y_m"]),
        ([{"x_m": 500.0, "y_m": 9.0, "z_m": -1.0}], ["path[0].x_m", "path[0].z_m"]),
        ([{"x_m": 5.0, "y_m": 9.0}], ["path[0].z_m"]),
        ([{"x_m": 5.0, "y_m": float("nan"), "z_m": True}], ["path[0].y_m", "path[0].z_m"]),
        ([{"x_m": 5.0, "y_m": 9.0, "z_m": 5.0, "zoom": 2}], ["path[0].zoom"]),
        ([{"x_m": 5.0, "y_m": 9.0, "z_m": 5.0, "velocity_m_s": [1.0, 2.0]}], ["path[0].velocity_m_s"]),
    ],
)
def test_what_is_wrong_with_a_path_is_named(entries: Any, fields: list[str]) -> None:
    with pytest.raises(InvalidFields) as caught:
        read_way(entries, site(), 10.0)
    assert [each.field for each in caught.value.violations] == fields


def test_a_path_of_a_file_is_taken_as_it_says() -> None:
    entry = {"x_m": 5.0, "y_m": 9.0, "z_m": 6.0, "yaw_deg": 90.0, "second": 7.0, "velocity_m_s": [0.0, 0.0, 10.0]}
    (view,) = read_way([entry], site(), 10.0)
    assert view.pose.at_m.tolist() == [5.0, 9.0, 6.0]
    assert view.next_pose.at_m.tolist() == [5.0, 9.0, 7.0]
    assert view.second == 7.0
    assert -view.pose.axes[:, 2] == pytest.approx(np.array((1.0, 0.0, 0.0)), abs=1e-12)
