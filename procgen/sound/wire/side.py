"""How sounds speak the contract."""

from __future__ import annotations

from typing import Final

from procgen.kit.wire.side import Wire
from procgen.sound.wire.form import FORM
from procgen.sound.wire.service import SoundService

WIRE: Final = Wire(make=lambda _parts: SoundService(), describe=lambda _parts: [FORM.describe()])
