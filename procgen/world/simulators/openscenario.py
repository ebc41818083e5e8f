"""The hour and the weather of a world as ASAM OpenSCENARIO 1.2, and distributions of its parameters.

Wind, sight, rain and friction are parameters of the scenario; beside it stands a file with their distributions, by
which a simulator draws runs of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from procgen.world.simulators.weather import SNOW, Weather

_DATE: Final = "2026-06-21T00:00:00"
"""Of headers: files are the same whenever they are made."""
_OKTAS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight")
_PASCAL: Final = 101325.0
_KELVIN: Final = 273.15
_NOON_LUX: Final = 100000.0
"""Of a sun that stands in the zenith."""
_DRY, _WET = 1.0, 0.7
"""Share of the friction that a dry road has."""
PARAMETERS: Final = ("wind_m_s", "visibility_m", "precipitation_mm_h", "friction")


def _written(root: Element) -> bytes:
    indent(root)
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made + b"\n"


def _root(about: str) -> Element:
    root = Element("OpenSCENARIO")
    header = {"revMajor": "1", "revMinor": "2", "date": _DATE, "description": about, "author": "procgen"}
    SubElement(root, "FileHeader", header)
    return root


def values_of(weather: Weather) -> dict[str, float]:
    """The values of :data:`PARAMETERS`."""
    wet = weather.wetness / 100.0
    return {
        "wind_m_s": weather.wind_m_s,
        "visibility_m": weather.visibility_m,
        "precipitation_mm_h": weather.precipitation_mm_h,
        "friction": round(_DRY + wet * (_WET - _DRY), 3),
    }


def openscenario(name: str, weather: Weather, roads: str) -> bytes:
    """A ``.xosc`` file: an environment, and nobody in it yet.

    Args:
        name: of the world.
        weather: of its hour.
        roads: the file with its roads, beside it.
    """
    root = _root(f"{name}: {weather.weather} at {weather.hour:g}")
    declared = SubElement(root, "ParameterDeclarations")
    for parameter, value in values_of(weather).items():
        told = {"name": parameter, "parameterType": "double", "value": f"{value:g}"}
        SubElement(declared, "ParameterDeclaration", told)
    SubElement(root, "CatalogLocations")
    SubElement(SubElement(root, "RoadNetwork"), "LogicFile", {"filepath": roads})
    SubElement(root, "Entities")
    board = SubElement(root, "Storyboard")
    actions = SubElement(SubElement(board, "Init"), "Actions")
    environment = SubElement(
        SubElement(SubElement(actions, "GlobalAction"), "EnvironmentAction"), "Environment", {"name": weather.weather}
    )
    minutes = round(weather.hour * 60.0) % 1440
    clock = {"animation": "false", "dateTime": f"2026-06-21T{minutes // 60:02d}:{minutes % 60:02d}:00"}
    SubElement(environment, "TimeOfDay", clock)
    clouds = f"{_OKTAS[round(weather.cloudiness / 12.5)]}Oktas"
    told = {"fractionalCloudCover": clouds, "atmosphericPressure": f"{_PASCAL:g}"}
    if weather.temperature_c is not None:
        told["temperature"] = f"{weather.temperature_c + _KELVIN:g}"
    sky = SubElement(environment, "Weather", told)
    sun = {
        "azimuth": f"{math.radians(weather.sun_azimuth_deg):.6f}",
        "elevation": f"{math.radians(weather.sun_altitude_deg):.6f}",
        "illuminance": f"{max(_NOON_LUX * math.sin(math.radians(weather.sun_altitude_deg)), 0.0):.0f}",
    }
    SubElement(sky, "Sun", sun)
    SubElement(sky, "Fog", {"visualRange": "$visibility_m"})
    falls = "dry" if not weather.precipitation_mm_h else ("snow" if weather.weather == SNOW else "rain")
    rain = {"precipitationType": falls, "precipitationIntensity": "$precipitation_mm_h"}
    SubElement(sky, "Precipitation", rain)
    SubElement(sky, "Wind", {"direction": "0", "speed": "$wind_m_s"})
    SubElement(environment, "RoadCondition", {"frictionScaleFactor": "$friction"})
    group = SubElement(SubElement(board, "StopTrigger"), "ConditionGroup")
    condition = SubElement(group, "Condition", {"name": "end", "delay": "0", "conditionEdge": "rising"})
    SubElement(
        SubElement(condition, "ByValueCondition"), "SimulationTimeCondition", {"value": "600", "rule": "greaterThan"}
    )
    return _written(root)


def distributions(scenario: str, weathers: Sequence[Weather], runs: int, seed: int) -> bytes:
    """A ``.xosc`` file with how parameters are distributed: as often as rows of the table have each.

    Args:
        scenario: the file of :func:`openscenario`, beside it.
        weathers: rows that were drawn.
        runs: how many the simulator shall draw.
        seed: of its draws.
    """
    root = _root("how hours like this one differ")
    whole = SubElement(root, "ParameterValueDistribution")
    SubElement(whole, "ScenarioFile", {"filepath": scenario})
    told = {"numberOfTestRuns": str(runs), "randomSeed": str(seed)}
    stochastic = SubElement(whole, "Stochastic", told)
    columns: Mapping[str, list[float]] = {name: [values_of(each)[name] for each in weathers] for name in PARAMETERS}
    for name, values in columns.items():
        own = SubElement(stochastic, "StochasticDistribution", {"parameterName": name})
        found = SubElement(own, "ProbabilityDistributionSet")
        for value in sorted(set(values)):
            weight = values.count(value) / len(values)
            SubElement(found, "Element", {"value": f"{value:g}", "weight": f"{weight:.6g}"})
    return _written(root)
