"""SIGTERM while calls run, others wait, and slow clients hang on: what was let in ends whole, and the server soon."""

from __future__ import annotations

import contextlib
import hashlib
import signal
import socket
import threading
import time
from collections.abc import Callable

import grpc

from procgen.kit.wire.received import receive
from procgen.v1 import terrain_pb2
from tests.client import GET_INFO, TERRAIN, detail_of, framed, small_request, terrain_stub, web_call
from tests.conftest import RunningServer, running_server
from tests.figures import figure, scaled
from tests.security.http2 import END_HEADERS, GREETING, HEADERS, frame, headers
from tests.server.web_wire import post

EXHAUSTED = grpc.StatusCode.RESOURCE_EXHAUSTED
SLOW = scaled(40, 400)
CALLS = 2
"""On each port, all at work."""


class Running:
    """A call that has begun; ``files`` is what it sent once it ended well."""

    def __init__(self, call: Callable[[Running], None]) -> None:
        self.begun = threading.Event()
        self.files: dict[str, str] = {}
        self._thread = threading.Thread(target=call, args=(self,))
        self._thread.start()

    def end(self) -> dict[str, str]:
        self._thread.join()
        return self.files


def native(server: RunningServer, request: terrain_pb2.TerrainRequest) -> Running:
    def call(running: Running) -> None:
        with terrain_stub(server) as stub:
            events = []
            for event in stub.Generate(request):
                running.begun.set()
                events.append(event)
            running.files = hashes(events)

    return Running(call)


def web(server: RunningServer, request: terrain_pb2.TerrainRequest) -> Running:
    def call(running: Running) -> None:
        with socket.create_connection((server.host, server.web_port), timeout=120) as link:
            link.sendall(post(TERRAIN, framed(request.SerializeToString()), version="1.0"))
            answer = b""
            while data := link.recv(1 << 16):
                running.begun.set()
                answer += data
        body = answer.partition(b"\r\n\r\n")[2]
        events = []
        while body and not body[0] & 0x80:
            size = int.from_bytes(body[1:5], "big")
            events.append(terrain_pb2.TerrainEvent.FromString(body[5 : 5 + size]))
            body = body[5 + size :]
        assert b"grpc-status: 0\r\n" in body
        running.files = hashes(events)

    return Running(call)


def hashes(events: list[terrain_pb2.TerrainEvent]) -> dict[str, str]:
    """SHA-256 of each file; ``receive`` raises where one is not whole."""
    received = receive(events)
    return {
        artifact.kind: hashlib.sha256(received.file(artifact.kind)).hexdigest()
        for artifact in received.result.artifacts
    }


def test_sigterm_with_calls_at_work_and_slow_clients_attached() -> None:
    requests = [small_request(seed=seed, width_px=224, depth_px=224) for seed in range(CALLS)]
    half = frame(HEADERS, END_HEADERS, 1, headers(GET_INFO))
    flags = ("--grace-s", "60", "--workers", str(2 * CALLS))
    with running_server(*flags) as server, contextlib.ExitStack() as stack:
        running = [begin(server, request) for begin in (native, web) for request in requests]
        for call in running:
            assert call.begun.wait(60)
        for index in range(SLOW):
            port = (server.port, server.web_port)[index % 2]
            link = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            how = index // 2 % 3
            whole = GREETING + half if index % 2 == 0 else post(GET_INFO, framed(b""))[:-1]
            link.sendall(whole[: (0, len(whole) // 2, len(whole))[how]])
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        while not any('"draining"' in line for line in list(server.log)):
            assert time.monotonic() - began < 60.0
            time.sleep(0.01)
        # Who comes now is told to come again.
        with terrain_stub(server) as stub:
            try:
                list(stub.Generate(small_request()))
                raise AssertionError("a call began while the server was ending")
            except grpc.RpcError as error:
                assert error.code() in (EXHAUSTED, grpc.StatusCode.UNAVAILABLE)
                if error.code() is EXHAUSTED:
                    assert detail_of(error).retry_after_ms > 0
        with contextlib.suppress(ConnectionError):  # all is done already
            answer = web_call(server, TERRAIN, small_request())
            assert answer.code == EXHAUSTED.value[0]
            assert answer.detail.retry_after_ms > 0
        ended = [call.end() for call in running]
        assert server.process.wait(60) == 0
        took_s = time.monotonic() - began
    assert all(ended)
    assert ended[:CALLS] == ended[CALLS:]
    figure(f"drain with {2 * CALLS} calls at work and {SLOW} slow clients", took_s, "s", "<= 10")


def test_slow_clients_do_not_hold_up_the_end() -> None:
    with running_server() as server, contextlib.ExitStack() as stack:
        for index in range(SLOW):
            port = (server.port, server.web_port)[index % 2]
            link = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            link.sendall(GREETING if index % 2 == 0 else b"POST / HT")
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(60) == 0
        figure(f"drain with {SLOW} slow clients alone", time.monotonic() - began, "s", "<= 10")
