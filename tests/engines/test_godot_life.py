"""People of a world who live their days, in the real Godot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from procgen.world.life.movements import movements
from procgen.world.life.record import where
from procgen.world.place import Place
from tests.engines.demo import copy_visited
from tests.engines.godot_probe import report_of

SECONDS = [0.5 + 1733.0 * number for number in range(48)]
WORK = "work"


def ways_to(activity: str, folder: Path) -> list[tuple[float, float]]:
    """When each person of a folder goes to what they do there first in the day: begin and end, with a second more."""
    found = []
    for day in json.loads((folder / "life/life.json").read_text())["people"]:
        stops = day["stops"]
        at = next(number for number, stop in enumerate(stops) if stop["activity"] == activity)
        found.append((stops[at - 1]["until_s"] - 1, stops[at]["from_s"] + 1))
    return found


@pytest.fixture(scope="module")
def report(village: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    project = copy_visited(Path(tmp_path_factory.mktemp("godot_life")) / "project")
    arguments = {"seconds": SECONDS, "ways": ways_to(WORK, village)}
    script = ["--script", "res://world_day.gd"]
    return report_of(project, script, arguments, before=["--world", str(village)], timeout=600)


def test_everybody_is_where_the_server_says(report: dict[str, Any], village: Path) -> None:
    assert report["has_days"]
    days = json.loads((village / "life/life.json").read_text())["people"]
    for second, places in zip(SECONDS, report["places"], strict=True):
        for day, found in zip(days, places, strict=True):
            assert found == pytest.approx(where(day["stops"], second)[1], abs=0.01), (day["id"], second)


def test_people_walk_with_their_clips_and_arrive(report: dict[str, Any], place: Place) -> None:
    lived = report["lived"]
    assert set(lived["walked"]) == {person.id for person in place.people}
    assert {who for who, does in lived["arrivals"] if does == WORK} == {person.id for person in place.people}
    assert lived["clips"] == ["walk"]
    for person in place.people:
        assert set(movements(person)) <= set(report["clips"][person.id])


def test_doors_open_for_those_who_walk(report: dict[str, Any]) -> None:
    assert report["lived"]["doors"] >= 1


def test_whoever_walks_by_halts_and_greets(report: dict[str, Any]) -> None:
    greeting = report["greeting"]
    assert greeting["halted"]
    assert greeting["heard"] >= 1


def test_engines_find_ways_between_doors(report: dict[str, Any]) -> None:
    navigation = report["navigation"]
    assert navigation["polygons"] > 50
    near = [miss < 2.5 for miss in navigation["misses_m"]]
    assert sum(near) >= 0.8 * len(near)
