"""Fields: where crops can grow, in rectangles, and no more than are wished for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from procgen.terrain.ground.biomes import Biome
from procgen.world.checks import problems
from procgen.world.crops import CROPS, PATCH_M
from procgen.world.farmland import farmland
from procgen.world.ground_use import Free
from procgen.world.parameters import WorldParameters
from procgen.world.place import Land, Place, Prop, Settlement
from procgen.world.plan import make_plan
from tests.world.small_world import plain_land

SEED = 3
MEADOW = plain_land(np.full((150, 150), 20.0, np.float32))
HOME = Settlement("Home", "village", 150.0, 150.0, 40.0, (), (), ())


def fields(text: str, land: Land = MEADOW, most: int = 200) -> list[Prop]:
    plan = make_plan(WorldParameters(text=text))
    return farmland(land, HOME, Free(land, HOME), plan, SEED, most)


def test_fields_are_rectangles_of_one_crop_and_nothing_is_wrong_with_them() -> None:
    made = fields("a village with fields")
    assert {prop.kind for prop in made} <= set(CROPS)
    assert problems(Place("Home", MEADOW, HOME, tuple(made))) == []
    by_turn: dict[float, list[Prop]] = {}
    for prop in made:
        by_turn.setdefault(prop.turn_deg, []).append(prop)
    assert len(by_turn) == 4
    for turn, patches in by_turn.items():
        assert len(patches) >= 6
        assert len({prop.kind for prop in patches}) == 1
        angle = np.radians(turn)
        across = np.array([prop.x_m * np.cos(angle) - prop.z_m * np.sin(angle) for prop in patches]) / PATCH_M
        along = np.array([prop.x_m * np.sin(angle) + prop.z_m * np.cos(angle) for prop in patches]) / PATCH_M
        for steps in (across - across[0], along - along[0]):
            assert np.allclose(steps, np.round(steps), atol=2e-3)


def test_words_and_warmth_decide() -> None:
    assert len(fields("a village with many fields")) >= len(fields("a village with fields")) > len(fields("a village"))
    assert fields("a village without fields") == []
    assert {prop.kind for prop in fields("a village with fields")} == {"wheat", "cabbages"}
    assert "vines" in {prop.kind for prop in fields("a mediterranean village with fields")}
    assert {prop.kind for prop in fields("a tropical village with fields")} == {"maize"}
    assert fields("a polar village with fields") == []


@pytest.mark.parametrize("most", [0, 5, 6, 20])
def test_no_more_than_allowed(most: int) -> None:
    assert len(fields("a village with fields", most=most)) <= most


def test_none_on_slopes_sand_or_without_people() -> None:
    steep = replace(MEADOW, slope_deg=np.full_like(MEADOW.slope_deg, 9.0))
    sand = replace(MEADOW, biome=np.full_like(MEADOW.biome, int(Biome.DESERT)))
    assert fields("a village with fields", steep) == []
    assert fields("a village with fields", sand) == []
    plan = make_plan(WorldParameters(text="fields"))
    assert farmland(MEADOW, None, Free(MEADOW, None), plan, SEED, 50) == []


def test_the_same_again() -> None:
    assert fields("a village with fields") == fields("a village with fields")
