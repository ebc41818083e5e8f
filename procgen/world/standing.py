"""Where people stand: by doors, on streets and on piers, on ground that can be walked on, none too near another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.world.ground_height import ground_at
from procgen.world.place import Building, Land, Road, Settlement

APART_M: Final = 1.1
"""Between the middles of two people."""
FROM_WALLS_M: Final = 0.45
_BY_DOOR_M: Final = 0.55
"""Beside the middle of the door, so that it stays free."""
_STEP_M: Final = 1.6
"""Between places along a road."""
PIER: Final = "pier"
"""What to ask :func:`standing_places` for instead of a building."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A place and whither somebody there looks, degrees about +y from +z, counter-clockwise seen from above."""

    x_m: float
    y_m: float
    z_m: float
    turn_deg: float


def standing_places(land: Land, settlement: Settlement, by: Sequence[str]) -> list[Standing]:
    """A place for each person, the first one's first.

    Args:
        land: the ground.
        settlement: its roads and buildings.
        by: for each, the name of a building to be near, :data:`PIER`, or anything else for the settlement's middle.

    Returns:
        Places on streets, paths and piers and beside doors: where no plants or things are. The nearest to what was
        asked that is free.
    """
    buildings = {each.name: each for each in settlement.buildings}
    on_roads = [spot for road in settlement.roads for spot in _along(road, land)]
    on_piers = [spot for pier in settlement.piers for spot in _along(pier, land)]
    taken: list[Standing] = []
    for name in by:
        building = buildings.get(name)
        if building is not None:
            middle = (building.door_x_m, building.door_z_m)
            first = list(_by_door(building, land))
        else:
            middle, first = (settlement.x_m, settlement.z_m), []
        if name == PIER:
            first = _spread(on_piers)
        nearest = sorted(on_roads, key=lambda spot: (spot.x_m - middle[0]) ** 2 + (spot.z_m - middle[1]) ** 2)
        spot = next((each for each in (*first, *nearest, *on_piers) if _free(each, settlement, land, taken)), None)
        if spot is None:
            spot = _anywhere(middle, settlement, land, taken)
        taken.append(spot)
    return [_looking(spot, number, taken) for number, spot in enumerate(taken)]


def _looking(spot: Standing, number: int, taken: Sequence[Standing]) -> Standing:
    """Two who stand near one another look at each other; others as the place has it."""
    near = [(math.hypot(other.x_m - spot.x_m, other.z_m - spot.z_m), k) for k, other in enumerate(taken) if k != number]
    if near and min(near)[0] < 2.5:
        other = taken[min(near)[1]]
        turn = math.degrees(math.atan2(other.x_m - spot.x_m, other.z_m - spot.z_m))
        return Standing(spot.x_m, spot.y_m, spot.z_m, _single(turn))
    return spot


def _spread(spots: list[Standing]) -> list[Standing]:
    """The outer ends first: fishers stand over the water."""
    return spots[::-1]


def _single(value: float) -> float:
    """As files have it: to a thousandth."""
    return round(float(value), 3)


def _by_door(building: Building, land: Land) -> Iterator[Standing]:
    """Beside the door, the back to the house."""
    turn = math.radians(building.turn_deg)
    out = (math.sin(turn), math.cos(turn))
    side = (out[1], -out[0])
    for offset in (_BY_DOOR_M, -_BY_DOOR_M):
        x, z = building.door_x_m + side[0] * offset, building.door_z_m + side[1] * offset
        if _inside(land, x, z):
            yield Standing(_single(x), _single(float(ground_at(land, x, z))), _single(z), _single(building.turn_deg))


def _along(road: Road, land: Land) -> Iterator[Standing]:
    """Places on a road, a street or a pier, by turns left and right of its middle; bridges are left out."""
    points = road.points_m.astype(np.float64)
    steps = np.hypot(np.diff(points[:, 0]), np.diff(points[:, 2]))
    gone, number = 0.0, 0
    for k, length in enumerate(steps):
        while gone <= length and length > 0.0:
            share = gone / length
            x, y, z = points[k] + share * (points[k + 1] - points[k])
            dx, dz = (points[k + 1] - points[k])[[0, 2]] / length
            left = (-1.0) ** number * min(road.width_m / 6.0, 1.0)
            x, z = x - dz * left, z + dx * left
            number += 1
            gone += _STEP_M
            deck = road.kind == "pier"
            if not _inside(land, x, z) or (road.bridge[k] and not deck):
                continue
            height = float(y) if deck else float(ground_at(land, x, z))
            turn = math.degrees(math.atan2(dx, dz)) if deck else math.degrees(math.atan2(-dz, dx)) + 90.0 * (number % 3)
            yield Standing(_single(x), _single(height), _single(z), _single((turn + 180.0) % 360.0 - 180.0))
        gone -= length


def _inside(land: Land, x: float, z: float) -> bool:
    rows, columns = land.heights_m.shape
    spacing = land.metres_per_pixel
    return bool(1.0 <= x <= (columns - 1) * spacing - 1.0 and 1.0 <= z <= (rows - 1) * spacing - 1.0)


def _free(spot: Standing, settlement: Settlement, land: Land, taken: Sequence[Standing]) -> bool:
    if any(math.hypot(spot.x_m - other.x_m, spot.z_m - other.z_m) < APART_M for other in taken):
        return False
    if any(within(building, spot.x_m, spot.z_m, FROM_WALLS_M) for building in settlement.buildings):
        return False
    return not under_water(land, spot)


def under_water(land: Land, spot: Standing) -> bool:
    """Whether water stands above somebody's feet there."""
    spacing = land.metres_per_pixel
    row, column = spot.z_m / spacing, spot.x_m / spacing
    near = land.water_m[math.floor(row) : math.floor(row) + 2, math.floor(column) : math.floor(column) + 2]
    levels = near[~np.isnan(near)]
    return bool(levels.size and float(levels.max()) > spot.y_m)


def within(building: Building, x_m: float, z_m: float, margin_m: float = 0.0) -> bool:
    """Whether a point lies in a building's footprint, made larger by a margin on all sides."""
    turn = math.radians(building.turn_deg)
    dx, dz = x_m - building.x_m, z_m - building.z_m
    along = dx * math.cos(turn) - dz * math.sin(turn)
    out = dx * math.sin(turn) + dz * math.cos(turn)
    return bool(abs(along) < building.width_m / 2 + margin_m and abs(out) < building.depth_m / 2 + margin_m)


def _anywhere(middle: tuple[float, float], settlement: Settlement, land: Land, taken: Sequence[Standing]) -> Standing:
    """Free ground on a spiral about a point: for places whose roads are full."""
    for number in range(4000):
        angle, radius = number * 2.399963, 1.5 * math.sqrt(number + 4)
        x, z = middle[0] + radius * math.sin(angle), middle[1] + radius * math.cos(angle)
        if not _inside(land, x, z):
            continue
        spot = Standing(_single(x), _single(float(ground_at(land, x, z))), _single(z), 0.0)
        if _free(spot, settlement, land, taken):
            return spot
    raise AssertionError("thousands of places about a settlement, and none is dry and free")
