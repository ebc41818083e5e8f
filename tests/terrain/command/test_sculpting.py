"""Stamps and erosion on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from procgen.errors import Failed, InvalidFields
from procgen.kit.wire.blobs import BlobStore
from procgen.terrain.command.rasters import Preparing
from procgen.terrain.command.sculpting import read_erosion, read_stamps
from procgen.terrain.exporters.geotiff import encode
from procgen.terrain.heightmap import Georeference, Heightmap
from tests.command_line import procgen
from tests.terrain.maps import hills, of
from tests.terrain.sculpt.worlds import cone, disc


def read(*texts: str, how: Preparing | None = None) -> tuple[list, list[str]]:  # type: ignore[type-arg]
    told: list[str] = []
    return read_stamps(texts, how or Preparing(), BlobStore(), told.append), told


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "cone@home.npy"
    np.save(path, cone())
    return path


def test_a_stamp_is_said_in_one_word(form: Path) -> None:
    (one, other), _ = read(
        f"{form}@3000.5,-20,width=800,turn=-30,height=0.5,rule=keep_mean,round=yes,falloff=0.3",
        "landform:caldera@1,2,width=5000,seed=18446744073709551615,foot=12",
    )
    assert (one.width, one.depth, one.x_m, one.z_m, one.width_m) == (41, 41, 3000.5, -20.0, 800.0)
    assert (one.turn_deg, one.height_scale, one.rule, one.round) == (-30.0, 0.5, 5, True)
    assert (other.landform, other.seed, other.foot_m, other.sha256) == ("caldera", 2**64 - 1, 12.0, "")


def test_a_raster_says_how_wide_it_is(tmp_path: Path) -> None:
    land = of(hills(72, 80, 700.0))
    path = tmp_path / "land.tif"
    path.write_bytes(
        encode(Heightmap(land.heights, 30.0, 0.0, land.recipe, georeference=Georeference(32632, 4e5, 5e6)))
    )
    (stamp,), told = read(f"{path}@0,0")
    assert stamp.width_m == 2400.0
    assert any("2400 m wide" in text for text in told)


def test_everything_wrong_is_named(form: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidFields) as caught:
        read(f"{form}@1,2,widht=3,turn=999,rule=melt,round=1", "landform:moon@1,z", "cone.npy", "x@4")
    said = str(caught.value)
    for text in (
        "--stamp widht: got '3', allowed is FILE@X,Z or landform:NAME@X,Z",
        "--stamp turn: got 999, allowed is a number from -360 to 360",
        "--stamp rule: got 'melt', allowed is one of add, raise",
        "--stamp round: got '1', allowed is yes or no",
        "--stamp landform: got 'moon', allowed is one of volcanic",
        "--stamp z: got 'z'",
        "--stamp width: got missing",
        "--stamp: got 'cone.npy'",
        "--stamp: got 'x@4'",
    ):
        assert text in said
    with pytest.raises(InvalidFields, match="--stamp: got no spacing"):
        read(f"{form}@1,2")
    np.save(tmp_path / "holes.npy", np.where(np.eye(41) > 0, np.nan, cone()))
    with pytest.raises(InvalidFields, match="--raster-fill"):
        read(f"{tmp_path / 'holes.npy'}@1,2,width=400")
    np.save(tmp_path / "long.npy", np.zeros((3, 2500), np.float32))
    with pytest.raises(InvalidFields, match="2500 x 3 cells, allowed is 2 to 2048 cells a side"):
        read(f"{tmp_path / 'long.npy'}@1,2,width=400")


def test_a_picture_is_paint(tmp_path: Path) -> None:
    colours = np.zeros((10, 20, 4), np.uint8)
    colours[2, 3] = (200, 100, 50, 255)
    colours[4, 5] = (200, 100, 50, 0)
    Image.fromarray(colours).save(tmp_path / "paint.png")
    made = read_erosion(tmp_path / "paint.png")
    assert (made.width, made.depth) == (20, 10)
    assert (made.water[43], made.slopes[43], made.deposit[43]) == (200, 100, 50)
    assert made.water[85] == 0
    Image.fromarray(disc(600)).save(tmp_path / "grey.png")
    grey = read_erosion(tmp_path / "grey.png")
    assert (grey.width, grey.slopes, max(grey.water)) == (256, b"", 255)
    Image.fromarray(np.zeros((9, 9), np.uint16)).save(tmp_path / "deep.png")
    with pytest.raises(Failed, match="pixels of the kind I"):
        read_erosion(tmp_path / "deep.png")
    (tmp_path / "no.png").write_text("no")
    with pytest.raises(Failed, match="is not a picture"):
        read_erosion(tmp_path / "no.png")


def test_a_recipe_makes_it_again_and_tiles_fit(form: Path, tmp_path: Path) -> None:
    Image.fromarray(disc()).save(tmp_path / "paint.png")
    flags = [
        *("generate", "terrain", "--model", "noise-fbm", "--seed", "4", "--format", "npy", "--json"),
        *("--stamp", f"{form}@1800,1900,width=2500,rule=add", "--erosion", str(tmp_path / "paint.png")),
    ]
    whole = json.loads(procgen(*flags, "--size", "128", "--out", tmp_path / "whole").stdout)
    recipe = next((tmp_path / "whole").glob("*.recipe.json"))
    again = json.loads(
        procgen("generate", "terrain", "--recipe", recipe, "--format", "npy", "--out", tmp_path / "2", "--json").stdout
    )
    assert again["artifacts"][0]["sha256"] == whole["artifacts"][0]["sha256"]
    procgen(*flags, "--tiles", "2x2", "--tile-size", "64", "--own-borders", "--out", tmp_path / "tiles")
    heights = np.load(whole["artifacts"][0]["path"])
    for column in range(2):
        for row in range(2):
            tile = np.load(tmp_path / f"tiles/terrain_{column}_{row}.npy")
            np.testing.assert_array_equal(tile, heights[row * 64 : row * 64 + 64, column * 64 : column * 64 + 64])
