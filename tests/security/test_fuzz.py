"""Both ports take whatever is sent to them: nothing ends the server, or is answered with UNKNOWN or INTERNAL."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import gzip
import random
import re
import socket
import statistics
import threading
from collections.abc import Iterator
from typing import Any

import grpc
import psutil
import pytest
from google.protobuf.message import Message

from procgen.v1 import character_pb2, system_pb2
from tests.client import (
    GET_INFO,
    WebAnswer,
    channel,
    character_stub,
    framed,
    hear_speakers,
    log_records,
    parse_frames,
    small_character,
    system_stub,
    web_call,
)
from tests.conftest import RunningServer, running_server
from tests.figures import figure, scaled
from tests.security.hostile_messages import HostileMessages, served_methods
from tests.security.http2 import (
    DATA,
    GOAWAY,
    GREETING,
    HEADERS,
    PING,
    PREFACE,
    RST_STREAM,
    SETTINGS,
    WINDOW_UPDATE,
    frame,
    headers,
)
from tests.server.web_wire import post

MESSAGES = scaled(800, 50_000)
"""To each port."""
WARMING = scaled(300, 5_000)
"""Messages after which the memory is looked at for the first time: by then all models are loaded."""
SPEAKERS = scaled(30, 450)
"""What the network of dialogue keeps of them is bounded, and filled before."""
AT_ONCE = 6
"""On each port."""
TIMEOUTS_MS = [2, 50, 100, 200]
BAD_CODES = {grpc.StatusCode.UNKNOWN, grpc.StatusCode.INTERNAL}


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with running_server("--log-level", "info", warm_up=True) as running:
        yield running


class WebPeer:
    """A gRPC-Web connection that is kept."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: Any = None

    async def call(self, path: str, data: bytes, timeout_ms: int) -> grpc.StatusCode:
        if self._reader is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 22)
        head = (
            f"POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/grpc-web+proto\r\n"
            f"grpc-timeout: {timeout_ms}m\r\ncontent-length: {len(data) + 5}\r\n\r\n"
        )
        self._writer.write(head.encode() + framed(data))
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        assert head.startswith("http/1.1 200"), head
        body = await _body(self._reader, head)
        answer = WebAnswer(200, {})
        parse_frames(body, answer)
        if "connection: close" in head:
            self.close()
        return {code.value[0]: code for code in grpc.StatusCode}[answer.code]

    def close(self) -> None:
        if self._writer is not None:
            self._writer.transport.abort()
        self._reader = self._writer = None


async def _body(reader: asyncio.StreamReader, head: str) -> bytes:
    length = re.search(r"content-length: (\d+)", head)
    if length is not None:
        return await reader.readexactly(int(length[1]))
    body = b""
    while size := int(await reader.readline(), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readline()
    return body


Seen = collections.Counter[grpc.StatusCode]


def about_a_person(server: RunningServer) -> list[Message]:
    """Valid requests that take a person whom the server draws."""
    conditions = small_character().conditions
    with character_stub(server) as stub:
        person = stub.Sample(character_pb2.SampleRequest(seed=3, conditions=conditions)).persons[0].person
    return [
        character_pb2.CharacterRequest(person=person, outputs=[{"kind": "person"}]),
        character_pb2.VaryRequest(person=person, count=2),
        character_pb2.EditRequest(person=person, measures={"mass": 70.0}),
        character_pb2.MeasureRequest(person=person),
        character_pb2.UpdateRequest(before=person, shape=person.shape),
    ]


async def fuzz_native(messages: HostileMessages, server: RunningServer, count: int, seen: Seen, bad: list[str]) -> None:
    options = [("grpc.use_local_subchannel_pool", 1), ("grpc.max_receive_message_length", 64 << 20)]
    left = iter(range(count))

    async with grpc.aio.insecure_channel(f"{server.host}:{server.port}", options=options) as channel:

        async def caller() -> None:
            for index in left:
                path, data = messages.one()
                call = channel.unary_stream(path)(data, timeout=TIMEOUTS_MS[index % len(TIMEOUTS_MS)] / 1000)
                try:
                    async for _ in call:
                        pass
                    code = grpc.StatusCode.OK
                except grpc.aio.AioRpcError as error:
                    code = error.code()
                seen[code] += 1
                if code in BAD_CODES:
                    bad.append(f"{code.name} {path} {data[:2000].hex()} {await call.details()}")

        await asyncio.gather(*(caller() for _ in range(AT_ONCE)))


async def fuzz_web(messages: HostileMessages, server: RunningServer, count: int, seen: Seen, bad: list[str]) -> None:
    left = iter(range(count))

    async def caller() -> None:
        peer = WebPeer(server.web_port)
        for index in left:
            path, data = messages.one()
            code = await peer.call(path, data, TIMEOUTS_MS[index % len(TIMEOUTS_MS)])
            seen[code] += 1
            if code in BAD_CODES:
                bad.append(f"{code.name} {path} {data[:2000].hex()}")
        peer.close()

    await asyncio.gather(*(caller() for _ in range(AT_ONCE)))


@contextlib.contextmanager
def memory_watched(server: RunningServer) -> Iterator[list[int]]:
    """Bytes that the server holds, ten times a second."""
    process = psutil.Process(server.process.pid)
    held: list[int] = []
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.1):
            held.append(process.memory_info().rss)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield held
    finally:
        over.set()
        thread.join()


