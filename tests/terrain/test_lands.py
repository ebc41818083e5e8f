"""What maps of one land have in common is made once, and changes nothing of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from procgen.runtime.store import ModelStore
from procgen.terrain.controls.shapes import PathPoint, Stroke
from procgen.terrain.generate import generate, load_networks
from procgen.terrain.lands import LANDS_MOST, Lands, Windows, land_of
from procgen.terrain.lattice import Rectangle
from procgen.terrain.parameters import TerrainParameters

LAND: dict[str, Any] = {"seed": 5, "landform": "alpine", "relief_m": 900.0}


@pytest.fixture(scope="module")
def store() -> ModelStore:
    return ModelStore()


def test_a_map_after_a_look_at_its_land_has_the_same_bits(store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = generate(TerrainParameters(256, 200, **LAND), store)
    lands = Lands()
    look = generate(TerrainParameters(64, 64, level=3, **LAND), store, lands=lands)
    np.testing.assert_array_equal(look.heights, generate(TerrainParameters(64, 64, level=3, **LAND), store).heights)
    plan, _, _ = load_networks(store, "diffusion")
    calls: list[object] = []
    run = type(plan.model).run

    def watched(own: Any, given: Any) -> Any:
        calls.append(own)
        return run(own, given)

    monkeypatch.setattr(type(plan.model), "run", watched)
    after = generate(TerrainParameters(256, 200, **LAND), store, lands=lands)
    np.testing.assert_array_equal(after.heights, alone.heights)
    assert after.recipe == alone.recipe
    assert plan.model not in calls, "its plan was there"


@pytest.mark.parametrize("other", [{"seed": 6}, {"relief_m": 901.0}, {"landform": "hills"}])
def test_other_lands_share_nothing(store: ModelStore, other: dict[str, Any]) -> None:
    lands = Lands()
    generate(TerrainParameters(64, 64, level=3, **LAND), store, lands=lands)
    with_them = generate(TerrainParameters(64, 64, **{**LAND, **other}), store, lands=lands)
    np.testing.assert_array_equal(
        with_them.heights, generate(TerrainParameters(64, 64, **{**LAND, **other}), store).heights
    )


def test_land_that_is_drawn_on_is_nobody_elses(store: ModelStore) -> None:
    lands = Lands()
    stroke = Stroke("ridge", (PathPoint(5.0, 5.0), PathPoint(60.0, 60.0)))
    drawn = TerrainParameters(64, 64, strokes=(stroke,), **LAND)
    generate(TerrainParameters(64, 64, **LAND), store, lands=lands)
    np.testing.assert_array_equal(generate(drawn, store, lands=lands).heights, generate(drawn, store).heights)
    assert land_of({"seed": "5", "strokes": []}, {}) == ""


def test_other_models_make_other_lands() -> None:
    request = {"seed": "5", "width_px": 64}
    assert land_of(request, {"plan": "a"}) != land_of(request, {"plan": "b"})
    assert land_of(request, {"plan": "a"}) == land_of({"seed": "5", "width_px": 99, "level": 2}, {"plan": "a"})


def test_few_lands_are_kept_and_no_large_ones() -> None:
    lands = Lands()
    place = Rectangle(0, 0, 96, 96)
    for number in range(LANDS_MOST + 1):
        lands.keep(str(number), Windows(coarse={place: np.zeros((1, 96, 96), np.float32)}))
    assert lands.windows("0").coarse == {}
    assert list(lands.windows(str(LANDS_MOST)).coarse) == [place]
    lands.keep("large", Windows(coarse={place: np.zeros((1, 960, 960), np.float32)}))
    assert lands.windows("large").coarse == {}
    lands.keep("", Windows(coarse={place: np.zeros((1, 96, 96), np.float32)}))
    assert lands.windows("").coarse == {}
