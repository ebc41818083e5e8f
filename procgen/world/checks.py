"""What may be wrong with a place: things that float or are buried, roads too steep, houses nobody can reach.

Tolerances: a thing's foot lies within :data:`FOOT_M` of the ground (or of the water, for what floats); the ground below
a house within :data:`FLOOR_M` of its floor, and a road's surface within :data:`SURFACE_M` of the ground, or 0.12 times
the spacing of the heights where that is more: a coarse grid can't follow two roads that meet. Grades are
taken over :data:`GRADE_OVER_M`, so that rounding of float32 counts for nothing.
"""

from __future__ import annotations

import itertools
import math
from collections import deque
from collections.abc import Iterator
from typing import Final

import numpy as np

from procgen.world.chance import Float64Array
from procgen.world.footprints import apart, outline, rectangle_distance
from procgen.world.ground_height import ground_at
from procgen.world.land import side_m, water_height
from procgen.world.place import Building, Land, Place, Road, Settlement
from procgen.world.prop_models import FLOATING
from procgen.world.roads import STEEPEST
from procgen.world.underground.descent import depth_needed

FOOT_M: Final = 0.05
FLOOR_M: Final = 0.3
SURFACE_M: Final = 0.45
_SURFACE_SHARE: Final = 0.12
GRADE_OVER_M: Final = 4.0
LOWEST_DECK_M: Final = 1.0
"""Of a bridge above the water."""
_PIER_M: Final = 0.3
_STEPS_M: Final = 1.2
"""Gap between two roads' ends that one walks across."""
_STEP_UP_M: Final = 0.6


def problems(place: Place) -> list[str]:
    """Everything that is wrong with a place's ground, water, houses, roads, props and people; empty if nothing is."""
    found = list(_land_problems(place.land))
    if place.settlement is not None:
        found += _building_problems(place.land, place.settlement)
        found += _underground_problems(place.land, place.settlement)
        found += _road_problems(place.land, place.settlement)
        found += _unreachable(place.land, place.settlement)
        found += _barrier_problems(place.land, place.settlement)
    found += _prop_problems(place)
    found += _people_problems(place)
    return found


def _land_problems(land: Land) -> Iterator[str]:
    for name, values in (("heights", land.heights_m), ("slope", land.slope_deg), ("moisture", land.moisture)):
        if not np.isfinite(values).all():
            yield f"{name} hold values that are not finite"
    under = land.water & (land.water_m < land.heights_m - FOOT_M)
    if under.any():
        row, column = np.argwhere(under)[0]
        yield f"water lies below its ground at {int(under.sum())} points, first at row {row}, column {column}"


def _underground_problems(land: Land, settlement: Settlement) -> Iterator[str]:
    """Rooms below that stick out of the ground."""
    for under, building in settlement.below():
        needed = depth_needed(land, building, under.tiles)
        if needed is None or needed > under.depth_m + FOOT_M:
            yield f"what lies below {under.of} is not covered by ground"


def _building_problems(land: Land, settlement: Settlement) -> Iterator[str]:
    side = side_m(land)
    names: set[str] = set()
    for building in settlement.buildings:
        if building.name in names:
            yield f"two buildings are called {building.name!r}"
        names.add(building.name)
        places = outline(building, 0.0)
        if places.min() < 0.0 or (places > side).any():
            yield f"{building.name} stands beyond the edge of the map"
            continue
        off = ground_at(land, places[:, 0], places[:, 1]) - building.floor_m
        if off.max() > FLOOR_M:
            yield f"{building.name} is buried by {off.max():.2f} m"
        if off.min() < -FLOOR_M:
            yield f"{building.name} floats {-off.min():.2f} m above the ground"
        if not np.isnan(water_height(land, places[:, 0], places[:, 1])).all():
            yield f"{building.name} stands in water"
        if not math.isnan(float(water_height(land, building.door_x_m, building.door_z_m))):
            yield f"the door of {building.name} is under water"
        near = float(ground_at(land, building.door_x_m, building.door_z_m))
        if abs(near - building.floor_m) > SURFACE_M:
            yield f"the ground before the door of {building.name} is {near - building.floor_m:.2f} m off its floor"
    for number, building in enumerate(settlement.buildings):
        for other in settlement.buildings[:number]:
            if not apart(building, other, 0.0):
                yield f"{building.name} and {other.name} overlap"


def steepest(road: Road) -> float:
    """The steepest grade of a road, rise over run, over stretches of :data:`GRADE_OVER_M`, or its whole length."""
    points = road.points_m.astype(np.float64)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(points[:, 0]), np.diff(points[:, 2])))])
    run = min(GRADE_OVER_M, float(along[-1]))
    if run <= 0.0:
        return 0.0
    starts = along[along <= along[-1] - run + 1e-9]
    rise = np.interp(starts + run, along, points[:, 1]) - np.interp(starts, along, points[:, 1])
    return float(np.abs(rise).max() / run)