@pytest.mark.timeout(3600)  # at full size it takes ten minutes and more
def test_hostile_messages(server: RunningServer) -> None:
    seen: Seen = collections.Counter()
    bad: list[str] = []

    more = about_a_person(server)
    to_native, to_web = HostileMessages(1, more), HostileMessages(2, more)

    async def both(count: int) -> None:
        await asyncio.gather(
            fuzz_native(to_native, server, count, seen, bad), fuzz_web(to_web, server, count, seen, bad)
        )

    asyncio.run(both(WARMING))
    with channel(server) as opened:
        hear_speakers(opened, random.Random(1), SPEAKERS)
    with memory_watched(server) as held:
        asyncio.run(both(MESSAGES - WARMING))
    # What is at work at a moment takes tens of MiB: what counts is whether they become more.
    half = len(held) // 2
    grown = statistics.median(held[half:]) - statistics.median(held[:half])
    failures = [record for record in log_records(server) if record["event"] == "call failed"]
    assert not failures, failures[0]["exception"]
    assert not bad, bad[:5]
    assert sum(seen.values()) == 2 * MESSAGES
    assert seen[grpc.StatusCode.INVALID_ARGUMENT] > MESSAGES // 4, seen
    assert seen[grpc.StatusCode.OK] > MESSAGES // 100, seen
    assert web_call(server, GET_INFO, b"").code == 0
    with system_stub(server) as stub:
        stub.GetInfo(system_pb2.GetInfoRequest())
    figure(f"{2 * MESSAGES} fuzzed messages, UNKNOWN and INTERNAL", sum(seen[code] for code in BAD_CODES), "", "0")
    named = f"memory, median of the second half of {2 * (MESSAGES - WARMING)} of them against the first"
    figure(named, grown / 2**20, "MiB more", "<= 20")


def test_every_served_method_is_fuzzed(server: RunningServer) -> None:
    with system_stub(server) as stub:
        assert stub.GetInfo(system_pb2.GetInfoRequest()).domains
    fuzzed = {served.path for served in served_methods()}
    assert len(fuzzed) > 20
    for path in fuzzed:
        assert web_call(server, path, b"\xff").code != grpc.StatusCode.UNIMPLEMENTED.value[0], path


def broken_http(source: random.Random) -> bytes:
    """A request with lines left out, repeated, cut or full of what does not belong there; or bytes alone."""
    if source.random() < 0.1:
        return source.randbytes(source.choice([1, 20, 3000]))
    body = framed(source.randbytes(source.choice([0, 3, 90])))
    lines = post(source.choice([GET_INFO, "/", "*", "//x", "/%00" * 50, "http://a/b"]), body).partition(b"\r\n\r\n")[0]
    pieces = lines.split(b"\r\n")
    for _ in range(source.randint(0, 4)):
        at = source.randrange(len(pieces))
        change = source.randrange(6)
        if change == 0:
            pieces[at] = pieces[at][: source.randrange(len(pieces[at]) + 1)]
        elif change == 1:
            pieces.insert(at, pieces[at])
        elif change == 2:
            pieces[at] += source.choice([b"\0", b"\xff", b"\r", b"\n", b" ", b": :", b"," * 50, b"x" * 9000])
        elif change == 3:
            pieces.append(source.choice(_HEADERS))
        elif change == 4:
            pieces[at] = source.randbytes(12)
        else:
            pieces[0] = source.choice(_FIRST_LINES)
    tail = source.choice([body, body[:-1], body + b"more", b"", b"5\r\n" + body, b"ffffffffffffffff\r\n"])
    return b"\r\n".join(pieces) + source.choice([b"\r\n\r\n", b"\n\n", b"\r\n"]) + tail


