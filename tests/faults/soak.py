"""What a server goes through on a long day: all kinds of calls, good and bad ones, from several clients at once.

``python -m tests.faults.soak --minutes 60`` runs it by hand and prints what it saw; test_soak.py runs it for a while.

What is bounded is filled before anything is measured, or its filling would look like growth for the length of a soak:
the mix sends a blob a few times a minute, and a server keeps 64 MiB of them; it draws a character a few times a minute,
and what is kept of outfits is complete after some dozens; it talks a few times a minute, and the network of dialogue
keeps 24 MiB of beginnings that it has read; every kind of call makes what it makes once; and what pictures of
characters need is made in the first minutes in which nobody asks for characters, which is waited for. Blobs that nobody
asks for are forgotten after ten minutes, which on a slow machine would look like shrinking and hide growth: besides the
mix, others are sent all the time. Then the mix runs; of its time too a first part is left out (``Seen.slope_mib``), in
which every kind of call meets every other.

Memory is measured at rest: no call begins, those under way end, and a last small one has the server give back what it
gives back every ten seconds. In the middle of calls, what they work with comes and goes by a hundred megabytes, and a
slope of that is known to ten megabytes in ten minutes at best. The slope is the median of all pairs' (Theil and Sen),
with its 95 % interval (Sen 1968, doi:10.1080/01621459.1968.10480934): what is kept at rest differs too, with who was
drawn last.
"""

from __future__ import annotations

import argparse
import http.client
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import numpy as np
import psutil

from procgen.runtime.heap import EVERY_S
from procgen.v1 import (
    batch_pb2,
    batch_pb2_grpc,
    character_pb2,
    character_pb2_grpc,
    dialogue_pb2,
    dialogue_pb2_grpc,
    system_pb2,
    system_pb2_grpc,
    terrain_pb2,
    terrain_pb2_grpc,
    texture_pb2_grpc,
)
from tests.client import (
    GET_INFO,
    LINES,
    TERRAIN,
    channel,
    hear_speakers,
    put_blob,
    small_character,
    small_lines,
    small_request,
    small_scene,
    small_texture,
    web_call,
)
from tests.conftest import RunningServer, running_server

REST_EVERY_S = 45.0
_REST_S = EVERY_S + 1.0
"""Longer than from one time that the server gives back to the next."""
_GIVEN_BACK_S = 2.0
_IDLE_S, _IDLE_SHARE = 5.0, 0.02
"""A server that takes less than this share of a processor for so long has made what it makes ahead."""
FILLING_BLOBS = 64
_FILLING_BLOB_BYTES = 2_000_000
_REFILL_S = 6.0
"""From one blob to the next beside the mix: 100 come in the 10 minutes that a server keeps them, three times what it
keeps at most."""
FILLING_CHARACTERS = 64
FILLING_SLIDERS = 24
FILLING_SPEAKERS = 450
FILLING_EACH = 40
"""Of every kind of call that is to end well. All by all clients together."""
EXPECTED = {
    "ok": {"OK"},
    "bad": {"INVALID_ARGUMENT"},
    "cancel": {"CANCELLED", "OK"},
    "deadline": {"DEADLINE_EXCEEDED", "OK"},
}
"""How calls of each kind may end; RESOURCE_EXHAUSTED besides, when all clients come at once."""


