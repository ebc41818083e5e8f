"""What evaluate commands share: the record, the pages, and errors of data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from procgen.errors import Failed, InvalidFields
from procgen.kit.command.evaluating import Run, evaluates
from procgen.kit.command.flags import number_violations
from procgen.kit.command.training import needs_pack
from procgen.kit.ruler.bars import Bar

ROWS = {"fid": {"ours": 2.0, "ours_low": 1.5, "ours_high": 2.5, "real": 1.0, "noise": 9.0, "baseline": 9.0}}


def test_a_run_writes_its_record_and_pages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(tmp_path / "out", json=True, domain="x", seed=3, split="test")
    run.begin()
    run.finish({"count": 2}, ROWS, [Bar("fid", "at most 3", True)], pages=[("a.html", b"a")])
    written = json.loads((tmp_path / "out" / "metrics.json").read_text())
    assert json.loads(capsys.readouterr().out) == written
    assert written["bars"] == {"fid": {"bar": "at most 3", "met": True}}
    assert written["metrics"] == ROWS
    assert list(written.items())[:4] == [("domain", "x"), ("seed", 3), ("split", "test"), ("count", 2)]
    assert (tmp_path / "out" / "a.html").read_bytes() == b"a"


def test_the_table_shows_intervals_and_no_column_twice(capsys: pytest.CaptureFixture[str]) -> None:
    Run().finish({}, ROWS, pages=[("never.html", b"")])
    head, row = capsys.readouterr().out.splitlines()
    assert head.split() == ["ours", "95", "%", "real", "noise"]
    assert "[1.5, 2.5]" in row


def test_what_is_wrong_with_shared_flags_and_own_ones_is_told_together() -> None:
    @evaluates("x", seed="Of all.", parts=("likeness", "variety"))
    def command(run: Run, *, count: int = 1) -> None:
        run.wrong += number_violations([("--count", count, 0, 9)])
        run.begin()

    flags = {"seed": 0, "models": None, "page": None, "json": False}
    with pytest.raises(InvalidFields) as told:
        command(**flags, split="train", part=["taste"], count=-1)
    assert [each.field for each in told.value.violations] == ["--split", "--part", "--count"]
    command(**flags, split="test", part=None, count=1)


def test_missing_data_says_which_folder() -> None:
    with pytest.raises(Failed, match="here is no pack: gone"), needs_pack("here", "is no pack", "Name it."):
        raise FileNotFoundError("gone")
    with pytest.raises(Failed), needs_pack("here", "is no pack", "Name it.", ValueError):
        raise ValueError("odd")
    with pytest.raises(ValueError, match="odd"), needs_pack("here", "is no pack", "Name it."):
        raise ValueError("odd")
