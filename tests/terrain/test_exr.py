from __future__ import annotations

import os
import struct

import cv2
import numpy as np
import pytest
from hypothesis import given

from procgen.runtime.recipe import Recipe
from procgen.terrain.exporters import exr
from procgen.terrain.heightmap import Heightmap
from tests.terrain import maps

ZIP_OF_16_LINES = 3
FLOAT = 2


@pytest.fixture(autouse=True, scope="module")
def _opencv_reads_exr() -> None:
    os.environ["OPENCV_IO_ENABLE_OPENEXR"] = "1"


def attributes(data: bytes) -> dict[str, tuple[str, bytes]]:
    """The header's attributes: name to (type, bytes), after "OpenEXR File Layout"."""
    assert data[:4] == bytes([0x76, 0x2F, 0x31, 0x01])
    (version,) = struct.unpack_from("<I", data, 4)
    assert version == 2, "single part, scan lines, short names"
    found, at = {}, 8
    while data[at]:
        name_end = data.index(0, at)
        type_end = data.index(0, name_end + 1)
        (size,) = struct.unpack_from("<i", data, type_end + 1)
        start = type_end + 5
        found[data[at:name_end].decode()] = (data[name_end + 1 : type_end].decode(), data[start : start + size])
        at = start + size
    return found


def double(attribute: tuple[str, bytes]) -> float:
    assert attribute[0] == "double"
    return float(struct.unpack("<d", attribute[1])[0])


@given(maps.heightmaps())
def test_heights_come_back_exactly(heightmap: Heightmap) -> None:
    data = np.frombuffer(exr.encode(heightmap), np.uint8)
    heights = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
    assert heights.dtype == np.float32
    np.testing.assert_array_equal(heights, heightmap.heights)


@given(maps.heightmaps())
def test_metadata_come_back(heightmap: Heightmap) -> None:
    found = attributes(exr.encode(heightmap))
    kind, recipe = found["procgen:recipe"]
    assert kind == "string"
    assert Recipe.from_json(recipe.decode("utf-8")) == heightmap.recipe
    assert found["procgen:seed"] == ("string", heightmap.recipe.request["seed"].encode())
    assert double(found["procgen:metres_per_pixel"]) == heightmap.metres_per_pixel
    assert double(found["procgen:height_min_m"]) == heightmap.height_min_m
    assert double(found["procgen:height_max_m"]) == heightmap.height_max_m


def test_one_float_channel_named_y_zip_compressed() -> None:
    found = attributes(exr.encode(maps.of(maps.hills(5, 7, 90.0))))
    assert found["channels"] == ("chlist", b"Y\0" + struct.pack("<iB3xii", FLOAT, 0, 1, 1) + b"\0")
    assert found["compression"] == ("compression", bytes([ZIP_OF_16_LINES]))
    assert found["dataWindow"] == ("box2i", struct.pack("<4i", 0, 0, 6, 4))