@dataclass
class Seen:
    """What came of it."""

    calls: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By kind and status."""
    wrong: list[str] = field(default_factory=list)
    rss: list[tuple[float, float]] = field(default_factory=list)
    """At each rest, seconds since the beginning and MiB."""
    descriptors: int = 0
    threads: int = 0

    def slope_mib(self, after_s: float) -> tuple[float, float, float]:
        """MiB that memory grows in 10 minutes, of all rests after a time: median of pairs, and its 95 % interval.

        Raises:
            ValueError: there were fewer than 3 such rests.
        """
        late = np.array([sample for sample in self.rss if sample[0] >= after_s])
        count = len(late)
        if count < 3:
            raise ValueError(f"{count} rests after {after_s:g} s; a slope needs 3: soak for longer")
        one, other = np.triu_indices(count, 1)
        slopes = np.sort((late[other, 1] - late[one, 1]) / (late[other, 0] - late[one, 0]) * 600.0)
        spread = 1.96 * np.sqrt(count * (count - 1) * (2 * count + 5) / 18)
        low = max(int(np.floor((len(slopes) - spread) / 2)), 0)
        return float(np.median(slopes)), float(slopes[low]), float(slopes[-1 - low])


class Gate:
    """Whom every call goes through: closed, none begins, and those that have begun end."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside = 0
        self._open = True

    @contextmanager
    def passed(self) -> Iterator[None]:
        """For a call's time."""
        with self._changed:
            self._changed.wait_for(lambda: self._open)
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    @contextmanager
    def closed(self) -> Iterator[None]:
        """From when the last call has ended."""
        with self._changed:
            self._open = False
            self._changed.wait_for(lambda: not self._inside)
        try:
            yield
        finally:
            with self._changed:
                self._open = True
                self._changed.notify_all()


