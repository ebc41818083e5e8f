"""How tables speak the contract."""

from __future__ import annotations

from typing import Final

from procgen.kit.wire.side import Wire, default_networks
from procgen.table.wire.service import TableService, table_domain

WIRE: Final = Wire(
    make=lambda parts: TableService(parts.store),
    describe=lambda parts: [table_domain(parts.store)],
    needs=lambda parts: default_networks(parts.store, "table"),
)
