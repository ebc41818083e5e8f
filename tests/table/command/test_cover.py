"""`procgen cover`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command_line import procgen, said


def test_a_set_is_written_and_read_again(tmp_path: Path) -> None:
    made = said("cover", "scenario", "--count", "30", "--dangers", "1", "--out", tmp_path)
    assert made["pairs"] > made["at_random"]
    rows = json.loads((tmp_path / "scenario-cover.json").read_text())["rows"]
    assert len(rows) == 30
    assert sum(bool(row["danger"]) for row in rows) == 6
    again = said("cover", "scenario", "--rows", tmp_path / "scenario-cover.csv")
    assert again["pairs"] == pytest.approx(made["pairs"], rel=0.03)


def test_bad_input_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("hour,moon\n3,full\n")
    for arguments, told in (
        (("scenario", "--rows", tmp_path / "mine.csv", "--given", "hour=7"), "given"),
        (("scenario", "--rows", tmp_path / "mine.csv"), "rows.moon"),
        (("scenario", "--rows", tmp_path / "none.csv"), "can't be read"),
        (("weather",), "name: got weather"),
    ):
        done = procgen("cover", *arguments)
        assert done.returncode != 0
        assert told in done.stderr
