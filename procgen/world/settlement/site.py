"""Where a settlement lies."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from procgen.runtime.checkpoint import Checkpoint
from procgen.world.chance import Float64Array
from procgen.world.distances import chamfer
from procgen.world.earthworks import pad_margin_m
from procgen.world.land import side_m
from procgen.world.place import BoolArray, Land
from procgen.world.plan import Plan
from procgen.world.roads import water_zone


@dataclass(frozen=True, slots=True, eq=False)
class Grounds:
    """What a settlement is founded on."""

    land: Land
    plan: Plan
    seed: int
    checkpoint: Checkpoint
    untouched: BoolArray
    """Ground that stays as it is, at water and along the borders of a region's tiles."""
    side_m: float

    @classmethod
    def of(cls, land: Land, plan: Plan, seed: int, checkpoint: Checkpoint) -> Grounds:
        """The grounds of land before earthworks."""
        untouched = water_zone(land, land.metres_per_pixel)
        if land.region is not None:
            strip = math.ceil(land.region.border_m / land.metres_per_pixel) + 1
            untouched[:strip] = untouched[-strip:] = True
            untouched[:, :strip] = untouched[:, -strip:] = True
        return cls(land, plan, seed, checkpoint, untouched, side_m(land)[0])

    @property
    def spacing(self) -> float:
        """Metres between heights."""
        return self.land.metres_per_pixel

    @property
    def pad_m(self) -> float:
        """How far ground is level around a house."""
        return pad_margin_m(self.spacing)


def choose_site(ground: Grounds) -> tuple[float, float]:
    """The middle: gentle, dry ground near where the plan has it, near water where there is a harbour."""
    land, plan = ground.land, ground.plan
    stride = max(round(8.0 / ground.spacing), 1)
    heights = land.heights_m[::stride, ::stride]
    rows, columns = heights.shape
    dry = ~water_zone(land, 6.0)[::stride, ::stride]
    gentle = np.clip(1.0 - land.slope_deg[::stride, ::stride] / 16.0, 0.0, 1.0) * dry
    reach = max(round(0.7 * plan.site_radius_m / (stride * ground.spacing)), 1)
    room = _box_mean(gentle, reach)
    x, z = np.arange(columns) * stride * ground.spacing, np.arange(rows)[:, None] * stride * ground.spacing
    far = np.hypot(x - plan.site_x_m, z - plan.site_z_m)
    score = room - 1.2 * far / ground.side_m + 0.3 * gentle
    margin = max(0.12 * ground.side_m, 40.0)
    outside = (x < margin) | (x > ground.side_m - margin) | (z < margin) | (z > ground.side_m - margin)
    if plan.harbour:
        wet = land.water & (land.heights_m < land.water_m - 0.5)
        step = stride * ground.spacing
        from_water = chamfer(wet[::stride, ::stride], 200.0, np.float64, step, step * math.sqrt(2.0))
        score -= np.abs(from_water - 0.5 * plan.site_radius_m) / 120.0
    score = np.where(dry & ~outside, score, score - 100.0)
    best = int(np.argmax(score))
    return float(best % columns * stride * ground.spacing), float(best // columns * stride * ground.spacing)


def _box_mean(values: Float64Array, reach: int) -> Float64Array:
    """Means of squares of 2 reach + 1 cells; what lies outside counts as 0."""
    result = values
    for axis in (0, 1):
        pad = [(0, 0), (0, 0)]
        pad[axis] = (reach + 1, reach)
        sums = np.cumsum(np.pad(result, pad), axis=axis)
        size = 2 * reach + 1
        count = result.shape[axis]
        result = (np.take(sums, np.arange(size, size + count), axis) - np.take(sums, np.arange(count), axis)) / size
    return np.asarray(result, np.float64)
