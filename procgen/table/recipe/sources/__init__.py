"""The rows that packaged tables are learned from."""

from collections.abc import Mapping
from types import MappingProxyType

from procgen.table.recipe.sources.ecology import ECOLOGY
from procgen.table.recipe.sources.loot import ENCOUNTER, LOOT
from procgen.table.recipe.sources.roles import ROLES_TABLE
from procgen.table.recipe.sources.scenario import SCENARIO
from procgen.table.recipe.sources.settlement import SETTLEMENT
from procgen.table.recipe.sources.source import Source

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
