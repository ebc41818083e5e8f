"""Other land around what is kept: a settlement stays, to the centimetre, while hills and heights about it change."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.terrain.controls.geometry import ease
from procgen.world.distances import chamfer
from procgen.world.footprints import placed
from procgen.world.parts import Callbacks
from procgen.world.place import BoolArray, FloatArray, Land, Road, Settlement
from procgen.world.underground.descent import TILE_M, descent_of, middles, solid

KEPT_BESIDE_M: Final = 8.0
"""Ground that is kept about buildings and waters, and beside roads."""
FADING_M: Final = 90.0
"""Over which the kept ground turns into the new."""
_ABOVE_SEA_M: Final = 0.4


def kept_ground(land: Land, settlement: Settlement) -> BoolArray:
    """Grid points whose ground stays: where anybody built, and all waters.

    Returns:
        (rows, columns).
    """
    spacing = land.metres_per_pixel
    rows, columns = land.heights_m.shape
    x, z = np.arange(columns) * spacing, np.arange(rows)[:, None] * spacing
    kept: BoolArray = np.hypot(x - settlement.x_m, z - settlement.z_m) <= settlement.radius_m + KEPT_BESIDE_M
    for building in settlement.buildings:
        reach = math.hypot(building.width_m, building.depth_m) / 2.0 + KEPT_BESIDE_M
        kept |= np.hypot(x - building.x_m, z - building.z_m) <= reach
    for under, building in settlement.below():
        descent = descent_of(building, under.depth_m, spacing)
        places = placed(building, *middles(descent, under.tiles, ~solid(under.tiles, under.kind)))
        reach = math.ceil(2.0 * TILE_M / spacing)
        for column, row in np.round(places / spacing).astype(int).tolist():
            kept[max(row - reach, 0) : row + reach + 1, max(column - reach, 0) : column + reach + 1] = True
    for road in (*settlement.roads, *settlement.piers):
        kept |= beside_road(road, land, KEPT_BESIDE_M)
    kept |= _distance_m(land.water, spacing, 2.0 * KEPT_BESIDE_M) <= KEPT_BESIDE_M
    return kept


def beside_road(road: Road, land: Land, margin_m: float) -> BoolArray:
    """Grid points of a road, and so far beside it: (rows, columns)."""
    spacing = land.metres_per_pixel
    near = np.zeros(land.heights_m.shape, np.bool_)
    reach = road.width_m / 2.0 + margin_m
    for one, other in zip(road.points_m[:-1], road.points_m[1:], strict=True):
        steps = max(1, math.ceil(float(np.hypot(other[0] - one[0], other[2] - one[2])) / (2.0 * spacing)))
        for step in range(steps + 1):
            x, _, z = one + (other - one) * np.float32(step / steps)
            column, row, size = float(x) / spacing, float(z) / spacing, reach / spacing
            left, top = max(math.floor(column - size), 0), max(math.floor(row - size), 0)
            part = near[top : math.ceil(row + size) + 1, left : math.ceil(column + size) + 1]
            across = np.arange(left, left + part.shape[1]) - column
            down = np.arange(top, top + part.shape[0])[:, None] - row
            part |= np.hypot(across, down) <= size
    return near


def _distance_m(mask: BoolArray, spacing_m: float, most_m: float) -> FloatArray:
    return chamfer(mask, most_m, np.float32, spacing_m, spacing_m * math.sqrt(2.0))


def blended(kept: Land, around: Land, mask: BoolArray, callbacks: Callbacks) -> FloatArray:
    """Heights that are the kept land's on a mask and beside it turn into another land's.

    Args:
        kept: whose waters stay too.
        around: of the same size.
        mask: (rows, columns).
        callbacks: how to stop the work.
    """
    callbacks.checkpoint()
    far = _distance_m(mask, kept.metres_per_pixel, FADING_M)
    callbacks.checkpoint()
    share: npt.NDArray[np.float64] = 1.0 - ease(far.astype(np.float64) / FADING_M)
    heights = around.heights_m + share * (kept.heights_m.astype(np.float64) - around.heights_m)
    # Hollows of the new land are not flooded by the sea of the old.
    dry = np.maximum(heights, kept.sea_level_m + _ABOVE_SEA_M)
    return np.where(mask, kept.heights_m, np.where(kept.water, heights, dry)).astype(np.float32)
