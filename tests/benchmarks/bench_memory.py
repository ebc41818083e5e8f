"""Peak memory of a request over an idle server: ``python -m tests.benchmarks.bench_memory [SIDE_PX]``.

A real server makes something small of each domain, so that everything is loaded, rests, and then makes maps of SIDE_PX
(2048) pixels a side, and characters; its resident memory is looked at every few milliseconds. The second request of a
kind shows what the first one left behind.
"""

from __future__ import annotations

import functools
import sys
import threading
import time

import psutil
from google.protobuf.message import Message

from procgen.kit.command.local_server import local_server
from procgen.kit.wire.received import receive
from procgen.v1 import (
    character_pb2,
    character_pb2_grpc,
    terrain_pb2,
    terrain_pb2_grpc,
    texture_controls_pb2,
    texture_pb2,
    texture_pb2_grpc,
)

_MB = 1e6
_LOOK_EVERY_S = 0.005
_REST_S = 1.0
_HEIGHTS = [terrain_pb2.TERRAIN_OUTPUT_HEIGHTS_F32]
_SPLAT = [terrain_pb2.TERRAIN_OUTPUT_SPLAT0_PNG, terrain_pb2.TERRAIN_OUTPUT_SPLAT1_PNG]
_ALL_WEATHER = texture_controls_pb2.TextureWeather(wear=0.5, dirt=0.5, moss=0.5, wetness=0.5, puddles=0.2, snow=0.3)


def requests(side: int) -> dict[str, Message]:
    """What is asked for, by what it is."""
    terrain = functools.partial(terrain_pb2.TerrainRequest, seed=7, width_px=side, depth_px=side)
    material = functools.partial(
        texture_pb2.TextureRequest, seed=7, width_px=side, height_px=side, material="rock", presets=["raw"]
    )
    return {
        f"{side}², terrain, heights": terrain(outputs=_HEIGHTS),
        f"{side}², terrain, splat weights": terrain(outputs=_SPLAT),
        f"{side}², material, raw maps": material(),
        f"{side}², material, Godot's files": material(presets=["godot"]),
        f"{side}², material, all weather": material(weather=_ALL_WEATHER),
        "character, skin of 1024²": _character("glb", texture_px=1024),
        "character, skin of 2048²": _character("glb", texture_px=2048),
        "character, all levels": _character("glb", lod=3, texture_px=0),
        "character, turnaround": _character("turnaround", picture_px=1024),
    }


def _character(kind: str, **how: int) -> character_pb2.CharacterRequest:
    return character_pb2.CharacterRequest(seed=7, outputs=[character_pb2.CharacterOutput(kind=kind, **how)])


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
        channel = server.channel()
        makers = {
            terrain_pb2.TerrainRequest: terrain_pb2_grpc.TerrainServiceStub(channel).Generate,
            texture_pb2.TextureRequest: texture_pb2_grpc.TextureServiceStub(channel).Generate,
            character_pb2.CharacterRequest: character_pb2_grpc.CharacterServiceStub(channel).Generate,
        }
        for small in (
            terrain_pb2.TerrainRequest(width_px=64, depth_px=64),
            texture_pb2.TextureRequest(width_px=128, height_px=128, material="rock", detail=4),
            _character("glb", texture_px=512),
        ):
            receive(makers[type(small)](small))
        time.sleep(_REST_S)
        idle = process.memory_info().rss
        print(f"idle server, models loaded: {idle / _MB:.0f} MB")
        for kind, request in requests(side).items():
            for run in ("first", "second"):
                with Watch(process) as watch:
                    for _ in makers[type(request)](request):  # taken as they come, so that nothing waits in the server
                        pass
                time.sleep(_REST_S)
                left = process.memory_info().rss - idle
                over = watch.peak_bytes - idle
                print(f"{kind}, {run}: peak {over / _MB:.0f} MB over idle, {left / _MB:.0f} MB after")


if __name__ == "__main__":
    main()
