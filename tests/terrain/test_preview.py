from __future__ import annotations

import io

import numpy as np
import png
import pytest
from hypothesis import given
from PIL import Image

from procgen.runtime.recipe import Recipe
from procgen.terrain.heightmap import Heightmap
from procgen.terrain.preview import hillshade_png, hillshade_rgb, preview_png, with_water
from procgen.terrain.representation import FloatArray
from procgen.terrain.rivers import Carved
from tests.terrain import maps

NO_SEA = -1e5


def cone(side: int, height_m: float) -> FloatArray:
    z, x = np.mgrid[0:side, 0:side] - (side - 1) / 2.0
    return (height_m * np.clip(1.0 - np.hypot(x, z) / (side / 2.0), 0.0, 1.0)).astype(np.float32)


def luminance(rgb: np.ndarray) -> np.ndarray:
    """Rec. 709 weights on the stored values: enough to compare."""
    return np.asarray(rgb @ np.array([0.2126, 0.7152, 0.0722]))


@given(maps.heightmaps())
def test_any_map_can_be_drawn(heightmap: Heightmap) -> None:
    rgb = hillshade_rgb(heightmap.heights, heightmap.metres_per_pixel, heightmap.sea_level_m)
    assert rgb.shape == (*heightmap.heights.shape, 3)
    assert rgb.dtype == np.uint8
    again = hillshade_rgb(heightmap.heights, heightmap.metres_per_pixel, heightmap.sea_level_m)
    np.testing.assert_array_equal(rgb, again)


def test_level_ground_has_one_colour() -> None:
    rgb = hillshade_rgb(np.full((40, 50), 12.0, np.float32), 30.0, 0.0)
    assert (rgb == rgb[0, 0]).all()


def test_light_comes_from_the_north_west() -> None:
    light = luminance(hillshade_rgb(cone(129, 900.0), 30.0, NO_SEA))
    north_west, south_east = light[32:52, 32:52].mean(), light[77:97, 77:97].mean()
    assert north_west > 1.3 * south_east


def test_low_land_is_green_and_high_peaks_are_nearly_white() -> None:
    rgb = hillshade_rgb(cone(257, 5000.0), 60.0, NO_SEA).astype(int)
    red, green, blue = rgb[2, 2]
    assert green > red
    assert green > blue
    top = rgb[120:137, 120:137].max(axis=(0, 1))
    assert top.min() > 215


@pytest.mark.parametrize("relief_m", [1.0, 10.0, 100.0])
def test_flat_land_shows_its_form(relief_m: float) -> None:
    light = luminance(hillshade_rgb(maps.hills(128, 128, relief_m), 30.0, 0.0))
    assert light.std() > 8.0


@pytest.mark.parametrize("relief_m", [3000.0, 10000.0])
def test_steep_land_is_not_black(relief_m: float) -> None:
    light = luminance(hillshade_rgb(maps.hills(128, 128, relief_m), 30.0, 0.0))
    assert np.quantile(light, 0.01) > 55.0
    assert light.mean() > 110.0


def test_water_is_blue_and_land_is_not() -> None:
    heights = np.maximum(maps.hills(128, 128, 600.0, base_m=-200.0), 0.0)
    rgb = hillshade_rgb(heights, 30.0, 0.0).astype(int)
    sea = heights <= 0.0
    assert 0.05 < sea.mean() < 0.95
    assert (rgb[sea][:, 2] > rgb[sea][:, 0] + 15).all()
    assert np.mean(rgb[~sea][:, 2] > rgb[~sea][:, 0] + 15) < 0.01


def test_sea_level_is_where_it_is_said_to_be() -> None:
    heights = maps.hills(64, 64, 600.0, base_m=500.0)
    moved = hillshade_rgb(heights - 700.0, 30.0, 0.0)
    difference = np.abs(moved.astype(int) - hillshade_rgb(heights, 30.0, 700.0))
    assert difference.max() <= 1  # float32 heights round differently


def test_deeper_is_darker_where_the_sea_floor_is_kept() -> None:
    slope = np.broadcast_to(np.linspace(50.0, -2000.0, 200, dtype=np.float32), (40, 200))
    light = luminance(hillshade_rgb(slope, 30.0, 0.0)).mean(axis=0)
    deep = light[20:].reshape(-1, 20).mean(axis=1)
    assert (np.diff(deep) < 0.0).all()


