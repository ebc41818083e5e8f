"""What the addon's calls cost a scene at 60 frames a second in Godot: ``python -m tests.benchmarks.bench_godot``.

Prints a table, headless and, with ``--screen``, drawn in software too; it judges nothing, for machines are noisy. A
large result is measured twice: made by the real server, which works on the same processors as the scene, and played
back by a server that does nothing else.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from procgen.client.local import LocalServer
from procgen.kit.command.local_server import local_server
from procgen.server.web_frames import frame
from procgen.v1 import terrain_pb2
from tests.engines.godot_probe import copy_project, report_of
from tests.tools import godot

LARGE = {"width_px": 1024, "depth_px": 1024, "outputs": [1]}
"""4 MiB of heights."""
LONG = {"width_px": 2049, "depth_px": 2049, "request_id": "long"}
LOAD = """extends SceneTree

func _initialize() -> void:
	var started_usec := Time.get_ticks_usec()
	load("res://addons/procgen/client/generated/procgen_v1.gd")
	print("loaded in ms: ", (Time.get_ticks_usec() - started_usec) / 1000.0)
	quit()
"""


def probe(project: Path, name: str, *, screen: bool = False, **arguments: Any) -> dict[str, Any]:
    """What a function of bench_probe.gd reports."""
    args = ["--script", "res://bench_probe.gd"]
    return report_of(project, args, {"probe": name, **arguments}, screen=screen)


@contextmanager
def player(answer: bytes) -> Iterator[int]:
    """The port of a server that gives every call the same answer, which it has ready."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/grpc-web+proto\r\nContent-Length: {len(answer)}\r\n\r\n"
    loop = asyncio.new_event_loop()

    async def answer_call(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head.encode() + answer)
        await writer.drain()
        writer.close()

    server = loop.run_until_complete(asyncio.start_server(answer_call, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield server.sockets[0].getsockname()[1]
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def answer_of(server: LocalServer, request: terrain_pb2.TerrainRequest) -> bytes:
    """The body of the server's answer on the wire."""
    link = http.client.HTTPConnection(server.host, server.web_port)
    headers = {"content-type": "application/grpc-web+proto"}
    link.request("POST", "/procgen.v1.TerrainService/Generate", frame(request.SerializeToString()), headers)
    return link.getresponse().read()


class Watch:
    """Notes every 5 ms how much processor time a process has taken."""

    def __init__(self, pid: int) -> None:
        self.samples: list[tuple[float, float]] = []
        self._process = psutil.Process(pid)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.wait(0.005):
            self.samples.append((time.time(), sum(self._process.cpu_times()[:2])))

    def close(self) -> None:
        self._stop.set()
        self._thread.join()

    def idle_after_ms(self, at_s: float) -> float:
        """How long the process still worked after a moment: until less than a fifth of a processor for 100 ms."""
        after = [sample for sample in self.samples if sample[0] >= at_s]
        for begun_s, used_s in after:
            later = [used for when, used in after if begun_s + 0.1 <= when <= begun_s + 0.12]
            if later and later[0] - used_s <= 0.02:
                return (begun_s - at_s) * 1000.0
        return float("inf")


def row(what: str, bar: str, found: str) -> None:
    print(f"{what:58} | {bar:20} | {found}", flush=True)


def worst_frames(report: dict[str, Any]) -> str:
    """How much longer the longest frame of a window is with a call than without."""
    idle, busy = report["idle_ms"], report["busy_ms"]
    more = statistics.median(busy) - statistics.median(idle)
    return (
        f"{more:+.1f} ms (medians {statistics.median(idle):.1f} and {statistics.median(busy):.1f}, longest of all "
        f"{max(idle):.1f} and {max(busy):.1f}; {len(idle)} windows, {report['bytes']} bytes)"
    )


def measure(project: Path, screen: bool) -> None:
    """All rows, with a screen or without."""
    where = "with a screen" if screen else "headless"
    with local_server() as server:
        small = probe(project, "small_calls", screen=screen, web_port=server.web_port, count=100)
        row(
            f"GetInfo, {where}",
            "<= 2 frames",
            f"median {statistics.median(small['frames'])}, most {max(small['frames'])} frames; median "
            f"{statistics.median(small['took_ms']):.1f} ms, most {max(small['took_ms']):.1f} ms",
        )
        large = terrain_pb2.TerrainRequest(width_px=1024, depth_px=1024, outputs=[1])
        with player(answer_of(server, large)) as port:
            report = probe(project, "large_results", screen=screen, web_port=port, request=LARGE, count=20)
        row(f"longest frame, 4 MiB played back, {where}", "<= +5 ms", worst_frames(report))
        report = probe(project, "large_results", screen=screen, web_port=server.web_port, request=LARGE, count=5)
        row(f"longest frame, 4 MiB being made too, {where}", "", worst_frames(report))
        watch = Watch(server.pid)
        report = probe(project, "cancels", screen=screen, web_port=server.web_port, request=LONG, count=5)
        watch.close()
        idle = [watch.idle_after_ms(cancelled["at_s"]) for cancelled in report["cancelled"]]
        told = [cancelled["took_ms"] for cancelled in report["cancelled"]]
        row(
            f"cancel until the server is idle, {where}",
            "<= 250 ms",
            f"median {statistics.median(idle):.0f}, most {max(idle):.0f} ms; the call ended within {max(told):.0f} ms",
        )
    with local_server() as server, ThreadPoolExecutor(1) as executor:
        gone = psutil.Process(server.pid)
        arguments: dict[str, Any] = {"web_port": server.web_port, "request": LONG, "server_pid": server.pid}
        running = executor.submit(lambda: probe(project, "death", screen=screen, **arguments))
        gone.wait(60)
        # As the editor starts one.
        with local_server("--web-port", str(server.web_port), "--background"):
            report = running.result()
    row(
        f"longest frame, server killed and restarted, {where}",
        "<= 100 ms",
        f"{report['worst_ms']:.1f} ms (idle {report['idle_ms']:.1f} ms); {report['status']['message']}",
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--screen", action="store_true", help="draw the scene, in software, as well")
    screens = [False, True] if parser.parse_args().screen else [False]
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        project = copy_project(Path(folder) / "project")
        (project / "load.gd").write_text(LOAD)
        times = [
            float(line.split(": ")[1])
            for _ in range(3)
            for line in godot(["--path", project, "--script", "res://load.gd"]).stdout.splitlines()
            if line.startswith("loaded")
        ]
        row("load procgen_v1.gd", "", f"{json.dumps(sorted(times))} ms")
        for screen in screens:
            measure(project, screen)


if __name__ == "__main__":
    main()
