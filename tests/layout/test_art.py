"""Pictures of tiles and of maps."""

from __future__ import annotations

import io
import itertools

import numpy as np
import pytest
from hypothesis import given
from PIL import Image

from procgen.layout.art import COLOURS, GROUND_BELOW, TILE_PX, tile_layers, tile_pictures
from procgen.layout.ground import grounds_of
from procgen.layout.preview import PREVIEW_PX, UNDECIDED, picture_rgb, preview_png, preview_rgb
from procgen.layout.tiles import DOORS, TILES, Tile, TileArray
from tests.layout.maps import VILLAGE, any_tiles, drawn, few


def test_each_tile_looks_different_from_all_others() -> None:
    pictures = tile_pictures().astype(float)
    assert pictures.shape == (TILES, TILE_PX, TILE_PX, 3)
    means = pictures.reshape(TILES, -1, 3)
    for first, second in itertools.combinations(range(TILES), 2):
        apart = np.abs(means[first] - means[second]).mean()
        assert apart > 5.0, (Tile(first), Tile(second))
    assert len(set(COLOURS.values())) == len(COLOURS) == TILES


def test_ground_covers_its_square_and_things_show_theirs() -> None:
    clear = tile_layers()[..., 3] == 0
    assert {Tile(tile) for tile in range(TILES) if clear[tile].any()} == set(GROUND_BELOW) - DOORS
    assert not any(ground in GROUND_BELOW for ground in GROUND_BELOW.values())


@given(any_tiles())
@few
def test_things_stand_on_ground(tiles: TileArray) -> None:
    ground = grounds_of(tiles)
    things = np.isin(tiles, list(GROUND_BELOW))
    assert not np.isin(ground, list(GROUND_BELOW)).any()
    assert (ground[~things] == tiles[~things]).all()


def test_a_boulder_on_a_beach_stands_on_sand() -> None:
    tiles = drawn("sss sos sss")
    assert grounds_of(tiles)[1, 1] == Tile.SAND


@given(any_tiles())
@few
def test_a_tile_s_pixels_are_those_of_the_set_where_its_ground_is_usual(tiles: TileArray) -> None:
    pixels = picture_rgb(tiles)
    assert pixels.shape == (tiles.shape[0] * TILE_PX, tiles.shape[1] * TILE_PX, 3)
    usual = np.arange(TILES)
    for tile, ground in GROUND_BELOW.items():
        usual[tile] = ground
    plain = grounds_of(tiles) == usual[tiles]
    # The upper edge may lie in a shadow.
    for row, column in np.argwhere(plain)[:40]:
        top, left = row * TILE_PX, column * TILE_PX
        found = pixels[top + 4 : top + TILE_PX, left : left + TILE_PX]
        np.testing.assert_array_equal(found, tile_pictures()[tiles[row, column], 4:])


@pytest.mark.parametrize("side", [16, 31, 64, 100, 128])
def test_previews_fit_whatever_the_size(side: int) -> None:
    tiles = np.tile(drawn(VILLAGE), (8, 6))[:side, :side]
    preview = Image.open(io.BytesIO(preview_png(tiles)))
    assert preview.size[0] == preview.size[1] == PREVIEW_PX // side * side
    assert preview.size[0] > PREVIEW_PX // 2


@given(any_tiles(16, 24))
@few
def test_what_is_undecided_is_dark_in_a_preview(tiles: TileArray) -> None:
    half = tiles.copy()
    half[:, tiles.shape[1] // 2 :] = UNDECIDED
    pixels = preview_rgb(half)
    columns = pixels.shape[1] // tiles.shape[1]
    right = pixels[:, columns * (tiles.shape[1] // 2) :]
    assert (right == right[0, 0]).all()
    assert right.max() < 40
