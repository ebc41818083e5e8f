"""What docs/batch.md shows: every file of jobs is taken, and what the program says of it is what the page says."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from procgen.cli.app import main
from procgen.jobs.manifest import read_manifest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "batch.md").read_text()
JOBS = re.findall(r"^```jsonl\n(.*?)^```", PAGE, re.M | re.S)
SAID = re.findall(r"^```text\n(.*?)^```", PAGE, re.M | re.S)
FIRST, EXACT, SWEEPS = range(3)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_page_shows_the_files_that_are_tried_here() -> None:
    assert len(JOBS) == 3
    assert len(SAID) == 2


def test_the_first_commands(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "jobs.jsonl").write_text(JOBS[FIRST])
    (block,) = (text for text in re.findall(r"^```sh\n(.*?)^```", PAGE, re.M | re.S) if "--dry-run" in text)
    dry, real = map(shlex.split, block.splitlines())
    assert main(dry[1:]) == 0
    assert capsys.readouterr().out == SAID[0]
    assert main([*real[1:], "--dry-run"]) == 0, "its flags are there"


@pytest.mark.parametrize("block", [EXACT, SWEEPS])
def test_files_make_what_the_page_says(here: Path, capsys: pytest.CaptureFixture[str], block: int) -> None:
    (here / "jobs.jsonl").write_text(JOBS[block])
    assert main(["batch", "jobs.jsonl", "--out", "assets", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    rows = list(read_manifest(here / "assets" / "manifest.jsonl"))
    assert said["done"] == said["total"] == len(rows) == (6 if block == EXACT else 16)
    assert all((here / "assets" / each["path"]).is_file() for row in rows for each in row["artifacts"])
    table = PAGE.partition("`manifest.jsonl` has a row")[2].partition("`jobs.jsonl` beside it")[0]
    assert {name for row in rows for name in row} <= set(re.findall(r"`(\w+)`", table))


def test_faults_are_told_as_on_the_page(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines: list[dict[str, Any]] = [
        {"domain": "terrain", "landform": {"grid": ["alpine", "moon"]}},
        {"domain": "terrain"},
        {"domain": "texture", "size": "64", "material": "brick", "threads": 2},
    ]
    (here / "jobs.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert main(["batch", "jobs.jsonl"]) == 2
    told = capsys.readouterr().err.splitlines()
    for shown, said in zip(SAID[1].splitlines(), told, strict=False):
        assert said.startswith(shown.rstrip("…")), said
