"""What ice leaves: fjords and troughs with U-shaped sides, cirques between sharp ridges, drumlins."""

from __future__ import annotations

import math

import numpy as np

from procgen.terrain.processes.drainage import Profile, valleys
from procgen.terrain.processes.field import (
    Float64Array,
    Grid,
    Lattice,
    Points,
    bent,
    coarsely,
    noise,
    noises,
    ramp,
    scattered,
)
from procgen.terrain.processes.process import Brief
from procgen.terrain.representation import FloatArray

_BOWL_PX = 32.0
"""Spacing of cirques."""


def trough_side(half_width_px: float, wall_m: float, shoulder: float, ice: float, limit_px: float) -> Profile:
    """Cross-profile of a valley: y = a x^b with b of 2 or more where ice was (Svensson 1959; Harbor 1992) and 1 where
    only water was; gentler above the shoulder.

    Args:
        half_width_px: from the middle to the shoulder.
        wall_m: height of the shoulder over the floor.
        shoulder: slope above the shoulder over the mean slope below it.
        ice: 0 water alone to 1 ice alone.
        limit_px: spacing of the valleys' nodes: beyond about that much no valley has a say, and sides rise so that none
            is missed.
    """
    steep, far = np.float32(9.0 * wall_m / limit_px**2), np.float32(0.6 * limit_px)
    width, wall = np.float32(1.0 / half_width_px), np.float32(wall_m)
    bow = np.float32(ice)

    def side(off: FloatArray) -> FloatArray:
        x = off * width
        inner = np.minimum(x, np.float32(1.0))
        # A power of 3 for the share that is ice's, of 1 for the rest.
        lower = inner * (np.float32(1.0) - bow + bow * inner * inner)
        beyond = np.maximum(off - far, np.float32(0.0))
        return np.asarray(wall * (lower + (x - inner) * np.float32(shoulder)) + beyond * beyond * steep, np.float32)

    return side


def fjords(grid: Grid, brief: Brief) -> FloatArray:
    """A high coast whose troughs the sea has drowned; metres above the sea."""
    ice, relief = brief.geology.ice, brief.relief_m
    margin = max(2, math.ceil(9.0 / grid.step_px)) + 2

    def inland(places: Grid | Points) -> FloatArray:
        """Below 0 open sea; about 1 well inland."""
        coast = noise(brief.seed, "fjord/coast", places, 120.0, 2, 0.4)
        return coast * np.float32(0.75) + np.float32(0.62)

    def floors(x: Float64Array, z: Float64Array) -> FloatArray:
        from_sea = inland(Points(x, z))
        # Overdeepened inside, shallower at the mouth, above the sea only far inland.
        inner = np.maximum(from_sea, np.float32(0.0))
        rise = np.float32(0.13) * inner * inner * inner
        sill = np.minimum(from_sea, np.float32(0.0)) * np.float32(0.3)
        return np.asarray(
            (np.float32(-0.12 - 0.22 * ice) + rise + sill + inner * np.float32(0.02)) * np.float32(relief), np.float32
        )

    trunk = trough_side(15.0, 0.6 * relief, 0.35, ice, 58.0)
    walls = trough_side(15.0, 0.65 * relief, 3.0, ice, 58.0)
    hanging = trough_side(9.0, 0.3 * relief, 0.55, 0.75 * ice, 21.0)

    def both(off: FloatArray) -> FloatArray:
        """No side valley rises over the trough's own walls and what lies above."""
        return np.asarray(np.minimum(trunk(off) + np.float32(0.2 * relief), walls(off)), np.float32)

    def carved(wide: Grid) -> FloatArray:
        main = valleys(brief.seed, "fjord/main", wide, 58.0, floors, 120.0)

        def ground(x: Float64Array, z: Float64Array) -> FloatArray:
            made = main.envelope_at(x, z, trunk)
            return made + np.float32(0.16 * relief) * ramp(made, -0.1 * relief, 0.5 * relief)

        side = valleys(brief.seed, "fjord/side", wide, 21.0, ground)
        land = np.minimum(side.envelope(wide, hanging), main.envelope(wide, both))
        open_sea = ramp(inland(wide), -0.15, -0.9)
        depth = np.float32(-0.3 * relief) + noise(brief.seed, "fjord/floor", wide, 40.0, 2) * np.float32(0.03 * relief)
        return land + open_sea * (depth - land)

    land = coarsely(grid, margin, carved)
    first, second, *_ = noises(brief.seed, "fjord/bend", grid, 22.0)
    bend = np.float32(4.0 / grid.step_px)
    made = bent(land, first * bend, second * bend, margin)
    # Summits keep to about one height; the factor brings relief to what is asked.
    over = np.maximum(made - np.float32(0.95 * relief), np.float32(0.0))
    return np.asarray((made - over * np.float32(0.6)) * np.float32(0.72), np.float32)


