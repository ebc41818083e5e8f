"""Judges learn what real people of a role say, from speech and prose, and never from test works."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import numpy as np
import pytest

from procgen.dialogue.recipe.data import split_of
from procgen.dialogue.ruler.judge import (
    MOODS,
    PROSE,
    ROLES,
    SPEECH,
    Accuracy,
    Example,
    Judge,
    accuracy,
    features,
    in_groups,
    mood_examples,
    role_examples,
)
from procgen.kit.ruler.intervals import Interval

_SEA = ("Haul the anchor, the tide turns.", "The mast creaks in a gale.", "A fair wind fills our sails.")
_FIELD = ("The barley wants rain.", "Our cows broke the fence.", "Plough before the frost comes.")


def _examples() -> list[Example]:
    found = []
    for label, texts in (("sailor", _SEA), ("farmer", _FIELD)):
        for n in range(4):
            found += [Example(label, text, SPEECH, f"play {n}", "train", f"First {label}") for text in texts]
            found += [Example(label, f"There was a {label} who said: {text}", PROSE, f"novel {n}") for text in texts]
    return found


def test_a_judge_knows_words_of_a_trade() -> None:
    judge = Judge(_examples(), ("sailor", "farmer"))
    assert judge.of(["The wind and the tide are with us."]) == "sailor"
    assert judge.of(["A cow in the barley!", "Frost on the fence."]) == "farmer"
    assert {"tide", "anchor"} & set(judge.telling("sailor"))


def test_more_prose_for_one_role_does_not_make_narrators_of_it() -> None:
    plain = [Example("farmer", "It was then that they had gone away and said so.", PROSE) for _ in range(40)]
    judge = Judge([*_examples(), *plain, *plain], ("sailor", "farmer"))
    assert judge.of(["Haul the anchor, the tide turns.", "It was then."]) == "sailor"


def test_features() -> None:
    assert {"don't", "!", "don't go", "#anch", "#chor"} <= features("DON'T go, anchor!")
    assert features("") == set()


def test_accuracy_counts_classes_alike() -> None:
    judge = Judge(_examples(), ("sailor", "farmer"))
    groups = [("sailor", list(_SEA))] * 3 + [("farmer", list(_SEA))]
    found = accuracy(judge, groups)
    assert found.share == pytest.approx(0.5)
    assert found.by_class == {"sailor": (1.0, 3), "farmer": (0.0, 1)}
    assert found.taken_for["farmer", "sailor"] == 1
    assert accuracy(judge, []).share == 0.0
    assert accuracy(judge, []).interval(1) == Interval(0.0, 0.0, 0.0)


def test_an_accuracy_s_interval_is_that_of_classes_that_count_alike() -> None:
    found = Accuracy(0.5, {"sailor": (0.8, 100), "farmer": (0.2, 400)}, {}).interval(3)
    # Two binomial shares, half each: 1.96 standard errors to either side.
    half = 1.96 * 0.5 * np.sqrt(0.8 * 0.2 / 100 + 0.2 * 0.8 / 400)
    assert found.value == pytest.approx(0.5)
    assert (0.5 - found.low, found.high - 0.5) == pytest.approx((half, half), rel=0.15)


def test_groups_are_of_one_speaker_of_one_work() -> None:
    rows = [Example("sailor", f"{work} {n}", SPEECH, work, "test", "Mate") for work in "ab" for n in range(5)]
    assert [texts for _, texts in in_groups(rows, one_speaker=True, size=4)] == [
        ["a 0", "a 1", "a 2", "a 3"],
        ["b 0", "b 1", "b 2", "b 3"],
    ]
    assert len(in_groups(rows, one_speaker=False, size=5)) == 2


def _write(path: Path, rows: list[dict[str, object]]) -> None:
    with lzma.open(path, "wt", encoding="utf-8", preset=0) as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def test_examples_of_a_pack(tmp_path: Path) -> None:
    turns = [
        {"speaker": "First Sailor", "text": "Haul!", "action": "angrily"},
        {"speaker": "Mistress Page", "text": "La!"},
        {"speaker": "Romeo", "text": "Ah me.", "emotion": "sadly"},
    ]
    talk = {"id": "1", "split": "test", "turns": [{"speaker": "Camper 1", "text": "Water?"}]}
    plays: list[dict[str, object]] = [
        {"id": "0", "source": "w", "genre": "play", "split": "train", "turns": turns},
        {**talk, "genre": "negotiation"},
    ]
    _write(tmp_path / "dialogue.jsonl.xz", plays)
    novel = {"work": "n", "split": "train", "text": "The boatswain swore. " * 40 + "A butler came."}
    _write(tmp_path / "prose.jsonl.xz", [novel])
    found = role_examples(tmp_path)
    assert [(each.label, each.text, each.speaker) for each in found if each.source == SPEECH] == [
        ("sailor", "Haul!", "First Sailor")
    ]
    prose = [each for each in found if each.source == PROSE]
    assert {each.label for each in prose} == {"sailor", "servant"}
    assert {each.split for each in prose} == {split_of(novel)}
    assert [(each.label, each.text) for each in mood_examples(tmp_path)] == [("angry", "Haul!"), ("sad", "Ah me.")]
    assert set(ROLES) >= {"sailor", "servant"}
    assert "sad" in MOODS
