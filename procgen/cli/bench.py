"""``procgen bench``: times on this machine, as a user would want to know them."""

from __future__ import annotations

import http.client
import os
import platform
import time
from collections.abc import Callable
from typing import Annotated

import numpy as np
import typer

from procgen.cli.local_server import LocalServer, local_server
from procgen.cli.output import bar, json_object, line
from procgen.cli.terrain_files import receive
from procgen.errors import InvalidFields, Violation
from procgen.server.web_port import frame
from procgen.v1 import system_pb2, system_pb2_grpc, terrain_pb2, terrain_pb2_grpc

_DOMAINS = ("terrain",)
_LAYERS = ("HEIGHTS_F32", "NORMALS_F32", "SLOPE_DEG_F32", "HILLSHADE_PNG")


def figures(seconds: list[float]) -> dict[str, object]:
    """Median and tail of some times, in milliseconds."""
    ms = np.array(seconds) * 1000.0
    return {
        "median": round(float(np.median(ms)), 3),
        "p95": round(float(np.percentile(ms, 95)), 3),
        "p99": round(float(np.percentile(ms, 99)), 3),
        "unit": "ms",
        "runs": len(seconds),
    }


def _timed(call: Callable[[int], object], runs: int, warm_up: int) -> list[float]:
    seconds = []
    for i in range(-warm_up, runs):
        began = time.perf_counter()
        call(i)
        if i >= 0:
            seconds.append(time.perf_counter() - began)
    return seconds


def _benchmarks(server: LocalServer, runs: int) -> dict[str, tuple[Callable[[int], object], int]]:
    """Name to what is timed and how often."""
    channel = server.channel()
    system = system_pb2_grpc.SystemServiceStub(channel)
    terrain = terrain_pb2_grpc.TerrainServiceStub(channel)
    web = http.client.HTTPConnection(server.host, server.web_port)

    def web_get_info(_: int) -> None:
        headers = {"content-type": "application/grpc-web+proto"}
        web.request("POST", "/procgen.v1.SystemService/GetInfo", frame(b""), headers)
        web.getresponse().read()

    def generate(side: int, seed: int, outputs: tuple[str, ...] = ("HEIGHTS_F32",), model: str = "") -> None:
        request = terrain_pb2.TerrainRequest(
            seed=seed % 2**32,
            width_px=side,
            depth_px=side,
            model=model,
            outputs=[terrain_pb2.TerrainOutput.Value(f"TERRAIN_OUTPUT_{name}") for name in outputs],
        )
        receive(terrain.Generate(request))

    def first_progress(seed: int) -> None:
        stream = terrain.Generate(terrain_pb2.TerrainRequest(seed=seed % 2**32, width_px=256, depth_px=256))
        next(iter(stream))
        stream.cancel()

    return {
        "get_info_ms": (lambda _: system.GetInfo(system_pb2.GetInfoRequest()), runs * 20),
        "web_get_info_ms": (web_get_info, runs * 20),
        "terrain_first_progress_ms": (first_progress, runs),
        "terrain_256_ms": (lambda i: generate(256, i), runs),
        "terrain_1024_ms": (lambda i: generate(1024, i), max(runs // 4, 1)),
        "terrain_layers_1024_ms": (lambda i: generate(1024, i, _LAYERS), max(runs // 4, 1)),
        "terrain_noise_1024_ms": (lambda i: generate(1024, i, model="noise-fbm"), max(runs // 2, 1)),
    }


def bench(
    domain: Annotated[str, typer.Argument(help="What to time; all if not given.")] = "",
    runs: Annotated[int, typer.Option(min=1, max=10000, help="Runs of the shorter benchmarks.")] = 20,
    threads: Annotated[int, typer.Option(min=0, max=256, help="Threads; 0 takes all processors.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Time a real server on this machine, from a client's side.

    Example: `procgen bench terrain --json`
    """
    if domain and domain not in _DOMAINS:
        raise InvalidFields([Violation.of("DOMAIN", repr(domain), "one of " + ", ".join(_DOMAINS))])
    results = {}
    with local_server("--threads", str(threads)) as server:
        benchmarks = _benchmarks(server, runs)
        with bar("bench", len(benchmarks), quiet=json) as shown:
            for name, (call, count) in benchmarks.items():
                shown.stage(name, 0.0)
                results[name] = figures(_timed(call, count, warm_up=max(min(count // 5, 20), 1)))
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
        line(f"{name:28} median {row['median']:>9} ms   p99 {row['p99']:>9} ms   {row['runs']} runs")
