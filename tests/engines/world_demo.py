"""Runs Godot's demo of a world's folder; the tests do, and docs/world_images.py for its pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.engines.godot_probe import report_of
from tests.tools import Screen


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
        project: of :func:`tests.engines.demo.copy_visited`.
        world: the folder.
        screen: draw for real; pictures need it.
        points: (x, z) where the ground's height is asked for.
        shots: pictures: path, place of the camera, the place that it looks at, and a scenario, if another.
        timeout_s: what Godot may take.
    """
    arguments = {"points": [list(point) for point in points], "shots": [list(shot) for shot in shots]}
    script = ["--script", "res://world_visit.gd"]
    return report_of(project, script, arguments, before=["--world", str(world)], screen=screen, timeout=timeout_s)
