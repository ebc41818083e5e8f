"""HTTP/1.1 of the gRPC-Web port: connections that are kept, shared, cut off and abused."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator

import pytest
from google.protobuf.message import Message

from procgen.kit.wire.call import Call, Emit, Method
from procgen.server.auth import TokenCheck
from procgen.server.dispatcher import Dispatcher
from procgen.server.web_connection import timeout_s
from procgen.server.web_origin import Visitors
from procgen.server.web_port import WebServer
from procgen.v1 import blobs_pb2, system_pb2
from tests.client import GET_INFO, TERRAIN, WebAnswer, framed, parse_frames, small_request, system_stub, web_call
from tests.conftest import RunningServer
from tests.server.web_wire import answered, post

CANCEL = "/procgen.v1.SystemService/Cancel"


def parsed(body: list[bytes]) -> WebAnswer:
    answer = WebAnswer(200, {})
    parse_frames(b"".join(body), answer)
    return answer


def test_requests_sent_ahead_are_answered_in_their_order(server: RunningServer) -> None:
    terrain = framed(small_request(request_id="ahead").SerializeToString())
    bad = framed(small_request(request_id="ahead-too", width_px=9).SerializeToString())
    requests = [
        post(GET_INFO, framed(b"")),
        post(TERRAIN, terrain),
        post(TERRAIN, bad),
        post("/x/Nope", framed(b"")),
    ] * 3
    answers = [parsed(body) for _, body in answered(server, requests)]
    assert [answer.code for answer in answers] == [0, 0, 3, 12] * 3
    assert [bool(answer.messages) for answer in answers] == [True, True, False, False] * 3


def test_a_request_may_come_in_any_pieces(server: RunningServer) -> None:
    body = framed(small_request(width_px=9).SerializeToString())
    request = post(TERRAIN, body)
    chunked = post(TERRAIN, b"", {"content-length": "", "transfer-encoding": "chunked"})
    chunked += b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"
    assert parsed(answered(server, [chunked])[0][1]).code == 3
    with socket.create_connection((server.host, server.web_port), timeout=60) as link:
        for byte in request:
            link.sendall(bytes([byte]))
        assert link.recv(100).startswith(b"HTTP/1.1 200")


def test_http_1_0_gets_its_answer_and_an_end(server: RunningServer) -> None:
    small = post(GET_INFO, framed(b""), {"host": ""}, version="1.0")
    stream = post(TERRAIN, framed(small_request().SerializeToString()), version="1.0")
    for request in (small, stream):
        [(head, body)] = answered(server, [request, request])
        assert b"chunked" not in head
        assert parsed(body).code == 0


def test_connection_close_is_kept_to(server: RunningServer) -> None:
    request = post(GET_INFO, framed(b""), {"connection": "close"})
    [(_, body)] = answered(server, [request, request])
    assert parsed(body).code == 0


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "TRACE", "PATCH"])
def test_other_methods_get_one_sentence(server: RunningServer, method: str) -> None:
    with socket.create_connection((server.host, server.web_port), timeout=60) as link:
        link.sendall(f"{method} {GET_INFO} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode())
        answer = b""
        while data := link.recv(4096):
            answer += data
    head, _, text = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 405")
    assert text == (b"" if method == "HEAD" else b"gRPC-Web calls are POST requests\n")


def test_a_client_that_waits_to_be_asked_for_its_body_is_asked(server: RunningServer) -> None:
    body = framed(b"")
    with socket.create_connection((server.host, server.web_port), timeout=60) as link:
        link.sendall(post(GET_INFO, body, {"expect": "100-continue"})[: -len(body)])
        assert link.recv(1000).startswith(b"HTTP/1.1 100")
        link.sendall(body)
        assert link.recv(1000).startswith(b"HTTP/1.1 200")
        # Who would be refused is refused before it sends anything.
        link.sendall(post(GET_INFO, body, {"expect": "100-continue", "origin": "null"})[: -len(body)])
        answer = b""
        while data := link.recv(1 << 16):
            answer += data
    assert b"HTTP/1.1 403" in answer


def test_bodies_compressed_as_a_whole_are_refused(server: RunningServer) -> None:
    [(head, body)] = answered(server, [post(GET_INFO, framed(b""), {"content-encoding": "gzip"})])
    assert head.startswith(b"http/1.1 415")
    assert b"grpc-encoding" in body[0]


def test_a_refusal_of_a_large_body_can_be_read(server: RunningServer) -> None:
    request = post(GET_INFO, bytes(8 << 20), {"content-type": "text/plain"})
    [(head, body)] = answered(server, [request])
    assert head.startswith(b"http/1.1 415")
    assert b"text/plain" in body[0]


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"POST / HTTP/1.1\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
        post(GET_INFO, b"", {"content-length": "5, 6"}),
        post(GET_INFO, b"", {"content-length": "-1"}),
        post(GET_INFO, b"", {"transfer-encoding": "gzip, chunked"}),
        post(GET_INFO, b"", {"x": "y" * 300_000}),
        b"POST / HTTP/9.9\r\nhost: localhost\r\n\r\n",
        b"\x00\r\n\r\n",
    ],
    ids=["no host", "two hosts", "two lengths", "negative length", "codings", "long head", "version", "nothing"],
)
def test_what_is_no_http_is_refused(server: RunningServer, request_bytes: bytes) -> None:
    [(head, _)] = answered(server, [request_bytes])
    assert head.split()[1][:1] in (b"4", b"5")
    assert b"connection: close" in head


def test_small_calls_are_no_longer_late_than_their_deadline(server: RunningServer) -> None:
    assert web_call(server, GET_INFO, b"", {"grpc-timeout": "1n"}).code == 4
    assert web_call(server, GET_INFO, b"", {"grpc-timeout": "99999999H"}).code == 0


def test_timeouts() -> None:
    assert timeout_s(None) is None
    assert [timeout_s(f"2{unit}") for unit in "HMSmun"] == [7200.0, 120.0, 2.0, 2e-3, 2e-6, 2e-9]


def test_cancel_reaches_a_stream_of_another_connection(server: RunningServer) -> None:
    large = small_request(request_id="web-cancel", width_px=2048, depth_px=2048)
    answers: list[WebAnswer] = []
    thread = threading.Thread(target=lambda: answers.append(web_call(server, TERRAIN, large)))
    thread.start()
    request = system_pb2.CancelRequest(request_id="web-cancel")
    deadline = time.monotonic() + 60.0
    while not system_pb2.CancelResponse.FromString(web_call(server, CANCEL, request).messages[0]).cancelled:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    thread.join(60)
    assert answers[0].code == 1
    assert answers[0].detail.reason == "CANCELLED"
    assert answers[0].detail.request_id == "web-cancel"


def test_resetting_the_connection_stops_the_work(server: RunningServer) -> None:
    body = framed(small_request(request_id="reset", width_px=2048, depth_px=2048).SerializeToString())
    link = socket.create_connection((server.host, server.web_port), timeout=60)
    link.sendall(post(TERRAIN, body))
    link.recv(10)
    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    link.close()
    deadline = time.monotonic() + 60.0
    while not (ends := [line for line in list(server.log) if '"reset"' in line]):
        assert time.monotonic() < deadline, "the call goes on"
        time.sleep(0.02)
    assert json.loads(ends[0])["code"] == "CANCELLED"
    with system_stub(server) as stub:
        assert not stub.Cancel(system_pb2.CancelRequest(request_id="reset")).cancelled


# What follows is about work that the real services have none of: it is done by methods of the test's own.


class Slow:
    """A heavy unary method that works until it is cancelled, and a stream of as many MiB as anybody reads."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self.stopped = threading.Event()
        self.sent = 0

    def unary(self, _request: Message, call: Call) -> Message:
        self.began.set()
        while not call.cancelled:
            time.sleep(0.005)
        self.stopped.set()
        call.checkpoint()
        raise AssertionError

    def stream(self, _request: Message, _call: Call, _emit: Emit) -> Iterator[Message]:
        for _ in range(1000):
            self.sent += 1
            yield blobs_pb2.PutBlobRequest(data=bytes(1 << 20))

    def methods(self) -> list[Method]:
        request = system_pb2.GetInfoRequest
        return [
            Method("/test/Unary", request, self.unary, heavy=True),
            Method("/test/Stream", request, self.stream, streaming=True, heavy=True),
        ]


