"""Everything that stands in a world: models, and where each of them stands."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from procgen.world.barriers import build_barriers, build_gate
from procgen.world.bridges import build_span, spans
from procgen.world.buildings import STYLES, Built, Leaf, Site, Spot, build
from procgen.world.ground_height import ground_at
from procgen.world.meshes import Model, turned_y
from procgen.world.place import Barrier, Building, Land, Place, Settlement
from procgen.world.prop_models import FLOATING, prop_model, shape_of
from procgen.world.underground.descent import descent_of
from procgen.world.underground.model import Below, build_below

_WATER_REACH_M = 4.0


@dataclass(frozen=True, slots=True)
class Instance:
    """A model at a place."""

    name: str
    group: str
    """ "Buildings", "Barriers", "Bridges", "Piers" or "Props"."""
    model: Model | None
    """None for a lamp, which is a light alone."""
    x_m: float = 0.0
    y_m: float = 0.0
    z_m: float = 0.0
    turn_deg: float = 0.0
    """About +y, counter-clockwise seen from above."""
    scale: float = 1.0
    extras: dict[str, Any] = field(default_factory=dict)
    parts: tuple[Instance, ...] = ()
    """What is in it and turns with it: rooms, doors, lamps; in its own frame."""


def site_of(building: Building, land: Land) -> Site:
    """What a building stands on: the lowest ground below it, its door, water beside it."""
    matrix = turned_y(building.turn_deg)
    half_w, half_d = building.width_m / 2, building.depth_m / 2
    across, along = np.meshgrid(np.linspace(-half_w, half_w, 9), np.linspace(-half_d, half_d + 0.7, 9))
    local = np.stack([across.ravel(), np.zeros(across.size), along.ravel()])
    places = matrix @ local
    ground = ground_at(land, building.x_m + places[0], building.z_m + places[2])
    door = matrix.T @ np.array([building.door_x_m - building.x_m, 0.0, building.door_z_m - building.z_m])
    return Site(max(building.floor_m - float(ground.min()), 0.0), float(door[0]), _water_near(building, land))


def _water_near(building: Building, land: Land) -> bool:
    reach = math.hypot(building.width_m, building.depth_m) / 2 + _WATER_REACH_M
    spacing = land.metres_per_pixel
    rows, columns = land.heights_m.shape
    left, right = (round((building.x_m + way * reach) / spacing) for way in (-1, 1))
    top, bottom = (round((building.z_m + way * reach) / spacing) for way in (-1, 1))
    near = land.water[max(top, 0) : min(bottom + 1, rows), max(left, 0) : min(right + 1, columns)]
    return bool(near.any())


def building_instances(place: Place, style: str, seed: int) -> list[Instance]:
    """All buildings, each its own model; without lamps where nobody lives."""
    if place.settlement is None:
        return []
    found: list[Instance] = []
    spacing = place.land.metres_per_pixel
    under = {each.of: each for each in place.settlement.underground}
    for building in place.settlement.buildings:
        below = under.get(building.name)
        descent = None if below is None else descent_of(building, below.depth_m, spacing)
        built = build(building, STYLES[style], site_of(building, place.land), seed, descent)
        parts = tuple(_parts_of(building.name, built))
        if below is not None:
            parts += tuple(_parts_below(building.name, build_below(below, building, STYLES[style], spacing, seed)))
        if place.deserted:
            parts = tuple(part for part in parts if part.model is not None)
        extras = {"use": building.use}
        found.append(
            Instance(
                building.name,
                "Buildings",
                built.shell,
                building.x_m,
                building.floor_m,
                building.z_m,
                building.turn_deg,
                extras=extras,
                parts=parts,
            )
        )
    return found


def _parts_of(name: str, built: Built) -> Iterator[Instance]:
    """What is in a building: its rooms as one model, each door about its hinges, a lamp or two."""
    if built.inside is not None:
        yield Instance(built.inside.name, "Buildings", built.inside, extras={"part": "inside"})
    yield from map(_door, built.leaves)
    lamps = [spot for spot in built.spots if spot.kind == "lamp"]
    # One on the ground floor and one at the top: engines pay for each.
    chosen = dict.fromkeys((min(lamps, key=_height), max(lamps, key=_height))) if lamps else {}
    for number, lamp in enumerate(chosen, 1):
        yield Instance(f"{name} lamp {number}", "Buildings", None, lamp.x_m, lamp.y_m, lamp.z_m)


def _parts_below(name: str, below: Below) -> Iterator[Instance]:
    """What lies below a building: rooms by squares of tiles, water, doors about their hinges, lamps."""
    for model in below.models:
        yield Instance(model.name, "Buildings", model, extras={"part": "underground"})
    if below.water is not None:
        yield Instance(below.water.name, "Buildings", below.water, extras={"part": "water"})
    yield from map(_door, below.leaves)
    for number, lamp in enumerate(below.lamps, 1):
        yield Instance(f"{name} torch {number}", "Buildings", None, lamp.x_m, lamp.y_m, lamp.z_m)


def _door(leaf: Leaf) -> Instance:
    """A leaf about its hinges."""
    extras = {"part": "door", "opens_deg": leaf.opens_deg}
    return Instance(leaf.name, "Buildings", leaf.model, leaf.x_m, leaf.y_m, leaf.z_m, leaf.turn_deg, extras=extras)


def _height(spot: Spot) -> float:
    return spot.y_m


def barrier_instances(place: Place) -> list[Instance]:
    """Walls, gates, and the fences of yards, in the world's coordinates."""
    if place.settlement is None:
        return []
    found: list[Instance] = []
    for number, barriers in enumerate(_by_yard(place.settlement), 1):
        first = barriers[0]
        name = f"{first.kind} of {first.of}" if first.of else f"{first.kind} {number}"
        extras = {"kind": first.kind, **({"of": first.of} if first.of else {})}
        found.append(Instance(name, "Barriers", build_barriers(name, barriers), extras=extras))
    for number, gate in enumerate(place.settlement.gates, 1):
        name = f"gate {number}"
        model = build_gate(name, gate)
        found.append(
            Instance(name, "Barriers", model, gate.x_m, gate.y_m, gate.z_m, gate.turn_deg, extras={"kind": "gate"})
        )
    return found


