"""How layouts speak the contract."""

from __future__ import annotations

from typing import Final

from procgen.kit.wire.side import Wire
from procgen.layout.generate import layout_models
from procgen.layout.wire.form import FORM
from procgen.layout.wire.service import LayoutService

WIRE: Final = Wire(
    make=lambda parts: LayoutService(parts.store),
    describe=lambda parts: [FORM.describe(layout_models(parts.store))],
)
