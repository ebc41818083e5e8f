"""Beds of hard and soft rock: canyons, mesas, badlands and folded ridges.

Water has made a smooth land; beds turn it into steps. A height of that land is a bed of the pile: where the bed is hard
the land is steep, where it is soft a bench, so that heights are remapped by a curve that never falls.
"""

from __future__ import annotations

import math

import numpy as np

from procgen.terrain.processes.drainage import valleys
from procgen.terrain.processes.field import (
    Float64Array,
    Grid,
    Points,
    bent,
    cell_numbers,
    coarsely,
    noise,
    noises,
    ramp,
)
from procgen.terrain.processes.process import Brief
from procgen.terrain.representation import FloatArray

_BEDS = 8
_CALM = 0.3
"""How fast the bends of rivers side by side change from one to the next, over how fast along them."""


def bed_curve(brief: Brief, cap: float) -> tuple[FloatArray, FloatArray]:
    """The pile of beds, hard and soft by turns: what is worn away from its foot up, and heights; (n,) each, 0 to 1.

    Hard beds take less of the way than of the height, by ``rock`` up to a tenth of it: cliffs.

    Args:
        brief: its seed says how thick beds are.
        cap: share of the pile that the hard bed at its top has.
    """
    numbers = cell_numbers(brief.seed, "strata/beds", 0, 0, 1, _BEDS)
    thick = 0.35 + numbers[0, 0].astype(np.float64)
    thick[-1] = cap / (1.0 - cap) * thick[:-1].sum()
    hard = np.arange(_BEDS) % 2 == (_BEDS - 1) % 2
    contrast = 0.92 * brief.geology.rock
    way = thick * np.where(hard, 1.0 - contrast, 1.0 + contrast)
    worn = np.concatenate([[0.0], np.cumsum(way)]) / way.sum()
    height = np.concatenate([[0.0], np.cumsum(thick)]) / thick.sum()
    return worn.astype(np.float32), height.astype(np.float32)


def stepped(land: FloatArray, curve: tuple[FloatArray, FloatArray]) -> FloatArray:
    """Land of 0 to 1 with the steps of a pile of beds; what is below or above goes on as it is."""
    worn, height = curve
    made = np.interp(land, worn, height).astype(np.float32)
    return np.asarray(
        made + np.minimum(land, np.float32(0.0)) + np.maximum(land - np.float32(1.0), np.float32(0.0)), np.float32
    )


def _trunk_distance(brief: Brief, grid: Grid | Points, spacing_px: float, swing_px: float) -> FloatArray:
    """Distance from the nearest great river, pixels: rivers cross the world side by side and wind."""
    turned = brief.seed % 2 == 1
    across = grid.x_px if turned else grid.z_px
    if isinstance(grid, Grid):
        across = across[None, :] if turned else across[:, None]
    # It hardly changes across: else rings would split off.
    calm_x, calm_z = (_CALM, 1.0) if turned else (1.0, _CALM)
    calm = type(grid)(grid.x_px * calm_x, grid.z_px * calm_z)
    wave = noise(brief.seed, "strata/trunk", calm, 0.3 * spacing_px, 2, 0.4) * np.float32(swing_px)
    position = across / spacing_px + wave.astype(np.float64) / spacing_px
    off = np.abs(position - np.floor(position) - 0.5) * spacing_px
    return off.astype(np.float32)


