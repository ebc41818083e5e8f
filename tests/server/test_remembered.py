"""What stands between ports and work when results are kept, with work that waits for the tests."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.message import Message
from structlog.testing import capture_logs

from procgen.errors import Busy, Failed, InvalidFields, NoRoom, Violation
from procgen.jobs.content import ContentStore
from procgen.jobs.job import Product
from procgen.kit.wire.call import Call, Emit, Method
from procgen.kit.wire.keys import Keys
from procgen.server import flights, kept_events, remembered
from procgen.server.dispatcher import CallFailed, Dispatcher
from procgen.server.metrics import Metrics
from procgen.server.remembered import Remembered, Store
from procgen.server.scheduler import Scheduler
from procgen.v1 import common_pb2, terrain_pb2
from tests.client import TERRAIN
from tests.figures import figure, scaled

PIECES = [b"first" * 100, b"", b"last"]
KEYS = Keys(lambda: "1.0+code")
LONG_S = 120.0


class Counted(Metrics):
    """Notes what it is told."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    def cache(self, what: str) -> None:
        self.seen[what] += 1


@dataclass
class Kitchen:
    """A method that makes the same of the same seed, and how often it was asked to."""

    made: list[int] = field(default_factory=list)
    """Seeds, in order."""
    began: threading.Event = field(default_factory=threading.Event)
    gate: threading.Event = field(default_factory=threading.Event)
    """Work does not end before it is set."""
    problem: Exception | None = None
    pieces: list[bytes] = field(default_factory=lambda: PIECES)
    models: dict[str, str] = field(default_factory=lambda: {"model": "a"})

    def __post_init__(self) -> None:
        self.gate.set()

    def generate(self, request: Message, call: Call, emit: Emit) -> Iterator[Message]:
        assert isinstance(request, terrain_pb2.TerrainRequest)
        emit(terrain_pb2.TerrainEvent(progress=common_pb2.Progress(stage="work", fraction=0.5)))
        self.made.append(request.seed)
        self.began.set()
        while not self.gate.wait(0.01):
            call.checkpoint()
        if self.problem is not None:
            raise self.problem
        chunks = [
            terrain_pb2.TerrainEvent(chunk=common_pb2.Chunk(artifact_index=index, data=data))
            for index, data in enumerate(self.pieces)
        ]
        result = terrain_pb2.TerrainResult(request_id=call.request_id, width_px=request.seed, elapsed_ms=12345.0)
        return iter([*chunks, terrain_pb2.TerrainEvent(result=result)])

    @property
    def method(self) -> Method:
        return Method(
            TERRAIN,
            terrain_pb2.TerrainRequest,
            self.generate,
            streaming=True,
            heavy=True,
            models=lambda _: dict(self.models),
        )


@dataclass
class Place:
    """A dispatcher whose only method is a kitchen's."""

    kitchen: Kitchen
    dispatcher: Dispatcher
    kept: Remembered
    counts: Counter[str]

    def ask(self, timeout_s: float | None = None, **fields: Any) -> AsyncGenerator[Message | bytes]:
        request = terrain_pb2.TerrainRequest(**{"seed": 1, **fields})
        return self.dispatcher.events(self.kitchen.method, request.SerializeToString(), timeout_s, "test")

    @property
    def followers(self) -> int:
        """Calls that wait for others' results."""
        return sum(flight.followers for flight in self.kept._flights.values())

    async def answer(self, timeout_s: float | None = None, **fields: Any) -> list[terrain_pb2.TerrainEvent]:
        return [parsed(event) async for event in self.ask(timeout_s, **fields)]


def parsed(event: Message | bytes) -> terrain_pb2.TerrainEvent:
    if isinstance(event, bytes):
        return terrain_pb2.TerrainEvent.FromString(event)
    assert isinstance(event, terrain_pb2.TerrainEvent)
    return event


def data_of(events: list[terrain_pb2.TerrainEvent]) -> list[bytes]:
    assert events[-1].HasField("result")
    return [event.chunk.data for event in events if event.HasField("chunk")]


