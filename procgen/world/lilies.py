"""Water lilies on lakes, in the shallows: the table "ecology" knows the land alone."""

from __future__ import annotations

from typing import Final

import numpy as np
import scipy

from procgen.terrain.ground.biomes import Biome
from procgen.world.chance import uniforms
from procgen.world.ground_use import Free
from procgen.world.land import ground_parameters, water_height
from procgen.world.place import Land, Prop
from procgen.world.plan import Plan
from procgen.world.prop_models import RADIUS_M

_KIND: Final = "lily_pads"
_COLDEST_C: Final = 4.0
_SHORE_M: Final = 9.0
"""How far from the shore they grow, at most."""
_TRIES: Final = 8
"""For each that is wanted."""


def lilies(land: Land, free: Free, plan: Plan, seed: int, most: int) -> list[Prop]:
    """Lilies on lakes; none where there are no lakes or it is too cold.

    Args:
        land: with its waters.
        free: the free ground; what is taken is taken from it.
        plan: has the climate.
        seed: of the part.
        most: how many, at most.
    """
    climate = ground_parameters(plan)
    lake = land.water & (land.biome == Biome.LAKE)
    rows, columns = np.nonzero(lake)
    if most <= 0 or not rows.size:
        return []
    level = float(land.water_m[rows[0], columns[0]]) - land.sea_level_m
    if climate.sea_level_temperature_c - climate.lapse_c_per_km * max(level, 0.0) / 1000.0 < _COLDEST_C:
        return []
    reach = max(round(_SHORE_M / land.metres_per_pixel), 1)
    shallow = lake & scipy.ndimage.binary_dilation(~land.water, iterations=reach)
    rows, columns = np.nonzero(shallow)
    made: list[Prop] = []
    draws = uniforms(seed, "world/lilies", 5 * _TRIES * most).reshape(-1, 5)
    for pick, east, south, turn, size in draws.tolist():
        if len(made) == most or not rows.size:
            break
        at = int(pick * rows.size)
        x = round((columns[at] + east - 0.5) * land.metres_per_pixel, 3)
        z = round((rows[at] + south - 0.5) * land.metres_per_pixel, 3)
        scale = round(0.75 + 0.5 * size, 3)
        radius = round(RADIUS_M[_KIND] * scale, 3)
        if free.room(x, z, radius, on_water=True):
            free.take(x, z, radius)
            made.append(Prop(_KIND, x, float(water_height(land, x, z)), z, round(360.0 * turn, 2), scale, radius))
    return made
