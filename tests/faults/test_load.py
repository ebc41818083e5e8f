"""A server with more to do than it can: deadlines, storms of cancels, overload, batches beside people."""

from __future__ import annotations

import asyncio
import http.client
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from typing import Any

import grpc
import numpy as np
import psutil
import pytest
from google.protobuf.message import Message

from procgen.character.wire.service import CharacterService
from procgen.errors import DeadlinePassed
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.call import Call
from procgen.kit.wire.received import receive
from procgen.runtime.store import ModelStore
from procgen.served import all_services
from procgen.server.dispatcher import CallFailed, Dispatcher
from procgen.server.scheduler import QUEUED_CALLS, Scheduler
from procgen.texture.wire.outputs import output_number as texture_output
from procgen.v1 import character_pb2, dialogue_pb2, system_pb2, system_pb2_grpc, terrain_pb2, texture_pb2
from tests.client import (
    LINES,
    TERRAIN,
    TEXTURE,
    channel,
    detail_of,
    framed,
    small_lines,
    small_request,
    small_texture,
    web_call,
)
from tests.conftest import RunningServer, running_server
from tests.figures import figure, scaled
from tests.server.domains import DOMAINS, Domain

_PATIENCE_S = 60.0
_QUIET_SHARE = 0.1
"""Of one processor, below which a server counts as idle."""
_LOOK_S = 0.2


@asynccontextmanager
async def dispatching() -> AsyncIterator[Dispatcher]:
    """All services behind a dispatcher of this process: when its workers are free can be seen."""
    made = all_services(ModelStore(), BlobStore())
    await asyncio.to_thread(made.service(CharacterService).warm_up_people)
    dispatcher = Dispatcher(Scheduler())
    for service in made.services():
        dispatcher.add(service.methods())
    try:
        yield dispatcher
    finally:
        await dispatcher.drain(0.0)
        await asyncio.to_thread(dispatcher.close)


async def to_end(dispatcher: Dispatcher, path: str, request: Message, timeout_s: float | None = None) -> None:
    async for _ in dispatcher.events(dispatcher.method(path), request.SerializeToString(), timeout_s, transport="test"):
        pass


async def workers_free(dispatcher: Dispatcher) -> None:
    until = time.monotonic() + _PATIENCE_S
    while any(each.at_work or each.waiting for each in dispatcher.scheduler.load()):
        assert time.monotonic() < until, "a worker still works"
        await asyncio.sleep(0.002)


def test_work_ends_soon_after_its_deadline() -> None:
    """Not only the client's waiting: the worker has to be free again."""
    deadlines = scaled((0.05, 0.35), (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0))
    over: dict[str, float] = {}
    passed: set[str] = set()
    """Services of which at least one call was too long for its deadline: the largest layout takes half a second."""

    async def measure() -> None:
        async with dispatching() as dispatcher:
            for domain in DOMAINS:
                await to_end(dispatcher, domain.path, domain.small())  # what is read once is read by then
                for timeout_s in deadlines:
                    began = time.monotonic()
                    try:
                        await to_end(dispatcher, domain.path, domain.large(""), timeout_s)
                    except CallFailed as failed:
                        assert isinstance(failed.error, DeadlinePassed)
                        passed.add(domain.name)
                    await workers_free(dispatcher)
                    late = time.monotonic() - began - timeout_s
                    over[domain.name] = max(over.get(domain.name, 0.0), late)
                await to_end(dispatcher, domain.path, domain.small())

    asyncio.run(measure())
    assert passed == {domain.name for domain in DOMAINS}
    for name, seconds in over.items():
        figure(f"deadline overshoot of the work, most, {name}", round(seconds * 1000, 1), "ms", "<= 300")


