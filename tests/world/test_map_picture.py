"""The drawn map."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from procgen.world.map_picture import SIDE_PX, map_png
from procgen.world.place import Place
from tests.world.small_place import small_place


@pytest.fixture(scope="module")
def png(place: Place) -> bytes:
    return map_png(place)


@pytest.fixture(scope="module")
def picture(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), np.int64)


def _where(png: bytes, x_m: float, z_m: float) -> tuple[int, int]:
    """Row and column of a place, by what the file itself says."""
    text = Image.open(io.BytesIO(png)).info["procgen:map"]
    said = json.loads(text)
    return (
        round(said["top_px"] + z_m / said["metres_per_pixel"]),
        round(said["left_px"] + x_m / said["metres_per_pixel"]),
    )


def test_a_map_is_a_square_picture(png: bytes, picture: np.ndarray) -> None:
    assert picture.shape == (SIDE_PX, SIDE_PX, 3)
    assert len(png) < 6 * 2**20


def test_water_is_blue_where_there_is_water_and_nowhere_else(png: bytes, picture: np.ndarray, place: Place) -> None:
    blue = picture[..., 2] - picture[..., 0] > 12
    wet, dry = [], []
    land = place.land
    for row in range(6, land.heights_m.shape[0] - 6, 3):
        for column in range(6, land.heights_m.shape[1] - 6, 3):
            around = land.water[row - 2 : row + 3, column - 2 : column + 3]
            if around.all() or not around.any():
                at = _where(png, column * land.metres_per_pixel, row * land.metres_per_pixel)
                (wet if around.all() else dry).append(blue[at])
    # Names, boats and the pier lie over some of it.
    assert np.mean(wet) > 0.95
    assert np.mean(dry) < 0.01


def test_houses_have_roofs_where_they_stand(png: bytes, picture: np.ndarray, place: Place) -> None:
    assert place.settlement is not None
    for building in place.settlement.buildings:
        row, column = _where(png, building.x_m, building.z_m)
        spot = picture[row - 8 : row + 9, column - 8 : column + 9].reshape(-1, 3)
        assert np.mean(spot[:, 0] - spot[:, 2] > 50) > 0.5, building.name


def test_names_are_lettered_and_belong_to_the_place(png: bytes, place: Place) -> None:
    other = replace(place, name="Elsewhere")
    before, after = (np.asarray(Image.open(io.BytesIO(each)).convert("L")) for each in (png, map_png(other)))
    changed = np.argwhere(before != after)
    # The title alone is another: it stands above the frame, in the middle.
    assert changed[:, 0].max() < 72
    assert abs(changed[:, 1].mean() - SIDE_PX / 2) < 60


def test_the_same_world_has_the_same_map(png: bytes) -> None:
    assert map_png(small_place()) == png


def test_a_map_needs_neither_water_nor_people() -> None:
    empty = small_place("desert", settled=False)
    land = replace(empty.land, water_m=np.full_like(empty.land.water_m, np.nan), sea_level_m=-12000.0)
    picture = np.asarray(Image.open(io.BytesIO(map_png(replace(empty, land=land)))).convert("RGB"), np.int64)
    assert np.mean(picture[..., 2] - picture[..., 0] > 12) < 0.01
