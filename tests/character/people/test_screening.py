"""Whatever is asked for, the answer is a person or the list of what is wrong."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from procgen.character.body.macro import Macro
from procgen.character.body.shape import Shape
from procgen.character.people.catalogue import CLOTHES, SHOPS
from procgen.character.people.conditions import Conditions
from procgen.character.people.draw import People
from procgen.character.people.person import Person, StyleChoice, Worn
from procgen.character.people.roles import ROLES
from procgen.character.people.screening import check_person, field_violations
from procgen.character.population import AXIS_NAMES
from procgen.character.skin import EyeParameters, SkinParameters
from procgen.character.wardrobe.kind import SETTINGS
from procgen.errors import InvalidFields

NUMBERS = st.one_of(st.floats(-2, 3), st.floats(), st.integers(-5, 200), st.sampled_from([0.0, 1.0, 0.5]))
JSON: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=4)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple), st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)  # fmt: skip
KINDS = sorted(kind for category in CLOTHES for kind in SHOPS[category].kinds)
HAIR = [*SHOPS["hair"].kinds, *SHOPS["beard"].kinds, "none", "", "wig"]
COLOURS = st.one_of(st.tuples(*[st.floats(0, 1)] * 3), JSON)


def maps(names: list[str], values: st.SearchStrategy[Any] = NUMBERS) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from([*names, "nonsense"]), values, max_size=3)


def worn(kinds: list[str]) -> st.SearchStrategy[Worn]:
    return st.builds(
        Worn, st.one_of(st.sampled_from(kinds), JSON.filter(lambda value: not isinstance(value, dict))),
        maps(["length", "sleeve", "curl", "under_hat"], JSON), maps(["", "hair", "cloak"], COLOURS),
    )  # fmt: skip


def optional(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), values)


SKIN = ["melanin", "freckles", "war_paint", "scars", "lipstick_colour", "moles", "seed"]
CONDITIONS = st.builds(
    Conditions,
    sex=optional(st.one_of(st.floats(0, 1), JSON)),
    age_years=optional(st.one_of(st.floats(6, 90), JSON)),
    heritage=st.one_of(st.just({}), maps(["african", "asian", "caucasian"], st.one_of(st.floats(0, 1), JSON))),
    muscle=optional(st.one_of(st.floats(0, 1), JSON)),
    measures=st.one_of(st.just({}), maps(["stature", "mass", "span"], st.one_of(st.floats(0, 150), JSON))),
    body_axes=st.one_of(st.just({}), maps(list(AXIS_NAMES), st.one_of(st.floats(-2, 2), JSON))),
    face_axes=st.one_of(st.just({}), maps(["jaw", "nose_size"], st.one_of(st.floats(-3, 3), JSON))),
    modifiers=st.one_of(st.just({}), maps(["nose_hump", "torso_vshape_left", "breast_dist"], JSON)),
    skin=st.one_of(st.just({}), maps(SKIN, JSON)),
    eyes=st.one_of(st.just({}), maps(["left", "right", "glow", "left_colour"], JSON)),
    hair=optional(worn(HAIR)),
    beard=optional(worn(HAIR)),
    outfit=st.lists(worn(KINDS), max_size=2).map(tuple),
    without=st.lists(st.one_of(st.sampled_from(KINDS), JSON), max_size=2).map(tuple),
    setting=st.one_of(st.just(""), st.sampled_from(SETTINGS), JSON),
    role=st.one_of(st.just(""), st.sampled_from(sorted(ROLES)), JSON),
    style=optional(st.builds(StyleChoice, JSON, JSON)),
    face_strength=optional(JSON),
)  # fmt: skip


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(conditions=CONDITIONS)
@example(conditions=Conditions(role={}))  # type: ignore[arg-type]
@example(conditions=Conditions(setting=0))  # type: ignore[arg-type]
@example(conditions=Conditions(skin={"lipstick_colour": None}))
@example(conditions=Conditions(eyes={"left_colour": None}))
def test_any_conditions_are_drawn_or_refused(people: People, conditions: Conditions) -> None:
    try:
        sketch = people.sketch(conditions, 3)
    except InvalidFields as error:
        assert error.violations
        assert all(violation.field and violation.allowed for violation in error.violations)
    else:
        assert check_person(sketch.person, people.basis) == []


PERSONS = st.builds(
    Person,
    seed=JSON,
    shape=st.builds(
        Shape,
        st.builds(
            Macro, sex=NUMBERS, age_years=JSON, muscle=JSON, bust=NUMBERS,
            heritage=maps(["african", "asian"], JSON),
        ),
        maps(["nose_hump", "breast_dist"], JSON),
    ),
    skin=st.builds(SkinParameters, melanin=JSON, scars=JSON, tattoos=JSON, war_paint=JSON, lipstick_colour=JSON),
    eyes=st.builds(EyeParameters, left=JSON, right_colour=JSON, pupil=JSON),
    hair=optional(worn(HAIR)),
    beard=optional(worn(HAIR)),
    brows=optional(worn(["brows_arched"])),
    outfit=st.lists(worn(KINDS), max_size=2).map(tuple),
    style=st.builds(StyleChoice, JSON, JSON),
    name=JSON,
    background=JSON,
    setting=JSON,
    role=JSON,
)  # fmt: skip


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(person=PERSONS)
def test_any_person_is_checked(people: People, person: Person) -> None:
    for violation in check_person(person, people.basis):
        assert violation.field
        assert violation.allowed


def fields_of(people: People, conditions: Conditions) -> dict[str, str]:
    with pytest.raises(InvalidFields) as caught:
        people.draw(conditions, 1)
    return {violation.field: violation.allowed for violation in caught.value.violations}


def test_all_bad_fields_are_named_at_once(people: People) -> None:
    found = fields_of(
        people,
        Conditions(
            sex=2.0,
            age_years=-1.0,
            heritage={"martian": 1.0},
            muscle=math.nan,
            measures={"stature": 9.0, "tail": 1.0},
            body_axes={"wings": 1.0},
            face_axes={"jaw": 99.0},
            modifiers={"nose_hump": 7.0, "nose_horn": 1.0},
            skin={"melanin": 5.0, "scales": 1.0},
            eyes={"left": "plaid"},
            hair=Worn("wig"),
            beard=Worn("full_short", {"length": 9.0}),
            outfit=(Worn("toga"), Worn("cloak", {"length": 9.0}, {"lining": (0, 0, 0)})),
            without=("toga",),
            setting="stone age",
            role="jester king",
            style=StyleChoice("cubist", 2.0),
            face_strength=9.0,
        ),
    )
    assert {
        "sex", "age_years", "heritage", "muscle", "measures.stature", "measures", "body_axes", "face_axes.jaw",
        "modifiers.nose_hump", "modifiers", "skin.melanin", "skin.scales", "hair.kind", "beard.length",
        "outfit[0].kind", "outfit[1].length", "outfit[1].colours", "without", "setting", "role", "style.kind",
        "style.amount", "face_strength",
    } <= set(found)  # fmt: skip
    assert "nearest possible is 6" in found["age_years"]


@pytest.mark.parametrize(
    ("conditions", "field"),
    [
        (Conditions(measures={"stature": 3.0}), "measures.stature"),
        (Conditions(measures={"stature": math.nan}), "measures.stature"),
        (Conditions(measures={"stature": 1.5, "mass": 300.0}), "measures.mass"),
        (Conditions(age_years=7.0, measures={"stature": 1.8}), "measures.stature"),
        (Conditions(age_years=7.0, measures={"stature": math.nan}), "measures.stature"),
    ],
)
def test_impossible_measures_come_with_the_nearest(people: People, conditions: Conditions, field: str) -> None:
    allowed = fields_of(people, conditions)[field]
    assert "nearest possible is" in allowed
    nearest = float(allowed.split("nearest possible is ")[1])
    measures = {**conditions.measures, field.split(".")[1]: nearest}
    people.sketch(Conditions(age_years=conditions.age_years, sex=conditions.sex, measures=measures), 1)


@pytest.mark.parametrize(
    ("conditions", "field"),
    [
        (Conditions(role="pilot", setting="medieval"), "setting"),
        (Conditions(age_years=12.0, beard=Worn("")), "beard"),
        (Conditions(age_years=12.0, outfit=(Worn("sword"),)), "outfit[0].kind"),
        (Conditions(role="schoolchild", outfit=(Worn("sword"),)), "outfit[0].kind"),
        (Conditions(age_years=12.0, body_axes={"size": 1.0}), "body_axes.size"),
        (Conditions(outfit=(Worn("belt"), Worn("belt"))), "outfit[1].kind"),
    ],
)
def test_contradictions_are_named(people: People, conditions: Conditions, field: str) -> None:
    assert set(fields_of(people, conditions)) == {field}


def test_minors_may_not_wear_what_is_not_child_safe(people: People) -> None:
    person = people.sketch(Conditions(age_years=9.0), 1).person
    armed = Person(person.seed, person.shape, outfit=(Worn("sword"),), beard=Worn("goatee"))
    assert {violation.field for violation in check_person(armed, people.basis)} == {"outfit[0].kind", "beard"}


def test_sound_conditions_have_no_violations(people: People) -> None:
    assert field_violations(Conditions(), people.population, people.basis) == []
