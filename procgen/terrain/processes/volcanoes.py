"""Volcanoes: concave cones with summit craters and gullies, cinder cones at their feet, calderas, islands."""

from __future__ import annotations

import math

import numpy as np

from procgen.terrain.processes.field import Grid, Lattice, Placed, noise, noises, ramp
from procgen.terrain.processes.process import Brief
from procgen.terrain.representation import FloatArray

SPACING_PX = 250.0
"""Of the lattice of great volcanoes: one in each cell."""
CINDER_SLOPE = math.tan(math.radians(30.0))
"""Cinder cones stand at the angle of repose of scoria (Wood 1980)."""
_CONCAVITY = 1.9
"""Power of the flanks' profile: composite cones steepen upwards to some 30 degrees (Karatson et al. 2010)."""


def volcanic(grid: Grid, brief: Brief) -> FloatArray:
    """Composite volcanoes on a plain of lava, with cinder cones around."""
    relief = brief.relief_m
    ground = noise(brief.seed, "volcano/plain", grid, 120.0, 3) * np.float32(0.035 * relief)
    top = _great(grid, brief, 1.55 * relief, 118.0, crater=0.085)
    made = np.asarray(ground + top, np.float32)
    _cinder_cones(made, grid, brief, 0.28)
    return made - np.float32(0.3 * relief)


def island(grid: Grid, brief: Brief) -> FloatArray:
    """A volcano in the sea; metres above the sea."""
    relief = brief.relief_m
    floor = noise(brief.seed, "volcano/floor", grid, 140.0, 2) * np.float32(0.04 * relief) - np.float32(0.62 * relief)
    made = floor + _great(grid, brief, 2.1 * relief, 138.0, crater=0.06, bend_px=8.5)
    return _with_shore(made, relief)


def caldera(grid: Grid, brief: Brief) -> FloatArray:
    """Broad volcanoes whose tops have fallen in: a ring of cliffs, a flat floor, a young cone inside."""
    relief = brief.relief_m
    made = noise(brief.seed, "volcano/plain", grid, 120.0, 3) * np.float32(0.04 * relief)
    bend_x, bend_z, *_ = noises(brief.seed, "volcano/bend", grid, 40.0)
    fine_x, fine_z, *_ = noises(brief.seed, "volcano/fine", grid, 11.0)
    cells = Lattice(brief.seed, "volcano/great", grid, SPACING_PX)
    for one in cells.placed(np.full(cells.numbers.shape[1:], np.float32(0.95 * SPACING_PX)), 0.6):
        own = cells.numbers[2][one.cell]
        outer = np.float32(105.0 + 22.0 * own)
        ring = np.float32(40.0 + 20.0 * own)
        x, z = one.x_px + bend_x[one.where] * np.float32(5.0), one.z_px + bend_z[one.where] * np.float32(5.0)
        x, z = x + fine_x[one.where] * np.float32(1.4), z + fine_z[one.where] * np.float32(1.4)
        r = np.sqrt(x * x + z * z)
        flank = _flank(r / outer, 1.45) * np.float32(1.5 * relief)
        flank = _gullied(flank, x, z, r / outer, brief, 1.5 * relief, float(ring / outer), float(own))
        rim = np.float32(1.5 * relief) * _flank(np.asarray(ring / outer, np.float32), 1.45)
        floor = rim - np.float32((0.75 - 0.25 * brief.geology.age) * relief)
        # Steep slumped walls with a bench, then the floor.
        inside = ring - r
        wall_px = np.float32(9.0 + 6.0 * brief.geology.age)
        fall = np.clip(inside / wall_px, 0, 1)
        drop = fall + np.float32(0.07) * np.sin(fall * np.float32(2.0 * math.tau))
        pit = rim - (rim - floor) * drop
        away = np.float32(0.3) * ring
        angle = math.tau * float(cells.numbers[3][one.cell])
        cx, cz = x - away * np.float32(math.cos(angle)), z - away * np.float32(math.sin(angle))
        near = np.sqrt(cx * cx + cz * cz) / (np.float32(0.36) * ring)
        cone = np.float32(0.34 * relief) * np.maximum(_flank(near, 1.3), np.float32(0.0))
        cone = np.where(near < 0.22, cone - np.float32(0.4 * relief) * (np.float32(0.22) - near), cone)
        whole = np.where(inside > 0.0, np.maximum(pit, floor + cone), flank)
        part = made[one.where]
        part += whole
    _cinder_cones(made, grid, brief, 0.12)
    return made - np.float32(0.45 * relief)


def _flank(r: FloatArray, power: float) -> FloatArray:
    return np.asarray(np.maximum(np.float32(1.0) - r, np.float32(0.0)) ** np.float32(power), np.float32)


