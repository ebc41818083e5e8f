"""What the two ports cost: ``python -m tests.benchmarks.bench_server``.

Prints medians and tails; it judges nothing, for machines are noisy.

- A small call (GetInfo) over each port through ordinary clients, idle and while 1024 x 1024 is made.
- Small calls over one kept-alive connection to the gRPC-Web port, by hand: what the adapter itself costs, with as
  little of a client as there can be.
- 4 MiB through the adapter in four chunks: from the request to the last byte. The chunks are made beforehand and sent
  by a method of this benchmark in a server process of its own, for a real service would be measured with its work. It
  is the real adapter and the real dispatcher; with the chunks as they are, and with those of a terrain, compressed.
"""

from __future__ import annotations

import asyncio
import http.client
import multiprocessing
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection

import numpy as np
from google.protobuf.message import Message

from procgen.cli.serve import configure_log
from procgen.client.local import LocalServer
from procgen.kit.command.local_server import local_server
from procgen.kit.wire.call import Call, Emit, Method
from procgen.kit.wire.received import receive
from procgen.server.auth import TokenCheck
from procgen.server.dispatcher import Dispatcher
from procgen.server.web_frames import frame
from procgen.server.web_origin import Visitors
from procgen.server.web_port import WebServer
from procgen.v1 import system_pb2, system_pb2_grpc, terrain_pb2, terrain_pb2_grpc

_HEADERS = {"content-type": "application/grpc-web+proto"}
_CHUNK_BYTES = 1 << 20
_CHUNKS = 4
_LENGTH = re.compile(rb"content-length: (\d+)")


def callers(server: LocalServer) -> dict[str, Callable[[], object]]:
    """A GetInfo call over each port."""
    stub = system_pb2_grpc.SystemServiceStub(server.channel())
    link = http.client.HTTPConnection(server.host, server.web_port)

    def web() -> bytes:
        link.request("POST", "/procgen.v1.SystemService/GetInfo", frame(b""), _HEADERS)
        return link.getresponse().read()

    return {"grpc": lambda: stub.GetInfo(system_pb2.GetInfoRequest()), "web": web}


class RawLink:
    """A connection to the gRPC-Web port that is used again and again."""

    def __init__(self, port: int) -> None:
        self._link = socket.create_connection(("127.0.0.1", port))
        self._link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = bytearray(1 << 18)

    def request(self, path: str, message: bytes = b"", headers: str = "") -> bytes:
        """A request, made once and sent often."""
        body = frame(message)
        head = f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/grpc-web+proto\r\n{headers}"
        return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body

    def small(self, request: bytes) -> bytes:
        """The answer to a call that is answered in one piece."""
        self._link.sendall(request)
        answer = self._link.recv(1 << 18)
        start = answer.index(b"\r\n\r\n") + 4
        match = _LENGTH.search(answer, 0, start)
        assert match is not None, answer[:start]
        while len(answer) < start + int(match[1]):
            answer += self._link.recv(1 << 18)
        return answer

    def stream(self, request: bytes) -> int:
        """Bytes of an answer that comes in pieces."""
        self._link.sendall(request)
        total, tail = 0, b""
        while not tail.endswith(b"\r\n0\r\n\r\n"):
            size = self._link.recv_into(self._buffer)
            assert size, "the server closed"
            total += size
            tail = (tail + bytes(self._buffer[max(size - 16, 0) : size]))[-16:]
        return total


def serve_chunks(said: Connection, data: bytes) -> None:
    """Serve a stream of chunks, in a process of its own; says its port."""

    def chunks(_request: Message, _call: Call, _emit: Emit) -> Iterator[Message]:
        for start in range(0, len(data), _CHUNK_BYTES):
            event = terrain_pb2.TerrainEvent()
            event.chunk.data = data[start : start + _CHUNK_BYTES]
            yield event

    configure_log("warning", as_json=True)

    async def main() -> None:
        dispatcher = Dispatcher()
        dispatcher.add([Method("/bench/Chunks", system_pb2.GetInfoRequest, chunks, streaming=True, heavy=True)])
        web = WebServer(dispatcher, Visitors("127.0.0.1", ()), TokenCheck(None))
        said.send(await web.start("127.0.0.1", 0))
        await asyncio.Event().wait()

    asyncio.run(main())


