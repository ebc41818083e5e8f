"""How animals speak the contract."""

from __future__ import annotations

from typing import Final

from procgen.creature.wire.form import FORM
from procgen.creature.wire.service import CreatureService
from procgen.kit.wire.side import Wire

WIRE: Final = Wire(make=lambda _parts: CreatureService(), describe=lambda _parts: [FORM.describe()])
