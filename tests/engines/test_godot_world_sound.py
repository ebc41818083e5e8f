"""A world that sounds, in the real Godot, from the real server: who walks through it hears it all."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from procgen.runtime.recipe import Recipe
from procgen.world.manifest import settlement_record
from procgen.world.place import Place
from tests.conftest import RunningServer
from tests.engines.godot_probe import report_of
from tests.engines.world_sound import WALK_S, part_lands, walk_through, wooded_at


@pytest.fixture(scope="module")
def heard(
    server: RunningServer, godot_project: Path, village: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("world") / "village"
    shutil.copytree(village, folder)
    part_lands(folder, 55.0)
    told = walk_through(godot_project, folder, server.web_port, [(40.0, 60.0), (100.0, 60.0)], bars=4, variants=2)
    return {**told, "wooded": wooded_at(folder, *told["at"])}


def test_steps_are_those_of_the_ground(heard: dict[str, Any]) -> None:
    assert len(heard["trodden"]) >= 4
    assert set(heard["trodden"]) <= {"grass", "dirt", "stone", "leaves", "sand", "gravel", "water", "mud", "wood"}


def test_a_place_sounds_as_its_files_say(heard: dict[str, Any], place: Place) -> None:
    assert place.settlement is not None
    assert heard["status"] == heard["problem"] == ""
    assert heard["hour"] == 20.0
    assert heard["weather"] == "fog"
    assert {"brook", "shore"} & set(heard["things"])
    assert heard["emitters"] >= len(heard["things"])


def test_the_land_that_is_walked_is_heard(heard: dict[str, Any]) -> None:
    assert set(heard["lands"]) == {"grassland", "temperate_forest"}
    assert heard["heard_lands"] == 2
    wood = heard["lands"].index("temperate_forest")
    assert heard["wooded"] > 0.5
    assert heard["shares"][wood] == pytest.approx(heard["wooded"])
    assert sum(heard["shares"]) == pytest.approx(1.0)
    # The last step changes no more than a row of the places that are asked for.
    assert heard["presence"] == pytest.approx(heard["shares"], abs=0.21)
    (wood_db, mixed), (meadow_db, _) = heard["beds"][wood], heard["beds"][1 - wood]
    assert mixed
    assert wood_db > meadow_db + 3.0, "the meadow is left behind"


def test_houses_ring(heard: dict[str, Any], place: Place) -> None:
    assert place.settlement is not None
    assert heard["rooms"] == len(place.settlement.buildings)
    assert heard["room_rings"] == 1


def test_music_follows_danger(heard: dict[str, Any]) -> None:
    calm = heard["changes"][0]
    assert heard["changes"] == [calm, "to_battle", "battle"]


def test_where_nobody_settled_only_nature_is_heard(godot_project: Path, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"format": "procgen-world", "name": "Wold"}')
    (tmp_path / "settlement.json").write_text(json.dumps(settlement_record(None, Recipe("world", {}))))
    arguments = {"probe": "world_ears", "folder": str(tmp_path)}
    told = report_of(godot_project, ["--script", "res://world_sound_probe.gd"], arguments)
    assert told == {"settlement": "none", "use": "exploration", "things": []}


def test_it_is_heard(heard: dict[str, Any]) -> None:
    mono = heard["samples"].mean(axis=1)
    assert len(mono) > 0.5 * WALK_S * heard["mix_rate"]
    assert np.isfinite(mono).all()
    assert 0.001 < np.sqrt(np.mean(mono**2)) < 0.5
