"""Plain files, and what stands beside them."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from hypothesis import given
from PIL import Image

from procgen.errors import InvalidFields
from procgen.layout.art import tile_pictures
from procgen.layout.exporters import EXPORTERS, ExportOptions, tileset
from procgen.layout.features import features_of
from procgen.layout.preview import picture_rgb
from procgen.layout.tiles import TILES, Tile, TileArray
from procgen.runtime.recipe import Recipe
from tests.layout.maps import any_tiles, few, of, village


@given(any_tiles())
@few
def test_bytes_and_arrays_hold_the_tiles(tiles: TileArray) -> None:
    layout = of(tiles)
    raw = EXPORTERS["tiles_u8"].encode(layout)
    np.testing.assert_array_equal(np.frombuffer(raw, np.uint8).reshape(tiles.shape), tiles)
    array = np.load(io.BytesIO(EXPORTERS["npy"].encode(layout)), allow_pickle=False)
    assert array.dtype == np.uint8
    np.testing.assert_array_equal(array, tiles)


@given(any_tiles())
@few
def test_csv_names_the_tiles(tiles: TileArray) -> None:
    rows = EXPORTERS["csv"].encode(of(tiles)).decode().splitlines()
    assert [[Tile[name.upper()] for name in row.split(",")] for row in rows] == tiles.tolist()


def test_picture_is_what_is_drawn_and_holds_the_recipe() -> None:
    layout = village()
    picture = Image.open(io.BytesIO(EXPORTERS["png"].encode(layout)))
    np.testing.assert_array_equal(np.asarray(picture), picture_rgb(layout.tiles))
    assert Recipe.from_json(picture.text["procgen:recipe"]) == layout.recipe  # type: ignore[attr-defined]


def test_the_picture_of_all_tiles_is_the_same_for_all_layouts() -> None:
    exporter = EXPORTERS["tiles_png"]
    assert exporter.encode(village()) == exporter.encode(of(np.zeros((3, 3), np.uint8)))
    assert exporter.file_name(village()) == tileset.FILE_NAME
    sheet = np.asarray(Image.open(io.BytesIO(exporter.encode(village()))))
    for tile in range(TILES):
        top, left = tile // 8 * 16, tile % 8 * 16
        np.testing.assert_array_equal(sheet[top : top + 16, left : left + 16], tile_pictures()[tile])


@pytest.mark.parametrize("kind", [kind for kind, exporter in EXPORTERS.items() if exporter.encoding])
def test_sidecars_say_what_is_there(kind: str) -> None:
    layout = village()
    said = json.loads(EXPORTERS[kind].sidecar(layout, ExportOptions("mine")))
    assert said["file"] == "mine" + EXPORTERS[kind].suffix
    assert Recipe.from_json(json.dumps(said["recipe"])) == layout.recipe
    assert (said["width"], said["depth"], said["metres_per_tile"]) == (24, 18, 2.0)
    assert [entry["name"] for entry in said["tiles"]] == [tile.name.lower() for tile in Tile]
    features = features_of(layout.tiles)
    assert len(said["rooms"]) == len(features.rooms)
    assert [(door["x"], door["y"]) for door in said["doors"]] == [(door.column, door.row) for door in features.doors]
    assert [(key["x"], key["y"]) for key in said["keys"]] == list(features.keys)


def test_names_of_files_differ_and_are_plain() -> None:
    layout = village()
    names = [exporter.file_name(layout) for exporter in EXPORTERS.values()]
    names += [layout.name + exporter.sidecar_suffix for exporter in EXPORTERS.values() if exporter.encoding]
    assert len(set(names)) == len(names)
    with pytest.raises(InvalidFields, match="base_name"):
        ExportOptions("../elsewhere")


@pytest.mark.parametrize("kind", EXPORTERS)
def test_equal_layouts_give_equal_bytes(kind: str) -> None:
    assert EXPORTERS[kind].encode(village()) == EXPORTERS[kind].encode(village())