def _great(
    grid: Grid, brief: Brief, height_m: float, radius_px: float, crater: float, bend_px: float = 4.0
) -> FloatArray:
    """The great volcanoes of a grid, over zero; ``bend_px`` says how far from round they are."""
    made = np.zeros(grid.shape, np.float32)
    bend_x, bend_z, *_ = noises(brief.seed, "volcano/bend", grid, 40.0)
    fine_x, fine_z, *_ = noises(brief.seed, "volcano/fine", grid, 9.0)
    cells = Lattice(brief.seed, "volcano/great", grid, SPACING_PX)
    for one in cells.placed(np.full(cells.numbers.shape[1:], np.float32(0.95 * SPACING_PX)), 0.8):
        own = cells.numbers[2][one.cell]
        radius = np.float32(radius_px) * (np.float32(0.8) + np.float32(0.35) * own)
        tall = np.float32(height_m) * (np.float32(0.75) + np.float32(0.35) * own)
        x, z = one.x_px + bend_x[one.where] * np.float32(bend_px), one.z_px + bend_z[one.where] * np.float32(bend_px)
        ragged = np.float32(0.3 * bend_px)
        x, z = x + fine_x[one.where] * ragged, z + fine_z[one.where] * ragged
        r = np.sqrt(x * x + z * z) / radius
        flank = _gullied(_flank(r, _CONCAVITY) * tall, x, z, r, brief, float(tall), crater, float(own))
        rim = tall * np.float32((1.0 - crater) ** _CONCAVITY)
        bowl = rim - np.float32(0.9 * crater) * tall * (np.float32(1.0) - np.square(r * np.float32(1.0 / crater)))
        part = made[one.where]
        np.maximum(part, np.where(r < crater, np.minimum(bowl, flank + rim), flank), out=part)
    return made


def _gullied(
    flank: FloatArray,
    x: FloatArray,
    z: FloatArray,
    r: FloatArray,
    brief: Brief,
    height_m: float,
    crater: float,
    own: float,
) -> FloatArray:
    """Flanks cut by radial gullies, twice as many with each step down: rain has more ground to gather on."""
    age = brief.geology.age
    angle = np.arctan2(z, x)
    deep = np.zeros_like(r)
    first = 6 + int(4.0 * own)
    for turn, low, high, share in ((1, 0.06, 0.32, 1.0), (2, 0.2, 0.5, 0.75), (4, 0.4, 0.75, 0.5)):
        count = first * turn + turn // 4
        wave = np.abs(np.sin(angle * np.float32(0.5 * count) + np.float32(count)))
        # Valleys are lines, and the ribs between them round.
        deep += (np.float32(1.0) - np.sqrt(wave)) * ramp(r, low, high) * np.float32(share)
    lasting = ramp(r, crater, crater + 0.14) * ramp(r, 1.02, 0.55)
    return np.asarray(flank - deep * lasting * np.float32(height_m * (0.03 + 0.12 * age)), np.float32)


def _cinder_cones(ground: FloatArray, grid: Grid, brief: Brief, chance: float) -> None:
    """Small cones with craters, in place."""
    size = 46.0
    cells = Lattice(brief.seed, "volcano/cinder", grid, size)
    _, _, there, own = cells.numbers
    radius = np.float32(5.0) + np.float32(8.0) * own * own
    slope = min(CINDER_SLOPE * brief.metres_per_pixel, 0.035 * brief.relief_m)
    for one in cells.placed(np.where(there < chance, radius * np.float32(1.6), np.float32(0.0))):
        _cinder_cone(ground[one.where], one, float(radius[one.cell]), slope, brief.geology.age)


def _cinder_cone(ground: FloatArray, one: Placed, radius_px: float, slope_m: float, age: float) -> None:
    """Crater and height are 0.4 and 0.18 of the width (Wood 1980), less with age."""
    r = np.sqrt(one.x_px * one.x_px + one.z_px * one.z_px)
    crest = np.float32(0.4 * radius_px)
    fresh = np.float32(slope_m * (1.0 - 0.5 * age))
    flank = (np.float32(radius_px) - r) * fresh
    bowl = (np.float32(radius_px) - crest) * fresh - (crest - r) * np.float32(0.8) * fresh
    ground += np.maximum(np.where(r < crest, bowl, flank), np.float32(0.0))


def _with_shore(heights: FloatArray, relief_m: float) -> FloatArray:
    """A notch at the sea's edge: cliffs above, a platform below."""
    width = np.float32(0.05 * relief_m)
    over = heights / width
    return np.asarray(
        heights + np.where(over > 0.0, np.minimum(over, np.float32(0.6)), np.maximum(over, np.float32(-0.5))) * width,
        np.float32,
    )
