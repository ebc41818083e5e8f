"""Fields around a settlement: rectangles of patches on level ground that bears crops."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.terrain.ground.biomes import Biome
from procgen.world.chance import uniforms
from procgen.world.crops import PATCH_M
from procgen.world.ground_height import ground_at
from procgen.world.ground_use import Free
from procgen.world.kinds import KINDS
from procgen.world.land import ground_parameters, nearest_value
from procgen.world.place import NOBODY, Land, Prop, Settlement
from procgen.world.plan import Plan
from procgen.world.prop_models import RADIUS_M

_CROPS: Final = ((20.0, ("maize",)), (13.0, ("vines", "wheat", "vines")), (2.0, ("wheat", "cabbages", "wheat")))
"""Least mean temperature of the year, °C, and what is grown there, field by field."""
_BARREN: Final = (Biome.DESERT, Biome.ICE, Biome.BARE_ROCK, Biome.BEACH, Biome.TUNDRA)
_STEEPEST_DEG: Final = 5.0
_PLACES: Final = 240
_FILLED: Final = 0.75
"""Of a rectangle's patches, those that there must be room for."""
_CLEAR_M: Final = 0.72 * PATCH_M
"""From a patch's middle to its corners, and a little more."""


def farmland(
    land: Land,
    settlement: Settlement | None,
    free: Free,
    plan: Plan,
    seed: int,
    most: int,
    checkpoint: Checkpoint = go_on,
) -> list[Prop]:
    """Patches of crops, field by field.

    Args:
        land: with earthworks.
        settlement: whose fields they are; without one there are none.
        free: the free ground; what is taken is taken from it.
        plan: says how many fields are wished for, and has the climate.
        seed: of the part.
        most: how many patches, at most.
        checkpoint: called now and then.
    """
    if settlement is None or settlement.kind == NOBODY or most <= 0:
        return []
    climate = ground_parameters(plan)
    height = float(ground_at(land, settlement.x_m, settlement.z_m)) - land.sea_level_m
    warmth = climate.sea_level_temperature_c - climate.lapse_c_per_km * max(height, 0.0) / 1000.0
    crops = next((kinds for least, kinds in _CROPS if warmth >= least), ())
    wanted = round(KINDS[settlement.kind].fields * plan.fields) if crops else 0
    made: list[Prop] = []
    fields = 0
    for attempt in range(_PLACES):
        checkpoint()
        if fields == wanted or most - len(made) < 6:
            break
        draws = uniforms(seed, "world/farmland", 5, attempt)
        # Golden angles around the houses, ever farther out.
        angle = 2.399963 * attempt + 6.2832 * float(draws[0])
        far = settlement.radius_m * (0.55 + 1.1 * attempt / _PLACES) + 8.0
        x, z = settlement.x_m + far * math.sin(angle), settlement.z_m + far * math.cos(angle)
        columns, rows = 4 + int(3.0 * draws[1]), 3 + int(2.0 * draws[2])
        if columns * rows > most - len(made):
            columns, rows = 3, 2
        turn = math.degrees(angle) + 24.0 * (float(draws[3]) - 0.5)
        field = _field(land, free, (x, z), turn, columns, rows, crops[fields % len(crops)])
        if field:
            for patch in field:
                free.take(patch.x_m, patch.z_m, patch.radius_m)
            made += field
            fields += 1
    return made


def _field(
    land: Land, free: Free, middle: tuple[float, float], turn_deg: float, columns: int, rows: int, kind: str
) -> list[Prop]:
    """The patches of a rectangle that there is room for; none where these are too few."""
    c, s = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))
    radius, turn = RADIUS_M[kind], round(turn_deg % 360.0, 2)
    made = []
    missing = 0
    for number in range(columns * rows):
        across = (number % columns - 0.5 * (columns - 1)) * PATCH_M
        along = (number // columns - 0.5 * (rows - 1)) * PATCH_M
        x, z = round(middle[0] + across * c + along * s, 3), round(middle[1] - across * s + along * c, 3)
        if free.room(x, z, _CLEAR_M) and _bears(land, x, z):
            made.append(Prop(kind, x, float(ground_at(land, x, z)), z, turn, 1.0, radius))
        else:
            missing += 1
            if missing > (1.0 - _FILLED) * columns * rows:
                return []
    return made


def _bears(land: Land, x: float, z: float) -> bool:
    """Whether crops grow at a place: level all over, and fertile."""
    reach = 0.5 * PATCH_M
    xs, zs = np.array([x, x - reach, x + reach, x, x]), np.array([z, z, z, z - reach, z + reach])
    if float(nearest_value(land.slope_deg, land, xs, zs).max()) > _STEEPEST_DEG:
        return False
    return int(nearest_value(land.biome, land, x, z)) not in _BARREN
