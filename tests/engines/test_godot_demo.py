"""Godot's demo: a world that streams in, people in it, and what they say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import RunningServer
from tests.engines.demo import copy_demo, visit


@pytest.fixture(scope="module")
def report(server: RunningServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    project = copy_demo(Path(tmp_path_factory.mktemp("godot_demo")) / "project", server.web_port)
    return visit(project, view_m=400.0)


def test_ground_streams_in_and_wears_generated_materials(report: dict[str, Any]) -> None:
    assert report["tiles"] >= 2
    assert {"grass", "rock", "soil"} <= set(report["layers"])


def test_the_player_walks_on_the_ground(report: dict[str, Any]) -> None:
    assert 1.0 < report["walked_m"] < 3.0
    assert abs(report["above_ground_m"]) < 0.2


def test_two_people_stand_there_and_breathe(report: dict[str, Any]) -> None:
    assert [person["name"] for person in report["people"]] == ["Bram", "Ada"]
    assert all(person["meshes"] > 3 and person["clip"] == "idle" for person in report["people"])


def test_somebody_answers_with_what_the_village_knows(report: dict[str, Any]) -> None:
    greeting, answer = report["spoken"]
    assert greeting
    assert "bridge is out since the flood" in answer