@contextlib.asynccontextmanager
async def place(
    store: Store, kitchen: Kitchen | None = None, scheduler: Scheduler | None = None, keys: Keys = KEYS
) -> AsyncIterator[Place]:
    dispatcher = Dispatcher(scheduler)
    counted = Counted()
    kept = dispatcher.remembered = Remembered(store, keys, counted)
    kitchen = kitchen or Kitchen()
    dispatcher.add([kitchen.method])
    try:
        yield Place(kitchen, dispatcher, kept, counted.seen)
    finally:
        kitchen.gate.set()
        await dispatcher.drain(LONG_S)
        await asyncio.to_thread(dispatcher.close)


def memory() -> ContentStore:
    return ContentStore("memory://", limit_bytes=1 << 30)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(LONG_S):
        while not condition():
            await asyncio.sleep(0.005)


def key_of(place: Place, **fields: Any) -> str:
    key = KEYS.key(place.kitchen.method, terrain_pb2.TerrainRequest(**{"seed": 1, **fields}))
    assert key is not None
    return key


# --- hits ---


async def test_the_same_again_is_answered_without_work() -> None:
    async with place(memory()) as here:
        first = await here.answer(request_id="one")
        second = await here.answer(request_id="two")
        third = await here.answer()
        other = await here.answer(seed=2)
        assert here.kitchen.made == [1, 2]
        assert data_of(first) == data_of(second) == data_of(third) == PIECES
        assert [event.WhichOneof("event") for event in second] == ["chunk"] * len(PIECES) + ["result"]
        results = [events[-1].result for events in (first, second, third, other)]
        assert [result.request_id for result in results[:2]] == ["one", "two"]
        assert results[2].request_id not in ("", "one", "two")
        assert results[0].elapsed_ms == 12345.0
        assert results[1].elapsed_ms < 12345.0
        assert results[1].width_px == 1
        assert results[3].width_px == 2
        assert (here.counts["hit"], here.counts["miss"]) == (2, 2)


async def test_the_log_says_what_was_kept() -> None:
    with capture_logs() as logs:
        async with place(memory()) as here:
            for _ in range(2):
                await here.answer()
    assert [line["kept"] for line in logs if line["event"] == "call"] == [False, True]


async def test_another_server_finds_it_in_the_same_store() -> None:
    store = memory()
    async with place(store) as here:
        first = await here.answer()
    async with place(store) as here:
        assert data_of(await here.answer()) == data_of(first)
        assert here.kitchen.made == []


async def test_kept_bytes_are_sent_as_they_are() -> None:
    async with place(memory()) as here:
        await here.answer()
        await until(lambda: here.counts["put"])
        events = [event async for event in here.ask()]
        assert all(isinstance(event, bytes) for event in events)
        data = here.kept._store.get(key_of(here))
        assert data is not None
        assert tuple(events[:-1]) == Product.from_bytes(data).events[:-1]


async def test_a_kept_result_does_not_wait_behind_work_nor_count_as_such() -> None:
    async with place(memory(), scheduler=Scheduler(1, queued=1)) as here:
        kept = await here.answer()
        here.kitchen.gate.clear()
        busy = [asyncio.ensure_future(here.answer(seed=seed)) for seed in (2, 3)]
        await until(lambda: len(here.kitchen.made) == 2)
        await until(lambda: sum(lane.waiting for lane in here.dispatcher.scheduler.load()) == 1)
        with pytest.raises(CallFailed) as refused:
            await here.answer(seed=4)
        assert isinstance(refused.value.error, Busy), "there is no room for one more"
        for _ in range(10):
            assert data_of(await here.answer()) == data_of(kept)
        here.kitchen.gate.set()
        assert [len(events) for events in await asyncio.gather(*busy)] == [len(PIECES) + 2] * 2


async def test_a_result_is_there_while_it_is_still_being_kept() -> None:
    gate = threading.Event()

    class Slow(Held):
        def put(self, key: str, data: bytes) -> None:
            gate.wait(LONG_S)
            super().put(key, data)

    store = Slow()
    async with place(store) as here:
        first = await here.answer()
        assert not store.objects
        assert data_of(await here.answer()) == data_of(first)
        assert here.kitchen.made == [1]
        threading.Timer(0.3, gate.set).start()
    assert len(store.objects) == 1, "the server waits for it at its end"


