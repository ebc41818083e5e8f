"""How terrain speaks the contract."""

from __future__ import annotations

from typing import Final

from procgen.kit.wire.side import Product, Wire, default_networks
from procgen.terrain.generate import terrain_models
from procgen.terrain.wire.form import FORM
from procgen.terrain.wire.service import TerrainService
from procgen.v1 import terrain_pb2


def _blobs(message: terrain_pb2.TerrainRequest) -> tuple[str, ...]:
    base = (message.base.sha256,) if message.HasField("base") else ()
    return (*base, *(stamp.sha256 for stamp in message.stamps if stamp.sha256))


def _cost(message: terrain_pb2.TerrainRequest) -> str:
    return f"{(message.width_px * message.depth_px).bit_length()}/{len(message.outputs)}"


WIRE: Final = Wire(
    make=lambda parts: TerrainService(parts.store, parts.blobs),
    describe=lambda parts: [FORM.describe(terrain_models(parts.store))],
    needs=lambda parts: default_networks(parts.store, "terrain"),
    products={"terrain": Product(cost=_cost, blobs=_blobs)},
)
