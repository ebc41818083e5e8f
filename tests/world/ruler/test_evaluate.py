"""Figures of worlds, against closed forms and against places made wrong on purpose."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from procgen.world.chance import uniforms
from procgen.world.people import make_people
from procgen.world.place import Place, Talk
from procgen.world.ruler.evaluate import careless, distinct_pairs, evaluate_worlds, spacing_ratio
from tests.world.small_place import small_place
from tests.world.test_people import VILLAGE, land, settlement, tempers


def test_independent_points_have_the_spacing_of_independent_points() -> None:
    ratios = []
    for seed in range(40):
        points = uniforms(seed, "test", 800).reshape(-1, 2) * 100.0
        ratios.append(spacing_ratio(points[:, 0].tolist(), points[:, 1].tolist(), 100.0))
    # Points near the edge have fewer neighbours: some per cent above 1 for 400 points.
    assert np.mean(ratios) == pytest.approx(1.03, abs=0.03)


def test_a_grid_has_twice_their_spacing() -> None:
    x, z = np.meshgrid(np.arange(20) + 0.5, np.arange(20) + 0.5)
    assert spacing_ratio(x.ravel().tolist(), z.ravel().tolist(), 20.0) == pytest.approx(2.0)
    assert math.isnan(spacing_ratio([1.0], [1.0], 20.0))


def test_pairs_of_words_that_come_again_count_once() -> None:
    assert distinct_pairs(["the old mill", "The old inn"]) == pytest.approx(3 / 4)
    assert distinct_pairs(["the old mill"]) == 1.0
    assert math.isnan(distinct_pairs(["well"]))


def test_problems_are_counted_and_told_with_their_seed() -> None:
    where = settlement("village", VILLAGE)
    people = make_people(land(), where, 4, 1, tempers())
    sound = Place("Saltmere", land(), where, (), people)
    wrong = replace(sound, talk=(Talk("person-01", "", "inform", "Ask in Lankhmar.", ()),))
    told: list[float] = []
    result = evaluate_worlds({5: sound, 6: wrong}.__getitem__, 2, 5, lambda _, share: told.append(share))
    assert [found.partition(" names ")[0] for found in result.found if "Lankhmar" in found] == ["seed 6: line 1"]
    assert result.metrics["problems_per_world"]["ours"] == len(result.found) / 2
    assert not next(bar.met for bar in result.bars if bar.metric == "problems_per_world")
    assert told == [0.5, 1.0]


def test_the_careless_baseline_keeps_what_it_scatters() -> None:
    place = small_place()
    other = careless(place, 3)
    assert [prop.kind for prop in other.props] == [prop.kind for prop in place.props]
    assert other.props != place.props
    assert careless(place, 3).props == other.props
