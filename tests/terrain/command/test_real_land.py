"""Real land for the command line: as a base, as a lock, and as an example."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from procgen.errors import InvalidFields
from procgen.kit.wire.blobs import BlobStore
from procgen.terrain.command import real_land
from procgen.terrain.command.inputs import read_lock
from procgen.terrain.command.rasters import Preparing
from procgen.terrain.command.real_land import put_base, set_style
from procgen.terrain.exporters.geotiff import encode
from procgen.terrain.heightmap import Georeference, Heightmap
from procgen.v1 import terrain_pb2
from tests.command_line import procgen
from tests.terrain.maps import hills, of

PLACE = Georeference(32632, 400_000.0, 5_000_000.0)


@pytest.fixture
def raster(tmp_path: Path) -> Path:
    """72 x 80 cells of 30 m."""
    land = of(hills(72, 80, 700.0))
    path = tmp_path / "land.tif"
    path.write_bytes(encode(Heightmap(land.heights, 30.0, 0.0, land.recipe, georeference=PLACE)))
    return path


def test_a_base_says_its_spacing_and_where_it_lies(raster: Path) -> None:
    told: list[str] = []
    request, blobs = terrain_pb2.TerrainRequest(), BlobStore()
    put_base(request, raster, Preparing(), (16.0, -8.0), blobs, told.append)
    base = request.base
    assert (base.width, base.depth, base.metres_per_cell, base.x_px, base.z_px) == (80, 72, 30.0, 16.0, -8.0)
    assert request.metres_per_pixel == 3.75
    assert blobs.get(base.sha256)
    frame = request.geo_frame
    assert (frame.epsg, frame.easting_m, frame.northing_m) == (32632, 399_940.0, 4_999_970.0)
    assert any("pixels of 3.75 m, an eighth" in text for text in told)
    assert any("640 x 576 pixels" in text for text in told)
    asked = terrain_pb2.TerrainRequest(metres_per_pixel=10.0)
    asked.geo_frame.epsg = 2154
    put_base(asked, raster, Preparing(), (0.0, 0.0), blobs, told.append)
    assert (asked.metres_per_pixel, asked.geo_frame.epsg) == (10.0, 2154), "what is said stays"


def test_a_base_that_is_too_small_or_too_large_is_refused(
    raster: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = terrain_pb2.TerrainRequest()
    with pytest.raises(InvalidFields, match=r"--base: got 9 x 72 cells, allowed is 16 to 4096"):
        put_base(request, raster, Preparing(crop="0,0,9,72"), (0.0, 0.0), BlobStore(), print)
    monkeypatch.setattr(real_land, "BLOB_BYTES", 1000)
    with pytest.raises(InvalidFields, match=r"MiB, packed.*--raster-crop"):
        put_base(request, raster, Preparing(), (0.0, 0.0), BlobStore(), print)


def test_a_lock_must_have_the_maps_spacing(raster: Path) -> None:
    told: list[str] = []
    lock = read_lock(raster, 3, 4, None, Preparing(), 30.0, told.append)
    assert (lock.area.width_px, lock.area.depth_px, lock.area.origin_x_px) == (80, 72, 3)
    assert not lock.mask_bits
    with pytest.raises(InvalidFields, match=r"cells of 30 m, allowed is 10, the map's"):
        read_lock(raster, 3, 4, None, Preparing(), 10.0, told.append)
    finer = read_lock(raster, 3, 4, None, Preparing(spacing_m=10.0), 10.0, told.append)
    assert (finer.area.width_px, finer.area.depth_px) == (240, 216)
    assert any("resampled" in text for text in told)


def test_holes_of_a_lock_are_left_free(tmp_path: Path) -> None:
    land = hills(20, 30, 100.0)
    land[4:6, 7] = np.nan
    np.save(tmp_path / "land.npy", land)
    told: list[str] = []
    lock = read_lock(tmp_path / "land.npy", 0, 0, None, Preparing(spacing_m=5.0), 5.0, told.append)
    assert lock.mask_bits
    assert any("2 cells without heights" in text and "left free" in text for text in told)


def test_more_like_it_asks_for_what_was_measured(raster: Path) -> None:
    told: list[str] = []
    request = terrain_pb2.TerrainRequest(relief_m=444.0)
    set_style(request, raster, Preparing(), told.append)
    assert request.metres_per_pixel == 30.0
    assert request.mean_height_m == pytest.approx(float(hills(72, 80, 700.0).mean()), abs=0.1)
    assert request.relief_m == 444.0, "what is said stays"
    assert request.landform
    assert any(f"landform {request.landform}; then " in text for text in told)
    with pytest.raises(InvalidFields, match=r"--metres-per-pixel: got 10, allowed is unset, or 30"):
        set_style(terrain_pb2.TerrainRequest(metres_per_pixel=10.0), raster, Preparing(), told.append)
    with pytest.raises(InvalidFields, match="at least 64 a side"):
        set_style(request, raster, Preparing(crop="0,0,80,60"), told.append)


def test_the_command_makes_a_base_finer_and_its_recipe_again(raster: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    flags = ["generate", "terrain", "--format", "npy", "--json", "--threads", "1"]
    asked = [*flags, "--base", str(raster), "--size", "64", "--x", "80", "--z", "160", "--out", str(out)]
    first = procgen(*asked)
    assert first.returncode == 0, first.stderr
    assert "an eighth of its 30 m" in first.stderr
    (record,) = json.loads(first.stdout)["artifacts"]
    heights = np.load(record["path"]).astype(np.float64)
    cells = hills(72, 80, 700.0)[20:28, 10:18]
    np.testing.assert_allclose(heights.reshape(8, 8, 8, 8).mean(axis=(1, 3)), cells, atol=0.1)
    recipe = Path(record["path"]).with_suffix(".json")
    again = procgen(*flags, "--recipe", str(recipe), "--out", str(tmp_path / "again"))
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["artifacts"][0]["sha256"] == record["sha256"]
    alone = tmp_path / "alone"
    alone.mkdir()
    shutil.copy(recipe, alone)
    missing = procgen(*flags, "--recipe", str(alone / recipe.name), "--out", str(tmp_path / "again"))
    assert missing.returncode == 1
    assert "a base that is not beside it" in missing.stderr
    (kept,) = out.glob("exemplar-*")
    (alone / kept.name).write_bytes(b"other")
    other = procgen(*flags, "--recipe", str(alone / recipe.name), "--out", str(tmp_path / "again"))
    assert "is not the base" in other.stderr


def test_tiles_of_a_base_meet_and_keep_it_beside_them(raster: Path, tmp_path: Path) -> None:
    made = procgen(
        "generate", "terrain", "--base", str(raster), "--tiles", "2x1", "--tile-size", "65", "--format", "npy", "--out",
        str(tmp_path / "tiles"), "--threads", "1",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    left, right = (np.load(tmp_path / "tiles" / f"terrain_{x}_0.npy") for x in (0, 1))
    assert np.array_equal(left[:, -1], right[:, 0])
    assert list((tmp_path / "tiles").glob("exemplar-*"))


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--raster-fill"], "--raster-...: got given with none"),
        (["--base", "land.jpg"], "no raster that can be read"),
        (["--base", "{raster}", "--raster-spacing", "0"], "--raster-spacing: got 0.0"),
        (["--base", "{raster}", "--like", "{raster}", "--raster-unit", "m"], "given with --base and --like"),
        (["--base", "{raster}", "--metres-per-pixel", "60"], "metres_per_pixel: got 60.0"),
        (["--base", "{raster}", "--model", "noise-fbm"], "base: got given with model"),
    ],
)
def test_what_is_wrong_is_one_line(raster: Path, tmp_path: Path, flags: list[str], said: str) -> None:
    words = [word.format(raster=raster) for word in flags]
    result = procgen("generate", "terrain", "--size", "64", "--out", str(tmp_path / "new"), *words)
    assert result.returncode in (1, 2)
    assert said in result.stderr
    assert not list(tmp_path.glob("new/*"))
