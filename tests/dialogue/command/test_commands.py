"""Dialogue from the command line, mostly in this process: books and network are read once for all tests."""

from __future__ import annotations

import io
import json
import wave
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from procgen.cli.app import main
from procgen.dialogue.exporters.registry import EXPORTERS
from procgen.dialogue.ruler.evaluate import Evaluation, Options
from procgen.dialogue.scene.request import KINDS
from tests.command_line import procgen, program

ROOT = Path(__file__).parents[3]
BRAM = ROOT / "docs" / "examples" / "bram.json"
SHOP = ROOT / "docs" / "examples" / "shop.ink"
PHRASES = ["--model", "phrases"]


@pytest.fixture
def made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs ``procgen generate dialogue`` with some flags; the JSON that it says."""

    def run(*flags: object, out: str = "out") -> dict[str, Any]:
        capsys.readouterr()
        arguments = ["generate", "dialogue", *map(str, flags), "--out", str(tmp_path / out), "--json"]
        assert main(arguments) == 0, capsys.readouterr().err
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return answer

    return run


@pytest.fixture
def talked(capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs ``procgen talk`` with some flags; the turns that it says."""

    def run(persona: object, *flags: object, say: tuple[str, ...]) -> list[dict[str, Any]]:
        capsys.readouterr()
        spoken = [flag for text in say for flag in ("--say", text)]
        assert main(["talk", str(persona), *map(str, flags), *spoken, "--json"]) == 0, capsys.readouterr().err
        turns: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["turns"]
        return turns

    return run


def digests(answer: dict[str, Any]) -> list[str]:
    return [record["sha256"] for record in answer["artifacts"]]


def texts(answer: dict[str, Any]) -> list[str]:
    return [line["text"] for line in answer["lines"]]


def test_the_program_prints_lines_and_says_json(tmp_path: Path) -> None:
    flags = ["--persona", "a grumpy old smith called Bram", "--intent", "greet", "--intent", "refuse"]
    done = program("generate", "dialogue", *flags, "--out", tmp_path, "--name", "bram", "--json")
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    answer = json.loads(done.stdout)
    assert set(answer) == {"artifacts", "lines", "seconds"}
    assert [line["intent"] for line in answer["lines"]] == ["greet", "refuse"]
    assert {line["speaker"] for line in answer["lines"]} == {"Bram"}
    assert [Path(record["path"]).name for record in answer["artifacts"]] == ["bram.json"]
    plain = procgen("generate", "dialogue", *flags, "--out", tmp_path)
    assert plain.stdout.splitlines() == [f"Bram: {text}" for text in texts(answer)]


def test_seeds_and_counts(made: Any) -> None:
    flags = ["--intent", "bark:idle", "--intent", "greet", "--count", 6, *PHRASES]
    answer = made(*flags, "--seed", 1)
    assert len(set(texts(answer))) == 12
    assert len({line["id"] for line in answer["lines"]}) == 12
    assert texts(made(*flags, "--seed", 1)) == texts(answer)
    assert texts(made(*flags, "--seed", 2)) != texts(answer)


def test_facts_variables_and_bounds_hold(made: Any) -> None:
    answer = made(
        *("--persona", BRAM, "--intent", "inform", "--intent", "warn", "--count", 4, "--longest", 120),
        *("--facts", "the bridge is out", "--never", "river", "--listener", "{player}", *PHRASES),
    )
    for text in texts(answer):
        assert "the bridge is out" in text.replace("The", "the")
        assert "river" not in text.lower()
        assert len(text) <= 120


@pytest.mark.parametrize(
    "flags",
    [
        ["--intent", "greet", "--count", "2"],
        ["--scene", "haggle", "--nodes", "12", "--format", "ink", "--format", "json", *PHRASES],
        ["--fill", str(SHOP), "--persona", str(BRAM), *PHRASES],
    ],
    ids=["lines", "scene", "fill"],
)
def test_recipes_give_the_same_bytes(made: Any, tmp_path: Path, flags: list[str]) -> None:
    first = made(*flags, "--seed", 7, "--threads", 1)
    recipe = next((tmp_path / "out").glob("*.recipe.json"))
    formats = [word for flag, word in pairwise(flags) if flag == "--format"]
    again = made("--recipe", recipe, *(f for word in formats for f in ("--format", word)), "--threads", 2, out="again")
    assert digests(again) == digests(first)
    assert json.loads(recipe.read_text())["request"]["model"]