@contextlib.asynccontextmanager
async def serving(slow: Slow) -> AsyncIterator[tuple[WebServer, int]]:
    dispatcher = Dispatcher()
    dispatcher.add(slow.methods())
    web = WebServer(dispatcher, Visitors("127.0.0.1", ()), TokenCheck(None))
    try:
        yield web, await web.start("127.0.0.1", 0)
    finally:
        await dispatcher.drain(0.1)
        await web.stop()
        dispatcher.close()


@contextlib.asynccontextmanager
async def connected(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 16)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


def test_hanging_up_stops_a_unary_call() -> None:
    async def main() -> None:
        slow = Slow()
        async with serving(slow) as (_, port), connected(port) as (_, writer):
            writer.write(post("/test/Unary", framed(b"")))
            assert await asyncio.to_thread(slow.began.wait, 20)
            writer.close()
            assert await asyncio.to_thread(slow.stopped.wait, 20)

    asyncio.run(main())


def test_a_client_that_does_not_read_holds_the_work_up_and_not_the_memory() -> None:
    async def main() -> None:
        slow = Slow()
        async with serving(slow) as (_, port), connected(port) as (reader, writer):
            writer.write(post("/test/Stream", framed(b"")))
            await reader.readline()
            seen = -1
            while slow.sent != seen:  # until nothing more goes into buffers
                seen = slow.sent
                await asyncio.sleep(0.3)
            assert seen < 100
            for _ in range(20):
                await reader.readexactly(1 << 20)
            assert slow.sent > seen

    asyncio.run(main())


def test_what_is_sent_ahead_without_end_is_not_kept() -> None:
    async def main() -> None:
        slow = Slow()
        async with serving(slow) as (_, port), connected(port) as (_, writer):
            writer.write(post("/test/Unary", framed(b"")))
            assert await asyncio.to_thread(slow.began.wait, 20)
            rest = random.Random(2).randbytes(1 << 20)

            async def send_ahead() -> None:
                for _ in range(64):
                    writer.write(rest)
                    await asyncio.wait_for(writer.drain(), 1.0)

            with pytest.raises(TimeoutError):  # the server stops reading
                await send_ahead()

    asyncio.run(main())


def test_an_answer_under_way_is_ended_when_the_server_stops() -> None:
    async def main() -> None:
        slow = Slow()
        async with contextlib.AsyncExitStack() as connections:
            async with serving(slow) as (_, port):
                reader, writer = await connections.enter_async_context(connected(port))
                idle, _ = await connections.enter_async_context(connected(port))
                writer.write(post("/test/Unary", framed(b"")))
                assert await asyncio.to_thread(slow.began.wait, 20)
            assert b"grpc-status: 1\r\n" in await reader.read()
            assert await idle.read() == b""

    asyncio.run(main())
