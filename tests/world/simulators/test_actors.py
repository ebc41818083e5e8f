"""Traffic in OpenSCENARIO: everybody is there, where the server had them, in elements as the standard has them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import numpy as np
import pytest

from procgen.runtime.recipe import Recipe
from procgen.world.manifest import settlement_record
from procgen.world.parameters import WorldParameters
from procgen.world.simulators.actors import OFF_M, Actor, actors_of
from procgen.world.simulators.openscenario import openscenario
from procgen.world.simulators.weather import weather_of
from procgen.world.traffic import generate
from procgen.world.traffic.collisions import boxes_of
from procgen.world.traffic.record import Scene, scene_record, tracks_bytes
from procgen.world.traffic.vehicles import BOATS
from tests.command_line import procgen, said
from tests.world.small_place import small_place
from tests.world.traffic.crossroads import SIDE_M, crossroads

HOUR = {"hour": 8, "weather": "fair", "crowd": "busy"}
SECONDS = 40.0
# Of each element that stands for somebody: attributes that it has to have, and elements in their order, with + where
# there may be several; as ASAM OpenSCENARIO XML 1.2 has them. All of the file keeps to ASAM's own schema, by hand.
ELEMENTS: dict[str, tuple[set[str], list[str]]] = {
    "ScenarioObject": ({"name"}, ["Vehicle|Pedestrian|MiscObject", "ObjectController?"]),
    "Vehicle": ({"name", "vehicleCategory"}, ["BoundingBox", "Performance", "Axles", "Properties"]),
    "Pedestrian": ({"name", "pedestrianCategory", "mass"}, ["BoundingBox", "Properties"]),
    "MiscObject": ({"name", "miscObjectCategory", "mass"}, ["BoundingBox", "Properties"]),
    "BoundingBox": (set(), ["Center", "Dimensions"]),
    "Center": ({"x", "y", "z"}, []),
    "Dimensions": ({"length", "width", "height"}, []),
    "Performance": ({"maxSpeed", "maxAcceleration", "maxDeceleration"}, []),
    "Axles": (set(), ["FrontAxle", "RearAxle"]),
    "FrontAxle": ({"maxSteering", "positionX", "positionZ", "trackWidth", "wheelDiameter"}, []),
    "RearAxle": ({"maxSteering", "positionX", "positionZ", "trackWidth", "wheelDiameter"}, []),
    "ObjectController": (set(), ["Controller"]),
    "Controller": ({"name"}, ["Properties"]),
    "Private": ({"entityRef"}, ["PrivateAction+"]),
    "TeleportAction": (set(), ["Position"]),
    "Story": ({"name"}, ["Act+"]),
    "Act": ({"name"}, ["ManeuverGroup+", "StartTrigger"]),
    "ManeuverGroup": ({"name", "maximumExecutionCount"}, ["Actors", "Maneuver"]),
    "Actors": ({"selectTriggeringEntities"}, ["EntityRef"]),
    "Maneuver": ({"name"}, ["Event+"]),
    "Event": ({"name", "priority"}, ["Action+", "StartTrigger"]),
    "Action": ({"name"}, ["GlobalAction|PrivateAction"]),
    "EntityAction": ({"entityRef"}, ["AddEntityAction|DeleteEntityAction"]),
    "FollowTrajectoryAction": (set(), ["TimeReference", "TrajectoryFollowingMode", "TrajectoryRef"]),
    "Timing": ({"domainAbsoluteRelative", "scale", "offset"}, []),
    "Trajectory": ({"name", "closed"}, ["Shape"]),
    "Polyline": (set(), ["Vertex+"]),
    "Vertex": ({"time"}, ["Position"]),
    "WorldPosition": ({"x", "y", "z", "h"}, []),
}


@pytest.fixture(scope="module")
def scene() -> Scene:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generate, "SECONDS", SECONDS)
        asked = WorldParameters(seed=5, vehicles=14, walkers=16)
        return generate.make_traffic(crossroads(), asked, HOUR, share=1.0)


@pytest.fixture(scope="module")
def record(scene: Scene) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(json.dumps({**scene_record(scene), "tracks": tracks_bytes(scene.traffic)[1]}))
    return told


@pytest.fixture(scope="module")
def bay() -> Scene:
    """A bay with a pier and its boats."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generate, "SECONDS", 240.0)
        asked = WorldParameters(seed=3, vehicles=2, walkers=3, traffic_hour=10.0, fit_traffic=True)
        return generate.make_traffic(small_place(), asked, {**HOUR, "hour": 10}, share=1.0)


