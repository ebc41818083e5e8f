"""The dialog for characters in the real editor, against the real server."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import grpc
import pytest

from procgen.character.people.roles import ROLES
from procgen.runtime.recipe import Recipe
from procgen.v1 import character_pb2 as pb
from procgen.v1 import character_pb2_grpc, character_person_pb2
from tests.conftest import RunningServer
from tests.engines.godot_probe import copy_project, report_of

SETTINGS = """
[editor_plugins]

enabled=PackedStringArray("res://addons/editor_probe/plugin.cfg", "res://addons/procgen/plugin.cfg")

[procgen]

server/web_port={port}
"""


@pytest.fixture(scope="module")
def project(server: RunningServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the addon switched on."""
    folder = tmp_path_factory.mktemp("godot_people") / "project"
    return copy_project(folder, SETTINGS.format(port=server.web_port))


def warm_up(server: RunningServer) -> None:
    """Have somebody made: the first pictures take the server long, and the editor has a time limit."""
    outputs = [pb.CharacterOutput(kind="portrait", picture_px=64), pb.CharacterOutput(kind="glb")]
    conditions = character_person_pb2.Conditions(role="mechanic")
    with grpc.insecure_channel(f"{server.host}:{server.port}") as channel:
        stub = character_pb2_grpc.CharacterServiceStub(channel)
        for _ in stub.Generate(pb.CharacterRequest(seed=5, conditions=conditions, outputs=outputs), timeout=300):
            pass


@pytest.fixture(scope="module")
def report(server: RunningServer, project: Path) -> dict[str, Any]:
    """What the editor probe saw; that the editor complained about nothing is checked on the way."""
    warm_up(server)
    return report_of(project, ["--editor"], {"steps": "_people"})


def test_roles_are_those_of_the_setting(report: dict[str, Any]) -> None:
    assert report["all_roles"] == len(ROLES)
    assert report["modern_roles"] == sum(role.setting == "modern" for role in ROLES.values())


def test_the_person_is_described(report: dict[str, Any]) -> None:
    assert not report["can_place_before"]
    message = report["message"]
    assert re.match(r".+, mechanic, 31 years, 1\.70 m, \d+ kg\n", message)
    assert message.endswith("Not understood: frobnicated.")
    assert report["portrait"][1] == 512


def test_editor_goes_on_while_the_server_works(report: dict[str, Any]) -> None:
    # A call that blocked the editor would leave it one or two frames.
    assert report["frames_while_waiting"] > 5


def test_new_draws_somebody_else(report: dict[str, Any]) -> None:
    assert report["another_seed"]
    assert report["another_portrait"]


def test_the_character_is_the_one_that_was_asked_for(report: dict[str, Any]) -> None:
    person = Recipe.from_json(report["recipe"]).request["person"]
    assert (person["role"], person["shape"]["age_years"]) == ("mechanic", 31.0)
    assert report["message"].split(",")[0] != person["name"], "the second one was placed"


def test_placing_is_one_step_and_writes_nothing(report: dict[str, Any]) -> None:
    placed = report["placed"]
    assert report["steps"] == 1
    assert report["selected"]
    assert placed[0] == ".: Node3D"
    classes = [node.rsplit(": ", 1)[1] for node in placed]
    assert classes.count("Skeleton3D") == 1
    assert classes.count("AnimationPlayer") == 1
    assert classes.count("MeshInstance3D") > 5
    assert report["after_undo"] == placed[:1]
    assert report["after_redo"] == placed
    assert not report["files_written_by_placing"]


def test_pictures_are_of_the_size_that_was_asked_for_and_have_mip_maps(report: dict[str, Any]) -> None:
    assert report["textures"]
    assert [1024, 1024] in [texture[:2] for texture in report["textures"]]
    assert all(texture[2] for texture in report["textures"])


def test_saving_writes_a_file_that_godot_imports(report: dict[str, Any], project: Path) -> None:
    path = re.fullmatch(r"Saved as res://(characters/\S+\.glb)\.", report["saved_message"])
    assert path
    assert (project / path[1]).read_bytes()[:4] == b"glTF"
    assert (project / (path[1] + ".import")).is_file()