def _incised(
    brief: Brief, grid: Grid, width_px: float, reach_px: float, swing_px: float, floor_px: float
) -> FloatArray:
    """A plateau cut by a great river and the tree of its side valleys: 0 at the river, 1 and more on the plateau.

    Args:
        brief: seed.
        grid: the places.
        width_px: from the river's bank to the canyon's rim.
        reach_px: how far side valleys cut back into the plateau.
        swing_px: how far the river winds.
        floor_px: half the width of the valley's floor.
    """
    margin = max(2, math.ceil(9.0 / grid.step_px)) + 2
    sides = np.float32(1.0 / width_px)
    spacing = 200.0

    def trunk(places: Grid | Points) -> FloatArray:
        return _trunk_distance(brief, places, spacing, swing_px)

    def floors(x: Float64Array, z: Float64Array) -> FloatArray:
        points = Points(x, z)
        off = trunk(points)
        # Floors are low far back, and steep at their heads; how far back differs from valley to valley.
        back = noise(brief.seed, "strata/floors", points, 170.0) * np.float32(0.13)
        way = off * np.float32(1.0 / reach_px) * np.exp(back)
        return np.asarray(np.float32(0.1) * way + np.float32(0.75) * way * way * np.sqrt(way), np.float32)

    def walls(off: FloatArray) -> FloatArray:
        return np.asarray(np.maximum(off - np.float32(1.0), np.float32(0.0)) * np.float32(2.1 * sides), np.float32)

    def great(off: FloatArray) -> FloatArray:
        return np.asarray(np.maximum(off - np.float32(floor_px), np.float32(0.0)) * sides, np.float32)

    def cut(wide: Grid) -> FloatArray:
        side = valleys(brief.seed, "strata/side", wide, 46.0, floors, 100.0)

        def ground(x: Float64Array, z: Float64Array) -> FloatArray:
            return np.minimum(side.envelope_at(x, z, walls), great(trunk(Points(x, z))))

        gullies = valleys(brief.seed, "strata/gully", wide, 17.0, ground)
        land = gullies.envelope(wide, lambda off: off * np.float32(1.3 * sides))
        return np.minimum(land, great(trunk(wide)))

    land = coarsely(grid, margin, cut)
    first, second, *_ = noises(brief.seed, "strata/bend", grid, 12.0)
    bend = np.float32(3.0 / grid.step_px)
    return bent(land, first * bend, second * bend, margin)


def canyon(grid: Grid, brief: Brief) -> FloatArray:
    """A plateau of level beds, cut through by rivers; canyons widen with age."""
    age, relief = brief.geology.age, brief.relief_m
    land = _incised(brief, grid, 22.0 + 36.0 * age, 42.0 + 46.0 * age, 70.0, 2.5 + 3.0 * age)
    top = noise(brief.seed, "canyon/top", grid, 130.0, 3) * np.float32(0.03)
    # The plateau itself is hardly worn.
    land = np.minimum(land, np.float32(1.0) + (land - np.float32(1.0)) * np.float32(0.015))
    made = stepped(land, bed_curve(brief, 0.16)) + top * ramp(land, 0.0, 1.0)
    return (made - np.float32(0.68)) * np.float32(1.1 * relief)


def mesa(grid: Grid, brief: Brief) -> FloatArray:
    """Tables and buttes that are left of a plateau, above aprons of debris on a wide plain; fewer with age."""
    age, relief = brief.geology.age, brief.relief_m
    margin = max(2, math.ceil(6.0 / grid.step_px)) + 2

    def remnants(places: Grid | Points) -> FloatArray:
        wide_ones = noise(brief.seed, "mesa/left", places, 58.0, 2, 0.5)
        small = noise(brief.seed, "mesa/small", places, 22.0, 2, 0.5)
        return wide_ones + np.float32(0.42) * small + np.float32(0.3 - 1.5 * age)

    def floors(x: Float64Array, z: Float64Array) -> FloatArray:
        return remnants(Points(x, z))

    def worn(wide: Grid) -> FloatArray:
        left = remnants(wide)
        gullies = valleys(brief.seed, "mesa/gully", wide, 18.0, floors)
        land = gullies.envelope(wide, lambda off: off * np.float32(0.055))
        land = np.minimum(land, left + np.float32(0.35))
        return np.asarray(left + (land - left) * ramp(left, -0.6, -0.1), np.float32)

    land = coarsely(grid, margin, worn)
    first, second, *_ = noises(brief.seed, "mesa/bend", grid, 9.0)
    bend = np.float32(1.8 / grid.step_px)
    land = bent(land, first * bend, second * bend, margin)
    # From the plain: pediment, slope of debris with a bench, cliff of the hard cap, flat top.
    rock = brief.geology.rock
    cliff = 0.16 - 0.13 * rock
    steps = np.array([-3.0, -0.75, -0.15, -0.06, 0.18, 0.18 + cliff, 3.0], np.float32)
    heights = np.array([-0.12, 0.0, 0.2, 0.34, 0.52, 0.97, 1.06], np.float32)
    made = np.interp(land, steps, heights).astype(np.float32)
    made += noise(brief.seed, "mesa/plain", grid, 60.0, 3) * np.float32(0.018)
    return (made - np.float32(0.4)) * np.float32(0.95 * relief)


