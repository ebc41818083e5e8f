"""``procgen batch`` as a user meets it: files of jobs in, folders of results and a manifest out."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from procgen.cli import main
from procgen.jobs.manifest import read_manifest

FAST = {"domain": "terrain", "size": 64, "model": "noise-fbm", "format": "png16"}


def written(path: Path, *lines: dict[str, Any] | str) -> Path:
    """A batch file."""
    path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines))
    return path


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str

    @property
    def said(self) -> dict[str, Any]:
        data = json.loads(self.out)
        assert isinstance(data, dict)
        return data


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> Run:
    """A command in this process."""
    capsys.readouterr()
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return Run(code, said.out, said.err)


def rows_of(folder: Path) -> list[dict[str, Any]]:
    return list(read_manifest(folder / "manifest.jsonl"))


def check_results(folder: Path) -> None:
    """What the manifest tells is there, byte for byte, and nothing else is."""
    told = {folder / "manifest.jsonl", folder / ".manifest.jsonl.lock", folder / "jobs.jsonl"}
    for row in rows_of(folder):
        if row["error"] is not None:
            continue
        told.add(folder / row["recipe_file"])
        recipe = json.loads((folder / row["recipe_file"]).read_text())
        assert recipe["sha256"] == row["recipe"]
        for artifact in row["artifacts"]:
            data = (folder / artifact["path"]).read_bytes()
            assert hashlib.sha256(data).hexdigest() == artifact["sha256"]
            assert len(data) == artifact["size_bytes"]
            told.add(folder / artifact["path"])
    beside = {path for path in folder.rglob("*") if path.is_file()} - told
    for path in beside:
        kinds = (".json", "")  # sidecars, members' recipes and photos
        assert path.suffix in kinds, path
        assert not path.name.startswith("."), "no half file is left"


# ---- Lines are what the command's flags are ----


def photo(folder: Path) -> Path:
    chance = np.random.default_rng(3)
    Image.fromarray(chance.integers(0, 255, (96, 96, 3), np.uint8)).save(folder / "photo.png")
    return folder / "photo.png"


def sketch(folder: Path) -> Path:
    ramp = np.linspace(0, 255, 32, dtype=np.uint8)[None, :].repeat(32, 0)
    Image.fromarray(ramp).save(folder / "sketch.png")
    return folder / "sketch.png"


def samples(folder: Path) -> list[dict[str, Any]]:
    """Lines that between them have every kind of flag: texts, numbers, lists, pairs, files, switches."""
    texture = {"domain": "texture", "size": 64, "model": "noise"}
    dialogue = {"domain": "dialogue", "model": "phrases", "seed": 4}
    return [
        {**FAST, "seed": 5, "format": ["png16", "npy"], "landform": "alpine", "relief": 300, "wander": 0.3, "x": -40},
        {
            **FAST,
            "model": "",
            "seed": 2,
            "size": 65,
            "depth": 70,
            "sketch": str(sketch(folder)),
            "sketch-high": 500,
            "mix_seed": 9,
        },
        {"domain": "terrain", "seed": 3, "size": 64, "format": ["r16"], "keep_sea_floor": True},
        {**FAST, "recipe": str(folder / "recipe.json")},
        {**texture, "material": "brick", "seed": 7, "moss": 0.4, "name": "wall", "palette": ["#8a4b2d", "#334455"]},
        {**texture, "model": "", "exemplar": str(photo(folder)), "format": "albedo_png"},
        {**texture, "layers": ["grass", "rock"], "format": ["albedo_png"], "array": "albedo_array_png"},
        {**texture, "material": "wood", "set": ["godot"], "count": 2, "name": "plank", "mirror": True},
        {
            "domain": "character",
            "seed": 3,
            "format": "person",
            "text": "a tall old wizard",
            "age": 70,
            "hair": "bob:#6a3a1c",
            "measure": {"waist_circumference": 0.9},
            "face": ["jaw=2"],
        },
        {"domain": "character", "seed": 4, "edit": {"mass": "+10"}, "vary": 0.3, "count": 2, "format": ["person"]},
        {"domain": "character", "crowd": True, "count": 3, "roles": {"guard": 1}, "spread": 0.1},
        {**dialogue, "persona": "a grumpy old smith called Bram", "intent": ["greet", "refuse"], "count": 2},
        {
            **dialogue,
            "persona": ["a sly merchant"],
            "scene": "haggle",
            "format": ["ink", "json"],
            "skill": {"persuasion": "charm"},
        },
    ]


SAMPLES = 13
Mixed = tuple[Path, list[dict[str, Any]], dict[str, Any]]


def as_flags(line: dict[str, Any]) -> list[str]:
    """The same as a command."""
    flags = ["generate", line["domain"]]
    for name, value in line.items():
        flag = "--" + name.replace("_", "-")
        match value:
            case _ if name == "domain":
                pass
            case bool():
                flags += [flag] if value else []
            case dict():
                flags += [text for key, each in value.items() for text in (flag, f"{key}={each}")]
            case list():
                flags += [text for each in value for text in (flag, str(each))]
            case _:
                flags += [flag, str(value)]
    return flags


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Mixed:
    """A batch of all domains: its folder, its lines, and what the program said."""
    folder = tmp_path_factory.mktemp("mixed")
    before = folder / "before"
    assert main([*as_flags({**FAST, "seed": 8}), "--out", str(before)]) == 0
    next(before.glob("*.recipe.json")).rename(folder / "recipe.json")
    lines = samples(folder)
    assert len(lines) == SAMPLES
    command = [sys.executable, "-m", "procgen", "batch", "-", "--out", folder / "out", "--json", "--workers", "2"]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stderr
    return folder / "out", lines, json.loads(done.stdout)


def test_a_batch_from_stdin_makes_everything_once(
    mixed: Mixed,
) -> None:
    folder, lines, said = mixed
    rows = rows_of(folder)
    assert said["total"] == said["done"] == len(rows) == SAMPLES + 2
    assert said["failed"] == said["kept"] == 0
    assert said["rate"] > 0.0
    assert said["seconds"] > 0.0
    assert said["manifest"] == str(folder / "manifest.jsonl")
    assert len({row["key"] for row in rows}) == len(rows)
    assert sorted({row["line"] for row in rows}) == list(range(1, SAMPLES + 1))
    assert all(row["domain"] == lines[row["line"] - 1]["domain"] for row in rows)
    assert all(row["label"].startswith(row["domain"]) for row in rows)
    check_results(folder)


@pytest.mark.parametrize("number", range(SAMPLES))
def test_a_line_gives_what_the_command_gives(
    mixed: Mixed,
    number: int,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder, lines, _ = mixed
    done = run(capsys, *as_flags(lines[number]), "--out", tmp_path, "--json")
    assert done.code == 0, done.err
    rows = [row for row in rows_of(folder) if row["line"] == number + 1]
    made = sorted((each["kind"], each["sha256"], Path(each["path"]).name) for row in rows for each in row["artifacts"])
    wanted = [(each["kind"], each["sha256"], Path(each["path"]).name) for each in done.said["artifacts"]]
    if lines[number].get("vary"):  # each has a folder of its own, and no number in its name
        made, wanted = ([each[:2] for each in sorted(found)] for found in (made, wanted))
    assert made == sorted(wanted)


def test_a_photo_lies_beside_the_recipe_that_names_it(
    mixed: Mixed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, lines, _ = mixed
    row = next(row for row in rows_of(folder) if "exemplar" in lines[row["line"] - 1])
    flags = ("--size", 64, "--format", "albedo_png")
    again = run(
        capsys, "generate", "texture", "--recipe", folder / row["recipe_file"], *flags, "--out", tmp_path, "--json"
    )
    assert again.code == 0, again.err
    assert again.said["artifacts"][0]["sha256"] == row["artifacts"][0]["sha256"]


# ---- Going on ----


def test_a_batch_goes_on_where_it_stopped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    jobs = written(tmp_path / "jobs.jsonl", {**FAST, "seed": "1..8"}, {**FAST, "seed": {"grid": [3, 20]}})
    out = tmp_path / "out"
    first = run(capsys, "batch", jobs, "--out", out, "--json", "--workers", 1)
    assert first.code == 0, first.err
    before = {row["number"]: row for row in rows_of(out)}
    assert len(before) == 10
    assert before[9]["equal_to"] == 3, "equal jobs are made once"
    assert before[9]["artifacts"] == before[3]["artifacts"]
    assert not (out / "0002-terrain" / "000000").exists()

    refused = run(capsys, "batch", jobs, "--out", out)
    assert refused.code == 1
    assert "holds a batch already" in refused.err
    assert "--resume" in refused.err
    other = run(capsys, "batch", written(tmp_path / "other.jsonl", {**FAST, "seed": 1}), "--out", out, "--resume")
    assert other.code == 1
    assert "is not the file of the batch" in other.err
    assert before == {row["number"]: row for row in rows_of(out)}

    (out / before[5]["artifacts"][0]["path"]).unlink()
    (out / before[6]["artifacts"][0]["path"]).write_bytes(b"short")
    with jobs.open("a") as file:
        file.write(json.dumps({**FAST, "seed": 30}) + "\n")
    again = run(capsys, "batch", jobs, "--out", out, "--resume", "--json", "--workers", 1)
    assert again.code == 0, again.err
    assert (again.said["total"], again.said["done"], again.said["kept"]) == (11, 11, 8)
    after = {row["number"]: row for row in rows_of(out)}
    assert {number: row["artifacts"] for number, row in after.items() if number < 11} == {
        number: row["artifacts"] for number, row in before.items()
    }
    check_results(out)


def test_ctrl_c_stops_and_says_how_to_go_on(tmp_path: Path) -> None:
    jobs = written(tmp_path / "jobs.jsonl", {**FAST, "seed": "1..150"})
    out = tmp_path / "out"
    command = [sys.executable, "-m", "procgen", "batch", str(jobs), "--out", str(out), "--workers", "2"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    manifest = out / "manifest.jsonl"
    until = time.monotonic() + 120.0
    while not (manifest.exists() and manifest.stat().st_size) and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    said, noted = process.communicate(timeout=120)
    assert process.returncode == 130, noted
    assert "--resume" in noted
    assert "of 150 jobs done" in said
    done = len(rows_of(out))
    assert 0 < done < 150, "it was stopped in the middle"
    check_results(out)
    again = subprocess.run([*command, "--resume", "--json"], capture_output=True, text=True, timeout=400)
    assert again.returncode == 0, again.stderr
    said_again = json.loads(again.stdout)
    assert (said_again["total"], said_again["done"], said_again["kept"]) == (150, 150, done)
    assert sorted(row["number"] for row in rows_of(out)) == list(range(1, 151))
    check_results(out)


def test_other_batches_find_results_in_the_cache(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    jobs = written(tmp_path / "jobs.jsonl", {**FAST, "seed": "1..5"})
    flags = ("--cache", tmp_path / "cache", "--json", "--workers", 1)
    first = run(capsys, "batch", jobs, "--out", tmp_path / "one", *flags)
    second = run(capsys, "batch", jobs, "--out", tmp_path / "two", *flags)
    assert (first.said["done"], first.said["kept"]) == (5, 0)
    assert (second.said["done"], second.said["kept"]) == (5, 5)
    sums = [
        sorted(each["sha256"] for row in rows_of(tmp_path / folder) for each in row["artifacts"])
        for folder in ("one", "two")
    ]
    assert sums[0] == sums[1]
    check_results(tmp_path / "two")


# ---- What goes wrong ----


def test_a_job_that_fails_is_listed_and_the_others_are_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Unity reads no RAW of 64 x 64 pixels, and scenes have no count: neither is wrong with a value alone."""
    made = {**FAST, "size": {"grid": [65, 64]}, "format": {"grid": ["png16", "unity_raw"]}}
    asked = {"domain": "dialogue", "model": "phrases", "scene": {"grid": ["", "haggle"]}, "count": {"grid": [1, 2]}}
    jobs = written(tmp_path / "jobs.jsonl", made, asked)
    out = tmp_path / "out"
    done = run(capsys, "batch", jobs, "--out", out, "--json", "--workers", 1)
    assert done.code == 8, done.err
    assert (done.said["done"], done.said["failed"]) == (6, 2)
    assert "line 1, terrain size=64 format=unity_raw: " in done.err
    assert "line 2, dialogue scene=haggle count=2: count: got given, allowed is only with lines" in done.err
    assert "error: 2 of 8 jobs failed" in done.err
    failed = [row for row in rows_of(out) if row["error"] is not None]
    assert sorted((row["line"], row["index"], row["error"]["reason"], bool(row["key"])) for row in failed) == [
        (1, 3, "INVALID_FIELDS", True),
        (2, 3, "INVALID_FIELDS", False),
    ]
    check_results(out)
    again = run(capsys, "batch", jobs, "--out", out, "--json", "--workers", 1, "--resume")
    assert again.code == 8, "they are tried again"
    assert (again.said["done"], again.said["kept"], again.said["failed"]) == (6, 6, 2)


