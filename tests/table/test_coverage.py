"""Sets of rows that cover a table better than as many at random, and say what they miss."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from procgen.errors import InvalidFields
from procgen.runtime.store import ModelStore
from procgen.table.coverage import DANGERS, STRATA, Chosen, check_given, choose, coverage_of
from procgen.table.given import read_given
from procgen.table.table import Table, load_table


@lru_cache(maxsize=1)
def scenario() -> Table:
    return load_table(ModelStore(threads=1), "scenario")


@lru_cache(maxsize=1)
def chosen() -> Chosen:
    return choose(scenario(), count=100, seed=3, dangers=1)


def test_more_pairs_are_covered_than_at_random() -> None:
    coverage = chosen().coverage
    assert coverage.pairs > 1.49 * chosen().at_random
    assert coverage.rare > 1.6 * chosen().rare_at_random
    assert coverage.pairs + len(coverage.missed) == coverage.all_pairs
    assert sum(coverage.strata) == 100
    assert len(coverage.strata) == STRATA


def test_rows_of_one_set_are_those_of_its_seed() -> None:
    again = choose(scenario(), count=100, seed=3, dangers=1)
    assert again.rows == chosen().rows
    assert again.coverage == chosen().coverage


def test_a_set_is_told_what_it_misses() -> None:
    coverage, space = coverage_of(scenario(), chosen().rows, 3)
    # Numbers are rounded to the table's digits, which takes a few into the next bin.
    assert coverage.pairs == pytest.approx(chosen().coverage.pairs, rel=0.02)
    missed = coverage.missed
    assert (np.diff(space.often[list(missed)]) <= 0.0).all(), "the commonest first"
    assert space.words(missed[0]).count(",") == 1


def test_dangers_are_drawn_by_condition() -> None:
    table = scenario()
    for name, condition in DANGERS["scenario"].items():
        (row,) = (row for row, why in zip(chosen().rows, chosen().dangers, strict=True) if why == name)
        codes = table.encode([row])[0]
        for known in read_given(condition, table.schema):
            assert known.shares[codes[known.column]] > 0.0, (name, row)


def test_what_is_given_holds_in_every_row() -> None:
    made = choose(scenario(), count=20, seed=1, given={"weather": "rain|heavy_rain", "hour": "7..9"})
    assert {row["weather"] for row in made.rows} <= {"rain", "heavy_rain"}
    assert all(7 <= int(row["hour"] or 0) <= 9 for row in made.rows)


def test_what_contradicts_itself_is_named() -> None:
    with pytest.raises(InvalidFields, match=r"given\.weather: got snow, allowed is what occurs with temperature_c 30"):
        check_given(scenario(), {"weather": "snow", "temperature_c": 30, "weekday": "mon"})
    with pytest.raises(InvalidFields, match=r"given\.hour: got 12, allowed is what occurs with light night"):
        check_given(scenario(), {"hour": 12, "light": "night"})
    check_given(scenario(), {"weather": "snow", "temperature_c": -2, "weekday": "mon"})


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"count": 0}, "count"),
        ({"count": 5, "dangers": 1}, "dangers"),
        ({"count": 5, "given": {"moon": "full"}}, "moon"),
        ({"count": 5, "given": dict.fromkeys(("humidity", "wind_m_s", "traffic"), "..")}, "combinations"),
        ({"count": 6, "dangers": 1, "given": {"temperature_c": "10..30"}}, r"given\.temperature_c: got 10\.\.30"),
        ({"count": 6, "dangers": 1, "given": {"month": 7, "temperature_c": "..0.5"}}, r"given\.month: got 7"),
    ],
)
def test_what_cannot_be_is_refused_by_name(wanted: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidFields, match=field):
        choose(scenario(), **{"seed": 1, **wanted})
