"""The messages of rivers and ground as the domain has them."""

from __future__ import annotations

from dataclasses import replace

from procgen.errors import Violation
from procgen.kit.wire.forms import numbers_of
from procgen.terrain.ground.parameters import DRAINING_METHODS, GROUND_RANGES, GroundParameters
from procgen.terrain.rivers import RIVER_RANGES, RiverParameters
from procgen.v1 import terrain_ground_pb2, terrain_pb2

_METHOD_PREFIX = "DRAINING_METHOD_"


def read_rivers(message: terrain_pb2.TerrainRequest) -> RiverParameters | None:
    """The rivers of a request; None without any."""
    if not message.HasField("rivers"):
        return None
    return RiverParameters(**numbers_of(message.rivers, RIVER_RANGES))


def read_ground(message: terrain_pb2.TerrainRequest) -> tuple[GroundParameters | None, list[Violation]]:
    """What a request says of the ground, None if nothing, and what is wrong with its form."""
    if not message.HasField("ground"):
        return None, []
    ground = message.ground
    switches = {name: getattr(ground, name) for name in ("keep_edges", "carve_rivers") if ground.HasField(name)}
    parameters = GroundParameters(**numbers_of(ground, GROUND_RANGES), **switches)
    if ground.draining == terrain_ground_pb2.DRAINING_METHOD_UNSPECIFIED:
        return parameters, []
    methods = {
        terrain_ground_pb2.DrainingMethod.Value(_METHOD_PREFIX + name.upper()): name for name in DRAINING_METHODS
    }
    method = methods.get(ground.draining)
    if method is None:
        allowed = "one of " + ", ".join(DRAINING_METHODS)
        return parameters, [Violation.of("ground.draining", ground.draining, allowed)]
    return replace(parameters, draining=method), []
