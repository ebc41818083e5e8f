from __future__ import annotations

import numpy as np
import pytest

from procgen.character.body.measures import noise
from procgen.character.hair.palette import NATURAL
from procgen.character.people.change import change
from procgen.character.people.conditions import Conditions
from procgen.character.people.draw import Drawn, People
from procgen.character.people.dress import kind_worn
from procgen.character.people.person import Worn
from procgen.character.people.roles import ROLES
from procgen.character.people.rounding import rounded
from procgen.character.people.screening import check_person
from procgen.errors import InvalidFields


@pytest.fixture(scope="module")
def man(people: People) -> Drawn:
    """A knight with brown hair and a beard."""
    return people.draw(
        Conditions(
            sex=1.0,
            age_years=30.0,
            role="knight",
            heritage={"caucasian": 1.0},
            hair=Worn("side_part", {}, {"": NATURAL["brown"]}),
            beard=Worn("full_short"),
        ),
        5,
    )


@pytest.fixture(scope="module")
def woman(people: People) -> Drawn:
    return people.draw(Conditions(sex=0.0, age_years=62.0, setting="modern"), 5)


def whiteness(worn: Worn | None) -> float:
    assert worn is not None
    return float(np.mean(next(iter(worn.colours.values()))))


def test_ten_kilograms_more_change_the_body_alone(people: People, man: Drawn) -> None:
    changed = change(people, man.person, by={"mass": 10.0})
    assert changed.after["mass"] - changed.before["mass"] == pytest.approx(10.0, abs=0.5)
    assert changed.after["stature"] == pytest.approx(changed.before["stature"], abs=0.002)
    assert changed.before == man.measures
    assert rounded(changed.person) == changed.person
    one, other = changed.person, man.person
    for field in ("seed", "skin", "eyes", "hair", "beard", "brows", "outfit", "name", "background", "role"):
        assert getattr(one, field) == getattr(other, field)
    faces = people.face_sliders
    assert {n: v for n, v in one.shape.modifiers.items() if n in faces} == {
        n: v for n, v in other.shape.modifiers.items() if n in faces
    }


def test_nothing_asked_for_changes_nothing(people: People, man: Drawn) -> None:
    assert change(people, man.person).person == man.person


def test_years_bring_wrinkles_and_grey_hair(people: People, man: Drawn) -> None:
    old = change(people, man.person, age_years=75.0).person
    assert check_person(old, people.basis) == []
    assert old.skin.wrinkles > man.person.skin.wrinkles + 0.3
    assert old.skin.melanin == man.person.skin.melanin
    assert old.skin.freckles == man.person.skin.freckles
    assert old.eyes.left == man.person.eyes.left
    for name in ("hair", "beard", "brows"):
        assert whiteness(getattr(old, name)) > whiteness(getattr(man.person, name)) + 0.2
    assert old.hair is not None
    assert man.person.hair is not None
    assert old.hair.options["receding"] >= man.person.hair.options["receding"]
    assert old.role == "knight"


def test_years_taken_back_bring_the_colour_back(people: People, man: Drawn) -> None:
    older = change(people, man.person, age_years=52.0).person
    younger = change(people, older, age_years=30.0).person
    assert younger.hair is not None
    assert man.person.hair is not None
    assert younger.hair.colours["hair"] == pytest.approx(man.person.hair.colours["hair"], abs=0.06)
    assert younger.skin.wrinkles == pytest.approx(man.person.skin.wrinkles, abs=1e-3)


def test_dyed_hair_stays_dyed(people: People, woman: Drawn) -> None:
    blue = people.draw(Conditions(sex=0.0, age_years=30.0, hair=Worn("bob", {}, {"": (0.1, 0.3, 0.9)})), 2).person
    older = change(people, blue, age_years=70.0).person
    assert older.hair is not None
    assert blue.hair is not None
    assert older.hair.colours == blue.hair.colours


