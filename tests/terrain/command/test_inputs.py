"""Files that a terrain command reads."""

from __future__ import annotations

import json
import subprocess
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from procgen.errors import Failed, InvalidFields
from procgen.terrain.command.inputs import read_controls, read_lock, read_sketch
from procgen.v1 import terrain_controls_pb2 as controls
from tests.command_line import procgen

HEIGHTS = np.arange(12, dtype=np.float64).reshape(3, 4)


@pytest.fixture
def heights(tmp_path: Path) -> Path:
    path = tmp_path / "heights.npy"
    np.save(path, HEIGHTS)
    return path


def test_locked_heights_lie_where_they_should(heights: Path) -> None:
    lock = read_lock(heights, -5, 2**30, None)
    assert lock.area == controls.WorldArea(origin_x_px=-5, origin_z_px=2**30, width_px=4, depth_px=3)
    assert np.array_equal(np.frombuffer(zlib.decompress(lock.heights_f32), "<f4").reshape(3, 4), HEIGHTS)
    assert lock.compressed
    assert not lock.mask_bits


@pytest.mark.parametrize("kind", ["png", "npy"])
def test_a_mask_says_what_to_keep(heights: Path, tmp_path: Path, kind: str) -> None:
    mask = HEIGHTS > 4
    path = tmp_path / f"mask.{kind}"
    if kind == "png":
        Image.fromarray(mask).save(path)
    else:
        np.save(path, mask)
    lock = read_lock(heights, 0, 0, path)
    bits = np.unpackbits(np.frombuffer(zlib.decompress(lock.mask_bits), np.uint8), count=12)
    assert np.array_equal(bits.reshape(3, 4).astype(bool), mask)
    kept = np.frombuffer(zlib.decompress(lock.heights_f32), "<f4").reshape(3, 4)
    assert np.array_equal(kept, np.where(mask, HEIGHTS, 0.0))


def test_a_mask_of_another_size_is_refused(heights: Path, tmp_path: Path) -> None:
    np.save(tmp_path / "mask.npy", np.ones((4, 4), bool))
    with pytest.raises(InvalidFields, match="4 x 4, allowed is 4 x 3"):
        read_lock(heights, 0, 0, tmp_path / "mask.npy")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"\x93NUMPY\x01\x00", b"<html>"])
def test_files_of_another_kind_are_refused(tmp_path: Path, heights: Path, content: bytes) -> None:
    for name in ("wrong.npy", "wrong.png"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(Failed):
            read_sketch(tmp_path / name, 0.0, 1.0)
        with pytest.raises(Failed):
            read_lock(heights, 0, 0, tmp_path / name)
    with pytest.raises(Failed):
        read_lock(tmp_path / "wrong.npy", 0, 0, None)
    np.save(tmp_path / "words.npy", np.array([["a", "b"]]))
    np.savez(tmp_path / "many.npz", a=HEIGHTS, b=HEIGHTS)
    for name in ("words.npy", "many.npz"):
        with pytest.raises(Failed):
            read_lock(tmp_path / name, 0, 0, None)


def test_controls_come_as_json(tmp_path: Path) -> None:
    path = tmp_path / "controls.json"
    path.write_text(
        '{"strokes": [{"kind": "STROKE_KIND_RIVER", "points": [{"x_px": 1.5}, {"z_px": 3, "height_m": 2}]}],'
        ' "vertical_scale": 2, "variation": {"other_seed": "18446744073709551615", "share": 0.5}}'
    )
    request = read_controls(path)
    assert request.strokes[0].kind == controls.STROKE_KIND_RIVER
    assert request.strokes[0].points[1].height_m == 2.0
    assert request.variation.other_seed == 2**64 - 1
    assert request.vertical_scale == 2.0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no controls"),
        ("[]", "no controls"),
        ('{"stroke": []}', "stroke"),
        ('{"strokes": [{"kind": "CANAL"}]}', "CANAL"),
        ('{"seed": "5", "landform": "alpine", "vertical_scale": 2}', "seed, landform"),
        ("[" * 100_000, "no controls"),
    ],
)
def test_other_json_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "controls.json"
    path.write_text(text)
    with pytest.raises(Failed, match=words):
        read_controls(path)


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return procgen("generate", "terrain", *arguments)


def test_controls_of_all_flags_are_in_the_recipe(tmp_path: Path, heights: Path) -> None:
    controls_file = tmp_path / "controls.json"
    controls_file.write_text('{"constraints": {"points": [{"x_px": 10, "z_px": 10, "height_m": 900}]}}')
    flags = ["--controls", controls_file, "--vertical-scale", 2, "--lock", heights, "--lock-x", -2, "--z", 5]
    out = tmp_path / "out"
    done = run("--model", "noise-fbm", "--size", 64, *flags, "--format", "npy", "--format", "wetness_png", "--out", out)
    assert done.returncode == 0, done.stderr
    (recipe,) = out.glob("*.recipe.json")
    request = json.loads(recipe.read_text())["request"]
    assert request["vertical_scale"] == 2.0
    assert request["constraints"]["points"][0]["height_m"] == 900.0
    assert request["lock"]["area"] == {"origin_x_px": "-2", "origin_z_px": "5", "width_px": 4, "depth_px": 3}
    done = run("--recipe", recipe, "--format", "npy", "--out", tmp_path / "again")
    assert done.returncode == 0, done.stderr
    (first,), (second,) = out.glob("*.npy"), (tmp_path / "again").glob("*.npy")
    assert first.read_bytes() == second.read_bytes()


def test_tiles_are_written_with_a_manifest(tmp_path: Path) -> None:
    done = run("--model", "noise-fbm", "--tiles", "2x1", "--tile-size", 65, "--format", "r16", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    assert [Path(line).name for line in done.stdout.split()] == ["terrain_0_0.r16", "terrain_1_0.r16"]
    assert (tmp_path / "terrain.tiles.json").is_file()


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--tiles", "2by1"], "--tiles"),
        (["--tiles", "2x1", "--count", 2], "--count"),
        (["--mix-seed", -1], "--mix-seed"),
        (["--mix-seed", 1, "--mix-share", 2], "variation.share"),
        (["--mix-seed", 1, "--model", "noise-fbm"], "variation"),
        (["--lock-mask", "mask.png"], "--lock"),
        (["--vertical-scale", 0], "vertical_scale"),
    ],
)
def test_bad_flags_are_named(flags: list[object], words: str) -> None:
    done = run("--size", 64, *flags)
    assert done.returncode == 2
    assert words in done.stderr
