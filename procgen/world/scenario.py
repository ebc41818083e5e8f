"""The hour at which a world is first seen: time, weather, light and who is about, drawn together."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.store import ModelStore
from procgen.table.coverage import check_given
from procgen.table.given import Wanted
from procgen.table.schema import Value
from procgen.table.table import Table, load_table
from procgen.world.text import CLIMATES, Understood

TABLE: Final = "scenario"
"""The learned table's name."""
COLUMNS: Final = ("hour", "weather", "light", "wind_m_s", "visibility_km", "crowd")
"""What is told of it. The others are of the one city that it was learned from: its warmth, its flights."""
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
    given: dict[str, Wanted] = {
        name: list(told)
        for name, told in (("weather", said.weather), ("light", said.light), ("crowd", said.crowd))
        if told
    }
    if not said.weather and CLIMATES[climate].temperature_c > _SNOWS_BELOW_C:
        weather = table.schema.columns[table.schema.names.index("weather")]
        given["weather"] = [value for value in weather.values if value != "snow"]
    digest = hashlib.sha256(f"procgen/world/{TABLE}/{seed}".encode()).digest()
    row = table.sample(seed=int.from_bytes(digest[:8], "little"), given=given, checkpoint=checkpoint)[0]
    return {name: row[name] for name in COLUMNS}


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
