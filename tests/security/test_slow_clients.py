"""Clients that connect and say nothing, send a byte a second or never read: none holds anything for long, and others
are answered meanwhile.
"""

from __future__ import annotations

import contextlib
import resource
import selectors
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import grpc
import pytest

from procgen.v1 import system_pb2, system_pb2_grpc
from tests.client import GET_INFO, framed, web_call
from tests.conftest import RunningServer
from tests.figures import figure, scaled
from tests.security.http2 import DATA, END_HEADERS, GREETING, HEADERS, PREFACE, Frames, frame, headers, polite
from tests.server.web_wire import post

SOCKETS = scaled(120, 1000)
"""Of each port."""
GIVEN_UP_S = 120.0

_CALL = frame(HEADERS, END_HEADERS, 1, headers(GET_INFO))
_HTTP = post(GET_INFO, framed(bytes(40)))
_HEAD_ENDS = _HTTP.index(b"\r\n\r\n") + 4


@dataclass
class Slow:
    """A client: what it sends at once, then a piece a second, and whether it answers what HTTP/2 wants answered."""

    name: str
    at_once: bytes = b""
    then: list[bytes] = field(default_factory=list)
    polite: bool = False


def _bytes_of(data: bytes) -> list[bytes]:
    return [data[index : index + 1] for index in range(len(data))]


NATIVE = [
    Slow("silent"),
    Slow("a part of the preface", PREFACE[:10]),
    Slow("the preface in bytes", b"", _bytes_of(GREETING)),
    Slow("settings, then nothing", GREETING),
    Slow("settings taken, then nothing", GREETING + frame(4, 1)),
    Slow("half a head", GREETING + frame(4, 1) + _CALL[:40]),
    Slow("a head in bytes", GREETING + frame(4, 1), _bytes_of(_CALL)),
    Slow("a head, then nothing", GREETING + _CALL, polite=True),
    Slow("a body in bytes", GREETING + _CALL, [frame(DATA, 0, 1, byte) for byte in _bytes_of(framed(bytes(50)))], True),
]
WEB = [
    Slow("silent"),
    Slow("half a head", _HTTP[: _HEAD_ENDS // 2]),
    Slow("a head in bytes", b"", _bytes_of(_HTTP)),
    Slow("a head, then nothing", _HTTP[:_HEAD_ENDS]),
    Slow("a body in bytes", _HTTP[:_HEAD_ENDS], _bytes_of(_HTTP[_HEAD_ENDS:])),
]


@dataclass
class Link:
    """An open socket of a slow client."""

    slow: Slow
    port: int
    socket: socket.socket
    since: float
    sent: int = 0
    frames: Frames = field(default_factory=Frames)

    def say(self) -> None:
        if self.sent < len(self.slow.then):
            self.socket.sendall(self.slow.then[self.sent])
            self.sent += 1

    def hear(self) -> bool:
        """Take what came; whether the connection is still open."""
        data = self.socket.recv(1 << 16)
        if data and self.slow.polite:
            self.socket.sendall(polite(self.frames.feed(data)))
        return bool(data)


def closed_after_s(clients: list[tuple[int, Slow]]) -> dict[tuple[int, str], float]:
    """Be many slow clients at once, each of a port, until all are closed; the longest that took of each kind there.

    Raises:
        AssertionError: some are never closed.
    """
    took: dict[tuple[int, str], float] = {}
    with contextlib.ExitStack() as stack:
        selector = stack.enter_context(selectors.DefaultSelector())

        def ended(link: Link) -> None:
            selector.unregister(link.socket)
            link.socket.close()
            kind = link.port, link.slow.name
            took[kind] = max(took.get(kind, 0.0), time.monotonic() - link.since)

        for port, slow in clients:
            opened = socket.create_connection(("127.0.0.1", port))
            stack.callback(opened.close)
            link = Link(slow, port, opened, time.monotonic())
            opened.sendall(slow.at_once)
            selector.register(opened, selectors.EVENT_READ, link)
        begin = talk = time.monotonic()
        while selector.get_map():
            assert time.monotonic() - begin < GIVEN_UP_S, {key.data.slow.name for key in selector.get_map().values()}
            for key, _ in selector.select(0.05):
                try:
                    if not key.data.hear():
                        ended(key.data)
                except OSError:
                    ended(key.data)
            if time.monotonic() - talk > 1.0:
                talk = time.monotonic()
                for key in list(selector.get_map().values()):
                    try:
                        key.data.say()
                    except OSError:
                        ended(key.data)
    return took


@contextlib.contextmanager
def many_sockets() -> Iterator[None]:
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most if most < 10_000 and most > 0 else 10_000, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (now, most))


@contextlib.contextmanager
def calling(server: RunningServer) -> Iterator[list[float]]:
    """Call both ports again and again meanwhile, the gRPC-Web one on new connections; seconds that each call took."""
    seconds: list[float] = []
    failures: list[BaseException] = []
    over = threading.Event()

    def call() -> None:
        try:
            with grpc.insecure_channel(f"127.0.0.1:{server.port}") as channel:
                stub = system_pb2_grpc.SystemServiceStub(channel)
                while not over.wait(0.02):
                    began = time.perf_counter()
                    stub.GetInfo(system_pb2.GetInfoRequest())
                    between = time.perf_counter()
                    assert web_call(server, GET_INFO, b"").code == 0
                    seconds.extend((between - began, time.perf_counter() - between))
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    try:
        yield seconds
    finally:
        over.set()
        thread.join()
    assert not failures


# Most of it is waiting, which both ports do together but where there are thousands.
@pytest.mark.parametrize("names", scaled([("native", "gRPC-Web")], [("native",), ("gRPC-Web",)]))
def test_slow_clients_are_closed_and_others_served(server: RunningServer, names: tuple[str, ...]) -> None:
    ports = {"native": (server.port, NATIVE), "gRPC-Web": (server.web_port, WEB)}
    clients = [
        (ports[name][0], ports[name][1][index % len(ports[name][1])]) for name in names for index in range(SOCKETS)
    ]
    with many_sockets(), calling(server) as seconds:
        took = closed_after_s(clients)
    for name in names:
        port, kinds = ports[name]
        longest = {slow.name: took[port, slow.name] for slow in kinds}
        slowest = max(longest, key=lambda kind: longest[kind])
        figure(
            f"{SOCKETS} slow clients of the {name} port: the last is closed ({slowest})", longest[slowest], "s", "<= 10"
        )
    p99 = statistics.quantiles(seconds, n=100)[98]
    figure(f"GetInfo meanwhile, p99 of {len(seconds)} calls on both ports", 1000 * p99, "ms", "<= 50")