async def test_a_deadline_and_a_cancel_hold_for_kept_results_as_well() -> None:
    async with place(memory()) as here:
        await here.answer()
        with pytest.raises(CallFailed, match="deadline"):
            await here.answer(0.0)
        events = here.ask(request_id="mine")
        await anext(events)
        assert here.dispatcher.cancel("mine")
        with pytest.raises(CallFailed, match="cancelled"):
            await anext(events)


async def test_an_id_that_is_not_allowed_is_refused_whatever_is_kept() -> None:
    class Strict(Kitchen):
        def generate(self, request: Message, call: Call, emit: Emit) -> Iterator[Message]:
            if " " in request.request_id:  # type: ignore[attr-defined]
                raise InvalidFields([Violation.of("request_id", "", "another")])
            return super().generate(request, call, emit)

    async with place(memory(), Strict()) as here:
        await here.answer()
        with pytest.raises(CallFailed) as refused:
            await here.answer(request_id="not allowed")
        assert isinstance(refused.value.error, InvalidFields)


async def test_an_id_that_is_in_use_is_refused_whatever_is_kept() -> None:
    async with place(memory()) as here:
        await here.answer()
        events = here.ask(request_id="mine")
        await anext(events)
        with pytest.raises(CallFailed, match="request_id"):
            await here.answer(request_id="mine")
        await events.aclose()


# --- what is not kept ---