def surface_m(land: Land) -> float:
    """How far a road may lie above or below the ground: more where that has few heights."""
    return max(SURFACE_M, _SURFACE_SHARE * land.metres_per_pixel)


def _road_problems(land: Land, settlement: Settlement) -> Iterator[str]:
    for number, road in enumerate((*settlement.roads, *settlement.piers)):
        name = f"{road.kind} {number + 1}"
        grade = steepest(road)
        if grade > STEEPEST[road.kind] + 0.002:
            yield f"{name} rises {100.0 * grade:.1f} %, more than {100.0 * STEEPEST[road.kind]:.0f} %"
        x, y, z = road.points_m.astype(np.float64).T
        ground, water = ground_at(land, x, z), water_height(land, x, z)
        wet, lifted = ~np.isnan(water), road.bridge.copy()
        lifted[1:] |= road.bridge[:-1]
        off = np.where(lifted, 0.0, y - ground)
        if np.abs(off).max() > surface_m(land):
            worst = int(np.abs(off).argmax())
            yield f"{name} lies {off[worst]:.2f} m off the ground at {x[worst]:.0f}, {z[worst]:.0f}"
        if (wet & ~lifted).any():
            worst = int((wet & ~lifted).argmax())
            yield f"{name} leads through water at {x[worst]:.0f}, {z[worst]:.0f}"
        least = _PIER_M if road.kind == "pier" else LOWEST_DECK_M
        low = wet & lifted & (y < np.where(wet, water, 0.0) + least)
        if low.any():
            yield f"{name} passes {float((y - water)[low].min()):.2f} m above the water"
        deep = lifted & (y < ground - surface_m(land))
        if deep.any():
            yield f"a bridge of {name} is {float((ground - y)[deep].max()):.2f} m below the ground"


def _unreachable(land: Land, settlement: Settlement) -> Iterator[str]:
    """Doors and piers from which no road or path leads out of the map, or to the middle where none leads out."""
    lines = [road.points_m.astype(np.float64) for road in (*settlement.roads, *settlement.piers)]
    if not lines:
        yield from (f"no way leads to {building.name}" for building in settlement.buildings)
        return
    kinds = [road.kind for road in (*settlement.roads, *settlement.piers)]
    neighbours: list[set[int]] = [set() for _ in lines]
    for one, first in enumerate(lines):
        for end in (first[0], first[-1]):
            for other, second in enumerate(lines):
                if other != one and _touches(end, second):
                    neighbours[one].add(other)
                    neighbours[other].add(one)
    east, south = side_m(land)
    outside = [
        number
        for number, line in enumerate(lines)
        if kinds[number] == "road"
        and any(min(end[0], end[2], east - end[0], south - end[2]) < 15.0 for end in (line[0], line[-1]))
    ]
    begin = outside or [max(range(len(lines)), key=lambda number: (len(neighbours[number]), -number))]
    reached, waiting = set(begin), deque(begin)
    while waiting:
        for other in sorted(neighbours[waiting.popleft()] - reached):
            reached.add(other)
            waiting.append(other)
    for building in settlement.buildings:
        door = np.array([building.door_x_m, building.floor_m, building.door_z_m])
        if not any(_touches(door, lines[number]) for number in reached):
            yield f"no way leads to {building.name}"
    for number, kind in enumerate(kinds):
        if kind == "pier" and number not in reached:
            yield f"no way leads to pier {number + 1}"


def _touches(end: Float64Array, line: Float64Array) -> bool:
    """Whether one can step from a place onto a line."""
    start, step = line[:-1], np.diff(line, axis=0)
    length2 = np.maximum(step[:, 0] ** 2 + step[:, 2] ** 2, 1e-12)
    share = np.clip(((end[0] - start[:, 0]) * step[:, 0] + (end[2] - start[:, 2]) * step[:, 2]) / length2, 0.0, 1.0)
    near = start + step * share[:, None]
    gap = np.hypot(near[:, 0] - end[0], near[:, 2] - end[2])
    return bool(((gap < _STEPS_M) & (np.abs(near[:, 1] - end[1]) < _STEP_UP_M)).any())


def distance_from_line(road: Road, x_m: Float64Array, z_m: Float64Array) -> Float64Array:
    """Distance of places from a road's middle line: (n,)."""
    points = road.points_m[:, ::2].astype(np.float64)
    best = np.full(len(x_m), np.inf)
    for (x0, z0), (x1, z1) in itertools.pairwise(points):
        dx, dz = x1 - x0, z1 - z0
        length2 = dx * dx + dz * dz
        share = np.clip(((x_m - x0) * dx + (z_m - z0) * dz) / length2, 0.0, 1.0) if length2 > 0.0 else 0.0
        np.minimum(best, np.hypot(x_m - x0 - share * dx, z_m - z0 - share * dz), out=best)
    return best


