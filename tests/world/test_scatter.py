"""Props: as many as asked for, none on another, each where it belongs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pytest

from procgen.world.checks import problems
from procgen.world.land import make_land
from procgen.world.plants import PLANTS, STONES
from procgen.world.prop_models import FLOATING, RADIUS_M
from procgen.world.scatter import PROPS, kinds_of, scatter
from procgen.world.trees import TREES
from tests.world.small_world import MODEL, SMALL, settlement_of, small_place, store


def test_as_many_as_asked_for_of_known_kinds_with_their_radii() -> None:
    props = small_place().props
    assert len(props) == SMALL.props
    assert {prop.kind for prop in props} <= set(PROPS)
    for prop in props:
        assert prop.radius_m == pytest.approx(RADIUS_M[prop.kind] * prop.scale, abs=1e-3)


def test_nothing_is_wrong_with_them() -> None:
    assert problems(small_place()) == []


def test_boats_float_and_things_lie_by_houses() -> None:
    kinds = kinds_of(small_place().props)
    assert kinds.get("boat", 0) >= 1
    assert "boat" in FLOATING
    things = [prop for prop in small_place().props if prop.kind not in PLANTS and prop.kind not in FLOATING]
    assert len(things) >= 20
    middle = settlement_of(small_place())
    assert all(np.hypot(prop.x_m - middle.x_m, prop.z_m - middle.z_m) < middle.radius_m + 50.0 for prop in things)


def test_plants_keep_apart_as_blue_noise_does() -> None:
    plants = [prop for prop in small_place().props if prop.kind in PLANTS]
    places = np.array([(prop.x_m, prop.z_m) for prop in plants])
    gaps = np.hypot(*(places[:, None] - places[None, :]).transpose(2, 0, 1))
    np.fill_diagonal(gaps, np.inf)
    # As many thrown at random into the same square would have some nearer than a fifth of their mean distance.
    typical = SMALL.side_m / np.sqrt(len(plants))
    assert gaps.min() > 0.1 * typical


@pytest.mark.parametrize("count", [0, 1, 37])
def test_counts(count: int) -> None:
    place = small_place()
    props = scatter(place.land, place.settlement, replace(SMALL, props=count), store())
    assert len(props) == count


def test_same_seed_same_props_other_seed_others() -> None:
    place = small_place()
    assert scatter(place.land, place.settlement, SMALL, store()) == place.props
    assert scatter(place.land, place.settlement, replace(SMALL, part_seeds={"props": 2}), store()) != place.props


def test_words_and_climate_decide_what_grows() -> None:
    def grown(text: str) -> dict[str, int]:
        parameters = replace(SMALL, text=text, props=150, side_m=250.0, settlement="none")
        return kinds_of(scatter(make_land(parameters, store(), model=MODEL), None, parameters, store()))

    def share(kinds: dict[str, int], wanted: Collection[str]) -> float:
        return sum(kinds.get(kind, 0) for kind in wanted) / sum(kinds.values())

    wooded, bare = grown("hills, dense forest"), grown("hills without trees")
    assert share(wooded, TREES) > 0.5
    assert share(bare, TREES) == 0.0
    desert, tropics = grown("a desert"), grown("tropical hills")
    assert "cactus" in desert
    assert {"teak", "fig"} & set(tropics)
    assert not {"teak", "fig", "cactus"} & set(wooded)
    assert share(grown("rocky mountains"), STONES) > share(wooded, STONES)
