"""Limestone that water dissolves: towers on a plain, dolines between them."""

from __future__ import annotations

import numpy as np

from procgen.terrain.processes.field import Grid, Lattice, noise, noises, ramp
from procgen.terrain.processes.process import Brief
from procgen.terrain.representation import FloatArray


def tower_karst(grid: Grid, brief: Brief) -> FloatArray:
    """Steep towers, crowded (fengcong, young) or single on a plain (fenglin, old), with hollows between."""
    relief, age = brief.relief_m, brief.geology.age
    made = noise(brief.seed, "karst/plain", grid, 90.0, 2) * np.float32(0.03 * relief)
    fine_x, fine_z, *_ = noises(brief.seed, "karst/fine", grid, 8.0)
    groups = noise(brief.seed, "karst/groups", grid, 75.0, 2)
    for stream, radius, chance in (("great", 12.0, 0.85 - 0.45 * age), ("small", 6.5, 0.7 - 0.5 * age)):
        size = 2.1 * radius
        cells = Lattice(brief.seed, f"karst/{stream}", grid, size)
        _, _, there, own = cells.numbers
        for one in cells.placed(np.where(there < chance, np.float32(size), np.float32(0.0)), 0.9):
            width = np.float32(radius) * (np.float32(0.65) + np.float32(0.5) * own[one.cell])
            x, z = one.x_px + fine_x[one.where] * np.float32(1.3), one.z_px + fine_z[one.where] * np.float32(1.3)
            r = np.sqrt(x * x + z * z) / width
            # Walls steepest at half the height: cones are rounded on top and undercut at the foot.
            body = ramp(r, 1.1, 0.3)
            tall = np.float32(relief) * (np.float32(0.45) + np.float32(0.55) * own[one.cell])
            tall = tall * np.float32(radius / 12.0) ** np.float32(0.6) * ramp(groups[one.where], -1.8 + age, -0.2 + age)
            part = made[one.where]
            np.maximum(part, body * tall, out=part)
    cells = Lattice(brief.seed, "karst/doline", grid, 20.0)
    _, _, there, own = cells.numbers
    for one in cells.placed(np.where(there < 0.4, np.float32(9.0), np.float32(0.0)), 1.0):
        width = np.float32(3.5) + np.float32(5.0) * own[one.cell]
        squared = (one.x_px * one.x_px + one.z_px * one.z_px) / (width * width)
        part = made[one.where]
        part -= np.maximum(np.float32(1.0) - squared, np.float32(0.0)) * np.float32(0.012 * relief) * width
    return made - np.float32(0.25 * relief)
