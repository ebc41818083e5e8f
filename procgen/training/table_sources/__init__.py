"""The rows that packaged tables are learned from."""

from collections.abc import Mapping
from types import MappingProxyType

from procgen.training.table_sources.ecology import ECOLOGY
from procgen.training.table_sources.loot import ENCOUNTER, LOOT
from procgen.training.table_sources.roles import ROLES_TABLE
from procgen.training.table_sources.scenario import SCENARIO
from procgen.training.table_sources.settlement import SETTLEMENT
from procgen.training.table_sources.source import Source

SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        "ecology": ECOLOGY,
        "settlement": SETTLEMENT,
        "roles": ROLES_TABLE,
        "loot": LOOT,
        "encounter": ENCOUNTER,
        "scenario": SCENARIO,
    }
)
"""By the table's name."""

__all__ = ["SOURCES", "Source"]
