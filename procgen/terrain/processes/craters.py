"""Impact craters by their size law and profiles."""

from __future__ import annotations

import numpy as np

from procgen.terrain.processes.field import Grid, Lattice, Placed, noise, ramp
from procgen.terrain.processes.process import Brief
from procgen.terrain.representation import FloatArray

LARGEST_PX = 168.0
SMALLEST_PX = 5.0
"""Diameters."""
DEPTH_OVER_DIAMETER = 0.196
RIM_OVER_DIAMETER = 0.036
"""Of fresh simple craters (Pike 1977, "Size-dependence in the shape of fresh impact craters on the Moon")."""
COMPLEX_M = 15_000.0
"""Diameter above which walls slump, floors are flat and peaks rise in the middle (Pike 1977, on the Moon)."""
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

    Each octave of diameters has a lattice whose cells are proportional to them, and the same share of its cells hold a
    crater: numbers above a diameter fall with its square, as on ground that is saturated (Gault 1970). Inside an
    octave diameters follow the same law.

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
        # 1/D^2 is uniform between that of the octave's ends: N(> D) falls with D^2.
        spread = size * np.float32(1.0 / chance)
        diameter = np.float32(top) / np.sqrt(np.float32(1.0) + np.float32(3.0) * np.minimum(spread, np.float32(1.0)))
        wear = np.float32(0.15 + 0.8 * age) * years ** np.float32(1.2 - age)
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


def crater_shape(
    diameter_m: FloatArray, wear: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Depth of the bowl below the ground before it; heights of the rim, the flat floor and the peak's top above it.

    Worn craters are filled and their rims laid low; large ones are flat from the start and have a peak in the middle:
    above 15 km depths below the rim grow with D^0.3 and rims with D^0.4 only (Pike 1977).

    Args:
        diameter_m: rim to rim, metres, any shape.
        wear: 0 fresh to 1 hardly seen.

    Returns:
        Metres, each of that shape.
    """
    one = np.float32(1.0)
    over = np.maximum(diameter_m * np.float32(1.0 / COMPLEX_M), one)
    fresh = one - wear
    rim = np.float32(RIM_OVER_DIAMETER) * diameter_m * over ** np.float32(-0.6) * fresh
    full = np.float32(DEPTH_OVER_DIAMETER) * diameter_m * over ** np.float32(-0.7) * fresh
    bowl = np.float32(DEPTH_OVER_DIAMETER) * diameter_m * np.sqrt(fresh) - rim
    floor = rim - full
    peak = floor + full * ramp(over, 1.0, 1.6) * np.float32(0.45)
    return bowl, rim, floor, peak


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