class Client:
    """Makes one call after another.

    Args:
        server: whom it calls.
        seed: what it does.
        seen: where it tells.
        gate: which its calls go through.
    """

    def __init__(self, server: RunningServer, seed: int, seen: Seen, gate: Gate) -> None:
        self._server = server
        self._gate = gate
        self._rng = random.Random(seed)
        self._seen = seen
        self._calls: list[tuple[float, str, str, Callable[[grpc.Channel], object]]] = [
            (4, "ok", "terrain", self._terrain),
            (2, "ok", "terrain again", lambda opened: list(self._stub(opened).Generate(small_request(seed=1)))),
            (2, "ok", "texture", self._texture),
            (1, "ok", "character", self._character),
            (3, "ok", "slider", self._slider),
            (3, "ok", "lines", self._lines),
            (1, "ok", "scene", self._scene),
            (3, "ok", "talk", self._talk),
            (4, "ok", "web", self._web),
            (2, "ok", "info", self._info),
            (1, "ok", "models", self._models),
            (1, "ok", "blob", lambda opened: put_blob(opened, self._rng.randbytes(self._rng.randint(1, 2_000_000)))),
            (1, "ok", "batch", self._batch),
            (2, "bad", "bad field", lambda opened: list(self._stub(opened).Generate(small_request(width_px=3)))),
            (2, "cancel", "cancelled", self._cancelled),
            (2, "deadline", "short of time", self._short),
        ]

    def fill(self, clients: int) -> None:
        """This client's share of what fills what a server keeps. Raises what a call raises."""
        with channel(self._server) as opened:
            for _ in range(FILLING_BLOBS // clients):
                put_blob(opened, self._rng.randbytes(_FILLING_BLOB_BYTES))
            for _ in range(FILLING_CHARACTERS // clients):
                self._character(opened)
            for _ in range(FILLING_SLIDERS // clients):
                self._slider(opened)
            hear_speakers(opened, self._rng, FILLING_SPEAKERS // clients)
            for _ in range(FILLING_EACH // clients):
                for _, kind, _, call in self._calls:
                    if kind == "ok":
                        call(opened)

    def keep_full(self, stop: threading.Event) -> None:
        """Send blobs at a pace that does not depend on the machine's."""
        with channel(self._server) as opened:
            while not stop.wait(_REFILL_S):
                try:
                    with self._gate.passed():
                        put_blob(opened, self._rng.randbytes(_FILLING_BLOB_BYTES))
                except Exception as error:
                    self._seen.wrong.append(f"a blob beside the mix: {error!r}")

    def run(self, stop: threading.Event, pause_s: float) -> None:
        weights = [call[0] for call in self._calls]
        with channel(self._server) as opened:
            while not stop.wait(self._rng.expovariate(1.0 / pause_s)):
                _, kind, name, call = self._rng.choices(self._calls, weights)[0]
                code = "OK"
                try:
                    with self._gate.passed():
                        call(opened)
                except grpc.RpcError as error:
                    code = error.code().name
                    if code not in EXPECTED[kind] | {"RESOURCE_EXHAUSTED"}:
                        self._seen.wrong.append(f"{name}: {code} {error.details()}")
                except Exception as error:
                    code = type(error).__name__
                    self._seen.wrong.append(f"{name}: {error!r}")
                self._seen.calls[name, code] += 1

    @staticmethod
    def _stub(opened: grpc.Channel) -> terrain_pb2_grpc.TerrainServiceStub:
        return terrain_pb2_grpc.TerrainServiceStub(opened)

    def _seed(self) -> int:
        return self._rng.getrandbits(63)

    def memory_at_rest(self, process: psutil.Process) -> float:
        """MiB of a server that nobody calls, after it gave back what it gives back. Raises what a call raises."""
        with self._gate.closed(), channel(self._server) as opened:
            time.sleep(_REST_S)
            list(self._stub(opened).Generate(small_request(seed=self._seed())))
            time.sleep(_GIVEN_BACK_S)
            return float(process.memory_info().rss / 2**20)

    def _terrain(self, opened: grpc.Channel) -> None:
        side = self._rng.choice((64, 96, 129, 257))
        list(self._stub(opened).Generate(small_request(seed=self._seed(), width_px=side, depth_px=side)))

    def _texture(self, opened: grpc.Channel) -> None:
        material = self._rng.choice(("brick", "wood", "rock"))
        list(texture_pb2_grpc.TextureServiceStub(opened).Generate(small_texture(seed=self._seed(), material=material)))

    def _character(self, opened: grpc.Channel) -> None:
        list(character_pb2_grpc.CharacterServiceStub(opened).Generate(small_character(seed=self._seed())))

    def _slider(self, opened: grpc.Channel) -> None:
        stub = character_pb2_grpc.CharacterServiceStub(opened)
        person = stub.Sample(character_pb2.SampleRequest(seed=self._rng.randint(0, 3), count=1)).persons[0].person
        request = character_pb2.UpdateRequest(before=person, shape=person.shape)
        for _ in range(5):
            request.shape.sex = self._rng.random()
            stub.Update(request)

    def _lines(self, opened: grpc.Channel) -> None:
        list(dialogue_pb2_grpc.DialogueServiceStub(opened).GenerateLines(small_lines(seed=self._seed())))

    def _scene(self, opened: grpc.Channel) -> None:
        list(dialogue_pb2_grpc.DialogueServiceStub(opened).GenerateScene(small_scene(seed=self._seed())))

    def _talk(self, opened: grpc.Channel) -> None:
        stub = dialogue_pb2_grpc.DialogueServiceStub(opened)
        state = ""
        for text in ("Good day.", "What do you sell?", "Farewell."):
            request = dialogue_pb2.ConverseRequest(seed=self._seed(), state=state, player_text=text)
            request.persona.name = "Bram"
            state = list(stub.Converse(request))[-1].result.state

    def _web(self, _opened: grpc.Channel) -> None:
        link = http.client.HTTPConnection(self._server.host, self._server.web_port, timeout=60)
        with closing(link):
            for path, request in (
                (GET_INFO, system_pb2.GetInfoRequest()),
                (TERRAIN, small_request(seed=self._seed())),
                (LINES, small_lines(seed=self._seed())),
            ):
                answer = web_call(self._server, path, request, connection=link)
                if answer.code not in (0, grpc.StatusCode.RESOURCE_EXHAUSTED.value[0]):
                    raise AssertionError(f"{path} ended with {answer.trailers}")

    @staticmethod
    def _info(opened: grpc.Channel) -> None:
        system_pb2_grpc.SystemServiceStub(opened).GetInfo(system_pb2.GetInfoRequest())

    @staticmethod
    def _models(opened: grpc.Channel) -> None:
        system_pb2_grpc.SystemServiceStub(opened).ListModels(system_pb2.ListModelsRequest())

    def _batch(self, opened: grpc.Channel) -> None:
        stub = batch_pb2_grpc.BatchServiceStub(opened)
        name = f"soak-{self._seed()}"
        jobs = [batch_pb2.BatchJob(terrain=small_request(seed=self._seed())) for _ in range(6)]
        stub.Submit(batch_pb2.SubmitBatchRequest(batch_id=name, jobs=jobs))
        rows = [event.row for event in stub.Watch(batch_pb2.WatchBatchRequest(batch_id=name)) if event.HasField("row")]
        assert len(rows) == len(jobs), f"{len(rows)} rows"
        assert not [row.problem for row in rows if row.problem]
        list(stub.Fetch(batch_pb2.FetchBatchRequest(batch_id=name, key=rows[0].key)))
        stub.Forget(batch_pb2.ForgetBatchRequest(batch_id=name))

    def _large(self) -> terrain_pb2.TerrainRequest:
        return small_request(seed=self._seed(), width_px=513, depth_px=513)

    def _cancelled(self, opened: grpc.Channel) -> None:
        stream: Any = self._stub(opened).Generate(self._large())
        timer = threading.Timer(self._rng.uniform(0.0, 0.3), stream.cancel)
        timer.start()
        try:
            list(stream)
        finally:
            timer.cancel()

    def _short(self, opened: grpc.Channel) -> None:
        list(self._stub(opened).Generate(self._large(), timeout=self._rng.uniform(0.01, 0.3)))


def soak(seconds: float, *, clients: int = 4, pause_s: float = 0.5, fill: bool = True) -> Seen:
    """Have clients call a server for a while.

    Args:
        seconds: how long; filling takes its time besides.
        clients: how many at once.
        pause_s: of each client between calls, in the mean.
        fill: whether what is bounded is filled before, and kept full.
    """
    seen = Seen()
    stop = threading.Event()
    gate = Gate()
    with (
        tempfile.TemporaryDirectory() as folder,
        running_server("--cache", folder, "--cache-mib", "64", warm_up=True) as server,
    ):
        process = psutil.Process(server.process.pid)
        callers = [Client(server, number, seen, gate) for number in range(clients)]
        beside = Client(server, clients, seen, gate)
        if fill:
            with ThreadPoolExecutor(clients) as pool:
                list(pool.map(lambda caller: caller.fill(clients), callers))
            _wait_until_idle(process)
        threads = [threading.Thread(target=caller.run, args=(stop, pause_s)) for caller in callers]
        if fill:
            threads.append(threading.Thread(target=beside.keep_full, args=(stop,)))
        for thread in threads:
            thread.start()
        try:
            began = time.monotonic()
            while (left := seconds - (time.monotonic() - began)) > 0:
                time.sleep(min(REST_EVERY_S, left))
                if left > REST_EVERY_S:
                    seen.rss.append((time.monotonic() - began, beside.memory_at_rest(process)))
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        seen.descriptors, seen.threads = process.num_fds(), process.num_threads()
        kept = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) / 2**20
        if kept > 64 * 1.5:
            seen.wrong.append(f"the cache holds {kept:.0f} MiB")
        seen.wrong += [line for line in server.log if '"level": "error"' in line or "Traceback" in line]
    return seen


def _wait_until_idle(process: psutil.Process) -> None:
    def taken_s() -> float:
        times = process.cpu_times()
        return float(times.user + times.system)

    before = float("-inf")
    while taken_s() - before > _IDLE_S * _IDLE_SHARE:
        before = taken_s()
        time.sleep(_IDLE_S)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--minutes", type=float, default=60.0)
    arguments.add_argument("--clients", type=int, default=4)
    asked = arguments.parse_args()
    seconds = asked.minutes * 60
    seen = soak(seconds, clients=asked.clients)
    for (name, code), count in sorted(seen.calls.items()):
        print(f"{name:16} {code:20} {count}")
    for at_s, mib in seen.rss:
        print(f"{at_s / 60:6.1f} min  {mib:7.1f} MiB at rest")
    slope, low, high = seen.slope_mib(seconds / 4)
    print(
        f"{sum(seen.calls.values())} calls, {len(seen.wrong)} wrong; memory after the first quarter {slope:+.2f} MiB "
        f"in 10 min ({low:+.2f} to {high:+.2f}); {seen.descriptors} descriptors, {seen.threads} threads"
    )
    for line in seen.wrong[:20]:
        print(line)


if __name__ == "__main__":
    main()
