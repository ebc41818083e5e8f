"""What ``procgen bench`` measures of worlds."""

from __future__ import annotations

from collections.abc import Callable

import grpc

from procgen.kit.wire.received import receive
from procgen.v1 import world_pb2, world_pb2_grpc

_TEXTS = ("a fishing village under a volcano", "a village by a river in green hills", "a town on the coast")
RUNS_PER_RUN = 10
"""A world takes as long as many other things; so many times fewer are made."""


def requests(channel: grpc.Channel) -> dict[str, Callable[[int], None]]:
    """By the benchmark's name, a call with the number of its run: all files of a square kilometre, 2 m a height, with
    200 props, 12 people and 30 lines.
    """
    world = world_pb2_grpc.WorldServiceStub(channel)

    def whole(run: int) -> None:
        receive(world.Generate(world_pb2.WorldRequest(seed=run % 2**32, text=_TEXTS[run % len(_TEXTS)])))

    return {"world_1km_s": whole}
