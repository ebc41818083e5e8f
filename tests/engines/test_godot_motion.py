"""Movements of the library in the real Godot: a character's tree of states, its blends by speed, its root motion."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import RunningServer
from tests.engines.godot_probe import run_probe


@pytest.fixture(scope="module")
def moved(server: RunningServer, godot_project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Somebody sad who stands, walks and sits down."""
    settings = {
        "character_seed": 5,
        "description": "an old woman",
        "texture_px": 0,
        "profile": "slim",
        "clip_names": ["basic", "walk_casual", "run_jog", "strafe_left", "walk_backwards", "sit"],
        "manner": {"mood": -1.0},
    }
    folder = tmp_path_factory.mktemp("godot_motion")
    (folder / "moves").mkdir(exist_ok=True)
    arguments = {"settings": settings, "speed": [0.0, 0.6], "state": "sit_idle", "folder": str(folder)}
    return run_probe(godot_project, "characters", screen=True, ask="moves", web_port=server.web_port, **arguments)


def test_who_is_placed_stands_with_hanging_arms(moved: dict[str, Any]) -> None:
    assert max(moved["posed"]) < 1.0


def test_speeds_blend_what_walks(moved: dict[str, Any]) -> None:
    points = moved["points"]
    assert points["idle"] == [0, 0]
    assert points["run_jog"][1] > points["walk_casual"][1] > 0.2
    assert points["walk_backwards"][1] < 0
    assert points["strafe_left"][0] > 0.2


def test_root_motion_goes_as_fast_as_the_feet(moved: dict[str, Any]) -> None:
    assert moved["way"][2] == pytest.approx(0.6, abs=0.15)
    assert moved["way"][0] == pytest.approx(0.0, abs=0.05)


def test_a_state_is_travelled_to(moved: dict[str, Any]) -> None:
    assert moved["state"] == "sit_idle"
    assert 0.3 < moved["hips_m"] < 0.65


def test_nobody_walks_in_step(moved: dict[str, Any]) -> None:
    assert 0.0 < moved["phase"] < 1.0
