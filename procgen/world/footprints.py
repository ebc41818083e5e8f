"""Geometry of the ground that houses stand on."""

from __future__ import annotations

import math

import numpy as np

from procgen.world.chance import Float64Array
from procgen.world.place import Building, Prop


def in_axes(building: Building, x_m: Float64Array, z_m: Float64Array) -> tuple[Float64Array, Float64Array]:
    """Places in a building's own axes, from its middle: along its front from the left, and towards the front."""
    turn = math.radians(building.turn_deg)
    dx, dz = x_m - building.x_m, z_m - building.z_m
    # The building's own x is (cos, -sin) in (x, z), its front (sin, cos).
    return dx * math.cos(turn) - dz * math.sin(turn), dx * math.sin(turn) + dz * math.cos(turn)


def rectangle_distance(building: Building, x_m: Float64Array, z_m: Float64Array) -> Float64Array:
    """Distance of places from a building's footprint, 0 in it; shapes that broadcast."""
    x, z = in_axes(building, x_m, z_m)
    across, along = np.abs(x) - 0.5 * building.width_m, np.abs(z) - 0.5 * building.depth_m
    return np.asarray(np.hypot(np.maximum(across, 0.0), np.maximum(along, 0.0)))


def placed(thing: Building | Prop, across_m: Float64Array, along_m: Float64Array) -> Float64Array:
    """(n, 2) x and z of places in a building's or a thing's own axes, as :func:`in_axes` has them."""
    turn = math.radians(thing.turn_deg)
    x = thing.x_m + across_m * math.cos(turn) + along_m * math.sin(turn)
    z = thing.z_m - across_m * math.sin(turn) + along_m * math.cos(turn)
    return np.stack([x.reshape(-1), z.reshape(-1)], axis=1)


def outline(building: Building, margin_m: float) -> Float64Array:
    """(25, 2) places on and within a rectangle around a building."""
    steps = np.linspace(-1.0, 1.0, 5)
    across = steps * (0.5 * building.width_m + margin_m)
    along = steps * (0.5 * building.depth_m + margin_m)
    return placed(building, *np.meshgrid(across, along))


def corners(building: Building) -> Float64Array:
    """(4, 2) corners of the footprint."""
    across = np.array([-0.5, 0.5, 0.5, -0.5]) * building.width_m
    along = np.array([-0.5, -0.5, 0.5, 0.5]) * building.depth_m
    return placed(building, across, along)


def apart(first: Building, second: Building, gap_m: float) -> bool:
    """Whether two footprints are farther apart than a gap: some side of one of them separates them."""
    for one, other in ((first, second), (second, first)):
        points = corners(other)
        across, along = in_axes(one, points[:, 0], points[:, 1])
        for values, half in ((across, 0.5 * one.width_m), (along, 0.5 * one.depth_m)):
            if values.min() > half + gap_m or values.max() < -half - gap_m:
                return True
    return False
