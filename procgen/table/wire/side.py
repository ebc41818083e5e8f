"""How tables speak the contract."""

from __future__ import annotations

from typing import Final

from procgen.kit.wire.side import Wire, default_networks
from procgen.table.table import table_names
from procgen.table.wire.form import FORM
from procgen.table.wire.service import TableService

WIRE: Final = Wire(
    make=lambda parts: TableService(parts.store),
    describe=lambda parts: [FORM.describe(table_names(parts.store))],
    needs=lambda parts: default_networks(parts.store, "table"),
)
