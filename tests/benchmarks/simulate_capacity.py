"""How many processors so many users and assets need: the figures of docs/scaling.md.

    python -m tests.benchmarks.simulate_capacity          # tables, from docs/scaling-costs.json
    python -m tests.benchmarks.simulate_capacity --check  # the simulation beside a real server on this machine

A discrete-event simulation of one server: calls arrive by chance (Poisson), wait for one of ``c`` processors, and keep
it for as long as was measured (tests/benchmarks/bench_costs.py; times are lognormal, fitted to the median and to the
mean of the slowest tenth). Interactive calls go before batch jobs, which are never interrupted: so an interactive call
may wait for the rest of a batch job. tests/test_simulate_capacity.py holds it against Erlang's formula.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import simpy

COSTS = Path(__file__).resolve().parents[2] / "docs" / "scaling-costs.json"
SLOWEST_TENTH_SIGMAS = 1.755
"""Mean of the uppermost tenth of a normal distribution, in standard deviations."""
INTERACTIVE, BATCH = 0, 1
WAIT_BAR_S = 0.1
"""What a call may wait, 99 times out of a hundred, before it feels slow."""


@dataclass(frozen=True)
class Cost:
    """Processor time of one call."""

    median_s: float
    sigma: float = 0.0
    """Of its logarithm."""

    @classmethod
    def fitted(cls, median_s: float, slow_s: float) -> Cost:
        return cls(median_s, max(math.log(slow_s / median_s) / SLOWEST_TENTH_SIGMAS, 0.0))

    @property
    def mean_s(self) -> float:
        return self.median_s * math.exp(self.sigma**2 / 2)

    def draw(self, rng: random.Random) -> float:
        return self.median_s * math.exp(self.sigma * rng.gauss(0.0, 1.0))


@dataclass(frozen=True)
class Stream:
    """Calls of a kind that come by chance."""

    cost: Cost
    per_s: float


def simulate(
    streams: Sequence[Stream],
    processors: int,
    seconds: float,
    *,
    batch: Cost | None = None,
    seed: int = 1,
    exponential: bool = False,
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Seconds that interactive calls wait, in the order in which they begin.

    Args:
        streams: interactive calls.
        processors: how many calls are worked on at once.
        seconds: simulated time.
        batch: jobs that keep every processor busy that no interactive call wants.
        seed: of all chance.
        exponential: draw times from the exponential distribution of the same mean, for comparison with formulas.
    """
    rng = random.Random(seed)
    world = simpy.Environment()
    workers = simpy.PriorityResource(world, processors)
    waited: list[float] = []

    def duration(cost: Cost) -> float:
        return rng.expovariate(1.0 / cost.mean_s) if exponential else cost.draw(rng)

    def call(cost: Cost) -> Iterator[Any]:
        came = world.now
        with workers.request(INTERACTIVE) as turn:
            yield turn
            waited.append(world.now - came)
            yield world.timeout(duration(cost))

    def arrivals(stream: Stream) -> Iterator[Any]:
        while True:
            yield world.timeout(rng.expovariate(stream.per_s))
            world.process(call(stream.cost))

    def overnight(cost: Cost) -> Iterator[Any]:
        while True:
            with workers.request(BATCH) as turn:
                yield turn
                yield world.timeout(duration(cost))

    for stream in streams:
        if stream.per_s > 0:
            world.process(arrivals(stream))
    if batch is not None:
        for _ in range(processors):
            world.process(overnight(batch))
    world.run(until=seconds)
    return np.array(waited)


@dataclass(frozen=True)
class Crowd:
    """What one active user asks for in an hour, by kind."""

    title: str
    calls_per_hour: Mapping[str, float]

    def streams(self, costs: Mapping[str, Cost], users: int) -> list[Stream]:
        return [Stream(costs[kind], rate * users / 3600.0) for kind, rate in self.calls_per_hour.items()]

    def work_s(self, costs: Mapping[str, Cost]) -> float:
        """Processor seconds of a user's hour."""
        return sum(costs[kind].mean_s * rate for kind, rate in self.calls_per_hour.items())


DESIGNERS = Crowd(
    "level designers at work",
    {"terrain_513": 30, "terrain_1025": 3, "texture_512": 20, "texture_1024": 4, "character_glb": 6, "scene_24": 4},
)
PLAYERS = Crowd("players", {"talk_turn": 40, "slider_move": 60, "character_slim": 0.2})
OVERNIGHT = {
    "terrain_513": 0.10,
    "texture_1024": 0.20,
    "character_slim": 0.20,
    "barks_10": 0.40,
    "scene_24": 0.10,
}
"""Shares of a batch of mixed assets."""


def read_costs(path: Path = COSTS) -> dict[str, Cost]:
    kinds = json.loads(path.read_text("utf-8"))["kinds"]
    return {name: Cost.fitted(row["cpu_s"], row["cpu_slow_s"]) for name, row in kinds.items()}


