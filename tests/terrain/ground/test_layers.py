"""Layers: what is asked for, of the stated kind, whole and consistent."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import Cancelled, InvalidFields
from procgen.runtime.checkpoint import go_on
from procgen.terrain.ground.biomes import Biome
from procgen.terrain.ground.hydrology import Draining, drain
from procgen.terrain.ground.layers import LAYERS, Layers, layers
from procgen.terrain.ground.parameters import GroundParameters
from procgen.terrain.ground.splat import Material
from tests.terrain.ground.grids import SPACING_M, priority_flood, rolling, surfaces

SMALL = GroundParameters(river_threshold_px=40.0, lake_area_px=10.0)


def made(heights: np.ndarray, *wanted: str, parameters: GroundParameters = SMALL, sea_level_m: float = 0.0) -> Layers:
    return layers(heights, SPACING_M, sea_level_m, wanted or tuple(LAYERS), parameters)


@settings(max_examples=40, deadline=None)
@given(
    surfaces(),
    st.sampled_from([-20000.0, 0.0, 15.0]),
    st.builds(
        GroundParameters,
        sea_level_temperature_c=st.sampled_from([-30.0, 5.0, 40.0]),
        rainfall_mm=st.sampled_from([0.0, 700.0, 10000.0]),
        river_threshold_px=st.just(16.0),
        river_width_factor=st.sampled_from([0.0, 4.0, 1000.0]),
        draining=st.sampled_from(["hybrid", "carve", "fill"]),
        keep_edges=st.booleans(),
        carve_rivers=st.booleans(),
        hydraulic_erosion=st.sampled_from([0.0, 1.0]),
        thermal_erosion=st.sampled_from([0.0, 1.0]),
    ),
)
def test_laws_on_any_surface(heights: np.ndarray, sea_level_m: float, parameters: GroundParameters) -> None:
    result = made(heights, parameters=parameters, sea_level_m=sea_level_m)
    assert set(result.arrays) == set(LAYERS)
    for name, array in result.arrays.items():
        assert array.shape[:2] == heights.shape
        assert str(array.dtype) == LAYERS[name].split()[0]
        assert np.isfinite(array).all(), name
        assert not array.flags.writeable
        if "0 to 1" in LAYERS[name]:
            assert array.min() >= 0.0
            assert array.max() <= 1.0
    assert (result["splat"].sum(axis=-1, dtype=np.int64) == 255).all()
    assert result["biome"].max() < len(Biome)
    assert result["water_depth"].min() >= 0.0
    assert not result["water_depth"][(result["lake"] == 0) & (result["sea"] == 0) & (result["river"] == 0.0)].any()
    assert (result["water_depth"][result["lake"] == 255] > 0.0).all()
    np.testing.assert_array_equal(result["lake"] > 0, result["lake_number"] > 0)
    np.testing.assert_array_equal(result["biome"] == Biome.SEA, result["sea"] == 255)
    np.testing.assert_array_equal(result["biome"] == Biome.LAKE, result["lake"] == 255)
    again = made(heights, parameters=parameters, sea_level_m=sea_level_m)
    for name in LAYERS:
        assert result[name].tobytes() == again[name].tobytes(), name


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_alone_is_that_of_all_together(name: str) -> None:
    heights = rolling(3, 70, 90)
    alone, together = made(heights, name, sea_level_m=330.0), made(heights, sea_level_m=330.0)
    assert set(alone.arrays) == {name}
    assert alone[name].tobytes() == together[name].tobytes()


@settings(deadline=None)
@given(st.integers(0, 2**32), st.booleans())
def test_the_height_layer_drains(seed: int, carve_rivers: bool) -> None:
    parameters = GroundParameters(river_threshold_px=30.0, carve_rivers=carve_rivers)
    result = made(rolling(seed, 50, 60), "height", "lake", "sea", parameters=parameters, sea_level_m=330.0)
    outlets = result["sea"] > 0
    outlets[0] = outlets[-1] = outlets[:, 0] = outlets[:, -1] = True
    flooded = (priority_flood(result["height"], outlets) > result["height"]) & (result["sea"] == 0)
    assert not (flooded & (result["lake"] == 0)).any()


def test_without_channels_the_height_layer_is_the_drained_ground() -> None:
    heights = rolling(4, 60, 60)
    parameters = GroundParameters(carve_rivers=False)
    expected = drain(heights, SPACING_M, 0.0, parameters.rules(SPACING_M))
    result = made(heights, "height", "water_surface", parameters=parameters)
    np.testing.assert_array_equal(result["height"], expected.ground_m)
    np.testing.assert_allclose(result["water_surface"], expected.surface_m, rtol=1e-6)
    assert parameters.rules(SPACING_M) == Draining(deepest_cut_m=30.0, lake_area_m2=60 * 900.0)


def test_rivers_are_drawn_without_gaps() -> None:
    heights = rolling(8, 120, 120, rounds=40)
    river = made(heights, "river")["river"] > 0.3
    labels = made(heights, "lake")["lake"] > 0
    joined = river | labels
    # Each river pixel has another, a lake or the edge beside it.
    padded = np.pad(joined, 1, constant_values=True)
    beside = sum(padded[1 + z : 121 + z, 1 + x : 121 + x].astype(int) for z in (-1, 0, 1) for x in (-1, 0, 1) if z or x)
    assert river.any()
    assert (beside[river] > 0).all()


def test_water_and_wet_ground_lie_low_and_rock_stands_steep() -> None:
    heights = rolling(9, 160, 160, relief_m=600.0, rounds=40)
    result = made(heights)
    slope, splat = result["slope"], result["splat"].astype(float)
    rocky = splat[..., Material.ROCK] > 128
    grassy = splat[..., Material.GRASS] + splat[..., Material.FOREST_FLOOR] > 128
    assert slope[rocky].mean() > slope[grassy].mean() + 10.0
    assert result["wetness"][result["river"] > 0.5].mean() > result["wetness"].mean() + 0.2
    assert result["curvature"][result["wetness"] > 0.8].mean() < 0.0
    assert not result["trees"][result["lake"] == 255].any()


def test_water_runs_the_way_it_is_said_to() -> None:
    heights = rolling(9, 160, 160, relief_m=600.0, rounds=40)
    result = made(heights)
    angle = np.radians(result["flow_direction"])
    assert ((result["flow_direction"] >= 0.0) & (result["flow_direction"] < 360.0)).all()
    row, column = np.mgrid[2:158, 2:158]
    south = np.rint(-2.0 * np.cos(angle[2:158, 2:158])).astype(int)
    east = np.rint(2.0 * np.sin(angle[2:158, 2:158])).astype(int)
    surface = result["water_surface"]
    still = (result["lake"] > 0) | (result["sea"] > 0)
    falls = surface[row, column] - surface[row + south, column + east]
    running = ~still[2:158, 2:158]
    assert (falls[running] > 0.0).mean() > 0.93
    assert not result["flow_direction"][still].any()


def test_rock_debris_and_snow_are_those_of_the_splat_weights() -> None:
    heights = rolling(9, 160, 160, relief_m=900.0, rounds=40)
    result = made(heights, parameters=GroundParameters(sea_level_temperature_c=3.0, river_threshold_px=40.0))
    for name, material in (("rock", Material.ROCK), ("debris", Material.SCREE), ("snow", Material.SNOW)):
        shown = result["splat"][..., material]
        assert (shown > 50).any(), name
        # What shows is there; something may lie over what is there.
        assert (shown <= 255.0 * result[name] + 1.0)[result["river"] == 0.0].all(), name
    assert result["rock"][result["slope"] > 40.0].mean() > result["rock"][result["slope"] < 15.0].mean() + 0.5


def test_deposits_lie_in_hollows_or_where_erosion_left_them() -> None:
    heights = rolling(9, 160, 160, relief_m=600.0, rounds=40)
    calm = made(heights)
    assert calm["deposit"].min() == 0.0
    assert calm["curvature"][calm["deposit"] > np.percentile(calm["deposit"], 95)].mean() < 0.0
    eroding = GroundParameters(river_threshold_px=40.0, hydraulic_erosion=1.0)
    worn = made(heights, "deposit", "sediment", parameters=eroding)
    most = np.percentile(worn["deposit"], 99.0)
    np.testing.assert_allclose(worn["sediment"], np.clip(worn["deposit"] / most, 0.0, 1.0), rtol=1e-4, atol=1e-6)


def test_ridges_are_exposed_to_the_wind_and_valleys_are_not() -> None:
    z, x = np.mgrid[0:160, 0:160]
    heights = (300.0 * np.cos(x * (2.0 * np.pi / 80.0)) + 0.0 * z).astype(np.float32)
    wind = made(heights, "wind", sea_level_m=-1000.0)["wind"]
    assert wind[80, 80] > 0.8
    assert wind[80, 40] < 0.2
    assert 0.2 < wind[80, 60] < 0.8


def test_it_is_colder_higher_up() -> None:
    heights = np.tile(np.linspace(0.0, 4000.0, 200, dtype=np.float32)[:, None], (1, 40))
    result = layers(heights, 200.0, -100.0, ["biome", "splat", "trees"], GroundParameters())
    order = [result["biome"][row, 20] for row in (20, 195)]
    assert order[0] in (Biome.TEMPERATE_FOREST, Biome.GRASSLAND, Biome.SHRUBLAND)
    assert order[1] == Biome.ICE
    assert result["splat"][195, 20, Material.SNOW] > 200
    assert result["trees"][195, 20] == 0.0


def test_a_level_map_is_no_error() -> None:
    result = made(np.full((16, 16), 5.0, np.float32))
    assert not result["slope"].any()
    assert not result["curvature"].any()


def test_everything_wrong_is_named_at_once() -> None:
    bad = GroundParameters(rainfall_mm=-5.0)
    with pytest.raises(InvalidFields) as raised:
        layers(np.zeros((5, 5), np.float32), 0.0, float("nan"), ["slope", "gold"], bad)
    fields = [violation.field for violation in raised.value.violations]
    assert fields == ["rainfall_mm", "metres_per_pixel", "sea_level_m", "wanted"]
    with pytest.raises(InvalidFields, match="heights"):
        layers(np.full((5, 5), np.nan, np.float32), 1.0, 0.0, ["slope"])


def test_a_checkpoint_stops_the_work_at_every_stage() -> None:
    heights = rolling(3, 80, 80)
    parameters = GroundParameters(hydraulic_erosion=0.5, thermal_erosion=0.5, river_threshold_px=40.0)
    calls = 0

    def count() -> None:
        nonlocal calls
        calls += 1

    layers(heights, SPACING_M, 0.0, tuple(LAYERS), parameters, count)
    assert calls > 50
    for last in np.linspace(1, calls, 12).astype(int):
        left = int(last)

        def stop() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise Cancelled

        with pytest.raises(Cancelled):
            layers(heights, SPACING_M, 0.0, tuple(LAYERS), parameters, stop)


def test_only_what_is_needed_is_worked_out() -> None:
    heights = rolling(3, 200, 200)

    def seconds(*wanted: str) -> float:
        times = []
        for _ in range(3):
            start = time.process_time()
            layers(heights, SPACING_M, 0.0, wanted, SMALL, go_on)
            times.append(time.process_time() - start)
        return min(times)

    assert seconds("sea") < seconds(*LAYERS)
    assert made(heights).arrays.keys() == LAYERS.keys()
    assert not made(heights, "splat").arrays.keys() - {"splat"}
