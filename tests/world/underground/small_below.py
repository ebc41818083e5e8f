"""Small places with something below them, of each kind."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Final

from procgen.world.land import make_land
from procgen.world.parameters import WorldParameters
from procgen.world.place import Place
from procgen.world.settlement import make_settlement
from tests.world.small_world import MODEL, store

CAVE: Final = WorldParameters(
    text="a village with a cave in the hills", seed=7, side_m=250.0, metres_per_pixel=1.0, props=20
)
BELOW: Final = {
    "cave": CAVE,
    "dungeon": replace(CAVE, text="a hamlet with a dungeon in the hills"),
    "crypt": replace(CAVE, text="a hamlet with a crypt in the hills"),
    "mine": replace(CAVE, text="a hamlet with a mine in the hills"),
}
"""What is below, and a request for a place that has it."""


@lru_cache(maxsize=1)
def place_above(kind: str) -> Place:
    """A settlement with that below, on ground by a classical model."""
    land, settlement = make_settlement(make_land(BELOW[kind], store(), model=MODEL), BELOW[kind], store())
    assert settlement is not None
    return Place(settlement.name, land, settlement, ())
