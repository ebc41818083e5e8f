"""How sounds speak the contract."""

from __future__ import annotations

from typing import Final

from procgen.kit.wire.side import Product, Wire, default_networks
from procgen.sound.learned.network import DOMAIN
from procgen.sound.wire.form import FORM
from procgen.sound.wire.service import SoundService

WIRE: Final = Wire(
    make=lambda parts: SoundService(parts.store, parts.blobs),
    describe=lambda parts: [FORM.describe(("parametric", *parts.store.generators(DOMAIN)))],
    needs=lambda parts: default_networks(parts.store, DOMAIN),
    products={
        "sound": Product(blobs=lambda message: (message.clip_sha256,) if message.clip_sha256 else ()),
    },
)