@pytest.fixture(scope="module")
def afloat(bay: Scene) -> list[Actor]:
    data, told = tracks_bytes(bay.traffic)
    record = json.loads(json.dumps({**scene_record(bay), "tracks": told}))
    return [each for each in actors_of(record, data, heights(), 2.0) if each.kind in BOATS]


def heights() -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.zeros((int(SIDE_M / 2.0) + 1,) * 2, np.float32)


@pytest.fixture(scope="module")
def actors(scene: Scene, record: dict[str, Any]) -> list[Actor]:
    return actors_of(record, tracks_bytes(scene.traffic)[0], heights(), 2.0)


@pytest.fixture(scope="module")
def root(actors: list[Actor]) -> Element:
    return fromstring(openscenario("Crossways", weather_of({"hour": 8}), "roads.xodr", actors, SECONDS))


def test_everybody_is_there_once_and_moves(scene: Scene, record: dict[str, Any], root: Element) -> None:
    names = [each.get("name") for each in root.iter("ScenarioObject")]
    assert len(names) == len(set(names))
    trips = sum(trip["last"] - trip["first"] > 1 for vehicle in record["vehicles"] for trip in vehicle["trips"])
    assert len(names) == trips + scene.traffic.walkers_m.shape[1] + len(record["parked"])
    assert {each.get("entityRef") for each in root.iter("EntityRef")} <= set(names)
    # Each either stands somewhere when it begins, or is put there later.
    first = {each.get("entityRef") for each in root.iter("Private")}
    later = {each.get("entityRef") for each in root.iter("EntityAction") if each.find("AddEntityAction") is not None}
    assert first | later == set(names)
    assert not first & later
    ends = [each.get("value") for each in root.findall("Storyboard/StopTrigger//SimulationTimeCondition")]
    assert ends == ["40"]


def test_they_are_where_the_server_had_them(scene: Scene, record: dict[str, Any], actors: list[Actor]) -> None:
    found = {actor.name: actor for actor in actors}
    boxes = boxes_of(scene.traffic)
    steps = np.arange(len(scene.traffic.gone_m)) * record["step_s"]
    for number, vehicle in enumerate(record["vehicles"]):
        actor = found[vehicle["id"]]
        mine = np.flatnonzero(boxes.vehicle == number)[0]
        there = (steps >= actor.seconds[0]) & (steps <= actor.seconds[-1])
        x, y, heading = (
            np.interp(steps[there], actor.seconds, values)
            for values in (actor.places_m[:, 0], actor.places_m[:, 1], actor.headings)
        )
        middle = np.column_stack([x + actor.ahead_m * np.cos(heading), -(y + actor.ahead_m * np.sin(heading))])
        assert np.hypot(*(middle - boxes.middle_m[there, mine]).T).max() < 3.0 * OFF_M
    for number, walker in enumerate(record["walkers"]):
        actor = found[walker["id"]]
        at = np.column_stack([np.interp(steps, actor.seconds, actor.places_m[:, axis]) for axis in range(2)])
        assert np.hypot(*(at * [1.0, -1.0] - scene.traffic.walkers_m[:, number]).T).max() < OFF_M + 0.01


def test_drivers_are_told(scene: Scene, root: Element) -> None:
    driven = [each for each in root.iter("ScenarioObject") if each.find("Vehicle") is not None]
    told = [{p.get("name"): p.get("value") for p in each.iter("Property")} for each in driven]
    drivers = [each for each in told if each]
    assert len(drivers) >= len(scene.traffic.kinds)
    assert {"hurry", "attention", "gap_s", "speed_m_s", "headway_s"} <= set(drivers[0])
    assert len({each["speed_m_s"] for each in drivers}) > 3


