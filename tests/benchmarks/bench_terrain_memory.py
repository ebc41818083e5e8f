"""Peak memory of a terrain request over an idle server: ``python -m tests.benchmarks.bench_terrain_memory [SIDE_PX]``.

A real server makes one small map, so that everything is loaded, rests, and then makes a map of SIDE_PX (2048) pixels a
side; its resident memory is looked at every few milliseconds. Heights alone come first, then splat weights, for which
layers are worked out. The second request of a kind shows what the first one left behind.
"""

from __future__ import annotations

import sys
import threading
import time

import psutil

from procgen.cli.local_server import local_server
from procgen.cli.received import receive
from procgen.v1 import terrain_pb2, terrain_pb2_grpc

_MB = 1e6
_LOOK_EVERY_S = 0.005
_REST_S = 1.0
_KINDS = {
    "heights": [terrain_pb2.TERRAIN_OUTPUT_HEIGHTS_F32],
    "splat weights": [terrain_pb2.TERRAIN_OUTPUT_SPLAT0_PNG, terrain_pb2.TERRAIN_OUTPUT_SPLAT1_PNG],
}


class Watch:
    """The greatest resident memory of a process while the block runs."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.peak_bytes = 0

    def _look(self) -> None:
        while not self._over.wait(_LOOK_EVERY_S):
            self.peak_bytes = max(self.peak_bytes, self._process.memory_info().rss)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def main() -> None:
    side = int(sys.argv[1]) if len(sys.argv) > 1 else 2048
    with local_server() as server:
        process = psutil.Process(server.pid)
        stub = terrain_pb2_grpc.TerrainServiceStub(server.channel())
        receive(stub.Generate(terrain_pb2.TerrainRequest(width_px=64, depth_px=64)))
        time.sleep(_REST_S)
        idle = process.memory_info().rss
        print(f"idle server, models loaded: {idle / _MB:.0f} MB")
        for kind, outputs in _KINDS.items():
            for run in ("first", "second"):
                request = terrain_pb2.TerrainRequest(seed=7, width_px=side, depth_px=side, outputs=outputs)
                with Watch(process) as watch:
                    for _ in stub.Generate(request):  # taken as they come, so that nothing waits in the server
                        pass
                time.sleep(_REST_S)
                left = process.memory_info().rss - idle
                over = watch.peak_bytes - idle
                print(f"{side}², {kind}, {run}: peak {over / _MB:.0f} MB over idle, {left / _MB:.0f} MB after")


if __name__ == "__main__":
    main()
