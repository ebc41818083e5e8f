"""Impact craters by their size law and profiles."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from procgen.terrain.processes.field import Grid, Lattice, coarsely, noise, ramp, scattered
from procgen.terrain.processes.process import Brief
from procgen.terrain.representation import FloatArray

LARGEST_PX = 168.0
SMALLEST_PX = 5.0
"""Diameters."""
DEPTH_KM = ((0.196, 1.010), (1.044, 0.301))
RIM_KM = ((0.036, 1.014), (0.236, 0.399))
"""Depths below the rim and heights of rims: factor and power of the diameter in km, for simple and complex craters
(Pike 1977, "Size-dependence in the shape of fresh impact craters on the Moon"); the less of the two holds."""
COMPLEX_M = 15_000.0
"""Diameter above which peaks rise in the middle."""
_TYPICAL_STEEPNESS = 0.07
"""At this relief over side depths are Pike's."""
_EJECTA_REACH = 2.1
"""Radii at which the blanket has thinned away."""
_CELL_OVER_DIAMETER = 1.1
_FEW_PLACES = 6.0
"""Places along a side of a lattice's cells below which things are looked at all together."""
_LARGE_PX = 40.0
"""Larger craters are smooth enough to be made at every second pixel."""


def highlands(grid: Grid, brief: Brief) -> FloatArray:
    """Ground that is full of craters of all sizes and ages."""

    def before(places: Grid) -> FloatArray:
        return noise(brief.seed, "crater/ground", places, 150.0, 3) * np.float32(0.12 * brief.relief_m)

    return cratered(before, grid, brief, LARGEST_PX, 0.55, _TYPICAL_STEEPNESS)


def mare(grid: Grid, brief: Brief) -> FloatArray:
    """Lava plains with wrinkle ridges and a few craters."""
    relief = brief.relief_m

    def before(places: Grid) -> FloatArray:
        ground = noise(brief.seed, "mare/ground", places, 220.0, 2) * np.float32(0.2 * relief)
        line = noise(brief.seed, "mare/ridge", places, 110.0, 2)
        broad = np.exp(np.float32(-0.5) * np.square(line * np.float32(7.0)))
        crest = np.exp(np.float32(-0.5) * np.square(line * np.float32(16.0) - np.float32(0.7)))
        strength = ramp(noise(brief.seed, "mare/strength", places, 90.0), -0.5, 1.5)
        ridges = (broad + np.float32(0.6) * crest) * strength * np.float32(0.22 * relief)
        return np.asarray(ground + ridges, np.float32)

    return cratered(before, grid, brief, 0.4 * LARGEST_PX, 0.12, 0.03)


def cratered(
    before: Callable[[Grid], FloatArray],
    grid: Grid,
    brief: Brief,
    largest_px: float,
    share: float,
    typical_steepness: float,
) -> FloatArray:
    """Ground hit by craters, the largest first.

    Each octave of diameters has a lattice whose cells are proportional to them. Would the same share of its cells hold
    a crater, numbers above a diameter fell with its square, as on ground that is saturated (Gault 1970); from octave to
    octave a quarter fewer are left, for small ones wear away soonest.

    Args:
        before: the ground before the first of them, metres.
        grid: its places.
        brief: its age wears craters down.
        largest_px: diameter.
        share: of cells that hold a crater, 0 to 1.
        typical_steepness: relief over side at which depths are Pike's.
    """
    exaggeration = brief.steepness / typical_steepness
    # Each octave's number, end and share of cells.
    octaves = [(n, largest_px * 0.5**n, share * 0.75**n) for n in range(math.ceil(math.log2(largest_px / SMALLEST_PX)))]

    def large(places: Grid) -> FloatArray:
        ground = before(places)
        for number, top, chance in octaves:
            if top > _LARGE_PX:
                _octave(ground, places, brief, number, top, chance, exaggeration)
        return ground

    ground = np.ascontiguousarray(coarsely(grid, 0, large))
    for number, top, chance in octaves:
        if _LARGE_PX >= top > 2.0 * grid.step_px:
            _octave(ground, grid, brief, number, top, chance, exaggeration)
    return ground


