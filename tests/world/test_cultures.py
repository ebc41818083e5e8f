"""Names by culture."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.dialogue.guard.decency import indecent
from procgen.world.cultures import CULTURES, PARTS, NameModel, culture_of, is_somebody, listed, name_model
from procgen.world.text import CLIMATES


@given(st.sampled_from(CULTURES), st.sampled_from(PARTS), st.integers(0, 2**32))
def test_a_name_is_as_those_of_its_list(culture: str, part: str, seed: int) -> None:
    name = name_model(culture, part).name(random.Random(seed).random)
    sizes = [len(each) for each in listed(culture, part)]
    assert min(sizes) <= len(name) <= max(sizes)
    assert name == " ".join(word.capitalize() for word in name.split())
    assert set(name.lower()) <= set("".join(listed(culture, part)).lower())
    assert indecent(name, "strict") == []


@pytest.mark.parametrize("culture", CULTURES)
def test_places_are_new_and_names_are_many(culture: str) -> None:
    draw = random.Random(3).random
    places = {name_model(culture, "place").name(draw, new=True) for _ in range(60)}
    assert len(places) > 40
    assert not places & set(listed(culture, "place"))
    people = {name_model(culture, part).name(draw) for part in ("female", "male") for _ in range(60)}
    assert len(people) > 50


def test_cultures_differ_in_how_their_names_sound() -> None:
    """A name's letters are likelier in its own culture's model than in another's, mostly."""

    def pairs(culture: str) -> set[str]:
        return {a + b for name in listed(culture, "male") for a, b in itertools.pairwise(name.lower())}

    draw, own, others = random.Random(5).random, 0.0, 0.0
    for one, other in itertools.permutations(CULTURES, 2):
        for _ in range(12):
            name = name_model(one, "male").name(draw).lower()
            steps = [a + b for a, b in itertools.pairwise(name)]
            own += sum(step in pairs(one) for step in steps) / len(steps)
            others += sum(step in pairs(other) for step in steps) / len(steps)
    assert own > 1.3 * others


def test_lists_hold_enough_and_no_name_twice() -> None:
    for culture, part in itertools.product(CULTURES, PARTS):
        names = listed(culture, part)
        assert len(names) >= 35, (culture, part)
        assert len(set(names)) == len(names), (culture, part)


def test_every_climate_has_a_culture() -> None:
    assert {culture_of(climate) for climate in CLIMATES} <= set(CULTURES)


def test_nobody_is_called_as_somebody_whom_everybody_knows() -> None:
    assert is_somebody("Nikola", "Tesla")
    assert not is_somebody("Nikola", "Orlov")


def test_a_model_says_only_what_it_has_read() -> None:
    model = NameModel.learned(("Abab", "Baba", "Abba"))
    names = {model.name(random.Random(seed).random) for seed in range(40)}
    assert all(set(name.lower()) <= {"a", "b"} and len(name) == 4 for name in names)
