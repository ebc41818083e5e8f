"""The hour at which a world is first seen."""

from __future__ import annotations

import pytest

from procgen.runtime.store import ModelStore
from procgen.table.table import Table, load_table
from procgen.world.scenario import COLUMNS, TABLE, draw_scenario
from procgen.world.text import CLIMATES, lexicon, understand


@pytest.fixture(scope="module")
def table() -> Table:
    return load_table(ModelStore(()), TABLE)


def test_what_the_text_says_holds(table: Table) -> None:
    for seed in range(20):
        hour = draw_scenario(understand("a busy port in the fog at night"), "oceanic", seed, table)
        assert tuple(hour) == COLUMNS
        assert hour["weather"] in ("fog", "mist")
        assert hour["light"] == "night"
        assert hour["crowd"] in ("busy", "packed")


def test_the_hour_fits_what_is_told(table: Table) -> None:
    nights = [draw_scenario(understand("night"), "temperate", seed, table)["hour"] for seed in range(60)]
    days = [draw_scenario(understand("sunny"), "temperate", seed, table)["hour"] for seed in range(60)]
    assert sum(hour in range(6, 17) for hour in nights) <= 3
    assert sum(hour in range(6, 20) for hour in days) >= 57


def test_each_seed_has_its_own_hour(table: Table) -> None:
    drawn = [draw_scenario(understand(""), "temperate", seed, table) for seed in range(30)]
    assert drawn == [draw_scenario(understand(""), "temperate", seed, table) for seed in range(30)]
    assert len({hour["hour"] for hour in drawn}) > 8
    assert len({hour["weather"] for hour in drawn}) > 2


def test_it_snows_where_it_can_or_where_one_says_so(table: Table) -> None:
    plain, snowy = understand(""), understand("snow")
    assert all(draw_scenario(plain, "tropical", seed, table)["weather"] != "snow" for seed in range(200))
    assert draw_scenario(snowy, "tropical", 1, table)["weather"] == "snow"


@pytest.mark.parametrize("climate", CLIMATES)
def test_every_word_can_be_drawn(climate: str, table: Table) -> None:
    for words in lexicon().vocabulary():
        said = understand(words)
        if said.weather or said.light or said.crowd:
            assert draw_scenario(said, climate, 3, table)["hour"] in range(24)
