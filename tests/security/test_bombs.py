"""Requests that unpack to more than anybody may send, or say that they will: refused, and never unpacked in memory."""

from __future__ import annotations

import contextlib
import functools
import gzip
import socket
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import grpc
import psutil
import pytest

from procgen.v1 import blobs_pb2, system_pb2
from tests.client import GET_INFO, PUT_BLOB, WebAnswer, framed, parse_frames, system_stub, web_call
from tests.conftest import RunningServer, running_server
from tests.figures import figure, scaled
from tests.memory import least_peak_mib
from tests.security.http2 import (
    ACK,
    DATA,
    END_HEADERS,
    END_STREAM,
    GREETING,
    HEADERS,
    SETTINGS,
    WINDOW_UPDATE,
    Frames,
    frame,
    headers,
    polite,
)
from tests.server.web_wire import post

INTERNAL = grpc.StatusCode.INTERNAL.value[0]
INVALID = grpc.StatusCode.INVALID_ARGUMENT.value[0]
EXHAUSTED = grpc.StatusCode.RESOURCE_EXHAUSTED.value[0]
MOST_MIB = 10.0


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    """One of its own, for its memory is watched; it made its first calls already, on both ports."""
    with running_server(warm_up=True) as running:
        for _ in range(20):
            web_call(running, GET_INFO, b"", {"grpc-accept-encoding": "gzip"})
            with system_stub(running) as stub:
                stub.GetInfo(system_pb2.GetInfoRequest(), compression=grpc.Compression.Gzip)
        large = blobs_pb2.PutBlobRequest(sha256="0" * 64, total_bytes=1, data=bytes(1_000_000))
        web_call(running, PUT_BLOB, large)
        native(running, framed(large.SerializeToString()))
        process = psutil.Process(running.process.pid)
        while worked_s(process) > 0.05:
            pass  # it still loads its models
        yield running


def worked_s(process: psutil.Process) -> float:
    """Processor time that a process takes within a second."""
    before = process.cpu_times()
    time.sleep(1.0)
    after = process.cpu_times()
    return after.user + after.system - before.user - before.system


@functools.cache
def zipped(size: int, members: int = 1, layers: int = 1) -> bytes:
    """Zeros that were packed, so many times over: a thousandth of their size is left."""
    packing = zlib.compressobj(9, wbits=31)
    piece = bytes(1 << 20)
    data = b"".join([*(packing.compress(piece) for _ in range(size >> 20)), packing.flush()]) * members
    for _ in range(layers - 1):
        data = gzip.compress(data, 9)
    return data


def native(server: RunningServer, message: bytes, encoding: str = "identity", *, more: int = 0) -> int:
    """Status of a call with frames of our own, followed by so many zeros, as far as the server lets them in."""
    head = headers(PUT_BLOB, grpc_encoding=encoding)
    frames = Frames()
    room = {0: 65535, 1: 65535}
    with socket.create_connection((server.host, server.port), timeout=60) as link:
        link.sendall(GREETING + frame(HEADERS, END_HEADERS, 1, head))
        sent, size = 0, len(message) + more
        while True:
            piece = min(16384, size - sent, *room.values())
            if piece > 0 or (sent == size == 0):
                data = message[sent : sent + piece].ljust(piece, b"\0")
                sent += piece
                with contextlib.suppress(ConnectionError):
                    link.sendall(frame(DATA, END_STREAM if sent == size else 0, 1, data))
                room = {stream: left - piece for stream, left in room.items()}
                link.settimeout(0.0)
            else:
                link.settimeout(60.0)
            try:
                came = link.recv(1 << 16)
            except BlockingIOError:
                continue
            finally:
                link.settimeout(60.0)
            assert came, "closed without a status"
            found = frames.feed(came)
            with contextlib.suppress(ConnectionError):
                link.sendall(polite(found))
            for kind, flags, stream, payload in found:
                if kind == WINDOW_UPDATE:
                    room[stream] += int.from_bytes(payload, "big")
                if kind == SETTINGS and not flags & ACK:
                    settings = dict(struct.iter_unpack(">HI", payload))
                    room[1] += settings.get(4, 65535) - 65535
                if kind == HEADERS and flags & END_STREAM:
                    return int(payload.partition(b"grpc-status")[2][1 : 1 + payload.partition(b"grpc-status")[2][0]])


