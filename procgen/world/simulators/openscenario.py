"""The hour and the weather of a world as ASAM OpenSCENARIO 1.2, and distributions of its parameters.

Wind, sight, rain and friction are parameters of the scenario; beside it stands a file with their distributions, by
which a simulator draws runs of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from procgen.world.simulators.actors import CATEGORIES, STEERS, Actor, mass_kg, performance
from procgen.world.simulators.weather import MIDSUMMER, SNOW, Weather, date_of
from procgen.world.traffic.vehicles import BOATS

LASTS_S: Final = 600.0
"""Of a scenario without traffic."""
_DATE: Final = f"{date_of(MIDSUMMER)}T00:00:00"
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
    indent(root, " ")
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


def openscenario(
    name: str, weather: Weather, roads: str, actors: Sequence[Actor] = (), lasts_s: float = LASTS_S
) -> bytes:
    """A ``.xosc`` file: an environment, and everybody in it with their ways.

    Args:
        name: of the world.
        weather: of its hour.
        roads: the file with its roads, beside it.
        actors: vehicles and people.
        lasts_s: when it ends, seconds.
    """
    root = _root(f"{name}: {weather.weather} at {weather.hour:g}")
    declared = SubElement(root, "ParameterDeclarations")
    for parameter, value in values_of(weather).items():
        told = {"name": parameter, "parameterType": "double", "value": f"{value:g}"}
        SubElement(declared, "ParameterDeclaration", told)
    SubElement(root, "CatalogLocations")
    SubElement(SubElement(root, "RoadNetwork"), "LogicFile", {"filepath": roads})
    entities = SubElement(root, "Entities")
    for actor in actors:
        _entity(entities, actor)
    board = SubElement(root, "Storyboard")
    actions = SubElement(SubElement(board, "Init"), "Actions")
    environment = SubElement(
        SubElement(SubElement(actions, "GlobalAction"), "EnvironmentAction"), "Environment", {"name": weather.weather}
    )
    minutes = round(weather.hour * 60.0) % 1440
    clock = {"animation": "false", "dateTime": f"{date_of(weather.day)}T{minutes // 60:02d}:{minutes % 60:02d}:00"}
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
    for actor in actors:
        if actor.seconds[0] == 0.0:
            private = SubElement(actions, "Private", {"entityRef": actor.name})
            _position(SubElement(SubElement(private, "PrivateAction"), "TeleportAction"), actor, 0)
    moving = [actor for actor in actors if len(actor.seconds) > 1]
    if moving:
        act = SubElement(SubElement(board, "Story", {"name": "traffic"}), "Act", {"name": "traffic"})
        for actor in moving:
            _story(act, actor)
        _after(SubElement(act, "StartTrigger"), "traffic begins", 0.0)
    _after(SubElement(board, "StopTrigger"), "end", lasts_s)
    return _written(root)


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") if abs(value) >= 5e-4 else "0"


def _after(trigger: Element, name: str, second: float) -> None:
    """Fill a trigger that fires as soon as a second is over, or reached if it is 0."""
    group = SubElement(trigger, "ConditionGroup")
    # Whatever holds from the first step on has no edge.
    edge = "rising" if second else "none"
    condition = SubElement(group, "Condition", {"name": name, "delay": "0", "conditionEdge": edge})
    told = {"value": _number(second), "rule": "greaterThan" if second else "greaterOrEqual"}
    SubElement(SubElement(condition, "ByValueCondition"), "SimulationTimeCondition", told)


def _entity(entities: Element, actor: Actor) -> None:
    """A vehicle, a boat, or somebody on foot or on horseback, and who drives it.

    The standard has no category of vehicles on water: boats are its miscellaneous objects, of the kind that a property
    tells.
    """
    whole = SubElement(entities, "ScenarioObject", {"name": actor.name})
    length, width, height = actor.size_m
    if actor.kind in CATEGORIES:
        body = SubElement(whole, "Vehicle", {"name": actor.kind, "vehicleCategory": CATEGORIES[actor.kind]})
    elif actor.kind in BOATS:
        told = {"name": actor.kind, "miscObjectCategory": "none", "mass": _number(mass_kg(actor))}
        body = SubElement(whole, "MiscObject", told)
    else:
        category = "pedestrian" if actor.kind == "walker" else "animal"
        mass = _number(mass_kg(actor))
        told = {"name": actor.kind, "pedestrianCategory": category, "mass": mass}
        body = SubElement(whole, "Pedestrian", told)
    box = SubElement(body, "BoundingBox")
    SubElement(box, "Center", {"x": _number(actor.ahead_m), "y": "0", "z": _number(actor.low_m + height / 2.0)})
    sizes = {"length": _number(length), "width": _number(width), "height": _number(height)}
    SubElement(box, "Dimensions", sizes)
    if actor.kind in CATEGORIES:
        SubElement(body, "Performance", {name: _number(value) for name, value in performance(actor).items()})
        axles = SubElement(body, "Axles")
        for place, (ahead, hub, track, wheel) in zip(("FrontAxle", "RearAxle"), actor.axles, strict=True):
            told = {
                "maxSteering": _number(STEERS if place == "FrontAxle" else 0.0), "positionX": _number(ahead),
                "positionZ": _number(hub), "trackWidth": _number(track), "wheelDiameter": _number(wheel),
            }  # fmt: skip
            SubElement(axles, place, told)
    own = SubElement(body, "Properties")
    if actor.kind in BOATS:
        # Objects of this kind have no controller.
        SubElement(own, "Property", {"name": "kind", "value": actor.kind})
        for name, value in actor.controller.items():
            SubElement(own, "Property", {"name": name, "value": _number(float(value))})
    elif actor.controller:
        driver = SubElement(SubElement(whole, "ObjectController"), "Controller", {"name": f"{actor.name} driver"})
        properties = SubElement(driver, "Properties")
        for name, value in actor.controller.items():
            SubElement(properties, "Property", {"name": name, "value": _number(float(value))})


def _position(parent: Element, actor: Actor, vertex: int) -> None:
    x, y, z = (_number(float(value)) for value in actor.places_m[vertex])
    place = {"x": x, "y": y, "z": z, "h": _number(float(actor.headings[vertex]))}
    SubElement(SubElement(parent, "Position"), "WorldPosition", place)


def _story(act: Element, actor: Actor) -> None:
    """The way of one of them, from when they come to when they leave."""
    group = SubElement(act, "ManeuverGroup", {"name": actor.name, "maximumExecutionCount": "1"})
    those = SubElement(group, "Actors", {"selectTriggeringEntities": "false"})
    SubElement(those, "EntityRef", {"entityRef": actor.name})
    maneuver = SubElement(group, "Maneuver", {"name": f"{actor.name} goes"})
    first = float(actor.seconds[0])
    event = SubElement(maneuver, "Event", {"name": f"{actor.name} comes", "priority": "parallel"})
    if first:
        action = SubElement(event, "Action", {"name": f"{actor.name} is there"})
        entity = SubElement(SubElement(action, "GlobalAction"), "EntityAction", {"entityRef": actor.name})
        _position(SubElement(entity, "AddEntityAction"), actor, 0)
    action = SubElement(event, "Action", {"name": f"{actor.name} follows its way"})
    follows = SubElement(SubElement(SubElement(action, "PrivateAction"), "RoutingAction"), "FollowTrajectoryAction")
    timing = {"domainAbsoluteRelative": "absolute", "scale": "1", "offset": "0"}
    SubElement(SubElement(follows, "TimeReference"), "Timing", timing)
    SubElement(follows, "TrajectoryFollowingMode", {"followingMode": "position"})
    reference = SubElement(follows, "TrajectoryRef")
    trajectory = SubElement(reference, "Trajectory", {"name": f"{actor.name} way", "closed": "false"})
    line = SubElement(SubElement(trajectory, "Shape"), "Polyline")
    for vertex, second in enumerate(actor.seconds):
        _position(SubElement(line, "Vertex", {"time": _number(float(second))}), actor, vertex)
    _after(SubElement(event, "StartTrigger"), f"{actor.name} is due", first)
    if actor.leaves_s is not None:
        event = SubElement(maneuver, "Event", {"name": f"{actor.name} leaves", "priority": "parallel"})
        action = SubElement(event, "Action", {"name": f"{actor.name} is gone"})
        entity = SubElement(SubElement(action, "GlobalAction"), "EntityAction", {"entityRef": actor.name})
        SubElement(entity, "DeleteEntityAction")
        _after(SubElement(event, "StartTrigger"), f"{actor.name} is through", actor.leaves_s)


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
