"""Walks through a world that sounds, in the real Godot; the tests do, and docs/world_sound_image.py for its picture."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tests.engines.godot_probe import report_of

WALK_S = 12.0
DANGER: Sequence[tuple[float, float]] = ((0.0, 0.1), (3.0, 0.9))
"""From which second on it is how dangerous."""


LAND_M = 30.0
"""How far around somebody the land is heard."""


def part_lands(world: Path, at_m: float) -> None:
    """Make the dry land of a world's folder a meadow to the west of a line, and a wood to the east of it.

    Args:
        world: the folder.
        at_m: of the line, east of the border.
    """
    told = json.loads((world / "ground/ground.json").read_text())
    biomes, water = (np.load(world / f"ground/{name}.npy") for name in ("biome", "water"))
    line = round(at_m / told["metres_per_pixel"])
    lands = np.full_like(biomes, told["biomes"].index("grassland"))
    lands[:, line:] = told["biomes"].index("temperate_forest")
    np.save(world / "ground/biome.npy", np.where(np.isnan(water), lands, biomes))


def wooded_at(world: Path, x_m: float, z_m: float) -> float:
    """Which share of the dry land around a place of such a world is wood."""
    told = json.loads((world / "ground/ground.json").read_text())
    biomes, water = (np.load(world / f"ground/{name}.npy") for name in ("biome", "water"))
    away = np.linspace(-LAND_M, LAND_M, 5)
    rows, columns = (
        np.clip(np.rint((at + away) / told["metres_per_pixel"]).astype(int), 0, size - 1)
        for at, size in zip((z_m, x_m), biomes.shape, strict=True)
    )
    dry = np.isnan(water[np.ix_(rows, columns)])
    wood = biomes[np.ix_(rows, columns)] == told["biomes"].index("temperate_forest")
    return float((wood & dry).sum() / dry.sum())


def walk_through(
    project: Path,
    world: Path,
    web_port: int,
    route: Sequence[tuple[float, float]],
    *,
    walk_s: float = WALK_S,
    danger: Sequence[tuple[float, float]] = DANGER,
    bars: int = 16,
    variants: int = 8,
) -> dict[str, Any]:
    """What somebody heard who walked through a world.

    Args:
        project: of :func:`tests.engines.godot_probe.copy_project`.
        world: the folder.
        web_port: of a server.
        route: places (x, z), metres, passed at even times.
        walk_s: how long it takes.
        danger: as of `DANGER`.
        bars: of each piece of music.
        variants: of each step.

    Returns:
        What the probe tells, and "samples", (n, 2), what came out of the engine at its "mix_rate".
    """
    with tempfile.NamedTemporaryFile(suffix=".f32") as recording:
        arguments = {
            "probe": "world_sound", "folder": str(world), "web_port": web_port, "route": [list(each) for each in route],
            "walk_s": walk_s, "danger": [list(each) for each in danger], "bars": bars, "variants": variants,
            "recording": recording.name,
        }  # fmt: skip
        told = report_of(project, ["--script", "res://world_sound_probe.gd"], arguments)
        return {**told, "samples": np.fromfile(recording.name, np.float32).reshape(-1, 2)}