def test_shading_can_be_left_away() -> None:
    flanks = luminance(hillshade_rgb(cone(129, 900.0), 30.0, NO_SEA, shading=0.0))
    np.testing.assert_allclose(flanks, flanks[::-1, ::-1], atol=2.0)


@pytest.mark.parametrize(
    ("depth", "width", "max_px", "expected"),
    [
        (64, 64, 256, (64, 64)),
        (300, 200, 100, (100, 67)),
        (65, 513, 256, (32, 256)),
        (512, 512, 256, (256, 256)),
        (2, 700, 64, (2, 64)),
    ],
)
def test_previews_keep_their_shape_within_the_limit(
    depth: int, width: int, max_px: int, expected: tuple[int, int]
) -> None:
    data = preview_png(maps.hills(depth, width, 300.0), 30.0, 0.0, max_px)
    got_width, got_depth, _, info = png.Reader(bytes=data).read()
    assert (got_depth, got_width) == expected
    assert (info["bitdepth"], info["planes"]) == (8, 3)


def test_a_small_preview_is_the_whole_picture() -> None:
    heights = maps.hills(50, 60, 300.0)
    drawn = np.asarray(Image.open(io.BytesIO(preview_png(heights, 30.0, 0.0))))
    np.testing.assert_array_equal(drawn, hillshade_rgb(heights, 30.0, 0.0))


def test_a_preview_resembles_the_picture() -> None:
    heights = maps.hills(512, 512, 800.0)
    drawn = np.asarray(Image.open(io.BytesIO(preview_png(heights, 30.0, 0.0, 128))), np.float32)
    whole = Image.fromarray(hillshade_rgb(heights, 30.0, 0.0)).resize((128, 128), Image.Resampling.BOX)
    assert np.abs(drawn - np.asarray(whole, np.float32)).mean() < 12.0


@given(maps.heightmaps())
def test_full_size_picture_carries_its_recipe(heightmap: Heightmap) -> None:
    data = hillshade_png(heightmap)
    (content,) = [content for kind, content in png.Reader(bytes=data).chunks() if kind == b"iTXt"]
    keyword, text = content[: content.index(0)], content[content.index(0) + 5 :]
    assert keyword == b"procgen:recipe"
    assert Recipe.from_json(text.decode("utf-8")) == heightmap.recipe
    width, depth, _, info = png.Reader(bytes=data).read()
    assert (depth, width) == heightmap.heights.shape
    assert (info["bitdepth"], info["planes"]) == (8, 3)


def test_water_covers_what_it_covers_and_nothing_else() -> None:
    ground = hillshade_rgb(maps.hills(40, 50, 300.0), 30.0, NO_SEA)
    none, half = np.zeros((40, 50), np.float32), np.zeros((40, 50), np.float32)
    half[:, :25] = 1.0
    assert (with_water(ground, none, none) == ground).all()
    river, lake = with_water(ground, half, none), with_water(ground, none, half)
    for drawn in (river, lake):
        assert (drawn[:, 25:] == ground[:, 25:]).all()
        assert (drawn[:, :25] == drawn[0, 0]).all()
    assert (river[0, 0] != lake[0, 0]).all()
    assert (with_water(ground, half, half) == river).all()


def test_the_full_size_picture_shows_the_rivers_of_the_world() -> None:
    heights = maps.hills(60, 80, 300.0, base_m=100.0)
    heights[:, 70:] = -5.0
    across = np.abs(np.arange(60, dtype=np.float32) - 30.0)[:, None] * np.full((1, 80), 30.0, np.float32)
    lake = np.zeros((60, 80), bool)
    lake[50:, :20] = True
    rivers = Carved(
        heights=heights,
        river_distance_m=across,
        river_width_m=np.full((60, 80), 180.0, np.float32),
        discharge_m3_per_s=np.ones((60, 80), np.float32),
        heading_deg=np.zeros((60, 80), np.float32),
        water_level_m=np.where(lake, heights + np.float32(1.0), heights),
        lake=lake,
    )
    recipe = Recipe("terrain", {}, {})
    plain, drawn = (
        np.asarray(Image.open(io.BytesIO(hillshade_png(Heightmap(heights, 30.0, 0.0, recipe, each)))))
        for each in (None, rivers)
    )
    changed = (plain != drawn).any(axis=-1)
    assert changed[28:33, :70].all()
    assert (drawn[30, :70] == drawn[30, 0]).all()
    assert changed[50:, :20].all()
    assert not changed[:, 70:].any()
    assert not changed[:26].any()
    assert not changed[35:50].any()
    assert not changed[50:, 20:].any()