def cirques(grid: Grid, brief: Brief) -> FloatArray:
    """Uplands that glaciers have bitten into: bowls with steep headwalls and flat floors, open to troughs below, and
    sharp ridges where bowls meet back to back.
    """
    ice, relief = brief.geology.ice, brief.relief_m
    margin = max(2, math.ceil(7.0 / grid.step_px)) + 2

    def upland(places: Grid | Points) -> FloatArray:
        """The land before the ice, metres."""
        return noise(brief.seed, "cirque/upland", places, 62.0, 2, 0.4) * np.float32(0.24 * relief)

    def massif(x: Float64Array, z: Float64Array) -> FloatArray:
        return upland(Points(x, z)) - np.float32(0.3 * relief)

    trough = trough_side(17.0, 0.42 * relief, 0.9, ice, 64.0)

    def hollowed(wide: Grid) -> FloatArray:
        main = valleys(brief.seed, "cirque/main", wide, 64.0, massif, 150.0)

        def before(x: Float64Array, z: Float64Array) -> FloatArray:
            return np.asarray(
                np.minimum(main.envelope_at(x, z, trough), upland(Points(x, z)) + np.float32(0.1 * relief)), np.float32
            )

        land = np.minimum(main.envelope(wide, trough), upland(wide) + np.float32(0.1 * relief))
        cells = Lattice(brief.seed, "cirque/bowl", wide, _BOWL_PX)
        middle = cells.middles(0.9)
        x, z = middle.x_px, middle.z_px
        floor = before(x, z)
        # The way up, over the width of a bowl.
        east, south = before(x + 9.0, z) - before(x - 9.0, z), before(x, z + 9.0) - before(x, z - 9.0)
        length = np.maximum(np.sqrt(east * east + south * south), np.float32(1e-3))
        _, _, there, own = cells.numbers
        # On slopes only: a bowl needs a mountain to be dug into.
        steep = length > np.float32(0.12 * relief)
        reach = np.where((there < 0.2 + 0.8 * ice) & steep, np.float32(_BOWL_PX), np.float32(0.0))
        for one in cells.placed(reach, 0.9):
            c = one.cell
            radius = np.float32(10.0) + np.float32(9.0) * own[c]
            up_x, up_z = east[c] / length[c], south[c] / length[c]
            up = one.x_px * up_x + one.z_px * up_z
            side = one.z_px * up_x - one.x_px * up_z
            # Round towards the mountain, drawn out and falling to the valley.
            down = np.maximum(-up, np.float32(0.0))
            r = np.sqrt(np.square(np.maximum(up, down * np.float32(0.25))) + side * side) / radius
            wall = np.maximum(r - np.float32(0.62), np.float32(0.0))
            tail = np.maximum(down - np.float32(1.2) * radius, np.float32(0.0))
            bowl = floor[c] - np.float32(0.05 * relief) - down * np.float32(0.011 * relief)
            bowl = bowl + (wall + wall * wall) * np.float32(0.55 * relief) + tail * np.float32(0.05 * relief)
            part = land[one.where]
            np.minimum(part, bowl, out=part)
        return np.asarray(land, np.float32)

    # At every pixel: headwalls are as sharp as that.
    land = hollowed(grid.padded(margin))
    first, second, *_ = noises(brief.seed, "cirque/bend", grid, 13.0)
    bend = np.float32(2.2 / grid.step_px)
    made = bent(land, first * bend, second * bend, margin)
    return np.asarray((made + np.float32(0.05 * relief)) * np.float32(0.85), np.float32)


def drumlins(grid: Grid, brief: Brief) -> FloatArray:
    """Swarms of hills as the ice streamlined them: blunt towards it, tapering away, three times as long as wide; more
    drawn out with more ice (Clark et al. 2009).
    """
    return coarsely(grid, 0, lambda half: _swarms(half, brief))


def _swarms(grid: Grid, brief: Brief) -> FloatArray:
    relief, ice = brief.relief_m, brief.geology.ice
    made = noise(brief.seed, "drumlin/ground", grid, 110.0, 2) * np.float32(0.12 * relief)
    flow = noise(brief.seed, "drumlin/flow", grid, 300.0) * np.float32(0.3)
    swarm = noise(brief.seed, "drumlin/swarm", grid, 80.0, 2)
    turn = flow + np.float32(math.radians(brief.geology.wind_deg))
    to_x, to_z = -np.sin(turn), np.cos(turn)
    there = ramp(swarm, -1.6, 0.2) * np.float32(0.62 * relief)
    long = 2.2 + 2.6 * ice
    for stream, half_width, share in (("large", 9.0, 0.9), ("small", 5.0, 0.6)):
        size = half_width * long * 1.35

        def hill(chance: FloatArray, own: FloatArray, share: float = share) -> tuple[FloatArray, ...]:
            """One over the scale, and the scale or 0 for none."""
            scale = np.float32(0.7) + np.float32(0.45) * own
            return np.float32(1.0) / scale, np.where(chance < share, scale, np.float32(0.0))

        things = scattered(brief.seed, f"drumlin/{stream}", grid, size, 0.9, hill, 1)
        for x, z, (inverse, scale) in things:
            along = (x * to_x + z * to_z) * inverse * np.float32(1.0 / (half_width * long))
            across = (z * to_x - x * to_z) * inverse * np.float32(1.0 / half_width)
            # Blunt upstream, drawn out downstream.
            along += np.float32(0.22)
            stretched = np.where(along < 0.0, along * np.float32(2.2), along * np.float32(0.95))
            across *= np.float32(1.0) + np.maximum(along, np.float32(0.0)) * np.float32(0.5)
            body = np.maximum(np.float32(1.0) - stretched * stretched - across * across, np.float32(0.0))
            # Feet run out smoothly.
            made += body * body * (np.float32(2.2) - np.float32(1.2) * body) * scale * there
    return made - np.float32(0.25 * relief)
