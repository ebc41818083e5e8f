"""How music speaks the contract."""

from __future__ import annotations

from typing import Final

from procgen.kit.wire.side import Product, Wire
from procgen.music.generate import MUSIC_DOMAIN, SET_DOMAIN
from procgen.music.wire.form import FORM, SET_FORM
from procgen.music.wire.service import MusicService

WIRE: Final = Wire(
    make=lambda parts: MusicService(parts.store),
    describe=lambda _parts: [FORM.describe(), SET_FORM.describe()],
    products={MUSIC_DOMAIN: Product(), SET_DOMAIN: Product(cost=lambda message: str(len(message.uses)))},
)
