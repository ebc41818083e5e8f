"""What ``procgen bench`` times of terrain: whole calls, the first that is seen of them, layers, and results kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from procgen.kit.command.benches import Bench, Benches, Client, Figures, Measure, seconds_until, timed
from procgen.kit.wire.received import receive
from procgen.runtime.store import ModelStore
from procgen.terrain.generate import generate
from procgen.terrain.ground.layers import LAYERS
from procgen.terrain.parameters import TerrainParameters
from procgen.v1 import terrain_pb2, terrain_pb2_grpc

_PATH: Final = "/procgen.v1.TerrainService/Generate"
_HEIGHTS: Final = terrain_pb2.TERRAIN_OUTPUT_HEIGHTS_F32
_LARGE_PX: Final = 1024
_SPREAD_PX: Final = 61
"""From one run's map to the next one's: they lie in all ways on the grid of windows that the generator works on."""
_KEPT: Final = terrain_pb2.TerrainRequest(width_px=512, depth_px=512, model="noise-fbm", outputs=[_HEIGHTS])
"""Heights of exactly 1 MiB."""


def layers_on_top(store: ModelStore, side_px: int) -> Measure:
    """Measures all layers of a map: the time that it takes with them less the time that it takes without, in this
    process, for writing them as files is another matter. The margin that layers need around the map counts in.
    """

    def measure(run: int) -> float:
        place = _SPREAD_PX * run
        parameters = TerrainParameters(side_px, side_px, seed=run, origin_x_px=place, origin_z_px=place)
        heights = timed(lambda _: generate(parameters, store))(run)
        return timed(lambda _: generate(parameters, store, layers=tuple(LAYERS)))(run) - heights

    return measure


def _served(client: Client) -> Figures:
    stub = terrain_pb2_grpc.TerrainServiceStub(client.channel)

    def whole(side: int, **more: Any) -> Measure:
        return timed(
            lambda run: receive(
                stub.Generate(
                    terrain_pb2.TerrainRequest(seed=run, width_px=side, depth_px=side, outputs=[_HEIGHTS], **more)
                )
            )
        )

    def first(is_it: Callable[[terrain_pb2.TerrainEvent], bool]) -> Measure:
        def measure(run: int) -> float:
            request = terrain_pb2.TerrainRequest(seed=run, width_px=256, depth_px=256)
            return seconds_until(lambda: stub.Generate(request), is_it)

        return measure

    return {
        "terrain_first_progress_ms": Bench(first(lambda event: event.HasField("progress"))),
        "terrain_first_preview_ms": Bench(first(lambda event: bool(event.progress.preview_png))),
        "terrain_256_ms": Bench(whole(256)),
        "terrain_1024_ms": Bench(whole(_LARGE_PX), 1 / 4),
        "terrain_layers_1024_ms": Bench(layers_on_top(ModelStore(threads=client.threads), _LARGE_PX), 1 / 4),
        "terrain_fine_1024_ms": Bench(whole(_LARGE_PX, metres_per_pixel=1.0, refinements=2), 1 / 4),
        "terrain_noise_1024_ms": Bench(whole(_LARGE_PX, model="noise-fbm"), 1 / 2),
    }


def _kept(client: Client) -> Figures:
    """The same result again, of a server that keeps it."""
    stub = terrain_pb2_grpc.TerrainServiceStub(client.channel)
    return {
        "cache_hit_1mib_ms": Bench(timed(lambda _: list(stub.Generate(_KEPT))), 20),
        "web_cache_hit_1mib_ms": Bench(timed(lambda _: client.web(_PATH, _KEPT)), 20),
    }


def _job(seed: int) -> terrain_pb2.TerrainRequest:
    return terrain_pb2.TerrainRequest(seed=seed, width_px=64, depth_px=64, model="noise-fbm")


BENCHES: Final = Benches(_served, kept=_kept, jobs={"terrain": _job})
