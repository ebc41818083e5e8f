"""Runs Godot's demo of a world's folder; the tests do, and docs/world_images.py for its pictures."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.engines.demo import GODOT
from tests.engines.godot_probe import complaints, report_of
from tests.tools import Screen, godot

_NAMES = ("world_visit.gd", "world_day.gd", "world_traffic.gd", "world_depths.gd")
SCRIPTS = [Path(__file__).parent / "demo_project" / name for name in _NAMES]


def copy_world_demo(folder: Path) -> Path:
    """The demo's project in a new folder, imported."""
    shutil.copytree(GODOT, folder)
    for script in SCRIPTS:
        shutil.copy(script, folder)
    done = godot(["--path", folder, "--import"])
    assert done.returncode == 0, done.stdout
    assert complaints(done.stdout) == []
    return folder


def visit_world(
    project: Path,
    world: Path,
    *,
    screen: bool | Screen = False,
    points: Sequence[Sequence[float]] = (),
    shots: Sequence[Sequence[float | str | dict[str, float | str]]] = (),
    timeout_s: float = 300.0,
) -> dict[str, Any]:
    """What a visitor found in the world of a folder.

    Args:
        project: of :func:`copy_world_demo`.
        world: the folder.
        screen: draw for real; pictures need it.
        points: (x, z) where the ground's height is asked for.
        shots: pictures: path, place of the camera, the place that it looks at, and a scenario, if another.
        timeout_s: what Godot may take.
    """
    arguments = {"points": [list(point) for point in points], "shots": [list(shot) for shot in shots]}
    script = ["--script", "res://world_visit.gd"]
    return report_of(project, script, arguments, before=["--world", str(world)], screen=screen, timeout=timeout_s)
