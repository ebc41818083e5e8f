from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import Cancelled
from procgen.terrain.controls.finish import Demands, finished_heights, lock_area, reach_px
from procgen.terrain.controls.lock import LOCK_REACH_PX
from procgen.terrain.controls.shapes import (
    Constraints,
    FlatArea,
    FloatArray,
    Lock,
    PathPoint,
    PointConstraint,
    Road,
    Stroke,
    WorldArea,
)
from tests.terrain.controls.worlds import ORIGINS, cell_height, demanding, generated, made, resolved


@settings(max_examples=40, deadline=None)
@given(st.data(), ORIGINS, ORIGINS)
def test_a_part_made_alone_equals_the_part_of_the_whole(data: st.DataObject, x: int, z: int) -> None:
    terrain = data.draw(demanding(x, z))
    whole = made(terrain, x, z, 260, 270)
    left, top = data.draw(st.integers(0, 200)), data.draw(st.integers(0, 200))
    width, depth = data.draw(st.integers(1, 260 - left)), data.draw(st.integers(1, 270 - top))
    part = made(terrain, x + left, z + top, width, depth)
    assert part.dtype == np.float32
    assert np.array_equal(part, whole[top : top + depth, left : left + width])


def test_without_demands_nothing_changes() -> None:
    terrain = resolved()
    ground = generated(-40, 3, 100, 300)
    assert np.array_equal(made(terrain, -40, 3, 100, 300), ground)
    assert reach_px(terrain) == 0
    assert lock_area(terrain) is None


@pytest.mark.parametrize("apart", [0, 30, 63, 64, 5000])
def test_the_generator_is_asked_no_more_than_needed(apart: int) -> None:
    lock = Lock(np.full((64, 64), 700.0, np.float32), np.ones((64, 64), bool), WorldArea(-64 - apart, 0, 64, 64))
    terrain = resolved(lock=lock)
    asked: list[int] = []

    def counted(x: int, z: int, width: int, depth: int) -> FloatArray:
        asked.append(width * depth)
        return generated(x, z, width, depth)

    finished_heights(terrain, WorldArea(0, 0, 64, 64), counted, cell_height)
    assert sum(asked) <= 64 * 64 * (2 if apart < LOCK_REACH_PX else 1)


def test_the_vertical_scale_counts_from_the_sea() -> None:
    ground = generated(0, 0, 80, 80)
    terrain = resolved(vertical_scale=2.0, sea_level_m=500.0, keep_sea_floor=True)
    np.testing.assert_allclose(made(terrain, 0, 0, 80, 80), 500.0 + 2.0 * (ground - 500.0), atol=1e-3)


def test_what_is_generated_is_left_as_it_is() -> None:
    ground = generated(0, 0, 80, 80)
    kept = ground.copy()
    point = PointConstraint(40.0, 40.0, 5.0)
    terrain = resolved(constraints=Constraints((point,), (FlatArea((PathPoint(9, 9),), radius_px=5.0),)))
    Demands(terrain, cell_height, WorldArea(0, 0, 80, 80)).apply(ground, 0, 0)
    assert np.array_equal(ground, kept)


@settings(max_examples=40, deadline=None)
@given(st.data(), ORIGINS, ORIGINS)
def test_the_surface_passes_through_points(data: st.DataObject, x: int, z: int) -> None:
    places = data.draw(st.sets(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=12))
    points = tuple(
        PointConstraint(
            x + px + data.draw(st.floats(0.0, 0.9)),
            z + pz,
            data.draw(st.floats(-100, 3000)),
            data.draw(st.floats(1, 40)),
        )
        for px, pz in places
    )
    terrain = resolved(constraints=Constraints(points))
    heights = made(terrain, x, z, 31, 31)
    for point in points:
        row, column = math.floor(point.z_px) - z, math.floor(point.x_px) - x
        assert heights[row, column] == np.float32(point.height_m)


def test_points_bend_the_ground_only_within_their_radius_and_smoothly() -> None:
    terrain = resolved(constraints=Constraints((PointConstraint(100.5, 90.5, 2000.0, 30.0),)), keep_sea_floor=True)
    lift = made(terrain, 0, 0, 200, 200) - generated(0, 0, 200, 200)
    rows, columns = np.mgrid[:200, :200]
    distance = np.hypot(rows - 90, columns - 100)
    assert (lift[distance >= 30.0] == 0.0).all()
    along = lift[90, 100:131]
    assert (np.diff(along) < 1e-3).all()
    assert np.abs(np.diff(along)).max() < 2.0 * abs(along[0]) / 30.0


def test_level_ground_is_level_and_its_slope_is_smooth() -> None:
    town = FlatArea((PathPoint(100.0, 100.0),), radius_px=25.0, falloff_px=20.0)
    field = FlatArea((PathPoint(200, 20), PathPoint(260, 30), PathPoint(230, 90)), height_m=700.0)
    terrain = resolved(constraints=Constraints(flat_areas=(town, field)), keep_sea_floor=True)
    heights = made(terrain, 0, 0, 300, 200)
    rows, columns = np.mgrid[:200, :300]
    distance = np.hypot(rows + 0.5 - 100, columns + 0.5 - 100)
    assert np.unique(heights[distance <= 25.0]).tolist() == [cell_height(np.array([100.0]), np.array([100.0]))[0]]
    assert heights[45, 230] == 700.0
    untouched = (distance >= 45.0) & (columns < 170)
    assert np.array_equal(heights[untouched], generated(0, 0, 300, 200)[untouched])
    lift = heights - generated(0, 0, 300, 200)
    assert np.abs(np.diff(lift[100, :150])).max() < 40.0