def web(server: RunningServer, message: bytes, encoding: str = "identity", *, more: int = 0) -> int:
    body = message + bytes(more)
    request = post(PUT_BLOB, body, {"grpc-encoding": encoding, "connection": "close"})
    with socket.create_connection((server.host, server.web_port), timeout=60) as link:
        with contextlib.suppress(ConnectionError):
            link.sendall(request)
        answer = b""
        while data := link.recv(1 << 16):
            answer += data
    head, _, rest = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head
    parsed = WebAnswer(200, {})
    parse_frames(rest, parsed)
    return parsed.code


Call = Callable[..., int]
PORTS = pytest.mark.parametrize("call", [native, web])


def flagged(data: bytes) -> bytes:
    return b"\1" + framed(data)[1:]


def assert_little_memory(server: RunningServer, send: Callable[[], None], name: str) -> None:
    """What is unpacked or kept takes tens of MiB, each time."""
    mib = least_peak_mib(psutil.Process(server.process.pid), send, allowed=MOST_MIB)
    figure(f"{name}: memory", mib, "MiB more", f"<= {MOST_MIB:g}")
    assert mib <= MOST_MIB


@PORTS
def test_gzip_bombs(server: RunningServer, call: Call) -> None:
    bombs = [zipped(scaled(50, 900) << 20), zipped(50 << 20, members=4), zipped(scaled(50, 900) << 20, layers=2) * 40]
    assert all(len(bomb) < 1 << 20 for bomb in bombs)

    def send() -> None:
        for bomb in bombs[:1]:
            for _ in range(5):
                assert call(server, flagged(bomb), "gzip") == EXHAUSTED
        # Several in one, and one in another: what is unpacked is too much, or no message. gRPC's core says INTERNAL of
        # what it can't unpack, as gRPC's specification has it.
        for bomb in bombs[1:]:
            assert call(server, flagged(bomb), "gzip") in (EXHAUSTED, INVALID, *((INTERNAL,) if call is native else ()))

    assert_little_memory(server, send, f"gzip bombs, {call.__name__}")


@PORTS
def test_many_gzip_bombs_at_once(server: RunningServer, call: Call) -> None:
    bomb = flagged(zipped(50 << 20))  # of 50 KB: what is on its way may fill its MiB, packed or not
    count = scaled(16, 64)

    def send() -> None:
        with ThreadPoolExecutor(count) as pool:
            codes = list(pool.map(lambda _: call(server, bomb, "gzip"), range(count)))
        assert codes == [EXHAUSTED] * count

    assert_little_memory(server, send, f"{count} gzip bombs at once, {call.__name__}")


def test_deflate_bombs_of_the_native_port(server: RunningServer) -> None:
    def send() -> None:
        assert native(server, flagged(zlib.compress(bytes(50 << 20), 9)), "deflate") == EXHAUSTED

    assert_little_memory(server, send, "a deflate bomb, native")


@PORTS
@pytest.mark.parametrize("size", [(1 << 20) + 1, 8 << 20])
def test_messages_above_a_mib(server: RunningServer, call: Call, size: int) -> None:
    def send() -> None:
        assert call(server, framed(bytes(size))) == EXHAUSTED

    assert_little_memory(server, send, f"a message of {size} bytes, {call.__name__}")


@pytest.mark.parametrize("flag", [0, 1])
def test_a_frame_that_says_it_is_4_gib(server: RunningServer, flag: int) -> None:
    """The native port refuses it for what it says; the gRPC-Web port never lets a body in that is so long."""
    encoding = "gzip" if flag else "identity"
    head = struct.pack(">BI", flag, 2**32 - 1)

    def send() -> None:
        assert native(server, head, encoding, more=20 << 20) == EXHAUSTED
        assert web(server, head, encoding, more=8 << 20) == EXHAUSTED
        # What is short is a frame whose length is wrong.
        assert web(server, head, encoding, more=100) == INVALID

    assert_little_memory(server, send, f"a frame that says it is 4 GiB, {encoding}")
