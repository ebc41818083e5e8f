"""All files that a simulator takes of a world."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from procgen.errors import InvalidFields
from procgen.runtime.store import ModelStore
from procgen.table.coverage import check_given
from procgen.table.given import Wanted
from procgen.table.table import load_table
from procgen.world.scenario import TABLE, day_violations, mid_month
from procgen.world.simulators.actors import Actor
from procgen.world.simulators.opendrive import opendrive
from procgen.world.simulators.openscenario import LASTS_S, distributions, openscenario
from procgen.world.simulators.weather import MIDSUMMER, carla_weather, weather_of

ROADS, SCENARIO, PARAMETERS, WEATHER = "roads.xodr", "scenario.xosc", "parameters.xosc", "weather.json"
_ROWS: Final = 256
"""From which distributions of parameters come."""


def simulator_files(
    manifest: Mapping[str, Any],
    settlement: Mapping[str, Any],
    store: ModelStore,
    *,
    given: Mapping[str, Wanted],
    seed: int,
    runs: int,
    day: int | None = None,
    actors: Sequence[Actor] = (),
    lasts_s: float = LASTS_S,
) -> dict[str, bytes]:
    """Files by their names.

    Args:
        manifest: ``manifest.json`` of a world.
        settlement: its ``settlement.json``.
        store: holds the table "scenario".
        given: what is known of the hour, by the table's columns; the manifest's own hour if nothing is.
        seed: of the hour that is drawn, and of the simulator's draws.
        runs: how many the simulator shall draw.
        day: of the year; the middle of the month that is drawn if None, and the longest where none is.
        actors: vehicles and people of its traffic.
        lasts_s: how long it lasts, seconds.

    Raises:
        InvalidFields: ``given`` names what the table lacks, or contradicts itself; there is no such day.
    """
    wrong = day_violations(day)
    if wrong:
        raise InvalidFields(wrong)
    table = load_table(store, TABLE)
    check_given(table, given)
    hour: Mapping[str, Any] = table.sample(seed=seed, given=given)[0] if given else manifest["scenario"]
    month = hour.get("month")
    day = day or (MIDSUMMER if month is None else mid_month(int(str(month))))
    weather = weather_of(hour, day=day)
    # Other hours of the same weather.
    others = table.sample(seed=seed + 1, count=_ROWS, given={**given, "weather": weather.weather})
    return {
        ROADS: opendrive(manifest, settlement),
        SCENARIO: openscenario(manifest["name"], weather, ROADS, actors, lasts_s),
        PARAMETERS: distributions(SCENARIO, [weather_of(row) for row in others], runs, seed),
        WEATHER: (json.dumps(carla_weather(weather), indent=1) + "\n").encode(),
    }
