from __future__ import annotations

import pytest

from procgen.character.people.conditions import Conditions
from procgen.character.people.draw import People
from procgen.character.people.stature import STATURE_M, Stretch, stretch_for
from procgen.errors import InvalidFields


@pytest.mark.parametrize("sex", [0.0, 1.0])
@pytest.mark.parametrize("stature", [1.20, 1.32, 2.05, 2.20])
def test_adults_are_as_short_or_tall_as_is_asked_and_weigh_what_goes_with_it(
    people: People, sex: float, stature: float
) -> None:
    for seed in (1, 2):
        drawn = people.draw(Conditions(sex=sex, age_years=34.0, measures={"stature": stature}), seed)
        assert drawn.measures["stature"] == pytest.approx(stature, abs=0.01)
        assert 16 < drawn.measures["mass"] / stature**2 < 46
        assert 0.40 < drawn.measures["crotch_height"] / stature < 0.53


@pytest.mark.parametrize("stature", [1.1, 2.3])
def test_beyond_that_the_nearest_is_offered_and_taken(people: People, stature: float) -> None:
    with pytest.raises(InvalidFields) as caught:
        people.draw(Conditions(sex=1.0, age_years=30.0, measures={"stature": stature}), 1)
    (violation,) = caught.value.violations
    assert violation.field == "measures.stature"
    nearest = min(max(stature, STATURE_M.minimum), STATURE_M.maximum)
    assert f"nearest possible is {nearest:.4g}" in violation.allowed


def test_a_mass_is_judged_by_the_stature_it_goes_with(people: People) -> None:
    tall = Conditions(sex=1.0, age_years=30.0, measures={"stature": 2.15, "mass": 150.0})
    assert people.draw(tall, 4).measures["mass"] == pytest.approx(150.0, abs=1.0)
    with pytest.raises(InvalidFields) as caught:
        people.draw(Conditions(sex=1.0, age_years=30.0, measures={"stature": 1.25, "mass": 150.0}), 4)
    assert "measures.mass" in {violation.field for violation in caught.value.violations}


def test_a_stretch_begins_at_nothing_and_brings_conditions_back_within(people: People) -> None:
    inside = stretch_for({"stature": 1.75}, 1.0, 30.0, people.population)
    assert inside == Stretch()
    tall = {"stature": 2.2, "mass": 120.0, "waist_circumference": 1.0, "shoulders": 1.5}
    within = stretch_for(tall, 1.0, 30.0, people.population).within(tall)
    assert within["stature"] < 2.0
    assert within["mass"] / within["stature"] ** 2 == pytest.approx(120.0 / 2.2**2)
    assert within["shoulders"] == 1.5, "an axis is none of the stature's"
    edge = within["stature"]
    almost = stretch_for({"stature": edge + 0.001}, 1.0, 30.0, people.population)
    assert 1.0 < almost.factor < 1.001


def test_who_is_very_tall_is_a_man_rather_than_a_woman(people: People) -> None:
    drawn = people.draw(Conditions(age_years=30.0, measures={"stature": 2.15}), 3)
    assert drawn.person.shape.macro.sex == 1.0
