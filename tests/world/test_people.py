"""Households, homes, relations and places to stand, in settlements of any make-up."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore
from procgen.table.table import Table, load_table
from procgen.world.checks import problems
from procgen.world.kinds import KINDS
from procgen.world.people import INVERSE, make_people
from procgen.world.place import Building, Land, Person, Place, Road, Settlement
from procgen.world.roles import HOMES, KEEPERS, ROLES, capacity
from procgen.world.society import society_problems
from tests.figures import scaled

SIDE_PX, SPACING_M, FLOOR_M = 101, 2.0, 5.0


@cache
def tempers() -> Table:
    return load_table(ModelStore(threads=1), "roles")


def land() -> Land:
    """Level ground with a pond in a corner."""
    heights = np.full((SIDE_PX, SIDE_PX), FLOOR_M, np.float32)
    heights[:20, :20] = FLOOR_M - 2.0
    water = np.full(heights.shape, np.nan, np.float32)
    water[:20, :20] = FLOOR_M - 0.5
    flat = np.zeros_like(heights)
    return Land(heights, SPACING_M, water, flat, np.zeros(flat.shape, np.uint8), flat, -100.0, Recipe("terrain", {}))


def settlement(kind: str, uses: tuple[str, ...]) -> Settlement:
    """Houses on both sides of a street, doors towards it."""
    buildings, totals = [], dict[str, int]()
    for number, use in enumerate(uses):
        totals[use] = totals.get(use, 0) + 1
        x, side = 30.0 + 14.0 * (number // 2), 1.0 if number % 2 else -1.0
        z = 100.0 + side * 9.0
        name = use if totals[use] == 1 else f"{use} {totals[use]}"
        turn = 180.0 if side > 0.0 else 0.0
        buildings.append(Building(name, use, x, z, FLOOR_M, 8.0, 7.0, 3.0, turn, x, z - side * 4.5))
    points = np.array([[10.0 + 4.0 * k, FLOOR_M, 100.0] for k in range(45)], np.float32)
    street = Road("street", points, 4.0, np.zeros(len(points), np.bool_))
    return Settlement("Saltmere", kind, 100.0, 100.0, 90.0, tuple(buildings), (street,), ())


VILLAGE = ("inn", "smithy", "chapel", "shop", "house", "house", "house", "house", "barn", "boathouse")
PLACES = st.builds(
    settlement,
    st.sampled_from(sorted(KINDS)),
    st.lists(st.sampled_from((*KEEPERS, "house", "house", "house")), max_size=20).map(tuple),
)


@settings(max_examples=scaled(30, 300), deadline=None)
@given(PLACES, st.integers(0, scaled(24, 64)), st.integers(0, 2**64 - 1))
def test_anybody_anywhere_is_plausible(where: Settlement, count: int, seed: int) -> None:
    people = make_people(land(), where, count, seed, tempers())
    place = Place(where.name, land(), where, (), people)
    assert len(people) == count
    assert society_problems(place) == []
    assert [problem for problem in problems(place) if problem.startswith("person")] == []
    assert {each.role for each in people} <= ROLES.keys()
    assert all(ROLES[each.role].ages[0] <= each.age <= ROLES[each.role].ages[1] for each in people)


def test_who_is_there_depends_on_the_seed_alone() -> None:
    where = settlement("village", VILLAGE)
    assert make_people(land(), where, 12, 5, tempers()) == make_people(land(), where, 12, 5, tempers())
    assert make_people(land(), where, 12, 5, tempers()) != make_people(land(), where, 12, 6, tempers())


def test_every_building_with_work_has_its_keeper_before_a_second_of_any() -> None:
    people = make_people(land(), settlement("village", VILLAGE), 40, 1, tempers())
    kept = {each.work: each.role for each in people if KEEPERS.get(each.work) == each.role}
    assert {"inn", "smithy", "chapel", "shop"} <= kept.keys()


def test_homes_have_room_while_there_are_enough_of_them() -> None:
    where = settlement("village", ("inn", *("house",) * 14))
    room = {each.name: capacity(each.use, each.width_m, each.depth_m) for each in where.buildings}
    for seed in range(scaled(10, 40)):
        people = make_people(land(), where, 14, seed, tempers())
        homes = [each.home for each in people]
        families = {(each.home, each.name.partition(" ")[2]) for each in people}
        # A large family may be crowded, but nobody shares a house while another stands empty.
        assert len({home for home, _ in families}) == len(families)
        assert set(homes) <= room.keys()
        assert all(use in HOMES for use in (each.use for each in where.buildings if each.name in homes))


def test_nobody_lives_where_nobody_settled() -> None:
    assert make_people(land(), None, 12, 1, tempers()) == ()


def test_a_full_street_still_has_places_for_all() -> None:
    short = replace(
        settlement("town", VILLAGE),
        roads=(Road("street", np.array([[100, 5, 100], [104, 5, 100]], np.float32), 2.0, np.zeros(2, np.bool_)),),
    )
    place = Place("Saltmere", land(), short, (), make_people(land(), short, 64, 3, tempers()))
    assert society_problems(place) == []


def changed(people: tuple[Person, ...], number: int, **fields: object) -> tuple[Person, ...]:
    return (*people[:number], replace(people[number], **fields), *people[number + 1 :])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"home": "the moon"}, "has the home 'the moon', which isn't there"),
        ({"relations": (("married to", "person-99"),)}, "is married to person-99, who is nobody else"),
        ({"relations": (("friend of", "person-01"),)}, "who doesn't know of it"),
        ({"x_m": 0.0, "z_m": 0.0}, ""),
    ],
)
def test_what_is_wrong_is_found(fields: dict[str, object], told: str) -> None:
    where = settlement("village", VILLAGE)
    people = make_people(land(), where, 12, 5, tempers())
    stranger = next(k for k, each in enumerate(people) if k and ("friend of", "person-01") not in each.relations)
    place = Place(where.name, land(), where, (), changed(people, stranger, **fields))
    found = [*society_problems(place), *problems(place)]
    assert any(told in problem and f"person-{stranger + 1:02d}" in problem for problem in found), found


def test_every_relation_has_its_inverse() -> None:
    assert all(INVERSE[other] == kind for kind, other in INVERSE.items())
