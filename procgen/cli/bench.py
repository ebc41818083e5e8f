"""``procgen bench``: times on this machine, as a user would want to know them."""

from __future__ import annotations

import contextlib
import http.client
import os
import platform
import tempfile
import time
from collections.abc import Callable
from typing import Annotated, Any

import grpc
import numpy as np
import typer

from procgen.character.command.bench import requests as character_requests
from procgen.character.command.bench import throughput
from procgen.cli.bench_batch import overhead as batch_overhead
from procgen.dialogue.command.bench import in_process as dialogue_in_process
from procgen.dialogue.command.bench import requests as dialogue_requests
from procgen.errors import InvalidFields, Violation
from procgen.kit.command.local_server import LocalServer, local_server
from procgen.kit.command.output import bar, json_object, line
from procgen.kit.wire.received import receive
from procgen.layout.command.bench import requests as layout_requests
from procgen.runtime.store import ModelStore
from procgen.server.web_frames import frame
from procgen.table.command.bench import requests as table_requests
from procgen.terrain.generate import generate as generate_here
from procgen.terrain.ground.layers import LAYERS
from procgen.terrain.parameters import TerrainParameters
from procgen.texture.exporters import PRESETS
from procgen.texture.wire.outputs import output_number
from procgen.v1 import (
    system_pb2,
    system_pb2_grpc,
    terrain_pb2,
    terrain_pb2_grpc,
    texture_pb2,
    texture_pb2_grpc,
)
from procgen.world.command.bench import RUNS_PER_RUN
from procgen.world.command.bench import requests as world_requests

_DOMAINS = ("terrain", "texture", "character", "dialogue", "layout", "table", "world", "batch")
_RAW_MAPS = [output_number(kind) for kind in PRESETS["raw"]]
"""A whole material as pixels: base colour, normals, ORM and height."""
_MATERIALS = ("brick", "rock", "wood", "sand", "planks")
_SPREAD_PX = 61
"""From one run's map to the next one's: they lie in all ways on the grid of windows that the generator works on."""


def figures(seconds: list[float], unit: str = "ms") -> dict[str, object]:
    """Median and tail of some times, in milliseconds or seconds."""
    times = np.array(seconds) * (1000.0 if unit == "ms" else 1.0)
    return {
        "median": round(float(np.median(times)), 3),
        "p95": round(float(np.percentile(times, 95)), 3),
        "p99": round(float(np.percentile(times, 99)), 3),
        "unit": unit,
        "runs": len(seconds),
    }


def rates(seconds: list[float]) -> dict[str, object]:
    """How many a second, from the seconds for one; the tail is the slow one."""
    rate = 1.0 / np.array(seconds)
    return {
        "median": round(float(np.median(rate)), 3),
        "p95": round(float(np.percentile(rate, 5)), 3),
        "p99": round(float(np.percentile(rate, 1)), 3),
        "unit": "1/s",
        "runs": len(seconds),
    }


Measure = Callable[[int], float]
"""Takes the number of the run, below zero to warm up; gives the seconds that it took."""


def timed(call: Callable[[int], object]) -> Measure:
    """Measures a whole call."""

    def measure(run: int) -> float:
        began = time.perf_counter()
        call(run)
        return time.perf_counter() - began

    return measure


def layers_on_top(store: ModelStore, side_px: int) -> Measure:
    """Measures all layers of a map: the time that it takes with them less the time that it takes without, in this
    process, for writing them as files is another matter. The margin that layers need around the map counts in.
    """

    def measure(run: int) -> float:
        place = _SPREAD_PX * run
        parameters = TerrainParameters(side_px, side_px, seed=run % 2**32, origin_x_px=place, origin_z_px=place)
        heights = timed(lambda _: generate_here(parameters, store))(run)
        return timed(lambda _: generate_here(parameters, store, layers=tuple(LAYERS)))(run) - heights

    return measure


Benchmarks = dict[str, tuple[Measure, int]]
"""Name to what is measured and how often."""


def _system(server: LocalServer, channel: grpc.Channel, runs: int) -> Benchmarks:
    system = system_pb2_grpc.SystemServiceStub(channel)
    web = http.client.HTTPConnection(server.host, server.web_port)

    def web_get_info(_: int) -> None:
        headers = {"content-type": "application/grpc-web+proto"}
        web.request("POST", "/procgen.v1.SystemService/GetInfo", frame(b""), headers)
        web.getresponse().read()

    return {
        "get_info_ms": (timed(lambda _: system.GetInfo(system_pb2.GetInfoRequest())), runs * 20),
        "web_get_info_ms": (timed(web_get_info), runs * 20),
    }


