"""What a world's folder costs in Godot: ``python -m tests.benchmarks.bench_godot_world FOLDER [--pictures FOLDER]``.

Opens it in the real Godot, drawn in software, and looks around at eye height where most houses stand, in the lushest
meadow and in the densest wood, by the hour of the world or, with ``--hour``, by that of a fair day: at night nothing
casts shadows. Prints a table beside the bars, those of a forest where there are as many trees as in one; it judges
nothing, for machines are noisy. Processor time is the engine's own; wall times are those of this machine as it is.
``--addon`` is a folder with another version of the addon, to compare with.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from procgen.world.ground_height import height_at
from tests.engines.godot_probe import ADDON, PROJECT_TEMPLATE, copy_imported, report_of

EYE_M = 1.7
SIZE_PX = (1280, 720)
_SQUARES = 20
_FOREST_PER_KM2 = 30_000
"""Trees from which on a world is measured as a forest."""
_TUFTS = ("meadow_grass", "tall_grass", "dry_grass", "fescue", "feather_grass", "marram", "reed")
"""Layers of grass, which stands in tufts."""
_TIMEOUT_S = 900.0


def views_of(folder: Path) -> list[dict[str, Any]]:
    """Where somebody stands and what they look at, by name; four ways at each place."""
    spacing = json.loads((folder / "ground/ground.json").read_text())["metres_per_pixel"]
    heights = np.load(folder / "ground/heights.npy")
    found = []
    for name, (x, z) in _places(folder, spacing * (len(heights) - 1)).items():
        y = float(height_at(heights, spacing, x, z)) + EYE_M
        for way in range(4):
            angle = math.radians(90.0 * way + 20.0)
            to = [x + 10.0 * math.sin(angle), y, z + 10.0 * math.cos(angle)]
            found.append({"name": f"{name} {way + 1}", "at": [x, y, z], "to": to})
    return found


def _places(folder: Path, side_m: float) -> dict[str, tuple[float, float]]:
    """A street, a meadow and a wood, as far as there are any: metres east and south."""
    found: dict[str, tuple[float, float]] = {}
    buildings = json.loads((folder / "settlement.json").read_text())["buildings"]
    if buildings:
        doors = np.array([(each["door"]["x_m"], each["door"]["z_m"]) for each in buildings])
        middles = np.array([(each["x_m"], each["z_m"]) for each in buildings])
        # Before the door that is nearest to where most houses stand.
        best = int(np.hypot(*(doors - np.median(middles, axis=0)).T).argmin())
        away = doors[best] - middles[best]
        x, z = doors[best] + 3.0 * away / max(math.hypot(*away), 0.1)
        found["street"] = float(x), float(z)
    step = side_m / _SQUARES
    meadow = folder / "cover/meadow_grass.png"
    if meadow.is_file():
        squares = np.asarray(Image.open(meadow).convert("L").resize((_SQUARES, _SQUARES), Image.Resampling.BOX))
        row, column = np.unravel_index(int(squares[1:-1, 1:-1].argmax()), (_SQUARES - 2, _SQUARES - 2))
        found["meadow"] = (float(column) + 1.5) * step, (float(row) + 1.5) * step
    woods = json.loads((folder / "cover/cover.json").read_text())["woods"] if meadow.is_file() else None
    if woods and woods["count"]:
        record = np.dtype([("place", "<f4", 3), ("rest", "V", woods["record"]["bytes"] - 12)])
        trees = np.fromfile(folder / woods["file"], record)["place"]
        inner = [[step, side_m - step]] * 2
        dense = np.histogram2d(trees[:, 0], trees[:, 2], bins=_SQUARES - 2, range=inner)[0]
        column, row = np.unravel_index(int(dense.argmax()), dense.shape)
        found["wood"] = (float(column) + 1.5) * step, (float(row) + 1.5) * step
    return found


def measured(project: Path, folder: Path, pictures: Path | None = None, hour: float = -1.0) -> dict[str, Any]:
    """What the probe reports of a world's folder; with pictures, each view is written there."""
    views = views_of(folder)
    if pictures is not None:
        for view in views:
            view["path"] = str(pictures / f"{view['name'].replace(' ', '-')}.png")
    arguments = {"world": str(folder.resolve()), "views": views, "size": SIZE_PX, "hour": hour}
    script = ["--script", "res://world_cost_probe.gd"]
    return report_of(project, script, arguments, screen=True, timeout=_TIMEOUT_S)


def row(what: str, bar: str, found: str) -> None:
    print(f"{what:34} | {bar:12} | {found}", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("world", type=Path, help="folder that `procgen generate world` wrote")
    parser.add_argument("--pictures", type=Path, help="folder for what is seen")
    parser.add_argument("--hour", type=float, default=-1.0, help="of a fair day, 0 to 24; else that of the manifest")
    parser.add_argument("--addon", type=Path, default=ADDON, help="the addon's folder")
    given = parser.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    if given.pictures:
        given.pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        parts = ((PROJECT_TEMPLATE, "."), (given.addon, "addons/procgen"))
        project = copy_imported(Path(scratch) / "project", parts)
        report = measured(project, given.world, given.pictures and given.pictures.resolve(), given.hour)
    assert not report["problem"], report["problem"]
    said = json.loads((given.world / "manifest.json").read_text())["ground"]
    area_km2 = said["width_m"] * said["depth_m"] / 1e6
    trees = report["plants"].pop("trees", 0)
    is_forest = trees > _FOREST_PER_KM2 * area_km2
    opens, draws = ("5 s", 300) if is_forest else ("6 s idle", 800)
    tufts = sum(count for kind, count in report["plants"].items() if kind in _TUFTS)
    row("trees on a square kilometre", "50,000" if is_forest else "", f"{trees / area_km2:,.0f}")
    row("tufts of grass there", "1,000,000" if is_forest else "", f"{tufts / area_km2:,.0f}")
    row("all small plants there", "", f"{sum(report['plants'].values()) / area_km2:,.0f}")
    row("time to open, wall", opens, f"{report['open_s']:.1f} s")
    row("time to open, processor", "", f"{report['open_cpu_s']:.1f} s")
    row("until the first view, wall", "", f"{report['first_view_s']:.1f} s")
    more = {kind: report["memory"][kind] - report["memory_before"][kind] for kind in report["memory"]}
    row(
        "texture memory of the world", "120 MB", f"{more['textures']:.0f} MB ({report['memory']['textures']:.0f} whole)"
    )
    row("buffers", "", f"{more['buffers']:.0f} MB")
    for name, frame in report["views"].items():
        found = f"{frame['primitives'] / 1e6:.2f} M primitives, {frame['draws']:.0f} draws"
        row(name, f"1.5 M, {draws}", found)
    most = [max(frame[what] for frame in report["views"].values()) for what in ("primitives", "draws")]
    row("at most", f"1.5 M, {draws}", f"{most[0] / 1e6:.2f} M primitives, {most[1]:.0f} draws")


if __name__ == "__main__":
    main()
