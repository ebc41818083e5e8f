"""Dunes: crests across, along or around the winds, slip faces at the angle of repose."""

from __future__ import annotations

import math

import numpy as np

from procgen.terrain.processes.field import Grid, Lattice, noise, noises, ramp, scattered
from procgen.terrain.processes.process import Brief
from procgen.terrain.representation import FloatArray

REPOSE_DEG = 33.0
"""Angle of repose of dry sand."""
HEIGHT_OVER_SPACING = 0.055
"""Of large transverse dunes, about (Lancaster 1988 has 0.04 to 0.1)."""
_LONGEST_PX, _SHORTEST_PX = 60.0, 18.0
_TAU = 2.0 * math.pi


def dunes(grid: Grid, brief: Brief) -> FloatArray:
    """A field of dunes: transverse with one wind and much sand, barchans with little, longitudinal with two winds,
    stars with many (Wasson and Hyde 1983, "Factors determining desert dune type").
    """
    height_m = 0.95 * brief.relief_m
    spacing_px = min(max(height_m / HEIGHT_OVER_SPACING / brief.metres_per_pixel, _SHORTEST_PX), _LONGEST_PX)
    made = sand_sheet(grid, brief, spacing_px, height_m)
    base = noise(brief.seed, "dunes/base", grid, 200.0) * np.float32(0.06 * brief.relief_m)
    return made + base - np.float32(0.4 * height_m)


def oasis(grid: Grid, brief: Brief) -> FloatArray:
    """Hollows among dunes down to the water: the wind has dug where the ground is damp enough to stop it."""
    height_m = 0.9 * brief.relief_m
    spacing_px = min(max(height_m / HEIGHT_OVER_SPACING / brief.metres_per_pixel, _SHORTEST_PX), _LONGEST_PX)
    made = sand_sheet(grid, brief, spacing_px, height_m)
    size = 190.0
    cells = Lattice(brief.seed, "oasis/spring", grid, size)
    bend_x, bend_z, *_ = noises(brief.seed, "oasis/bend", grid, 22.0)
    fine_x, fine_z, *_ = noises(brief.seed, "oasis/fine", grid, 8.0)
    for one in cells.placed(np.full(cells.numbers.shape[1:], np.float32(0.48 * size)), 0.6):
        x = one.x_px + bend_x[one.where] * np.float32(6.0) + fine_x[one.where] * np.float32(1.2)
        z = one.z_px + bend_z[one.where] * np.float32(6.0) + fine_z[one.where] * np.float32(1.2)
        r = np.sqrt(x * x + z * z)
        radius = float(38.0 + 22.0 * cells.numbers[2][one.cell])
        part = made[one.where]
        part *= ramp(r, 0.75 * radius, 1.45 * radius)
        # A wide flat floor, and the spring's basin in its middle.
        part -= ramp(r, 1.2 * radius, 0.55 * radius) * np.float32(0.2 * height_m)
        part -= ramp(r, 0.46 * radius, 0.28 * radius) * np.float32(0.28 * height_m)
    return made - np.float32(0.4 * height_m)


def sand_sheet(grid: Grid, brief: Brief, spacing_px: float, height_m: float) -> FloatArray:
    """Dunes over flat ground, metres."""
    geology = brief.geology
    wind = math.radians(geology.wind_deg)
    # Sand goes where the wind blows to; rows count southwards.
    to_x, to_z = -math.sin(wind), math.cos(wind)
    spread = geology.wind_spread
    across = math.cos(min(spread, 0.5) * math.pi)  # 1 crests across the wind, 0 along it
    turned = math.acos(across)
    if geology.sand < 0.5 and spread < 0.5:
        return _barchans(grid, brief, spacing_px, height_m, (to_x, to_z))
    first = _crests(grid, brief, "a", spacing_px, _rotated(to_x, to_z, turned))
    # Where winds differ slip faces turn from side to side, and crests are sharp in the middle.
    lean = max(1.0 - 2.0 * spread, 0.0)
    made = first.heights(height_m, brief.metres_per_pixel, lean, geology.sand)
    if spread > 0.5:
        star = 2.0 * spread - 1.0
        others = [
            _crests(grid, brief, stream, spacing_px, _rotated(to_x, to_z, turned + angle)).heights(
                height_m, brief.metres_per_pixel, 0.0, geology.sand
            )
            for stream, angle in (("b", math.pi / 3.0), ("c", -math.pi / 3.0))
        ]
        total = made + others[0] + others[1]
        # Arms of three directions meet in peaks.
        arms = np.square(np.maximum(total * np.float32(1.0 / (3.0 * height_m)), np.float32(0.0)))
        made = made * np.float32(1.0 - star) + arms * np.float32(2.1 * star * height_m)
    return made


