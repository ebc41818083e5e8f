from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.terrain.controls.shapes import FloatArray, PathPoint, Stroke
from tests.terrain.controls.worlds import ORIGINS, cell_height, generated, made, paths, resolved, rivers


def along(stroke: Stroke, heights: FloatArray, x: int, z: int) -> FloatArray:
    """Heights of the pixels that a line runs through, in its order; sampled finely, by other means than the code's."""
    found: list[np.float32] = []
    for start, end in pairwise(stroke.points):
        if (start.x_px, start.z_px) == (end.x_px, end.z_px) and len({(p.x_px, p.z_px) for p in stroke.points}) > 1:
            continue  # a line that stands still runs through nothing; its point may lie on a pixel's edge
        steps = max(math.ceil(math.dist((start.x_px, start.z_px), (end.x_px, end.z_px)) * 7), 1)
        for share in (np.arange(steps) + 0.5) / steps:
            # From the near corner: far from the world's origin, sums lose what is left of a pixel.
            column = math.floor((start.x_px - x) + share * (end.x_px - start.x_px))
            row = math.floor((start.z_px - z) + share * (end.z_px - start.z_px))
            found.append(heights[row, column])
    return np.array(found)


@settings(max_examples=60, deadline=None)
@given(st.data(), ORIGINS, ORIGINS)
def test_rivers_never_rise(data: st.DataObject, x: int, z: int) -> None:
    stroke = data.draw(rivers(x, z))
    terrain = resolved(strokes=(stroke,), keep_sea_floor=data.draw(st.booleans()))
    heights = made(terrain, x - 60, z - 60, 370, 370)
    bed = along(stroke, heights, x - 60, z - 60)
    assert (np.diff(bed) <= 0.0).all()


def test_a_river_that_comes_back_to_itself_is_level_between() -> None:
    loop = [(20, 60), (100, 60), (100, 20), (60, 20), (60, 110)]
    stroke = Stroke("river", tuple(PathPoint(x, z) for x, z in loop), radius_px=12.0)
    heights = made(resolved(strokes=(stroke,)), 0, 0, 130, 130)
    assert heights[60, 60] == heights[60, 99] == heights[20, 80]
    assert (np.diff(along(stroke, heights, 0, 0)) <= 0.0).all()


def test_a_tributary_joins_at_the_level_of_the_river() -> None:
    river = Stroke("river", (PathPoint(10.5, 80.5, 300.0), PathPoint(190.5, 80.5, 200.0)), radius_px=20.0)
    low = Stroke("river", (PathPoint(100.5, 10.5, 280.0), PathPoint(100.5, 80.5, 100.0)), radius_px=20.0)
    alone = made(resolved(strokes=(river,)), 0, 0, 200, 100)
    both = made(resolved(strokes=(river, low)), 0, 0, 200, 100)
    assert np.array_equal(along(river, alone, 0, 0), along(river, both, 0, 0)), "the river keeps its bed"
    assert (np.diff(along(low, both, 0, 0)) <= 0.0).all()
    assert both[79, 100] >= both[80, 100]


DEEP_M = 30.0
"""More than the roughness of the ground, which a river without heights does not know of."""


@settings(max_examples=60, deadline=None)
@given(st.data(), ORIGINS, ORIGINS)
def test_a_river_without_heights_only_ever_carves(data: st.DataObject, x: int, z: int) -> None:
    stroke = Stroke("river", data.draw(paths(x, z)), data.draw(st.floats(1.0, 60.0)), amount_m=DEEP_M)
    heights = made(resolved(strokes=(stroke,), keep_sea_floor=True), x - 60, z - 60, 370, 370)
    assert (heights <= generated(x - 60, z - 60, 370, 370)).all()
    assert (np.diff(along(stroke, heights, x - 60, z - 60)) <= 0.0).all()


def test_a_river_without_heights_follows_the_lowest_ground_so_far() -> None:
    # Over a hill and through the hollow behind it.
    stroke = Stroke("river", (PathPoint(250.5, 450.5), PathPoint(1050.5, 450.5)), amount_m=DEEP_M)
    bed = along(stroke, made(resolved(strokes=(stroke,), keep_sea_floor=True), 200, 400, 900, 100), 200, 400)
    ground = cell_height(250.5 + 800.0 * (np.arange(len(bed)) + 0.5) / len(bed), np.full(len(bed), 450.5))
    deeper = np.minimum.accumulate(ground) - DEEP_M - bed
    assert np.ptp(bed) > 100.0
    assert deeper.min() > -2.5
    assert deeper.max() < 12.0


def test_before_and_behind_its_heights_a_river_follows_the_ground() -> None:
    xs = (250.5, 400.5, 500.5, 700.5)
    points = tuple(PathPoint(x, 450.5, height) for x, height in zip(xs, (None, 1150.0, 1140.0, None), strict=True))
    stroke = Stroke("river", points, amount_m=DEEP_M)
    ground = generated(200, 400, 550, 100)
    heights = made(resolved(strokes=(stroke,), keep_sea_floor=True), 200, 400, 550, 100)
    assert heights[50, 200] == pytest.approx(1150.0, abs=0.1)
    assert heights[50, 300] == pytest.approx(1140.0, abs=0.1)
    assert ((heights <= ground) | (ground < 1151.0)).all()
    assert (heights[:, 305:] <= ground[:, 305:]).all()
    assert heights[50, 480] < 950.0


def test_a_river_of_given_heights_is_banked_where_the_ground_is_lower() -> None:
    stroke = Stroke("river", (PathPoint(10.5, 50.5, 2000.0), PathPoint(90.5, 50.5, 1990.0)), radius_px=20.0)
    lift = made(resolved(strokes=(stroke,)), 0, 0, 100, 100) - generated(0, 0, 100, 100)
    assert (lift[50, 12:88] > 500.0).all()
    assert (np.diff(lift[50:70, 50]) < 10.0).all()
    assert (lift[72:] == 0.0).all()


def test_banks_are_smooth_and_end_at_the_radius() -> None:
    stroke = Stroke("river", (PathPoint(0, 100.5, 50.0), PathPoint(200, 100.5, 40.0)), radius_px=40.0, width_m=240.0)
    heights = made(resolved(strokes=(stroke,), keep_sea_floor=True, metres_per_pixel=30.0), 0, 0, 200, 200)
    ground = generated(0, 0, 200, 200)
    assert np.array_equal(heights[:60], ground[:60])
    assert np.array_equal(heights[141:], ground[141:])
    across = heights[96:105, 100]
    assert float(np.ptp(across)) < 0.5, "the bed is level across"
    lift = heights[60:142, 100] - ground[60:142, 100]
    assert np.abs(np.diff(lift)).max() < 3.5 * np.abs(lift).max() / 36.0


def test_a_river_of_no_strength_is_not_there() -> None:
    stroke = Stroke("river", (PathPoint(0, 20, 5.0), PathPoint(60, 20, 5.0)), strength=0.0)
    assert np.array_equal(made(resolved(strokes=(stroke,)), 0, 0, 64, 64), generated(0, 0, 64, 64))