def test_every_format_of_a_scene_and_what_check_says(
    made: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    formats = [flag for kind in EXPORTERS for flag in ("--format", kind)]
    answer = made("--scene", "quest", "--persona", BRAM, "--nodes", 12, "--name", "q", *formats, *PHRASES)
    assert [record["kind"] for record in answer["artifacts"]] == list(EXPORTERS)
    assert set(answer["scene"]) == {"title", "summary", "nodes", "lines", "choices"}
    for suffix in ("json", "ink", "yarn"):
        checked = made("--check", tmp_path / "out" / f"q.{suffix}")
        assert checked["problems"] == []
        assert checked["nodes"] == answer["scene"]["nodes"]
    broken = tmp_path / "broken.ink"
    broken.write_text("-> a\n=== a\nHello.\n+ [Go] -> b\n=== b\nBye.\n-> END\n=== c\nNobody comes.\n-> END\n")
    assert main(["generate", "dialogue", "--check", str(broken)]) == 1
    said = capsys.readouterr()
    assert "node_unreachable at c" in said.out
    assert said.err.startswith("error: ")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_scene(made: Any, kind: str) -> None:
    answer = made("--scene", kind, "--persona", "a sly merchant called Oda", "--nodes", 10, *PHRASES)
    assert 8 <= answer["scene"]["nodes"] <= 14
    assert answer["scene"]["choices"] > 2


YARN = """title: Start
---
<<declare $gold = 3>>
Bram: Hello.
Bram: TODO: intent=warn mood=stern
-> TODO: intent=leave #line:a2
    TODO: procgen intent=farewell speaker=Bram
-> Stay. #line:a3
    Bram:
    #procgen:intent=thank,mood=joyful
===
"""


def test_fill_leaves_all_else_as_it_is(made: Any, tmp_path: Path) -> None:
    (tmp_path / "s.yarn").write_text(YARN)
    answer = made("--fill", tmp_path / "s.yarn", "--persona", BRAM, *PHRASES)
    assert [line["intent"] for line in answer["lines"]] == [
        "warn", "choice:leave", "farewell", "small_talk", "thank",
    ]  # fmt: skip
    old, new = YARN.splitlines(), (tmp_path / "out" / "s.yarn").read_text().splitlines()
    assert len(old) == len(new)
    filled = [b for a, b in zip(old, new, strict=True) if a != b]
    assert len(filled) == 5
    assert all(text in line for text, line in zip(texts(answer), filled, strict=True))
    assert filled[2].startswith("    Bram: ")
    assert filled[1].endswith(" #line:a2")
    ink = made("--fill", SHOP, "--persona", BRAM, *PHRASES)
    assert [line["intent"] for line in ink["lines"]] == ["warn", "choice:leave", "thank"]


def test_talk_goes_on_from_its_state(talked: Any, tmp_path: Path) -> None:
    state = tmp_path / "bram.state"
    first = talked(BRAM, "--state", state, say=("My name is Ilsa.", "What happened to the bridge?", "Sell me a sword."))
    assert "the bridge is out since the flood" in first[1]["text"].replace("The", "the")
    assert first[2]["actions"] == [{"name": "sell_item", "arguments": {"item": "sword"}}]
    second = talked(BRAM, "--state", state, say=("What is my name?", "Who sold the bridge timber?", "Goodbye.", "Hey?"))
    assert "Ilsa" in second[0]["text"]
    assert "Rusk" not in second[1]["text"]
    assert second[2]["ends"]
    assert len(second) == 3, "who has said goodbye is gone"


def test_several_talk_and_go_on_from_their_states(
    talked: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "all.state"
    flags = ("--others", "a gossipy innkeeper called Oda", "--others", "a guard called Tam", "--state", state, *PHRASES)
    (first,) = talked(BRAM, *flags, say=("My name is Ilsa. Hello, Oda!",))
    assert first["lines"][0]["speaker"] == "Oda"
    second, third = talked(BRAM, *flags, say=("What is my name, Tam?", ""))
    assert (second["lines"][0]["speaker"], "Ilsa" in second["lines"][0]["text"]) == ("Tam", True)
    assert len({line["speaker"] for line in third["lines"]}) > 1
    assert main(["talk", str(BRAM), "--state", str(state), "--say", "Hi", "--json"]) == 1
    assert "--others" in capsys.readouterr().err


def test_talk_reads_what_is_typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\nWhat do you sell?\n/quit\nnever\n"))
    assert main(["talk", str(BRAM), *PHRASES]) == 0
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 2
    assert said.out.startswith("Bram: ")
    assert "sword" in said.out
    assert "/quit leaves" in said.err


def test_answers_are_heard_as_files(talked: Any, tmp_path: Path) -> None:
    turns = talked(BRAM, "--speak", "--out", tmp_path, *PHRASES, say=("Hello.", "What happened to the bridge?"))
    for number, turn in enumerate(turns, 1):
        assert turn["file"] == str(tmp_path / f"answer-{number:03d}.wav")
        with wave.open(turn["file"]) as file:
            assert file.getnframes() > 0.4 * file.getframerate()


GENERATE = ["generate", "dialogue"]
ERRORS = [
    ([*GENERATE, "--mood", "hungry", "--setting", "steam"], 2, ["situation.mood", "situation.world.setting", "joyful"]),
    ([*GENERATE, "--intent", "bark:nothing"], 2, ["wishes[0].intent", "spot_enemy"]),
    ([*GENERATE, "--relation", "-5"], 2, ["--relation", "-2 to 2"]),
    ([*GENERATE, "--never", "bridge", "--facts", "the bridge is out"], 2, ["facts[0].text", "bounds.never_say"]),
    ([*GENERATE, "--longest", "20", "--facts", "the old bridge is out again"], 2, ["bounds.most_characters, 20"]),
    ([*GENERATE, "--slot", "item"], 2, ["--slot", "NAME=TEXT"]),
    ([*GENERATE, "--nodes", "24", "--coins", "5"], 2, ["--nodes", "--coins", "--scene"]),
    ([*GENERATE, "--format", "ink"], 2, ["outputs[0]", "json, csv, script"]),
    ([*GENERATE, "--scene", "opera"], 2, ["--scene", "haggle"]),
    ([*GENERATE, "--scene", "quest", "--quest-goal", "eat"], 2, ["quest_goal", "one of fetch"]),
    ([*GENERATE, "--scene", "talk", "--intent", "greet", "--count", "3"], 2, ["--intent", "--count", "lines"]),
    ([*GENERATE, "--scene", "talk", "--fill", str(SHOP)], 2, ["--scene", "--fill"]),
    ([*GENERATE, "--fill", str(SHOP), "--facts", "x"], 2, ["--facts"]),
    ([*GENERATE, "--fill", str(SHOP), "--out", str(SHOP.parent)], 1, ["written over", "--out"]),
    ([*GENERATE, "--fill", "x.txt"], 2, ["--fill", ".yarn"]),
    ([*GENERATE, "--fill", "nowhere.ink"], 1, ["nowhere.ink"]),
    ([*GENERATE, "--check", "bad.ink"], 2, ["ink line 1", "nowhere"]),
    ([*GENERATE, "--persona", "odd.json"], 1, ["odd.json", "nmae"]),
    ([*GENERATE, "--persona", "nowhere.json"], 1, ["nowhere.json"]),
    ([*GENERATE, "--world", "odd.json"], 1, ["odd.json", "entities"]),
    ([*GENERATE, "--recipe", "odd.json"], 1, ["odd.json", "recipe"]),
    ([*GENERATE, "--dialogue-model", "nothere.gguf"], 3, ["nothere.gguf", "GGUF"]),
    ([*GENERATE, "--dialogue-model", "http://127.0.0.1:9#x"], 1, ["http://127.0.0.1:9", "Start the server"]),
    ([*GENERATE, "--dialogue-model", "http://example.com"], 2, ["dialogue_model", "this machine"]),
    (["talk", "odd.json"], 1, ["odd.json"]),
    (
        ["talk", "a smith called Bram", "--others", "a guard called Tam", "--speak", "--say", "Hi"],
        2,
        ["--speak", "--others"],
    ),
    (["talk", "a smith", "--out", "sounds", "--say", "Hi"], 2, ["--out", "--speak"]),
    (["talk", "role.json", "--say", "Hi"], 2, ["persona.role", "smith", "persona.traits[0]"]),
    (["talk", "a smith", "--say", "a\x07b"], 2, ["player_text"]),
    (["talk", "a smith", "--say", "x" * 1001], 2, ["player_text"]),
    (["talk", "a smith", "--state", "bad.state", "--say", "Hi"], 2, ["state"]),
    (["talk", "a smith", "--state", "none/a.state", "--say", "Hi"], 1, ["--state"]),
    (["talk", "a smith", "--model", "gpt", "--say", "Hi"], 2, ["model", "phrases"]),
]


@pytest.mark.parametrize(("arguments", "code", "words"), ERRORS, ids=[str(i) for i in range(len(ERRORS))])
def test_errors_are_one_line_with_a_remedy(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    words: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("odd.json").write_text('{"persona": {"nmae": "Bram"}}')
    Path("role.json").write_text('{"persona": {"role": "plumber", "traits": ["x"]}}')
    Path("bad.ink").write_text("-> nowhere\n=== a\nHello.\n-> END\n")
    Path("bad.state").write_text("hello")
    capsys.readouterr()
    assert main(arguments) == code
    said = capsys.readouterr()
    assert not said.out
    error, hint = said.err.splitlines()
    assert error.startswith("error: ")
    assert hint.startswith("hint: ")
    assert all(word in said.err for word in words), said.err


def test_a_state_of_somebody_else_is_refused(talked: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = tmp_path / "bram.state"
    talked(BRAM, "--state", state, *PHRASES, say=("Hello.",))
    kept = state.read_text()
    assert main(["talk", "a guard called Una", "--state", str(state), "--say", "Hi", *PHRASES]) == 2
    assert "state" in capsys.readouterr().err
    state.write_text(kept[:-9])
    assert main(["talk", str(BRAM), "--state", str(state), "--say", "Hi", *PHRASES]) == 2
    assert state.read_text() == kept[:-9], "a damaged state is not written over"


def test_words_that_mean_nothing_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["generate", "dialogue", "--persona", "a zorgled smith", "--out", str(tmp_path), *PHRASES]
    assert main(arguments) == 0
    assert "zorgled" in capsys.readouterr().err


@pytest.mark.parametrize("part", ["blind", "facts"])
def test_what_is_to_be_read_wants_a_folder_for_its_page(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "dialogue", "--part", part]) == 2
    assert "--page" in capsys.readouterr().err


def test_lines_that_tell_facts_are_written_for_a_reader(tmp_path: Path) -> None:
    page = tmp_path / "page"
    asked = ["--part", "facts", "--model", "phrases", "--tellings", "9", "--split", "validation", "--page", str(page)]
    assert main(["evaluate", "dialogue", *asked]) == 0
    lines = (page / "facts-phrases.txt").read_text().splitlines()
    assert len(lines) == 18
    for asked_for, text in zip(lines[::2], lines[1::2], strict=True):
        fact = asked_for.partition(", told: ")[2].removesuffix("]")
        assert fact[1:] in text


def test_without_a_page_no_blind_pairs_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []

    def measured(data: object, backends: object, options: Options, *_: object, **__: object) -> Evaluation:
        asked.append(options.parts)
        return Evaluation(options)

    monkeypatch.setattr("procgen.dialogue.ruler.evaluate.evaluate_dialogue", measured)
    assert main(["evaluate", "dialogue", "--json"]) == 0
    assert "blind" not in asked[0]
    assert "talk" in asked[0]
