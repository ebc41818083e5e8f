"""Vehicles and people of a world's traffic for OpenSCENARIO: who they are, and where they are when.

Simulators get the tracks that were simulated as polylines with times: each vertex stays, without which somebody would
be more than :data:`OFF_M` from their track at any step. A vehicle's place is that of its hindmost axle on the ground,
as the standard has it; that of a boat, which is no vehicle there, the middle of its waterline. Whoever leaves the
world and comes back is another entity then.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.errors import Failed
from procgen.world.chance import Float64Array
from procgen.world.ground_height import height_at
from procgen.world.traffic.following import HARDEST_M_S2
from procgen.world.traffic.models import body_model, walker_model
from procgen.world.traffic.vehicles import BOATS
from procgen.world.traffic.walk import RADIUS_M

OFF_M: Final = 0.15
CATEGORIES: Final[Mapping[str, str]] = {
    "car": "car", "bus": "bus", "bicycle": "bicycle", "rover": "car", "cart": "van", "wagon": "van",
}  # fmt: skip
"""Of vehicles, by our kinds; a rider is an animal among pedestrians."""
_MASS_KG: Final[Mapping[str, float]] = {
    "walker": 75.0, "rider": 550.0, "rowing_boat": 220.0, "sailing_boat": 300.0,
}  # fmt: skip
"""With who is on board."""
STEERS: Final = 0.6
"""Radians that wheels turn."""


@dataclass(frozen=True, slots=True, eq=False)
class Actor:
    """Somebody in traffic.

    Attributes:
        name: its own.
        kind: one of :data:`procgen.world.traffic.vehicles.KINDS`, or "walker".
        size_m: length, width and height.
        ahead_m: of the middle of its box, from its place.
        low_m: of its box's lower face, from its place: 0 on land, and how deep a boat lies in the water.
        axles: front and rear: metres ahead of its place, height of its hubs, track and diameter of wheels; none of
            whoever has no wheels.
        controller: parameters of who drives, steers or walks, by name.
        seconds: (n,) of each vertex, since traffic began; one of whoever stands all the time.
        places_m: (n, 3) x east, y north, z up.
        headings: (n,) radians from the east, counter-clockwise.
        leaves_s: when it leaves the world; None if it doesn't.
    """

    name: str
    kind: str
    size_m: tuple[float, float, float]
    ahead_m: float
    low_m: float
    axles: tuple[tuple[float, float, float, float], ...]
    controller: Mapping[str, float]
    seconds: Float64Array
    places_m: Float64Array
    headings: Float64Array
    leaves_s: float | None


def actors_of(
    record: Mapping[str, Any], tracks: bytes, heights: npt.NDArray[np.float32], spacing_m: float
) -> list[Actor]:
    """Everybody, vehicles first, then people, then what is parked.

    Args:
        record: ``traffic/traffic.json`` of a world.
        tracks: its ``traffic/tracks.bin``.
        heights: (rows, columns) ``ground/heights.npy``.
        spacing_m: of these.

    Raises:
        Failed: the tracks are not as long as the record says.
    """
    steps, step_s = int(record["steps"]), float(record["step_s"])
    told = record["tracks"]
    vehicles, walkers = told["vehicles"]["shape"][1], told["walkers"]["shape"][1]
    needs = (steps + 1) * (4 * vehicles + 4 * walkers)
    if len(tracks) != needs:
        raise Failed(f"traffic/tracks.bin has {len(tracks)} bytes, not {needs}.", "Make the world's traffic again.")
    gone = np.frombuffer(tracks, "<f4", (steps + 1) * vehicles).reshape(steps + 1, vehicles).astype(np.float64)
    people = np.frombuffer(tracks, "<u2", offset=told["walkers"]["offset"]).reshape(steps + 1, walkers, 2)
    places = people * float(told["walkers"]["scale_m"]) + np.asarray(told["walkers"]["origin_m"])
    ways = [np.asarray(way["points_m"], np.float64) for way in record["ways"]]
    found = []
    for number, vehicle in enumerate(record["vehicles"]):
        found += _trips(vehicle, record["kinds"][vehicle["kind"]], gone[:, number], ways, step_s, steps)
    for number, walker in enumerate(record["walkers"]):
        at = places[:, number]
        path = np.column_stack([at[:, 0], -at[:, 1], height_at(heights, spacing_m, *at.T)])
        low, high = walker_model(record["setting"], int(walker["shape"])).bounds_m()
        size = (2.0 * RADIUS_M, 2.0 * RADIUS_M, float(high[1] - low[1]))
        seconds = np.arange(steps + 1, dtype=np.float64) * step_s
        kept = _kept(seconds, path)
        pace = {"pace_m_s": float(walker["pace_m_s"])}
        looks = _headings(path[kept])
        found.append(Actor(walker["id"], "walker", size, 0.0, 0.0, (), pace, seconds[kept], path[kept], looks, None))
    for number, parked in enumerate(record["parked"]):
        found.append(_parked(f"parked-{number + 1:03d}", parked, record["kinds"][parked["kind"]]))
    return found


def _size_m(name: str, kind: Mapping[str, Any]) -> tuple[tuple[float, float, float], float]:
    """Length, width and height, and how far above its place its lower face lies."""
    bodies = kind["bodies"]
    bounds = [body_model(name, number, 0).bounds_m() for number in range(len(bodies))]
    low = min(float(below[1]) for below, _ in bounds) if name in BOATS else 0.0
    high = max(float(above[1]) for _, above in bounds)
    wide = max(float(body["width_m"]) for body in bodies)
    return (float(kind["length_m"]), wide, round(high - low, 3)), round(low, 3)


def _axles(kind: Mapping[str, Any]) -> tuple[tuple[float, float, float, float], ...]:
    """Front and rear; where horses go in front, their middle stands for an axle."""
    wheels = kind["wheels"]
    if not wheels:
        return ()
    base = kind["bodies"][-1]["rear_m"] - kind["bodies"][0]["front_m"]
    radius, track = max(wheel["radius_m"] for wheel in wheels), 2.0 * max(abs(wheel["x_m"]) for wheel in wheels)
    return (base, radius, track, 2.0 * radius), (0.0, radius, track, 2.0 * radius)


def _trips(
    vehicle: Mapping[str, Any],
    kind: Mapping[str, Any],
    gone: Float64Array,
    ways: list[Float64Array],
    step_s: float,
    steps: int,
) -> list[Actor]:
    found = []
    size, low = _size_m(vehicle["kind"], kind)
    front, rear = float(kind["bodies"][0]["front_m"]), float(kind["bodies"][-1]["rear_m"])
    floats = vehicle["kind"] in BOATS
    for number, trip in enumerate(vehicle["trips"]):
        first, last = int(trip["first"]), min(int(trip["last"]), steps + 1)
        if last - first < 2:
            continue
        line = np.concatenate([ways[trip["segments"][0]], *(ways[each][1:] for each in trip["segments"][1:])])
        along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
        behind, ahead = (_at(line, along, gone[first:last] - off) for off in (rear, front))
        place = 0.5 * (behind + ahead) if floats else behind
        path = np.column_stack([place[:, 0], -place[:, 2], place[:, 1]])
        looks = np.arctan2(-(ahead[:, 2] - behind[:, 2]), ahead[:, 0] - behind[:, 0])
        seconds = np.arange(first, last, dtype=np.float64) * step_s
        kept = _kept(seconds, path)
        found.append(
            Actor(
                vehicle["id"] + (f"-{number + 1}" if number else ""),
                vehicle["kind"],
                size,
                (0.5 * (front + rear) if floats else rear) - 0.5 * size[0],
                low,
                # What a boat's record has in their place are oars.
                () if floats else _axles(kind),
                vehicle["driver"],
                seconds[kept],
                path[kept],
                np.unwrap(looks[kept]),
                last * step_s if last <= steps else None,
            )
        )
    return found


def _at(line: Float64Array, along: Float64Array, gone: Float64Array) -> Float64Array:
    """(n, 3) places; before its beginning a way is straight."""
    first = (line[1] - line[0]) / max(float(np.linalg.norm(line[1] - line[0])), 1e-9)
    found = np.column_stack([np.interp(gone, along, line[:, axis]) for axis in range(3)])
    return np.asarray(found + np.minimum(gone, 0.0)[:, None] * first)


def _headings(path: Float64Array) -> Float64Array:
    """(n,) whither one goes who goes along a path; who stands looks as before."""
    step = np.diff(path[:, :2], axis=0, append=path[-1:, :2])
    moves = np.hypot(*step.T) > 0.05
    looks = np.arctan2(step[:, 1], step[:, 0])
    if not moves.any():
        return np.zeros(len(path))
    before = np.maximum.accumulate(np.where(moves, np.arange(len(path)), -1))
    before[before < 0] = int(np.argmax(moves))
    return np.unwrap(looks[before])


def _kept(seconds: Float64Array, path: Float64Array) -> npt.NDArray[np.int64]:
    """Numbers of those vertices of a track that it takes (Douglas and Peucker 1973, with time as the parameter)."""
    keep = np.zeros(len(path), np.bool_)
    keep[[0, -1]] = True
    parts = [(0, len(path) - 1)]
    while parts:
        first, last = parts.pop()
        if last - first < 2:
            continue
        share = ((seconds[first : last + 1] - seconds[first]) / (seconds[last] - seconds[first]))[:, None]
        straight = path[first] + share * (path[last] - path[first])
        off = np.linalg.norm(path[first : last + 1] - straight, axis=1)
        worst = int(np.argmax(off))
        if off[worst] > OFF_M:
            keep[first + worst] = True
            parts += [(first, first + worst), (first + worst, last)]
    return np.flatnonzero(keep)


def _parked(name: str, told: Mapping[str, Any], kind: Mapping[str, Any]) -> Actor:
    size, low = _size_m(told["kind"], kind)
    turn = math.radians(float(told["turn_deg"]))
    back = float(kind["bodies"][-1]["rear_m"]) - 0.5 * size[0]
    # Its place is its middle; ahead is (sin, cos) in x and z.
    x, z = told["x_m"] - back * math.sin(turn), told["z_m"] - back * math.cos(turn)
    place = np.array([[x, -z, told["y_m"]]])
    heading = np.array([math.atan2(-math.cos(turn), math.sin(turn))])
    return Actor(name, told["kind"], size, back, low, _axles(kind), {}, np.zeros(1), place, heading, None)


def performance(actor: Actor) -> dict[str, float]:
    """What a vehicle can do: metres a second, and metres a second squared."""
    speed = float(actor.controller.get("speed_m_s", 13.9))
    return {
        "maxSpeed": speed,
        "maxAcceleration": float(actor.controller.get("accelerates_m_s2", 1.5)),
        "maxDeceleration": HARDEST_M_S2,
    }


def mass_kg(actor: Actor) -> float:
    """Of somebody who is no vehicle."""
    return _MASS_KG[actor.kind]
