"""Land in the sea: atolls and archipelagos."""

from __future__ import annotations

import math

import numpy as np

from procgen.terrain.processes.drainage import valleys
from procgen.terrain.processes.field import Float64Array, Grid, Lattice, Points, bent, noise, noises, ramp
from procgen.terrain.processes.process import Brief
from procgen.terrain.representation import FloatArray

ATOLL_SPACING_PX = 250.0


def atolls(grid: Grid, brief: Brief) -> FloatArray:
    """Rings of reef with islets around lagoons, on steep pillars from a deep floor; metres above the sea.

    Shapes after Darwin (1842): an atoll is what is left of a reef around an island that has sunk.
    """
    relief = brief.relief_m
    made = noise(brief.seed, "atoll/floor", grid, 120.0, 2) * np.float32(0.05 * relief) - np.float32(0.9 * relief)
    wide_x, wide_z, *_ = noises(brief.seed, "atoll/wide", grid, 46.0)
    fine_x, fine_z, *_ = noises(brief.seed, "atoll/fine", grid, 12.0)
    islets = noise(brief.seed, "atoll/islets", grid, 15.0, 2)
    patches = noise(brief.seed, "atoll/patches", grid, 7.0)
    depths = noise(brief.seed, "atoll/lagoon", grid, 26.0, 2)
    for stream, size, inner, outer, chance in (
        ("great", ATOLL_SPACING_PX, 48.0, 84.0, 1.0),
        ("small", 0.55 * ATOLL_SPACING_PX, 14.0, 26.0, 0.3),
    ):
        cells = Lattice(brief.seed, f"atoll/{stream}", grid, size)
        _, _, there, own = cells.numbers
        for one in cells.placed(np.where(there < chance, np.float32(0.9 * size), np.float32(0.0)), 0.5):
            radius = np.float32(inner) + np.float32(outer - inner) * own[one.cell]
            w = one.where
            x = one.x_px + wide_x[w] * (np.float32(0.13) * radius) + fine_x[w] * np.float32(1.6)
            z = one.z_px + wide_z[w] * (np.float32(0.13) * radius) + fine_z[w] * np.float32(1.6)
            # A little longer than wide.
            off = np.sqrt(x * x * np.float32(1.25) + z * z * np.float32(0.85)) - radius
            crest = np.float32(2.2 + 0.045 * float(radius))
            part = made[w]
            # Fore reef, steeper than 45 degrees near the top, then an apron.
            out = np.maximum(off - crest, np.float32(0.0))
            fall = np.float32(-0.9 * relief) * (np.float32(1.0) - np.exp(out * np.float32(-1.0 / 7.0)))
            lagoon = (
                np.float32(-0.16) - np.float32(0.04) * depths[w] + np.float32(0.14) * ramp(patches[w], 1.5, 2.3)
            ) * np.float32(relief)
            back = ramp(off, -3.4 * float(crest), -float(crest))
            reef = lagoon * (np.float32(1.0) - back) - np.float32(0.004 * relief)
            # Islets on the flat, with gaps; a ridge of rubble to the sea.
            land = ramp(islets[w], -0.35, 0.25) * ramp(off, -1.6 * float(crest), -0.2 * float(crest))
            land *= ramp(off, 1.05 * float(crest), 0.3 * float(crest))
            reef = reef + land * np.float32(0.055 * relief)
            np.maximum(part, np.where(off > crest, fall, reef), out=part)
    return made


def archipelago(grid: Grid, brief: Brief) -> FloatArray:
    """Drowned hills: islands of all sizes, with valleys that end in bays; metres above the sea."""
    relief = brief.relief_m
    margin = max(2, math.ceil(6.0 / grid.step_px)) + 2
    wide = grid.padded(margin)

    def hills(places: Grid | Points) -> FloatArray:
        first = noise(brief.seed, "archipelago/hills", places, 40.0, 3, 0.55)
        groups = noise(brief.seed, "archipelago/groups", places, 190.0)
        return (first * np.float32(0.27) + groups * np.float32(0.1) - np.float32(0.26)) * np.float32(relief)

    def ground(x: Float64Array, z: Float64Array) -> FloatArray:
        return hills(Points(x, z))

    streams = valleys(brief.seed, "archipelago/stream", wide, 24.0, ground, 50.0)
    slope = np.float32(0.022 * relief)

    def cut(x: Float64Array, z: Float64Array) -> FloatArray:
        return np.asarray(
            np.minimum(streams.envelope_at(x, z, lambda off: off * slope), ground(x, z) + np.float32(0.12 * relief)),
            np.float32,
        )

    gullies = valleys(brief.seed, "archipelago/gully", wide, 11.0, cut)
    land = gullies.envelope(wide, lambda off: off * np.float32(1.3) * slope)
    # The sea's floor is smooth.
    floor = hills(wide)
    land = np.where(land > 0.0, land, land * np.float32(0.35) + np.minimum(floor, np.float32(0.0)) * np.float32(0.65))
    first, second, *_ = noises(brief.seed, "archipelago/bend", grid, 11.0)
    bend = np.float32(2.0 / grid.step_px)
    made = bent(land, first * bend, second * bend, margin)
    over = made * np.float32(1.0 / (0.03 * relief))
    return np.asarray(made + np.clip(over, np.float32(-0.5), np.float32(0.8)) * np.float32(0.03 * relief), np.float32)
