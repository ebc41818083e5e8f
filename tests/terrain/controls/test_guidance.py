from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.runtime.philox import gaussian_field
from procgen.terrain.controls.guidance import guidance
from procgen.terrain.controls.shapes import (
    Constraints,
    FlatArea,
    LandformEntry,
    LandformMap,
    Lock,
    PathPoint,
    PointConstraint,
    Stroke,
    WorldArea,
)
from procgen.terrain.parameters import ResolvedTerrain, Sketch
from procgen.terrain.representation import CELL
from tests.terrain.controls.worlds import ORIGINS, paths, resolved

MEAN, RELIEF = 600.0, 500.0


def drawn(**fields: object) -> ResolvedTerrain:
    return resolved(**{"mean_height_m": MEAN, "relief_m": RELIEF, **fields})


def ramp(area: WorldArea | None = None, weight: float = 1.0, strength: float = 1.0) -> Sketch:
    rising = np.repeat(np.linspace(100.0, 1100.0, 12, dtype=np.float32)[None], 10, axis=0)
    return Sketch(rising, np.full_like(rising, weight), area, strength)


@settings(max_examples=40, deadline=None)
@given(st.data(), ORIGINS, ORIGINS)
def test_a_part_made_alone_equals_the_part_of_the_whole(data: st.DataObject, x: int, z: int) -> None:
    kinds = st.sampled_from(["ridge", "valley", "river"])
    strokes = [Stroke(data.draw(kinds), data.draw(paths(x, z)), data.draw(st.floats(1.0, 200.0))) for _ in range(3)]
    heights = tuple(PathPoint(p.x_px, p.z_px, 50.0 * i) for i, p in enumerate(data.draw(paths(x, z, 1))))
    lock = Lock(
        gaussian_field(1, "lock", 0, 0, 77, 90), gaussian_field(2, "lock", 0, 0, 77, 90) > 0.0, WorldArea(x, z, 77, 90)
    )
    terrain = drawn(
        origin_x_px=x,
        origin_z_px=z,
        sketch=ramp(WorldArea(x - 9, z + 5, data.draw(st.integers(1, 300)), 170), 0.5),
        strokes=(*strokes, Stroke("height", heights)),
        lock=lock,
        constraints=Constraints(
            (PointConstraint(x + 3.0, z + 4.0, 7.0),), (FlatArea(data.draw(paths(x, z, 3)), height_m=99.0),)
        ),
        vertical_scale=2.0,
    )
    row, column = z // CELL - 3, x // CELL - 5
    whole = guidance(terrain, row, column, 40, 44)
    top, left = data.draw(st.integers(0, 30)), data.draw(st.integers(0, 30))
    rows, columns = data.draw(st.integers(1, 40 - top)), data.draw(st.integers(1, 44 - left))
    part = guidance(terrain, row + top, column + left, rows, columns)
    for alone, all_of_it in zip(part, whole, strict=True):
        assert alone.dtype == np.float32
        assert np.array_equal(alone, all_of_it[top : top + rows, left : left + columns])
    assert (whole[1] >= 0.0).all()
    assert (whole[1] <= 1.0).all()


def test_nothing_drawn_says_nothing() -> None:
    heights, weight = guidance(drawn(), -3, 5, 8, 9)
    assert (heights == 0.0).all()
    assert (weight == 0.0).all()


def test_a_sketch_lies_where_the_request_lies() -> None:
    terrain = drawn(origin_x_px=64, origin_z_px=128, sketch=ramp(strength=0.75))
    heights, weight = guidance(terrain, 0, 0, 32, 32)
    inside = np.zeros((32, 32), bool)
    inside[16:24, 8:16] = True
    assert (weight[inside] == 0.75).all()
    assert (weight[~inside] < 0.75).all()
    assert (np.diff(heights[16, 8:16]) > 0.0).all()