@pytest.mark.parametrize("grade", [0.02, 0.1])
def test_roads_are_level_across_and_no_steeper_than_allowed(grade: float) -> None:
    points = (PathPoint(20, 30), PathPoint(180, 200), PathPoint(390, 150))
    road = Road(points, width_m=150.0, maximum_grade=grade)
    terrain = resolved(constraints=Constraints(roads=(road,)), metres_per_pixel=30.0, keep_sea_floor=True)
    heights = made(terrain, 0, 0, 400, 260)
    for start, end in pairwise(points):
        length = math.dist((start.x_px, start.z_px), (end.x_px, end.z_px))
        along = np.arange(6.0, length - 6.0, 1.0)
        x = np.floor(start.x_px + along / length * (end.x_px - start.x_px)).astype(int)
        z = np.floor(start.z_px + along / length * (end.z_px - start.z_px)).astype(int)
        rise = np.abs(heights[z[8:], x[8:]] - heights[z[:-8], x[:-8]])
        assert float(rise.max()) <= grade * 30.0 * (8.0 + 1.5)
    # A pixel beside the middle of a leg that runs from north-west to south-east lies level with one across it.
    assert abs(heights[120, 105] - heights[119, 106]) <= grade * 30.0 * 1.5


def test_roads_go_from_height_to_height() -> None:
    points = (PathPoint(10, 50, 600.0), PathPoint(150, 50, 620.0))
    terrain = resolved(constraints=Constraints(roads=(Road(points),)))
    heights = made(terrain, 0, 0, 200, 100)
    np.testing.assert_allclose(heights[50, 10:150], 600.0 + 20.0 * (np.arange(10, 150) + 0.5 - 10.0) / 140.0, atol=0.01)


def test_the_sea_is_flat_but_for_what_is_demanded_of_its_floor() -> None:
    point = PointConstraint(50.0, 50.0, 300.0, 10.0)
    lock = Lock(np.full((8, 8), 200.0, np.float32), np.ones((8, 8), bool))
    terrain = resolved(sea_level_m=5000.0, constraints=Constraints((point,)), lock=lock)
    heights = made(terrain, 0, 0, 100, 100)
    assert heights[50, 50] == 300.0
    assert (heights[:8, :8] == 200.0).all()
    rows, columns = np.mgrid[:100, :100]
    away = (np.hypot(rows - 50, columns - 50) > 10.0) & (np.maximum(rows, columns) >= 8 + LOCK_REACH_PX)
    assert (heights[away] == 5000.0).all()


def test_demands_follow_one_another() -> None:
    """A point in level ground beside a road: the point holds, then the road, then the level ground."""
    constraints = Constraints(
        (PointConstraint(52.5, 50.5, 900.0, 3.0),),
        (FlatArea((PathPoint(50, 50),), radius_px=30.0, height_m=800.0),),
        (Road((PathPoint(0, 60.5, 700.0), PathPoint(100, 60.5, 700.0))),),
    )
    heights = made(resolved(constraints=constraints), 0, 0, 100, 100)
    assert heights[50, 52] == 900.0
    assert heights[60, 50] == 700.0
    assert heights[40, 50] == 800.0


def test_a_river_through_level_ground_is_levelled() -> None:
    river = Stroke("river", (PathPoint(0, 50, 100.0), PathPoint(100, 50, 90.0)))
    area = FlatArea((PathPoint(50, 50),), radius_px=10.0, height_m=800.0)
    heights = made(resolved(strokes=(river,), constraints=Constraints(flat_areas=(area,))), 0, 0, 100, 100)
    assert heights[50, 50] == 800.0
    assert heights[50, 5] <= 100.0


def test_what_lies_elsewhere_is_not_looked_at() -> None:
    far = (PathPoint(5000.0, 5000.0), PathPoint(9000.0, 5000.0))
    constraints = Constraints(flat_areas=(FlatArea(far[:1], radius_px=50.0),), roads=(Road(far),))
    terrain = resolved(strokes=(Stroke("river", far),), constraints=constraints)

    def never(_x: object, _z: object) -> FloatArray:
        raise AssertionError("the ground was asked for")

    assert np.array_equal(finished_heights(terrain, WorldArea(0, 0, 64, 64), generated, never), generated(0, 0, 64, 64))


def test_the_work_can_be_stopped() -> None:
    lock = Lock(np.zeros((300, 300), np.float32), np.ones((300, 300), bool))
    points = (PathPoint(0.0, 0.0), PathPoint(200.0, 200.0))
    terrain = resolved(strokes=(Stroke("river", points),), lock=lock)
    calls = 0

    def checkpoint() -> None:
        nonlocal calls
        calls += 1

    finished_heights(terrain, WorldArea(0, 0, 300, 300), generated, cell_height, checkpoint)
    assert calls > 20

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        finished_heights(terrain, WorldArea(0, 0, 300, 300), generated, cell_height, stop)
