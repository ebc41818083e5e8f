"""`procgen generate table`, `train table`, `train table-rows` and `evaluate table`, in this process."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest

from procgen.cli.app import main
from procgen.table.recipe.train import Shape

ROWS = 700


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, object]:
    """The one JSON object of a command."""
    assert main([*map(str, arguments), "--json"]) == 0, capsys.readouterr().err
    told = json.loads(capsys.readouterr().out)
    assert isinstance(told, dict)
    return told


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main([*map(str, arguments)]) == 2
    return capsys.readouterr().err


def test_rows_are_written_in_every_format_and_again_from_their_recipe(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flags = ["generate", "table", "loot", "--count", 30, "--given", "rarity=rare|very_rare", "--given", "bonus=1..3"]
    formats = [flag for kind in ("csv", "json", "npy") for flag in ("--format", kind)]
    told = run(capsys, *flags, *formats, "--out", tmp_path)
    artifacts = told["artifacts"]
    assert isinstance(artifacts, list)
    paths = {record["kind"]: Path(record["path"]) for record in artifacts}
    rows = list(csv.DictReader(io.StringIO(paths["csv"].read_text())))
    assert rows == told["rows"]
    assert {row["rarity"] for row in rows} <= {"rare", "very_rare"}
    assert {row["bonus"] for row in rows} <= {"1", "2", "3"}
    assert len(np.load(paths["npy"], allow_pickle=False)) == 30
    sidecar = json.loads(paths["npy"].with_suffix(".json").read_text())
    assert sidecar["recipe"]["domain"] == "table"
    (recipe,) = tmp_path.glob("*.recipe.json")
    again = run(capsys, "generate", "table", "--recipe", recipe, "--format", "csv", "--out", tmp_path / "again")
    assert again["artifacts"][0]["sha256"] == artifacts[0]["sha256"]  # type: ignore[index]


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(
        capsys, "generate", "table", "loot", "--given", "rarity=mythic", "--given", "hue=red", "--count", 0,
        "--out", tmp_path,
    )  # fmt: skip
    assert "given.rarity: got mythic, allowed is one of mundane, common" in said
    assert "given.hue: got red, allowed is a column: category, rarity" in said
    assert "count: got 0, allowed is a whole number from 1 to 100000" in said
    said = refused(capsys, "generate", "table", "loot", "--given", "rarity", "--given", "bonus=1", "--given", "bonus=2")
    assert "--given: got rarity, allowed is COLUMN=VALUE" in said
    assert "--given: got bonus=2, allowed is one --given a column; bonus=1|2 for one of several" in said
    assert "table: got missing, allowed is one of" in refused(capsys, "generate", "table")


def test_a_batch_line_takes_the_same_flags(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    jobs = tmp_path / "jobs.jsonl"
    line = {"domain": "table", "table": "loot", "seed": {"range": [1, 3]}, "count": 4, "given": {"rarity": "rare"}}
    jobs.write_text(json.dumps(line) + "\n")
    assert main(["batch", str(jobs), "--out", str(tmp_path / "out"), "--workers", "1"]) == 0, capsys.readouterr().err
    rows = [json.loads(text) for text in (tmp_path / "out" / "manifest.jsonl").read_text().splitlines()]
    assert len(rows) == 3
    made = sorted((tmp_path / "out").rglob("*.csv"))
    assert len(made) == 3
    made_rows = [row for path in made for row in csv.DictReader(io.StringIO(path.read_text()))]
    assert {row["rarity"] for row in made_rows} == {"rare"}
    assert len(made_rows) == 12


def test_a_csv_becomes_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("procgen.table.recipe.train.SHAPES", (Shape(24, 0.1, 4e-3, 0.1),))
    rng = np.random.default_rng(0)
    kind = rng.integers(0, 3, ROWS)
    price = np.round(np.exp(rng.normal(kind, 0.4)), 2)
    lines = ["id,kind,price", *(f"{i},{'abc'[k]},{p}" for i, (k, p) in enumerate(zip(kind, price, strict=True)))]
    file = tmp_path / "my.csv"
    file.write_text("\n".join(lines))
    out = tmp_path / "run"
    flags = ["--column", "id=drop", "--threads", 1]
    told = run(capsys, "train", "table", file, "--name", "mine", "--out", out, "--budget", "60s", *flags)
    metrics = told["metrics"]
    assert isinstance(metrics, dict)
    assert metrics["gain_over_independent_nats"]["ours_low"] > 0.1
    assert main(["evaluate", "table", "mine", "--models", str(out), "--csv", str(file), "--column", "id=drop",
                 "--page", str(tmp_path / "page")]) == 0  # fmt: skip
    assert (
        json.loads((tmp_path / "page" / "metrics.json").read_text())["metrics"]["mine_nll_nats"] == metrics["nll_nats"]
    )
    page = (tmp_path / "page" / "report.html").read_text()
    assert "Pairs of columns" in page
    capsys.readouterr()
    rows = run(capsys, "generate", "table", "mine", "--models", out, "--given", "kind=c", "--out", tmp_path)["rows"]
    assert isinstance(rows, list)
    assert {row["kind"] for row in rows} == {"c"}
    assert np.median([float(row["price"]) for row in rows]) > 3.0
    # The same command with other columns is refused, for the file no longer has the table's states.
    assert main(["evaluate", "table", "mine", "--models", str(out), "--csv", str(file)]) == 1
    assert "other columns" in capsys.readouterr().err


def test_bad_files_and_flags_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("")
    assert "file: got empty" in refused(capsys, "train", "table", file)
    said = refused(capsys, "train", "table", file, "--budget", "soon", "--name", "My Table", "--column", "x=colour",
                   "--card", "../x.md", "--width", 3)  # fmt: skip
    for field in ("--budget", "--name", "--column", "--card", "--width"):
        assert f"{field}: got" in said
    assert main(["train", "table", str(tmp_path / "none.csv")]) == 1
    assert "can't be read" in capsys.readouterr().err
    assert "name: got nothing" in refused(capsys, "evaluate", "table", "nothing")


def test_rows_of_packaged_tables_are_written_with_the_command_to_learn_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "settlement.csv"
    assert main(["train", "table-rows", "settlement", "--out", str(file)]) == 0
    assert "--column wealth=ordinal:poor,modest,rich" in capsys.readouterr().err
    assert file.read_text().startswith("kind,site,climate,wealth,")
    assert main(["train", "table-rows", "ecology", "--out", str(file), "--data", str(tmp_path)]) == 1
    assert "Name with --data the terrain pack" in capsys.readouterr().err
