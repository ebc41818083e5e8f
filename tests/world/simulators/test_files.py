"""What simulators get of a world: roads that lie where they lie, and weather that is what it says."""

from __future__ import annotations

import json
import math
from pathlib import Path
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest

from procgen.errors import InvalidFields
from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore
from procgen.world.manifest import settlement_record
from procgen.world.place import Place
from procgen.world.simulators.files import simulator_files
from procgen.world.simulators.opendrive import opendrive
from procgen.world.simulators.openscenario import PARAMETERS, openscenario
from procgen.world.simulators.weather import carla_weather, weather_of
from tests.command_line import procgen, said

MANIFEST = {
    "format": "procgen-world",
    "name": "Saltmere Bay",
    "ground": {"width_m": 200.0, "depth_m": 200.0},
    "scenario": {"hour": 20, "weather": "mist", "wind_m_s": 6.7, "visibility_km": 3.2},
}


def test_roads_lie_where_the_world_has_them(place: Place) -> None:
    settlement = settlement_record(place.settlement, Recipe("world", {}))
    root = fromstring(opendrive(MANIFEST, settlement))
    roads = root.findall("road")
    ways = [*settlement["roads"], *settlement["piers"]]
    assert len(roads) == len(ways)
    for road, way in zip(roads, ways, strict=True):
        points = np.array(way["points_m"])
        pieces = road.findall("planView/geometry")
        # Each piece ends where the next begins, and the last one where the way ends.
        for number, piece in enumerate(pieces):
            x, y, heading, length = (float(piece.get(name, "")) for name in ("x", "y", "hdg", "length"))
            end = np.array([x + length * math.cos(heading), y + length * math.sin(heading)])
            assert end == pytest.approx([points[number + 1, 0], -points[number + 1, 2]], abs=2e-3)
        assert float(road.get("length", "")) == pytest.approx(sum(float(p.get("length", "")) for p in pieces), abs=1e-3)
        high = road.findall("elevationProfile/elevation")[-1]
        last = float(pieces[-1].get("length", ""))
        assert float(high.get("a", "")) + float(high.get("b", "")) * last == pytest.approx(points[-1, 1], abs=2e-3)
        widths = [float(lane.get("a", "")) for lane in road.iter("width")]
        assert sum(widths) == pytest.approx(way["width_m"])


def test_scenario_and_parameters_name_each_other(place: Place) -> None:
    settlement = settlement_record(place.settlement, Recipe("world", {}))
    files = simulator_files(MANIFEST, settlement, ModelStore(threads=1), given={}, seed=3, runs=50)
    scenario, drawn = fromstring(files["scenario.xosc"]), fromstring(files["parameters.xosc"])
    assert [each.get("filepath") for each in scenario.iter("LogicFile")] == ["roads.xodr"]
    assert [each.get("filepath") for each in drawn.iter("ScenarioFile")] == ["scenario.xosc"]
    declared = [each.get("name") for each in scenario.iter("ParameterDeclaration")]
    assert declared == [each.get("parameterName") for each in drawn.iter("StochasticDistribution")] == list(PARAMETERS)
    for each in drawn.iter("ProbabilityDistributionSet"):
        assert sum(float(entry.get("weight", "")) for entry in each) == pytest.approx(1.0, abs=1e-3)
    assert [each.get("dateTime") for each in scenario.iter("TimeOfDay")] == ["2026-06-21T20:00:00"]


def test_weather_is_what_it_says() -> None:
    noon, night = (weather_of({"hour": hour}) for hour in (12, 0))
    assert noon.sun_altitude_deg == pytest.approx(65.45, abs=0.01)
    assert noon.sun_azimuth_deg == pytest.approx(180.0)
    assert night.sun_altitude_deg < -15.0
    winter = weather_of({"hour": 12}, day=349)
    assert winter.sun_altitude_deg == pytest.approx(48.0 * -1.0 + 90.0 - 23.3, abs=0.2)
    assert b"2026-12-15T12:00:00" in openscenario("Saltmere Bay", winter, "roads.xodr")
    rain, fog = (carla_weather(weather_of({"weather": name})) for name in ("heavy_rain", "fog"))
    assert rain["precipitation"] > 90.0 > fog["precipitation"]
    assert fog["fog_density"] > 80.0 > rain["fog_density"]
    frost = weather_of({"weather": "snow", "temperature_c": -5})
    for weather, told in ((frost, "268.15"), (noon, None)):
        scenario = fromstring(openscenario("Saltmere Bay", weather, "roads.xodr"))
        assert [each.get("dateTime") for each in scenario.iter("TimeOfDay")] == ["2026-06-21T12:00:00"]
        assert [each.get("temperature") for each in scenario.iter("Weather")] == [told]


def test_bad_input_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidFields, match=r"weather: got frogs.*hour: got 25.*wind_m_s: got much"):
        weather_of({"weather": "frogs", "hour": 25, "wind_m_s": "much"})
    assert "manifest.json can't be read" in procgen("simulator", tmp_path).stderr


def test_a_folder_is_written(place: Place, tmp_path: Path) -> None:
    settlement = settlement_record(place.settlement, Recipe("world", {}))
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST))
    (tmp_path / "settlement.json").write_text(json.dumps(settlement))
    made = said("simulator", tmp_path, "--given", "weather=fog")
    assert sorted(Path(path).name for path in made["artifacts"]) == [
        *("parameters.xosc", "roads.xodr", "scenario.xosc", "weather.json"),
    ]
    wrong = procgen("simulator", tmp_path, "--given", "weather=snow", "--given", "temperature_c=30")
    assert "given.weather: got snow" in wrong.stderr