class Held:
    """A store in a dictionary."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self.objects.get(key)

    def lacks(self, keys: Sequence[str]) -> list[bool]:
        return [False for _ in keys]

    def put(self, key: str, data: bytes) -> None:
        self.objects.setdefault(key, data)


async def test_calls_that_fail_are_stopped_or_come_too_late_leave_nothing() -> None:
    store = Held()
    async with place(store) as here:
        here.kitchen.problem = Failed("no", "Wait.")
        with pytest.raises(CallFailed, match="no"):
            await here.answer(seed=1)
        here.kitchen.problem = None
        here.kitchen.gate.clear()
        with pytest.raises(CallFailed, match="deadline"):
            await here.answer(0.1, seed=2)
        stopped = asyncio.ensure_future(here.answer(seed=3, request_id="mine"))
        await until(lambda: 3 in here.kitchen.made)
        assert here.dispatcher.cancel("mine")
        with pytest.raises(CallFailed, match="cancelled"):
            await stopped
        left = here.ask(seed=4)
        await anext(left)
        await left.aclose()
        here.kitchen.gate.set()
        between = here.ask(seed=5)
        while not parsed(await anext(between)).HasField("chunk"):
            pass
        await between.aclose()
        assert not here.kept._unkept
        assert not here.kept._flights
    assert not store.objects


async def test_a_client_who_leaves_with_the_result_has_had_it_all() -> None:
    store = Held()
    async with place(store) as here:
        events = here.ask()
        while not parsed(await anext(events)).HasField("result"):
            pass
        await events.aclose()
    assert len(store.objects) == 1


async def test_what_is_too_large_is_sent_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_events, "RESULT_BYTES", 100)
    store = Held()
    async with place(store) as here:
        for _ in range(2):
            assert data_of(await here.answer()) == PIECES
        assert here.kitchen.made == [1, 1]
    assert not store.objects


async def test_nobody_waits_for_what_turns_out_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_events, "RESULT_BYTES", 100)
    monkeypatch.setattr(flights, "STALLED_S", 1000.0)
    async with place(memory()) as here:
        slow = here.ask()
        while not parsed(await anext(slow)).HasField("chunk"):
            pass
        assert data_of(await asyncio.wait_for(here.answer(), LONG_S)) == PIECES
        assert here.kitchen.made == [1, 1]
        await slow.aclose()


async def test_what_comes_faster_than_it_can_be_kept_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "UNKEPT_BYTES", 1000)
    gate = threading.Event()

    class Slow(Held):
        def put(self, key: str, data: bytes) -> None:
            gate.wait(LONG_S)
            super().put(key, data)

    store = Slow()
    async with place(store) as here:
        for seed in range(5):
            assert data_of(await here.answer(seed=seed)) == PIECES
        gate.set()
    assert len(store.objects) == 1
    assert here.counts["put_failed"] == 4


async def test_models_exchanged_during_a_call_give_no_kept_result() -> None:
    store = Held()
    async with place(store) as here:
        here.kitchen.gate.clear()
        asked = asyncio.ensure_future(here.answer())
        await until(lambda: here.kitchen.made)
        here.kitchen.models["model"] = "b"
        here.kitchen.gate.set()
        await asked
        await until(lambda: not here.kept._unkept)
        assert not store.objects
        await here.answer()
        await here.answer()
        assert here.kitchen.made == [1, 1]
    assert len(store.objects) == 1


@pytest.mark.parametrize(
    ("ready", "reads", "model", "on_loop"),
    [(True, False, "", True), (False, False, "", False), (True, True, "", False), (True, False, "a" * 20_000, False)],
)
async def test_keys_that_may_take_long_are_worked_out_in_threads(
    ready: bool, reads: bool, model: str, on_loop: bool
) -> None:
    keys = Keys(lambda: "1.0+code")
    if ready:
        keys.warm_up()
    asked_in: list[threading.Thread] = []

    def models(_request: Message) -> dict[str, str]:
        asked_in.append(threading.current_thread())
        return {}

    async with place(Held(), keys=keys) as here:
        method = replace(here.kitchen.method, models=models, models_read=reads)
        request = terrain_pb2.TerrainRequest(seed=1, model=model).SerializeToString()
        events = [parsed(event) async for event in here.dispatcher.events(method, request, None, "test")]
        assert data_of(events) == PIECES
        assert (asked_in[0] is threading.current_thread()) == on_loop


async def test_methods_without_models_are_made_each_time() -> None:
    async with place(memory()) as here:
        method = replace(here.kitchen.method, models=None)
        unknown = replace(here.kitchen.method, models=lambda _: None)
        for each in (method, unknown):
            for _ in range(2):
                events = [parsed(event) async for event in here.dispatcher.events(each, b"", None, "test")]
                assert data_of(events) == PIECES
        assert len(here.kitchen.made) == 4
        assert not here.counts


# --- trouble with the store ---


async def test_a_damaged_result_is_made_anew_and_mended() -> None:
    store = Held()
    async with place(store) as here:
        store.objects[key_of(here)] = b"\xff\xff\xff\xffno product"
        assert data_of(await here.answer()) == PIECES
        assert here.counts["get_failed"] == 1
    for garbage in (Product((b"\x0a",)), Product((b"",))):
        async with place(store) as here:
            store.objects[key_of(here)] = garbage.to_bytes()
            assert data_of(await here.answer()) == PIECES, "no result ends it"


class Broken(Held):
    """A store that is out of order."""

    def get(self, key: str) -> bytes | None:
        raise Failed("the bucket does not answer", "See that it runs.")

    def put(self, key: str, data: bytes) -> None:
        raise NoRoom("the disk is full", 1000)


async def test_calls_do_without_a_store_that_is_out_of_order_and_it_is_said_once() -> None:
    with capture_logs() as logs:
        async with place(Broken()) as here:
            for number in range(1, 4):
                assert data_of(await here.answer()) == PIECES
                # Until then the next call may share this one's result.
                await until(lambda number=number: here.counts["put_failed"] == number)
        assert here.kitchen.made == [1] * 3
        assert here.counts["get_failed"] == here.counts["put_failed"] == 3
    said = [line for line in logs if line["event"] == "cache"]
    assert {line["what"]: line["problem"] for line in said} == {
        "get_failed": "the bucket does not answer",
        "put_failed": "the disk is full",
    }
    assert len(said) == 2, "each once a minute"
    assert all(line["remedy"] for line in said)


async def test_a_store_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "LOOK_S", 0.1)
    gate = threading.Event()

    class Hanging(Held):
        def get(self, key: str) -> bytes | None:
            gate.wait(LONG_S)
            return None

    async with place(Hanging()) as here:
        assert data_of(await here.answer()) == PIECES
        assert here.counts["get_failed"] == 1
        with pytest.raises(CallFailed, match="deadline"):
            await here.answer(0.05, seed=2)
        gate.set()


async def test_results_that_clients_do_not_read_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "UNREAD_BYTES", 1000)
    async with place(memory()) as here:
        for seed in (1, 2, 3):
            await here.answer(seed=seed)
        await until(lambda: here.counts["put"] == 3)
        unread = [here.ask(seed=seed) for seed in (1, 2)]
        for events in unread:
            await anext(events)
        await here.answer(seed=3)
        assert here.kitchen.made == [1, 2, 3, 3], "it was made, as any call is"
        for events in unread:
            await events.aclose()
        await here.answer(seed=3)
        assert here.kitchen.made == [1, 2, 3, 3]


class Watched(Held):
    """A store that counts how often it is read."""

    def __init__(self) -> None:
        super().__init__()
        self.reads = 0

    def get(self, key: str) -> bytes | None:
        self.reads += 1
        return super().get(key)


@pytest.mark.parametrize(
    ("name", "value", "reads"), [("RECENT_S", 60.0, 1), ("RECENT_S", 0.0, 5), ("RECENT_BYTES", 100, 5)]
)
async def test_what_was_read_a_moment_ago_is_not_read_again(
    monkeypatch: pytest.MonkeyPatch, name: str, value: float, reads: int
) -> None:
    monkeypatch.setattr(kept_events, name, value)
    store = Watched()
    async with place(store) as here:
        await here.answer()
        await until(lambda: here.counts["put"])
        store.reads = 0
        for _ in range(5):
            assert data_of(await here.answer()) == PIECES
        assert store.reads == reads
        assert here.kitchen.made == [1]


async def test_memory_for_what_was_read_is_bounded_and_the_oldest_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_events, "RECENT_BYTES", 3 * 600)
    store = Watched()
    async with place(store) as here:
        for seed in range(4):
            await here.answer(seed=seed)
        await until(lambda: here.counts["put"] == 4)
        for seed in (0, 1, 2, 3):
            await here.answer(seed=seed)
        assert here.kept._recent._bytes <= 3 * 600
        store.reads = 0
        for seed in (1, 2, 3):
            await here.answer(seed=seed)
        assert store.reads == 0
        await here.answer(seed=0)
        assert store.reads == 1


PRUNE_FOR_EVER = """
import sys
from procgen.jobs.content import ContentStore
store = ContentStore(sys.argv[1], limit_bytes=1 << 30)
print("ready", flush=True)
while True:
    store.prune()