def badlands(grid: Grid, brief: Brief) -> FloatArray:
    """Soft beds cut up by a dense tree of gullies, down to sharp crests, with the beds as bands."""
    relief = brief.relief_m
    margin = max(2, math.ceil(5.0 / grid.step_px)) + 2
    wide = grid.padded(margin)

    def hills(x: Float64Array, z: Float64Array) -> FloatArray:
        return noise(brief.seed, "badlands/hills", Points(x, z), 58.0, 3, 0.5) * np.float32(0.16)

    streams = valleys(brief.seed, "badlands/stream", wide, 30.0, hills, 60.0)
    slope = 0.0135

    def ground(x: Float64Array, z: Float64Array) -> FloatArray:
        return streams.envelope_at(x, z, lambda off: off * np.float32(slope))

    gullies = valleys(brief.seed, "badlands/gully", wide, 10.0, ground)
    land = gullies.envelope(wide, lambda off: off * np.float32(1.9 * slope))
    first, second, *_ = noises(brief.seed, "badlands/bend", grid, 8.0)
    bend = np.float32(1.6 / grid.step_px)
    land = bent(land, first * bend, second * bend, margin)
    # Bands: thin hard beds stand out as ledges.
    bands = np.float32(0.045 * brief.geology.rock)
    phase = land * np.float32(math.tau * 9.0)
    land = land + np.sin(phase) * bands * np.float32(0.6)
    # Flats where washes have spread.
    low = np.float32(-0.12 + 0.2 * brief.geology.age)
    soft = land - low
    land = np.where(soft > 0.0, land, low + soft * np.float32(0.15))
    return np.asarray((land - np.float32(0.06)) * np.float32(1.55 * relief), np.float32)


def fold_belt(grid: Grid, brief: Brief) -> FloatArray:
    """Ridges of hard beds in plunging folds: parallel lines that close in noses, cut through by water gaps."""
    relief = brief.relief_m
    margin = max(2, math.ceil(6.0 / grid.step_px)) + 2
    wide = grid.padded(margin)
    numbers = cell_numbers(brief.seed, "folds/strike", 0, 0, 1, 8)
    strike = math.pi * float(numbers[0, 0, 0])
    cos, sin = math.cos(strike), math.sin(strike)

    def beds(places: Grid | Points) -> FloatArray:
        """How high the land of hard beds stands, 0 to 1."""
        x, z = places.x_px, places.z_px
        if isinstance(places, Grid):
            x, z = x[None, :], z[:, None]
        sway = noise(brief.seed, "folds/sway", places, 150.0)
        phase = (x * sin + z * cos) / 78.0 + sway.astype(np.float64) * 0.22
        wave = (phase - np.floor(phase)).astype(np.float32)
        plunge = noise(brief.seed, "folds/plunge", places, 120.0)
        level = np.cos(wave * np.float32(math.tau)) * np.float32(1.25) + plunge * np.float32(1.1)
        # The pile repeats: a hard bed, thin or thick, in each unit of it.
        pile = level * np.float32(0.55)
        bed = pile - np.floor(pile)
        # A scarp on one side, the bed's own slope on the other.
        rise = ramp(bed, 0.18, 0.52)
        fall = ramp(bed, 0.92, 0.58)
        ridge = rise * fall
        lower = noise(brief.seed, "folds/crest", places, 45.0) * np.float32(0.06)
        return ridge * (np.float32(1.0) + lower)

    def gaps(places: Grid | Points) -> FloatArray:
        x, z = places.x_px, places.z_px
        if isinstance(places, Grid):
            x, z = x[None, :], z[:, None]
        bend = noise(brief.seed, "folds/river", places, 55.0, 2)
        along = (x * cos - z * sin) / 150.0 + bend.astype(np.float64) * 0.16
        off = np.abs(along - np.floor(along) - 0.5).astype(np.float32) * np.float32(150.0)
        return np.asarray(np.maximum(off - np.float32(1.5), np.float32(0.0)) * np.float32(0.085), np.float32)

    def ground(x: Float64Array, z: Float64Array) -> FloatArray:
        points = Points(x, z)
        return np.minimum(beds(points), gaps(points))

    gullies = valleys(brief.seed, "folds/gully", wide, 13.0, ground)
    worn = gullies.envelope(wide, lambda off: off * np.float32(0.035))
    share = np.float32(0.35 + 0.4 * brief.geology.age)
    land = np.minimum(beds(wide), gaps(wide))
    land = land + (np.minimum(worn, land + np.float32(0.25)) - land) * share
    land *= np.float32(0.5 + 0.5 * brief.geology.rock)
    first, second, *_ = noises(brief.seed, "folds/bend", grid, 10.0)
    bend = np.float32(1.5 / grid.step_px)
    land = bent(land, first * bend, second * bend, margin)
    base = noise(brief.seed, "folds/base", grid, 140.0, 2) * np.float32(0.17)
    return (land + base - np.float32(0.4)) * np.float32(0.85 * relief)