_HEADERS = [
    b"transfer-encoding: chunked",
    b"transfer-encoding: chunked, chunked",
    b"content-length: 99999999999999999999",
    b"content-length: 5, 5",
    b"expect: 100-continue",
    b"connection: upgrade\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk",
    b"connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
    b"grpc-timeout: 99999999999S",
    b"grpc-timeout: -1m",
    b"grpc-encoding: gzip",
    b"grpc-encoding: br",
    b"content-type: application/grpc-web-text",
    b"accept: " + b"application/grpc-web-text," * 50,
    b"origin: null",
    b"host: evil.example",
    b"authorization: Bearer \xff\xfe",
    b" folded: line",
    b"traceparent: 00-" + b"f" * 200,
]
_FIRST_LINES = [
    b"GET / HTTP/1.1",
    b"POST /x HTTP/0.9",
    b"POST /x HTTP/1.0",
    b"OPTIONS * HTTP/1.1",
    b"CONNECT a:1 HTTP/1.1",
    b"PRI * HTTP/2.0",
    b"POST " + b"/" * 9000 + b" HTTP/1.1",
    b"POST \xc3\x28 HTTP/1.1",
]


def broken_http2(source: random.Random) -> bytes:
    """Frames in any order, of any type, with flags, streams and contents that do not go together."""
    sent = source.choice([GREETING, GREETING, PREFACE, PREFACE[:9] + b"x"])
    for index in range(source.randint(1, 12)):
        stream = source.choice([0, 1, 1, 1, 2, 3, 2 * index + 1, 2**31 - 1])
        kind = source.choice([DATA, HEADERS, HEADERS, 2, RST_STREAM, SETTINGS, 5, PING, GOAWAY, WINDOW_UPDATE, 9, 99])
        contents = source.choice(
            [
                b"",
                headers(GET_INFO),
                headers(GET_INFO, grpc_encoding="gzip", grpc_timeout="1S"),
                headers("/" + "x" * 100, content_type="text/plain"),
                framed(b""),
                b"\1" + framed(gzip.compress(bytes(5000)))[1:],
                b"\0\xff\xff\xff\xff",
                bytes(8),
                source.randbytes(source.choice([4, 5, 6, 200])),
                b"\x3f\xe1\xff\xff\xff\x0f" * 9,
                bytes([0x40, 0x7F, 0xFF, 0xFF, 0x7F]) + bytes(100),
            ]
        )
        made = frame(kind, source.choice([0, 1, 4, 5, 0xFF]), stream, contents)
        sent += made if source.random() < 0.9 else made[: source.randrange(len(made))]
    return sent


def test_random_bytes_at_the_sockets(server: RunningServer) -> None:
    """What is no request of HTTP/1.1 or HTTP/2, or hardly one: the server answers or closes, and lives on."""
    source = random.Random(5)
    firsts: collections.Counter[str] = collections.Counter()
    logged = len(server.log)
    for index in range(scaled(150, 10_000)):
        web = index % 2 == 0
        port, data = (server.web_port, broken_http(source)) if web else (server.port, broken_http2(source))
        with socket.create_connection((server.host, port), timeout=60) as link, contextlib.suppress(ConnectionError):
            link.sendall(data)
            link.shutdown(socket.SHUT_WR)
            answer = b""
            while piece := link.recv(1 << 16):
                answer += piece
            if web and answer:
                firsts[answer.split()[1].decode()] += 1
    assert firsts["200"] > 0
    assert firsts["400"] > 0
    # Codings and versions that the server does not know are 501 and 505; nothing is a fault of its own.
    assert set(firsts) <= {"100", "200", "400", "403", "405", "408", "413", "415", "431", "501", "505"}, firsts
    assert web_call(server, GET_INFO, b"").code == 0
    with system_stub(server) as stub:
        stub.GetInfo(system_pb2.GetInfoRequest())
    assert not [line for line in server.log[logged:] if "Traceback" in line or "call failed" in line]
