"""Water lilies: in the shallows of lakes, where it is not too cold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from procgen.terrain.ground.biomes import Biome
from procgen.world.checks import problems
from procgen.world.ecology import distance_from
from procgen.world.ground_use import Free
from procgen.world.lilies import lilies
from procgen.world.parameters import WorldParameters
from procgen.world.place import Land, Place, Prop
from procgen.world.plan import make_plan
from tests.world.small_world import plain_land


def lake_land() -> Land:
    """A round lake, 100 m wide."""
    row, column = np.mgrid[0:100, 0:100] * 2.0
    wet = np.hypot(row - 100.0, column - 100.0) < 50.0
    land = plain_land(np.where(wet, 8.0, 12.0).astype(np.float32), np.where(wet, 11.0, np.nan).astype(np.float32))
    return replace(land, biome=np.where(wet, int(Biome.LAKE), land.biome).astype(np.uint8))


def grown(land: Land, text: str = "a lake in hills", most: int = 12) -> list[Prop]:
    return lilies(land, Free(land, None), make_plan(WorldParameters(text=text)), 5, most)


def test_they_float_in_the_shallows() -> None:
    land = lake_land()
    made = grown(land)
    assert len(made) == 12
    assert problems(Place("Lake", land, None, tuple(made))) == []
    from_shore = distance_from(
        ~land.water, 2.0, np.array([prop.x_m for prop in made]), np.array([prop.z_m for prop in made])
    )
    assert from_shore.max() < 14.0
    assert made == grown(land)


def test_none_where_it_is_cold_or_the_water_runs() -> None:
    land = lake_land()
    assert grown(land, "a polar lake") == []
    assert grown(land, most=0) == []
    river = replace(land, biome=np.where(land.water, int(Biome.RIVER), land.biome).astype(np.uint8))
    assert grown(river) == []
