from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from procgen.character.body.measures import noise
from procgen.character.body.safety import adult_only, dress_problems
from procgen.character.generate import dressed
from procgen.character.hair import HAIR, NATURAL
from procgen.character.people.conditions import NONE, Conditions, merged
from procgen.character.people.draw import Drawn, People
from procgen.character.people.dress import kind_worn
from procgen.character.people.grooming import hair_of
from procgen.character.people.growth import mass_norm, stature_norm
from procgen.character.people.person import StyleChoice, Worn, from_record, record
from procgen.character.people.rounding import rounded
from procgen.character.people.screening import check_person
from procgen.character.wardrobe.kind import SETTINGS, complete_options
from procgen.errors import InvalidFields


@pytest.fixture(scope="module")
def some(people: People) -> list[Drawn]:
    """Of all settings, from children to the old, of all shades between the sexes."""
    ages = (6.0, 9.5, 13.0, 17.9, 18.0, 34.0, 61.0, 90.0)
    return [
        people.draw(Conditions(age_years=age, sex=(number % 4) / 3, setting=SETTINGS[number % 3]), 77, number)
        for number, age in enumerate(ages)
    ]


def test_the_same_seed_draws_the_same_person(people: People, some: list[Drawn]) -> None:
    conditions = Conditions(age_years=34.0, sex=1 / 3, setting="scifi")
    assert people.draw(conditions, 77, 5).person == some[5].person
    assert people.draw(conditions, 77, 5).measures == some[5].measures


@pytest.mark.parametrize("kind", sorted(HAIR.kinds))
def test_drawn_hair_is_hair_that_can_be_asked_for(kind: str) -> None:
    for seed in range(8):
        chance = np.random.default_rng(seed)
        heritage = {"african": seed / 7, "asian": 1 - seed / 7}
        worn = hair_of(Worn(kind), "medieval", seed % 2, 20.0 + 8 * seed, heritage, (), chance)
        assert worn is not None
        complete_options(HAIR.kinds[kind], worn.options)


def test_nobodys_hair_is_greenish_or_bluish() -> None:
    for number in range(200):
        age = 20.0 + number % 70
        chance = np.random.Generator(np.random.Philox(key=number))
        hair = hair_of(Worn("bob"), "modern", 0.0, age, {"caucasian": 1.0}, (), chance)
        assert hair is not None
        red, green, blue = hair.colours["hair"]
        assert red >= green >= blue


def test_numbers_and_seeds_draw_different_people(people: People) -> None:
    sketches = [people.sketch(Conditions(), seed, number).person for seed in (1, 2) for number in (0, 1)]
    sketches.append(people.sketch(Conditions(), 1, 0, attempt=1).person)
    assert len({person.seed for person in sketches}) == 5
    assert len({person.skin.melanin for person in sketches}) == 5
    assert len({tuple(sorted(person.shape.modifiers.items())) for person in sketches}) == 5


def test_persons_are_sound_and_dressed(people: People, some: list[Drawn]) -> None:
    for drawn in some:
        person = drawn.person
        assert check_person(person, people.basis) == []
        assert dress_problems(person.shape, [kind_worn(piece.kind) for piece in dressed(person)]) == []
        assert person.name
        assert person.background
        assert person.role


def test_minors_wear_child_safe_things_and_have_no_adult_sliders(some: list[Drawn]) -> None:
    minors = [drawn.person for drawn in some if drawn.person.age_years < 18]
    assert len(minors) == 4
    for person in minors:
        assert all(kind_worn(piece.kind).child_safe for piece in dressed(person))
        assert adult_only(person.shape.modifiers) == ()
        assert (person.shape.macro.bust, person.shape.macro.firmness) == (0.5, 0.5)
        assert person.beard is None


def test_minors_of_any_adult_role_are_dressed_child_safe(people: People) -> None:
    for number, role in enumerate(("guard", "knight", "ranger", "trooper")):
        person = people.sketch(Conditions(role=role, age_years=11.0), 5, number).person
        assert person.outfit
        assert all(kind_worn(piece.kind).child_safe for piece in person.outfit)


def test_persons_are_what_the_wire_carries(some: list[Drawn]) -> None:
    for drawn in some:
        assert rounded(drawn.person) == drawn.person


def test_records_read_back_bit_for_bit(some: list[Drawn]) -> None:
    for drawn in some:
        assert from_record(json.loads(json.dumps(record(drawn.person)))) == drawn.person


@pytest.mark.parametrize(
    "measures",
    [{"stature": 1.93}, {"stature": 1.55, "mass": 80.0}, {"mass": 52.0, "waist_circumference": 0.71}],
)
def test_measures_that_are_asked_for_are_met(people: People, measures: dict[str, float]) -> None:
    drawn = people.draw(Conditions(measures=measures), 3)
    for name, value in measures.items():
        assert abs(drawn.measures[name] - value) <= noise(name)


