"""How music speaks the contract."""

from __future__ import annotations

from typing import Final

from procgen.kit.wire.side import Parts, Product, Source, Wire, default_networks
from procgen.music.generate import MUSIC_DOMAIN, SET_DOMAIN
from procgen.music.play.bank import packaged_bank
from procgen.music.wire.form import FORM, SET_FORM
from procgen.music.wire.service import BANK, MusicService


def _sources(_parts: Parts) -> dict[str, Source]:
    """The bank of instruments."""
    where = "https://packages.debian.org/fluidr3mono-gm-soundfont"
    return {BANK: Source(packaged_bank().sha256, "MIT", "Frank Wen, Michael Cowgill", where)}


WIRE: Final = Wire(
    make=lambda parts: MusicService(parts.store),
    describe=lambda parts: [form.describe(parts.store.generators(MUSIC_DOMAIN)) for form in (FORM, SET_FORM)],
    needs=lambda parts: default_networks(parts.store, MUSIC_DOMAIN),
    sources=_sources,
    products={MUSIC_DOMAIN: Product(), SET_DOMAIN: Product(cost=lambda message: str(len(message.uses)))},
)
