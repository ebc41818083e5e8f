"""How ambience speaks the contract."""

from __future__ import annotations

from typing import Final

from procgen.ambience.wire.form import FORM
from procgen.ambience.wire.service import AmbienceService
from procgen.kit.wire.side import Wire

WIRE: Final = Wire(make=lambda _parts: AmbienceService(), describe=lambda _parts: [FORM.describe()])
