"""How long rows of tables take."""

from __future__ import annotations

from typing import Final

from procgen.kit.command.benches import Bench, Benches, Client, Figures, timed
from procgen.kit.wire.received import receive
from procgen.v1 import table_pb2, table_pb2_grpc

_ROWS: Final = 1000


def _served(client: Client) -> Figures:
    stub = table_pb2_grpc.TableServiceStub(client.channel)

    def rows(count: int, given: dict[str, str]) -> Bench:
        def call(run: int) -> None:
            receive(stub.Generate(table_pb2.TableRequest(seed=run, table="loot", count=count, given=given)))

        return Bench(timed(call))

    return {
        "table_row_ms": rows(1, {"rarity": "rare"}),
        "table_1000_rows_ms": rows(_ROWS, {"rarity": "rare|legendary"}),
    }


BENCHES: Final = Benches(_served)
