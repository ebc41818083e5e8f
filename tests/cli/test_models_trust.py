from __future__ import annotations

import json
from pathlib import Path

import pytest

from procgen.runtime.catalog import read_catalog
from procgen.runtime.trust import VARIABLE, read_trust
from tests.command_line import procgen, said
from tests.runtime.onnx_models import adding, folder_of


@pytest.fixture(autouse=True)
def own_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "trusted.json"
    monkeypatch.setenv(VARIABLE, str(path))
    return path


def test_trusting_a_folder_shows_what_is_trusted(tmp_path: Path, own_list: Path) -> None:
    folder = folder_of(tmp_path / "models", adding(1.0))
    done = procgen("models", "verify", "--models", folder, "--json")
    assert done.returncode == 3
    assert "procgen models trust" in done.stderr
    problems = {each["name"]: each["state"] for each in json.loads(done.stdout)["models"] if each["problem"]}
    assert problems == {"mine": "untrusted"}
    digest = read_catalog(folder)[0].sha256
    text = procgen("models", "trust", folder)
    assert text.returncode == 0, text.stderr
    assert f"sha256 {digest}: allowed from now on" in text.stdout
    assert str(own_list) in text.stdout
    assert read_trust().digests == {digest}
    again = said("models", "trust", folder)["models"]
    assert [(each["name"], each["new"]) for each in again] == [("mine", False)]  # type: ignore[union-attr, index]
    assert said("models", "verify", "--models", folder)["ok"] is True


def test_a_damaged_folder_is_not_trusted(tmp_path: Path, own_list: Path) -> None:
    folder = folder_of(tmp_path / "models", adding(1.0))
    (folder / "mine.onnx").write_bytes(adding(2.0))
    done = procgen("models", "trust", folder)
    assert done.returncode == 3
    assert "is damaged" in done.stderr
    assert not own_list.exists()


def test_a_list_that_others_may_change_stops_those_who_need_it(tmp_path: Path, own_list: Path) -> None:
    folder = folder_of(tmp_path / "models", adding(1.0))
    own_list.write_text('{"models": {}}')
    own_list.chmod(0o666)
    done = procgen("models", "list", "--models", folder)
    assert done.returncode == 1
    assert "chmod 600" in done.stderr
    assert procgen("models", "list").returncode == 0
