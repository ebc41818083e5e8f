"""Limestone that water dissolves: towers on a plain, dolines between them."""

from __future__ import annotations

import numpy as np

from procgen.terrain.processes.field import Grid, coarsely, noise, noises, ramp, scattered
from procgen.terrain.processes.process import Brief
from procgen.terrain.representation import FloatArray


def tower_karst(grid: Grid, brief: Brief) -> FloatArray:
    """Steep towers, crowded (fengcong, young) or single on a plain (fenglin, old), with hollows between."""
    return coarsely(grid, 0, lambda half: _towers(half, brief))


def _towers(grid: Grid, brief: Brief) -> FloatArray:
    relief, age = brief.relief_m, brief.geology.age
    made = noise(brief.seed, "karst/plain", grid, 90.0, 2) * np.float32(0.03 * relief)
    fine_x, fine_z, *_ = noises(brief.seed, "karst/fine", grid, 8.0)
    groups = noise(brief.seed, "karst/groups", grid, 75.0, 2)
    ragged_x, ragged_z = fine_x * np.float32(1.3), fine_z * np.float32(1.3)
    there = ramp(groups, -1.8 + age, -0.2 + age) * np.float32(relief)
    for stream, radius, chance in (("great", 12.0, 0.85 - 0.45 * age), ("small", 6.5, 0.7 - 0.5 * age)):

        def tower(
            one: FloatArray, own: FloatArray, radius: float = radius, chance: float = chance
        ) -> tuple[FloatArray, ...]:
            """One over the width, and the height in reliefs or 0 for none."""
            width = np.float32(radius) * (np.float32(0.65) + np.float32(0.5) * own)
            tall = (np.float32(0.45) + np.float32(0.55) * own) * np.float32((radius / 12.0) ** 0.6)
            return np.reciprocal(width), np.where(one < chance, tall, np.float32(0.0))

        towers = scattered(brief.seed, f"karst/{stream}", grid, 2.1 * radius, 0.9, tower, 1)
        for x, z, (inverse, tall) in towers:
            x += ragged_x
            z += ragged_z
            r = np.sqrt(x * x + z * z) * inverse
            # Walls steepest at half the height: cones are rounded on top and undercut at the foot.
            np.maximum(made, ramp(r, 1.1, 0.3) * tall * there, out=made)

    def doline(one: FloatArray, own: FloatArray) -> tuple[FloatArray, ...]:
        """One over the squared width, and the depth in metres or 0 for none."""
        width = np.float32(3.5) + np.float32(5.0) * own
        deep = np.where(one < 0.4, width * np.float32(0.012 * relief), np.float32(0.0))
        return np.reciprocal(width * width), deep

    for x, z, (inverse, deep) in scattered(brief.seed, "karst/doline", grid, 20.0, 1.0, doline, 1):
        made -= np.maximum(np.float32(1.0) - (x * x + z * z) * inverse, np.float32(0.0)) * deep
    return made - np.float32(0.25 * relief)
