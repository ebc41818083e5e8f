"""Photograph a day of a world in the real Godot, hour by hour, draw how it sounds, and photograph its boats.

``python docs/day_image.py FOLDER GODOT``, where FOLDER was written by ``procgen generate world`` and GODOT is the
program. Its people and its traffic go on meanwhile. Writes docs/images/world-day.jpg, world-day-sound.jpg (and
world-day.wav into the folder for temporary files) and, where there is a pier, world-boats.jpg.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import numpy as np
from photographs import ROOT, above_ground, photographed, small

from procgen.ambience.generate import generate as make_ambience
from procgen.ambience.generate import mixed
from procgen.ambience.parameters import AmbienceParameters, Thing
from procgen.formats.sound import write_wav
from procgen.formats.spectrogram import spectrogram_rgb
from procgen.kit.command.pictures import jpeg, labelled, side_by_side
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ

FIRST_HOUR, HOURS = 4, 24
SIZE_PX, SHOWN_PX, BOATS_PX = (960, 540), (320, 180), (640, 360)
"""Drawn larger than shown: to a processor, smoothing edges in the drawing costs several times as much."""
ABOVE_M, AWAY_M = 3.2, 34.0
TRAFFIC_S = 61.0
"""Of the traffic between two pictures."""
NOON = {"hour": 10, "weather": "fair"}
HEARD_S, HEARD_PX, TOP_HZ = 6.0, (60, 180), 12_000.0
"""Of each hour's sound: how long it is, how large its picture, and how far up that goes."""
HEARD_M = 120.0
"""How far away houses are heard."""
USES = {"smithy": "smithy", "inn": "tavern", "mill": "mill", "chapel": "church", "barn": "henhouse"}
"""What houses of a use sound like."""


def main(folder: Path, godot: Path) -> None:
    """Write the sheet: six hours in a row, from early in the morning on."""
    settlement = json.loads((folder / "settlement.json").read_text())
    above = above_ground(folder)
    at, to = _stand(settlement)
    view = {"at": above(*at, ABOVE_M), "to": above(*to, 1.0)}
    hours = [(FIRST_HOUR + number) % 24 for number in range(HOURS)]
    _listen(folder, settlement, at, hours)
    shots = [
        {**view, "scenario": {"hour": hour, "weather": "fair"}, "second": number * TRAFFIC_S % 600.0}
        for number, hour in enumerate(hours)
    ]
    if settlement["piers"]:
        shots.append({**_by_the_pier(settlement), "scenario": NOON, "second": 20.0})
    pictures = photographed(folder, godot, SIZE_PX, shots)
    shown = [labelled(small(picture, SHOWN_PX), f"{hour} h") for picture, hour in zip(pictures, hours, strict=False)]
    (ROOT / "docs/images/world-day.jpg").write_bytes(jpeg(side_by_side(shown, 6)))
    if settlement["piers"]:
        (ROOT / "docs/images/world-boats.jpg").write_bytes(jpeg(small(pictures[-1], BOATS_PX)))


def _listen(folder: Path, settlement: dict, at: list[float], hours: list[int]) -> None:
    """Some seconds of each hour, one after another, as somebody hears them who stands there."""
    ground = json.loads((folder / "ground/ground.json").read_text())
    biomes, water = (np.load(folder / f"ground/{name}.npy") for name in ("biome", "water"))
    row, column = (round(place / ground["metres_per_pixel"]) for place in (at[1], at[0]))
    around = slice(max(row - 30, 0), row + 31), slice(max(column - 30, 0), column + 31)
    dry = biomes[around][np.isnan(water[around])]
    biome = ground["biomes"][int(np.bincount(dry).argmax())]
    away = [(each["x_m"] - at[0], each["z_m"] - at[1], each["use"]) for each in settlement["buildings"]]
    things = tuple(Thing(USES[use], x, 0.0, z) for x, z, use in away if use in USES and np.hypot(x, z) < HEARD_M)
    lived_by = "harbour" if settlement["piers"] else "village"
    heard = []
    for hour in hours:
        place = AmbienceParameters(
            biome, "clear", lived_by, things, seed=1, hour=hour + 0.25, bed_s=HEARD_S, mix_s=HEARD_S
        )
        heard.append(mixed(make_ambience(place)))
    wave = np.concatenate(heard)
    (Path(tempfile.gettempdir()) / "world-day.wav").write_bytes(write_wav(wave, SAMPLE_RATE_HZ))
    size = HEARD_PX[0] * len(hours), HEARD_PX[1]
    picture = spectrogram_rgb(wave.mean(axis=1), SAMPLE_RATE_HZ, size, TOP_HZ)
    parts = [labelled(part, f"{hour} h") for part, hour in zip(np.split(picture, len(hours), 1), hours, strict=True)]
    (ROOT / "docs/images/world-day-sound.jpg").write_bytes(jpeg(np.concatenate(parts, axis=1)))


def _by_the_pier(settlement: dict) -> dict[str, list[float]]:
    """From beside the first pier, past its end and out over the water."""
    points = np.array(settlement["piers"][0]["points_m"])
    end = points[-1]
    out = (points[-1] - points[-2])[[0, 2]] / np.hypot(*(points[-1] - points[-2])[[0, 2]])
    x, z = end[[0, 2]] - 9.0 * out + 8.7 * np.array([-out[1], out[0]])
    seen = end[[0, 2]] + 5.5 * out
    return {"at": [x, float(end[1]) + 2.2, z], "to": [seen[0], float(end[1]) - 0.5, seen[1]]}


def _stand(settlement: dict) -> tuple[list[float], list[float]]:
    """Where one stands, x and z, and whither one looks: along the street past the most houses."""
    houses = np.array([(each["x_m"], each["z_m"]) for each in settlement["buildings"]])
    best, found = -1, None
    for road in settlement["roads"]:
        points = np.array(road["points_m"])[:, ::2]
        gone = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
        for number, start in enumerate(points):
            ahead = int(np.searchsorted(gone, gone[number] + AWAY_M))
            if ahead >= len(points):
                break
            middle = 0.5 * (start + points[ahead])
            near = int((np.hypot(*(houses - middle).T) < 30.0).sum())
            if near > best:
                best, found = near, (start.tolist(), points[ahead].tolist())
    if found is None:
        raise SystemExit("No street is long enough to look along.")
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
