"""The tab for worlds in the real editor, against the real server."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from procgen.runtime.recipe import Recipe
from tests.engines.conftest import Designed

DESIGNER_STEPS = ("places",)


@pytest.fixture(scope="module")
def places(designed: Designed) -> dict[str, Any]:
    """What the probe saw of worlds."""
    return designed.reports["places"]


def test_a_world_can_be_cancelled(places: dict[str, Any]) -> None:
    cancelled = places["cancelled"]
    assert cancelled["stage"].endswith("…")
    assert cancelled["message"] == "Cancelled."
    assert not cancelled["can_place"]


def test_a_world_that_cannot_be_is_refused_in_words(places: dict[str, Any]) -> None:
    assert "side_m" in places["refused"]["message"]
    assert places["refused"]["marked"]


def test_a_world_is_shown_as_a_map(places: dict[str, Any]) -> None:
    assert places["problems"] == []
    assert re.match(r".+: \d+ buildings, \d+ plants and things, 1 people, \d+ lines\.", places["message"])
    assert places["picture"]
    assert places["goes_on"]


def test_nothing_is_written_before_it_is_placed(places: dict[str, Any]) -> None:
    assert places["files_before_saving"]
    assert places["outside"] == "Choose a folder of the project: it begins with res://."


def test_a_world_is_stored_where_the_designer_says(places: dict[str, Any], designed: Designed) -> None:
    assert re.fullmatch(r"res://places/[a-z-]+-[0-9a-f]{8}", places["folder"])
    assert places["said"] == f"Saved as {places['folder']}."
    folder = designed.project / places["folder"].removeprefix("res://")
    manifest = json.loads((folder / "manifest.json").read_text())
    assert {file["path"] for file in manifest["files"]} | {"manifest.json"} == set(places["files"]) - {".gdignore"}
    assert (folder / ".gdignore").exists(), "the editor does not import it"


def test_placing_a_world_is_one_step(places: dict[str, Any]) -> None:
    assert places["before"] == [".: Node3D"]
    assert len(places["after"]) == 2, "what is in the folder is not saved with the scene"
    assert places["after_undo"] == places["before"]
    assert places["after_redo"] == places["after"]
    assert not places["more_to_undo"]
    assert Recipe.from_json(places["recipe"]).request["text"] == "a fishing village"


def test_the_world_is_shown_in_the_editor(places: dict[str, Any]) -> None:
    assert {"Ground", "Buildings", "Props", "People"} <= set(places["children"])
    assert places["people"] == 1
    assert places["children_after_redo"] == len(places["children"])
    assert places["middle_m"] == [125, 125] or places["middle_m"][0] == pytest.approx(125, abs=2)
    assert places["off_the_ground_m"] == pytest.approx(0, abs=0.1), "the ground of the middle is at the origin"


def test_what_one_can_walk_in_is_placed_while_the_rest_is_made(places: dict[str, Any], designed: Designed) -> None:
    early = places["early"]
    assert early["while_made"]
    assert early["placed"] == 1
    assert {"Ground", "Buildings", "Props"} <= set(early["children"])
    assert "People" not in early["children"]
    assert early["people"] == [0, 1], "they come into the same node"
    assert early["stays"], "what stands is not built again"
    assert early["folder"][0] == early["folder"][1]
    assert early["after_undo"], "placing is one step"
    # In the end the folder holds the whole world, and the node says of what it was made.
    folder = designed.project / early["folder"][1].removeprefix("res://")
    manifest = json.loads((folder / "manifest.json").read_text())
    assert {file["path"] for file in manifest["files"]} | {"manifest.json"} == set(early["files"]) - {".gdignore"}
    assert "world.glb" in early["files"]
    recipe = Recipe.from_json(early["recipe"])
    assert recipe.sha256 == manifest["recipe"]["sha256"]
    assert "parts" not in recipe.request
