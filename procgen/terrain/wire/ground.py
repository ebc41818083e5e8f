"""The messages of rivers and ground as the domain has them."""

from __future__ import annotations

from typing import Any

from google.protobuf.message import Message

from procgen.errors import Violation
from procgen.terrain.ground.parameters import DRAINING_METHODS, GROUND_RANGES, GroundParameters
from procgen.terrain.rivers import RIVER_RANGES, RiverParameters
from procgen.v1 import terrain_ground_pb2, terrain_pb2

_METHOD_PREFIX = "DRAINING_METHOD_"


def _given(message: Message, names: tuple[str, ...]) -> dict[str, Any]:
    """The fields among these that are set."""
    return {name: getattr(message, name) for name in names if message.HasField(name)}


def read_rivers(message: terrain_pb2.TerrainRequest) -> RiverParameters | None:
    """The rivers of a request; None without any."""
    if not message.HasField("rivers"):
        return None
    return RiverParameters(**_given(message.rivers, tuple(RIVER_RANGES)))


def read_ground(message: terrain_pb2.TerrainRequest) -> tuple[GroundParameters | None, list[Violation]]:
    """What a request says of the ground, None if nothing, and what is wrong with its form."""
    if not message.HasField("ground"):
        return None, []
    ground = message.ground
    numbers = _given(ground, (*GROUND_RANGES, "keep_edges", "carve_rivers"))
    parameters = GroundParameters(**numbers)
    if ground.draining == terrain_ground_pb2.DRAINING_METHOD_UNSPECIFIED:
        return parameters, []
    methods = {
        terrain_ground_pb2.DrainingMethod.Value(_METHOD_PREFIX + name.upper()): name for name in DRAINING_METHODS
    }
    method = methods.get(ground.draining)
    if method is None:
        allowed = "one of " + ", ".join(DRAINING_METHODS)
        return parameters, [Violation.of("ground.draining", ground.draining, allowed)]
    return GroundParameters(**numbers, draining=method), []
