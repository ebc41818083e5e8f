"""The hour at which a world is first seen: time, weather, light and who is about, drawn together."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from procgen.errors import InvalidFields, Violation
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.store import ModelStore
from procgen.table.coverage import check_given
from procgen.table.given import Wanted
from procgen.table.schema import Value
from procgen.table.table import Table, load_table
from procgen.world.kinds import KINDS
from procgen.world.simulators.weather import LATITUDE_DEG, Weather, date_of, weather_of
from procgen.world.text import CLIMATES, Understood, understand
from procgen.world.traffic.amount import shares

TABLE: Final = "scenario"
"""The learned table's name."""
COLUMNS: Final = ("hour", "weather", "light", "wind_m_s", "visibility_km", "crowd")
"""What is told of it. The others are of the one city that it was learned from: its warmth, its flights."""
MOST_LATITUDE_DEG: Final = 66.0
"""Beyond, there are days without a sun."""
DAYS: Final = 365
USUAL_SETTLEMENT: Final = "suburb"
_SNOWS_BELOW_C: Final = 12.0
"""Mean of a year, beyond which it never snows unless a text says so."""


def draw_scenario(
    said: Understood, climate: str, seed: int, table: Table, checkpoint: Checkpoint = go_on
) -> Mapping[str, Value]:
    """Draw the hour, given what the text says of weather, light and crowd.

    Args:
        said: the text.
        climate: one of :data:`procgen.world.text.CLIMATES`.
        seed: of the world.
        table: the one of the name :data:`TABLE`.
        checkpoint: called now and then; raises to stop the work.

    Returns:
        A value for each of :data:`COLUMNS`.
    """
    given: dict[str, Wanted] = dict(_told(said))
    if not said.weather and CLIMATES[climate].temperature_c > _SNOWS_BELOW_C:
        weather = table.schema.columns[table.schema.names.index("weather")]
        given["weather"] = [value for value in weather.values if value != "snow"]
    digest = hashlib.sha256(f"procgen/world/{TABLE}/{seed}".encode()).digest()
    row = table.sample(seed=int.from_bytes(digest[:8], "little"), given=given, checkpoint=checkpoint)[0]
    return {name: row[name] for name in COLUMNS}


def _told(said: Understood) -> Mapping[str, list[Value]]:
    """What a text says, by columns of the table."""
    crowd = ("empty",) if said.deserted else said.crowd
    told = {"weather": said.weather, "light": said.light, "crowd": crowd}
    found: dict[str, list[Value]] = {name: list(values) for name, values in told.items() if values}
    return {**found, **({"hour": [int(hour) for hour in said.hour]} if said.hour else {})}


@dataclass(frozen=True, slots=True)
class Scenario:
    """An hour that was drawn, and what follows from it.

    Attributes:
        row: of the table.
        weather: in numbers, with the sun.
        day: of the year.
        latitude_deg: that the sun's path is reckoned for.
        vehicles_share: of those of the busiest hour that are under way, 0 to 1.
        walkers_share: likewise.
        log_given: log-probability that an hour has what was given, in nats.
        unknown_words: of the text.
        model_sha256: of the table.
    """

    row: Mapping[str, Value]
    weather: Weather
    day: int
    latitude_deg: float
    vehicles_share: float
    walkers_share: float
    log_given: float
    unknown_words: tuple[str, ...]
    model_sha256: Mapping[str, str]


def ask_scenario(
    text: str,
    given: Mapping[str, Wanted],
    seed: int,
    store: ModelStore,
    *,
    latitude_deg: float = LATITUDE_DEG,
    day: int | None = None,
    settlement: str = USUAL_SETTLEMENT,
    checkpoint: Checkpoint = go_on,
) -> Scenario:
    """Draw an hour of which any part is known.

    Args:
        text: in English, such as "rush hour in the rain".
        given: by the table's columns; wins over the text.
        seed: which of the hours that it may be, 0 to 2^64 - 1.
        store: holds the table.
        latitude_deg: -66 to 66.
        day: of the year, 1 to 365; the middle of the month that is drawn if None.
        settlement: one of :data:`procgen.world.parameters.SETTLEMENTS`: when its streets are full.
        checkpoint: called now and then; raises to stop the work.

    Raises:
        InvalidFields: names every field that can't be, and the two that contradict each other most.
    """
    wrong = []
    if not abs(latitude_deg) <= MOST_LATITUDE_DEG:
        allowed = f"{-MOST_LATITUDE_DEG:.0f} to {MOST_LATITUDE_DEG:.0f}"
        wrong.append(Violation.of("latitude_deg", latitude_deg, allowed))
    wrong += day_violations(day)
    if settlement not in KINDS:
        wrong.append(Violation.of("settlement", settlement, "one of " + ", ".join(KINDS)))
    if day is not None and "month" in given:
        wrong.append(Violation.of("given.month", given["month"], "left out beside day, which says it"))
    if wrong:
        raise InvalidFields(wrong)
    table, said = load_table(store, TABLE), understand(text)
    # As text, so that what contradicts itself is told as it was said.
    told = {name: "|".join(map(str, values)) for name, values in _told(said).items()}
    known: dict[str, Wanted] = {**told, **given}
    if day is not None:
        known["month"] = str(date_of(day).month)
    check_given(table, known, checkpoint)
    drawn = table.draw(seed=seed, given=known, checkpoint=checkpoint)
    row = drawn.rows[0]
    day = day or mid_month(int(str(row["month"])))
    share = shares(KINDS[settlement].setting, float(str(row["hour"])), row, own_hour=True)
    weather = weather_of(row, latitude_deg, day)
    return Scenario(row, weather, day, latitude_deg, *share, drawn.log_given, said.unknown, dict(table.model_sha256))


def mid_month(month: int) -> int:
    """The day of the year in the middle of a month, 1 to 12."""
    return date_of(1).replace(month=month, day=15).timetuple().tm_yday


def day_violations(day: int | None) -> list[Violation]:
    """A day of the year that there is not; None is none in particular."""
    return [] if day is None or 1 <= day <= DAYS else [Violation.of("day", day, f"1 to {DAYS}")]


def hour_given(given: Mapping[str, Wanted], seed: int, store: ModelStore) -> Mapping[str, Value]:
    """Another hour, drawn given some of it.

    Args:
        given: what is known, by the table's columns.
        seed: which of those hours.
        store: holds the table.

    Raises:
        InvalidFields: ``given`` names what the table lacks, or contradicts itself.
    """
    table = load_table(store, TABLE)
    check_given(table, given)
    row: Mapping[str, Value] = table.sample(seed=seed, given=given)[0]
    return row