def test_a_childs_measures_are_met(people: People) -> None:
    drawn = people.draw(Conditions(age_years=9.0, measures={"stature": 1.40, "mass": 33.0}), 3)
    assert drawn.measures["stature"] == pytest.approx(1.40, abs=noise("stature"))
    assert drawn.measures["mass"] == pytest.approx(33.0, abs=noise("mass"))


def test_children_are_as_tall_as_children(some: list[Drawn]) -> None:
    for drawn in some[:3]:
        sex, age = drawn.person.sex, drawn.person.age_years
        assert abs(stature_norm(sex, age).deviations(drawn.measures["stature"])) < 3
        assert abs(mass_norm(sex, age).deviations(drawn.measures["mass"])) < 3.5


def test_what_is_known_stays(people: People) -> None:
    conditions = Conditions(
        sex=0.25,
        age_years=41.0,
        heritage={"asian": 1.0},
        muscle=0.75,
        modifiers={"nose_hump": 0.5},
        skin={"freckles": 0.5, "war_paint": "mask"},
        eyes={"left": "violet", "right": "green"},
        hair=Worn("mohawk", {"width": 0.25}, {"": (0.2, 0.4, 0.6)}),
        beard=Worn(NONE),
        outfit=(Worn("cloak", {}, {"cloak": (1.0, 0.0, 0.0)}),),
        without=("belt", "linen_shirt"),
        role="merchant",
        style=StyleChoice("heroic", 0.5),
    )
    person = people.draw(conditions, 9).person
    macro = person.shape.macro
    assert (macro.sex, macro.age_years, macro.muscle, macro.heritage) == (0.25, 41.0, 0.75, {"asian": 1.0})
    assert person.shape.modifiers["nose_hump"] == 0.5
    assert (person.skin.freckles, person.skin.war_paint) == (0.5, "mask")
    assert (person.eyes.left, person.eyes.right) == ("violet", "green")
    assert person.hair is not None
    assert (person.hair.kind, person.hair.options["width"]) == ("mohawk", 0.25)
    assert person.hair.colours["hair"] == pytest.approx((0.2, 0.4, 0.6))
    assert person.beard is None
    assert [piece for piece in person.outfit if piece.kind == "cloak"] == [conditions.outfit[0]]
    assert not {piece.kind for piece in person.outfit} & {"belt", "linen_shirt"}
    assert (person.role, person.setting, person.style) == ("merchant", "medieval", StyleChoice("heroic", 0.5))


def test_known_measures_tell_the_sex(people: People) -> None:
    tall = [people.sketch(Conditions(measures={"stature": 1.95}), 4, number).person.sex for number in range(30)]
    short = [people.sketch(Conditions(measures={"stature": 1.50}), 4, number).person.sex for number in range(30)]
    assert sum(tall) >= 27
    assert sum(short) <= 3
    assert all(people.sketch(Conditions(beard=Worn("")), 4, number).person.sex == 1.0 for number in range(8))


def test_what_is_known_of_looks_tells_the_heritage(people: People) -> None:
    def share(name: str, conditions: Conditions) -> float:
        return sum(people.sketch(conditions, 4, n).person.shape.macro.heritage[name] for n in range(16)) / 16

    red = Conditions(hair=Worn("", {}, {"": NATURAL["red"]}), eyes={"left": "green"}, skin={"freckles": 0.7})
    assert share("caucasian", red) > 0.6
    assert share("african", Conditions(skin={"melanin": 0.9})) > 0.6
    given = Conditions(heritage={"asian": 1.0}, skin={"melanin": 0.9})
    assert people.sketch(given, 4).person.shape.macro.heritage == {"asian": 1.0}


def test_measures_of_one_sex_alone_never_fail(people: People) -> None:
    for number in range(20):
        assert people.sketch(Conditions(measures={"stature": 2.02}), 8, number).person.sex == 1.0


def test_what_no_body_has_is_told_with_the_nearest(people: People) -> None:
    # The survey has such people, but nobody whose sliders are set like this.
    wide = Conditions(measures={"biacromial_breadth": 0.30}, modifiers={"measure_shoulder_dist": 1.0}, sex=1.0)
    with pytest.raises(InvalidFields) as caught:
        people.draw(wide, 1)
    assert any(violation.field == "measures.biacromial_breadth" for violation in caught.value.violations)
    assert "nearest" in str(caught.value)


def test_conditions_merge_field_by_field() -> None:
    ours = Conditions(sex=1.0, measures={"mass": 80.0}, outfit=(Worn("cloak"),), without=("belt",))
    theirs = Conditions(sex=0.0, role="mage", measures={"mass": 60.0, "stature": 1.7}, without=("hood",))
    both = merged(ours, replace(theirs, outfit=(Worn("cloak", {"length": 0.1}), Worn("belt"))))
    assert (both.sex, both.role) == (1.0, "mage")
    assert both.measures == {"mass": 80.0, "stature": 1.7}
    assert both.outfit == (Worn("cloak"), Worn("belt"))
    assert both.without == ("belt", "hood")
