"""Layers that come with a map, and maps that are reshaped by them."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.runtime.store import ModelStore
from procgen.terrain.generate import generate
from procgen.terrain.ground.layers import LAYERS, layers
from procgen.terrain.ground.parameters import GroundParameters
from procgen.terrain.heightmap import Heightmap
from procgen.terrain.parameters import TerrainParameters
from procgen.terrain.rivers import RiverParameters

NAMES = tuple(LAYERS)
SHARED = tuple(name for name in LAYERS if name != "lake_number")
EXACT = (
    "height",
    "water_surface",
    "water_depth",
    "slope",
    "aspect",
    "curvature",
    "profile_curvature",
    "plan_curvature",
    "river",
    "river_width",
    "lake",
    "sea",
)


@pytest.fixture(scope="module")
def store() -> ModelStore:
    return ModelStore()


def made(store: ModelStore, width: int, depth: int, x: int, z: int, *names: str, **more: object) -> Heightmap:
    fields = {"seed": 3, "landform": "hills", "rivers": RiverParameters(), **more}
    return generate(TerrainParameters(width, depth, origin_x_px=x, origin_z_px=z, **fields), store, layers=names)  # type: ignore[arg-type]


@pytest.mark.parametrize(("landform", "level"), [("coast", 0), ("alpine", 0), ("hills", 1)])
def test_layers_of_a_tile_are_those_of_a_larger_map(store: ModelStore, landform: str, level: int) -> None:
    where = {"landform": landform, "level": level}
    whole = made(store, 160, 128, -40, 77, *SHARED, **where)
    tile = made(store, 70, 64, 13, 131, *SHARED, **where)
    part = slice(54, 118), slice(53, 123)
    np.testing.assert_array_equal(tile.heights, whole.heights[part])
    for name in EXACT:
        np.testing.assert_array_equal(tile.layers[name], whole.layers[name][part], err_msg=name)
    for name in set(SHARED) - set(EXACT) - {"biome", "splat"}:
        np.testing.assert_allclose(tile.layers[name], whole.layers[name][part], atol=2e-3, err_msg=name)
    apart = np.abs(tile.layers["splat"].astype(int) - whole.layers["splat"][part])
    assert apart.max() <= 2
    assert (tile.layers["biome"] == whole.layers["biome"][part]).mean() > 0.999


def test_the_shape_of_ground_that_nothing_drains_agrees_without_rivers_too(store: ModelStore) -> None:
    dry = {"rivers": None, "ground": GroundParameters(carve_rivers=False, draining="fill"), "landform": "alpine"}
    whole = made(store, 160, 100, 0, 0, "slope", "height", **dry)
    tile = made(store, 80, 100, 0, 0, "slope", "height", **dry)
    untouched = (tile.layers["height"] == tile.heights) & (whole.layers["height"][:, :80] == tile.heights)
    padded = np.pad(untouched, 1, mode="edge")
    for row in range(3):
        for column in range(3):
            untouched = untouched & padded[row : row + 100, column : column + 80]
    assert untouched[:, -1].any()
    np.testing.assert_array_equal(tile.layers["slope"][untouched], whole.layers["slope"][:, :80][untouched])


def test_layers_show_the_worlds_rivers(store: ModelStore) -> None:
    result = made(store, 256, 256, 0, 0, *NAMES, seed=5, landform="mountains")
    rivers, found = result.rivers, result.layers
    assert rivers is not None
    np.testing.assert_array_equal(found["height"], result.heights)
    wet = (rivers.river_distance_m <= 0.5 * rivers.river_width_m) & ~rivers.lake & (found["sea"] == 0)
    # Bars within a braided river's bed are dry.
    wet &= result.heights <= rivers.water_level_m
    assert wet.any(), "another place is needed where there is a river"
    assert (found["river"][wet] >= 0.5).all()
    np.testing.assert_array_equal(found["river_width"][wet], rivers.river_width_m[wet])
    np.testing.assert_array_equal(found["flow_direction"][wet], rivers.heading_deg[wet])
    depth = np.maximum(rivers.water_level_m - result.heights, 0.0)
    np.testing.assert_array_equal(found["water_depth"][wet], depth[wet])
    np.testing.assert_array_equal(found["lake"] > 0, rivers.lake & (result.heights < rivers.water_level_m))
    np.testing.assert_array_equal(found["lake"] > 0, found["lake_number"] > 0)
    far = ~(rivers.river_distance_m < 0.5 * rivers.river_width_m + 2.0 * result.metres_per_pixel)
    assert not found["river"][far].any()
    assert not found["water_depth"][far & ~rivers.lake & (found["sea"] == 0)].any()
    assert (found["splat"].sum(axis=-1, dtype=int) == 255).all()
    strong = wet & (rivers.discharge_m3_per_s > 1.0)
    np.testing.assert_allclose(found["flow"][strong], np.log10(rivers.discharge_m3_per_s[strong]), atol=0.2)


@pytest.mark.parametrize("rivers", [None, RiverParameters()])
def test_only_what_is_asked_for_is_handed_out(store: ModelStore, rivers: RiverParameters | None) -> None:
    result = made(store, 70, 64, 5, 6, "slope", rivers=rivers)
    assert set(result.layers) == {"slope"}
    assert result.layers["slope"].shape == (64, 70)
    plain = made(store, 70, 64, 5, 6, rivers=rivers)
    np.testing.assert_array_equal(result.heights, plain.heights)
    assert plain.layers == {}
    assert plain.heights.flags.writeable


@pytest.mark.parametrize("rivers", [None, RiverParameters()])
def test_a_reshaped_map_has_the_heights_of_its_layers(store: ModelStore, rivers: RiverParameters | None) -> None:
    worn = GroundParameters(hydraulic_erosion=0.75, thermal_erosion=0.5, river_threshold_px=100.0)
    plain = made(store, 128, 96, 5, 6, rivers=rivers)
    shaped = made(store, 128, 96, 5, 6, "slope", rivers=rivers, ground=worn, reshape=True)
    expected = layers(plain.heights, 30.0, 0.0, ("height", "slope"), worn, rivers=plain.rivers)
    np.testing.assert_array_equal(shaped.heights, expected["height"])
    np.testing.assert_array_equal(shaped.layers["slope"], expected["slope"])
    assert np.abs(shaped.heights - plain.heights).max() > 1.0
    np.testing.assert_array_equal(shaped.heights[0], plain.heights[0])
    assert shaped.recipe.request["ground"]["reshape"] is True  # type: ignore[index]


def test_layers_of_coarse_levels_are_on_their_own_scale(store: ModelStore) -> None:
    result = made(store, 64, 64, 0, 0, "slope", "splat", level=4, landform="mountains")
    assert result.metres_per_pixel == 480.0
    dz, dx = np.gradient(result.heights, 480.0)
    inner = (slice(1, -1), slice(1, -1))
    slope = np.degrees(np.arctan(np.hypot(dz, dx)))[inner]
    assert np.corrcoef(slope.ravel(), result.layers["slope"][inner].ravel())[0, 1] > 0.9


def test_a_level_stands_in_the_recipe_only_where_there_is_one(store: ModelStore) -> None:
    assert "level" not in made(store, 64, 64, 0, 0).recipe.request
    assert made(store, 64, 64, 0, 0, level=3).recipe.request["level"] == 3
