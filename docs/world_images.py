"""Photograph the worlds of docs/world.md in the real Godot: ``python docs/world_images.py FOLDER LAND GODOT``.

``procgen generate world`` wrote FOLDER of "a fishing village under a volcano" and LAND of "a village in meadows at a
forest", both of seed 7; GODOT is the program. Writes docs/images/world-map.jpg, world-village-opengl.jpg and
world-street-opengl.jpg of the former, world-meadow.jpg, world-wood.jpg, world-hedge.jpg and world-field.jpg of the
latter.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from photographs import ROOT, above_ground, photographed, small
from PIL import Image

from procgen.kit.command.pictures import jpeg, read_picture

DAY = {"hour": 10, "weather": "fair", "visibility_km": 16.1}
EYE_M = 1.75
APART_M = 5.0
SIZE_PX, SHOWN_PX = (1280, 720), (960, 540)
Above = Callable[[float, float, float], list[float]]


def main(folder: Path, land: Path, godot: Path) -> None:
    """Write the pictures into ``docs/images``."""
    images = ROOT / "docs/images"
    (images / "world-map.jpg").write_bytes(jpeg(read_picture((folder / "map.png").read_bytes())[..., :3]))
    for world, shots in ((folder, village_shots(folder)), (land, land_shots(land))):
        taken = [{**shot, "scenario": DAY, "second": 20.0} for shot in shots.values()]
        for name, picture in zip(shots, photographed(world, godot, SIZE_PX, taken), strict=True):
            (images / f"world-{name}.jpg").write_bytes(jpeg(small(picture, SHOWN_PX)))


def village_shots(folder: Path) -> dict[str, dict[str, list[float]]]:
    """The settlement from above, and from before somebody who is out of doors."""
    settlement = json.loads((folder / "settlement.json").read_text())
    above = above_ground(folder)
    houses = np.array([(each["x_m"], each["z_m"]) for each in settlement["buildings"]])
    # Where most houses are: boathouses and farms lie apart.
    middle = np.median(houses, axis=0)
    heights = np.load(folder / "ground/heights.npy")
    spacing = json.loads((folder / "ground/ground.json").read_text())["metres_per_pixel"]
    row, column = np.unravel_index(int(heights.argmax()), heights.shape)
    # From the side that lies away from the highest mountain, which is in the picture then.
    away = middle - np.array((column, row)) * spacing
    away = away / max(math.hypot(*away), 1.0)
    far = float(np.median(np.hypot(*(houses - middle).T))) * 1.6 + 40.0
    eye = middle + far * away
    floor, there = above(*middle, 0.0), above(*eye, 0.0)
    there[1] = max(floor[1], there[1]) + 0.3 * far
    return {"village-opengl": {"at": there, "to": floor}, "street-opengl": _before(folder, middle, above)}


def _before(folder: Path, middle: np.ndarray, above: Above) -> dict[str, list[float]]:
    """From before whoever is out of doors, by themselves, near the middle."""
    outside = _outside(folder)
    if not outside:
        raise SystemExit("Nobody is out of doors at that hour.")
    places = np.array([(stop["x_m"], stop["z_m"]) for stop in outside])
    apart = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    alone = apart.min(axis=1) >= APART_M
    best = max(range(len(outside)), key=lambda one: (alone[one], -math.hypot(*(places[one] - middle))))
    angle = math.radians(outside[best]["turn_deg"]) + 0.5
    eye = places[best] + 2.6 * np.array((math.sin(angle), math.cos(angle)))
    return {"at": above(*eye, EYE_M), "to": above(*places[best], 1.3)}


def _outside(folder: Path) -> list[dict[str, Any]]:
    """Stops of those who are out of doors at the hour of the pictures."""
    now = 3600.0 * float(DAY["hour"])
    stops = (stop for who in json.loads((folder / "life/life.json").read_text())["people"] for stop in who["stops"])
    return [stop for stop in stops if not stop["building"] and stop["from_s"] <= now <= stop["until_s"]]


def land_shots(folder: Path) -> dict[str, dict[str, list[float]]]:
    """A meadow and a wood, a yard's hedge, and a field with those who work there."""
    settlement = json.loads((folder / "settlement.json").read_text())
    above = above_ground(folder)
    centre = settlement["settlement"]["x_m"], settlement["settlement"]["z_m"]
    said = json.loads((folder / "cover/cover.json").read_text())
    side = json.loads((folder / "manifest.json").read_text())["ground"]["width_m"]
    grass = np.asarray(Image.open(folder / "cover/meadow_grass.png"), np.float64)
    blocks = np.array_split(np.arange(len(grass)), 20)
    lush = np.array([[grass[np.ix_(rows, columns)].mean() for rows in blocks] for columns in blocks])
    lush[[0, -1]] = lush[:, [0, -1]] = 0.0
    record = np.dtype([("place", "<f4", 3), ("rest", "V", said["woods"]["record"]["bytes"] - 12)])
    trees = np.fromfile(folder / "cover/woods.bin", record)["place"]
    dense = np.histogram2d(trees[:, 0], trees[:, 2], bins=20, range=[[0.1 * side, 0.9 * side]] * 2)[0]
    shots = {}
    for name, best, first, step in (("meadow", lush, 0.0, side / 20), ("wood", dense, 0.1 * side, 0.04 * side)):
        column, row = np.unravel_index(int(best.argmax()), best.shape)
        eye = above(first + (float(column) + 0.5) * step, first + (float(row) + 0.5) * step, EYE_M)
        shots[name] = {"at": eye, "to": [centre[0], eye[1], centre[1]]}
    return {**shots, **_by_hedge(settlement, above), **_in_field(folder, above)}


def _by_hedge(settlement: dict[str, Any], above: Above) -> dict[str, dict[str, list[float]]]:
    """Along the outer side of the first yard's hedge."""
    for barrier in settlement["barriers"]:
        if barrier["kind"] == "hedge":
            points = np.array(barrier["points_m"])[:, ::2]
            half = len(points) // 2
            along = points[min(half + 2, len(points) - 1)] - points[half - 2]
            along = along / math.hypot(*along)
            out = np.array((-along[1], along[0]))
            out = out if out @ (points[half] - points.mean(axis=0)) > 0 else -out
            eye, seen = points[half] + 3.0 * out - 2.0 * along, points[half] + 2.0 * along
            return {"hedge": {"at": above(*eye, 1.7), "to": above(*seen, 0.8)}}
    return {}


def _in_field(folder: Path, above: Above) -> dict[str, dict[str, list[float]]]:
    """From before somebody who works in a field of wheat."""
    props = json.loads((folder / "props.json").read_text())["props"]
    wheat = np.array([(each["x_m"], each["z_m"]) for each in props if each["kind"] == "wheat"]).reshape(-1, 2)
    for stop in _outside(folder):
        place = np.array((stop["x_m"], stop["z_m"]))
        if len(wheat) and np.hypot(*(wheat - place).T).min() < APART_M:
            angle = math.radians(stop["turn_deg"]) + 0.35
            eye = place + 2.4 * np.array((math.sin(angle), math.cos(angle)))
            return {"field": {"at": above(*eye, EYE_M), "to": above(*place, 1.25)}}
    return {}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
