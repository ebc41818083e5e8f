"""Lines about a place: every name in them is of it."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from procgen.dialogue.language.own import OwnModel
from procgen.errors import Cancelled
from procgen.runtime.store import ModelStore
from procgen.world.parts import Callbacks
from procgen.world.people import make_people
from procgen.world.place import Place, Talk
from procgen.world.society import society_problems
from procgen.world.talk import known_names, make_talk, named, strange_names
from tests.figures import figure, scaled
from tests.world.test_people import VILLAGE, land, settlement, tempers

WHERE = settlement("village", VILLAGE)
PEOPLE = make_people(land(), WHERE, 12, 5, tempers())


def talk(count: int, seed: int, model: OwnModel | None = None) -> tuple[Talk, ...]:
    return make_talk("Saltmere", land(), WHERE, PEOPLE, count, seed, model, Callbacks())


def test_no_line_names_what_is_not_there() -> None:
    for seed in range(scaled(3, 40)):
        lines = talk(40, seed)
        assert len(lines) == 40
        assert society_problems(Place("Saltmere", land(), WHERE, (), PEOPLE, lines)) == []


def test_lines_speak_of_the_place() -> None:
    lines = talk(60, 1)
    spoken_of = {name for line in lines for name in line.names}
    assert spoken_of & {person.name for person in PEOPLE}
    assert spoken_of & {building.name for building in WHERE.buildings}
    assert {line.speaker for line in lines} == {person.id for person in PEOPLE}


def test_our_network_chooses_lines_and_the_same_ones_again() -> None:
    model = OwnModel.load(ModelStore(threads=1))
    talk(2, 1, model)
    began = time.perf_counter()
    lines = talk(30, 2, model)
    figure("30 lines of a place", time.perf_counter() - began, "s", "<= 3")
    assert lines == talk(30, 2, model)
    assert society_problems(Place("Saltmere", land(), WHERE, (), PEOPLE, lines)) == []


def test_many_lines_of_few_people_are_still_different() -> None:
    where = settlement("hamlet", ("house", "house", "barn"))
    people = make_people(land(), where, 2, 3, tempers())
    lines = make_talk("Saltmere", land(), where, people, 120, 4, None, Callbacks())
    assert len({line.text for line in lines}) == 120


def test_nothing_is_said_where_nobody_lives() -> None:
    assert make_talk("Wilds", land(), None, (), 30, 1, None, Callbacks()) == ()


def test_work_on_lines_stops_when_it_is_told_to() -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        make_talk("Saltmere", land(), WHERE, PEOPLE, 30, 1, None, Callbacks(checkpoint=stop))


def test_names_are_found_by_what_people_call_them() -> None:
    known = known_names("Saltmere", WHERE, PEOPLE)
    first = PEOPLE[0].name.partition(" ")[0]
    assert named(f"Ask {first} at the smithy in Saltmere.", known) == ("Saltmere", "smithy", PEOPLE[0].name)
    assert named("I keep a smithy of my own.", known) == ()


@pytest.mark.parametrize(
    ("line", "strange"),
    [
        ("The way to Lankhmar is long.", ["Lankhmar"]),
        ("Zorbulon told me so.", ["Zorbulon"]),
        ("Heaven help us, it rains in Saltmere.", []),
        ("I'm off to the Gilded Eel.", ["Gilded", "Eel"]),
    ],
)
def test_a_name_from_elsewhere_is_found(line: str, strange: list[str]) -> None:
    assert strange_names(line, known_names("Saltmere", WHERE, PEOPLE)) == strange
    place = Place("Saltmere", land(), WHERE, (), PEOPLE, (replace(talk(1, 1)[0], text=line),))
    assert any("line 1 names" in problem for problem in society_problems(place)) == bool(strange)
