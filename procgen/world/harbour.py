"""Where a settlement meets the water: the shore, and piers out from it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.world.footprints import rectangle_distance
from procgen.world.ground_height import ground_at
from procgen.world.land import side_m, water_height
from procgen.world.place import Building, Land, Road
from procgen.world.roads import STEEPEST, WIDTH_M, bed_half_width_m, running_water

PIER_M: Final = 1.0
"""How far a pier's boards lie above the water."""
_DEEP_M: Final = 1.2
"""Depth of water that boats need."""
_LEAST_PIER_M: Final = 8.0
_LONGEST_PIER_M: Final = 56.0
_BERTH_M: Final = 16.0
"""Length of a pier over water that is deep enough."""
_STEP_M: Final = 2.0
_PIERS_APART_M: Final = 24.0
_CLEAR_M: Final = 0.6
_FARTHEST_M: Final = 30.0
"""From the middle of the street where a pier begins to the water, at most."""
_TURNS: Final = (0.0, 0.35, -0.35, 0.7, -0.7)
"""Directions that are tried, radians from straight out."""


@dataclass(frozen=True, slots=True)
class Shore:
    """A place on the edge of open water."""

    x_m: float
    z_m: float
    out_x: float
    out_z: float
    """Unit vector out over the water."""


def shore_near(land: Land, x_m: float, z_m: float, reach_m: float) -> Shore | None:
    """The nearest shore of the sea or a lake with enough water before it; None within no reach."""
    open_water = land.water & ~running_water(land)
    spacing = land.metres_per_pixel
    row, column = np.nonzero(open_water)
    if not row.size:
        return None
    far = np.hypot(column * spacing - x_m, row * spacing - z_m)
    near = far < reach_m
    if not near.any():
        return None
    row, column, far = row[near], column[near], far[near]
    # How much open water lies around each place, a pier's length out.
    best, chosen = math.inf, None
    order = np.argsort(far, kind="stable")
    for place in order[:: max(len(order) // 400, 1)]:
        px, pz = float(column[place] * spacing), float(row[place] * spacing)
        out = np.array([px - x_m, pz - z_m]) / max(float(far[place]), 1e-6)
        reach = np.arange(4.0, 44.0, 4.0)
        wet = ~np.isnan(water_height(land, px + out[0] * reach, pz + out[1] * reach))
        cost = float(far[place]) + 12.0 * float((~wet).sum())
        if cost < best:
            best, chosen = cost, (px, pz)
    if chosen is None:
        return None
    px, pz = chosen
    # Out is where the water is: the mean direction to open water around.
    angle = np.arange(48) * (2.0 * math.pi / 48.0)
    reach = np.arange(4.0, 48.0, 4.0)
    xs, zs = px + np.outer(np.cos(angle), reach), pz + np.outer(np.sin(angle), reach)
    wet = (~np.isnan(water_height(land, xs, zs))).mean(axis=1)
    pull = np.array([(wet**3 * np.cos(angle)).sum(), (wet**3 * np.sin(angle)).sum()])
    length = float(np.hypot(*pull))
    if length < 1e-6:
        return None
    return Shore(px, pz, float(pull[0] / length), float(pull[1] / length))


def make_piers(
    land: Land,
    quays: Sequence[Road],
    out: tuple[float, float],
    count: int,
    root: tuple[float, float],
    buildings: Sequence[Building] = (),
) -> list[Road]:
    """Piers out from streets along the shore.

    Args:
        land: the ground.
        quays: streets from which they may begin.
        out: unit vector out over the water.
        count: how many, at most.
        root: x and z near which the first is to be.
        buildings: that they keep clear of.
    """
    points = [point for road in quays for point in road.points_m[~road.bridge].astype(np.float64)]
    points.sort(key=lambda point: (math.hypot(point[0] - root[0], point[2] - root[1]), point[0], point[2]))
    made: list[Road] = []
    for point in points:
        if len(made) == count:
            break
        if math.hypot(point[0] - root[0], point[2] - root[1]) > 90.0:
            continue
        if any(
            math.hypot(point[0] - pier.points_m[0, 0], point[2] - pier.points_m[0, 2]) < _PIERS_APART_M for pier in made
        ):
            continue
        for turn in _TURNS:
            away = out[0] * math.cos(turn) - out[1] * math.sin(turn), out[0] * math.sin(turn) + out[1] * math.cos(turn)
            pier = _pier(land, point, away)
            if pier is None or any(_close(pier, other) for other in made):
                continue
            if not any(_meets(pier, building) for building in buildings):
                made.append(pier)
                break
    return made


def _meets(pier: Road, building: Building) -> bool:
    """Whether a pier comes too near to a house."""
    points = pier.points_m.astype(np.float64)
    return bool(rectangle_distance(building, points[:, 0], points[:, 2]).min() < 0.5 * pier.width_m + _CLEAR_M)


def _close(first: Road, second: Road) -> bool:
    """Whether boats could not pass between two piers."""
    gap = first.points_m[:, None, ::2].astype(np.float64) - second.points_m[None, :, ::2]
    return bool(np.hypot(gap[..., 0], gap[..., 1]).min() < 0.5 * _PIERS_APART_M)


def _pier(land: Land, start: np.ndarray, out: tuple[float, float]) -> Road | None:
    far = np.arange(0.0, _LONGEST_PIER_M + _STEP_M, _STEP_M)
    x, z = start[0] + out[0] * far, start[2] + out[1] * far
    side, _ = side_m(land)
    if x.min() < 2.0 or z.min() < 2.0 or x.max() > side - 2.0 or z.max() > side - 2.0:
        return None
    water, ground = water_height(land, x, z), ground_at(land, x, z)
    wet = ~np.isnan(water)
    if not wet.any() or int(np.argmax(wet)) * _STEP_M > _FARTHEST_M:
        return None
    first = int(np.argmax(wet))
    level = float(water[first])
    deep = wet & (water - ground > _DEEP_M)
    berth = np.cumsum(deep) * _STEP_M >= _BERTH_M
    last = int(np.argmax(berth)) if berth.any() else len(far) - 1
    # It ends before it meets land again.
    again = np.flatnonzero(~wet[first:])
    if again.size:
        last = min(last, first + int(again[0]) - 2)
    if (last - first) * _STEP_M < _LEAST_PIER_M or not deep[: last + 1].any():
        return None
    deck = level + PIER_M
    # Level over the street's own ground first.
    level_m = bed_half_width_m(WIDTH_M["street"], land.metres_per_pixel) + 1.0
    heights = _sloped(float(start[1]), deck, np.maximum(far - level_m, 0.0))
    if (heights[first : last + 1] < level + 0.4).any() or (heights[: last + 1] < ground[: last + 1] - 0.3).any():
        return None
    points = np.stack([x, heights, z], axis=1)[: last + 1].astype(np.float32)
    bridge = np.ones(len(points), np.bool_)
    bridge[-1] = False
    return Road("pier", points, WIDTH_M["pier"], bridge)


def _sloped(start: float, deck: float, far: np.ndarray) -> np.ndarray:
    """From one height to another as steeply as is allowed, then level."""
    change = np.minimum(far * 0.95 * STEEPEST["pier"], abs(deck - start))
    return np.asarray(start + math.copysign(1.0, deck - start) * change)
