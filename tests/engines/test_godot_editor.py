"""The Godot addon in the real editor, used as a level designer would."""

from __future__ import annotations

import re
from typing import Any

import pytest

from procgen.runtime.recipe import Recipe
from tests.conftest import RunningServer
from tests.engines.godot_probe import copy_project, report_of
from tests.tools import free_port

RGTC_RG = 21
"""Of Godot's Image.Format: what the editor makes of normal maps."""
PLAIN_SCENE = [".: Node3D"]
SCENE_WITH_TERRAIN = [
    ".: Node3D",
    "./Terrain: StaticBody3D",
    "./Terrain/Surface: MeshInstance3D",
    "./Terrain/Shape: CollisionShape3D",
]


@pytest.fixture(scope="module")
def report(server: RunningServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the editor probe saw; that the editor complained about nothing is checked on the way."""
    settings = f"""
[editor_plugins]

enabled=PackedStringArray("res://addons/editor_probe/plugin.cfg", "res://addons/procgen/plugin.cfg")

[procgen]

server/web_port={server.web_port}
"""
    project = copy_project(tmp_path_factory.mktemp("godot_editor") / "project", settings)
    return report_of(project, ["--editor"], {"steps": "_ground", "unused_port": free_port()})


def test_dialog_says_what_to_do_without_a_server(report: dict[str, Any]) -> None:
    assert re.fullmatch(
        r"No procgen server answers at 127\.0\.0\.1:\d+; .*procgen serve.*\.", report["message_without_server"]
    )


def test_terrain_is_placed_and_saved_with_the_scene(report: dict[str, Any]) -> None:
    assert report["placed"] == SCENE_WITH_TERRAIN
    assert not report["dialog_is_open"]


def test_terrain_is_the_one_that_was_asked_for(report: dict[str, Any]) -> None:
    request = Recipe.from_json(report["recipe"]).request
    assert report["landforms"] > 1
    assert (request["seed"], request["landform"]) == ("4294967295", report["landform"])
    assert (request["width_px"], request["depth_px"], request["metres_per_pixel"]) == (257, 257, 2.5)


def test_terrain_is_where_the_designer_looks(report: dict[str, Any]) -> None:
    assert report["middle_m"] == [0, 0, 0]
    assert report["selected"]


def test_placing_is_one_step_for_undo_and_redo(report: dict[str, Any]) -> None:
    assert report["steps"] == 1
    assert report["after_undo"] == PLAIN_SCENE
    assert not report["more_to_undo"]
    assert report["after_redo"] == SCENE_WITH_TERRAIN
    assert not report["more_to_redo"]


def test_material_is_saved_and_applied_in_one_step(report: dict[str, Any]) -> None:
    material = report["material"]
    assert not material["can_apply_before"]
    assert re.fullmatch(r"brick, 2\.00 m wide\nNot understood: frobnicated\.", material["message"])
    assert re.fullmatch(r"res://materials/texture-\w+\.tres", material["path"])
    assert material["albedo_path"] == material["path"].replace(".tres", "-albedo.png")
    assert material["normal_format"] == RGTC_RG
    assert material["triplanar"]
    assert material["applied"] == [True, True]
    assert material["after_undo"] == [True, True, True]


def test_material_is_the_one_that_was_asked_for(report: dict[str, Any]) -> None:
    request = Recipe.from_json(report["material"]["recipe"]).request
    assert (request["material"], request["seed"], request["width_px"]) == ("brick", "5", 256)
    assert request["weather"]["moss"] == 0.75


def test_editor_goes_on_while_the_server_works(report: dict[str, Any]) -> None:
    # A call that blocked the editor would leave it one or two frames.
    assert report["frames_while_waiting"] > 5
    assert report["material"]["frames_while_waiting"] > 5


def test_addon_can_be_switched_off_while_it_is_busy(report: dict[str, Any]) -> None:
    assert report["stage_when_disabled"]
    assert report["addon_is_gone"]
