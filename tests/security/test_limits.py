"""What bounds slow clients must not hurt others: those that are silent for long, read for long, or come in numbers."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import itertools
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import grpc
import psutil
import pytest
from google.protobuf.message import Message

from procgen.kit.wire.call import Call, Emit, Method
from procgen.server.limits import Limits, Waits
from procgen.v1 import blobs_pb2, system_pb2
from tests.client import GET_INFO, WebAnswer, framed, parse_frames, web_call
from tests.conftest import running_server
from tests.figures import scaled
from tests.security.serving import Ports, ports
from tests.server.web_wire import post

QUICK, SLOWLY, ENDLESS = "/test/Quick", "/test/Slowly", "/test/Endless"
PIECES = scaled(20, 200)


class Work:
    """A method that answers at once, one that takes its time, and one that sends without end."""

    def __init__(self) -> None:
        self.ended = threading.Event()
        self.sent = 0

    def quick(self, request: Message, _call: Call) -> Message:
        assert isinstance(request, blobs_pb2.PutBlobRequest)
        return blobs_pb2.PutBlobRequest(total_bytes=len(request.data))

    def slowly(self, _request: Message, call: Call, emit: Emit) -> Iterator[Message]:
        for index in range(PIECES):
            emit(blobs_pb2.PutBlobRequest(total_bytes=index))
            time.sleep(0.1)
            call.checkpoint()
        return iter(())

    def endless(self, _request: Message, call: Call, emit: Emit) -> Iterator[Message]:
        try:
            while True:
                emit(blobs_pb2.PutBlobRequest(data=bytes(1 << 20)))
                self.sent += 1
                call.checkpoint()
        finally:
            self.ended.set()

    def methods(self) -> list[Method]:
        request = blobs_pb2.PutBlobRequest
        return [
            Method(QUICK, request, self.quick),
            Method(SLOWLY, request, self.slowly, streaming=True, heavy=True),
            Method(ENDLESS, request, self.endless, streaming=True, heavy=True),
        ]


SHORT = Limits(head_s=0.5, body_s=0.5, idle_s=30.0, stalled_s=1.0, first_call_s=1.0, age_s=0.2, ping_s=5.0)


@contextlib.asynccontextmanager
async def native(served: Ports) -> AsyncIterator[grpc.aio.Channel]:
    # A pool of its own, or channels to the same port share a connection.
    options = [("grpc.use_local_subchannel_pool", 1)]
    async with grpc.aio.insecure_channel(f"127.0.0.1:{served.native}", options=options) as channel:
        yield channel


async def web_answer(reader: asyncio.StreamReader) -> WebAnswer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = int(head.partition("content-length: ")[2].partition("\r")[0])
    answer = WebAnswer(int(head.split()[1]), {})
    parse_frames(await reader.readexactly(length), answer)
    return answer


def test_no_call_is_lost_while_connections_are_renewed() -> None:
    async def main() -> None:
        async with ports(Work().methods(), SHORT) as served, native(served) as channel:
            quick = channel.unary_unary(QUICK)

            async def calls(pause_s: float) -> int:
                made = 0
                while asyncio.get_running_loop().time() < end:
                    await quick(b"", timeout=60)
                    made += 1
                    await asyncio.sleep(pause_s)
                return made

            end = asyncio.get_running_loop().time() + scaled(2.0, 30.0)
            made = await asyncio.gather(*(calls(pause) for pause in (0.0, 0.0, 0.003, 0.05, 0.19, 0.2, 0.21, 0.7)))
            assert sum(made) > 100

    asyncio.run(main())


def test_a_long_stream_outlives_its_connections_age() -> None:
    async def main() -> None:
        async with ports(Work().methods(), SHORT) as served, native(served) as channel:
            numbers = [
                blobs_pb2.PutBlobRequest.FromString(event).total_bytes
                async for event in channel.unary_stream(SLOWLY)(b"")
            ]
            assert numbers == list(range(PIECES))
            # It stood for ten times the age, and what follows finds a new connection.
            await channel.unary_unary(QUICK)(b"", timeout=60)

    asyncio.run(main())


def test_who_called_once_keeps_the_native_connection_and_who_never_did_gets_another() -> None:
    async def main() -> None:
        limits = replace(SHORT, age_s=600.0)
        async with ports(Work().methods(), limits) as served, native(served) as caller, native(served) as silent:
            await caller.unary_unary(QUICK)(b"", timeout=60)
            await silent.channel_ready()
            await asyncio.sleep(3 * limits.first_call_s)
            assert caller.get_state() is grpc.ChannelConnectivity.READY
            assert silent.get_state() is not grpc.ChannelConnectivity.READY
            for channel in (caller, silent):
                await channel.unary_unary(QUICK)(b"", timeout=60)

    asyncio.run(main())


def test_a_client_that_calls_all_the_time_notices_nothing() -> None:
    """For longer than every limit but the age, of which one connection is used; also calls that end at a deadline."""

    async def main() -> None:
        limits = replace(SHORT, age_s=600.0, idle_s=1.0, ping_s=1.0)
        async with ports(Work().methods(), limits) as served, native(served) as channel:
            end = asyncio.get_running_loop().time() + scaled(4.0, 60.0)
            codes: collections.Counter[grpc.StatusCode] = collections.Counter()

            async def calls(path: str, timeout_s: float) -> None:
                while asyncio.get_running_loop().time() < end:
                    call = channel.unary_stream(path)(b"", timeout=timeout_s)
                    with contextlib.suppress(grpc.aio.AioRpcError):
                        [event async for event in call]
                    codes[await call.code()] += 1
                    await asyncio.sleep(0.01)

            ended = (calls(SLOWLY, timeout_s) for timeout_s in (0.01, 0.05, 0.3))
            await asyncio.gather(*(calls(QUICK, 20.0) for _ in range(4)), *ended)
            assert set(codes) == {grpc.StatusCode.OK, grpc.StatusCode.DEADLINE_EXCEEDED}
            assert channel.get_state() is grpc.ChannelConnectivity.READY

    asyncio.run(main())


def test_silent_clients_keep_their_web_connection() -> None:
    async def main() -> None:
        async with ports(Work().methods(), SHORT) as served:
            reader, writer = await asyncio.open_connection("127.0.0.1", served.web)
            for _ in range(2):
                writer.write(post(QUICK, framed(b"")))
                assert (await web_answer(reader)).code == 0
                await asyncio.sleep(3 * SHORT.head_s)
            # Once something comes it must come in one go.
            writer.write(post(QUICK, framed(b""))[:30])
            assert await asyncio.wait_for(reader.read(), 20) == b""
            writer.close()

    asyncio.run(main())


@pytest.mark.parametrize("port", ["native", "web"])
def test_who_does_not_read_loses_the_call(port: str) -> None:
    async def main() -> None:
        work = Work()
        async with ports(work.methods(), SHORT) as served:
            if port == "web":
                _, writer = await asyncio.open_connection("127.0.0.1", served.web, limit=1 << 10)
                writer.write(post(ENDLESS, framed(b"")))
                assert await asyncio.to_thread(work.ended.wait, 20)
                writer.transport.abort()
            else:
                async with native(served) as channel:
                    call = channel.unary_stream(ENDLESS)(b"")
                    assert await asyncio.to_thread(work.ended.wait, 20)
                    with pytest.raises(grpc.aio.AioRpcError):
                        [event async for event in call]
                    assert await call.code() is grpc.StatusCode.DEADLINE_EXCEEDED

    asyncio.run(main())


def test_who_has_waited_longest_makes_way_on_the_web_port() -> None:
    async def main() -> None:
        limits = Limits(connections=20)
        async with ports(Work().methods(), limits) as served:
            idle = [await asyncio.open_connection("127.0.0.1", served.web) for _ in range(3 * limits.connections)]
            reader, writer = await asyncio.open_connection("127.0.0.1", served.web)
            writer.write(post(QUICK, framed(b"")))
            assert (await web_answer(reader)).code == 0
            reads = [asyncio.create_task(each.read()) for each, _ in idle]
            async with asyncio.timeout(120):
                while sum(each.done() for each in reads) < 2 * limits.connections:
                    await asyncio.sleep(0.05)
            await asyncio.sleep(0.5)  # no others are closed
            closed = [each.done() and each.result() == b"" for each in reads]
            assert closed == sorted(closed, reverse=True), "the oldest go first"
            assert 2 * limits.connections <= sum(closed) <= 2 * limits.connections + 1
            for _, each in [*idle, (reader, writer)]:
                each.transport.abort()
            await asyncio.gather(*reads, return_exceptions=True)

    asyncio.run(main())


def test_the_native_port_takes_so_many_connections_and_serves_them() -> None:
    async def main() -> None:
        limits = Limits(connections=20)
        async with ports(Work().methods(), limits) as served, native(served) as channel:
            await channel.unary_unary(QUICK)(b"", timeout=60)
            idle = [await asyncio.open_connection("127.0.0.1", served.native) for _ in range(3 * limits.connections)]
            greetings = [asyncio.create_task(reader.readexactly(9)) for reader, _ in idle]

            def taken() -> int:
                return sum(each.done() and each.exception() is None for each in greetings)

            async with asyncio.timeout(120):
                while taken() < limits.connections - 1:
                    await asyncio.sleep(0.05)
            await asyncio.sleep(0.5)  # no others are taken
            assert taken() == limits.connections - 1
            await channel.unary_unary(QUICK)(b"", timeout=60)
            for each in greetings:
                each.cancel()
            await asyncio.gather(*greetings, return_exceptions=True)
            for _, writer in idle:
                writer.transport.abort()
            async with native(served) as another:
                await another.unary_unary(QUICK)(b"", timeout=60, wait_for_ready=True)

    asyncio.run(main())


def test_large_requests_that_come_slowly_make_way_for_others() -> None:
    async def main() -> None:
        limits = Limits(body_s=30.0, requests=8, patience_s=0.2)
        large = blobs_pb2.PutBlobRequest(data=bytes(1_000_000)).SerializeToString()
        async with ports(Work().methods(), limits) as served:
            slow = []
            for _ in range(3 * limits.requests):
                reader, writer = await asyncio.open_connection("127.0.0.1", served.web)
                writer.write(post(QUICK, framed(large))[:-1])
                slow.append((reader, writer))
            await asyncio.sleep(2 * limits.patience_s)
            reader, writer = await asyncio.open_connection("127.0.0.1", served.web)
            writer.write(post(QUICK, framed(large)))
            answer = await web_answer(reader)
            assert blobs_pb2.PutBlobRequest.FromString(answer.messages[0]).total_bytes == 1_000_000
            refusals = [await asyncio.wait_for(each.readline(), 20) for each, _ in slow[: 2 * limits.requests]]
            assert all(b" 408 " in refusal for refusal in refusals)
            for _, each in [*slow, (reader, writer)]:
                each.transport.abort()

    asyncio.run(main())


def test_waits_end_in_time_and_the_oldest_for_others() -> None:
    async def main() -> None:
        waits = Waits(3)

        async def wait(seconds: float) -> str:
            try:
                async with waits.within(seconds):
                    await asyncio.sleep(3600)
            except TimeoutError:
                return "over"
            raise AssertionError

        assert await wait(0.01) == "over"
        tasks = [asyncio.create_task(wait(3600)) for _ in range(5)]
        done, left = await asyncio.wait(tasks, timeout=0.2)
        assert done == set(tasks[:2])
        assert len(waits) == 3
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        assert len(waits) == 0

    asyncio.run(main())


def test_quick_waits_do_not_push_one_another_out() -> None:
    async def main() -> None:
        waits = Waits(50, few=2, patience_s=5.0)

        async def wait() -> None:
            async with waits.within(10.0):
                await asyncio.sleep(0.1)

        await asyncio.gather(*(wait() for _ in range(50)))

    asyncio.run(main())


@pytest.mark.parametrize(("soft", "hard", "expected"), [(100, 100, 16), (256, 1000, 436), (64, 64, 16)])
def test_connections_leave_room_for_files(soft: int, hard: int, expected: int) -> None:
    code = "from procgen.server.limits import Limits; print(Limits().within_open_files().connections)"
    command = f"ulimit -Sn {soft}; ulimit -Hn {hard}; exec {sys.executable} -c '{code}'"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == str(expected), done.stderr


def test_running_out_of_files_is_survived() -> None:
    with running_server() as server:
        process = psutil.Process(server.process.pid)
        held = process.num_fds() + 20
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (held, held))
        with contextlib.ExitStack() as stack:
            for port in itertools.islice(itertools.cycle((server.port, server.web_port)), 120):
                stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            deadline = time.monotonic() + 60.0
            while process.num_fds() < held:
                assert time.monotonic() < deadline
                time.sleep(0.01)
            time.sleep(1.5)  # so that whatever the server does now and then is done without a file to open
        assert web_call(server, GET_INFO, b"").code == 0
        with grpc.insecure_channel(f"127.0.0.1:{server.port}") as channel:
            channel.unary_unary(GET_INFO, response_deserializer=system_pb2.GetInfoResponse.FromString)(
                b"", timeout=60, wait_for_ready=True
            )