def _barchans(grid: Grid, brief: Brief, spacing_px: float, height_m: float, to: tuple[float, float]) -> FloatArray:
    """Crescents on bare ground, their horns ahead: a crest that is a parabola, higher in the middle, twelve times as
    wide as high and with a windward side as long (Hesp and Hastings 1998).
    """
    made = np.zeros(grid.shape, np.float32)
    repose = math.tan(math.radians(REPOSE_DEG)) * brief.metres_per_pixel
    for stream, largest, chance in (("large", 1.0, 0.45), ("small", 0.55, 0.6)):
        size = 1.5 * spacing_px * largest
        cells = Lattice(brief.seed, f"dunes/barchan/{stream}", grid, size)
        chance = (0.4 + 1.2 * brief.geology.sand) * chance
        there = cells.numbers[2] < np.float32(chance)
        scale = (np.float32(0.55) + np.float32(0.45) * cells.numbers[3]) * np.float32(largest)
        for dune in cells.placed(np.where(there, np.float32(0.98 * size), np.float32(0.0))):
            own = scale[dune.cell]
            tall = np.float32(height_m) * own
            half = np.float32(0.55 * spacing_px) * own
            along = dune.x_px * np.float32(to[0]) + dune.z_px * np.float32(to[1])
            side = (dune.z_px * np.float32(to[0]) - dune.x_px * np.float32(to[1])) / half
            squared = side * side
            behind = squared * half * np.float32(0.95) - half * np.float32(0.25) - along  # upwind of the crest
            crest = tall * np.maximum(np.float32(1.0) - squared, np.float32(0.0))
            stoss = np.clip(
                np.float32(1.0)
                - behind / (np.float32(1.5) * half * np.sqrt(np.maximum(np.float32(1.0) - squared, np.float32(1e-3)))),
                0,
                1,
            )
            rise = crest * stoss * stoss * (np.float32(2.2) - np.float32(1.2) * stoss)
            fall = np.maximum(crest + behind * np.float32(repose), np.float32(0.0))
            part = made[dune.where]
            np.maximum(part, np.where(behind > 0.0, rise, fall), out=part)
    return made


def _rotated(x: float, z: float, angle: float) -> tuple[float, float]:
    cos, sin = math.cos(angle), math.sin(angle)
    return x * cos - z * sin, x * sin + z * cos


class _Crests:
    """Where a place lies between two crests."""

    def __init__(self, phase: FloatArray, strength: FloatArray, vigour: FloatArray, spacing_px: float) -> None:
        self.phase, self.strength, self.vigour, self.spacing_px = phase, strength, vigour, spacing_px

    def heights(self, height_m: float, metres_per_pixel: float, lean: float, sand: float) -> FloatArray:
        one = np.float32(1.0)
        # Sand piles up where there is some: with little of it only here and there.
        most = ramp(self.vigour, -1.8, 1.2) * np.float32(0.65) + np.float32(0.35)
        there = ramp(self.vigour, 1.0 - 3.0 * sand, 1.5 - 2.6 * sand)
        height = np.float32(height_m) * most * there * ramp(self.strength, 0.05, 0.45)
        slip = height * np.float32(1.0 / (math.tan(math.radians(REPOSE_DEG)) * self.spacing_px * metres_per_pixel))
        # No dune is steeper than its sand: where a slip face would fill the way to the next crest, dunes are lower.
        tallest = np.float32(0.45)
        height = height * np.minimum(one, tallest / np.maximum(slip, np.float32(1e-6)))
        slip = np.clip(slip, np.float32(1e-3), tallest)
        if lean < 1.0:
            slip = slip + (np.float32(0.5) - slip) * np.float32(1.0 - lean)
        stoss = one - slip
        rising = self.phase / stoss
        falling = (one - self.phase) / slip
        # The windward side is gentle at its foot and convex at the top; the lee side is straight.
        windward = rising * rising * (np.float32(2.2) - np.float32(1.2) * rising)
        return np.asarray(height * np.where(self.phase < stoss, windward, falling), np.float32)


def _crests(grid: Grid, brief: Brief, stream: str, spacing_px: float, to: tuple[float, float]) -> _Crests:
    """Crests by phasor noise: waves scattered about, whose sum has one phase and the defects of real dune fields
    (Tricard et al. 2019, "Procedural phasor noise").
    """
    size = 1.5 * spacing_px
    seed = brief.seed
    frequency = _TAU / spacing_px
    narrow = np.float32(-0.5 / (0.42 * size) ** 2)
    real = np.zeros(grid.shape, np.float32)
    imaginary = np.zeros(grid.shape, np.float32)
    for x, z, (phase, turn) in scattered(seed, f"dunes/{stream}", grid, size, 0.9):
        squared = x * x + z * z
        weight = np.exp(squared * narrow)
        # Each wave is a little turned.
        turn = (turn - np.float32(0.5)) * np.float32(0.55)
        along = x * np.float32(to[0]) + z * np.float32(to[1])
        side = z * np.float32(to[0]) - x * np.float32(to[1])
        # Crests bend downwind beside each wave's middle: horns point where the wind blows to.
        bend = side * side * np.float32(-0.16 / spacing_px)
        angle = (along + turn * side + bend) * np.float32(frequency) + phase * np.float32(_TAU)
        real += weight * np.cos(angle)
        imaginary += weight * np.sin(angle)
    phase = np.arctan2(imaginary, real) * np.float32(1.0 / _TAU)
    phase -= np.floor(phase)
    strength = np.sqrt(real * real + imaginary * imaginary)
    vigour = noise(seed, f"dunes/vigour/{stream}", grid, 1.3 * spacing_px, 2)
    return _Crests(phase, strength, vigour, spacing_px)
