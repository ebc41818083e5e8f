"""Maps that are larger than a request: the pixels of any part of them alone, whatever stopped the run meanwhile."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import OpenEXR
import pytest
from PIL import Image

from procgen.errors import Cancelled, InvalidFields
from procgen.kit.wire.blobs import BlobStore
from procgen.runtime.checkpoint import go_on
from procgen.runtime.store import ModelStore
from procgen.terrain.command import large
from procgen.terrain.command.large import LARGE_KINDS, Made, large_violations, make_large
from procgen.terrain.command.rasters import Preparing, prepared_land
from procgen.terrain.generate import generate
from procgen.terrain.parameters import TerrainParameters
from procgen.v1 import terrain_controls_pb2, terrain_pb2
from tests.command_line import procgen

SIDE = 2304
STORE = ModelStore((), threads=1)


def request(width: int = SIDE, depth: int = 160, **more: object) -> terrain_pb2.TerrainRequest:
    fields = {"seed": 5, "model": "noise-ridged", "origin_x_px": -700, "origin_z_px": 31, **more}
    return terrain_pb2.TerrainRequest(width_px=width, depth_px=depth, **fields)  # type: ignore[arg-type]


def made(folder: Path, *kinds: str, checkpoint: Callable[[], None] = go_on, **more: object) -> Made:
    return make_large(request(**more), kinds, STORE, BlobStore(), folder, checkpoint=checkpoint)  # type: ignore[arg-type]


def alone(x: int, z: int, width: int, depth: int, **more: object) -> np.ndarray:
    fields = {"seed": 5, "model": "noise-ridged", "origin_x_px": x - 700, "origin_z_px": z + 31, **more}
    return generate(TerrainParameters(width, depth, **fields), STORE).heights  # type: ignore[arg-type]


@pytest.fixture
def small_strips(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a few rows, so that a small map has several."""
    monkeypatch.setattr(large, "_STRIP_BYTES", 1)
    monkeypatch.setattr(large, "_STRIP_STEP", 48)
    monkeypatch.setattr(large, "_BAND_PIXELS", 20 * SIDE)


@pytest.mark.usefixtures("small_strips")
def test_all_files_hold_the_heights_that_parts_have_alone(tmp_path: Path) -> None:
    result = made(tmp_path, *(kind for kind in LARGE_KINDS if kind != "terrain3d_regions"))
    paths = {str(record["kind"]): Path(str(record["path"])) for record in result.records}
    heights = np.load(paths["npy"])
    assert heights.shape == (160, SIDE)
    assert np.array_equal(heights[30:120, 2000:2200], alone(2000, 30, 200, 90))
    assert np.array_equal(np.fromfile(paths["heights_f32"], "<f4").reshape(160, SIDE), heights)
    with Image.open(paths["geotiff"]) as picture:
        assert np.array_equal(np.asarray(picture), heights)
        assert picture.n_frames == 5
        assert picture.tag_v2[33922][3:5] == (-700 * 30.0, -31 * 30.0)
        picture.seek(4)
        assert picture.size == (144, 10)
    assert np.abs(prepared_land(paths["geotiff_int16"], Preparing(), "--base").heights - heights).max() <= 0.5
    said = json.loads(paths["r16"].with_name(paths["r16"].name + ".json").read_text())
    assert (said["width_px"], said["depth_px"]) == (SIDE, 160)
    steps = np.fromfile(paths["r16"], "<u2").reshape(160, SIDE) / 65535
    back = said["height_min_m"] + steps * (said["height_max_m"] - said["height_min_m"])
    assert np.abs(back - heights).max() <= (said["height_max_m"] - said["height_min_m"]) / 65535
    tiles = [Path(str(record["path"])) for record in result.records if record["kind"] == "exr_tiles"]
    assert [path.name[-8:] for path in tiles] == ["_0_0.exr", "_1_0.exr"]
    pixels = [OpenEXR.File(str(path)).channels()["Y"].pixels for path in tiles]
    assert np.array_equal(np.concatenate(pixels, axis=1), heights)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")], "nothing is left over"


def test_regions_of_terrain3d_are_whole(tmp_path: Path) -> None:
    result = made(tmp_path, "terrain3d_regions", width=3072, depth=1024)
    assert [Path(str(record["path"])).name for record in result.records] == [
        "terrain3d_00_00.res",
        "terrain3d_01_00.res",
        "terrain3d_02_00.res",
    ]
    wrong = large_violations(request(3000, 1024), ("terrain3d_regions",))
    assert [each.field for each in wrong] == ["width_px"]
    assert "a multiple of 1024" in wrong[0].allowed