_KEPT = terrain_pb2.TerrainRequest(
    width_px=512, depth_px=512, model="noise-fbm", outputs=[terrain_pb2.TERRAIN_OUTPUT_HEIGHTS_F32]
)
"""Heights of exactly 1 MiB."""


def _kept(server: LocalServer, channel: grpc.Channel, runs: int) -> Benchmarks:
    """The same result again, of a server that keeps it."""
    terrain = terrain_pb2_grpc.TerrainServiceStub(channel)
    web = http.client.HTTPConnection(server.host, server.web_port)

    def over_web(_: int) -> None:
        headers = {"content-type": "application/grpc-web+proto"}
        web.request("POST", "/procgen.v1.TerrainService/Generate", frame(_KEPT.SerializeToString()), headers)
        web.getresponse().read()

    return {
        "cache_hit_1mib_ms": (timed(lambda _: list(terrain.Generate(_KEPT))), runs * 20),
        "web_cache_hit_1mib_ms": (timed(over_web), runs * 20),
    }


def _terrain(channel: grpc.Channel, store: ModelStore, runs: int) -> Benchmarks:
    terrain = terrain_pb2_grpc.TerrainServiceStub(channel)

    def generate(side: int, seed: int, model: str = "") -> None:
        request = terrain_pb2.TerrainRequest(
            seed=seed % 2**32,
            width_px=side,
            depth_px=side,
            model=model,
            outputs=[terrain_pb2.TERRAIN_OUTPUT_HEIGHTS_F32],
        )
        receive(terrain.Generate(request))

    def first(seed: int, is_it: Callable[[terrain_pb2.TerrainEvent], bool]) -> None:
        stream = terrain.Generate(terrain_pb2.TerrainRequest(seed=seed % 2**32, width_px=256, depth_px=256))
        next(event for event in stream if is_it(event))
        stream.cancel()

    few = max(runs // 4, 1)
    return {
        "terrain_first_progress_ms": (timed(lambda i: first(i, lambda event: event.HasField("progress"))), runs),
        "terrain_first_preview_ms": (timed(lambda i: first(i, lambda event: bool(event.progress.preview_png))), runs),
        "terrain_256_ms": (timed(lambda i: generate(256, i)), runs),
        "terrain_1024_ms": (timed(lambda i: generate(1024, i)), few),
        "terrain_layers_1024_ms": (layers_on_top(store, 1024), few),
        "terrain_noise_1024_ms": (timed(lambda i: generate(1024, i, model="noise-fbm")), max(runs // 2, 1)),
    }


def _texture(channel: grpc.Channel, runs: int) -> Benchmarks:
    texture = texture_pb2_grpc.TextureServiceStub(channel)

    def request(side: int, run: int, **more: Any) -> texture_pb2.TextureRequest:
        # A bond now and then: laid classes cost a layout more.
        material = _MATERIALS[run % len(_MATERIALS)]
        fields = {"outputs": _RAW_MAPS, **more}
        return texture_pb2.TextureRequest(seed=run % 2**32, width_px=side, height_px=side, material=material, **fields)

    def generate(side: int, run: int, **more: Any) -> None:
        receive(texture.Generate(request(side, run, **more)))

    def preview(run: int) -> None:
        stream = texture.Generate(request(1024, run))
        next(event for event in stream if event.progress.preview_png)
        stream.cancel()

    few = max(runs // 4, 1)
    weather = {"wear": 0.4, "dirt": 0.4, "moss": 0.4, "snow": 0.2}
    return {
        "texture_first_preview_ms": (timed(preview), runs),
        "texture_128_ms": (timed(lambda i: generate(128, i)), runs),
        "texture_1024_ms": (timed(lambda i: generate(1024, i)), few),
        "texture_2048_ms": (timed(lambda i: generate(2048, i)), few),
        "texture_png_1024_ms": (timed(lambda i: generate(1024, i, outputs=[], presets=["godot"])), few),
        "texture_weather_1024_ms": (timed(lambda i: generate(1024, i, weather=weather)), few),
        "texture_noise_1024_ms": (timed(lambda i: generate(1024, i, model="noise")), few),
    }


def _seconds(measure: Measure, count: int) -> list[float]:
    """Of each run after some for warming up."""
    warm_up = max(min(count // 5, 20), 1)
    return [measure(run) for run in range(-warm_up, count)][warm_up:]


def _character_rates(runs: int, processes: int) -> dict[str, dict[str, object]]:
    """Files a second with all that the machine has, before a server runs beside."""
    found = {}
    for name, profile in (("character_glb_per_s", "full"), ("character_slim_per_s", "slim")):
        with throughput(profile, processes) as measure:
            found[name] = rates(_seconds(measure, runs))
    return found


def _dialogue_rates(runs: int) -> dict[str, dict[str, object]]:
    """What our language model does in this process, on one thread."""
    return {
        name: (rates if is_rate else figures)(_seconds(measure, runs))
        for name, (measure, is_rate) in dialogue_in_process().items()
    }


def bench(
    domain: Annotated[str, typer.Argument(help="What to time; all if not given.")] = "",
    runs: Annotated[int, typer.Option(min=1, max=10000, help="Runs of the shorter benchmarks.")] = 20,
    threads: Annotated[int, typer.Option(min=0, max=256, help="Threads; 0 takes all processors.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Time a real server on this machine, from a client's side. `terrain_layers_1024_ms` is the difference that all
    layers make, without their files; `cache_hit_1mib_ms` is a result of 1 MiB asked for again, of a server that keeps
    results; `texture_1024_ms` is a whole material as raw maps; `character_glb_per_s` is what all processors make in
    processes of their own, and `character_dressed_ms` is without pictures; `batch_job_overhead_ms` is what a small job
    of a batch costs beside its own work.

    Example: `procgen bench terrain --json`
    """
    if domain and domain not in _DOMAINS:
        raise InvalidFields([Violation.of("DOMAIN", repr(domain), "one of " + ", ".join(_DOMAINS))])
    results: dict[str, dict[str, object]] = {}
    if domain in ("", "character"):
        results |= _character_rates(max(runs // 4, 1), threads)
    if domain in ("", "dialogue"):
        results |= _dialogue_rates(runs)
    if domain in ("", "batch"):
        with batch_overhead(threads) as measure:
            results["batch_job_overhead_ms"] = figures(_seconds(measure, max(runs // 4, 1)))
    with contextlib.ExitStack() as servers:
        server = servers.enter_context(local_server("--threads", str(threads)))
        channel = servers.enter_context(server.channel())
        benchmarks = _system(server, channel, runs)
        if domain in ("", "terrain"):
            benchmarks |= _terrain(channel, ModelStore(threads=threads), runs)
            folder = servers.enter_context(tempfile.TemporaryDirectory())
            keeping = servers.enter_context(local_server("--cache", folder))
            benchmarks |= _kept(keeping, servers.enter_context(keeping.channel()), runs)
        if domain in ("", "texture"):
            benchmarks |= _texture(channel, runs)
        if domain in ("", "character"):
            benchmarks |= {name: (measure, runs) for name, measure in character_requests(channel).items()}
        if domain in ("", "dialogue"):
            benchmarks |= {name: (measure, runs) for name, measure in dialogue_requests(channel).items()}
        if domain in ("", "layout"):
            benchmarks |= {name: (measure, runs) for name, measure in layout_requests(channel).items()}
        if domain in ("", "table"):
            benchmarks |= {name: (measure, runs) for name, measure in table_requests(channel).items()}
        if domain in ("", "world"):
            few = max(runs // RUNS_PER_RUN, 1)
            benchmarks |= {name: (timed(call), few) for name, call in world_requests(channel).items()}
        with bar("bench", len(benchmarks), quiet=json) as shown:
            for name, (measure, count) in benchmarks.items():
                shown.stage(name, 0.0)
                results[name] = figures(_seconds(measure, count), "s" if name.endswith("_s") else "ms")
                shown.step(name)
    machine = {
        "system": platform.platform(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "threads": threads or os.cpu_count(),
    }
    if json:
        json_object({"machine": machine, "results": results})
        return
    for name, row in results.items():
        median, p99 = (f"{row[key]:>9} {row['unit']:3}" for key in ("median", "p99"))
        line(f"{name:28} median {median}   p99 {p99}   {row['runs']} runs")
