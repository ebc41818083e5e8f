"""What a region's folder costs in Godot: ``python -m tests.benchmarks.bench_godot_region FOLDER [--pictures FOLDER]``.

Streams it in the real Godot, drawn in software: looks across a corner of four tiles, from the ground and from above,
and walks over a border and back, far enough that a tile comes and one goes, both ways. ``--only views`` or ``--only
walk`` does one of the two. Prints what it found; it judges nothing, for machines are noisy. Times of frames are
processor time of the engine's main thread without drawing, where the system tells it; the slowest ones are told with
what happened in them.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.bench_godot_world import SIZE_PX, row
from tests.engines.godot_probe import copy_project, report_of

EYE_M = 1.7
HILL_M = 40.0
SPEED_M_S = 15.0
WALK_SHARE = 0.1
"""Of a tile's side: so far before its border the walk begins, and so far beyond it ends."""
PARTS = ("views", "walk")
_TIMEOUT_S = 1200.0


def views_of(region: dict[str, Any]) -> list[dict[str, Any]]:
    """Where somebody stands, and what they look at: places (x, z) and how high above the ground."""
    tile_m = region["tile_m"]
    column, line = (max(each[axis] for each in region["tiles"]) // 2 for axis in ("column", "row"))
    first = next(each["origin_m"] for each in region["tiles"] if (each["column"], each["row"]) == (column, line))
    corner = [first[0] + tile_m / 2.0, first[1] + tile_m / 2.0]
    near, far = 0.02 * tile_m, 0.3 * tile_m
    found = []
    for name, high_m in (("eye", EYE_M), ("hill", HILL_M)):
        for way, (east, south) in {"south-east": (1, 1), "north-west": (-1, -1)}.items():
            at = [corner[0] - near * east, corner[1] - near * south, high_m]
            to = [corner[0] + far * east, corner[1] + far * south, EYE_M]
            found.append({"name": f"{name} {way}", "at": at, "to": to})
    edge = region["side_m"] / 2.0
    found.append({"name": "out of the region", "at": [edge - near, 0.1 * tile_m, HILL_M], "to": [2.0 * edge, 0.0, 0.0]})
    return found


def walk_of(region: dict[str, Any]) -> list[list[float]]:
    """Places (x, z) to go to one after the other: over a border between west and east, and back."""
    tile_m = region["tile_m"]
    at = views_of(region)[0]["at"]
    border, line = at[0] + 0.02 * tile_m, at[1] - 0.4 * tile_m
    ends = [[border + side * WALK_SHARE * tile_m, line] for side in (-1.0, 1.0)]
    return [*ends, ends[0]]


def measured(project: Path, folder: Path, pictures: Path | None = None, parts: Sequence[str] = PARTS) -> dict[str, Any]:
    """What the probe reports of a region's folder; with pictures, each view is written there."""
    region = json.loads((folder / "region.json").read_text())
    views = views_of(region) if "views" in parts else []
    if pictures is not None:
        for view in views:
            view["path"] = str(pictures / f"{view['name'].replace(' ', '-')}.png")
    tile_m = region["tile_m"]
    near = (0.6 * WALK_SHARE if "views" not in parts else 0.25) * tile_m
    arguments = {
        "region": str(folder.resolve()),
        "properties": {"load_m": near, "unload_m": 1.5 * near, "most_tiles": 4},
        "views": views,
        "walk": walk_of(region) if "walk" in parts else [],
        "speed_m_s": SPEED_M_S,
        "size": SIZE_PX,
    }
    script = ["--script", "res://region_cost_probe.gd"]
    return report_of(project, script, arguments, screen=True, timeout=_TIMEOUT_S)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("region", type=Path, help="folder with region.json and its tiles")
    parser.add_argument("--pictures", type=Path, help="folder for what is seen")
    parser.add_argument("--only", choices=PARTS, help="leave the other part away")
    given = parser.parse_args()
    parts = (given.only,) if given.only else PARTS
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    if given.pictures:
        given.pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        project = copy_project(Path(scratch) / "project")
        # Each by itself: tiles that the views are of would stand about in the walk.
        reports = {part: measured(project, given.region, given.pictures, (part,)) for part in parts}
    for report in reports.values():
        assert not report["problem"], report["problem"]
        if report["views"]:
            _tell_views(report)
        if "walk" in report:
            _tell_walk(report["walk"])


def _tell_views(report: dict[str, Any]) -> None:
    before, far = report["memory_before"], report["memory_far"]
    for name, frame in report["views"].items():
        found = f"{frame['tiles']} tiles, {frame['primitives'] / 1e6:.2f} M primitives, {frame['draws']:.0f} draws"
        row(name, "", f"{found}, textures {frame['memory']['textures'] - before['textures']:.0f} MB")
    row("land from afar, textures", "", f"{far['textures'] - before['textures']:.1f} MB")


def _tell_walk(walk: dict[str, Any]) -> None:
    shares = ", ".join(f"{name} {walk[f'{name}_ms']:.1f}" for name in ("median", "p95", "p99", "longest"))
    row(f"{walk['frames']} frames of a walk", "", f"{shares} ms")
    for frame in walk["slowest"]:
        moving = "a tile comes or goes" if frame["is_busy"] else "no tile comes or goes"
        row("", "a slow one", f"{frame['ms']:.1f} ms at x {frame['x_m']:.0f} m: {frame['nodes']:+.0f} nodes, {moving}")
    for piece, took_ms in sorted(walk["pieces_ms"].items(), key=lambda each: -each[1]):
        row("", "longest piece", f"{piece}: {took_ms:.1f} ms by the clock")
    for kind in ("nodes", "textures", "buffers", "engine"):
        row(f"{kind} before and after", "", f"{walk['memory_before'][kind]:.1f}, {walk['memory_after'][kind]:.1f}")


if __name__ == "__main__":
    main()
