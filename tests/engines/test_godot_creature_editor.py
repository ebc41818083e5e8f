"""The tab for animals in the real editor, against the real server."""

from __future__ import annotations

import re
from typing import Any

import pytest

from procgen.creature.generate import clip_names
from procgen.runtime.recipe import Recipe
from tests.engines.conftest import Designed

ROUND = 1
"""Of Godot's Animation.LoopMode."""
DESIGNER_STEPS = ("animals",)


@pytest.fixture(scope="module")
def report(designed: Designed) -> dict[str, Any]:
    """What the probe saw of animals."""
    return designed.reports["animals"]


def test_the_animal_is_shown_and_described(report: dict[str, Any]) -> None:
    assert report["problems"] == []
    assert re.fullmatch(r"[A-Z][A-Za-z ]+, (female|male), 0\.\d\d m high\.", report["message"])
    assert report["picture"] > 0


def test_placing_is_one_step_and_writes_nothing(report: dict[str, Any]) -> None:
    assert report["before"] == [".: Node3D"]
    kinds = [node.split(": ", 1)[1].split(" ")[0] for node in report["placed"]]
    assert kinds.count("Skeleton3D") == 1
    assert kinds.count("AnimationPlayer") == 1
    assert kinds.count("MeshInstance3D") >= 1
    assert report["after_undo"] == report["before"]
    assert report["after_redo"] == report["placed"]
    assert report["files_before_saving"]


def test_the_placed_animal_stands_and_its_clips_go_round(report: dict[str, Any]) -> None:
    animal = report["animal"]
    request = Recipe.from_json(animal["recipe"]).request
    assert (request["species"], request["seed"]) == ("dog", "4")
    assert 0.2 < animal["height_m"] < 1.3
    assert set(animal["clips"]) == set(clip_names("dog"))
    assert set(animal["loops"]) == {ROUND}
    assert animal["plays"] == "idle"


def test_made_anew_it_takes_the_place_of_the_old_one(report: dict[str, Any]) -> None:
    again = report["again"]
    assert report["is_another"]
    assert (again["name"], again["place"]) == ("Rex", [1.0, 2.0])
    # The node's own request is made anew, not what the form said.
    assert Recipe.from_json(again["recipe"]) == Recipe.from_json(report["animal"]["recipe"])


def test_what_engines_read_is_saved_and_no_portrait(report: dict[str, Any], designed: Designed) -> None:
    (saved,) = report["saved"]
    assert (designed.project / saved.removeprefix("res://")).read_bytes()[:4] == b"glTF"
