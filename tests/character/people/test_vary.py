from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import numpy as np
import pytest

from procgen.character.body.measures import noise
from procgen.character.people.conditions import Conditions
from procgen.character.people.draw import Drawn, People
from procgen.character.people.dress import kind_worn
from procgen.character.people.locks import FIELDS
from procgen.character.people.person import Person
from procgen.character.people.rounding import rounded
from procgen.character.people.screening import check_person
from procgen.character.people.vary import vary
from procgen.errors import InvalidFields


@pytest.fixture(scope="module")
def drawn(people: People) -> Drawn:
    return people.draw(Conditions(sex=1.0, age_years=45.0, role="merchant"), 31)


def one(people: People, person: Person, amount: float, *locks: str, seed: int = 4) -> Drawn:
    return next(vary(people, person, seed, amount=amount, locks=locks))


def test_no_amount_is_the_same_person(people: People, drawn: Drawn) -> None:
    assert one(people, drawn.person, 0.0).person == drawn.person


def test_relatives_do_not_depend_on_how_many_are_asked_for(people: People, drawn: Drawn) -> None:
    two = list(vary(people, drawn.person, 8, 2))
    many = list(islice(vary(people, drawn.person, 8, 100), 2))
    assert [a.person for a in two] == [b.person for b in many]
    assert two[0].person.shape != two[1].person.shape


def test_relatives_are_sound_and_alike(people: People, drawn: Drawn) -> None:
    person = drawn.person
    for relative in vary(people, person, 1, 3, amount=0.3):
        new = relative.person
        assert check_person(new, people.basis) == []
        assert rounded(new) == new
        assert (new.sex, new.age_years, new.role, new.setting) == (
            person.sex, person.age_years, person.role, person.setting,
        )  # fmt: skip
        assert new.shape.macro.heritage == person.shape.macro.heritage
        assert new.name.partition(" ")[2] == person.name.partition(" ")[2]
        assert new.shape.modifiers != person.shape.modifiers


def test_a_larger_amount_differs_more(people: People, drawn: Drawn) -> None:
    def distance(amount: float) -> float:
        found = []
        for relative in vary(people, drawn.person, 3, 4, amount=amount):
            names = sorted(people.face_sliders)
            rows = [[p.shape.modifiers.get(name, 0.0) for name in names] for p in (relative.person, drawn.person)]
            found.append(np.linalg.norm(np.subtract(*rows)))
        return float(np.mean(found))

    distances = [distance(amount) for amount in (0.05, 0.3, 1.0)]
    assert distances == sorted(distances)
    assert distances[0] < 0.5 * distances[2]


def _held(person: Person, field: str, faces: frozenset[str]) -> object:
    modifiers = person.shape.modifiers
    if field == "shape":
        return person.shape.macro, {name: value for name, value in modifiers.items() if name not in faces}
    if field == "face":
        return {name: value for name, value in modifiers.items() if name in faces}
    return (person.hair, person.brows) if field == "hair" else getattr(person, field)


@pytest.mark.parametrize("field", FIELDS)
def test_locked_fields_are_bit_equal_and_others_are_not(people: People, drawn: Drawn, field: str) -> None:
    new = one(people, drawn.person, 1.0, field).person
    assert _held(new, field, people.face_sliders) == _held(drawn.person, field, people.face_sliders)
    others = [other for other in FIELDS if other != field]
    changed = [
        other
        for other in others
        if _held(new, other, people.face_sliders) != _held(drawn.person, other, people.face_sliders)
    ]
    assert len(changed) >= len(others) - 2  # a beard and clothes may come out the same


@pytest.mark.parametrize("locks", [("muscle", "nose_hump"), ("bust", "firmness", "torso_vshape")])
def test_locked_sliders_are_bit_equal(people: People, drawn: Drawn, locks: Sequence[str]) -> None:
    new = one(people, drawn.person, 0.8, *locks).person
    for name in locks:
        if name in people.basis.modifiers:
            assert new.shape.modifiers.get(name, 0.0) == drawn.person.shape.modifiers.get(name, 0.0)
        else:
            assert getattr(new.shape.macro, name) == getattr(drawn.person.shape.macro, name)


def test_locked_measures_stay(people: People, drawn: Drawn) -> None:
    new = one(people, drawn.person, 0.8, "stature", "waist_circumference")
    for name in ("stature", "waist_circumference"):
        assert abs(new.measures[name] - drawn.measures[name]) <= noise(name)
    assert abs(new.measures["mass"] - drawn.measures["mass"]) > noise("mass")


def test_children_have_child_like_relatives(people: People) -> None:
    child = people.draw(Conditions(age_years=8.0, setting="medieval"), 6).person
    for relative in vary(people, child, 2, 3, amount=1.0):
        assert check_person(relative.person, people.basis) == []
        assert all(kind_worn(piece.kind).child_safe for piece in relative.person.outfit)
        assert relative.measures["stature"] < 1.5


def test_every_bad_argument_is_named(people: People, drawn: Drawn) -> None:
    with pytest.raises(InvalidFields) as caught:
        vary(people, drawn.person, -1, 0, amount=float("nan"), locks=["shape", "nonsense"])
    assert {violation.field for violation in caught.value.violations} == {"seed", "count", "amount", "locks"}
