"""How quick the Unity package's client is, on .NET 8 and on mono: ``python -m tests.benchmarks.bench_unity_client``.

Prints times of small calls, of a 4 MiB result that is there at once, and from a cancel to a server at rest; it judges
nothing, for machines are noisy.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil

from procgen.v1 import common_pb2, terrain_pb2
from tests.client import GET_INFO, TERRAIN
from tests.conftest import RunningServer, running_server
from tests.engines.bad_answers import WELL, answering, chunk, framed, http
from tests.engines.csharp import RUNTIMES, Runtime
from tests.engines.unity_client import calling, compile_client_programs

_SMALL_CALLS = 1000
_LARGE_CALLS = 20
_CANCELS = 5
_CHUNK_BYTES = 1 << 20
_WINDOW_S = 0.3
_AT_REST_S = 0.01
"""Of processor time within the window: one tick of its clock."""


def large_answer() -> bytes:
    """A terrain call's answer with 4 MiB that are hard to compress."""
    data = np.random.default_rng(1).bytes(4 * _CHUNK_BYTES)
    artifact = common_pb2.Artifact(kind="heights_f32", size_bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
    result = terrain_pb2.TerrainEvent(result=terrain_pb2.TerrainResult(artifacts=[artifact]))
    pieces = [
        chunk(data[start : start + _CHUNK_BYTES], start, len(data)) for start in range(0, len(data), _CHUNK_BYTES)
    ]
    return http(b"".join([*pieces, framed(result), WELL]))


def seconds_until_rest(server: RunningServer) -> float:
    """How long the server still works from now on; what is over within the last tick is not told from nothing."""
    process = psutil.Process(server.process.pid)
    began = time.perf_counter()
    samples = [(began, sum(process.cpu_times()[:2]))]
    while True:
        time.sleep(0.005)
        now, used = time.perf_counter(), sum(process.cpu_times()[:2])
        samples = [sample for sample in samples if now - sample[0] <= _WINDOW_S] + [(now, used)]
        if now - began >= _WINDOW_S and used - samples[0][1] <= _AT_REST_S:
            return max(0.0, samples[0][0] - began)


def measure(server: RunningServer, program: Path, runtime: Runtime) -> None:
    """Measure on one runtime and print."""
    with calling(program, server.web_port, runtime) as caller:
        took = [caller.call("unary", path=GET_INFO, request={})["took_ms"] for _ in range(_SMALL_CALLS + 200)][200:]
        median, tail = np.percentile(took, [50, 99])
        print(f"{runtime}: GetInfo median {median:.2f} ms, p99 {tail:.2f} ms")
        rests = []
        for seed in range(_CANCELS):
            request = {"width_px": 2049, "depth_px": 2049, "seed": str(seed)}
            call = caller.start("stream", path=TERRAIN, request=request, tell=True)
            caller.event()
            caller.start("cancel", call=call)
            rests.append(seconds_until_rest(server) * 1000.0)
            caller.done(call)
        print(f"{runtime}: cancel to a server at rest {', '.join(f'{rest:.0f}' for rest in rests)} ms")
    with answering([large_answer()] * _LARGE_CALLS) as port, calling(program, port, runtime) as caller:
        took = [caller.call("stream", path=TERRAIN, request={}, quiet=True)["took_ms"] for _ in range(_LARGE_CALLS)][5:]
        print(f"{runtime}: 4 MiB with SHA-256 median {np.median(took):.1f} ms, most {max(took):.1f} ms")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, running_server(warm_up=True) as server:
        program = compile_client_programs(Path(folder))["ClientProgram"]
        for runtime in RUNTIMES:
            measure(server, program, runtime)


if __name__ == "__main__":
    main()