def test_boats_are_objects_where_the_server_had_them(bay: Scene, afloat: list[Actor]) -> None:
    boxes = boxes_of(bay.traffic)
    mine = [number for number in range(len(boxes.vehicle)) if bay.traffic.kinds[boxes.vehicle[number]].name in BOATS]
    steps = np.arange(len(bay.traffic.gone_m)) * 0.2
    assert len(afloat) == len(mine) >= 3
    gone = []
    for actor, number in zip(afloat, mine, strict=True):
        x, y, z = (np.interp(steps, actor.seconds, actor.places_m[:, axis]) for axis in range(3))
        # A boat's place is its middle, on the water.
        assert np.hypot(*(np.column_stack([x, -y]) - boxes.middle_m[:, number]).T).max() < 3.0 * OFF_M
        assert np.ptp(z) == 0.0
        assert -0.4 < actor.low_m < -0.2
        assert actor.ahead_m == pytest.approx(0.0, abs=1e-6)
        gone.append(np.hypot(np.diff(x), np.diff(y)).sum())
    assert max(gone) > 20.0, "one is out"
    root = fromstring(openscenario("Bay", weather_of({"hour": 10}), "roads.xodr", afloat, 240.0))
    for actor, told in zip(afloat, root.iter("ScenarioObject"), strict=True):
        (body,) = told
        assert (body.tag, body.get("name")) == ("MiscObject", actor.kind)
        centre, sizes = body.find("BoundingBox/Center"), body.find("BoundingBox/Dimensions")
        assert centre is not None
        assert sizes is not None
        lower = float(centre.get("z", "")) - 0.5 * float(sizes.get("height", ""))
        assert lower == pytest.approx(actor.low_m, abs=2e-3), "its keel is below the water"
        said_of = {each.get("name"): each.get("value") for each in body.iter("Property")}
        assert said_of["kind"] == actor.kind
        assert "speed_m_s" in said_of
    assert len(list(root.iter("FollowTrajectoryAction"))) == len(afloat)


def test_elements_are_as_the_standard_has_them(root: Element, afloat: list[Actor]) -> None:
    seen = set()
    bay = fromstring(openscenario("Bay", weather_of({"hour": 10}), "roads.xodr", afloat, 240.0))
    for element in (*root.iter(), *bay.iter()):
        if element.tag not in ELEMENTS:
            continue
        seen.add(element.tag)
        attributes, children = ELEMENTS[element.tag]
        assert set(element.keys()) == attributes, element.tag
        left = [child.tag for child in element]
        for entry in children:
            names, several = entry.rstrip("+?").split("|"), entry.endswith("+")
            taken = 0
            while left and left[0] in names and (several or not taken):
                left.pop(0)
                taken += 1
            assert taken or entry.endswith("?"), (element.tag, entry)
        assert left == [], element.tag
    assert seen == set(ELEMENTS)


def test_a_folder_with_traffic_is_written_with_it(scene: Scene, record: dict[str, Any], tmp_path: Path) -> None:
    manifest = {
        "format": "procgen-world", "name": "Crossways", "scenario": {"hour": 8, "weather": "fair"},
        "ground": {"width_m": SIDE_M, "depth_m": SIDE_M, "metres_per_pixel": 2.0},
    }  # fmt: skip
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    settlement = settlement_record(crossroads().settlement, Recipe("world", {}))
    (tmp_path / "settlement.json").write_text(json.dumps(settlement))
    (tmp_path / "traffic").mkdir()
    (tmp_path / "traffic" / "traffic.json").write_text(json.dumps(record))
    (tmp_path / "traffic" / "tracks.bin").write_bytes(tracks_bytes(scene.traffic)[0][:-4])
    (tmp_path / "ground").mkdir()
    assert "heights.npy" in procgen("simulator", tmp_path).stderr
    np.save(tmp_path / "ground" / "heights.npy", heights())
    assert "tracks.bin has" in procgen("simulator", tmp_path).stderr
    (tmp_path / "traffic" / "tracks.bin").write_bytes(tracks_bytes(scene.traffic)[0])
    made = said("simulator", tmp_path)
    written = next(Path(path) for path in made["artifacts"] if path.endswith("scenario.xosc"))
    assert len(fromstring(written.read_bytes()).findall("Entities/ScenarioObject")) > 20