def processors_needed(streams: Sequence[Stream], calls: int = 20_000) -> tuple[int, float, float]:
    """The fewest processors with which 99 of 100 calls wait no longer than the bar; their load, and that wait."""
    work = sum(stream.cost.mean_s * stream.per_s for stream in streams)
    seconds = calls / sum(stream.per_s for stream in streams)
    count = max(math.ceil(work), 1)
    while True:
        waited = simulate(streams, count, seconds)
        p99 = float(np.percentile(waited, 99)) if len(waited) else 0.0
        # The beginning counts too little to be cut off, and a queue that grows is seen by its end.
        if p99 <= WAIT_BAR_S and work / count < 1.0:
            return count, work / count, p99
        count += max(count // 50, 1)


def table(*head: str) -> None:
    row(*head)
    row(*["---"] * len(head))


def row(*cells: object) -> None:
    print("|", " | ".join(map(str, cells)), "|")


def span(seconds: float) -> str:
    for unit, size in (("days", 86400.0), ("h", 3600.0), ("min", 60.0)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def tables(costs: Mapping[str, Cost]) -> None:
    """Print what docs/scaling.md shows."""
    mixed = sum(costs[name].mean_s * share for name, share in OVERNIGHT.items())
    print(f"A mixed batch: {mixed:.2f} processor seconds an asset\n")
    table("processors", "10,000 assets", "a million")
    for processors in (2, 16, 64, 256):
        row(processors, span(mixed * 1e4 / processors), span(mixed * 1e6 / processors))
    print()
    table("active at once", "processors at work, mean", "needed", "so busy", "99 of 100 calls wait")
    for crowd in (DESIGNERS, PLAYERS):
        for users in (10, 100, 1000, 10_000):
            count, load, p99 = processors_needed(crowd.streams(costs, users))
            work = crowd.work_s(costs) * users / 3600
            row(f"{users:,} {crowd.title}", f"{work:.2f}", count, f"{load:.0%}", f"{p99 * 1000:.0f} ms")
    print()
    table("players", "busy", "wait: median", "99 of 100", "beside a batch: median", "99 of 100")
    for share in (0.25, 0.5, 0.7, 0.8, 0.9, 0.95):
        users = round(share * 2 * 3600 / PLAYERS.work_s(costs))
        streams = PLAYERS.streams(costs, users)
        seconds = 300_000 / sum(stream.per_s for stream in streams)
        waits = [
            f"{np.percentile(simulate(streams, 2, seconds, batch=batch), place) * 1000:.0f} ms"
            for batch in (None, costs["terrain_513"])
            for place in (50, 99)
        ]
        row(f"{users:,}", f"{share:.0%}", *waits)


def check(seconds: float) -> None:
    """Print how long calls took of a real server with two workers, and of the simulation with the times it had idle."""
    from procgen.kit.command.local_server import local_server  # only this needs a server
    from procgen.kit.wire.received import receive
    from procgen.v1 import terrain_pb2, terrain_pb2_grpc

    with local_server("--threads", "1") as server, server.channel() as channel:
        stub = terrain_pb2_grpc.TerrainServiceStub(channel)

        def call(seed: int, out: list[float]) -> None:
            began = time.perf_counter()
            receive(stub.Generate(terrain_pb2.TerrainRequest(seed=seed, width_px=257, depth_px=257)))
            out.append(time.perf_counter() - began)

        idle: list[float] = []
        for seed in range(25):
            call(seed, idle)
        idle = sorted(idle[5:])
        cost = Cost.fitted(float(np.median(idle)), float(np.mean(idle[-2:])))
        print(f"idle: median {cost.median_s * 1000:.0f} ms, sigma {cost.sigma:.2f}")
        for share in (0.3, 0.6, 0.8):
            rng, times, threads = random.Random(7), [], []
            per_s = share * 2 / cost.mean_s
            end = time.monotonic() + seconds
            number = 1000
            while time.monotonic() < end:
                time.sleep(rng.expovariate(per_s))
                threads.append(threading.Thread(target=call, args=(number, times)))
                threads[-1].start()
                number += 1
            for thread in threads:
                thread.join()
            waited = simulate([Stream(cost, per_s)], 2, 20_000 / per_s)
            made = waited + np.array([cost.draw(rng) for _ in waited])
            real, ours = (np.percentile(each, (50, 95)) * 1000 for each in (times, made))
            print(
                f"load {share:.0%}, {len(times)} calls: median {real[0]:.0f} ms, 95 % {real[1]:.0f} ms; "
                f"simulated {ours[0]:.0f}, {ours[1]:.0f} ms"
            )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--check", action="store_true")
    arguments.add_argument("--seconds", type=float, default=40.0)
    asked = arguments.parse_args()
    if asked.check:
        check(asked.seconds)
    else:
        tables(read_costs())


if __name__ == "__main__":
    main()
