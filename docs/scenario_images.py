"""Photograph hours and weathers of one place in the real Godot, and a rush hour in the rain.

``python docs/scenario_images.py FOLDER GODOT``, where FOLDER was written by ``procgen generate world`` with traffic,
and GODOT is the program. Writes docs/images/world-scenarios.jpg and world-rush-hour.jpg from beside the lane, and the
latter at the second, at which most is under way ahead.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from procgen.kit.command.pictures import jpeg, side_by_side  # noqa: E402
from procgen.world.command.godot import Project, screen_before  # noqa: E402
from procgen.world.ground_height import height_at  # noqa: E402

HOURS, WEATHERS = (6, 12, 18, 23), ("fair", "heavy_rain", "snow")
SIZE_PX, SHEET_PX, RUSH_PX = (960, 540), (480, 270), (720, 405)
SHOT_STEPS = 50
"""Between two moments that are looked at."""
LANE_M = 8.0
"""Between two places from which one looks."""
AHEAD_M, ASIDE_M = (7.0, 45.0), 9.0
"""What counts as seen: so far ahead of one who stands at a lane, and so far to both sides."""
KERB_M, ABOVE_M, AIM_M = 2.6, 2.6, 24.0
PATIENCE_S = 1800.0
SCRIPT = "day_view.gd"
OPENGL = ("--rendering-driver", "opengl3")


def main(folder: Path, godot: Path) -> None:
    """Write both pictures."""
    traffic = json.loads((folder / "traffic/traffic.json").read_text())
    ground = json.loads((folder / "ground/ground.json").read_text())
    heights, spacing = np.load(folder / "ground/heights.npy"), ground["metres_per_pixel"]
    step, at, along = _busiest(traffic, _fronts(folder, traffic))
    eye_x, eye_z = at + KERB_M * np.array([-along[1], along[0]])
    to_x, to_z = at + AIM_M * along
    view = {
        "at": [eye_x, float(height_at(heights, spacing, eye_x, eye_z)) + ABOVE_M, eye_z],
        "to": [to_x, float(height_at(heights, spacing, to_x, to_z)) + 1.0, to_z],
        "second": step * traffic["step_s"],
    }
    rush = {"hour": traffic["starts_s"] / 3600.0, "weather": "heavy_rain"}
    wanted = [rush, *({"hour": hour, "weather": weather} for weather in WEATHERS for hour in HOURS)]
    with tempfile.TemporaryDirectory() as scratch:
        paths = [Path(scratch, f"{number:02d}.png") for number in range(len(wanted))]
        shots = [{**view, "path": str(path), "scenario": each} for path, each in zip(paths, wanted, strict=True)]
        plan = Path(scratch, "plan.json")
        plan.write_text(json.dumps({"world": str(folder.resolve()), "size": SIZE_PX, "shots": shots}))
        project = Project(str(godot), Path(scratch, "project"), PATIENCE_S)
        shutil.copy(ROOT / "docs" / SCRIPT, project.folder / "addons/procgen" / SCRIPT)
        run = project.script(SCRIPT, plan, before=screen_before(on_screen=False), renderer=OPENGL)
        if run.wait(PATIENCE_S) != 0:
            raise SystemExit(run.last_words())
        pictures = [Image.open(path).convert("RGB") for path in paths]
    small = [np.asarray(each.resize(SHEET_PX, Image.Resampling.LANCZOS)) for each in pictures[1:]]
    large = np.asarray(pictures[0].resize(RUSH_PX, Image.Resampling.LANCZOS))
    (ROOT / "docs/images/world-rush-hour.jpg").write_bytes(jpeg(large))
    (ROOT / "docs/images/world-scenarios.jpg").write_bytes(jpeg(side_by_side(small, len(HOURS))))


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
            points = np.concatenate([traffic["ways"][way]["points_m"] for way in trip["segments"]])[:, [0, 2]]
            far = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
            for step, there in found.items():
                if trip["first"] <= step <= trip["last"] and gone[step, number] >= 0.0:
                    place = [np.interp(gone[step, number], far, axis) for axis in points.T]
                    there.append(np.array([place]))
    return {step: np.concatenate(there) for step, there in found.items()}


def _busiest(traffic: dict, fronts: dict[int, np.ndarray]) -> tuple[int, np.ndarray, np.ndarray]:
    """The step, the place at a lane and the direction of the lane at which most is seen."""
    best, found = -1, None
    for way in traffic["ways"]:
        if way["kind"] != "lane":
            continue
        points = np.array(way["points_m"])[:, [0, 2]]
        far = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
        for gone in np.arange(0.0, far[-1] - AIM_M, LANE_M):
            at, ahead = (np.array([np.interp(m, far, axis) for axis in points.T]) for m in (gone, gone + AIM_M))
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
