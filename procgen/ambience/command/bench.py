"""What ``procgen bench`` times of ambience: whole calls, from a client's side."""

from __future__ import annotations

from typing import Final

from procgen.kit.command.benches import Bench, Benches, Client, Figures, timed
from procgen.kit.wire.received import receive
from procgen.v1 import ambience_pb2, ambience_pb2_grpc


def _served(client: Client) -> Figures:
    stub = ambience_pb2_grpc.AmbienceServiceStub(client.channel)

    def village(run: int) -> object:
        request = ambience_pb2.AmbienceRequest(seed=run, settlement="village", weather="breeze")
        return receive(stub.GenerateAmbience(request))

    return {"ambience_village_ms": Bench(timed(village), share=0.3)}


BENCHES: Final = Benches(_served)