def test_all_faults_are_told_before_anything_is_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        {**FAST, "landform": {"grid": ["alpine", "moon"]}, "threads": 2},
        "# a comment",
        {"domain": "texture", "size": "64", "material": "brick"},
        {"domain": "level"},
        '{"domain": "terrain"',
        {**FAST, "sketch": "missing.png"},
        {"domain": "dialogue", "fill": "scene.ink", "persona": "a smith"},
        {**FAST, "tiles": "4x3", "out": "elsewhere"},
        {**FAST, "seed": {"range": [9, 1]}},
        {"domain": "character", "count": 2, "seed": "1..5", "age": 40},
        {"domain": "texture", "material": "brick", "name": "brick-{sed}"},
        {"domain": "terrain", "request": {"wideness_px": 3}},
        {**FAST, "size": {"grid": [64, 9000]}},
    ]
    jobs = written(tmp_path / "jobs.jsonl", *lines)
    done = run(capsys, "batch", jobs, "--out", tmp_path / "out")
    assert done.code == 2
    assert not (tmp_path / "out").exists()
    for number, told in (
        (1, "threads: got 2, allowed is nothing: each job takes one thread"),
        (3, "size: got '64', allowed is a whole number"),
        (4, "domain: got 'level', allowed is one of terrain, texture, character, creature, dialogue"),
        (5, "line: got "),
        (6, "sketch: got 'missing.png', allowed is the path of a file"),
        (7, "fill: got scene.ink, allowed is nothing: "),
        (8, "tiles: got 4x3, allowed is nothing: "),
        (8, "out: got elsewhere, allowed is nothing: "),
        (9, "seed.range: got [9, 1], allowed is the smaller number first"),
        (10, "count: got 2, allowed is 1 beside several seeds"),
        (11, "name: got brick-{sed}, allowed is names in braces of fields"),
        (12, "request: got "),
        (13, "width_px: got 9000, allowed is a whole number from 64 to 2049"),
    ):
        assert f"{jobs}:{number}: {told}" in done.err
    assert "no job was begun" in done.err
    assert f"{jobs}:2:" not in done.err
    mended = written(jobs, {**FAST, "landform": {"grid": ["alpine", "moon"]}})
    assert f"{jobs}:1: landform: got 'moon'" in run(capsys, "batch", mended, "--out", tmp_path / "out").err


