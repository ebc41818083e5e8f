"""Names and backgrounds: well formed for any chance, and as many as a crowd needs."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.character.people.background import background_of
from procgen.character.people.names import name_of

SETTINGS = ("medieval", "modern", "scifi")
GIVEN = {"medieval": r"[A-Z][a-z]+", "modern": r"[A-Z][a-z]+", "scifi": r"[A-Z][a-z]+"}


@given(st.sampled_from(SETTINGS), st.floats(0, 1), st.integers(0, 2**63))
def test_names_are_well_formed(setting: str, sex: float, seed: int) -> None:
    name = name_of(setting, sex, np.random.default_rng(seed))
    assert re.fullmatch(r"[A-Z][a-z]{1,14} (?:(?:of )?the [A-Z][a-z]+|[A-Z][a-z]+(?:-\d+)?)", name), name
    assert not re.search(r"([aeiouy])\1\1|([a-z])\2\2", name.lower())
    assert name == name_of(setting, sex, np.random.default_rng(seed))


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_crowd_hardly_shares_names(setting: str) -> None:
    names = [name_of(setting, i % 2, np.random.default_rng(i)) for i in range(1000)]
    assert len(set(names)) > 950
    assert len({name.split()[0] for name in names}) > 200


def test_endings_tell_the_sexes_apart() -> None:
    """The last letters of given names are enough to guess the sex far better than chance."""
    ends: dict[str, list[int]] = {}
    for seed in range(800):
        for sex in (0, 1):
            given = name_of("medieval", sex, np.random.default_rng(seed)).split()[0]
            ends.setdefault(given[-2:], [0, 0])[sex] += 1
    right = sum(max(pair) for pair in ends.values())
    assert right / 1600 > 0.85


@given(st.sampled_from(SETTINGS), st.floats(0, 1), st.floats(6, 90), st.integers(0, 2**32))
def test_backgrounds_are_three_sentences(setting: str, sex: float, age: float, seed: int) -> None:
    text = background_of(setting, sex, age, "keeps watch at the gate", np.random.default_rng(seed))
    assert text.endswith(".")
    assert text.count(". ") == 2
    assert "{" not in text
    assert all(part[0].isupper() for part in text.split(". "))
    if age < 18:
        assert "watch" not in text  # children do no work
