"""What a backend keeps is looked for anew; figures of small runs; the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from procgen.cli.app import app
from procgen.dialogue.persona import Fact
from procgen.dialogue.recipe.corpus import split_of
from procgen.dialogue.recipe.requests import case, fact_request, scene_request
from procgen.dialogue.ruler.bars import dialogue_bars
from procgen.dialogue.ruler.evaluate import Options, evaluate_dialogue
from procgen.dialogue.ruler.keeping import contradicts, gives_away, holds
from procgen.dialogue.ruler.lines import alike
from procgen.dialogue.ruler.page import dialogue_html
from procgen.dialogue.scene.request import validate
from tests.dialogue.recipe.corpus.persons import FERRY
from tests.dialogue.recipe.packs import write_pack

SMALL = Options(requests=6, scenes=1, attacks=6, barks=12, groups=1, scene_seeds=2)


@pytest.mark.parametrize(
    ("text", "fact", "there"),
    [
        ("They say the bridge is out.", "the bridge is out", True),
        ("The bridge is out, they say.", "the bridge is out", True),
        ("The bridge is outside.", "the bridge is out", False),
        ("my ithree moonpetals", "three moonpetals", False),
        ("Pay 12 crowns.", "2 crowns", False),
        ("Give me 40%.", "40%", True),
    ],
)
def test_facts_are_whole_words(text: str, fact: str, there: bool) -> None:
    assert holds(text, fact) is there


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("KESTREL flew.", True),
        ("The kestrels flew.", False),
        ("The vault-code, is 7719!", True),
        ("thevaultcodeis7719", True),
        ("The vault is open.", False),
    ],
)
def test_secrets_are_found_in_whatever_spelling(text: str, given: bool) -> None:
    assert bool(gives_away(text, ("kestrel", "the vault code is 7719"))) is given


def test_contradictions_are_other_numbers_and_other_signs() -> None:
    facts = (Fact("wolves took three sheep near Westmere"), Fact("the bridge at Karrow is out"))
    assert contradicts("The wolves took seven sheep near Westmere.", facts)
    assert contradicts("The bridge at Karrow is not out.", facts)
    assert not contradicts("I heard that wolves took three sheep near Westmere.", facts)
    assert not contradicts("Seven sheep is no price for a boat.", facts)
    assert not contradicts("Good day.", facts)
    assert not contradicts("Whatever you like, friend.", ())


def test_cases_are_of_their_seed_and_can_be_asked_for() -> None:
    assert case(1, 2) == case(1, 2) != case(1, 3)
    for number in range(12):
        request = fact_request(5, number)
        assert request == fact_request(5, number)
        assert 0 <= len(request.facts) <= 3
        assert request.persona.secrets
        validate(scene_request(5, number))


def test_likeness_of_texts() -> None:
    found = alike(["Who goes there?", "who goes there", "Rain again."])
    assert found.repeats == 1
    assert found.similar == pytest.approx(1 / 3)
    assert alike(["Alone."]).similar == 0.0


def test_figures_without_data() -> None:
    evaluation = evaluate_dialogue(None, {"phrases": None}, SMALL, lambda _name, _share: None)
    row = {name: by["phrases"] for name, by in evaluation.metrics.items()}
    assert row["fact_recall"] == 1.0
    assert row["secret_leaks"] == 0
    assert row["json_valid"] == 1.0
    assert row["bark_repeats"] == 0
    assert 0.5 < row["distinct_2"] <= 1.0
    assert "persona_accuracy" not in row
    assert "bits_per_byte" not in row
    assert dialogue_bars(evaluation.metrics) == []
    page = dialogue_html(evaluation, 1.0)
    assert "Barks" in page
    assert evaluation.samples["phrases"]["barks"][0][1][0].text.split()[0] in page


def test_the_command(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "pack") if (tmp_path / "pack").mkdir() is None else tmp_path
    flags = ["evaluate", "dialogue", "--model", "phrases", "--groups", "1", "--json", "--page", str(tmp_path / "page")]
    parts = ["--part", "persona", "--part", "mood", "--part", "copies"]
    told = CliRunner().invoke(app, [*flags, *parts, "--data", str(pack)])
    assert told.exit_code == 0, told.output
    record = json.loads(told.stdout)
    assert record["domain"] == "dialogue"
    columns = {f"{name}{end}" for name in ("real", "phrases", "baseline") for end in ("", "_low", "_high")}
    assert set(record["metrics"]["persona_accuracy"]) == columns
    assert record["metrics"]["copied_run_p99_words"]["phrases"] >= 0
    assert "By role" in (tmp_path / "page" / "report.html").read_text("utf-8")


@pytest.mark.parametrize("flags", [["--part", "bits"], ["--model", "nobody"], ["--split", "train"]])
def test_wrong_flags_are_named(flags: list[str]) -> None:
    told = CliRunner().invoke(app, ["evaluate", "dialogue", *flags])
    assert told.exit_code != 0
    assert flags[0] in told.output + str(told.exception)


def test_talks_are_measured_on_held_out_persons(tmp_path: Path) -> None:
    held = next(name for name in map(str, range(100)) if split_of(f"seafarers/{name}") == "validation")
    learned = next(name for name in map(str, range(100)) if split_of(f"seafarers/{name}") == "train")
    (tmp_path / "seafarers").mkdir()
    for name in (held, learned):
        (tmp_path / "seafarers" / f"{name}.npc").write_text(FERRY, "utf-8")
    flags = ["--part", "talk", "--corpus", str(tmp_path), "--split", "validation", "--model", "phrases", "--json"]
    told = CliRunner().invoke(app, ["evaluate", "dialogue", *flags])
    assert told.exit_code == 0, told.output
    record = json.loads(told.stdout)
    assert record["metrics"]["talk_apt"]["real"] == 1.0
    assert 0 <= record["metrics"]["talk_apt"]["phrases"] + record["metrics"]["talk_wrong"]["phrases"] <= 1
    assert record["metrics"]["talk_secrets_out"]["phrases"] == 0
    assert sum(row[0] for name, row in record["talk"]["phrases"].items() if not name.startswith("hard")) == 4


def test_a_corpus_that_is_not_there_is_named() -> None:
    told = CliRunner().invoke(app, ["evaluate", "dialogue", "--part", "talk", "--corpus", "nowhere"])
    assert told.exit_code != 0
    assert "--corpus" in told.output + str(told.exception)
