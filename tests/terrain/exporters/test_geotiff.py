"""GeoTIFFs as an independent reader has them: Pillow's libtiff. GDAL's reading of them was tried by hand."""

from __future__ import annotations

import io
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from PIL import Image

from procgen.runtime.store import ModelStore
from procgen.terrain.command.rasters import Preparing, prepared_land
from procgen.terrain.controls.shapes import GeoFrame
from procgen.terrain.exporters import GEO_EXPORTERS
from procgen.terrain.exporters.geotiff import encode, encode_int16, halved
from procgen.terrain.generate import generate
from procgen.terrain.heightmap import Georeference, Heightmap
from procgen.terrain.parameters import TerrainParameters
from tests.terrain.maps import heightmaps, hills, of


@given(heightmaps())
def test_heights_come_back_bit_for_bit_and_the_recipe_with_them(heightmap: Heightmap) -> None:
    with Image.open(io.BytesIO(encode(heightmap))) as picture:
        assert np.array_equal(np.asarray(picture), heightmap.heights)
        items = {each.get("name"): each.text for each in ET.fromstring(picture.tag_v2[42112])}
        assert json.loads(items["procgen_recipe"] or "") == json.loads(heightmap.recipe.to_json())
        assert items["UNITTYPE"] == "metre"
        spacing = picture.tag_v2[33550]
        assert spacing[:2] == (heightmap.metres_per_pixel, heightmap.metres_per_pixel)


@given(heightmaps())
def test_whole_metres_are_the_nearest(heightmap: Heightmap) -> None:
    data = bytearray(encode_int16(heightmap))
    # Pillow has no signed picture of tiles: the same bits as unsigned.
    with Image.open(io.BytesIO(_unsigned(data))) as picture:
        metres = np.asarray(picture).astype(np.uint16).view(np.int16)
    assert np.abs(metres - heightmap.heights).max() <= 0.5


def _unsigned(data: bytearray) -> bytes:
    """The tag SampleFormat of all images as 1."""
    made, at = bytes(data), 0
    wanted = (339).to_bytes(2, "little") + (3).to_bytes(2, "little") + (1).to_bytes(4, "little")
    while (at := made.find(wanted, at)) >= 0:
        made = made[: at + 8] + (1).to_bytes(4, "little") + made[at + 12 :]
        at += 12
    return made


def test_the_frame_is_that_of_the_map() -> None:
    heightmap = of(hills(300, 520, 500.0), 12.5)
    placed = Heightmap(
        heightmap.heights, 12.5, 0.0, heightmap.recipe, georeference=Georeference(32633, 431_000.0, 5_220_000.5)
    )
    with Image.open(io.BytesIO(encode(placed))) as picture:
        tags = picture.tag_v2
        assert tags[33922] == (0.0, 0.0, 0.0, 431_000.0, 5_220_000.5, 0.0)
        keys = np.array(tags[34735]).reshape(-1, 4)
        assert keys[0].tolist() == [1, 1, 1, len(keys) - 1]
        assert {int(key): int(value) for key, _, _, value in keys[1:]} == {1024: 1, 1025: 1, 3072: 32633, 3076: 9001}
        assert keys[1:, 0].tolist() == sorted(keys[1:, 0].tolist())
        assert tags[42113] == "-9999999"
        assert picture.n_frames == 3
        picture.seek(1)
        assert np.array_equal(np.asarray(picture), halved(heightmap.heights))
        assert 33922 not in picture.tag_v2
    with Image.open(io.BytesIO(encode(heightmap))) as picture:
        keys = np.array(picture.tag_v2[34735]).reshape(-1, 4)
        assert {int(key): int(value) for key, _, _, value in keys[1:]}[1024] == 32767
        assert "local frame in metres" in picture.tag_v2[34737]


def test_a_tile_lies_where_its_pixels_are(tmp_path: Path) -> None:
    """Out, and in again as real land."""
    frame = GeoFrame(32632, 400_000.0, 5_000_000.0)
    parameters = TerrainParameters(
        80, 70, model="noise-fbm", origin_x_px=-100, origin_z_px=40, level=1, metres_per_pixel=5.0, geo_frame=frame
    )
    made = generate(parameters, ModelStore((), threads=1))
    assert made.georeference == Georeference(32632, 399_000.0, 4_999_600.0)
    path = tmp_path / "land.tif"
    path.write_bytes(encode(made))
    land = prepared_land(path, Preparing(), "--base")
    assert np.array_equal(land.heights, made.heights)
    assert (land.epsg, land.west_m, land.north_m, land.spacing_m) == (32632, 399_000.0, 4_999_600.0, 10.0)
    assert land.told == ()


def test_equal_maps_have_equal_files() -> None:
    heightmap = of(hills(65, 65, 100.0))
    for exporter in GEO_EXPORTERS.values():
        assert exporter.encode(heightmap) == exporter.encode(heightmap)
    assert len(encode(of(hills(512, 512, 500.0)))) < 512 * 512 * 4


def test_halves_are_means() -> None:
    assert halved(np.array([[1.0, 2.0, 7.0], [3.0, 6.0, 9.0]], np.float32)).tolist() == [[3.0, 8.0]]
    assert halved(np.array([[5.0]], np.float32)).tolist() == [[5.0]]


@pytest.mark.parametrize("epsg", [4326, 4978, 900])
def test_frames_without_metres_are_refused(epsg: int) -> None:
    with pytest.raises(ValueError, match=f"geo_frame.epsg: got {epsg}") as caught:
        _resolve(epsg)
    assert "a projection in metres" in str(caught.value)


def _resolve(epsg: int) -> None:
    from procgen.errors import InvalidFields
    from procgen.terrain.parameters import resolve

    try:
        resolve(TerrainParameters(64, 64, geo_frame=GeoFrame(epsg)), ("diffusion",))
    except InvalidFields as error:
        raise ValueError(str(error)) from error
