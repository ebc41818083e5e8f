"""The tabs for dialogue in the real editor, against the real server."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from procgen.runtime.recipe import Recipe
from tests.engines.conftest import Designed

FACT = "the bridge is out since the flood"
DESIGNER_STEPS = ("writing",)


@pytest.fixture(scope="module")
def report(designed: Designed) -> dict[str, Any]:
    """What the probe saw of dialogue."""
    return designed.reports["writing"]


def read(project: Path, path: str) -> str:
    return (project / path.removeprefix("res://")).read_text()


def test_lines_are_shown_as_they_come(report: dict[str, Any]) -> None:
    lines = report["lines"].strip().splitlines()
    assert report["problems"] == []
    assert len(lines) == len(set(lines)) == 6
    assert all(re.fullmatch(r"Oda: \S.+", line) for line in lines)
    assert report["lines"].startswith(report["text_with_the_first_line"])
    assert report["text_with_the_first_line"].strip()
    assert report["message"] == "6 lines."


def test_lines_are_saved_as_chosen(report: dict[str, Any], designed: Designed) -> None:
    assert report["files_before_saving"]
    script, data = report["saved_lines"]
    assert (Path(script).suffix, Path(data).suffix) == (".md", ".json")
    assert "Oda" in read(designed.project, script)


def test_a_speaker_is_placed_in_one_step(report: dict[str, Any]) -> None:
    placed = report["placed"]
    assert placed["selected"]
    assert placed["before"] == [".: Node3D"]
    assert [node.split(" metadata")[0] for node in placed["placed"]] == [".: Node3D", "./Oda: Node"]
    assert placed["script"] == "ProcgenDialogue"
    assert placed["settings"] == [
        "Oda",
        "merchant",
        ["sly", "greedy"],
        "female",
        [FACT],
        {"setting": "medieval"},
        "phrases",
    ]
    assert Recipe.from_json(placed["recipe"]).request["persona"]["name"] == "Oda"
    assert placed["after_undo"] == placed["before"]
    assert placed["after_redo"] == placed["placed"]
    assert not placed["more_to_undo"]


def test_a_speaker_is_made_anew_from_its_recipe(report: dict[str, Any]) -> None:
    is_another, is_the_same_scene, name, steps = report["placed"]["again"]
    assert is_another
    assert is_the_same_scene
    assert (name, steps) == ("Oda", 2)


def test_a_scene_is_shown(report: dict[str, Any]) -> None:
    scene = report["scene"]
    assert scene["problems"] == []
    assert re.match(r".+: \d+ nodes, \d+ lines, \d+ choices\.\n\S", scene["message"])
    assert FACT in scene["text"].lower()
    assert "    \N{BULLET} " in scene["text"]


def test_a_scene_is_saved_for_each_addon_that_was_chosen(report: dict[str, Any], designed: Designed) -> None:
    paths = {Path(path).suffix: path for path in report["scene"]["saved"]}
    assert set(paths) == {".tres", ".ink", ".yarn", ".dtl", ".godot", ".twee"}
    assert "\n===" in read(designed.project, paths[".ink"])
    assert read(designed.project, paths[".yarn"]).endswith("===\n")
    assert read(designed.project, paths[".twee"]).startswith("::")


def test_a_saved_scene_is_a_resource(report: dict[str, Any]) -> None:
    scene = report["scene"]["loaded"]
    ids = {node["id"] for node in scene["nodes"]}
    choices = [choice for node in scene["nodes"] for choice in node["choices"]]
    lines = [line for node in scene["nodes"] for line in node["lines"]]
    assert scene["title"] == report["scene"]["title"]
    assert lines
    assert all(line["text"] and line["speaker"] for line in lines)
    assert choices
    assert all(choice["text"] and choice["target"] in {*ids, ""} for choice in choices)
    recipe = Recipe.from_json(report["scene"]["recipe"]).request
    assert (recipe["kind"], recipe["nodes"], recipe["cast"][0]["name"]) == ("haggle", 12, "Oda")
