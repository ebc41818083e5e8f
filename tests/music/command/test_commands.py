"""``procgen generate music``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from procgen.cli.app import main
from procgen.music.score import Score
from procgen.music.wire import service
from tests.music.tunes import tune

SMALL = ["generate", "music", "--ensemble", "harp", "--bars", "4"]


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    def compose(wish: Any, *_rest: Any, **_more: Any) -> Score:
        return tune(wish)

    monkeypatch.setattr(service, "compose", compose)


def made(flags: list[str], out: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    assert main([*flags, "--json", "--out", str(out)]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["artifacts"]
    return found


@pytest.mark.parametrize("place", [[], ["--uses", "battle", "--uses", "night", "--stingers", "danger"]])
def test_music_is_made_again_from_its_recipe(
    place: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    formats = ["--format", "ogg", "--format", "midi"]
    first = made([*SMALL, *place, "--motif", "E4 D4 C4:2", *formats], tmp_path / "one", capsys)
    (recipe,) = (tmp_path / "one").glob("*.recipe.json")
    second = made(["generate", "music", "--recipe", str(recipe), *formats], tmp_path / "two", capsys)
    assert [each["sha256"] for each in first] == [each["sha256"] for each in second]
    assert len(first) == (2 if not place else 10)


def test_what_is_not_understood_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL, "--text", "batle with kazoos", "--format", "midi", "--out", str(tmp_path)]) == 0
    assert "kazoos" in capsys.readouterr().err


def test_what_a_set_has_not_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL, "--place", "--metre", "3/4", "--out", str(tmp_path)]) == 2
    assert "--metre: got 3/4" in capsys.readouterr().err
    assert main([*SMALL, "--metre", "3/5", "--out", str(tmp_path)]) == 2
    assert "metre: got 3/5" in capsys.readouterr().err


def test_a_midi_file_gives_the_motif(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (first,) = made([*SMALL, "--motif", "E4 G4 A4 B4", "--format", "midi"], tmp_path / "one", capsys)
    found = made([*SMALL, "--motif-file", str(first["path"]), "--format", "json"], tmp_path / "two", capsys)
    assert json.loads(Path(str(found[0]["path"])).read_text())["recipe"]["request"]["motif"]
    assert main([*SMALL, "--motif-file", str(tmp_path / "none.mid"), "--out", str(tmp_path)]) == 1
    assert "can't be read" in capsys.readouterr().err


@pytest.mark.parametrize("flag", ["--motif-file", "--continue-file"])
def test_an_empty_or_damaged_midi_file_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], flag: str
) -> None:
    file = tmp_path / "tune.mid"
    for data, said in (
        (b"", f"{flag}: got 0 bytes"),
        (b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk\0\0\xff", "a damaged file: EOFError"),
    ):
        file.write_bytes(data)
        assert main([*SMALL, flag, str(file), "--out", str(tmp_path)]) == 2
        assert said in capsys.readouterr().err


def test_lyrics_without_vowels_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL, "--lyrics", "brrr tsk / pst hmm", "--out", str(tmp_path)]) == 2
    assert "lyrics: got brrr tsk / pst hmm, allowed is words with vowels" in capsys.readouterr().err


def test_a_midi_file_is_gone_on_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (first,) = made([*SMALL, "--key", "Eb", "--mode", "major", "--format", "midi"], tmp_path / "one", capsys)
    on = ["--continue-file", str(first["path"])]
    formats = ["--format", "json", "--format", "midi"]
    found = made([*SMALL, *on, *formats], tmp_path / "two", capsys)
    assert json.loads(Path(str(found[0]["path"])).read_text())["recipe"]["request"]["continue_midi"]
    (recipe,) = (tmp_path / "two").glob("*.recipe.json")
    again = made(["generate", "music", "--recipe", str(recipe), *formats], tmp_path / "three", capsys)
    assert [each["sha256"] for each in found] == [each["sha256"] for each in again]
    assert main([*SMALL, "--place", *on, "--out", str(tmp_path)]) == 2
    assert "--continue-file" in capsys.readouterr().err
