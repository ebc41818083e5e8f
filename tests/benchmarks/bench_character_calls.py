"""How long calls of the character service take over gRPC, warm: ``python -m tests.benchmarks.bench_character_calls``.

Prints median and 95th percentile of the client's wall time, and the server's processor time a call, which does not
depend on what else the machine does; it judges nothing. ``--calls N`` sets how many calls of each kind.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator

import numpy as np
import psutil

from procgen.client.local import LocalServer
from procgen.kit.command.local_server import local_server
from procgen.kit.wire.received import receive
from procgen.v1 import character_pb2, character_pb2_grpc, character_person_pb2, system_pb2, system_pb2_grpc

Person = character_person_pb2.Person
CALLS = 100
WARM_CALLS = 5
WAIT_S = 120.0


def copy_of(person: Person) -> Person:
    copied = Person()
    copied.CopyFrom(person)
    return copied


def undressed(person: Person) -> Person:
    """The same in the underlayer."""
    bare = copy_of(person)
    del bare.outfit[:]
    return bare


def dragged(
    stub: character_pb2_grpc.CharacterServiceStub, person: Person, move: Callable[[Person, float], None]
) -> Iterator[Callable[[], object]]:
    """Calls of Update as a creator makes them: each starts where the last one ended."""
    now, step = copy_of(person), 0
    while True:
        after = copy_of(now)
        step += 1
        # To and fro without ever coming back to the same place.
        move(after, 0.5 + 0.4 * float(np.sin(step * 0.37)))
        request = character_pb2.UpdateRequest(before=now, shape=after.shape)
        yield lambda request=request: stub.Update(request)  # type: ignore[misc]
        now = after


def nose(person: Person, value: float) -> None:
    person.shape.modifiers["nose_hump"] = value


def waist(person: Person, value: float) -> None:
    person.shape.modifiers["measure_waist_circ"] = value


def height(person: Person, value: float) -> None:
    person.shape.height = 0.35 + 0.3 * value


def made(
    stub: character_pb2_grpc.CharacterServiceStub, person: Person, output: character_pb2.CharacterOutput
) -> Iterator[Callable[[], object]]:
    """Calls of Generate, each for another body in the same clothes."""
    step = 0
    while True:
        step += 1
        other = copy_of(person)
        height(other, 0.5 + 0.4 * float(np.sin(step * 0.37)))
        request = character_pb2.CharacterRequest(person=other, outputs=[output])
        yield lambda request=request: receive(stub.Generate(request))  # type: ignore[misc]


def settle(server: LocalServer) -> None:
    """Wait until the server has warmed up: it uses no processor any more."""
    process = psutil.Process(server.pid)
    deadline = time.monotonic() + WAIT_S
    quiet = 0
    while quiet < 3 and time.monotonic() < deadline:
        quiet = quiet + 1 if process.cpu_percent(1.0) < 3.0 else 0


def measure(name: str, server: LocalServer, calls: Iterator[Callable[[], object]], count: int) -> None:
    process = psutil.Process(server.pid)
    for _ in range(WARM_CALLS):
        next(calls)()
    before = sum(process.cpu_times()[:2])
    seen = []
    for _ in range(count):
        call = next(calls)
        began = time.perf_counter()
        call()
        seen.append((time.perf_counter() - began) * 1000.0)
    busy = (sum(process.cpu_times()[:2]) - before) * 1000.0 / count
    print(
        f"{name:44} median {np.median(seen):6.1f} ms, p95 {np.percentile(seen, 95):6.1f} ms, "
        f"processor {busy:6.1f} ms a call ({count} calls)",
        flush=True,
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=CALLS)
    count = parser.parse_args().calls
    with local_server() as server:
        stub = character_pb2_grpc.CharacterServiceStub(server.channel())
        system = system_pb2_grpc.SystemServiceStub(server.channel())
        first = time.perf_counter()
        stub.GetCharacterInfo(character_pb2.GetCharacterInfoRequest())
        print(f"first GetCharacterInfo {(time.perf_counter() - first) * 1000.0:.0f} ms")
        times = []
        for _ in range(200):
            began = time.perf_counter()
            system.GetInfo(system_pb2.GetInfoRequest())
            times.append((time.perf_counter() - began) * 1000.0)
            time.sleep(0.05)
        print(f"GetInfo while warming up: median {np.median(times):.1f} ms, p99 {np.percentile(times, 99):.1f} ms")
        settle(server)
        print(f"memory after warm-up {psutil.Process(server.pid).memory_info().rss >> 20} MiB")
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
        conditions = {"setting": "medieval", "role": "guard", "sex": 1.0, "age_years": 30.0}
        drawn = stub.Sample(character_pb2.SampleRequest(seed=7, conditions=conditions)).persons[0].person
        bare = undressed(drawn)
        output = character_pb2.CharacterOutput
        kinds = {
            "Update, a slider of the face, underlayer": dragged(stub, bare, nose),
            "Update, a slider of the face, dressed": dragged(stub, drawn, nose),
            "Update, the waist, underlayer": dragged(stub, bare, waist),
            "Update, the waist, dressed": dragged(stub, drawn, waist),
            "Update, the height, underlayer": dragged(stub, bare, height),
            "Update, the height, dressed": dragged(stub, drawn, height),
            "GLB, no textures, underlayer": made(stub, bare, output(kind="glb", texture_px=0)),
            "slim, no textures, underlayer": made(stub, bare, output(kind="slim", texture_px=0)),
            "GLB, no textures, dressed": made(stub, drawn, output(kind="glb", texture_px=0)),
            "GLB, 1024 textures kept, underlayer": made(stub, bare, output(kind="glb")),
            "GLB, 1024 textures kept, dressed": made(stub, drawn, output(kind="glb")),
            "GLB, 1024 WebP textures kept, dressed": made(stub, drawn, output(kind="glb", texture_format="webp")),
        }
        for name, calls in kinds.items():
            measure(name, server, calls, count)
        pictures = {"portrait": 512, "figure": 512, "turnaround": 1024}
        for kind, side in pictures.items():
            wanted = output(kind=kind, picture_px=side)
            measure(f"{kind}, {side} px, dressed", server, made(stub, drawn, wanted), max(count // 20, 1))
        samples = iter(
            lambda seed=seed: stub.Sample(character_pb2.SampleRequest(seed=seed, conditions=conditions))  # type: ignore[misc]
            for seed in range(10**6)
        )
        measure("Sample, one person", server, samples, max(count // 5, 1))
        print(f"memory at the end {psutil.Process(server.pid).memory_info().rss >> 20} MiB")
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
