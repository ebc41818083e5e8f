"""Runs Godot's demo of a world's folder, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.engines.godot_probe import report_of


def visit_world(
    project: Path,
    world: Path,
    *,
    points: Sequence[Sequence[float]] = (),
) -> dict[str, Any]:
    """What a visitor found in the world of a folder.

    Args:
        project: of :func:`tests.engines.demo.copy_visited`.
        world: the folder.
        points: (x, z) where the ground's height is asked for.
    """
    arguments = {"points": [list(point) for point in points]}
    script = ["--script", "res://world_visit.gd"]
    return report_of(project, script, arguments, before=["--world", str(world)])
