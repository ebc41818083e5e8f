"""Photographs of a world that ``procgen generate world`` wrote, in the real Godot: what scripts of pictures share."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from procgen.kit.command.stopping import stopping  # noqa: E402
from procgen.world.command.godot import Project, screen_before  # noqa: E402
from procgen.world.ground_height import height_at  # noqa: E402

PATIENCE_S = 3600.0
"""Without a graphics card, a picture takes up to a minute."""
_SCRIPT = "day_view.gd"
_OPENGL = ("--rendering-driver", "opengl3")


def above_ground(folder: Path) -> Callable[[float, float, float], list[float]]:
    """A place, x, y and z, so many metres above the ground of a world's folder at x and z."""
    spacing = json.loads((folder / "ground/ground.json").read_text())["metres_per_pixel"]
    heights = np.load(folder / "ground/heights.npy")
    return lambda x, z, above_m: [x, float(height_at(heights, spacing, x, z)) + above_m, z]


def photographed(
    folder: Path, godot: Path, size_px: tuple[int, int], shots: Sequence[dict[str, Any]]
) -> list[Image.Image]:
    """A picture of each shot: "at" and "to", places, "scenario" and "second", of its traffic.

    Raises:
        SystemExit: Godot failed; its last words.
    """
    with tempfile.TemporaryDirectory() as scratch:
        paths = [Path(scratch, f"{number:02d}.png") for number in range(len(shots))]
        told = [{**shot, "path": str(path)} for shot, path in zip(shots, paths, strict=True)]
        plan = Path(scratch, "plan.json")
        plan.write_text(json.dumps({"world": str(folder.resolve()), "size": size_px, "shots": told}))
        with stopping() as stop:
            project = Project(str(godot), Path(scratch, "project"), PATIENCE_S, stop)
            shutil.copy(ROOT / "docs" / _SCRIPT, project.folder / "addons/procgen" / _SCRIPT)
            run = project.script(_SCRIPT, plan, before=screen_before(on_screen=False), renderer=_OPENGL)
            if run.wait(PATIENCE_S, stop) != 0:
                raise SystemExit(run.last_words())
        return [Image.open(path).convert("RGB") for path in paths]


def small(picture: Image.Image, size_px: tuple[int, int]) -> np.ndarray:
    """A picture in another size, as numbers."""
    return np.asarray(picture.resize(size_px, Image.Resampling.LANCZOS))