@pytest.mark.usefixtures("small_strips")
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_run_that_was_stopped_goes_on_after_its_last_strip(tmp_path: Path, share: float) -> None:
    def stopping(after: int) -> tuple[Callable[[], None], list[int]]:
        count = [0]

        def checkpoint() -> None:
            count[0] += 1
            if count[0] == after:
                raise Cancelled

        return checkpoint, count

    checkpoint, count = stopping(-1)
    whole = made(tmp_path / "whole", "npy", "geotiff", checkpoint=checkpoint)
    assert whole.kept_rows == 0
    checkpoint, _ = stopping(int(share * count[0]))
    with pytest.raises(Cancelled):
        made(tmp_path / "cut", "npy", "geotiff", checkpoint=checkpoint)
    again = made(tmp_path / "cut", "npy", "geotiff")
    assert share < 0.3 or again.kept_rows >= 48
    assert [record["sha256"] for record in again.records] == [record["sha256"] for record in whole.records]


@pytest.mark.usefixtures("small_strips")
def test_strips_that_were_damaged_are_made_again(tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def stop(name: str, _share: float) -> None:
        if name.endswith(".npy"):
            raise Stopped

    with pytest.raises(Stopped):
        make_large(request(), ("npy",), STORE, BlobStore(), tmp_path, progress=stop)
    (scratch,) = tmp_path.glob(".*.f32")
    data = bytearray(scratch.read_bytes())
    data[60 * SIDE * 4] ^= 1
    scratch.write_bytes(bytes(data))
    again = made(tmp_path, "npy")
    assert again.kept_rows == 48
    heights = np.load(Path(str(again.records[0]["path"])))
    assert np.array_equal(heights[40:110, :90], alone(0, 40, 90, 70))


def test_a_second_run_writes_only_what_is_missing(tmp_path: Path) -> None:
    first = made(tmp_path, "npy")
    path = Path(str(first.records[0]["path"]))
    before = path.stat().st_mtime_ns
    both = made(tmp_path, "npy", "heights_f32")
    assert path.stat().st_mtime_ns == before
    assert [record["kind"] for record in both.records] == ["npy", "heights_f32"]
    path.write_bytes(b"other")
    made(tmp_path, "npy")
    assert np.load(path).shape == (160, SIDE)


def test_what_is_drawn_lies_where_it_would_in_the_whole(tmp_path: Path) -> None:
    """A lock without a place lies over the whole map; with one, there."""
    kept = np.full((20, 30), 777.0, np.float32)
    area = terrain_controls_pb2.WorldArea(origin_x_px=-600, origin_z_px=81, width_px=30, depth_px=20)
    lock = terrain_controls_pb2.Lock(heights_f32=kept.tobytes(), area=area)
    result = made(tmp_path, "npy", lock=lock)
    heights = np.load(Path(str(result.records[0]["path"])))
    assert (heights[50:70, 100:130] == 777.0).all()


def test_everything_wrong_is_named_before_anything_is_made(tmp_path: Path) -> None:
    asked = request(70_000, 20, edges=terrain_controls_pb2.Edges(strip_px=1))
    asked.ground.reshape = True
    with pytest.raises(InvalidFields) as caught:
        make_large(asked, ("png16", "npy"), STORE, BlobStore(), tmp_path / "new")
    said = str(caught.value)
    for named in ("width_px: got 70000", "depth_px: got 20", "--format: got png16", "edges", "ground.reshape"):
        assert named in said
    assert not (tmp_path / "new").exists()
    with pytest.raises(InvalidFields, match="relief_m"):
        made(tmp_path / "new", "npy", relief_m=0.5)


def test_memory_does_not_grow_with_the_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "_STRIP_BYTES", 1)
    monkeypatch.setattr(large, "_BAND_PIXELS", 1 << 19)
    used = []
    for depth in (640, 1600):
        tracemalloc.start()
        made(tmp_path / str(depth), "geotiff", depth=depth, width=2304)
        used.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert used[1] < 1.2 * used[0]


def test_the_command_makes_them(tmp_path: Path) -> None:
    flags = ["--size", "2100", "--depth", "64", "--model", "noise-fbm", "--out", str(tmp_path), "--json"]
    result = procgen("generate", "terrain", *flags, "--format", "geotiff", "--epsg", "32633", "--easting", "500000")
    assert result.returncode == 0, result.stderr
    (record,) = json.loads(result.stdout)["artifacts"]
    land = prepared_land(Path(record["path"]), Preparing(), "--base")
    assert land.heights.shape == (64, 2100)
    assert (land.epsg, land.west_m) == (32633, 500_000.0)
    refused = procgen("generate", "terrain", *flags, "--format", "png16")
    assert refused.returncode == 2
    assert "one of geotiff, geotiff_int16, r16" in refused.stderr
