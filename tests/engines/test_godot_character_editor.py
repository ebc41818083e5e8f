"""The tab for characters in the real editor, against the real server."""

from __future__ import annotations

import re
from typing import Any

import pytest

from procgen.runtime.recipe import Recipe
from tests.engines.conftest import Designed

PROFILE_BONES = 56
"""Of SkeletonProfileHumanoid."""
ONCE, ROUND = 0, 1
"""Of Godot's Animation.LoopMode."""
DESIGNER_STEPS = ("people",)


@pytest.fixture(scope="module")
def report(designed: Designed) -> dict[str, Any]:
    """What the probe saw of characters."""
    return designed.reports["people"]


def test_the_person_is_described(report: dict[str, Any]) -> None:
    assert report["problems"] == []
    assert re.match(r".+, mechanic, 31 years, \d\.\d\d m, \d+ kg\n\S", report["message"])
    assert max(report["portrait"]) == 512


def test_editor_goes_on_while_the_server_works(report: dict[str, Any]) -> None:
    assert report["goes_on"]


def test_the_character_is_the_one_that_was_asked_for(report: dict[str, Any]) -> None:
    person = Recipe.from_json(report["recipe"]).request["person"]
    assert (person["role"], person["shape"]["age_years"]) == ("mechanic", 31.0)
    assert person["shape"].get("sex", 0.0) == 0, "the text says a woman"
    assert report["message"].split(",")[0] == person["name"]


def test_placing_is_one_step_and_writes_nothing(report: dict[str, Any]) -> None:
    placed = report["placed"]
    assert report["selected"]
    assert report["before"] == [".: Node3D"]
    kinds = [node.split(": ", 1)[1].split(" ")[0] for node in placed]
    assert kinds.count("Skeleton3D") == 1
    assert kinds.count("AnimationPlayer") == 1
    assert kinds.count("MeshInstance3D") > 5
    assert report["after_undo"] == report["before"]
    assert not report["more_to_undo"]
    assert report["after_redo"] == placed
    assert report["files_before_saving"]


def test_pictures_are_of_the_size_that_was_asked_for_and_have_mip_maps(report: dict[str, Any]) -> None:
    assert [512, 512] in [texture[:2] for texture in report["textures"]]
    assert all(texture[2] for texture in report["textures"])


def test_whoever_is_placed_stands_and_does_not_spread_the_arms(report: dict[str, Any]) -> None:
    assert report["figure"]["hand_m"] < report["figure"]["shoulder_m"] - 0.3


def test_more_like_this_makes_a_relative(report: dict[str, Any]) -> None:
    assert not report["can_vary_before"]
    first, second = (Recipe.from_json(report[name]).request["person"] for name in ("recipe", "relative_recipe"))
    assert report["is_another_portrait"]
    assert report["relative"].split(",")[0] == second["name"] != first["name"]
    assert second["name"].split()[-1] == first["name"].split()[-1], "siblings"
    assert second["shape"] != first["shape"]


def test_a_saved_character_is_imported_ready_for_animation(report: dict[str, Any], designed: Designed) -> None:
    glb = report["saved"][0].removeprefix("res://")
    assert (designed.project / glb).read_bytes()[:4] == b"glTF"
    figure = report["imported"]
    assert figure["skeleton"] == "GeneralSkeleton", "the importer's name for one that fits the profile"
    assert len(figure["bones"]) == PROFILE_BONES
    assert {"Root", "Hips", "Spine", "Head", "LeftUpperArm", "RightToes"} <= set(figure["bones"])
    assert figure["motion_scale"] == pytest.approx(figure["hips_m"], abs=1e-3), "clips of others are fitted to it"
    assert figure["clips"] == {
        "idle": [ROUND, "%GeneralSkeleton:Hips"],
        "walk": [ROUND, "%GeneralSkeleton:Hips"],
        "wave": [ONCE, "%GeneralSkeleton:Hips"],
    }
    assert set(figure["shapes"]) == set(report["figure"]["shapes"])
    assert {"mouthSmileLeft", "eyeBlinkRight", "viseme_aa"} <= set(figure["shapes"])


def test_a_character_is_made_anew_in_one_step_and_holds_what_it_held(report: dict[str, Any]) -> None:
    again = report["again"]
    assert again["is_another"]
    assert again["is_same_person"]
    assert again["place"] == [1, 0, 2]
    assert again["holds"]
    assert again["after"] == again["before"] == again["after_undo"] == again["after_redo"]
    assert any(node.endswith("hand_r/Wrench: Node3D") for node in again["after"])
