from __future__ import annotations

import itertools
import struct
import zlib

import numpy as np
import png
from hypothesis import given

from procgen.runtime.recipe import Recipe
from procgen.terrain.exporters import png16
from procgen.terrain.heightmap import Heightmap
from tests.terrain import maps


def read(data: bytes) -> tuple[np.ndarray, dict[str, object]]:
    width, height, rows, info = png.Reader(bytes=data).read()
    return np.array(list(itertools.chain(*rows)), np.uint16).reshape(height, width), info


def texts(data: bytes) -> dict[str, str]:
    """Text chunks by keyword, after the PNG specification, sections 11.3.3.2 to 11.3.3.4."""
    found = {}
    for kind, content in png.Reader(bytes=data).chunks():
        if kind == b"tEXt":
            keyword, text = content.split(b"\0", 1)
            found[keyword.decode("latin-1")] = text.decode("latin-1")
        elif kind == b"iTXt":
            keyword, rest = content.split(b"\0", 1)
            _language, _translated, text = rest[2:].split(b"\0", 2)
            found[keyword.decode("latin-1")] = (zlib.decompress(text) if rest[0] else text).decode("utf-8")
    return found


@given(maps.heightmaps())
def test_heights_come_back_to_half_a_step(heightmap: Heightmap) -> None:
    values, info = read(png16.encode(heightmap))
    assert info["greyscale"] is True
    assert info["bitdepth"] == 16
    assert values.shape == heightmap.heights.shape
    error = np.abs(maps.dequantise(values, heightmap) - heightmap.heights)
    assert error.max() <= maps.half_step_m(heightmap)


@given(maps.heightmaps())
def test_ends_of_the_range_are_used(heightmap: Heightmap) -> None:
    values, _ = read(png16.encode(heightmap))
    if heightmap.height_min_m == heightmap.height_max_m:
        assert not values.any()
    else:
        assert (values == 0)[heightmap.heights == heightmap.height_min_m].all()
        assert (values == 65535)[heightmap.heights == heightmap.height_max_m].all()


@given(maps.heightmaps())
def test_metadata_come_back(heightmap: Heightmap) -> None:
    found = texts(png16.encode(heightmap))
    assert Recipe.from_json(found.pop("procgen:recipe")) == heightmap.recipe
    assert found.pop("procgen:seed") == heightmap.recipe.request["seed"]
    assert {key: float(text) for key, text in found.items()} == {
        "procgen:metres_per_pixel": heightmap.metres_per_pixel,
        "procgen:height_min_m": heightmap.height_min_m,
        "procgen:height_max_m": heightmap.height_max_m,
    }


def test_no_time_is_written() -> None:
    data = png16.encode(maps.of(maps.hills(8, 9, 50.0)))
    kinds = {kind for kind, _ in png.Reader(bytes=data).chunks()}
    assert kinds == {b"IHDR", b"iTXt", b"tEXt", b"IDAT", b"IEND"}
    assert struct.unpack(">II", data[16:24]) == (9, 8)
