"""``procgen bench``: times on this machine, as a user would want to know them."""

from __future__ import annotations

import contextlib
import http.client
import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from typing import Annotated, Final

import numpy as np
import typer
from google.protobuf.message import Message

from procgen.cli.bench_batch import overhead
from procgen.client.local import LocalServer
from procgen.domains import DOMAINS
from procgen.errors import InvalidFields, Violation
from procgen.kit.command.benches import Bench, Client, Figures, timed
from procgen.kit.command.local_server import local_server
from procgen.kit.command.output import bar, json_object, line
from procgen.server.web_frames import frame, messages_of
from procgen.v1 import system_pb2, system_pb2_grpc

_BATCH: Final = "batch"
_OFTEN: Final = 20
_RATE, _SECONDS, _SHARE = "_per_s", "_s", "_rtf"


def _figure(name: str, bench: Bench, runs: int) -> dict[str, object]:
    """Median and tail of some runs, after others for warming up: of milliseconds, seconds,
    seconds a second of sound, or how many a second.
    """
    count = max(int(runs * bench.share), 1)
    warm_up = max(min(count // 5, 20), 1)
    # What is measured has numbers that warming up has not: a server that keeps results would know its seeds.
    for run in range(count, count + warm_up):
        bench.measure(run)
    seconds = np.array([bench.measure(run) for run in range(count)])
    if name.endswith(_RATE):
        values, unit, tail = 1.0 / seconds, "1/s", (5, 1)  # the tail is the slow one
    else:
        unit = "s/s" if name.endswith(_SHARE) else "s" if name.endswith(_SECONDS) else "ms"
        values, tail = seconds * (1000.0 if unit == "ms" else 1.0), (95, 99)
    return {
        "median": round(float(np.median(values)), 3),
        "p95": round(float(np.percentile(values, tail[0])), 3),
        "p99": round(float(np.percentile(values, tail[1])), 3),
        "unit": unit,
        "runs": count,
    }


def _web(server: LocalServer) -> Callable[[str, Message], bytes]:
    connection = http.client.HTTPConnection(server.host, server.web_port)

    def call(path: str, request: Message) -> bytes:
        headers = {"content-type": "application/grpc-web+proto"}
        connection.request("POST", path, frame(request.SerializeToString()), headers)
        return connection.getresponse().read()

    return call


def _web_stream(server: LocalServer) -> Callable[[str, Message], Iterator[bytes]]:
    def call(path: str, request: Message) -> Iterator[bytes]:
        connection = http.client.HTTPConnection(server.host, server.web_port)
        headers = {"content-type": "application/grpc-web+proto"}
        with contextlib.closing(connection):
            connection.request("POST", path, frame(request.SerializeToString()), headers)
            yield from messages_of(connection.getresponse())

    return call


@contextlib.contextmanager
def _client(threads: int, *flags: str) -> Iterator[Client]:
    with local_server(*flags) as server, server.channel() as channel:
        yield Client(channel, _web(server), _web_stream(server), threads)


def _system(client: Client) -> Figures:
    stub, request = system_pb2_grpc.SystemServiceStub(client.channel), system_pb2.GetInfoRequest()
    return {
        "get_info_ms": Bench(timed(lambda _: stub.GetInfo(request)), _OFTEN),
        "web_get_info_ms": Bench(timed(lambda _: client.web("/procgen.v1.SystemService/GetInfo", request)), _OFTEN),
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
    timed_domains = [each for each in DOMAINS if each.bench]
    names = (*(each.name for each in timed_domains), _BATCH)
    if domain and domain not in names:
        raise InvalidFields([Violation.of("DOMAIN", repr(domain), "one of " + ", ".join(names))])
    chosen = [each.load_bench() for each in timed_domains if domain in ("", each.name)]
    results: dict[str, dict[str, object]] = {}
    # With all that the machine has, before a server runs beside.
    for opened in (opening(threads) for benches in chosen for opening in benches.alone):
        with opened as figures:
            results |= {name: _figure(name, each, runs) for name, each in figures.items()}
    if domain in ("", _BATCH):
        with overhead(threads) as measure:
            results["batch_job_overhead_ms"] = _figure("batch_job_overhead_ms", Bench(measure, 1 / 4), runs)
    with contextlib.ExitStack() as servers:
        client = servers.enter_context(_client(threads, "--threads", str(threads)))
        folder = servers.enter_context(tempfile.TemporaryDirectory())
        keeping: list[Client] = []

        def kept() -> Client:
            if not keeping:
                keeping.append(servers.enter_context(_client(threads, "--cache", folder)))
            return keeping[0]

        benchmarks = dict(_system(client))
        for benches in chosen:
            benchmarks |= benches.served(client)
            if benches.kept is not None:
                benchmarks |= benches.kept(kept())
        with bar("bench", len(benchmarks), quiet=json) as shown:
            for name, each in benchmarks.items():
                shown.stage(name, 0.0)
                results[name] = _figure(name, each, runs)
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
