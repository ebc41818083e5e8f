"""Days as ``life/life.json`` has them, and where somebody is at a second of the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from procgen.world.chance import Float64Array
from procgen.world.life.day import Day, Stop
from procgen.world.life.schedule import DAY_S

SETTLES_S = 1
"""How long it takes from where one stands onto a bench or a bed."""


def days_record(days: Sequence[Day]) -> list[dict[str, Any]]:
    """A dictionary for each person: ``id``, ``walk_m_s`` and ``stops``."""
    return [
        {"id": day.person.id, "walk_m_s": day.walk_m_s, "stops": [_stop_record(stop) for stop in day.stops]}
        for day in days
    ]


def _stop_record(stop: Stop) -> dict[str, Any]:
    haunt = stop.haunt
    return {
        "activity": stop.activity,
        "at": haunt.kind,
        "building": haunt.building,
        "x_m": round(haunt.x_m, 3),
        "y_m": round(haunt.y_m, 3),
        "z_m": round(haunt.z_m, 3),
        "turn_deg": round(haunt.turn_deg, 2),
        "clip": stop.clip,
        "from_s": stop.from_s,
        "until_s": stop.until_s,
        "way_m": [[round(float(value), 3) for value in point] for point in stop.way_m],
    }


def where(stops: Sequence[Mapping[str, Any]], second: float) -> tuple[int, Float64Array, bool]:
    """Where somebody is: what engines work out as well.

    Args:
        stops: of somebody, as :func:`days_record` has them.
        second: of the day, 0 to a day.

    Returns:
        The number of the stop that one is at or on the way to, x, y and z in metres, and whether one walks.
    """
    for number, stop in enumerate(stops):
        stays = (stop["until_s"] - stop["from_s"]) % DAY_S
        since = (second - stop["from_s"]) % DAY_S
        place = np.array([stop["x_m"], stop["y_m"], stop["z_m"]])
        if since <= stays:
            share = min(since / SETTLES_S, 1.0)
            stands = np.array(stop["way_m"][-1])
            return number, stands + share * (place - stands), False
        before = stops[number - 1]["until_s"]
        walk = (stop["from_s"] - before) % DAY_S
        gone = (second - before) % DAY_S
        if gone < walk:
            return number, _along(np.array(stop["way_m"]), gone / walk), True
    raise ValueError(f"nobody is anywhere at second {second}")


def _along(way: Float64Array, share: float) -> Float64Array:
    """(3,) the place at a share of the length of a way."""
    gone = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(way, axis=0), axis=1))])
    at = share * gone[-1]
    return np.array([np.interp(at, gone, way[:, axis]) for axis in range(3)])
