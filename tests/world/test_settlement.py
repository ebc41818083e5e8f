"""Settlements: on level, dry ground, every door on the roads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.world.checks import problems, steepest
from procgen.world.ground_height import ground_at
from procgen.world.kinds import KINDS
from procgen.world.land import make_land
from procgen.world.parts import Callbacks
from procgen.world.place import Place
from procgen.world.plan import make_plan
from procgen.world.roads import STEEPEST
from procgen.world.settlement import USES, make_settlement, makeup, sampled_makeup
from tests.figures import figure, scaled
from tests.world.small_world import MODEL, SMALL, settlement_of, small_land, small_place, store


def test_a_fishing_village_has_houses_boathouses_and_a_pier() -> None:
    settlement = settlement_of(small_place())
    uses = [building.use for building in settlement.buildings]
    assert uses.count("house") >= 4
    assert "boathouse" in uses
    assert settlement.piers
    assert {road.kind for road in settlement.roads} >= {"road", "street", "path"}
    assert len({building.name for building in settlement.buildings}) == len(settlement.buildings)


def test_nothing_is_wrong_with_it() -> None:
    place = small_place()
    assert problems(replace(place, props=())) == []
    worst = max(steepest(road) / STEEPEST[road.kind] for road in settlement_of(place).roads)
    figure("steepest road over its limit", worst, "", "<= 1")


def test_the_ground_is_level_below_houses_and_untouched_in_water() -> None:
    before, place = small_land(), small_place()
    for building in settlement_of(place).buildings:
        assert float(ground_at(place.land, building.x_m, building.z_m)) == pytest.approx(building.floor_m, abs=0.05)
    wet = before.water
    assert (place.land.heights_m[wet] == before.heights_m[wet]).all()
    assert np.array_equal(place.land.water_m, before.water_m, equal_nan=True)
    changed = place.land.heights_m != before.heights_m
    assert 0.01 < changed.mean() < 0.6


def test_it_is_the_same_again_and_another_with_another_seed() -> None:
    land, settlement = make_settlement(small_land(), SMALL, store())
    assert settlement is not None
    assert land.heights_m.tobytes() == small_place().land.heights_m.tobytes()
    assert settlement.buildings == settlement_of(small_place()).buildings
    _, other = make_settlement(small_land(), replace(SMALL, part_seeds={"settlement": 9}), store())
    assert other is not None
    assert other.buildings != settlement.buildings


def test_where_nobody_lives_the_land_stays_as_it_was() -> None:
    land, settlement = make_settlement(small_land(), replace(SMALL, settlement="none"), store())
    assert settlement is None
    assert land is small_land()


@given(st.dictionaries(st.sampled_from(list(USES)), st.integers(0, 9)), st.data(), st.booleans())
def test_what_is_asked_for_is_among_the_buildings(numbers: dict[str, int], data: st.DataObject, harbour: bool) -> None:
    wanted = data.draw(st.lists(st.sampled_from(list(USES)), max_size=3))
    made = makeup(numbers, wanted, harbour)
    least = dict.fromkeys((*wanted, *(("boathouse",) if harbour else ())), 1)
    assert {use: made.count(use) for use in USES} == {use: max(numbers.get(use, 0), least.get(use, 0)) for use in USES}


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_makeup_is_the_tables_within_what_there_is_room_for(kind: str) -> None:
    plan = make_plan(replace(SMALL, text="", settlement=kind))
    drawn = [sampled_makeup(plan, seed, store(), Callbacks()) for seed in range(12)]
    least, most = KINDS[kind].houses
    assert all(least <= numbers["house"] <= most for numbers in drawn)
    for numbers in drawn:
        assert all(numbers[use] >= KINDS[kind].always.count(use) for use in KINDS[kind].always)
        assert not any(numbers[use] for use in KINDS[kind].never)
    assert len({tuple(numbers.items()) for numbers in drawn}) > 1
    assert drawn[3] == sampled_makeup(plan, 3, store(), Callbacks())


def test_the_rich_have_more_shops_and_inns_than_the_poor() -> None:
    shops = []
    for text in ("a poor town", "a rich town"):
        plan = make_plan(replace(SMALL, text=text, settlement=""))
        drawn = [sampled_makeup(plan, seed, store(), Callbacks()) for seed in range(30)]
        shops.append(sum(numbers["shop"] + numbers["inn"] for numbers in drawn))
    assert shops[1] > 1.2 * shops[0]


@pytest.mark.parametrize("seed", range(scaled(1, 40)))
@pytest.mark.parametrize("text", ["a town on an island", "a hamlet in the alps", "a desert village at a river"])
def test_all_kinds_of_places_can_be_settled(text: str, seed: int) -> None:
    parameters = replace(SMALL, text=text, seed=seed, side_m=300.0, metres_per_pixel=3.0)
    land, settlement = make_settlement(make_land(parameters, store(), model=MODEL), parameters, store())
    assert settlement is not None
    assert len(settlement.buildings) >= 3
    assert problems(Place("x", land, settlement, ())) == []
