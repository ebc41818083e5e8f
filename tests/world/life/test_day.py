"""Days of people: everybody gets where theirs says, over ground that carries them, the same each time."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.table.table import load_table
from procgen.world.chance import part_seed
from procgen.world.land import make_land
from procgen.world.life.day import Day, make_days
from procgen.world.life.movements import movements
from procgen.world.life.record import days_record, where
from procgen.world.life.schedule import ACTIVITIES, DAY_S, HOUR_S, day_of
from procgen.world.life.trial import FASTEST_M_S, walk_through
from procgen.world.materials import style_of
from procgen.world.parameters import WorldParameters
from procgen.world.people import make_people
from procgen.world.place import Person, Place
from procgen.world.plan import make_plan
from procgen.world.scatter import scatter
from procgen.world.settlement import make_settlement
from tests.figures import scaled
from tests.world.small_world import MODEL, store

TEXTS = (
    "a fishing village at a river",
    "a walled town with a market",
    "a hamlet in the hills",
    "a castle",
    "a suburb",
    "a monastery",
    "a mining camp",
    "an oasis in the desert",
    "a nomad camp",
    "an outpost",
)


@lru_cache(maxsize=4)
def lived_in(number: int, people: int = 12) -> Place:
    """A small world of classical ground with people."""
    text = TEXTS[number % len(TEXTS)]
    parameters = WorldParameters(text=text, seed=number, side_m=300.0, metres_per_pixel=2.0, props=60, people=people)
    plan = make_plan(parameters)
    land, settlement = make_settlement(make_land(parameters, store(), model=MODEL), parameters, store(), plan=plan)
    assert settlement is not None
    folk = make_people(land, settlement, people, part_seed(parameters, "people"), load_table(store(), "roles"))
    props = tuple(scatter(land, settlement, parameters, store(), plan=plan))
    return Place(settlement.name, land, settlement, props, folk)


@lru_cache(maxsize=4)
def days_of(number: int, people: int = 12) -> tuple[Day, ...]:
    place = lived_in(number, people)
    return make_days(place, style_of(place), number)


@pytest.mark.parametrize("number", range(scaled(3, 100)))
def test_all_get_where_their_day_says(number: int) -> None:
    place = lived_in(number)
    trial = walk_through(place, days_record(days_of(number)))
    assert trial.problems == ()
    assert trial.stuck == 0
    assert trial.reached == trial.stops >= 4 * len(place.people)


def test_a_village_of_many_finds_room_for_all() -> None:
    trial = walk_through(lived_in(1, 64), days_record(days_of(1, 64)))
    assert trial.reached == trial.stops


def test_equal_worlds_have_equal_days_to_the_millimetre() -> None:
    place = lived_in(0)
    one, again, other = (
        days_record(days) for days in (days_of(0), *(make_days(place, style_of(place), seed) for seed in (0, 8)))
    )
    assert one == again
    assert other != one


def test_nobody_is_faster_than_people_are() -> None:
    for day in days_record(days_of(0)):
        before = None
        for second in range(0, 3 * HOUR_S, 5):
            _, place, walks = where(day["stops"], float(second))
            if before is not None and walks:
                assert np.linalg.norm(place - before) <= 5.0 * FASTEST_M_S
            before = place if walks else None


def test_a_way_through_a_wall_is_found_out() -> None:
    place = lived_in(0)
    days = days_record(days_of(0))
    assert place.settlement is not None
    stop = max(days[0]["stops"], key=lambda each: len(each["way_m"]))
    house = next(each for each in place.settlement.buildings if each.name not in (stop["building"], days[0]["id"]))
    stop["way_m"].insert(1, [house.x_m, house.floor_m, house.z_m])
    trial = walk_through(place, days)
    assert trial.stuck >= 1
    assert any("leads through" in problem for problem in trial.problems)


def test_people_do_what_their_trade_is() -> None:
    place = lived_in(0)
    assert place.settlement is not None
    uses = {each.name: each.use for each in place.settlement.buildings}
    for day in days_of(0):
        person = day.person
        assert {stop.activity for stop in day.stops} <= set(ACTIVITIES)
        beds = [stop for stop in day.stops if stop.activity == "sleep"]
        assert [stop.haunt.building for stop in beds] == [person.home]
        assert all(stop.clip in movements(person) for stop in day.stops)
        work = [stop for stop in day.stops if stop.activity == "work"]
        if person.role == "smith":
            assert {uses[stop.haunt.building] for stop in work} == {"smithy"}
        if person.role == "fisher":
            assert {stop.haunt.kind for stop in work} == {"pier"}


@given(
    seed=st.integers(0, 2**64 - 1), number=st.integers(0, 63), role=st.sampled_from(("smith", "guard", "child", "monk"))
)
def test_every_day_has_24_hours_in_order(seed: int, number: int, role: str) -> None:
    person = Person("person-01", "A B", role, "male", 30, ("pious",), "home", "work", (), 0.0, 0.0, 0.0, 0.0)
    for setting in ("medieval", "modern", "scifi"):
        blocks = day_of(person, setting, number, seed)
        starts = [block.begins_s for block in blocks]
        assert blocks[0].activity == "sleep"
        assert starts == sorted(starts)
        assert starts[-1] < starts[0] + DAY_S
        assert blocks == day_of(replace(person), setting, number, seed)