def _prop_problems(place: Place) -> Iterator[str]:
    land = place.land
    props = (*place.props, *(() if place.settlement is None else place.settlement.fixtures))
    if not props:
        return
    x, y, z = (np.array([getattr(prop, name) for prop in props]) for name in ("x_m", "y_m", "z_m"))
    radius = np.array([prop.radius_m for prop in props])
    floats = np.array([prop.kind in FLOATING for prop in props])
    names = [f"{prop.kind} {number + 1}" for number, prop in enumerate(props)]
    east, south = side_m(land)
    water = water_height(land, x, z)
    off = y - np.where(floats, water, ground_at(land, x, z))
    for number in np.flatnonzero((x < 0.0) | (z < 0.0) | (x > east) | (z > south)):
        yield f"{names[number]} stands beyond the edge of the map"
    for number in np.flatnonzero(floats & np.isnan(water)):
        yield f"{names[number]} floats where there is no water"
    for number in np.flatnonzero(~floats & ~np.isnan(water)):
        yield f"{names[number]} stands in water"
    for number in np.flatnonzero(off > FOOT_M):
        yield f"{names[number]} floats {off[number]:.2f} m"
    for number in np.flatnonzero(off < -FOOT_M):
        yield f"{names[number]} is buried by {-off[number]:.2f} m"
    order = np.argsort(x, kind="stable")
    widest = 2.0 * float(radius.max())
    for rank, one in enumerate(order):
        for other in order[rank + 1 :]:
            if x[other] - x[one] > widest:
                break
            if math.hypot(x[other] - x[one], z[other] - z[one]) < radius[one] + radius[other] - 1e-3:
                yield f"{names[one]} and {names[other]} overlap"
    if place.settlement is None:
        return
    for building in place.settlement.buildings:
        for number in np.flatnonzero(rectangle_distance(building, x, z) < radius - 1e-3):
            yield f"{names[number]} stands in {building.name}"
    for road in (*place.settlement.roads, *place.settlement.piers):
        for number in np.flatnonzero(distance_from_line(road, x, z) < 0.5 * road.width_m + radius - 1e-3):
            yield f"{names[number]} stands on a {road.kind}"


def _barrier_problems(land: Land, settlement: Settlement) -> Iterator[str]:
    """Walls and fences that float, stand in water or houses, or bar a way."""
    ways = (*settlement.roads, *settlement.piers)
    for number, barrier in enumerate(settlement.barriers, 1):
        name = f"{barrier.kind} {number}"
        x, y, z = barrier.points_m.astype(np.float64).T
        off = y - ground_at(land, x, z)
        if np.abs(off).max() > FOOT_M:
            yield f"{name} stands {off[int(np.abs(off).argmax())]:.2f} m off the ground"
        if not np.isnan(water_height(land, x, z)).all():
            yield f"{name} stands in water"
        # Between its points it is straight.
        share = np.linspace(0.0, 1.0, 5)[:, None]
        px, pz = (np.ravel(v[:-1] + share * (v[1:] - v[:-1])) for v in (x, z))
        yield from (
            f"{name} stands in {building.name}"
            for building in settlement.buildings
            if rectangle_distance(building, px, pz).min() <= 0.0
        )
        half = 0.5 * barrier.thickness_m
        yield from (
            f"{name} bars a {road.kind}"
            for road in ways
            if distance_from_line(road, px, pz).min() < 0.5 * road.width_m + half
        )


def _people_problems(place: Place) -> Iterator[str]:
    decks: list[Road] = []
    buildings: tuple[Building, ...] = ()
    if place.settlement is not None:
        decks = [road for road in (*place.settlement.roads, *place.settlement.piers) if road.bridge.any()]
        buildings = place.settlement.buildings
    for person in place.people:
        x, z = np.array([person.x_m]), np.array([person.z_m])
        on_deck = any(
            distance_from_line(road, x, z)[0] < 0.5 * road.width_m
            and np.abs(road.points_m[:, 1] - person.y_m).min() < SURFACE_M
            for road in decks
        )
        if not on_deck:
            off = person.y_m - float(ground_at(place.land, x, z)[0])
            if abs(off) > FOOT_M:
                yield f"{person.id} {'floats' if off > 0.0 else 'is buried by'} {abs(off):.2f} m"
            if not math.isnan(float(water_height(place.land, x, z)[0])):
                yield f"{person.id} stands in water"
        yield from (
            f"{person.id} stands in the walls of {building.name}"
            for building in buildings
            if rectangle_distance(building, x, z)[0] < 0.15
        )
