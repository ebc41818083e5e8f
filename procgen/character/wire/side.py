"""How people speak the contract."""

from __future__ import annotations

from typing import Final

from procgen.character.wire.crowd import DOMAIN as CROWD
from procgen.character.wire.info import FORM
from procgen.character.wire.received_crowd import CrowdAssembly
from procgen.character.wire.service import CharacterService
from procgen.kit.wire.side import Parts, Product, Wire, default_networks
from procgen.runtime.checkpoint import Checkpoint
from procgen.runtime.heap import give_back, keep
from procgen.v1 import character_pb2


def _cost(message: character_pb2.CharacterRequest | character_pb2.CrowdRequest) -> str:
    sizes = [f"{each.kind}{each.texture_px}" for each in message.outputs]
    many = message.count.bit_length() if isinstance(message, character_pb2.CrowdRequest) else 1
    return "/".join([*sizes, str(many)])


def _blobs(message: character_pb2.CharacterRequest) -> tuple[str, ...]:
    return tuple(dict.fromkeys(garment.sha256 for garment in message.own_garments))


def _needs(parts: Parts) -> tuple[str, ...]:
    # Cloth is woven by the models of textures.
    people = default_networks(parts.store, "character", "population", "face")
    return (*people, *default_networks(parts.store, "texture"))


def _warm(service: CharacterService, checkpoint: Checkpoint, pause_s: float) -> None:
    """What persons are drawn and measured with; once somebody asks for characters, what their pictures need is made
    too: half a gigabyte, which others are spared.
    """
    service.warm_up_people()
    keep()  # the rest is made when somebody calls
    service.wait_for_calls(checkpoint)
    service.warm_up_pictures(checkpoint, pause_s)
    give_back()  # what making them took, and no worker's task gives back


WIRE: Final = Wire(
    make=lambda parts: CharacterService(parts.store, parts.blobs),
    describe=lambda _parts: [FORM.describe()],
    needs=_needs,
    products={
        "character": Product(cost=_cost, blobs=_blobs),
        CROWD: Product(cost=_cost, assembly=CrowdAssembly),
    },
    warm=_warm,
)
