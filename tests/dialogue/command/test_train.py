"""``procgen train dialogue``: says what it needs, and makes a model that the store opens."""

import itertools
from pathlib import Path
from types import SimpleNamespace

import pytest

from procgen.cli.app import main
from procgen.dialogue.language.own import OwnModel
from procgen.models.autoregressive import DecoderConfig
from procgen.runtime.store import ModelStore
from tests.command_line import succeeded
from tests.dialogue.recipe.packs import write_pack


def test_it_says_what_it_needs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "dialogue", "--data", str(tmp_path), "--out", str(tmp_path / "run")]) == 1
    assert "dialogue.jsonl.xz" in capsys.readouterr().err
    assert main(["train", "dialogue", "--data", str(tmp_path), "--budget", "soon"]) == 2
    assert "--budget" in capsys.readouterr().err


def test_help_has_an_example() -> None:
    assert "Example: " in " ".join(succeeded("train", "dialogue", "--help").stdout.replace("│", " ").split())


def test_it_makes_a_model_for_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = itertools.count()
    monkeypatch.setattr("procgen.kit.recipe.loop.time", SimpleNamespace(monotonic=lambda: next(ticks) * 0.1))
    small = DecoderConfig(width=32, layers=1, heads=2, key_heads=1, head=16, hidden=48, value_layers=(0,))
    monkeypatch.setattr("procgen.models.autoregressive.DecoderConfig", lambda: small)
    data = tmp_path / "data"
    data.mkdir()
    write_pack(data)
    out = tmp_path / "run"
    flags = ["--data", str(data), "--out", str(out), "--budget", "1s", "--name", "villagers", "--threads", "1"]
    assert main(["train", "dialogue", *flags]) == 0
    assert OwnModel.load(ModelStore((out / "models",)), "villagers").name == "villagers"
