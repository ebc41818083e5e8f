"""What ``procgen doctor`` tries of terrain."""

from __future__ import annotations

from typing import Final

from procgen.kit.command.checks import Check, Inspect
from procgen.runtime.store import ModelStore
from procgen.terrain.generate import generate
from procgen.terrain.parameters import TerrainParameters


def _small_terrain(store: ModelStore) -> Check:
    heightmap = generate(TerrainParameters(width_px=64, depth_px=64), store)
    relief = heightmap.height_max_m - heightmap.height_min_m
    return Check("generation", relief > 0.0, f"made a terrain of 64 x 64 pixels with {relief:.0f} m of relief")


CHECKS: Final[tuple[Inspect, ...]] = (_small_terrain,)
