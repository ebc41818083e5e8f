"""A small world for several tests, and places on ground made by hand."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore
from procgen.terrain.ground.biomes import Biome
from procgen.world.land import make_land
from procgen.world.parameters import WorldParameters
from procgen.world.place import FloatArray, Land, Place, Settlement
from procgen.world.plan import make_plan
from procgen.world.scatter import scatter
from procgen.world.settlement import make_settlement

SMALL = WorldParameters(text="a fishing village at a river", seed=5, side_m=320.0, metres_per_pixel=2.0, props=120)
"""Classical ground is enough where the model is not the point."""
MODEL = "noise-fbm"


@lru_cache(maxsize=1)
def store() -> ModelStore:
    return ModelStore(threads=1)


@lru_cache(maxsize=1)
def small_land() -> Land:
    return make_land(SMALL, store(), model=MODEL)


@lru_cache(maxsize=1)
def small_place() -> Place:
    """With settlement and props."""
    plan = make_plan(SMALL)
    land, settlement = make_settlement(small_land(), SMALL, store(), plan=plan)
    assert settlement is not None
    return Place(settlement.name, land, settlement, scatter(land, settlement, SMALL, store(), plan=plan))


def settlement_of(place: Place) -> Settlement:
    assert place.settlement is not None
    return place.settlement


def plain_land(heights_m: FloatArray, water_m: FloatArray | None = None, rivers: tuple[FloatArray, ...] = ()) -> Land:
    """Land of given heights at 2 m."""
    shape = heights_m.shape
    water = np.full(shape, np.nan, np.float32) if water_m is None else water_m.astype(np.float32)
    return Land(
        heights_m=heights_m.astype(np.float32),
        metres_per_pixel=2.0,
        water_m=water,
        slope_deg=np.zeros(shape, np.float32),
        biome=np.full(shape, int(Biome.TEMPERATE_FOREST), np.uint8),
        moisture=np.full(shape, 0.5, np.float32),
        sea_level_m=-100.0,
        recipe=Recipe("terrain", {}),
        rivers=rivers,
    )
