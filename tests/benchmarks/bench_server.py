"""How quick GetInfo stays, idle and while 1024 x 1024 is made: ``python -m tests.benchmarks.bench_server``.

Prints medians and tails for both ports and the ratio of busy to idle; it judges nothing, for machines are noisy.
"""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable

import numpy as np

from procgen.cli.local_server import LocalServer, local_server
from procgen.cli.received import receive
from procgen.server.web_port import frame
from procgen.v1 import system_pb2, system_pb2_grpc, terrain_pb2, terrain_pb2_grpc

_HEADERS = {"content-type": "application/grpc-web+proto"}


def callers(server: LocalServer) -> dict[str, Callable[[], object]]:
    """A GetInfo call over each port."""
    stub = system_pb2_grpc.SystemServiceStub(server.channel())
    link = http.client.HTTPConnection(server.host, server.web_port)

    def web() -> bytes:
        link.request("POST", "/procgen.v1.SystemService/GetInfo", frame(b""), _HEADERS)
        return link.getresponse().read()

    return {"grpc": lambda: stub.GetInfo(system_pb2.GetInfoRequest()), "web": web}


def times_ms(call: Callable[[], object], go_on: Callable[[int], bool]) -> np.ndarray:
    """Milliseconds of calls, one after another, a millisecond apart."""
    seen = []
    while go_on(len(seen)):
        began = time.perf_counter()
        call()
        seen.append((time.perf_counter() - began) * 1000.0)
        time.sleep(0.001)
    return np.array(seen)


def main() -> None:
    """Measure and print."""
    with local_server() as server:
        terrain = terrain_pb2_grpc.TerrainServiceStub(server.channel())
        receive(terrain.Generate(terrain_pb2.TerrainRequest(width_px=256, depth_px=256)))
        for port, call in callers(server).items():
            times_ms(call, lambda count: count < 100)
            idle = times_ms(call, lambda count: count < 1000)
            done = threading.Event()

            def large(finished: threading.Event = done) -> None:
                for seed in range(3):
                    receive(terrain.Generate(terrain_pb2.TerrainRequest(seed=seed, width_px=1024, depth_px=1024)))
                finished.set()

            thread = threading.Thread(target=large)
            thread.start()
            busy = times_ms(call, lambda _count, finished=done: not finished.is_set())  # type: ignore[misc]
            thread.join()
            print(
                f"{port:5} idle median {np.median(idle):.2f} ms, p99 {np.percentile(idle, 99):.2f} ms;  "
                f"busy median {np.median(busy):.2f} ms, p99 {np.percentile(busy, 99):.2f} ms ({len(busy)} calls);  "
                f"p99 ratio {np.percentile(busy, 99) / np.percentile(idle, 99):.1f}"
            )


if __name__ == "__main__":
    main()
