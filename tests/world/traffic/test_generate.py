"""Traffic of a place: how much there is, what is refused, and what its files say."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from procgen.errors import InvalidFields
from procgen.formats.gltf import read_glb
from procgen.runtime.recipe import Recipe
from procgen.world.meshes import open_edges
from procgen.world.parameters import WorldParameters, violations
from procgen.world.place import Place
from procgen.world.traffic import generate
from procgen.world.traffic.amount import shares
from procgen.world.traffic.collisions import boxes_of
from procgen.world.traffic.models import SHAPES, WHEELS, body_model, walker_model, wheel_model
from procgen.world.traffic.record import models_glb, scene_record, tracks_bytes
from procgen.world.traffic.vehicles import KINDS, SETTINGS
from tests.world.traffic.crossroads import crossroads

HOUR = {"hour": 8, "weather": "fair", "crowd": "busy"}
ASKED = WorldParameters(seed=5, vehicles=12, walkers=20)


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "SECONDS", 6.0)


def test_more_cars_than_road_are_refused_or_fewer() -> None:
    many = replace(ASKED, vehicles=200, walkers=400)
    with pytest.raises(InvalidFields) as caught:
        generate.make_traffic(crossroads(), many, HOUR)
    assert [each.field for each in caught.value.violations] == ["vehicles", "walkers"]
    carried = int(re.findall(r"at most (\d+)", caught.value.violations[0].allowed)[0])
    fewer = generate.make_traffic(crossroads(), replace(many, fit_traffic=True), HOUR, share=1.0)
    assert len(fewer.traffic.kinds) == carried


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({"traffic_events": ("flood", "breakdown")}, ["traffic_events[0]"]),
        ({"traffic_events": ("breakdown", "breakdown")}, ["traffic_events[1]"]),
        ({"traffic_events": ("jaywalking", "fallen_tree"), "walkers": 0}, ["traffic_events[0]"]),
        ({"traffic_events": ("breakdown",), "vehicles": 0}, ["traffic_events[0]"]),
        ({"traffic_events": ("fallen_tree",), "vehicles": 0, "walkers": 0}, ["traffic_events"]),
        ({"traffic_hour": 25.0, "traffic_gap_s": 0.0}, ["traffic_hour", "traffic_gap_s"]),
        ({"traffic_events": ("breakdown", "fallen_tree", "jaywalking")}, []),
    ],
)
def test_what_is_wrong_with_a_request_is_named(asked: dict[str, Any], fields: list[str]) -> None:
    assert [each.field for each in violations(replace(ASKED, **asked))] == fields


def test_where_nobody_lives_there_is_no_traffic() -> None:
    wild = Place("Nowhere", crossroads().land, None, ())
    with pytest.raises(InvalidFields, match="vehicles"):
        generate.make_traffic(wild, ASKED, HOUR)
    empty = generate.make_traffic(wild, replace(ASKED, fit_traffic=True), HOUR)
    assert empty.traffic.kinds == ()
    assert scene_record(empty)["vehicles"] == []


def test_in_a_deserted_place_nobody_is_under_way() -> None:
    left = replace(crossroads(), deserted=True)
    with pytest.raises(InvalidFields, match="vehicles"):
        generate.make_traffic(left, ASKED, HOUR)
    empty = generate.make_traffic(left, replace(ASKED, fit_traffic=True), HOUR)
    assert empty.traffic.kinds == ()
    assert empty.parked == ()


def test_where_there_are_no_roads_nothing_is_driven_or_parked() -> None:
    settlement = crossroads().settlement
    assert settlement is not None
    roadless = replace(crossroads(), settlement=replace(settlement, roads=()))
    with pytest.raises(InvalidFields, match="vehicles"):
        generate.make_traffic(roadless, ASKED, HOUR)
    empty = generate.make_traffic(roadless, replace(ASKED, fit_traffic=True), HOUR)
    assert (empty.traffic.kinds, empty.parked) == ((), ())


def test_rush_hours_and_rain() -> None:
    rush = shares("modern", 8.0, HOUR, own_hour=False)
    assert shares("modern", 3.0, HOUR, own_hour=False)[0] < 0.2 * rush[0]
    wet = shares("modern", 8.0, {**HOUR, "weather": "heavy_rain"}, own_hour=False)
    assert wet[0] < rush[0]
    assert wet[1] / rush[1] < wet[0] / rush[0]


def test_files_say_where_everybody_is() -> None:
    scene = generate.make_traffic(crossroads(), ASKED, HOUR)
    record = scene_record(scene)
    data, told = tracks_bytes(scene.traffic)
    gone = np.frombuffer(data, "<f4", count=int(np.prod(told["vehicles"]["shape"]))).reshape(told["vehicles"]["shape"])
    boxes = boxes_of(scene.traffic)
    for number, vehicle in enumerate(record["vehicles"]):
        trip = vehicle["trips"][0]
        points = [np.array(record["ways"][segment]["points_m"]) for segment in trip["segments"]]
        line = np.concatenate([points[0], *(each[1:] for each in points[1:])])
        along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
        body = record["kinds"][vehicle["kind"]]["bodies"][0]
        front = [np.interp(gone[20, number] - body["front_m"], along, line[:, axis]) for axis in (0, 2)]
        mine = np.flatnonzero(boxes.vehicle == number)[0]
        reach = body["front_m"] - 0.5 * (body["nose_m"] + body["tail_m"])
        expected = boxes.middle_m[20, mine] - reach * boxes.ahead[20, mine]
        assert front == pytest.approx(expected, abs=0.01)
    people = told["walkers"]
    places = np.frombuffer(data, "<u2", offset=people["offset"]).reshape(people["shape"]) * people["scale_m"]
    assert np.abs(places + people["origin_m"] - scene.traffic.walkers_m).max() < 0.01
    assert tracks_bytes(generate.make_traffic(crossroads(), ASKED, HOUR).traffic)[0] == data


def test_models_of_all_kinds_are_closed_and_fit_their_bodies() -> None:
    for kind in KINDS.values():
        for number, body in enumerate(kind.bodies):
            for shape in range(SHAPES):
                model = body_model(kind.name, number, shape)
                low, high = model.bounds_m()
                middle = 0.5 * (body.front_m + body.rear_m)
                assert open_edges(model) == 0, model.name
                assert low[1] > -0.05
                # Reins and shafts reach over to the next body.
                if len(kind.bodies) == 1 and not kind.horses:
                    # Mirrors and bumpers stand out a little.
                    assert high[2] <= middle - body.nose_m + 0.2
                    assert low[2] >= middle - body.tail_m - 0.2
                assert high[0] - low[0] <= body.width_m + 0.5
        for wheel in WHEELS.get(kind.name, ()):
            assert open_edges(wheel_model(kind.name, wheel.radius_m)) == 0
    assert {kind for kinds in SETTINGS.values() for kind in kinds} == set(KINDS)


def test_a_walkers_limbs_are_marked() -> None:
    for setting in SETTINGS:
        limbs = np.unique(walker_model(setting, 1).meshes["paint"].uv_m[:, 0])
        assert limbs.tolist() == [0.0, 1.0, 2.0, 3.0, 4.0]


def test_the_library_has_every_model() -> None:
    scene = generate.make_traffic(crossroads(), ASKED, HOUR)
    tree, _ = read_glb(models_glb(scene, Recipe("world", {})))
    names = {mesh["name"] for mesh in tree["meshes"]}
    for vehicle in scene_record(scene)["vehicles"]:
        assert f"{vehicle['kind']} body 1 shape {vehicle['shape'] + 1}" in names
