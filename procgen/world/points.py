"""Points of interest of a world: where a player begins, what there is to see, and hooks for quests."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from procgen.world.ground_height import ground_at
from procgen.world.land import side_m
from procgen.world.place import Person, Place, Road, Settlement
from procgen.world.underground.record import deepest_place

_QUESTS: Final = {
    "rival of": "settle the quarrel of {one} and {other}",
    "employs": "carry word from {one} to {other}",
    "married to": "bring {one} a keepsake of {other}",
}
"""By kind of relation, what two people give a player to do."""
_HOOKS: Final = 12


def points_of(place: Place) -> list[dict[str, Any]]:
    """Points as ``manifest.json`` has them: ``kind``, ``name``, a place on the ground and, where it has one, whither
    one looks. "spawn" comes first; "gate", "door", "pier", "bridge", "depth", "summit" and "quest" follow, as far as
    there are.
    """
    found = [_spawn(place)]
    settlement = place.settlement
    if settlement is not None:
        for gate in settlement.gates:
            found.append(_point("gate", f"{gate.kind} gate", gate.x_m, gate.y_m, gate.z_m, gate.turn_deg))
        for building in settlement.buildings:
            if building.use != "house":
                x, z = building.door_x_m, building.door_z_m
                found.append(
                    _point("door", building.name, x, building.floor_m, z, building.turn_deg + 180.0, use=building.use)
                )
        found += _ways(settlement)
        found += _depths(settlement, place.land.metres_per_pixel)
    found.append(_summit(place))
    found += list(_quests(place))[:_HOOKS]
    return found


def _point(kind: str, name: str, x: float, y: float, z: float, turn_deg: float = 0.0, **more: Any) -> dict[str, Any]:
    turn = round((turn_deg + 180.0) % 360.0 - 180.0, 2)
    return {
        "kind": kind,
        "name": name,
        "x_m": round(float(x), 3),
        "y_m": round(float(y), 3),
        "z_m": round(float(z), 3),
        "turn_deg": turn,
        **more,
    }


def _spawn(place: Place) -> dict[str, Any]:
    """Where a road comes into the settlement, looking along it; the middle of the land where nobody lives."""
    settlement, land = place.settlement, place.land
    if settlement is None:
        x, z = (side / 2.0 for side in side_m(land))
        return _point("spawn", place.name, x, float(ground_at(land, x, z)), z)
    best: tuple[float, float, float, float] | None = None
    for road in settlement.roads:
        if road.kind == "path":
            continue
        points = road.points_m[~road.bridge][:, ::2].astype(np.float64)
        if not len(points):
            continue
        far = np.hypot(points[:, 0] - settlement.x_m, points[:, 1] - settlement.z_m)
        number = int(np.argmin(np.abs(far - settlement.radius_m)))
        off = abs(float(far[number]) - settlement.radius_m)
        if best is None or off < best[0]:
            best = (off, float(points[number, 0]), float(points[number, 1]), float(far[number]))
    x, z = (settlement.x_m, settlement.z_m) if best is None else best[1:3]
    turn = math.degrees(math.atan2(settlement.x_m - x, settlement.z_m - z))
    return _point("spawn", settlement.name, x, float(ground_at(land, x, z)), z, turn)


def _depths(settlement: Settlement, spacing_m: float) -> Iterator[dict[str, Any]]:
    """The innermost of what lies below."""
    for under, building in settlement.below():
        x, y, z = deepest_place(under, building, spacing_m)
        yield _point("depth", f"the depths of {under.of}", x, y, z, building.turn_deg)


def _ways(settlement: Settlement) -> Iterator[dict[str, Any]]:
    for number, pier in enumerate(settlement.piers, 1):
        x, y, z = (float(value) for value in pier.points_m[-1])
        yield _point("pier", f"pier {number}", x, y, z, _turn(pier, -1))
    crossed = [road for road in settlement.roads if road.bridge.any()]
    for number, road in enumerate(crossed, 1):
        at = int(np.argmax(road.bridge))
        x, y, z = (float(value) for value in road.points_m[at])
        yield _point("bridge", f"bridge {number}", x, y, z, _turn(road, at))


def _turn(road: Road, at: int) -> float:
    points = road.points_m.astype(np.float64)
    one = max(at if at >= 0 else len(points) + at, 1)
    step = points[one] - points[one - 1]
    return math.degrees(math.atan2(step[0], step[2]))


def _summit(place: Place) -> dict[str, Any]:
    land = place.land
    row, column = np.unravel_index(int(np.argmax(land.heights_m)), land.heights_m.shape)
    x, z = float(column) * land.metres_per_pixel, float(row) * land.metres_per_pixel
    return _point("summit", "the highest ground", x, float(land.heights_m[row, column]), z)


def _quests(place: Place) -> Iterator[dict[str, Any]]:
    """What people who know one another give a player to do: where the one stands who asks."""
    by_id = {person.id: person for person in place.people}
    for person in place.people:
        for kind, other in person.relations:
            if kind in _QUESTS and (kind == "employs" or person.id < other):
                yield _hook(person, by_id[other], _QUESTS[kind])


def _hook(one: Person, other: Person, text: str) -> dict[str, Any]:
    said = text.format(one=one.name, other=other.name)
    return _point("quest", said, one.x_m, one.y_m, one.z_m, one.turn_deg, people=[one.id, other.id])
