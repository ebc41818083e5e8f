import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.body.edit import change, edit
from procgen.character.body.measures import BY_NAME, noise
from procgen.character.body.plausible import random_shape
from procgen.character.body.sliders import MACROS, SLIDERS
from procgen.errors import InvalidFields


def people(basis, first, count, **ages):
    return [
        random_shape(seed, basis, **{"min_years": 18, "max_years": 80, **ages}) for seed in range(first, first + count)
    ]


def test_ten_kilograms_more_change_flesh_and_no_bones(fitter):
    grown = {"waist_circumference": [], "buttock_circumference": [], "calf_circumference": []}
    for person in people(fitter.gauge.basis, 0, 45):
        made = change(fitter, person, {"mass": 10.0})
        assert abs(made.after["mass"] - made.before["mass"] - 10) < 0.5
        assert abs(made.after["stature"] - made.before["stature"]) < 0.002
        for measure in BY_NAME.values():
            if measure.bony:
                moved = abs(made.after[measure.name] - made.before[measure.name])
                assert moved <= measure.noise_m, (measure.name, moved)
        assert not made.impossible
        for name, grew in grown.items():
            grew.append(
                (made.after[name] - made.before[name]) / fitter.statistics.slope(name, "mass", person.macro.sex)
            )
    for name, grew in grown.items():  # in kg: the change over what the survey finds for one
        assert np.mean(grew) == pytest.approx(10, abs=3.5), name


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**40), st.floats(-8, 15), st.sets(st.sampled_from([*MACROS, *SLIDERS]), max_size=6))
def test_what_is_locked_stays_bit_equal(fitter, seed, kilograms, locked):
    person = random_shape(seed, fitter.gauge.basis, min_years=18)
    made = change(fitter, person, {"mass": kilograms}, locked=locked)
    for name in locked:
        if name in MACROS:
            assert getattr(made.shape.macro, name) == getattr(person.macro, name)
        else:
            assert made.shape.modifiers.get(name, 0.0) == person.modifiers.get(name, 0.0)
    for name in set(person.modifiers) - set(SLIDERS):
        assert made.shape.modifiers[name] == person.modifiers[name]
    assert set(made.shape.modifiers) <= set(person.modifiers) | set(SLIDERS)
    for name in ("sex", "age_years", "bust", "firmness", "heritage"):
        assert getattr(made.shape.macro, name) == getattr(person.macro, name)


def test_locked_measures_stay(fitter):
    for person in people(fitter.gauge.basis, 300, 8):
        made = change(fitter, person, {"mass": 6.0}, locked=("waist_circumference",))
        assert abs(made.after["waist_circumference"] - made.before["waist_circumference"]) < noise(
            "waist_circumference"
        )
        assert abs(made.after["mass"] - made.before["mass"] - 6) < 0.5


def test_other_edits_reach_what_they_ask_for(fitter):
    for person in people(fitter.gauge.basis, 400, 12, max_years=40):
        older = change(fitter, person, {"age_years": 25.0})
        assert older.shape.macro.age_years == person.macro.age_years + 25
        assert abs(older.after["stature"] - older.before["stature"]) < 0.002
        assert abs(older.after["mass"] - older.before["mass"]) < 0.5
        taller = change(fitter, person, {"stature": 0.05})
        assert abs(taller.after["stature"] - taller.before["stature"] - 0.05) < 0.002
        assert taller.after["mass"] > taller.before["mass"]
        assert taller.after["crotch_height"] > taller.before["crotch_height"]
        broader = change(fitter, person, {"biacromial_breadth": 0.02})
        assert abs(broader.after["biacromial_breadth"] - broader.before["biacromial_breadth"] - 0.02) < 0.002
        assert abs(broader.after["stature"] - broader.before["stature"]) < 0.002
        assert abs(broader.after["foot_length"] - broader.before["foot_length"]) < noise("foot_length")


def test_another_sex_keeps_the_standing_among_people(fitter):
    statistics = fitter.statistics
    for person in people(fitter.gauge.basis, 500, 6):
        other = 1 - person.macro.sex
        made = edit(fitter, person, {"sex": other})
        assert made.shape.macro.sex == other
        there = statistics.size_of_other_sex(made.before["stature"], made.before["mass"], person.macro.sex, other)
        assert made.after["stature"] == pytest.approx(there[0], abs=0.004)
        back = statistics.size_of_other_sex(*there, other, person.macro.sex)
        assert back == pytest.approx((made.before["stature"], made.before["mass"]))


def test_children_keep_their_bones_and_grow_by_age_alone(fitter):
    for person in people(fitter.gauge.basis, 600, 5, min_years=7, max_years=12):
        heavier = change(fitter, person, {"mass": 3.0})
        assert abs(heavier.after["mass"] - heavier.before["mass"] - 3) < 0.5
        assert abs(heavier.after["stature"] - heavier.before["stature"]) < 0.002
        older = change(fitter, person, {"age_years": 4.0})
        assert older.after["stature"] > older.before["stature"] + 0.03


def test_bad_edits_are_named_all_at_once(fitter):
    person = random_shape(1, fitter.gauge.basis, min_years=30)
    with pytest.raises(InvalidFields) as caught:
        edit(
            fitter,
            person,
            {"mass": float("nan"), "sex": 2.0, "tail_length": 1.0, "age_years": -1.0, "weight": 0.5, "stature": 1.7},
            locked=("weight",),
        )
    fields = {violation.field for violation in caught.value.violations}
    assert fields == {"mass", "sex", "tail_length", "age_years", "weight"}


def test_what_no_body_reaches_is_reported(fitter):
    person = random_shape(2, fitter.gauge.basis, min_years=30, max_years=40)
    made = edit(fitter, person, {"mass": 400.0})
    assert [problem.name for problem in made.impossible] == ["mass"]
    assert 60 < made.impossible[0].nearest < 390
