"""Photograph hours and weathers of one place in the real Godot, and a rush hour in the rain.

``python docs/scenario_images.py FOLDER GODOT``, where FOLDER was written by ``procgen generate world`` with traffic,
and GODOT is the program. Writes docs/images/world-scenarios.jpg and world-rush-hour.jpg from beside the lane, and the
latter at the second, at which most is under way ahead.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from photographs import ROOT, above_ground, photographed, small

from procgen.kit.command.pictures import jpeg, side_by_side

HOURS, WEATHERS = (6, 12, 18, 23), ("fair", "heavy_rain", "snow")
SIZE_PX, SHEET_PX, RUSH_PX = (960, 540), (480, 270), (720, 405)
SHOT_STEPS = 50
"""Between two moments that are looked at."""
LANE_M = 8.0
"""Between two places from which one looks."""
AHEAD_M, ASIDE_M = (7.0, 45.0), 9.0
"""What counts as seen: so far ahead of one who stands at a lane, and so far to both sides."""
KERB_M, ABOVE_M, AIM_M = 2.6, 2.6, 24.0


def main(folder: Path, godot: Path) -> None:
    """Write both pictures."""
    traffic = json.loads((folder / "traffic/traffic.json").read_text())
    above = above_ground(folder)
    step, at, along = _busiest(traffic, _fronts(folder, traffic))
    eye = at + KERB_M * np.array([-along[1], along[0]])
    view = {
        "at": above(*eye, ABOVE_M),
        "to": above(*(at + AIM_M * along), 1.0),
        "second": step * traffic["step_s"],
    }
    rush = {"hour": traffic["starts_s"] / 3600.0, "weather": "heavy_rain"}
    wanted = [rush, *({"hour": hour, "weather": weather} for weather in WEATHERS for hour in HOURS)]
    pictures = photographed(folder, godot, SIZE_PX, [{**view, "scenario": each} for each in wanted])
    sheet = side_by_side([small(each, SHEET_PX) for each in pictures[1:]], len(HOURS))
    (ROOT / "docs/images/world-rush-hour.jpg").write_bytes(jpeg(small(pictures[0], RUSH_PX)))
    (ROOT / "docs/images/world-scenarios.jpg").write_bytes(jpeg(sheet))


def _line(points: Sequence[Sequence[float]]) -> tuple[Callable[[float], np.ndarray], float]:
    """A line over the ground: where one is, x and z, who has gone so far along it, and how long it is."""
    flat = np.array(points)[:, [0, 2]]
    far = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(flat, axis=0).T))])
    return lambda gone: np.array([np.interp(gone, far, axis) for axis in flat.T]), float(far[-1])


def _fronts(folder: Path, traffic: dict) -> dict[int, np.ndarray]:
    """(n, 2) where all that drives and walks is, by step; x and z."""
    data = (folder / "traffic/tracks.bin").read_bytes()
    tracks = traffic["tracks"]
    rows, count = tracks["vehicles"]["shape"]
    gone = np.frombuffer(data, "<f4", rows * count, tracks["vehicles"]["offset"]).reshape(rows, count)
    shape = tracks["walkers"]["shape"]
    feet = np.frombuffer(data, "<u2", int(np.prod(shape)), tracks["walkers"]["offset"]).reshape(shape)
    walked = np.array(tracks["walkers"]["origin_m"]) + tracks["walkers"]["scale_m"] * feet
    found = {step: [walked[step]] for step in range(0, rows, SHOT_STEPS)}
    for number, vehicle in enumerate(traffic["vehicles"]):
        if traffic["kinds"][vehicle["kind"]]["floats"]:
            continue
        for trip in vehicle["trips"]:
            place_at, _ = _line(np.concatenate([traffic["ways"][way]["points_m"] for way in trip["segments"]]))
            for step, there in found.items():
                if trip["first"] <= step <= trip["last"] and gone[step, number] >= 0.0:
                    there.append(place_at(gone[step, number])[None])
    return {step: np.concatenate(there) for step, there in found.items()}


def _busiest(traffic: dict, fronts: dict[int, np.ndarray]) -> tuple[int, np.ndarray, np.ndarray]:
    """The step, the place at a lane and the direction of the lane at which most is seen."""
    best, found = -1, None
    for way in traffic["ways"]:
        if way["kind"] != "lane":
            continue
        place_at, length_m = _line(way["points_m"])
        for gone in np.arange(0.0, length_m - AIM_M, LANE_M):
            at, ahead = place_at(gone), place_at(gone + AIM_M)
            along = (ahead - at) / np.hypot(*(ahead - at))
            for step, places in fronts.items():
                away = places - at
                forwards, aside = away @ along, np.abs(away @ np.array([-along[1], along[0]]))
                seen = int(((forwards > AHEAD_M[0]) & (forwards < AHEAD_M[1]) & (aside < ASIDE_M)).sum())
                if seen > best:
                    best, found = seen, (step, at, along)
    if found is None:
        raise SystemExit("No lane is long enough to look along.")
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
