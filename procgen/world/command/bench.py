"""What ``procgen bench`` measures of worlds."""

from __future__ import annotations

from typing import Final

from procgen.kit.command.benches import Bench, Benches, Client, Figures, timed
from procgen.kit.wire.received import receive
from procgen.v1 import world_pb2, world_pb2_grpc

_TEXTS: Final = ("a fishing village under a volcano", "a village by a river in green hills", "a town on the coast")


def _served(client: Client) -> Figures:
    """All files of a square kilometre, a metre a height, with 200 props, 12 people and 30 lines."""
    stub = world_pb2_grpc.WorldServiceStub(client.channel)

    def whole(run: int) -> None:
        receive(stub.Generate(world_pb2.WorldRequest(seed=run, text=_TEXTS[run % len(_TEXTS)])))

    return {"world_1km_s": Bench(timed(whole), 1 / 10)}


BENCHES: Final = Benches(_served)
