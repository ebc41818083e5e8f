from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from procgen.terrain.representation import CELL, FloatArray, upsample
from procgen.terrain.rivers import Rectangle, RiverParameters, carve, rivers_for

from .worlds import CARVED_RASTERS, METRES_PER_PIXEL, World, bits


@settings(max_examples=20, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    x=st.one_of(st.integers(-3000, 3000), st.integers(-(2**30), 2**30 - 900), st.just(2**30 - 450)),
    z=st.one_of(st.integers(-3000, 3000), st.integers(-(2**30), 2**30 - 900), st.just(-(2**30))),
    width=st.integers(1, 200),
    depth=st.integers(1, 200),
    inset=st.tuples(st.integers(0, 250), st.integers(0, 250)),
    parameters=st.sampled_from(
        [RiverParameters(), RiverParameters(width_scale=10.0, wandering=1.0, valley_width=4.0, incision=4.0)]
    ),
)
@example(  # a curve whose middle lies far from its first cell, at the end of its reach
    seed=1199,
    x=0,
    z=-549389361,
    width=1,
    depth=1,
    inset=(152, 0),
    parameters=RiverParameters(width_scale=10.0, wandering=1.0, valley_width=4.0, incision=4.0),
)
def test_tile_alone_equals_tile_in_big_request(
    seed: int, x: int, z: int, width: int, depth: int, inset: tuple[int, int], parameters: RiverParameters
) -> None:
    world = World(seed, mean_m=500.0)
    large = world.carved(Rectangle(x, z, 450, 450), parameters)
    small = world.carved(Rectangle(x + inset[0], z + inset[1], width, depth), parameters)
    rows, columns = slice(inset[1], inset[1] + depth), slice(inset[0], inset[0] + width)
    for name in CARVED_RASTERS:
        assert bits(getattr(large, name)[rows, columns]) == bits(getattr(small, name)), name


def test_one_network_serves_all_tiles_of_its_rectangle() -> None:
    world, area = World(1), Rectangle(-300, 512, 512, 512)
    network = world.rivers(area)
    whole = carve(world.pixels(area), -300, 512, network)
    part = Rectangle(-101, 700, 130, 99)
    tile = carve(world.pixels(part), part.origin_x_px, part.origin_z_px, network)
    for name in CARVED_RASTERS:
        assert bits(getattr(whole, name)[188 : 188 + 99, 199 : 199 + 130]) == bits(getattr(tile, name)), name


def test_the_ground_in_the_channel_lies_under_the_water() -> None:
    carved = World(2).carved(Rectangle(0, 0, 1024, 1024))
    channel = carved.river_distance_m < 0.4 * carved.river_width_m
    assert channel.sum() > 1000
    above = carved.heights[channel] >= carved.water_level_m[channel]
    # Only the bars of braided rivers, which are wide, stand out of it.
    assert above.mean() < 0.1
    assert carved.river_width_m[channel][above].min(initial=np.inf) > 2.0 * METRES_PER_PIXEL


@pytest.mark.parametrize("seed", [3, 8])
def test_the_carved_ground_has_no_cliffs(seed: int) -> None:
    heights = World(seed).carved(Rectangle(0, 0, 1024, 1024)).heights
    slopes = [np.abs(np.diff(heights, axis=axis)) / METRES_PER_PIXEL for axis in (0, 1)]
    assert max(slope.max() for slope in slopes) < 2.0
    assert np.mean([(slope > 1.0).mean() for slope in slopes]) < 1e-3


def _valley_with_a_ridge_across(first_row: int, first_column: int, rows: int, columns: int) -> FloatArray:
    """Falls southwards; a ridge 150 m high and four cells wide stands across it."""
    z, x = np.mgrid[first_row : first_row + rows, first_column : first_column + columns]
    ridge = 150.0 * np.clip(1.0 - np.abs(z - 42.0) / 4.0, 0.0, 1.0)
    return (5000.0 - 5.0 * z + 25.0 * np.abs(x - 40) + ridge).astype(np.float32)


