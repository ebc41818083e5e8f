"""Where houses might stand: lots along the streets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.world.chance import Float64Array, uniforms
from procgen.world.place import Road
from procgen.world.settlement.site import Grounds

_LOTS_REACH: Final = 2.2
"""Radii of the site up to which houses may stand, where there is no room farther in."""


@dataclass(frozen=True, slots=True, eq=False)
class Lot:
    """A place where a house might stand, front to a road."""

    x: float
    z: float
    front_x: float
    front_z: float
    """Unit vector from the house to the road."""
    road: Road
    road_m: float
    """Height of the road there."""
    half_m: float
    """Half the road's width."""
    order: float
    """Random, to choose between equals."""


def lots_along(ground: Grounds, roads: Sequence[Road], x: float, z: float) -> list[Lot]:
    """Places on both sides of the roads, as far as the settlement reaches around its middle."""
    lots = []
    step = 5.0
    for number, road in enumerate(roads):
        points = road.points_m.astype(np.float64)
        along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(points[:, 0]), np.diff(points[:, 2])))])
        draws = uniforms(ground.seed, "world/settlement/lot", 2 * (int(along[-1] / step) + 1), number)
        for index, at in enumerate(np.arange(2.0, along[-1] - 1.0, step)):
            here = min(int(np.searchsorted(along, at)), len(points) - 1)
            if road.bridge[max(here - 3, 0) : here + 3].any():
                continue
            px, py, pz = (float(np.interp(at, along, points[:, k])) for k in range(3))
            if math.hypot(px - x, pz - z) > _LOTS_REACH * ground.plan.site_radius_m:
                continue
            before, after = points[max(here - 2, 0)], points[min(here + 2, len(points) - 1)]
            dx, dz = after[0] - before[0], after[2] - before[2]
            length = math.hypot(dx, dz)
            if length < 1e-6:
                continue
            for side, sign in enumerate((1.0, -1.0)):
                out_x, out_z = -dz / length * sign, dx / length * sign
                lots.append(Lot(px, pz, -out_x, -out_z, road, py, 0.5 * road.width_m, float(draws[2 * index + side])))
    return lots


def water_distances(ground: Grounds, places: Float64Array) -> Float64Array:
    """(n,) metres from each of (n, 2) places to the nearest water."""
    rows, columns = np.nonzero(ground.land.water)
    if not rows.size:
        return np.full(len(places), 1e3)
    stride = max(len(rows) // 20000, 1)
    x, z = columns[::stride] * ground.spacing, rows[::stride] * ground.spacing
    return np.array([float(np.hypot(x - px, z - pz).min()) for px, pz in places])
