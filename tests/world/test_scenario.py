"""The hour at which a world is first seen."""

from __future__ import annotations

from typing import Any

import pytest

from procgen.errors import InvalidFields
from procgen.runtime.store import ModelStore
from procgen.table.table import Table, load_table
from procgen.world.scenario import COLUMNS, TABLE, ask_scenario, draw_scenario, mid_month
from procgen.world.text import CLIMATES, lexicon, understand


@pytest.fixture(scope="module")
def store() -> ModelStore:
    return ModelStore(())


@pytest.fixture(scope="module")
def table(store: ModelStore) -> Table:
    return load_table(store, TABLE)


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


def test_any_part_of_an_hour_can_be_said_or_given(store: ModelStore) -> None:
    drawn = [ask_scenario("rush hour in the rain", {"wind_m_s": "4.."}, seed, store) for seed in range(12)]
    assert {each.row["hour"] for each in drawn} <= {7, 8, 16, 17}
    assert {each.row["weather"] for each in drawn} <= {"rain", "heavy_rain"}
    assert all(float(str(each.row["wind_m_s"])) >= 4.0 and each.unknown_words == () for each in drawn)
    assert min(each.vehicles_share for each in drawn) > ask_scenario("midnight", {"hour": 1}, 1, store).vehicles_share
    assert ask_scenario("rush hour in the rain", {"wind_m_s": "4.."}, 3, store) == drawn[3]
    # What is given wins over what is said.
    assert ask_scenario("rush hour", {"hour": 3, "crowd": "empty"}, 1, store).row["hour"] == 3


def test_the_sun_stands_where_the_day_has_it(store: ModelStore) -> None:
    summer, winter = (ask_scenario("noon", {}, 1, store, day=day) for day in (172, 355))
    assert summer.weather.sun_altitude_deg > winter.weather.sun_altitude_deg + 40.0
    assert (summer.row["month"], winter.row["month"]) == (6, 12)
    assert ask_scenario("noon", {"month": 3}, 1, store).day == mid_month(3) == 74


@pytest.mark.parametrize(
    ("text", "given", "more", "fields"),
    [
        ("snow", {"temperature_c": 30}, {}, "given.weather: got snow"),
        ("a night at noon", {}, {}, "given.hour: got 12"),
        ("", {"frogs": "many"}, {}, "given.frogs"),
        ("", {"month": 5}, {"day": 4}, "given.month"),
        ("", {}, {"day": 400, "latitude_deg": 80.0, "settlement": "moon"}, "latitude_deg: .*day: .*settlement"),
        ("rain " * 300, {}, {}, "text"),
    ],
)
def test_a_scenario_that_cannot_be_is_refused_by_name(
    text: str, given: dict[str, Any], more: dict[str, Any], fields: str, store: ModelStore
) -> None:
    with pytest.raises(InvalidFields, match=fields):
        ask_scenario(text, given, 1, store, **more)