def test_a_breach_is_a_gorge_and_not_a_slot() -> None:
    area = Rectangle(0, 0, 640, 640)
    network = rivers_for(area, _valley_with_a_ridge_across, seed=1, metres_per_pixel=METRES_PER_PIXEL, sea_level_m=0.0)
    before = upsample(_valley_with_a_ridge_across(-2, -2, 84, 84), CELL)
    carved = carve(before, 0, 0, network)
    crest = 42 * CELL + CELL // 2
    across = carved.heights[crest]
    assert (before[crest] - across).max() > 100.0
    water = float(carved.water_level_m[crest][carved.river_distance_m[crest].argmin()])
    # 60 m above the water the opening is wider than a wall of 45 degrees on both sides would leave it.
    assert (across < water + 60.0).sum() * METRES_PER_PIXEL > 2.0 * 60.0
    assert np.abs(np.diff(across)).max() / METRES_PER_PIXEL < 1.3
    # The gorge ends where the reach of carving does, without a step.
    assert np.abs(np.diff(carved.heights - before, axis=1)).max() / METRES_PER_PIXEL < 1.3


def test_deep_cuts_have_no_kinks_on_the_grid_of_cells() -> None:
    """Where only the far ceilings cut, slopes change evenly from pixel to pixel, whatever part of a cell it is."""
    area = Rectangle(0, 0, 640, 640)
    network = rivers_for(area, _valley_with_a_ridge_across, seed=1, metres_per_pixel=METRES_PER_PIXEL, sea_level_m=0.0)
    before = upsample(_valley_with_a_ridge_across(-2, -2, 84, 84), CELL) + np.float32(400.0)
    carved = carve(before, 0, 0, network)
    distance = carved.river_distance_m
    bends = np.abs(np.diff(carved.heights, 2, axis=1)) / METRES_PER_PIXEL
    far = ((before - carved.heights > 30.0) & ~np.isfinite(distance))[:, 1:-1]
    by_phase = [bends[:, phase::CELL][far[:, phase::CELL]].mean() for phase in range(CELL)]
    assert far.sum() > 5000
    assert max(by_phase) < 2.0 * min(by_phase)


def test_the_carved_bed_falls_along_every_river() -> None:
    world, area = World(2), Rectangle(0, 0, 1024, 1024)
    network, carved = world.rivers(area), world.carved(area)
    curves = network.curves
    own = (curves.water_m == curves.stream_m).all(axis=1)  # no lake stands over it
    start, end = curves.points[own][:, 0] // 256, curves.points[own][:, -1] // 256
    inside = ((start >= 0) & (start < 1024) & (end >= 0) & (end < 1024)).all(axis=1)
    start, end = start[inside], end[inside]
    fall = carved.heights[start[:, 1], start[:, 0]] - carved.heights[end[:, 1], end[:, 0]]
    depth = (curves.water_m - curves.bed_m)[own][inside].max(axis=1)
    # A pixel's middle is not quite on the line, so its bed may be as much higher as the channel's edge is.
    assert len(fall) > 300
    assert (fall > -depth).all()
    assert (fall > -0.1).mean() > 0.95


def test_most_ground_stays_as_it_was() -> None:
    world, area = World(3), Rectangle(0, 0, 1024, 1024)
    assert (world.pixels(area) == world.carved(area).heights).mean() > 0.6


def test_deeper_incision_cuts_deeper() -> None:
    area, world = Rectangle(0, 0, 512, 512), World(4)
    shallow = world.carved(area, RiverParameters(incision=0.5)).heights
    deep = world.carved(area, RiverParameters(incision=2.0)).heights
    assert deep.mean(dtype=np.float64) < shallow.mean(dtype=np.float64)


def test_a_lake_is_level_and_covers_ground_below_it() -> None:
    carved = World(5, mean_m=2000.0).carved(Rectangle(0, 0, 2048, 2048))
    assert carved.lake.sum() > 500
    assert (carved.heights[carved.lake] < carved.water_level_m[carved.lake]).all()
    assert np.isfinite(carved.water_level_m[carved.lake]).all()


def test_a_network_of_another_place_is_refused() -> None:
    world = World(6)
    network = world.rivers(Rectangle(0, 0, 64, 64))
    with pytest.raises(ValueError, match="network covers"):
        carve(np.zeros((64, 64), np.float32), 1, 0, network)