def test_a_dry_run_only_says_what_there_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    jobs = written(
        tmp_path / "jobs.jsonl",
        {**FAST, "seed": "1..1000000", "landform": {"grid": ["alpine", "dunes"]}},
        {"domain": "dialogue", "persona": "a smith"},
    )
    plain = run(capsys, "batch", jobs, "--out", tmp_path / "out", "--dry-run")
    assert plain.code == 0, plain.err
    assert plain.out.splitlines() == [
        "line 1: 2000000 × terrain seed=1 landform=alpine … terrain seed=1000000 landform=dunes",
        "line 2: 1 × dialogue",
        "2000001 jobs: 2000000 terrain, 1 dialogue",
    ]
    said = run(capsys, "batch", jobs, "--out", tmp_path / "out", "--dry-run", "--json").said
    assert said == {"jobs": 2000001, "domains": {"terrain": 2000000, "dialogue": 1}}
    assert not (tmp_path / "out").exists()


def test_what_the_command_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    jobs = written(tmp_path / "jobs.jsonl", FAST)
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine.txt").write_text("mine")
    empty = written(tmp_path / "empty.jsonl", "# nothing", "")
    for flags, code, told in (
        ((tmp_path / "no.jsonl",), 1, "No such file"),
        ((empty,), 2, "allowed is a line with a JSON object"),
        ((jobs, "--out", full), 1, "holds other files already"),
        ((jobs, "--out", full, "--resume"), 1, "holds other files already"),
        ((jobs, "--out", full, "--address", "auto"), 2, "--address: got auto, allowed is only with --engine ray"),
        ((jobs, "--out", jobs), 1, "can't be made"),
        ((jobs, "--engine", "cloud"), 2, "cloud"),
        ((jobs, "--workers", "-1"), 2, "--workers"),
    ):
        done = run(capsys, "batch", *flags)
        assert done.code == code, done.err
        assert told in done.err
        assert "error: " in done.err
    assert [path.name for path in full.iterdir()] == ["mine.txt"]


def test_ray_is_an_extra(tmp_path: Path) -> None:
    jobs = written(tmp_path / "jobs.jsonl", FAST)
    (tmp_path / "ray.py").write_text("raise ImportError('there is none')\n")
    command = [sys.executable, "-m", "procgen", "batch", jobs, "--out", tmp_path / "out", "--engine", "ray"]
    path = os.pathsep.join([str(tmp_path), str(Path(__file__).parents[2])])
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env={**os.environ, "PYTHONPATH": path})
    assert done.returncode == 1
    assert "ray, which is not installed" in done.stderr
    assert "procgen-server[ray]" in done.stderr