def _octave(
    ground: FloatArray, grid: Grid, brief: Brief, number: int, top: float, chance: float, exaggeration: float
) -> None:
    """The craters of one octave, in place."""
    age = brief.geology.age

    def craters(size: FloatArray, years: FloatArray) -> tuple[FloatArray, ...]:
        """One over the radius; bowl, rim, floor and peak, metres, and how much is wiped out: 0 for none."""
        spread = size * np.float32(1.0 / chance)
        diameter = crater_diameters(np.minimum(spread, np.float32(1.0)), top)
        wear = np.float32(0.3 + 0.65 * age) * years ** np.float32(0.9 - 0.6 * age)
        wear = np.minimum(wear + np.float32(0.06 * number), np.float32(0.92))
        shape = crater_shape(diameter * np.float32(brief.metres_per_pixel), wear)
        there = np.where(spread < 1.0, np.float32(1.0), np.float32(0.0))
        bowl, rim, floor, peak = (field * there * np.float32(exaggeration) for field in shape)
        return np.float32(2.0) / diameter, bowl, rim, floor, peak, (np.float32(0.9) - np.float32(0.6) * wear) * there

    stream, cell_px = f"crater/{number}", _CELL_OVER_DIAMETER * top
    if cell_px < _FEW_PLACES * grid.step_px:
        # More craters than one can look at one by one, with few places each: all places at a time.
        for x, z, many in scattered(brief.seed, stream, grid, cell_px, 1.0, craters, 2):
            _hit(ground, x, z, *many)
        return
    cells = Lattice(brief.seed, stream, grid, cell_px)
    made = np.stack(craters(*cells.numbers[2:]))
    reach = np.where(made[2] > 0.0, np.float32(_EJECTA_REACH) / made[0], np.float32(0.0))
    for place in cells.placed(reach):
        one = made[:, place.cell[0], place.cell[1], None, None]
        _hit(ground[place.where], place.x_px, place.z_px, *one)


def crater_diameters(uniform: FloatArray, largest_px: float) -> FloatArray:
    """Diameters of an octave from half the largest up, of which those above D are in proportion to 1/D^2.

    Args:
        uniform: random numbers, 0 to 1, any shape.
        largest_px: the octave's end.

    Returns:
        Pixels, of that shape.
    """
    one, three = np.float32(1.0), np.float32(3.0)
    return np.asarray(np.float32(largest_px) / np.sqrt(one + three * uniform), np.float32)


def crater_shape(diameter_m: FloatArray, wear: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Depth of the bowl below the ground before it; heights of the rim, the flat floor and the peak's top above it.

    Worn craters are filled and their rims laid low; large ones are flat from the start and have a peak in the middle:
    above some 11 km depths below the rim grow with D^0.3 and rims with D^0.4 only.

    Args:
        diameter_m: rim to rim, metres, any shape.
        wear: 0 fresh to 1 hardly seen.

    Returns:
        Metres, each of that shape.
    """
    one = np.float32(1.0)
    over = diameter_m * np.float32(1.0 / COMPLEX_M)
    fresh = one - wear
    fresh_rim = _pike(diameter_m, RIM_KM)
    rim = fresh_rim * fresh
    full = _pike(diameter_m, DEPTH_KM) * fresh
    # The walls are those of a bowl as deep as a simple crater's.
    simple_km = DEPTH_KM[:1]
    bowl = _pike(diameter_m, simple_km) * np.sqrt(fresh) - rim
    floor = rim - full
    peak = floor + full * ramp(over, 1.0, 1.6) * np.float32(0.45)
    return bowl, rim, floor, peak


def _pike(diameter_m: FloatArray, laws: tuple[tuple[float, float], ...]) -> FloatArray:
    """The least of power laws, metres."""
    km = np.maximum(diameter_m, np.float32(1.0)) * np.float32(0.001)
    heights = [np.float32(1000.0 * factor) * km ** np.float32(power) for factor, power in laws]
    least = heights[0]
    for other in heights[1:]:
        least = np.minimum(least, other)
    return np.asarray(least, np.float32)


def _hit(
    ground: FloatArray,
    x_px: FloatArray,
    z_px: FloatArray,
    inverse: FloatArray,
    bowl: FloatArray,
    rim: FloatArray,
    floor: FloatArray,
    peak: FloatArray,
    wiped: FloatArray,
) -> None:
    """Put craters into the ground: what was there is gone inside, the blanket lies around.

    Args:
        ground: (rows, columns) metres; changed in place.
        x_px: from the crater's middle, a shape that broadcasts with the ground's, like all that follows.
        z_px: likewise.
        inverse: one over the radius in pixels.
        bowl: depth below the ground, metres.
        rim: height above the ground.
        floor: height of the flat floor.
        peak: height of the peak's top.
        wiped: how much of what was there is gone, 0 to 1.
    """
    one = np.float32(1.0)
    x, z = x_px * inverse, z_px * inverse
    squared = x * x + z * z  # of the distance in radii
    inside = np.maximum(squared * (bowl + rim) - bowl, floor)
    if (peak > floor).any():
        # A peak a fifth as wide as the crater.
        inside = np.maximum(inside, peak - (peak - floor) * np.sqrt(squared * np.float32(25.0)))
    reach = np.float32(_EJECTA_REACH**2)
    beyond = np.maximum(squared, one)
    # Ejecta thin with the third power of the distance (McGetchin, Settle and Head 1973).
    fade = np.maximum(reach - beyond, np.float32(0.0)) * np.float32(1.0 / (_EJECTA_REACH**2 - 1.0))
    blanket = rim * fade / (beyond * np.sqrt(beyond))
    gone = np.clip((np.float32(1.5) - squared) * np.float32(1.6), 0, 1) * wiped
    ground *= one - gone
    ground += np.where(squared < one, inside, blanket)