def test_a_sketch_goes_on_beyond_its_edge_and_fades_within_eight_cells() -> None:
    heights, weight = guidance(drawn(sketch=ramp(WorldArea(128, 128, 256, 256))), 0, 0, 64, 64)
    inside = slice(16, 48)
    assert (weight[inside, inside] == 1.0).all()
    assert (np.diff(weight[30, 48:57]) < 0.0).all()
    assert weight[30, 48] > 0.95
    assert (weight[:, 56:] == 0.0).all()
    assert (weight[:8] == 0.0).all()
    np.testing.assert_allclose(heights[30, 48:56], 1100.0, rtol=1e-6)
    np.testing.assert_allclose(heights[48:56, 20], heights[30, 20], rtol=1e-6)
    assert (np.diff(weight[48:56, 48:56], axis=1) < 0.0).all()


def test_a_river_without_heights_is_not_told_to_cross_lower_ground_on_a_bank() -> None:
    lower = np.repeat(np.linspace(MEAN, MEAN - 400.0, 32, dtype=np.float32)[None], 32, axis=0)
    stroke = Stroke("river", (PathPoint(4, 100), PathPoint(252, 100)), radius_px=30.0)
    heights, weight = guidance(drawn(strokes=(stroke,), sea_level_m=-500.0), 0, 0, 32, 32, lower)
    assert (heights[12] < lower[12]).all()
    assert (weight[12] > 0.5).all()


def test_a_sketch_can_lie_elsewhere() -> None:
    heights, weight = guidance(drawn(sketch=ramp(WorldArea(-800, -80, 1600, 160))), -10, -100, 20, 200)
    assert (weight == 1.0).all()
    np.testing.assert_allclose(heights[:, 10:190], heights[:1, 10:190].repeat(20, 0), rtol=1e-6)
    centres = (np.arange(-100, 100) + 0.5) * CELL
    wanted = np.interp(centres, np.linspace(-800 + 1600 / 24, 800 - 1600 / 24, 12), np.linspace(100, 1100, 12))
    np.testing.assert_allclose(heights[5], wanted, atol=5.0)


def test_a_fine_sketch_is_averaged() -> None:
    stripes = np.tile(np.array([0.0, 1000.0], np.float32), (256, 128))
    area = WorldArea(0, 0, 256, 256)
    heights, _ = guidance(drawn(sketch=Sketch(stripes, np.ones_like(stripes), area)), 4, 4, 8, 8)
    np.testing.assert_allclose(heights, 500.0, atol=80.0)


def test_ridges_rise_and_valleys_sink() -> None:
    line = (PathPoint(0, 128), PathPoint(256, 128))
    for kind, sign in (("ridge", 1.0), ("valley", -1.0)):
        heights, weight = guidance(drawn(strokes=(Stroke(kind, line, radius_px=64.0),)), 0, 0, 32, 32)
        assert sign * (heights[16, 16] - MEAN) > 0.2 * RELIEF
        assert weight[16, 16] > 0.9
        assert sign * (heights[16, 16] - heights[20, 16]) > 0.0
        assert (weight[:7] == 0.0).all()
        assert (weight[25:] == 0.0).all()


def test_a_ridge_rises_from_the_sketch_below_it() -> None:
    flat = np.full((4, 4), 2000.0, np.float32)
    sketch = Sketch(flat, np.ones_like(flat), WorldArea(0, 0, 256, 256))
    stroke = Stroke("ridge", (PathPoint(0, 128), PathPoint(256, 128)), 64.0, amount_m=100.0)
    heights, weight = guidance(drawn(sketch=sketch, strokes=(stroke,)), 0, 0, 32, 32)
    assert 2080.0 < heights[16, 16] <= 2100.0
    assert heights[2, 16] == 2000.0
    assert (weight == 1.0).all()


