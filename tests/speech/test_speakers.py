"""Whose speaker's voice somebody has: the nearest throats, and always the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.errors import ModelUnavailable
from procgen.runtime.catalog import ModelEntry
from procgen.speech.acoustic import Acoustic
from procgen.speech.speakers import Speaker, blend, blended_cm, read_speakers
from procgen.speech.voice import STYLES, Person, voice_of
from tests.speech.lines import spoken, store

FIVE = (
    Speaker("heart", 14.1, blends=False),
    Speaker("anna", 13.4),
    Speaker("berta", 14.2),
    Speaker("carl", 16.9),
    Speaker("dora", 14.0),
)


def entry(speakers: Any) -> ModelEntry:
    return cast(ModelEntry, SimpleNamespace(name="ours", properties={"speakers": speakers}, path=Path()))


@given(st.floats(0.0, 1.0), st.floats(4.0, 100.0), st.integers(0, 2**64 - 1))
def test_a_voice_has_one_speaker_or_two_and_all_of_it_is_theirs(sex: float, age_years: float, seed: int) -> None:
    weights = blend(FIVE, voice_of(Person(sex, age_years, None, seed)))
    assert weights.sum() == pytest.approx(1.0)
    assert 1 <= np.count_nonzero(weights) <= 2
    assert weights.min() >= 0.0
    assert weights[0] in (0.0, 1.0)
    assert 13.3 < blended_cm(FIVE, weights) < 17.0


def test_men_speak_as_the_man_and_women_as_women() -> None:
    def share(sex: float) -> float:
        return float(np.mean([blend(FIVE, voice_of(Person(sex, 40.0, None, seed)))[3] for seed in range(60)]))

    assert share(1.0) > 0.75
    assert share(0.0) < 0.1


def test_people_of_a_kind_are_not_all_the_same_speaker() -> None:
    first = [int(blend(FIVE, voice_of(Person(0.0, 40.0, None, seed))).argmax()) for seed in range(40)]
    assert {0, 1, 2, 4} <= set(first)


def test_a_set_throat_decides() -> None:
    voice = voice_of(Person(0.0, 40.0, None, 5))
    assert blend(FIVE, replace(voice, tract_cm=18.0)).argmax() == 3


def test_networks_of_one_voice_have_no_speakers_and_wrong_ones_are_refused() -> None:
    assert read_speakers(entry([])) == ()
    assert read_speakers(entry([{"name": "a", "tract_cm": 15, "blends": True}])) == (Speaker("a", 15.0),)
    for wrong in ([{"name": "a"}], 7, [{"name": "a", "tract_cm": 99.0, "blends": True}]):
        with pytest.raises(ModelUnavailable, match="ours"):
            read_speakers(entry(wrong))


def test_one_network_speaks_for_all_unless_another_is_asked_for() -> None:
    def who(person: Person, style: str = "human", asked: str = "") -> str:
        return Acoustic.speaking(store(), voice_of(person, style=style), asked).generator

    people = [Person(sex, age, None, seed) for sex in (0.0, 1.0) for age in (9.0, 40.0) for seed in range(4)]
    assert {who(person, style) for person in people for style in STYLES} == {"hibari"}
    assert {who(person, asked="chorus") for person in people} == {"chorus"}
    man = Person(1.0, 40.0)
    assert spoken("Halt!", person=man).recipe.request["model"] == "hibari"
    assert not np.array_equal(spoken("Halt!", person=man).samples, spoken("Halt!", person=man, model="chorus").samples)