def times_ms(call: Callable[[], object], go_on: Callable[[int], bool]) -> np.ndarray:
    """Milliseconds of calls, one after another, a millisecond apart."""
    seen = []
    while go_on(len(seen)):
        began = time.perf_counter()
        call()
        seen.append((time.perf_counter() - began) * 1000.0)
        time.sleep(0.001)
    return np.array(seen)


def tell(name: str, times: np.ndarray) -> None:
    """Print one line."""
    print(
        f"{name:44} median {np.median(times):7.3f} ms, p99 {np.percentile(times, 99):7.3f} ms ({len(times)} calls)",
        flush=True,
    )


def small_calls(server: LocalServer) -> None:
    """What a small call costs by hand."""
    link = RawLink(server.web_port)
    for path, message in (
        ("/procgen.v1.SystemService/GetInfo", b""),
        ("/procgen.v1.SystemService/Cancel", system_pb2.CancelRequest(request_id="nobody").SerializeToString()),
        ("/grpc.health.v1.Health/Check", b""),
    ):
        request = link.request(path, message)
        times_ms(lambda request=request: link.small(request), lambda count: count < 300)  # type: ignore[misc]
        name = f"adapter {path.rsplit('/', 1)[1]} ({len(link.small(request))} bytes)"
        tell(name, times_ms(lambda request=request: link.small(request), lambda count: count < 3000))  # type: ignore[misc]


def large_results(data: bytes) -> None:
    """What 4 MiB cost."""
    mine, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve_chunks, args=(theirs, data), daemon=True)
    process.start()
    link = RawLink(mine.recv())
    for name, headers in (("as they are", ""), ("gzip", "grpc-accept-encoding: gzip\r\n")):
        request = link.request("/bench/Chunks", headers=headers)
        size = link.stream(request)
        count = 200 if not headers else 30
        times = times_ms(lambda request=request: link.stream(request), lambda done, count=count: done < count)  # type: ignore[misc]
        tell(f"adapter {len(data) >> 20} MiB of heights, {name} ({size} bytes)", times)
    process.terminate()


def main() -> None:
    """Measure and print."""
    with local_server() as server:
        terrain = terrain_pb2_grpc.TerrainServiceStub(server.channel())
        outputs = [terrain_pb2.TERRAIN_OUTPUT_HEIGHTS_F32]
        request = terrain_pb2.TerrainRequest(width_px=1024, depth_px=1024, outputs=outputs)
        heights = receive(terrain.Generate(request)).files[0]
        assert len(heights) == _CHUNKS * _CHUNK_BYTES
        small_calls(server)
        for port, call in callers(server).items():
            times_ms(call, lambda count: count < 100)
            idle = times_ms(call, lambda count: count < 1000)
            tell(f"{port} GetInfo, idle", idle)
            done = threading.Event()

            def large(finished: threading.Event = done) -> None:
                for seed in range(3):
                    receive(terrain.Generate(terrain_pb2.TerrainRequest(seed=seed, width_px=1024, depth_px=1024)))
                finished.set()

            thread = threading.Thread(target=large)
            thread.start()
            busy = times_ms(call, lambda _count, finished=done: not finished.is_set())  # type: ignore[misc]
            thread.join()
            tell(f"{port} GetInfo, while 1024 x 1024 is made", busy)
            print(f"{port} ratio of their p99 {np.percentile(busy, 99) / np.percentile(idle, 99):.1f}")
    large_results(heights)


if __name__ == "__main__":
    main()
