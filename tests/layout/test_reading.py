"""Maps of designers, read back to be filled: what we wrote, and what Tiled and others write."""

from __future__ import annotations

import base64
import gzip
import io
import json
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.layout.exporters import EXPORTERS
from procgen.layout.parameters import FREE
from procgen.layout.reading import read_fixed
from procgen.layout.tiles import TILES, Tile, TileArray
from tests.layout.maps import any_tiles, few, of, village

FORMATS = ("tmj", "tmx", "csv", "npy")


@pytest.mark.parametrize("kind", FORMATS)
@given(tiles=any_tiles())
@few
def test_what_was_written_is_read_back(kind: str, tiles: TileArray) -> None:
    read = read_fixed(EXPORTERS[kind].encode(of(tiles)), f".{kind}")
    np.testing.assert_array_equal(read, tiles)


@given(any_tiles(2), st.data())
@few
def test_what_is_erased_in_tiled_is_free(tiles: TileArray, data: st.DataObject) -> None:
    said = json.loads(EXPORTERS["tmj"].encode(of(tiles)))
    gids = np.array(said["layers"][0]["data"])
    erased = data.draw(st.lists(st.integers(0, gids.size - 1), unique=True))
    gids[erased] = 0
    said["layers"][0]["data"] = gids.tolist()
    expected = tiles.astype(np.int16)
    expected.flat[erased] = FREE
    np.testing.assert_array_equal(read_fixed(json.dumps(said).encode(), ".tmj"), expected)


def changed(**how: Any) -> bytes:
    """Our map with other fields of its tile layer."""
    said = json.loads(EXPORTERS["tmj"].encode(village()))
    said["layers"][0].update(how)
    return json.dumps(said).encode()


def packed(gids: np.ndarray) -> bytes:
    return gids.astype("<u4").tobytes()


@pytest.mark.parametrize(
    ("compression", "pack"), [("", bytes), ("zlib", zlib.compress), ("gzip", gzip.compress)], ids=["", "zlib", "gzip"]
)
def test_tiled_s_packed_layers_are_read(compression: str, pack: Any) -> None:
    tiles = village().tiles
    text = base64.b64encode(pack(packed(tiles.astype(np.int64) + 1))).decode()
    data = changed(data=text, encoding="base64", compression=compression)
    np.testing.assert_array_equal(read_fixed(data, ".tmj"), tiles)
    xml = EXPORTERS["tmx"].encode(village()).decode()
    head, rest = xml.split('<data encoding="csv">')
    tail = rest.split("</data>")[1]
    said = f' compression="{compression}"' if compression else ""
    xml = f'{head}<data encoding="base64"{said}>\n   {text}\n  </data>{tail}'
    np.testing.assert_array_equal(read_fixed(xml.encode(), ".tmx"), tiles)


def test_endless_maps_are_read_where_something_is_drawn() -> None:
    tiles = np.array([[2, 2, 1], [2, 3, 1]])
    whole = np.zeros((16, 32), int)
    whole[10:12, 15:18] = tiles + 1
    chunks = [
        {"x": x - 16, "y": -16, "width": 16, "height": 16, "data": whole[:, x : x + 16].ravel().tolist()}
        for x in (0, 16)
    ]
    said = json.loads(changed(chunks=chunks))
    del said["layers"][0]["data"]
    said["infinite"] = True
    np.testing.assert_array_equal(read_fixed(json.dumps(said).encode(), ".tmj"), tiles)


def test_mirrored_tiles_other_sets_and_a_layer_named_fixed_are_understood() -> None:
    said = json.loads(EXPORTERS["tmj"].encode(village()))
    said["tilesets"] += [
        {"firstgid": 100, "tilecount": 8, "tiles": [{"id": 3, "type": "tree"}, {"id": 4, "class": "Water"}]}
    ]
    mirrored = 0x80000000
    said["layers"].append(
        {"name": "fixed", "type": "tilelayer", "width": 3, "height": 1, "data": [mirrored + 103, 104, 0]}
    )
    read = read_fixed(json.dumps(said).encode(), ".tmj")
    assert read.tolist() == [[Tile.TREE, Tile.WATER, FREE]]


def test_a_set_without_classes_goes_by_numbers() -> None:
    said = json.loads(EXPORTERS["tmj"].encode(village()))
    del said["tilesets"][0]["tiles"]
    np.testing.assert_array_equal(read_fixed(json.dumps(said).encode(), ".tmj"), village().tiles)


def test_csv_takes_names_numbers_and_free_fields() -> None:
    assert read_fixed(b"Wall, floor,,free\n1,2,-1,255\n", ".csv").tolist() == [[1, 2, FREE, FREE]] * 2


def npy(array: np.ndarray) -> bytes:
    out = io.BytesIO()
    np.save(out, array)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "ending", "said"),
    [
        (b"", ".tmj", "tmj"),
        (b"[]", ".json", "no map of Tiled"),
        (b"{}", ".tmj", "no map of Tiled"),
        (b'{"layers": [], "tilesets": []}', ".tmj", "without a tile layer"),
        (b"<map/>", ".tmx", "without a tile layer"),
        (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><map/>", ".tmx", "document type"),
        (b"wall,floor\nwall\n", ".csv", "rows of 1, 2 tiles"),
        (b"wall,flor\n", ".csv", "'flor' in row 1"),
        (b"", ".csv", "no rows"),
        (b"\xff\xfe", ".csv", "utf-8"),
        (npy(np.zeros((2, 2, 2))), ".npy", "two-dimensional"),
        (npy(np.full((2, 2), TILES)), ".npy", f"tile {TILES} at (0, 0)"),
        (npy(np.full((2, 2), 0.5)), ".npy", "whole numbers"),
        (npy(np.zeros((1, 5000), np.uint8)), ".npy", "1024"),
        (b"PK\x03\x04", ".npy", "npy"),
        (b"anything", ".xml", ".xml"),
        (changed(data=[1, 2, 3]), ".tmj", "3 tiles in a layer of 24 by 18"),
        (changed(data=[999] * 432), ".tmj", "tile 999 at (0, 0)"),
        (changed(data="AAAA", encoding="base64", compression="zstd"), ".tmj", "zstd"),
        (changed(data="AAAA", encoding="base64", compression="zlib"), ".tmj", "unpacked"),
        (changed(width=10**9, height=10**9), ".tmj", "1024"),
        (changed(data=[[]] * 432), ".tmj", "tiles"),
    ],
)
def test_what_is_no_map_is_refused_in_words(data: bytes, ending: str, said: str) -> None:
    with pytest.raises(InvalidFields) as raised:
        read_fixed(data, ending, "--fixed")
    (violation,) = raised.value.violations
    assert violation.field == "--fixed"
    assert said in violation.value


def test_a_small_file_that_unpacks_to_much_is_refused() -> None:
    bomb = base64.b64encode(zlib.compress(bytes(1 << 26), 9)).decode()
    with pytest.raises(InvalidFields, match="tiles in a layer"):
        read_fixed(changed(data=bomb, encoding="base64", compression="zlib"), ".tmj")


@given(st.binary(max_size=200), st.sampled_from([".tmj", ".tmx", ".csv", ".npy"]))
@few
def test_noise_is_refused_or_read_but_never_breaks(data: bytes, ending: str) -> None:
    try:
        read = read_fixed(data, ending)
    except InvalidFields:
        return
    assert ((read >= FREE) & (read < TILES)).all()
