"""The shapes of rivers and shores: bends, bars, falls, rims of lakes, beaches and cliffs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from procgen.terrain.representation import CELL, FloatArray, upsample
from procgen.terrain.rivers import Carved, Rectangle, RiverNetwork, RiverParameters, carve, rivers_for
from procgen.terrain.rivers.coast import HIGHEST_PX, shaped_coast
from procgen.terrain.rivers.network import FIXED, PIECES

from .worlds import METRES_PER_PIXEL, World

CellField = Callable[[int, int, int, int], FloatArray]
AREA = Rectangle(0, 0, 640, 1600)
AXIS_CELL = 40


def _valley(along: float, across: float) -> CellField:
    """Land that falls southwards to a river in the middle, so much a cell."""

    def cells(first_row: int, first_column: int, rows: int, columns: int) -> FloatArray:
        z, x = np.mgrid[first_row : first_row + rows, first_column : first_column + columns]
        return (9000.0 - along * z + across * np.abs(x - AXIS_CELL)).astype(np.float32)

    return cells


def _river(cells: CellField, parameters: RiverParameters) -> RiverNetwork:
    return rivers_for(AREA, cells, seed=11, metres_per_pixel=METRES_PER_PIXEL, sea_level_m=0.0, parameters=parameters)


def _course(network: RiverNetwork) -> np.ndarray:
    """Points of the river in the middle, downstream: (n, 2) pixels."""
    at = {tuple(points[0]): k for k, points in enumerate(network.curves.points)}
    near = np.abs(network.curves.points[:, 0] - [(AXIS_CELL + 0.5) * CELL * FIXED, 100 * FIXED]).sum(axis=1)
    k: int | None = int(near.argmin())
    course = []
    while k is not None:
        course.append(network.curves.points[k, :-1])
        k = at.get(tuple(network.curves.points[k, -1]))
    return np.concatenate(course) / FIXED


def _sinuosity(course: np.ndarray) -> float:
    length = np.hypot(*np.diff(course, axis=0).T).sum()
    return float(length / np.hypot(*(course[-1] - course[0])))


def _bend_length_px(course: np.ndarray) -> float:
    """Mean distance down the valley from one bend to the next to the same side."""
    z = np.linspace(course[:, 1].min(), course[:, 1].max(), 4000)
    order = np.argsort(course[:, 1])
    aside = np.interp(z, course[order, 1], course[order, 0])
    step = z[1] - z[0]
    window = max(int(120.0 / step), 1)
    mean = np.convolve(np.pad(aside, window // 2, mode="edge"), np.ones(window) / window, "valid")
    aside -= mean[: len(aside)]
    crossings = (np.diff(np.sign(aside)) != 0).sum()
    return float(2.0 * (z[-1] - z[0]) / crossings)


def test_meanders_are_eleven_widths_long() -> None:
    for scale in (0.25, 0.5):
        network = _river(_valley(0.5, 2.0), RiverParameters(width_scale=scale))
        width_px = float(np.median(network.nodes.width_m[network.nodes.column == AXIS_CELL])) / METRES_PER_PIXEL
        bend_px = _bend_length_px(_course(network))
        assert 7.0 < bend_px / width_px < 15.0


def test_rivers_wind_on_even_ground_and_run_straight_on_slopes_or_when_asked() -> None:
    winding = _sinuosity(_course(_river(_valley(0.5, 2.0), RiverParameters(wandering=1.0))))
    usual = _sinuosity(_course(_river(_valley(0.5, 2.0), RiverParameters())))
    steep = _sinuosity(_course(_river(_valley(60.0, 60.0), RiverParameters())))
    straight = _sinuosity(_course(_river(_valley(0.5, 2.0), RiverParameters(wandering=0.0))))
    assert winding > usual > steep > 1.0
    assert usual > 1.12
    assert winding > 1.3
    assert steep < 1.06
    assert straight < 1.03


def test_the_water_never_rises_along_a_line_and_falls_most_in_riffles_and_falls() -> None:
    for along in (2.0, 90.0):
        curves = _river(_valley(along, 40.0), RiverParameters()).curves
        steps = np.diff(curves.drop, axis=1)
        assert (steps >= 0.0).all()
        assert (curves.drop[:, 0] == 0.0).all()
        np.testing.assert_allclose(curves.drop[:, -1], 1.0)
        # Some piece is much steeper than the mean.
        assert (steps.max(axis=1) > 1.25 / PIECES).mean() > 0.2
    slope = (curves.stream_m[:, 0] - curves.stream_m[:, 1]) / (CELL * METRES_PER_PIXEL)
    falls = steps.max(axis=1) > 0.7
    assert falls.any()
    # A curve's own slope is not quite that of its first cell, which says whether there is a fall.
    assert slope[falls].min() > 0.1


def _carved(cells: CellField, parameters: RiverParameters) -> Carved:
    rows, columns = AREA.depth_px // CELL, AREA.width_px // CELL
    before = upsample(cells(-2, -2, rows + 4, columns + 4), CELL)
    return carve(before, 0, 0, _river(cells, parameters))


def test_steep_rivers_on_open_ground_braid_and_gentle_ones_do_not() -> None:
    parameters = RiverParameters(width_scale=3.0, runoff_mm_per_year=3000.0)
    for along, least, most in ((8.0, 0.5, 1.0), (0.1, 0.0, 0.0)):
        curves = _river(_valley(along, 3.0), parameters).curves
        in_the_middle = np.abs(curves.points[:, :, 0] / (CELL * FIXED) - AXIS_CELL - 0.5).max(axis=1) < 3.0
        braid = curves.braid[in_the_middle & ~curves.source & (curves.column == AXIS_CELL)]
        assert least <= np.median(braid) <= most
    carved = _carved(_valley(8.0, 3.0), parameters)
    bed = carved.river_distance_m < 0.4 * carved.river_width_m
    bars = carved.heights > carved.water_level_m
    assert 0.1 < bars[bed].mean() < 0.7


def test_the_outer_bank_of_a_bend_is_the_deep_one() -> None:
    network = _river(_valley(0.5, 2.0), RiverParameters(width_scale=1.3))
    rows, columns = AREA.depth_px // CELL, AREA.width_px // CELL
    heights = carve(upsample(_valley(0.5, 2.0)(-2, -2, rows + 4, columns + 4), CELL), 0, 0, network).heights
    curves = network.curves
    bend = np.cos(curves.phase[:, PIECES // 2])
    # A river of a few pixels is too narrow for its two banks to be told apart.
    wide = curves.width_m.min(axis=1) > 5.0 * METRES_PER_PIXEL
    sharp = wide & (np.abs(bend) > 0.9) & (curves.swing.min(axis=1) > 0.3)
    at, ahead = (curves.points[sharp, k] / FIXED for k in (PIECES // 2, PIECES // 2 + 1))
    step = ahead - at
    step /= np.hypot(*step.T)[:, None]
    half = curves.width_m[sharp].mean(axis=1)[:, None] / (2.0 * METRES_PER_PIXEL)
    right = np.stack([-step[:, 1], step[:, 0]], axis=1)
    outer = -np.sign(bend[sharp])[:, None] * right * 0.5 * half
    depths = []
    for place in (at + outer, at - outer):
        column, row = np.floor(place).astype(int).T
        inside = (column >= 0) & (column < AREA.width_px) & (row >= 0) & (row < AREA.depth_px)
        depths.append(np.where(inside, heights[np.clip(row, 0, 1599), np.clip(column, 0, 639)], np.nan))
    difference = depths[1] - depths[0]
    assert np.isfinite(difference).sum() > 10
    assert np.nanmean(difference > 0.0) > 0.7


def test_shores_of_lakes_do_not_follow_the_grid_of_cells() -> None:
    lake = World(5, mean_m=2000.0).carved(Rectangle(0, 0, 2048, 2048)).lake
    edges = lake[1:] != lake[:-1]
    on_grid = np.arange(1, len(lake)) % CELL == 0
    assert edges.sum() > 500
    assert edges[on_grid].sum() / edges.sum() < 1.5 / CELL


@pytest.mark.parametrize("spacing", [0.5, 30.0])
def test_shores_grow_with_height_and_stay_where_they_are(spacing: float) -> None:
    heights = np.linspace(-20.0, 20.0, 4001, dtype=np.float32) * np.float32(spacing) + np.float32(100.0)
    for slope in (0.0, 0.1, 0.3, 1.0):
        shaped = shaped_coast(heights, np.full_like(heights, slope), 100.0, spacing, 1.0)
        # As far as float32 tells heights apart.
        assert (np.diff(shaped) > -1e-4).all()
        assert ((shaped > 100.0) == (heights > 100.0)).all()
        high = heights > 100.0 + 1.01 * HIGHEST_PX * spacing
        assert (shaped[high] == heights[high]).all()
    assert (shaped_coast(heights, np.zeros_like(heights), 100.0, spacing, 0.0) == heights).all()


def test_gentle_land_has_a_beach_and_a_shelf_and_steep_land_a_cliff() -> None:
    heights = np.array([-60.0, -10.0, 5.0, 20.0], np.float32)
    gentle = shaped_coast(heights, np.full(4, 0.02, np.float32), 0.0, 30.0, 1.0)
    steep = shaped_coast(heights, np.full(4, 0.6, np.float32), 0.0, 30.0, 1.0)
    assert gentle[2] < 0.5 * heights[2]
    assert gentle[1] > 0.5 * heights[1]
    assert steep[2] > 3.0 * heights[2]
    assert steep[1] < heights[1] - 10.0
