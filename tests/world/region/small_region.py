"""A small region for several tests: its tiles, before and after people have built there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache

from procgen.runtime.store import ModelStore
from procgen.world.land import make_land
from procgen.world.parameters import WorldParameters
from procgen.world.place import Land, Settlement
from procgen.world.settlement import make_settlement

TILES = 3
SMALL = WorldParameters(
    text="a fishing village at a river", seed=5, side_m=256.0, metres_per_pixel=4.0, region_tiles=TILES
)
Tile = tuple[int, int]


@lru_cache(maxsize=1)
def store() -> ModelStore:
    return ModelStore(threads=1)


def tile(column: int, row: int) -> WorldParameters:
    return replace(SMALL, column=column, row=row)


@cache
def natural(column: int, row: int) -> Land:
    return make_land(tile(column, row), store())


@cache
def settled(column: int, row: int) -> tuple[Land, Settlement | None]:
    return make_settlement(natural(column, row), tile(column, row), store())


def neighbours() -> Iterator[tuple[Tile, Tile]]:
    """Tiles with those to the east and to the south of them."""
    for row in range(TILES):
        for column in range(TILES):
            if column + 1 < TILES:
                yield (column, row), (column + 1, row)
            if row + 1 < TILES:
                yield (column, row), (column, row + 1)