def test_a_call_whose_deadline_passed_in_the_queue_never_runs(server: RunningServer) -> None:
    with channel(server) as opened:
        generate = DOMAINS[0].called(opened)
        ahead = [generate(DOMAINS[0].large(f"ahead-{number}")) for number in range(2)]
        for stream in ahead:
            next(iter(stream))
        late = [generate(small_request(seed=number), timeout=0.2) for number in range(20)]
        for stream in late:
            with pytest.raises(grpc.RpcError) as caught:
                assert not list(stream), "it began"
            assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        for stream in ahead:
            stream.cancel()
        receive(generate(small_request()))


# --- cancels ----------------------------------------------------------------------------------------------------------


def quiet_after_s(process: psutil.Process) -> float:
    """Seconds until a process uses next to no processor."""
    began = time.monotonic()
    while True:
        looked, used = time.monotonic(), sum(process.cpu_times()[:2])
        time.sleep(_LOOK_S)
        now = time.monotonic()
        if sum(process.cpu_times()[:2]) - used < _QUIET_SHARE * (now - looked):
            return looked - began
        assert now - began < _PATIENCE_S, "it goes on working"


STORM_DOMAINS = tuple(domain for domain in DOMAINS if domain.name in ("terrain", "texture", "dialogue"))


def storm(server: RunningServer, opened: grpc.Channel, first: int, count: int) -> Iterator[str]:
    """Begin calls over both ports and stop them in three ways, each after a while of its own; their ids."""
    system = system_pb2_grpc.SystemServiceStub(opened)
    for number in range(first, first + count):
        name = f"storm-{number}"
        domain = STORM_DOMAINS[number % len(STORM_DOMAINS)]
        request = domain.large(name)
        pause = 0.001 * (number * 7 % 23)
        if number % 2:
            link = http.client.HTTPConnection(server.host, server.web_port, timeout=_PATIENCE_S)
            body = framed(request.SerializeToString())
            link.request("POST", domain.path, body, {"content-type": "application/grpc-web+proto"})
            time.sleep(pause)
            link.close()
        else:
            stream = domain.called(opened)(request)
            time.sleep(pause)
            if number % 4:
                system.Cancel(system_pb2.CancelRequest(request_id=name))
            stream.cancel()
        yield name


