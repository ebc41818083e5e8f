"""What the dispatcher does with a client who reads slowly, and with more calls than it can take."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from google.protobuf.message import Message

from procgen.errors import Busy
from procgen.kit.wire.call import Call, Emit, Method
from procgen.server.dispatcher import CallFailed, Dispatcher
from procgen.server.scheduler import Scheduler
from procgen.v1 import system_pb2

PATH = "/test/Count"
MANY = 400


def test_work_waits_for_a_client_who_reads_slowly_and_then_goes_on() -> None:
    emitted: list[int] = []

    def count(_request: Message, _call: Call, emit: Emit) -> Iterator[Message]:
        for number in range(MANY):
            emit(system_pb2.GetInfoResponse(uptime_ms=number))
            emitted.append(number)
        return iter([system_pb2.GetInfoResponse(uptime_ms=MANY)])

    async def read() -> list[int]:
        dispatcher = Dispatcher()
        method = Method(PATH, system_pb2.GetInfoRequest, count, streaming=True, heavy=True)
        dispatcher.add([method])
        seen = []
        async for event in dispatcher.events(method, b"", None, "test"):
            assert isinstance(event, system_pb2.GetInfoResponse)
            seen.append(event.uptime_ms)
            if len(seen) == 1:
                await asyncio.sleep(0.5)
                assert len(emitted) < MANY / 4, "it did not wait"
        dispatcher.close()
        return seen

    assert asyncio.run(read()) == list(range(MANY + 1))


def test_work_that_waits_for_a_reader_ends_when_the_reader_goes() -> None:
    emitted: list[int] = []

    def endless(_request: Message, _call: Call, emit: Emit) -> Iterator[Message]:
        while True:
            emit(system_pb2.GetInfoResponse())
            emitted.append(1)

    async def read_one() -> None:
        dispatcher = Dispatcher()
        method = Method(PATH, system_pb2.GetInfoRequest, endless, streaming=True, heavy=True)
        dispatcher.add([method])
        events = dispatcher.events(method, b"", None, "test")
        await anext(events)
        await events.aclose()
        # Its worker ends, or this would wait for ever.
        await asyncio.wait_for(asyncio.to_thread(dispatcher.close), 20)

    asyncio.run(read_one())
    assert emitted


def test_nothing_is_done_for_a_call_before_it_is_refused() -> None:
    gate = threading.Event()
    estimated: list[Message] = []

    def work(_request: Message, _call: Call, _emit: Emit) -> Iterator[Message]:
        gate.wait(20)
        return iter([system_pb2.GetInfoResponse()])

    def memory_bytes(request: Message) -> int:
        estimated.append(request)
        return 0

    async def ask(dispatcher: Dispatcher, method: Method) -> list[Message | bytes]:
        return [event async for event in dispatcher.events(method, b"", None, "test")]

    async def fill() -> None:
        dispatcher = Dispatcher(Scheduler(workers=1, queued=1))
        method = Method(
            PATH, system_pb2.GetInfoRequest, work, streaming=True, heavy=True, lane="a", memory_bytes=memory_bytes
        )
        dispatcher.add([method])
        taken = []
        for at_work, waiting in ((1, 0), (1, 1)):
            taken.append(asyncio.ensure_future(ask(dispatcher, method)))
            while [(each.at_work, each.waiting) for each in dispatcher.scheduler.load()] != [(at_work, waiting)]:
                await asyncio.sleep(0.001)
        with pytest.raises(CallFailed) as refused:
            await ask(dispatcher, method)
        assert isinstance(refused.value.error, Busy)
        gate.set()
        assert [len(events) for events in await asyncio.gather(*taken)] == [1, 1]
        await asyncio.to_thread(dispatcher.close)

    asyncio.run(fill())
    assert len(estimated) == 2
