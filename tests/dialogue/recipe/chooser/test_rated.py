"""Ratings become what signs are worth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from procgen.dialogue.language.contract import Prompt
from procgen.dialogue.persona import Persona, Situation
from procgen.dialogue.phrase.preference import PLAIN, SIGNS, TELLING, Made, worths
from procgen.dialogue.phrase.write import TEMPERATURE
from procgen.dialogue.recipe.chooser.rated import Rated, crossed, fit, read_ratings

MOOD, ROLE, BESIDE = (SIGNS.index(name) for name in ("mood", "role", "beside"))


def made_up(count: int, seed: int = 0) -> list[tuple[Rated, np.ndarray]]:
    """Lines whose ratings come from the mood, from what stands beside, and a little from the role."""
    rng = np.random.default_rng(seed)
    found = []
    for number in range(count):
        x = np.zeros((8, len(SIGNS)))
        x[:, MOOD], x[:, ROLE] = rng.integers(0, 2, 8), rng.integers(0, 2, 8)
        x[:, BESIDE] = rng.integers(0, 2, 8)
        x[:, -1] = rng.normal(0.0, 2.0, 8)
        ratings = 2.0 + 2.0 * x[:, MOOD] + 0.5 * x[:, ROLE] - x[:, BESIDE] + rng.normal(0.0, 0.3, 8)
        prompt = Prompt(Persona(), Situation(), must_say=("the bridge",) if number % 2 else ())
        found.append((Rated(prompt, ("",) * 8, (Made(frozenset(), frozenset(), 0.0),) * 8, ratings), x))
    return found


def test_what_is_rated_higher_is_worth_more() -> None:
    found = fit(made_up(40))
    assert found[PLAIN]["beside"] < -0.5
    assert abs(found[PLAIN]["brief"]) < 0.05
    assert fit(made_up(40), (BESIDE,))[PLAIN]["beside"] == 0.0


def test_where_facts_are_told_it_counts_whether_they_stand_beside_the_point() -> None:
    found = fit(made_up(40))[TELLING]
    assert found["beside"] < -0.5
    assert {name for name, value in found.items() if value} == {"beside", "weight"}


def test_moods_come_before_traits_and_traits_before_roles() -> None:
    """They are set, and what ships has them so."""
    found, ships = fit(made_up(40)), worths()[PLAIN]
    for sign, worth in (("mood", 2.5), ("trait", 2.2), ("role", 1.9), ("manner", 0.0)):
        assert found[PLAIN][sign] == ships[SIGNS.index(sign)] == worth


def test_weights_choose_better_on_lines_that_they_did_not_learn_from() -> None:
    told = crossed(made_up(60), PLAIN, TEMPERATURE)
    assert told.rating > told.books + 0.5
    assert told.won > 0.7
    shuffled = [
        (replace(rated, ratings=np.random.default_rng(n).permutation(rated.ratings)), x)
        for n, (rated, x) in enumerate(made_up(240))
    ]
    assert crossed(shuffled, PLAIN, TEMPERATURE).won == pytest.approx(0.5, abs=0.1)


def test_the_kept_ratings_are_whole() -> None:
    rated = read_ratings()
    assert sum(len(each.texts) for each in rated) > 800
    for each in rated:
        assert len(each.texts) == len(each.made) == len(each.ratings)
        assert set(each.ratings) <= {0.0, 1.0, 2.0, 3.0, 4.0}
        assert len(set(each.texts)) == len(each.texts)
    assert {each.kind for each in rated} == {PLAIN, TELLING}


def test_what_ships_was_learned_from_them() -> None:
    """Lines whose template names the mood are liked; facts told beside a line that is about something else are not."""
    shipped = dict(zip(SIGNS, worths()[PLAIN], strict=True))
    telling = dict(zip(SIGNS, worths()[TELLING], strict=True))
    assert shipped["mood"] > 0.0 > shipped["brief"]
    assert telling["beside"] < 0.0
