"""``procgen capture``: what it refuses before it starts anything."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import numpy as np
import pytest

from procgen.cli.app import main


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """As much of a world as is read before Godot is started."""
    folder = tmp_path / "world"
    (folder / "ground").mkdir(parents=True)
    hour = {"hour": 9, "weather": "fair", "wind_m_s": 2.0, "visibility_km": 10.0}
    ground = {"width_m": 50.0, "depth_m": 50.0, "metres_per_pixel": 1.0}
    manifest = {"format": "procgen-world", "recipe": {}, "scenario": hour, "ground": ground}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "settlement.json").write_text(json.dumps({"settlement": None, "roads": []}))
    np.save(folder / "ground/heights.npy", np.zeros((51, 51), np.float32))
    return folder


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(["capture", *arguments])
    return code, capsys.readouterr().err


@pytest.mark.parametrize("size", ["0x360", "640x0", "640", "640x360x3", "-4x4", "5000x20", "wide"])
def test_sizes_that_no_picture_has(size: str, world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = refused(capsys, str(world), f"--size={size}")
    assert code == 2
    assert f"--size: got {size}, allowed is WIDTHxHEIGHT" in said


def test_a_field_of_view_that_no_lens_has(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "--fov: got 180.0" in refused(capsys, str(world), "--fov", "180")[1]


def test_no_godot(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, said = refused(capsys, str(world), "--godot", str(tmp_path / "nothing"))
    assert code == 1
    assert "--godot:" in said
    assert "is no program" in said
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "Godot was not found" in refused(capsys, str(world))[1]


def test_a_program_that_is_no_godot(world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = tmp_path / "godot"
    program.write_text("#!/bin/sh\necho 'ERROR: what is --import?'\nexit 3\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    out = tmp_path / "set"
    code, said = refused(capsys, str(world), "--godot", str(program), "--out", str(out), "--count", "1")
    assert code == 1
    assert "can't open a project: ERROR: what is --import?" in said
    assert [path.name for path in out.iterdir()] == ["capture.json"]


def test_a_folder_that_is_no_world(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "manifest.json can't be read" in refused(capsys, str(tmp_path))[1]
    assert "no world is named" in refused(capsys)[1]


def test_cameras_below_the_ground(world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "path.json"
    path.write_text(json.dumps([{"x_m": 5, "y_m": 3, "z_m": 5}, {"x_m": 5, "y_m": -3, "z_m": 5}]))
    code, said = refused(capsys, str(world), "--path", str(path))
    assert code == 2
    assert "path[1].y_m: got -3, allowed is at least 0.20, above the ground" in said
    assert "--path:" in refused(capsys, str(world), "--path", str(tmp_path / "none.json"))[1]


def test_an_hour_that_can_not_be(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys, str(world), "--given", "weather=frogs")[0] == 2


def test_a_folder_with_other_files(world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = tmp_path / "godot"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert "holds other files" in refused(capsys, str(world), "--godot", str(program), "--out", str(world))[1]


def test_a_check_of_what_is_no_data_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "capture.json can't be read" in refused(capsys, "--check", str(tmp_path))[1]
