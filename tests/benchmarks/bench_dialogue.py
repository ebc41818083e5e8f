"""Cancelling, many NPCs at once and memory of dialogue: ``python -m tests.benchmarks.bench_dialogue``.

Cancelling is measured where the work is done, from the moment that the request to stop is made until the model's call
has ended, at random moments of reading and writing; ``--gguf smollm2`` measures a GGUF file as well. The NPCs talk to a
real server, all at once, each turn with the state of the one before. Prints; judges nothing.
"""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import psutil

from procgen.client.local import LocalServer
from procgen.dialogue.command.bench import turn_request
from procgen.dialogue.language.contract import LanguageModel, Prompt, Sampling, Spoken
from procgen.dialogue.language.gguf import GgufModel
from procgen.dialogue.language.own import OwnModel
from procgen.dialogue.persona import Persona, Situation
from procgen.kit.command.local_server import local_server
from procgen.runtime.store import ModelStore
from procgen.v1 import dialogue_pb2, dialogue_pb2_grpc
from tests.benchmarks.bench_memory import Watch

_MB = 1e6
_LONG = "The ferry left late, and all who stood on the quay spoke of the tide, the fare and the wind. "


class Stopped(Exception):
    pass


class Stop:
    """Raises once it is set, as a cancelled call's checkpoint does."""

    def __init__(self) -> None:
        self._set_at = 0.0

    def set(self) -> None:
        self._set_at = time.perf_counter()

    @property
    def set_at(self) -> float:
        return self._set_at

    def __call__(self) -> None:
        if self._set_at:
            raise Stopped


def prompt(number: int) -> Prompt:
    """About 300 tokens that were not read before."""
    history = tuple(Spoken(f"Guest {number}", _LONG, True) for _ in range(8))
    return Prompt(Persona(f"Ansgar {number}", "sailor"), Situation(), history=history)


def cancel_ms(model: LanguageModel, runs: int, most_s: float) -> np.ndarray:
    """Milliseconds from asking to stop to the end of the work."""
    rng = np.random.default_rng(0)
    seen: list[float] = []
    number = 0
    while len(seen) < runs:
        number += 1
        stop = Stop()
        timer = threading.Timer(float(rng.uniform(0.0, most_s)), stop.set)
        timer.start()
        try:
            for _ in model.write(prompt(number), "", Sampling(seed=number, most_tokens=96), stop):
                pass
        except Stopped:
            seen.append((time.perf_counter() - stop.set_at) * 1000.0)
        timer.cancel()
        timer.join()
    return np.array(seen)


def show(name: str, ms: np.ndarray) -> None:
    median, p95, p99 = (np.percentile(ms, share) for share in (50, 95, 99))
    print(f"{name}: median {median:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms ({len(ms)} runs)", flush=True)


def talk(server: LocalServer, npc: int, turns: int, began: threading.Barrier) -> list[float]:
    """Milliseconds to the first text of each turn of an NPC."""
    with server.channel() as channel:
        stub = dialogue_pb2_grpc.DialogueServiceStub(channel)
        request = turn_request(npc)
        seen = []
        began.wait()
        for turn in range(turns):
            request.seed = npc * 1000 + turn
            asked = time.perf_counter()
            first = 0.0
            for event in stub.Converse(request):
                if event.text and not first:
                    first = time.perf_counter() - asked
                if event.HasField("result"):
                    request.state = event.result.state
            assert first, "an NPC said nothing"
            seen.append(first * 1000.0)
            request.player_text = "And then?" if turn % 2 else "Tell me more about the river."
        return seen


def crowd(npcs: int, turns: int) -> None:
    """Everybody talks at once."""
    with local_server() as server:
        process = psutil.Process(server.pid)
        idle = process.memory_info().rss
        alone = threading.Barrier(1)
        talk(server, 100_000, 2, alone)
        loaded = process.memory_info().rss
        began = threading.Barrier(npcs)
        start = time.perf_counter()
        with Watch(process) as watch, ThreadPoolExecutor(npcs) as pool:
            seen = list(pool.map(lambda npc: talk(server, npc, turns, began), range(npcs)))
        seconds = time.perf_counter() - start
        means = np.array([np.mean(row) for row in seen])
        show(f"{npcs} NPCs at once, first text", np.concatenate([np.array(row) for row in seen]))
        print(
            f"per NPC: mean {means.mean():.0f} ms, fastest {means.min():.0f}, slowest {means.max():.0f}, "
            f"spread {means.std() / means.mean():.2f}; {npcs * turns / seconds:.1f} turns a second, no failure"
        )
        print(
            f"memory: {idle / _MB:.0f} MB idle, {(loaded - idle) / _MB:.0f} MB more with the model and a talk, "
            f"peak {(watch.peak_bytes - idle) / _MB:.0f} MB over idle with {npcs} NPCs"
        )


def cancelled_calls_ms(runs: int) -> np.ndarray:
    """Milliseconds from a client's cancel of a turn to the server's being free again: a short call comes through."""
    seen = []
    with local_server() as server, server.channel() as channel:
        stub = dialogue_pb2_grpc.DialogueServiceStub(channel)
        for _ in stub.Converse(turn_request(-1)):
            pass
        stub.GetDialogueInfo(dialogue_pb2.GetDialogueInfoRequest())
        for run in range(runs):
            stream = stub.Converse(turn_request(run))
            next(iter(stream))
            began = time.perf_counter()
            stream.cancel()
            stub.GetDialogueInfo(dialogue_pb2.GetDialogueInfoRequest())
            seen.append((time.perf_counter() - began) * 1000.0)
    return np.array(seen)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--npcs", type=int, default=64)
    parser.add_argument("--turns", type=int, default=4)
    parser.add_argument("--gguf", default="", help="a GGUF file, or smollm2")
    wanted = parser.parse_args()
    parts: dict[str, Callable[[], LanguageModel]] = {"own model": lambda: OwnModel.load(ModelStore(threads=1))}
    if wanted.gguf:
        parts[wanted.gguf] = lambda: GgufModel.load(wanted.gguf)
    for name, load in parts.items():
        model = load()
        list(model.write(prompt(0), "", Sampling(most_tokens=4), lambda: None))
        began = time.perf_counter()
        list(model.write(prompt(-1), "", Sampling(most_tokens=48), lambda: None))
        show(f"cancel, {name}", cancel_ms(model, wanted.runs, 0.8 * (time.perf_counter() - began)))
    show("cancel over gRPC, until another call is answered", cancelled_calls_ms(wanted.runs))
    crowd(wanted.npcs, wanted.turns)


if __name__ == "__main__":
    main()
