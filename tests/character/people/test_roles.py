from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.character.body.macro import Macro
from procgen.character.body.safety import dress_problems
from procgen.character.body.shape import Shape
from procgen.character.generate import dressed
from procgen.character.people.dress import kind_worn, outfit_of
from procgen.character.people.person import Person, Worn
from procgen.character.people.roles import ROLES, Role, roles_of
from procgen.character.people.screening import MAX_WORN, outfit_violations
from procgen.character.wardrobe.footwear import KINDS as FOOTWEAR
from procgen.character.wardrobe.kind import SETTINGS

AGES = st.floats(6.0, 90.0)
SEXES = st.floats(0.0, 1.0)


def outfit(role: Role | None, sex: float, age: float, seed: int, asked: tuple[Worn, ...] = ()) -> tuple[Worn, ...]:
    return outfit_of(role, role.setting if role else "modern", asked, sex, age, np.random.default_rng(seed))


def test_there_are_enough_roles() -> None:
    assert len(ROLES) >= 24
    for setting in SETTINGS:
        assert len(roles_of(setting)) >= 8


@given(age=AGES, setting=st.sampled_from(SETTINGS))
def test_everybody_of_any_age_may_have_a_role(age: float, setting: str) -> None:
    assert roles_of(setting, float(np.float32(age)))


@pytest.mark.parametrize("role", ROLES.values(), ids=str)
def test_everything_that_a_role_wears_exists_and_belongs_to_its_setting(role: Role) -> None:
    for alternatives in role.pieces():
        for alternative in alternatives:
            for kind in alternative.split("+"):
                assert kind == "-" or role.setting in kind_worn(kind).settings


@given(role=st.sampled_from(sorted(ROLES)), sex=SEXES, age=AGES, seed=st.integers(0, 2**32))
def test_outfits_are_sound_and_child_safe(role: str, sex: float, age: float, seed: int) -> None:
    worn = outfit(ROLES[role], sex, age, seed)
    assert outfit_violations(worn, age) == []
    assert len(worn) < MAX_WORN
    assert sum(piece.kind in FOOTWEAR for piece in worn) == 1
    shape = Shape(Macro(sex=sex, age_years=age))
    clothes = dressed(Person(1, shape, outfit=worn))
    assert dress_problems(shape, [kind_worn(piece.kind) for piece in clothes]) == []


@given(role=st.sampled_from(sorted(ROLES)), sex=SEXES, seed=st.integers(0, 2**32))
def test_trunk_and_legs_are_clothed(role: str, sex: float, seed: int) -> None:
    """Nobody of a role goes in underwear."""
    worn = outfit(ROLES[role], sex, 30.0, seed)
    covered = set[str]().union(*(kind_worn(piece.kind).covers for piece in worn))
    assert {"chest", "pelvis", "thighs"} <= covered


@given(role=st.sampled_from(sorted(ROLES)), asked=st.sampled_from(sorted(FOOTWEAR)), seed=st.integers(0, 2**32))
def test_shoes_that_are_asked_for_take_the_place_of_others(role: str, asked: str, seed: int) -> None:
    worn = outfit(ROLES[role], 0.5, 30.0, seed, (Worn(asked),))
    assert [piece.kind for piece in worn if piece.kind in FOOTWEAR] == [asked]


def test_one_hat_is_worn_at_a_time() -> None:
    for seed in range(40):
        kinds = [piece.kind for piece in outfit(ROLES["guard"], 1.0, 30.0, seed, (Worn("brim_hat"),))]
        assert "brim_hat" in kinds
        assert not {"helmet", "coif"} & set(kinds)


def test_what_was_asked_for_is_all_there_is_without_a_role() -> None:
    assert outfit(None, 0.5, 30.0, 1, (Worn("cloak"),)) == (Worn("cloak"),)


def test_a_suit_is_of_one_cloth() -> None:
    for seed in range(60):
        colours = {
            piece.kind: list(piece.colours.values()) for piece in outfit(ROLES["office_worker"], 1.0, 40.0, seed)
        }
        if {"jacket", "suit_trousers"} <= colours.keys():
            assert colours["jacket"] == colours["suit_trousers"]
            return
    pytest.fail("no suit in 60 office workers")


def test_gowns_are_for_women_and_those_between() -> None:
    gowns = [
        sum(piece.kind == "gown" for seed in range(40) for piece in outfit(ROLES["noble"], sex, 30.0, seed))
        for sex in (0.0, 0.5, 1.0)
    ]
    assert gowns[0] == 40
    assert 0 < gowns[1] < 40
    assert gowns[2] == 0
