"""Impact craters by their size law and profiles."""

from __future__ import annotations

import numpy as np

from procgen.terrain.processes.field import Grid, Lattice, Placed, noise, ramp
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


def highlands(grid: Grid, brief: Brief) -> FloatArray:
    """Ground that is full of craters of all sizes and ages."""
    ground = noise(brief.seed, "crater/ground", grid, 150.0, 3) * np.float32(0.12 * brief.relief_m)
    return cratered(ground, grid, brief, LARGEST_PX, 0.55, _TYPICAL_STEEPNESS)


def mare(grid: Grid, brief: Brief) -> FloatArray:
    """Lava plains with wrinkle ridges and a few craters."""
    relief = brief.relief_m
    ground = noise(brief.seed, "mare/ground", grid, 220.0, 2) * np.float32(0.2 * relief)
    line = noise(brief.seed, "mare/ridge", grid, 110.0, 2)
    broad = np.exp(np.float32(-0.5) * np.square(line * np.float32(7.0)))
    crest = np.exp(np.float32(-0.5) * np.square(line * np.float32(16.0) - np.float32(0.7)))
    strength = ramp(noise(brief.seed, "mare/strength", grid, 90.0), -0.5, 1.5)
    ground += (broad + np.float32(0.6) * crest) * strength * np.float32(0.22 * relief)
    return cratered(ground, grid, brief, 0.4 * LARGEST_PX, 0.12, 0.03)


def cratered(
    ground: FloatArray, grid: Grid, brief: Brief, largest_px: float, share: float, typical_steepness: float
) -> FloatArray:
    """Ground hit by craters, the largest first.

    Each octave of diameters has a lattice whose cells are proportional to them. Would the same share of its cells hold
    a crater, numbers above a diameter fell with its square, as on ground that is saturated (Gault 1970); from octave to
    octave a quarter fewer are left, for small ones wear away soonest.

    Args:
        ground: (rows, columns) metres; not changed.
        grid: its places.
        brief: its age wears craters down.
        largest_px: diameter.
        share: of cells that hold a crater, 0 to 1.
        typical_steepness: relief over side at which depths are Pike's.
    """
    ground = ground.copy()
    age = brief.geology.age
    exaggeration = brief.steepness / typical_steepness
    octave, top = 0, largest_px
    while top > max(SMALLEST_PX, 2.0 * grid.step_px):
        # Of small craters fewer are left: soil creeps.
        chance = share * (0.75**octave)

        cells = Lattice(brief.seed, f"crater/{octave}", grid, _CELL_OVER_DIAMETER * top)
        _, _, size, years = cells.numbers
        spread = size * np.float32(1.0 / chance)
        diameter = crater_diameters(np.minimum(spread, np.float32(1.0)), top)
        wear = np.float32(0.3 + 0.65 * age) * years ** np.float32(0.9 - 0.6 * age)
        wear = np.minimum(wear + np.float32(0.06 * octave), np.float32(0.92))
        shape = crater_shape(diameter * np.float32(brief.metres_per_pixel), wear)
        depth, rim, floor, peak = (field * np.float32(exaggeration) for field in shape)
        radius = np.float32(0.5) * diameter
        reach = np.where(spread < 1.0, radius * np.float32(_EJECTA_REACH), np.float32(0.0))
        for one in cells.placed(reach):
            c = one.cell
            _hit(ground[one.where], one, radius[c], depth[c], rim[c], floor[c], peak[c], wear[c])
        octave, top = octave + 1, 0.5 * top
    return ground


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
    place: Placed,
    radius: np.float32,
    depth: np.float32,
    rim: np.float32,
    floor: np.float32,
    peak: np.float32,
    wear: np.float32,
) -> None:
    """Put one crater into the ground: what was there is gone inside, the blanket lies around."""
    one = np.float32(1.0)
    x, z = place.x_px / radius, place.z_px / radius
    squared = x * x + z * z  # of the distance in radii
    bowl = np.maximum(squared * (depth + rim) - depth, floor)
    if peak > floor:
        # A peak a fifth as wide as the crater.
        bowl = np.maximum(bowl, peak - (peak - floor) * np.sqrt(squared * np.float32(25.0)))
    reach = np.float32(_EJECTA_REACH**2)
    beyond = np.maximum(squared, one)
    # Ejecta thin with the third power of the distance (McGetchin, Settle and Head 1973).
    fade = np.maximum(reach - beyond, np.float32(0.0)) * np.float32(1.0 / (_EJECTA_REACH**2 - 1.0))
    blanket = rim * fade / (beyond * np.sqrt(beyond))
    gone = np.clip((np.float32(1.5) - squared) * np.float32(1.6), 0, 1) * (np.float32(0.9) - np.float32(0.6) * wear)
    ground *= one - gone
    ground += np.where(squared < one, bowl, blanket)
