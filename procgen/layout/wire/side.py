"""How layouts speak the contract."""

from __future__ import annotations

from typing import Final

from procgen.kit.wire.side import Wire
from procgen.layout.wire.service import LayoutService, layout_domain

WIRE: Final = Wire(
    make=lambda parts: LayoutService(parts.store),
    describe=lambda parts: [layout_domain(parts.store)],
)