def _by_yard(settlement: Settlement) -> Iterator[list[Barrier]]:
    """The barriers of a yard together, others one by one."""
    yards: dict[str, list[Barrier]] = {}
    for barrier in settlement.barriers:
        if barrier.of:
            yards.setdefault(barrier.of, []).append(barrier)
        else:
            yield [barrier]
    yield from yards.values()


def span_instances(place: Place) -> list[Instance]:
    """All bridges and piers, in the world's coordinates."""
    if place.settlement is None:
        return []
    found: list[Instance] = []
    for group, roads in (("Bridges", place.settlement.roads), ("Piers", place.settlement.piers)):
        for road in roads:
            for points in spans(road):
                if len(points) < 2:
                    continue
                name = f"{'pier' if group == 'Piers' else 'bridge'} {len(found) + 1}"
                model = build_span(name, points, road.width_m, place.land, is_pier=group == "Piers")
                found.append(Instance(name, group, model))
    return found


def prop_instances(place: Place) -> list[Instance]:
    """All props; those of one kind and shape share a model."""
    found: list[Instance] = []
    numbers: dict[str, int] = {}
    fixtures = () if place.settlement is None else place.settlement.fixtures
    for prop in (*place.props, *fixtures):
        numbers[prop.kind] = numbers.get(prop.kind, 0) + 1
        found.append(
            Instance(
                f"{prop.kind} {numbers[prop.kind]}",
                "Props",
                prop_model(prop.kind, shape_of(prop)),
                prop.x_m,
                prop.y_m,
                prop.z_m,
                prop.turn_deg,
                prop.scale,
                {"kind": prop.kind, "floating": True} if prop.kind in FLOATING else {"kind": prop.kind},
            )
        )
    return found


def scenery(place: Place, style: str, seed: int) -> list[Instance]:
    """Buildings, walls and fences, bridges, piers and props.

    Args:
        place: the world.
        style: how people build there, one of :data:`procgen.world.buildings.STYLES`.
        seed: of what differs from house to house.
    """
    built = building_instances(place, style, seed) + barrier_instances(place)
    return built + span_instances(place) + prop_instances(place)
