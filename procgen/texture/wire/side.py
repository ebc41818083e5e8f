"""How materials speak the contract."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from procgen.kit.wire.side import Bring, Parts, Product, Source, Wire, default_networks
from procgen.texture.classes import CLASS_NAMES
from procgen.texture.generate import texture_models
from procgen.texture.scan.bank import Bank, packaged_bank
from procgen.texture.scan.folder import bank_with
from procgen.texture.scan.intake import forget_scan, prepare_scans, take_scans, told_scans
from procgen.texture.wire.info import FORM, SET_FORM
from procgen.texture.wire.service import TextureService
from procgen.texture.wire.set import DOMAIN as SET
from procgen.v1 import texture_pb2


def _cost(message: texture_pb2.TextureRequest) -> str:
    files = len(message.outputs) + 4 * len(message.presets)
    return f"{(message.width_px * message.height_px).bit_length()}/{files}"


def _blobs(message: texture_pb2.TextureRequest) -> tuple[str, ...]:
    return (message.exemplar.sha256,) if message.HasField("exemplar") else ()


def _blobs_of_set(message: texture_pb2.TextureSetRequest) -> Iterable[str]:
    every = (message.shared, *(member.texture for member in message.members))
    return dict.fromkeys(name for each in every for name in _blobs(each))


def _bank(parts: Parts) -> Bank | None:
    """With a user's own scans, where there are some just now."""
    folder = parts.settings.get("bank", "")
    # The packaged ones are read when something is laid of them, not by every server that starts.
    if not folder:
        return None
    bank = bank_with(folder)
    return None if bank is packaged_bank() else bank


def _sources(parts: Parts) -> dict[str, Source]:
    """The scans that it has."""
    return {
        each.recipe_name: Source(each.sha256, each.licence, each.publisher, each.source, each.guessed)
        for each in (_bank(parts) or packaged_bank()).origins
    }


def _service(parts: Parts) -> TextureService:
    # A folder that can't be used is refused before anything is asked for.
    _bank(parts)
    return TextureService(parts.store, parts.blobs, lambda: _bank(parts))


WIRE: Final = Wire(
    make=_service,
    describe=lambda parts: [form.describe(texture_models(parts.store)) for form in (FORM, SET_FORM)],
    needs=lambda parts: default_networks(parts.store, "texture"),
    sources=_sources,
    bring=Bring("bank", "Scans of yours", prepare_scans, take_scans, told_scans, forget_scan, tuple(CLASS_NAMES)),
    products={
        "texture": Product(cost=_cost, blobs=_blobs),
        SET: Product(
            cost=lambda message: f"{_cost(message.shared)}/{len(message.members)}",
            blobs=_blobs_of_set,
            seeded=lambda message: message.shared,
            varies_by_seed=False,
        ),
    },
)
