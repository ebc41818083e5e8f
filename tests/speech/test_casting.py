"""Somebody of whom a name, a role, a sex and an age are told has always the same voice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from procgen.dialogue.vocabulary import AGES, ROLES, SEXES
from procgen.speech.casting import cast, style_of
from procgen.speech.script import usual_role
from procgen.speech.voice import PERSON_RANGES, STYLES, voice_of

NAMES = st.text(max_size=80)


@given(NAMES, st.sampled_from(["", *ROLES]), st.sampled_from(["", *SEXES]), st.sampled_from(["", *AGES]))
def test_whoever_is_told_of_has_one_voice(name: str, role: str, sex: str, age: str) -> None:
    person = cast(name, role, sex, age)
    assert person == cast(name, role, sex, age)
    assert PERSON_RANGES["age_years"].allows(person.age_years)
    assert voice_of(person) == voice_of(cast(name, role, sex, age))
    assert style_of(role) in STYLES
    if name:
        assert person.seed == usual_role(name).person.seed, "as in recording scripts"


def test_what_is_told_is_heard() -> None:
    assert cast("Bram", sex="male").sex == 1.0
    assert cast("Bram", sex="female").sex == 0.0
    ages = [cast("Bram", age=age).age_years for age in AGES]
    assert ages == sorted(ages)
    assert ages[0] < 13
    assert ages[-1] > 60
    assert cast("Bram", "child").age_years < 13, "a role may say an age"
    assert cast("Bram", "child", age="old").age_years < 13
    assert [style_of(role) for role in ("smith", "robot", "spirit")] == ["human", "robot", "ghost"]


def test_names_differ() -> None:
    people = {cast(f"Guard {number}", "guard") for number in range(200)}
    assert len(people) == 200
    assert 70 < sum(person.sex for person in people) < 130
    assert len({round(voice_of(person).f0_hz) for person in people}) > 60
