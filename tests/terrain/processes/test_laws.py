"""Each process follows the law that it is built on."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import ndimage

from procgen.terrain.processes import craters, dunes, fluvial, glacial, strata, volcanoes
from procgen.terrain.processes.drainage import valleys
from procgen.terrain.processes.field import Grid, Points, noise
from procgen.terrain.representation import FloatArray
from tests.terrain.processes.test_processes import brief, made


def slopes_deg(heights: FloatArray, metres_per_pixel: float) -> FloatArray:
    rows, columns = np.gradient(heights.astype(np.float64), metres_per_pixel)
    return np.asarray(np.degrees(np.arctan(np.hypot(rows, columns))), np.float32)


def test_crater_numbers_fall_with_the_square_of_the_diameter() -> None:
    drawn = craters.crater_diameters(np.linspace(0.0, 1.0, 10001, dtype=np.float32), 100.0)
    assert drawn.max() == 100.0
    assert drawn.min() == pytest.approx(50.0)
    above = {diameter: float((drawn > diameter).mean()) for diameter in (60.0, 70.0, 80.0)}
    for diameter, share in above.items():
        assert share == pytest.approx((diameter**-2 - 100.0**-2) / (50.0**-2 - 100.0**-2), abs=0.002)


@pytest.mark.parametrize(("diameter_km", "depth_km", "rim_km"), [(1.0, 0.196, 0.036), (5.0, 0.996, 0.184)])
def test_fresh_simple_craters_are_as_deep_as_pike_measured(diameter_km: float, depth_km: float, rim_km: float) -> None:
    diameter, fresh = np.full(1, 1000.0 * diameter_km, np.float32), np.zeros(1, np.float32)
    bowl, rim, floor, peak = (float(each[0]) for each in craters.crater_shape(diameter, fresh))
    assert bowl + rim == pytest.approx(1000.0 * depth_km, rel=0.01)
    assert rim == pytest.approx(1000.0 * rim_km, rel=0.01)
    assert peak == floor


def test_large_craters_are_shallow_and_have_a_peak() -> None:
    diameter, fresh = np.full(1, 60_000.0, np.float32), np.zeros(1, np.float32)
    bowl, rim, floor, peak = (float(each[0]) for each in craters.crater_shape(diameter, fresh))
    assert rim - floor == pytest.approx(1000.0 * 1.044 * 60.0**0.301, rel=0.01)
    assert floor > -bowl
    assert floor < peak < rim


def test_a_crater_has_a_rim_a_hollow_and_a_blanket_that_thins() -> None:
    ground = made("lunar_mare", Grid.of(0, 0, 512, 512), age=0.0)
    inner = ndimage.minimum_filter(ground, 9)
    outer = ndimage.maximum_filter(ground, 9)
    assert (outer - inner).max() > 0.3 * brief("lunar_mare").relief_m


@pytest.mark.parametrize("sand", [0.3, 1.0])
def test_no_sand_is_steeper_than_its_angle_of_repose(sand: float) -> None:
    # At 3 m a pixel slip faces are many pixels wide.
    grid = Grid.of(0, 0, 256, 256)
    told = brief("dunes", sand=sand)
    slopes = slopes_deg(dunes.dunes(grid, told), told.metres_per_pixel)
    assert np.percentile(slopes, 99.5) < dunes.REPOSE_DEG + 6.0
    assert np.percentile(slopes, 99.5) > 15.0


def test_slip_faces_lie_in_the_lee() -> None:
    told = brief("dunes", wind_deg=270.0, sand=1.0)
    heights = dunes.dunes(Grid.of(0, 0, 512, 512), told)
    rise = np.diff(heights.astype(np.float64), axis=1)  # towards the east, where a west wind blows to
    steep = np.abs(rise) > 0.5 * math.tan(math.radians(dunes.REPOSE_DEG)) * told.metres_per_pixel
    assert (rise[steep] < 0.0).mean() > 0.85
    assert (rise > 0.0).mean() > 0.6, "the way up is longer than the way down"


def test_crests_lie_across_one_wind_and_along_two() -> None:
    def across_share(spread: float) -> float:
        heights = made("dunes", Grid.of(0, 0, 512, 512), wind_deg=270.0, wind_spread=spread, sand=1.0)
        rows, columns = np.gradient(heights.astype(np.float64))
        return float(np.square(columns).sum() / (np.square(rows).sum() + np.square(columns).sum()))

    assert across_share(0.0) > 0.75
    assert across_share(0.5) < 0.25
    assert 0.3 < across_share(1.0) < 0.7


def test_ice_makes_a_u_and_water_a_v() -> None:
    off = np.linspace(0.0, 10.0, 101, dtype=np.float32)
    ice, water = (glacial.trough_side(10.0, 100.0, 0.5, share, 100.0)(off) for share in (1.0, 0.0))
    assert ice[-1] == pytest.approx(100.0)
    assert water[-1] == pytest.approx(100.0)
    power = np.polyfit(np.log(off[20:]), np.log(ice[20:]), 1)[0]
    assert power > 2.0
    assert np.polyfit(np.log(off[20:]), np.log(water[20:]), 1)[0] == pytest.approx(1.0, abs=0.01)
    assert (np.diff(ice) >= 0.0).all()


def test_fjords_are_deep_narrow_and_among_high_land() -> None:
    land = made("fjord_coast", Grid.of(0, 0, 768, 768))
    relief = brief("fjord_coast").relief_m
    sea = land < 0.0
    assert 0.08 < sea.mean() < 0.6
    high = ndimage.maximum_filter(land, 41) > 0.35 * relief
    assert high[sea].mean() > 0.5, "most of the sea lies below mountains"
    assert np.median(land[sea]) < -0.08 * relief


def test_beds_make_cliffs_and_benches_and_never_turn_land_over() -> None:
    land = np.linspace(0.0, 1.0, 2001, dtype=np.float32)
    hard = strata.stepped(land, strata.bed_curve(brief("canyon", rock=1.0), 0.16))
    assert (np.diff(hard) >= 0.0).all()
    assert hard[0] == pytest.approx(0.0, abs=1e-6)
    assert hard[-1] == pytest.approx(1.0, abs=1e-6)
    steepness = np.diff(hard) / np.diff(land)
    assert steepness.max() > 5.0
    assert steepness.min() < 0.8
    alike = strata.stepped(land, strata.bed_curve(brief("canyon", rock=0.0), 0.16))
    np.testing.assert_allclose(alike, land, atol=1e-5)


def test_canyons_are_cut_into_level_ground() -> None:
    land = made("canyon", Grid.of(0, 0, 768, 768))
    relief = brief("canyon").relief_m
    top = np.percentile(land, 95)
    assert (np.abs(land - top) < 0.06 * relief).mean() > 0.2, "a plateau"
    assert (land < top - 0.8 * relief).mean() > 0.01, "and gorges in it"


def test_mesas_are_flat_on_top_and_steep_at_their_rims() -> None:
    told = brief("mesa", rock=1.0)
    land = strata.mesa(Grid.of(0, 0, 512, 512), told)
    slopes = slopes_deg(land, told.metres_per_pixel)
    high = land > np.median(land[slopes < 5.0]) + 0.5 * told.relief_m
    tops = high | (land > 0.42 * told.relief_m)
    assert np.median(slopes[tops]) < 8.0
    assert np.percentile(slopes, 97) > 25.0


def test_ridges_are_long_and_in_one_direction() -> None:
    heights = made("ridge_valley", Grid.of(0, 0, 512, 512)).astype(np.float64)
    rows, columns = np.gradient(heights)
    tensor = np.array([[np.mean(rows**2), np.mean(rows * columns)], [np.mean(rows * columns), np.mean(columns**2)]])
    small, large = np.linalg.eigvalsh(tensor)
    assert (large - small) / (large + small) > 0.35


def test_valleys_run_down_and_sides_rise_from_them() -> None:
    grid = Grid.of(0, 0, 150, 150)

    def ground(x: np.ndarray, z: np.ndarray) -> FloatArray:
        return noise(3, "test/ground", Points(x, z), 60.0) * np.float32(10.0)

    net = valleys(3, "test", grid, 15.0, ground)
    floor, rise = net.stretch[5], net.stretch[6]
    assert (rise <= 0.0).all()
    assert (rise < 0.0).mean() > 0.8, "few nodes are sinks"
    land = net.envelope(grid, lambda off: off * np.float32(0.8))
    assert land.min() >= (floor + rise).min()
    # A side of that slope, and floors that fall hardly faster: no step is steeper.
    assert np.abs(np.diff(land, axis=0)).max() < 2.5
    rows, columns = np.meshgrid(grid.z_px, grid.x_px, indexing="ij")
    again = net.envelope_at(columns, rows, lambda off: off * np.float32(0.8))
    np.testing.assert_allclose(again, land, atol=1e-4)


def test_volcanoes_have_a_crater_and_concave_flanks() -> None:
    told = brief("volcanic", age=0.0)
    land = volcanoes.volcanic(Grid.of(0, 0, 750, 750), told)
    # In a window as wide as the volcanoes' spacing lies a summit.
    row, column = (int(place) + 200 for place in divmod(int(np.argmax(land[200:550, 200:550])), 350))
    near = land[row - 30 : row + 31, column - 30 : column + 31]
    filled = ndimage.grey_closing(near, size=(31, 31))
    assert (filled - near).max() > 0.05 * told.relief_m, "a hollow beside the highest point of its rim"
    drops = [land[row, column] - land[row + sign * 60, column] for sign in (-1, 1)]
    further = [land[row + sign * 60, column] - land[row + sign * 110, column] for sign in (-1, 1)]
    assert max(drops) > max(further), "steeper near the top"


def test_an_atoll_is_a_ring_around_a_shallow_lagoon() -> None:
    land = made("atoll", Grid.of(0, 0, 500, 500))
    relief = brief("atoll").relief_m
    deep = land < -0.5 * relief
    lagoon = (land < -0.02 * relief) & (land > -0.35 * relief)
    islands = land > 0.0
    assert deep.mean() > 0.3
    assert lagoon.mean() > 0.1
    assert 0.005 < islands.mean() < 0.2
    assert land.max() < 0.2 * relief, "nothing rises far above the sea"
    regions, count = ndimage.label(~deep)
    sizes = ndimage.sum_labels(np.ones_like(land), regions, range(1, count + 1))
    assert max(sizes) > 2000


def test_meanders_are_sinuous_and_as_long_as_they_should_be() -> None:
    phase = np.arange(0.0, 200.0, 0.01)
    along, across = fluvial.belt(brief("meander_plain"), 0, phase).line(1.0)
    length = np.hypot(np.diff(along), np.diff(across)).sum()
    assert 1.3 < length / (along[-1] - along[0]) < 4.0
    assert (along[-1] - along[0]) / 200.0 == pytest.approx(fluvial.MEANDER_PX, rel=0.02)
    assert (np.diff(along) < 0.0).mean() > 0.01, "some bends turn back"


def test_drumlins_lie_along_the_ice() -> None:
    heights = made("drumlins", Grid.of(0, 0, 400, 400), wind_deg=270.0).astype(np.float64)
    rows, columns = np.gradient(heights)
    assert np.square(rows).sum() > 1.6 * np.square(columns).sum(), "steeper across than along"


def test_deltas_reach_into_the_sea_as_arms() -> None:
    land = made("delta", Grid.of(0, 0, 840, 420))
    assert 0.2 < (land < 0.0).mean() < 0.8
    assert np.percentile(land, 99) < brief("delta").relief_m