def test_a_man_who_becomes_a_woman_loses_the_beard(people: People, man: Drawn) -> None:
    changed = change(people, man.person, sex=0.0)
    assert changed.person.beard is None
    assert changed.person.skin.beard_stubble == 0.0
    assert changed.after["stature"] < changed.before["stature"]
    assert changed.person.hair is not None
    assert man.person.hair is not None
    assert (changed.person.hair.kind, changed.person.hair.colours) == (man.person.hair.kind, man.person.hair.colours)
    assert changed.person.hair.options["receding"] == 0.0
    back = change(people, changed.person, sex=1.0)
    assert back.after["stature"] == pytest.approx(man.measures["stature"], abs=0.01)


def test_a_child_wears_and_is_what_children_may(people: People, man: Drawn) -> None:
    child = change(people, man.person, age_years=10.0).person
    assert check_person(child, people.basis) == []
    assert child.beard is None
    assert all(kind_worn(piece.kind).child_safe for piece in child.outfit)
    assert "sword" in {piece.kind for piece in man.person.outfit}
    assert child.skin.wrinkles < man.person.skin.wrinkles
    assert ROLES[child.role].ages[0] < 18.0
    # Safety is stronger than locks.
    held = change(people, man.person, age_years=10.0, locks=["outfit", "beard"]).person
    assert held.beard is None
    assert all(kind_worn(piece.kind).child_safe for piece in held.outfit)


def test_locks_are_bit_equal(people: People, man: Drawn) -> None:
    locks = ["skin", "eyes", "hair", "beard", "outfit", "name", "face", "weight", "torso_vshape"]
    changed = change(people, man.person, age_years=70.0, locks=locks).person
    for field in ("skin", "eyes", "hair", "brows", "beard", "outfit", "name"):
        assert getattr(changed, field) == getattr(man.person, field)
    assert changed.shape.macro.weight == man.person.shape.macro.weight
    for name in ("torso_vshape", *people.face_sliders):
        assert changed.shape.modifiers.get(name, 0.0) == man.person.shape.modifiers.get(name, 0.0)


def test_a_locked_body_can_grow_older(people: People, man: Drawn) -> None:
    changed = change(people, man.person, age_years=60.0, locks=["shape"]).person
    assert changed.age_years == 60.0
    assert {n: v for n, v in changed.shape.modifiers.items() if v} == man.person.shape.modifiers
    for name in ("muscle", "weight", "height", "proportions", "bust", "firmness"):
        assert getattr(changed.shape.macro, name) == getattr(man.person.shape.macro, name)


def test_locked_measures_stay(people: People, man: Drawn) -> None:
    changed = change(people, man.person, by={"mass": 8.0}, locks=["waist_circumference", "biacromial_breadth"])
    for name in ("waist_circumference", "biacromial_breadth"):
        assert abs(changed.after[name] - changed.before[name]) <= noise(name)


def test_what_no_body_has_is_told_with_the_nearest(people: People, man: Drawn) -> None:
    with pytest.raises(InvalidFields) as caught:
        change(people, man.person, measures={"stature": 3.5})
    (violation,) = caught.value.violations
    assert violation.field == "measures.stature"
    assert "nearest" in violation.allowed


@pytest.mark.parametrize(
    ("arguments", "fields"),
    [
        ({"measures": {"mass": 80.0}, "by": {"mass": 1.0}}, {"measure_changes.mass"}),
        ({"measures": {"tail": 1.0}}, {"measures"}),
        ({"by": {"mass": float("nan")}}, {"measure_changes.mass"}),
        ({"age_years": -1.0, "sex": 2.0, "muscle": float("nan")}, {"age_years", "sex", "muscle"}),
        ({"by": {"mass": -500.0}}, {"measure_changes.mass"}),
        ({"by": {"mass": 2.0}, "locks": ["mass", "wings"]}, {"locks"}),
        ({"by": {"mass": 2.0}, "locks": ["mass"]}, {"measure_changes.mass"}),
    ],
)
def test_every_bad_field_is_named(people: People, man: Drawn, arguments: dict[str, object], fields: set[str]) -> None:
    with pytest.raises(InvalidFields) as caught:
        change(people, man.person, **arguments)  # type: ignore[arg-type]
    assert {violation.field for violation in caught.value.violations} == fields
