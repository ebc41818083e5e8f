"""What ``procgen bench`` times of animals: whole calls, from a client's side."""

from __future__ import annotations

from typing import Final

from procgen.creature.species import SPECIES
from procgen.kit.command.benches import Bench, Benches, Client, Figures, timed
from procgen.kit.wire.received import receive
from procgen.v1 import creature_pb2, creature_pb2_grpc


def _served(client: Client) -> Figures:
    stub = creature_pb2_grpc.CreatureServiceStub(client.channel)
    species = tuple(SPECIES)

    def one(kind: str, lod: int = 0) -> Bench:
        def ask(run: int) -> object:
            request = creature_pb2.CreatureRequest(
                seed=run, species=species[run % len(species)], outputs=[kind], lod=lod
            )
            return receive(stub.GenerateCreature(request))

        return Bench(timed(ask), share=0.3)

    return {"creature_glb_ms": one("glb"), "creature_slim_ms": one("slim", 1)}


BENCHES: Final = Benches(_served)
