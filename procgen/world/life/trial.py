"""A day walked through, second by second: whether all get where their day says, over ground that carries them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np

from procgen.world.chance import Float64Array
from procgen.world.footprints import rectangle_distance
from procgen.world.ground_height import ground_at
from procgen.world.land import side_m, water_height
from procgen.world.life.schedule import DAY_S, HOUR_S
from procgen.world.place import BoolArray, Place, Road

FASTEST_M_S: Final = 1.8
_OFF_GROUND_M: Final = 0.5
_LEAST_SLEEP_S: Final = 5 * HOUR_S
_SAMPLE_M: Final = 0.5


@dataclass(frozen=True, slots=True)
class Trial:
    """What a day of everybody came to.

    Attributes:
        stops: how many places the days ask for.
        reached: how many of these somebody was at in time.
        stuck: people who got somewhere late, never, or not over ground.
        problems: all that went wrong, in words.
    """

    stops: int
    reached: int
    stuck: int
    problems: tuple[str, ...]


def walk_through(place: Place, days: Sequence[Mapping[str, Any]]) -> Trial:
    """Walk all people through a day.

    Args:
        place: the world.
        days: as :func:`procgen.world.life.record.days_record` has them.
    """
    found: list[str] = []
    stops = reached = stuck = 0
    for day in days:
        wrong: list[str] = []
        for number, stop in enumerate(day["stops"]):
            problems = list(_stop_problems(place, day, number))
            reached += not problems
            wrong += [f"{day['id']} on the way to {stop['activity']}: {problem}" for problem in problems]
        stops += len(day["stops"])
        wrong += [f"{day['id']} {problem}" for problem in _day_problems(day)]
        stuck += bool(wrong)
        found += wrong
    found += _crowded(days)
    return Trial(stops, reached, stuck, tuple(found))


def _day_problems(day: Mapping[str, Any]) -> Iterator[str]:
    stops = day["stops"]
    gone = 0
    for number, stop in enumerate(stops):
        gone += (stop["until_s"] - stop["from_s"]) % DAY_S
        gone += (stop["from_s"] - stops[number - 1]["until_s"]) % DAY_S
    if gone != DAY_S:
        yield f"has a day of {gone} seconds"
    slept = sum((stop["until_s"] - stop["from_s"]) % DAY_S for stop in stops if stop["activity"] == "sleep")
    if slept < _LEAST_SLEEP_S:
        yield f"sleeps {slept / HOUR_S:.1f} hours"


def _stop_problems(place: Place, day: Mapping[str, Any], number: int) -> Iterator[str]:
    stops = day["stops"]
    stop, before = stops[number], stops[number - 1]
    way = np.array(stop["way_m"], np.float64).reshape(-1, 3)
    if not len(way):
        yield "no way leads there"
        return
    walk = (stop["from_s"] - before["until_s"]) % DAY_S
    length = float(np.linalg.norm(np.diff(way, axis=0), axis=1).sum())
    if length > FASTEST_M_S * max(walk, 1e-9) and length > 0.0:
        yield f"{length:.0f} m in {walk} s are too far"
    if len(way) > 1 and float(np.linalg.norm(way[0] - np.array(before["way_m"][-1]))) > 0.01:
        yield "the way begins elsewhere"
    places = _sampled(way)
    houses = {name for name in (stop["building"], before["building"]) if name}
    yield from _ground_problems(place, places, houses)


def _ground_problems(place: Place, places: Float64Array, houses: set[str]) -> Iterator[str]:
    """Whether places of a way are on the ground, on a deck, or in the houses that it leads from and to."""
    settlement, land = place.settlement, place.land
    assert settlement is not None
    x, y, z = places.T
    east, south = side_m(land)
    if (x < 0.0).any() or (z < 0.0).any() or (x > east).any() or (z > south).any():
        yield "the way leaves the map"
    inside = np.zeros(len(places), np.bool_)
    for building in settlement.buildings:
        away = rectangle_distance(building, x, z)
        if building.name in houses:
            # Steps and porches stand before the front.
            inside |= away < 2.6
        elif (away < 1e-6).any():
            yield f"the way leads through {building.name}"
    decked = np.zeros(len(places), np.bool_)
    for road in (*settlement.roads, *settlement.piers):
        decked |= _on_deck(road, places)
    outside = ~inside & ~decked
    off = np.abs(y - ground_at(land, x, z))
    if (outside & (off > _OFF_GROUND_M)).any():
        yield f"the way is {off[outside].max():.2f} m off the ground"
    wet = outside & ~np.isnan(water_height(land, x, z))
    if wet.any():
        at = int(np.argmax(wet))
        yield f"the way leads through water at {x[at]:.0f}, {z[at]:.0f}"


def _on_deck(road: Road, places: Float64Array) -> BoolArray:
    found = np.zeros(len(places), np.bool_)
    points = road.points_m.astype(np.float64)
    for k in np.flatnonzero(road.bridge[:-1]):
        start, along = points[k], points[k + 1] - points[k]
        flat = along[[0, 2]]
        share = np.clip(((places - start)[:, [0, 2]] @ flat) / max(float(flat @ flat), 1e-9), 0.0, 1.0)
        near = start + share[:, None] * along
        beside = np.hypot(places[:, 0] - near[:, 0], places[:, 2] - near[:, 2]) < road.width_m / 2.0 + 0.8
        found |= beside & (np.abs(places[:, 1] - near[:, 1]) < 0.8)
    return found


def _sampled(way: Float64Array) -> Float64Array:
    """(n, 3) places along a way, at most :data:`_SAMPLE_M` apart."""
    found = [way[:1]]
    for start, end in pairwise(way):
        count = max(int(np.ceil(np.linalg.norm(end - start) / _SAMPLE_M)), 1)
        found.append(start + np.linspace(0.0, 1.0, count + 1)[1:, None] * (end - start))
    return np.concatenate(found)


def _crowded(days: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Two who are at one place at one time."""
    stays: dict[tuple[float, float, float], list[tuple[int, int, str]]] = {}
    for day in days:
        for stop in day["stops"]:
            length = (stop["until_s"] - stop["from_s"]) % DAY_S
            stays.setdefault((stop["x_m"], stop["y_m"], stop["z_m"]), []).append((stop["from_s"], length, day["id"]))
    for some in stays.values():
        for number, (begin, length, who) in enumerate(some):
            for other_begin, other_length, other in some[:number]:
                if who != other and (
                    (begin - other_begin) % DAY_S < other_length or (other_begin - begin) % DAY_S < length
                ):
                    yield f"{who} and {other} are at one place"