def test_a_ridge_rises_from_the_ground_that_is_there() -> None:
    ground = np.repeat(np.linspace(500.0, 3000.0, 32, dtype=np.float32)[None], 32, axis=0)
    stroke = Stroke("ridge", (PathPoint(0, 132), PathPoint(256, 132)), 64.0, amount_m=100.0)
    terrain = drawn(strokes=(stroke,), vertical_scale=2.0)
    heights, _ = guidance(terrain, 0, 0, 32, 32, ground)
    np.testing.assert_allclose(heights[16], ground[16] + 50.0, atol=0.5)


def test_heights_are_those_of_the_points() -> None:
    stroke = Stroke("height", (PathPoint(4, 100, 100.0), PathPoint(252, 100, 900.0)), radius_px=40.0)
    heights, weight = guidance(drawn(strokes=(stroke,)), 0, 0, 32, 32)
    centres = (np.arange(32) + 0.5) * CELL
    np.testing.assert_allclose(heights[12], 100.0 + (centres - 4.0) / 248.0 * 800.0, atol=0.5)
    assert (weight[11:14] == 1.0).all()
    assert weight[12, 12] == 1.0
    dot = guidance(drawn(strokes=(Stroke("height", (PathPoint(100, 100, 5.0),)),)), 0, 0, 32, 32)
    assert dot[0][12, 12] == 5.0


def test_rivers_are_told_to_fall() -> None:
    stroke = Stroke("river", (PathPoint(4, 100), PathPoint(130, 100), PathPoint(252, 100)), radius_px=30.0)
    heights, weight = guidance(drawn(strokes=(stroke,)), 0, 0, 32, 32)
    assert (np.diff(heights[12]) < 0.0).all()
    assert heights[12, 0] < MEAN
    assert (weight[12] > 0.5).all()
    assert (heights[10] > heights[12]).all()


def test_strength_is_the_weight() -> None:
    stroke = Stroke("ridge", (PathPoint(0, 100), PathPoint(256, 100)), strength=0.25)
    _, weight = guidance(drawn(strokes=(stroke,)), 0, 0, 32, 32)
    assert 0.2 < float(weight.max()) <= 0.25


def test_locked_cells_hold_their_means() -> None:
    heights = gaussian_field(1, "lock", 0, 0, 40, 24) * 50.0 + 300.0
    lock = Lock(heights, np.ones((24, 40), bool), WorldArea(-8, 16, 40, 24))
    known, weight = guidance(drawn(lock=lock), 0, -3, 8, 10)
    inside = np.zeros((8, 10), bool)
    inside[2:5, 2:7] = True
    assert (weight[inside] == 1.0).all()
    assert (weight[~inside] == 0.0).all()
    means = heights.reshape(3, 8, 5, 8).mean(axis=(1, 3))
    np.testing.assert_allclose(known[2:5, 2:7], means, rtol=1e-5)
    shifted = Lock(heights, np.ones((24, 40), bool), WorldArea(-4, 16, 40, 24))
    assert guidance(drawn(lock=shifted), 2, -1, 1, 1)[1][0, 0] == pytest.approx(0.25)


def test_drawn_heights_are_those_of_the_finished_terrain() -> None:
    plain = guidance(drawn(sketch=ramp()), 0, 0, 8, 8)
    scaled = guidance(drawn(sketch=ramp(), vertical_scale=2.0, sea_level_m=50.0), 0, 0, 8, 8)
    np.testing.assert_allclose(scaled[0], (plain[0] - 50.0) / 2.0 + 50.0, rtol=1e-5)


def test_ridges_follow_the_landform_map() -> None:
    entries = (LandformEntry("plains", 100.0, 50.0), LandformEntry("alpine", 2000.0, 3000.0))
    landforms = LandformMap(entries, np.array([[0, 1]], np.uint8), WorldArea(0, 0, 2048, 256))
    stroke = Stroke("ridge", (PathPoint(0, 128), PathPoint(2048, 128)))
    heights, _ = guidance(drawn(strokes=(stroke,), landform_map=landforms), 16, 0, 1, 256)
    assert heights[0, 20] < 200.0
    assert heights[0, 235] > 2500.0
