"""``procgen capture``: what it refuses before it starts anything."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from procgen.cli.app import main

WIDE, HIGH, PICTURES = 8, 6, 3
# As Godot's script does it, with pictures of nothing but sky; Godot goes to its project's folder first.
LEAVES_PICTURES = """#!/bin/sh
case "$*" in *--import*) exit 0;; esac
echo $$ > "{folder}/process"
before=
for plan in "$@"; do
    if [ "$before" = --path ]; then cd "$plan"; fi
    before="$plan"
done
spool="$(dirname "$plan")/spool-0"
echo '{{"stage": "takes pictures"}}'
echo '[]' > "$spool/things.json"
for number in {numbers}; do
    cp "{folder}/sky.bin" "$spool/00000$number.bin"
    cp "{folder}/sky.json" "$spool/part"
    mv "$spool/part" "$spool/00000$number.json"
done
{ends}
"""


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


@pytest.fixture
def command(world: Path, tmp_path: Path) -> list[str]:
    """What takes three small pictures on this computer's screen, where no screen is needed."""
    (tmp_path / "sky.bin").write_bytes(bytes(9 * WIDE * HIGH))
    (tmp_path / "sky.json").write_text(json.dumps({"coding": "halves", "things": [], "now": {}, "next": {}}))
    size = ("--size", f"{WIDE}x{HIGH}", "--count", str(PICTURES), "--patience", "3", "--on-screen")
    return [str(world), *size, "--godot", str(tmp_path / "godot"), "--out", str(tmp_path / "set")]


def leave(folder: Path, numbers: str, ends: str) -> None:
    """A program that leaves some pictures as Godot does, and then ends in its own way."""
    program = folder / "godot"
    program.write_text(LEAVES_PICTURES.format(folder=folder, numbers=numbers, ends=ends))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def records(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "set/frames").glob("*"))


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ("sleep 600", r"Godot hangs: for \d s nothing came of it while it takes pictures"),
        ("kill -STOP $$; sleep 600", r"Godot hangs: for \d s nothing came of it while it takes pictures"),
        ("echo 'ERROR: out of memory'; exit 3", r"Godot ended too soon: ERROR: out of memory\. 1 of 3 pictures"),
        ("exit 0", r"Godot ended too soon: .* 1 of 3 pictures"),
        ("kill -SEGV $$", r"Godot ended too soon: .* 1 of 3 pictures"),
    ],
)
def test_a_godot_that_hangs_or_dies_is_told_and_its_pictures_stay(
    ends: str,
    told: str,
    command: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # How long one that is asked to end is waited for.
    monkeypatch.setattr("procgen.world.command.godot._PATIENCE_S", 0.5)
    leave(tmp_path, "0", ends)
    code, said = refused(capsys, *command)
    assert code == 1
    assert re.search(told, said), said
    assert "Run it again to go on." in said
    assert not psutil.pid_exists(int((tmp_path / "process").read_text())), "nothing goes on behind one's back"
    assert not (tmp_path / "set/.work").exists()
    assert records(tmp_path) == ["000000.json"]
    first = (tmp_path / "set/frames/000000.json").stat().st_mtime_ns
    leave(tmp_path, "1 2", "exit 0")
    assert main(["capture", *command]) == 0
    assert records(tmp_path) == [f"00000{number}.json" for number in range(PICTURES)]
    assert (tmp_path / "set/frames/000000.json").stat().st_mtime_ns == first
    listed = json.loads((tmp_path / "set/annotations/instances.json").read_text())
    assert len(listed["images"]) == PICTURES


@pytest.mark.parametrize("at", ["project", "pictures"])
def test_told_to_end_it_leaves_no_godot_behind(at: str, command: list[str], tmp_path: Path) -> None:
    leave(tmp_path, "0", "sleep 600")
    if at == "project":
        program = tmp_path / "godot"
        program.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/process\nsleep 600\n")
    patient = [*command, "--patience", "600"]
    process = subprocess.Popen(
        [sys.executable, "-m", "procgen", "capture", *patient], stderr=subprocess.PIPE, text=True
    )
    number = tmp_path / "process"
    try:
        give_up_s = time.monotonic() + 60.0
        while not (number.is_file() and number.read_text().strip()):
            assert time.monotonic() < give_up_s
            time.sleep(0.02)
        process.terminate()
        process.communicate(timeout=60)
        assert process.returncode == 130
    finally:
        process.kill()
    assert not psutil.pid_exists(int(number.read_text()))
    assert not (tmp_path / "set/.work").exists()


def test_a_folder_that_is_named_from_here(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(tmp_path, "0 1 2", "exit 0")
    monkeypatch.chdir(tmp_path)
    assert main(["capture", *command, "--out", "set"]) == 0
    assert records(tmp_path) == [f"00000{number}.json" for number in range(PICTURES)]
    assert capsys.readouterr().out == "set\n"


def test_a_godot_that_never_opens_its_project(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "godot"
    program.write_text("#!/bin/sh\nsleep 600\n")
    program.chmod(0o755)
    code, said = refused(capsys, *command)
    assert code == 1
    assert "has opened no project in 3 s, and was ended" in said


def test_no_patience_at_all(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for patience in ("0", "-3", "nan"):
        code, said = refused(capsys, str(world), f"--patience={patience}")
        assert code == 2
        assert "--patience: got" in said


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
