"""Characters of one piece in the real Godot, and the screen on which players make theirs."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.conftest import RunningServer
from tests.engines.creator_recipes import read_recipe
from tests.engines.godot_probe import run_probe

NAMES = ["muscle", "weight", *(f"slider_{number}" for number in range(226))]


@pytest.fixture(scope="module")
def game(server: RunningServer, godot_project: Path) -> dict[str, Any]:
    """A noblewoman in a gown, who turns and falls."""
    settings = {
        "character_seed": 5,
        "description": "a noblewoman in a gown with a cloak",
        "texture_px": 512,
        "profile": "game",
        "triangles": 9000,
    }
    return run_probe(godot_project, "game", screen=True, ask="game", web_port=server.web_port, settings=settings)


def test_levels_follow_one_another_with_distance(game: dict[str, Any]) -> None:
    levels = sorted(game["levels"], key=lambda level: level["name"])
    assert [level["name"] for level in levels] == [f"Person_LOD{number}" for number in range(4)]
    assert levels[0]["from_m"] == 0
    for nearer, further in pairwise(levels):
        assert further["from_m"] == pytest.approx(nearer["to_m"])
        assert further["triangles"] < nearer["triangles"]
        assert further["to_m"] > further["from_m"]
    assert levels[0]["triangles"] <= 9000
    assert all(level["surfaces"] <= 3 and level["skinned"] for level in levels)
    assert [level["shapes"] > 60 for level in levels] == [True, True, False, False]


def test_cloth_swings_when_its_wearer_turns(game: dict[str, Any]) -> None:
    assert game["chains"] >= 8
    assert 0.005 < game["swung_m"] < 0.6


def test_hit_boxes_say_which_limb_was_hit(game: dict[str, Any]) -> None:
    assert game["hit"] == {"Head": "Head", "LeftUpperLeg": "LeftUpperLeg"}
    assert game["boxes"] == 18


def test_a_ragdoll_falls_onto_the_floor_and_stays_whole(game: dict[str, Any]) -> None:
    assert game["stood_m"] > 1.2
    assert game["fell_m"] < 0.6 * game["stood_m"]
    assert game["lowest_m"] > -0.1, "nobody falls through the floor"
    assert game["shin_m"] == pytest.approx(game["shin_at_rest_m"], rel=0.15)
    assert 40 < game["mass_kg"] < 120


def test_recipes_are_short_texts_that_lead_back(godot_project: Path) -> None:
    recipes = [
        {"seed": 0, "words": "", "sliders": {}},
        {"seed": 4294967295, "words": "a stout old blacksmith with a grey beard", "sliders": {"muscle": 1.0}},
        {"seed": 77, "words": "eine Händlerin", "sliders": {f"slider_{n}": (n % 63 - 31) / 31 for n in range(90)}},
        {"seed": 1, "words": "x" * 80, "sliders": dict.fromkeys(NAMES, 0.5)},
    ]
    bad = ["", "P1", "P1.!!!!", "P1.AAAA", "Q1.AAAAAAAA", "P1." + "A" * 300, "P1.AAAAAP8"]
    report = run_probe(godot_project, "game", ask="recipes", names=NAMES, recipes=recipes, bad=bad)
    for wanted, found in zip(recipes[:3], report["recipes"], strict=False):
        assert 0 < len(found["text"]) <= 200
        assert found["wrong"] == ""
        assert (found["seed"], found["words"]) == (wanted["seed"], wanted["words"])
        assert found["sliders"] == pytest.approx(wanted["sliders"], abs=1 / 61)
        seed, words, sliders = read_recipe(found["text"], NAMES)
        assert (seed, words, sliders) == (wanted["seed"], wanted["words"], pytest.approx(found["sliders"])), (
            "Unity's creator reads the same"
        )
    assert report["recipes"][3]["text"] == "", "so many sliders do not fit, which is said"
    assert all(report["refused"])


def test_a_player_makes_a_character(server: RunningServer, godot_project: Path, tmp_path: Path) -> None:
    report = run_probe(
        godot_project,
        "game",
        screen=True,
        ask="creator",
        web_port=server.web_port,
        folder=str(tmp_path),
        texture_px=512,
    )
    assert report["first"]
    assert report["pinned"] == 0
    assert report["moved"] == 20, "all of the nose but the pinned one"
    assert 0 < len(report["text"]) <= 200
    assert report["after_undo"] == 0
    assert report["after_redo"] is True
    assert report["kept_pins"] == ["nose_hump"]
    assert report["taken"] is True
    assert report["same"] is True
    assert report["bad"] is False
    assert report["accepted"][0][1] == report["text"]
    with Image.open(tmp_path / "creator-photo.png") as photo:
        assert list(photo.size) == report["photo"]
        assert len(np.unique(np.asarray(photo.resize((32, 32)).convert("L")))) > 20, "somebody is seen"
