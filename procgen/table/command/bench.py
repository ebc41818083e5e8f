"""How long rows of tables take."""

from __future__ import annotations

import time
from collections.abc import Callable

import grpc

from procgen.kit.wire.received import receive
from procgen.v1 import table_pb2, table_pb2_grpc

_ROWS = 1000


def requests(channel: grpc.Channel) -> dict[str, Callable[[int], float]]:
    """What clients of a server wait for, by name; each takes the number of the run and gives seconds."""
    stub = table_pb2_grpc.TableServiceStub(channel)

    def rows(count: int, given: dict[str, str]) -> Callable[[int], float]:
        def measure(run: int) -> float:
            request = table_pb2.TableRequest(seed=run % 2**64, table="loot", count=count, given=given)
            began = time.perf_counter()
            receive(stub.Generate(request))
            return time.perf_counter() - began

        return measure

    return {
        "table_row_ms": rows(1, {"rarity": "rare"}),
        "table_1000_rows_ms": rows(_ROWS, {"rarity": "rare|legendary"}),
    }