def test_a_storm_of_cancels_leaves_nothing_behind() -> None:
    count, threads = scaled(200, 1000), 4
    with running_server(warm_up=True) as server, channel(server) as opened:
        process = psutil.Process(server.process.pid)
        for domain in STORM_DOMAINS:
            receive(domain.called(opened)(domain.small()))
        names: list[str] = []
        failures: list[BaseException] = []

        def rage(first: int, many: int) -> None:
            try:
                names.extend(storm(server, opened, first, many))
            except BaseException as error:
                failures.append(error)

        rage(10_000, 20)  # what memory work takes at all is taken now
        quiet_after_s(process)
        before = process.memory_info().rss
        raging = [threading.Thread(target=rage, args=(n * count, count // threads)) for n in range(threads)]
        began = time.monotonic()
        for thread in raging:
            thread.start()
        for thread in raging:
            thread.join()
        assert not failures
        figure("storm of cancels", count, f"in {time.monotonic() - began:.1f} s")
        figure("processor idle after the storm", round(quiet_after_s(process), 2), "s", "<= 1")
        system = system_pb2_grpc.SystemServiceStub(opened)
        left = [name for name in names if system.Cancel(system_pb2.CancelRequest(request_id=name)).cancelled]
        assert not left
        grown = (process.memory_info().rss - before) / (1 << 20)
        figure("memory more after the storm", round(grown, 1), "MiB")
        for domain in STORM_DOMAINS:
            receive(domain.called(opened)(domain.small()))
        assert not [line for line in server.log if "Traceback" in line or '"INTERNAL"' in line]


# --- overload ---------------------------------------------------------------------------------------------------------


def cheap(number: int) -> terrain_pb2.TerrainRequest:
    """A call of some milliseconds; no two are alike."""
    return small_request(seed=number, model="noise-fbm", outputs=[1])


def usual(number: int) -> terrain_pb2.TerrainRequest:
    """A call of some 50 milliseconds, as calls of designers are at least."""
    return small_request(seed=number, width_px=129, depth_px=129)


async def one(stub: Any, request: terrain_pb2.TerrainRequest, outcomes: list[tuple[str, float]]) -> None:
    """Make a call and note its code and how long it took."""
    began = time.perf_counter()
    code = "OK"
    try:
        events = [event async for event in stub(request)]
        assert events[-1].WhichOneof("event") == "result"
    except grpc.aio.AioRpcError as error:
        code = error.code().name
        if error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED:
            assert detail_of(error).retry_after_ms > 0
        else:
            code += f": {error.details()}"
    outcomes.append((code, time.perf_counter() - began))


async def overload(
    server: RunningServer, seconds: float, asked: Callable[[int], terrain_pb2.TerrainRequest] = cheap
) -> tuple[float, float, list[tuple[str, float]]]:
    """Measure the capacity with as many clients as keep all workers busy, then let twice as many calls arrive.

    Returns:
        Calls a second at the peak and under overload; code and seconds of each call under overload.
    """
    async with grpc.aio.insecure_channel(f"{server.host}:{server.port}") as opened:
        stub = opened.unary_stream(
            TERRAIN,
            request_serializer=terrain_pb2.TerrainRequest.SerializeToString,
            response_deserializer=terrain_pb2.TerrainEvent.FromString,
        )
        closed: list[tuple[str, float]] = []
        began = time.perf_counter()
        number = 0

        async def client() -> None:
            nonlocal number
            while time.perf_counter() - began < max(seconds / 3.0, 1.5):
                number += 1
                await one(stub, asked(number), closed)

        await asyncio.gather(*(client() for _ in range(8)))
        assert {code for code, _ in closed} == {"OK"}
        peak = len(closed) / (time.perf_counter() - began)

        outcomes: list[tuple[str, float]] = []
        calls: list[asyncio.Task[None]] = []
        began = time.perf_counter()
        while (now := time.perf_counter() - began) < seconds:
            # What the loop was late for arrives at once: arrivals don't wait for the server. More than a queue holds
            # is there at the beginning, so that the queue is full however the peak was measured.
            while len(calls) < QUEUED_CALLS + 16 + 2.0 * peak * now:
                calls.append(asyncio.create_task(one(stub, asked(1_000_000 + len(calls)), outcomes)))
            await asyncio.sleep(0.002)
        await asyncio.gather(*calls)
        good = sum(code == "OK" for code, _ in outcomes) / (time.perf_counter() - began)
        return peak, good, outcomes


@pytest.mark.parametrize("asked", [cheap, usual], ids=["calls of some milliseconds", "usual calls"])
def test_twice_as_much_as_can_be_done_is_half_done_and_half_refused(
    asked: Callable[[int], terrain_pb2.TerrainRequest], request: pytest.FixtureRequest
) -> None:
    name = request.node.callspec.id
    with running_server("--threads", "1") as server:
        web_call(server, TERRAIN, asked(0))
        peak, good, outcomes = asyncio.run(overload(server, scaled(3.0, 60.0), asked))
        codes = Counter(code for code, _ in outcomes)
        assert set(codes) == {"OK", "RESOURCE_EXHAUSTED"}
        took = np.array([seconds for code, seconds in outcomes if code == "OK"])
        bound_s = (QUEUED_CALLS + 3) / peak
        figure(f"overload by {name}: calls a second at the peak", round(peak, 1), "")
        figure(f"overload by {name}: goodput over the peak", round(good / peak, 3), "", ">= 0.9")
        figure(
            f"overload by {name}: p99 of calls that were done", round(float(np.percentile(took, 99)) * 1000, 1), "ms"
        )
        figure(f"overload by {name}: what a full queue takes to work off", round(bound_s * 1000, 1), "ms")
        figure(f"overload by {name}: refused", round(codes["RESOURCE_EXHAUSTED"] / len(outcomes), 3), "")
        # It recovers by itself.
        assert web_call(server, TERRAIN, asked(1)).code == 0


def test_quick_calls_do_not_wait_behind_large_ones() -> None:
    with running_server(warm_up=True) as server, channel(server) as opened:
        asked: dict[str, Callable[[], Any]] = {
            "Update": _updating(opened),
            "GetCharacterInfo": _unary(opened, "CharacterService/GetCharacterInfo", character_pb2, "GetCharacterInfo"),
            "CheckScene": _checking(opened),
            "ListModels": lambda: system_pb2_grpc.SystemServiceStub(opened).ListModels(system_pb2.ListModelsRequest()),
        }
        for ask in asked.values():
            ask()  # what is read once is read by then
        large = [DOMAINS[0].called(opened)(DOMAINS[0].large(f"large-{number}")) for number in range(60)]
        next(iter(large[0]))
        took: dict[str, list[float]] = {name: [] for name in asked}
        for _ in range(5):
            for name, ask in asked.items():
                began = time.perf_counter()
                ask()
                took[name].append((time.perf_counter() - began) * 1000)
        waiting = sum(not stream.done() for stream in large)
        for stream in large:
            stream.cancel()
        assert waiting >= 20, "the quick calls waited for large ones"
        for name, times in took.items():
            figure(f"{name} beside 60 large maps, median", round(median(times), 1), "ms")


def _unary(opened: grpc.Channel, path: str, module: Any, name: str) -> Callable[[], Any]:
    call = opened.unary_unary(
        f"/procgen.v1.{path}",
        request_serializer=lambda m: m.SerializeToString(),
        response_deserializer=getattr(module, f"{name}Response").FromString,
    )
    request = getattr(module, f"{name}Request")()
    return lambda: call(request)


def _updating(opened: grpc.Channel) -> Callable[[], Any]:
    """A slider that is dragged."""
    from tests.client import small_character

    calls = opened.unary_unary(
        "/procgen.v1.CharacterService/Sample",
        request_serializer=character_pb2.SampleRequest.SerializeToString,
        response_deserializer=character_pb2.SampleResponse.FromString,
    )
    update = opened.unary_unary(
        "/procgen.v1.CharacterService/Update",
        request_serializer=character_pb2.UpdateRequest.SerializeToString,
        response_deserializer=character_pb2.UpdateResponse.FromString,
    )
    sampled = calls(character_pb2.SampleRequest(seed=1, count=1, conditions=small_character().conditions))
    person = sampled.persons[0].person
    state = {"age": person.shape.age_years}

    def drag() -> Any:
        request = character_pb2.UpdateRequest(before=person, shape=person.shape)
        state["age"] += 0.25
        request.shape.age_years = state["age"]
        return update(request)

    return drag


def _checking(opened: grpc.Channel) -> Callable[[], Any]:
    check = opened.unary_unary(
        "/procgen.v1.DialogueService/CheckScene",
        request_serializer=dialogue_pb2.CheckSceneRequest.SerializeToString,
        response_deserializer=dialogue_pb2.CheckSceneResponse.FromString,
    )
    request = dialogue_pb2.CheckSceneRequest(format="ink", source="=== start\nWell met.\n* [Farewell] -> END\n")
    return lambda: check(request)


# --- batches ----------------------------------------------------------------------------------------------------------


def test_interactive_calls_do_not_wait_for_a_batch() -> None:
    """Whoever waits for a batch waits for one task of it at most."""
    calls, tasks = scaled(12, 100), scaled(60, 600)
    began: list[float] = []
    ended: list[float] = []

    async def measure() -> tuple[list[float], list[float]]:
        async with dispatching() as dispatcher:
            handler: Any = dispatcher.method(TERRAIN).handler

            def make(seed: int) -> None:
                began.append(time.monotonic())
                list(handler(small_request(seed=seed, width_px=192, depth_px=192), Call("batch"), lambda _: None))
                ended.append(time.monotonic())

            async def interactive(seed: int) -> float:
                asked = time.monotonic()
                seen: list[float] = []
                method = dispatcher.method(LINES)
                async for _ in dispatcher.events(method, small_lines(seed=seed).SerializeToString(), None, "test"):
                    seen.append(time.monotonic())
                # The first event is sent as soon as a worker takes the call up. One task may have been taken up right
                # before the call was there.
                assert sum(asked < moment < seen[0] for moment in began) <= 1
                return seen[-1] - asked

            alone = [await interactive(seed) for seed in range(calls)]
            futures = []

            async def feed() -> None:
                for seed in range(tasks):
                    while sum(not future.done() for future in futures) >= 8:
                        await asyncio.sleep(0.01)
                    futures.append(dispatcher.scheduler.submit_batch(lambda seed=seed: make(seed)))

            feeding = asyncio.create_task(feed())
            while not began:
                await asyncio.sleep(0.005)
            beside = []
            for seed in range(calls):
                beside.append(await interactive(seed))
                await asyncio.sleep(0.05)
            feeding.cancel()
            for future in futures:
                future.cancel()
            await workers_free(dispatcher)
            return alone, beside

    alone, beside = asyncio.run(measure())
    assert len(began) == len(ended) > 0
    figure("lines alone, median", round(median(alone) * 1000, 1), "ms")
    figure("lines beside a batch of terrain, median", round(median(beside) * 1000, 1), "ms")
    figure("lines beside a batch of terrain, longest", round(max(beside) * 1000, 1), "ms")
    figure("a task of that batch, median", round(median(np.subtract(ended, began)) * 1000, 1), "ms")


# --- memory -----------------------------------------------------------------------------------------------------------


def large_texture(number: int) -> texture_pb2.TextureRequest:
    output = texture_pb2.TextureRequest(width_px=1024, height_px=1024, model="noise", material="brick", seed=number)
    output.outputs.append(texture_output("roughness_r8"))
    return output


def test_what_needs_more_memory_than_work_may_take_is_refused_with_what_to_ask_for() -> None:
    with running_server("--work-mib", "200") as server:
        answer = web_call(server, TEXTURE, small_texture(width_px=4096, height_px=4096))
        assert answer.code == grpc.StatusCode.RESOURCE_EXHAUSTED.value[0]
        assert answer.detail.reason == "TOO_MUCH_MEMORY"
        assert answer.detail.retry_after_ms == 0
        assert "width_px" in answer.detail.remedy
        assert "--work-mib" in answer.detail.remedy
        # What is wrong with a request is said, not how much memory it would take.
        wrong = web_call(server, TEXTURE, small_texture(width_px=1 << 30, height_px=4096))
        assert wrong.detail.reason == "INVALID_FIELDS"
        assert web_call(server, TEXTURE, small_texture()).code == 0


def test_calls_that_fit_one_by_one_wait_for_memory_and_are_all_done() -> None:
    flags = ("--work-mib", "300", "--workers", "4", "--threads", "1")
    with running_server(*flags) as server, channel(server) as opened:
        generate = DOMAINS[1].called(opened)
        streams = [generate(large_texture(number)) for number in range(scaled(4, 12))]
        for stream in streams:
            assert receive(stream).result.width_px == 1024


@pytest.mark.parametrize("domain", DOMAINS, ids=[domain.name for domain in DOMAINS])
def test_every_heavy_method_names_its_lane(server: RunningServer, domain: Domain) -> None:
    folder = Path(f"/proc/{server.process.pid}")
    assert folder.exists()
    made = all_services(ModelStore(), BlobStore())
    heavy = [method for service in made.services() for method in service.methods() if method.heavy]
    assert all(method.lane for method in heavy)
    lanes = (
        "terrain",
        "texture",
        "character",
        "creature",
        "dialogue",
        "layout",
        "table",
        "speech",
        "sound",
        "ambience",
        "music",
    )
    lanes = (*lanes, "world")
    assert made.method(domain.path).lane in lanes
    # Whatever a client sends: an estimate is a number, and nothing is raised.
    for method in heavy:
        if method.memory_bytes is not None:
            assert method.memory_bytes(method.request_type()) >= 0
