from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import png
import pytest
from PIL import Image

from procgen.errors import InvalidFields
from procgen.texture.material import Surface
from procgen.texture.preview import (
    RgbArray,
    ball_rgb,
    floor_rgb,
    thumbnail_png,
    thumbnail_rgb,
)
from tests.texture.maps.surfaces import rolled, rough


def plain(rgb: tuple[float, float, float], roughness: float, metallic: float = 0.0, side: int = 32) -> Surface:
    shape = side, side
    albedo = np.broadcast_to(np.array(rgb, np.float32), (*shape, 3)).copy()
    rest = (np.full(shape, value, np.float32) for value in (0.0, roughness, metallic))
    return Surface(albedo, *rest)


@pytest.mark.parametrize("draw", [thumbnail_rgb, ball_rgb, floor_rgb])
@pytest.mark.parametrize("side", [16, 61, 128, 400])
def test_pictures_have_the_size_asked_for(draw: Callable[[Surface, int], RgbArray], side: int) -> None:
    surface = rough(rows=96, columns=160)
    picture = draw(surface, side)
    assert picture.shape == (side, side, 3)
    assert picture.dtype == np.uint8
    assert np.array_equal(picture, draw(surface, side))


@pytest.mark.parametrize("side", [16, 61, 128, 400])
def test_thumbnails_are_png(side: int) -> None:
    data = thumbnail_png(rough(rows=96, columns=160), side)
    width, height, _, info = png.Reader(bytes=data).read()
    assert (width, height) == (side, side)
    assert (info["bitdepth"], info["planes"]) == (8, 3)


@pytest.mark.parametrize("draw", [thumbnail_rgb, ball_rgb, floor_rgb])
@pytest.mark.parametrize("side", [0, 15, 1025])
def test_other_sizes_are_refused(draw: Callable[[Surface, int], RgbArray], side: int) -> None:
    with pytest.raises(InvalidFields, match="side"):
        draw(rough(), side)


def test_a_ball_is_round_lit_from_the_upper_left_and_shows_its_colour() -> None:
    ball = ball_rgb(plain((0.7, 0.2, 0.1), 0.9), 128).astype(float)
    assert ball[2, 2].mean() < 70.0
    assert ball[64, 64, 0] > ball[64, 64, 2] + 40.0
    assert ball[40, 40].mean() > ball[90, 90].mean() + 30.0
    mirrored = np.abs(ball[:, :, 0] - ball[:, :, 0].T)
    assert mirrored.mean() < 20.0


def test_smooth_shines_and_rough_does_not() -> None:
    shiny, dull = (ball_rgb(plain((0.2, 0.2, 0.2), roughness), 128).max() for roughness in (0.1, 1.0))
    assert int(shiny) > int(dull) + 60


def test_metal_reflects_sky_and_ground_in_its_own_colour() -> None:
    gold = ball_rgb(plain((0.95, 0.78, 0.4), 0.25, 1.0), 128).astype(float)
    upper, lower = gold[20:50, 50:78].mean(axis=(0, 1)), gold[90:110, 50:78].mean(axis=(0, 1))
    assert upper.mean() > lower.mean() + 25.0
    assert lower[0] > lower[2] * 1.2


def test_relief_is_seen() -> None:
    flat = plain((0.5, 0.5, 0.5), 0.8, side=64)
    bumpy = replace(flat, height=rough().height)
    for draw in (thumbnail_rgb, ball_rgb, floor_rgb):
        assert draw(bumpy, 96)[30:66, 30:66].std() > draw(flat, 96)[30:66, 30:66].std() + 4.0


def test_light_comes_from_above_so_bumps_are_bright_on_top() -> None:
    flat = plain((0.5, 0.5, 0.5), 0.8, side=64)
    y, x = np.mgrid[:64, :64].astype(np.float32) - 32.0
    bump = replace(flat, height=np.float32(6.0) * np.exp(-(x * x + y * y) / 60.0).astype(np.float32))
    lit = thumbnail_rgb(bump, 64).astype(float)
    assert lit[26, 32].mean() > lit[38, 32].mean() + 20.0
    assert lit[32, 26].mean() > lit[32, 38].mean() + 20.0


def test_the_thumbnail_tiles_as_the_surface_does() -> None:
    surface = rough(rows=64, columns=64)
    drawn, moved = thumbnail_rgb(surface, 64), thumbnail_rgb(rolled(surface, 16, 24), 64)
    assert np.abs(np.roll(drawn, (16, 24), (0, 1)).astype(int) - moved).max() <= 1


def test_a_large_surface_looks_like_a_small_one() -> None:
    small = rough(rows=64, columns=64)
    large = Surface(
        *(
            np.repeat(np.repeat(each, 8, 0), 8, 1)
            for each in (small.albedo, small.height * 8, small.roughness, small.metallic)
        )
    )
    for draw in (thumbnail_rgb, ball_rgb):
        assert np.abs(draw(small, 64).astype(int) - draw(large, 64)).mean() < 6.0


def test_decals_show_grey_where_they_are_clear() -> None:
    surface = replace(plain((0.9, 0.1, 0.1), 0.8, side=64), opacity=np.zeros((64, 64), np.float32))
    surface.opacity[:, :32] = 1.0  # type: ignore[index]
    picture = np.asarray(Image.open(io.BytesIO(thumbnail_png(surface, 64)))).astype(int)
    assert picture[32, 10, 0] > picture[32, 10, 1] + 60
    assert np.ptp(picture[32, 54]) < 20