"""


async def test_another_process_may_prune_meanwhile(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(kept_events, "RECENT_BYTES", 0)
    store = ContentStore(tmp_path, limit_bytes=1 << 30)
    pruning = subprocess.Popen([sys.executable, "-c", PRUNE_FOR_EVER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    try:
        assert pruning.stdout is not None
        await asyncio.to_thread(pruning.stdout.readline)
        runs = scaled(40, 5000)
        async with place(store) as here:
            for number in range(runs):
                assert data_of(await here.answer(seed=number % 4)) == PIECES
            assert here.counts["get_failed"] == 0
            figure("results made anew while another process prunes all the time", len(here.kitchen.made), f"of {runs}")
            await until(lambda: here.counts["put"] + here.counts["put_failed"])
        assert pruning.poll() is None
    finally:
        pruning.kill()
        pruning.communicate()
        store.close()


# --- equal calls at the same time ---


async def test_equal_calls_at_the_same_time_are_made_once() -> None:
    async with place(memory()) as here:
        here.kitchen.gate.clear()
        asked = [asyncio.ensure_future(here.answer(request_id=f"r{number}")) for number in range(10)]
        await until(lambda: here.kitchen.made and here.followers == 9)
        here.kitchen.gate.set()
        answers = await asyncio.gather(*asked)
        assert here.kitchen.made == [1]
        assert all(data_of(events) == PIECES for events in answers)
        assert [events[-1].result.request_id for events in answers] == [f"r{number}" for number in range(10)]
        assert (here.counts["miss"], here.counts["shared"]) == (1, 9)


@pytest.mark.parametrize("how", ["cancel", "leave", "deadline"])
async def test_who_waits_for_a_call_that_is_stopped_goes_on(how: str) -> None:
    async with place(memory()) as here:
        here.kitchen.gate.clear()
        first = asyncio.ensure_future(here.answer(1.0 if how == "deadline" else None, request_id="first"))
        await until(lambda: here.kitchen.made)
        others = [asyncio.ensure_future(here.answer()) for _ in range(5)]
        await until(lambda: here.followers == 5 or first.done())
        if how == "cancel":
            assert here.dispatcher.cancel("first")
        elif how == "leave":
            first.cancel()
        with pytest.raises((CallFailed, asyncio.CancelledError)):
            await first
        await until(lambda: len(here.kitchen.made) == 2)
        here.kitchen.gate.set()
        assert [data_of(events) for events in await asyncio.gather(*others)] == [PIECES] * 5
        assert here.kitchen.made == [1, 1], "one of the others made it for all of them"


async def test_who_waits_can_be_stopped_alone() -> None:
    async with place(memory()) as here:
        here.kitchen.gate.clear()
        first = asyncio.ensure_future(here.answer())
        await until(lambda: here.kitchen.made)
        stopped, late = asyncio.ensure_future(here.answer(request_id="mine")), asyncio.ensure_future(here.answer(0.5))
        await until(lambda: here.followers == 2 or late.done())
        assert here.dispatcher.cancel("mine")
        for each in (stopped, late):
            with pytest.raises(CallFailed, match=r"cancelled|deadline"):
                await each
        here.kitchen.gate.set()
        assert data_of(await first) == PIECES
        assert here.kitchen.made == [1]


async def test_who_waits_for_a_call_that_fails_fails_for_itself() -> None:
    async with place(Held()) as here:
        here.kitchen.gate.clear()
        here.kitchen.problem = Failed("no", "Wait.")
        asked = [asyncio.ensure_future(here.answer()) for _ in range(3)]
        await until(lambda: here.kitchen.made and here.followers == 2)
        here.kitchen.gate.set()
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert [str(error) for error in found] == ["no"] * 3
        assert len(here.kitchen.made) == 3


async def test_nobody_waits_for_a_client_who_does_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flights, "STALLED_S", 0.1)
    async with place(memory()) as here:
        slow = here.ask()
        await anext(slow)
        assert data_of(await here.answer()) == PIECES
        assert here.kitchen.made == [1, 1]
        await slow.aclose()


async def test_few_wait_and_the_others_are_queued(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "FOLLOWERS", 2)
    async with place(memory(), scheduler=Scheduler(1, queued=1)) as here:
        here.kitchen.gate.clear()
        asked = [asyncio.ensure_future(here.answer())]
        await until(lambda: here.kitchen.made)
        asked += [asyncio.ensure_future(here.answer()) for _ in range(5)]
        await until(lambda: here.followers == 2 and sum(each.done() for each in asked) == 2)
        here.kitchen.gate.set()
        found = await asyncio.gather(*asked, return_exceptions=True)
        refused = [each for each in found if isinstance(each, CallFailed)]
        assert len(refused) == 2, "two follow, one works, one is queued"
        assert all(isinstance(each.error, Busy) for each in refused)


async def test_keys_and_bytes_are_those_of_batches() -> None:
    """What an interactive call kept is what a job would: the same bytes, whoever asked and however long it took."""
    one, two = Held(), Held()
    async with place(one) as here:
        await here.answer(request_id="one")
    async with place(two) as here:
        await here.answer(request_id="two")
    assert one.objects == two.objects
    product = Product.from_bytes(next(iter(one.objects.values())))
    result = terrain_pb2.TerrainEvent.FromString(product.events[-1]).result
    assert (result.request_id, result.elapsed_ms, result.width_px) == ("", 0.0, 1)


def test_the_time_of_a_hit_is_its_own() -> None:
    async def ask() -> float:
        async with place(memory()) as here:
            await here.answer()
            began = time.perf_counter()
            events = await here.answer()
            return events[-1].result.elapsed_ms / 1000.0 - (time.perf_counter() - began)

    assert asyncio.run(ask()) <= 0.0
