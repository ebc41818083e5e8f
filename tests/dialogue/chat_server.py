"""A small OpenAI-compatible server, well-behaved or not."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[dict[str, Any]], Iterator[str]]
"""A request's body to pieces of text."""


class ChatServer:
    """Where it is, and what it was asked.

    Behaviour by the first part of the path: ``good``, ``plain`` (does not stream), ``unclosed`` (no [DONE]), ``slow``,
    ``silent``, ``broken`` (no JSON), ``shapeless`` (JSON without choices), ``cut`` (ends in the middle), ``huge``,
    ``long_line``, ``refusing`` (status 500), ``reporting`` (an error in the stream), ``moved`` (redirects).
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.bodies: list[dict[str, Any]] = []
        self.gone = threading.Event()
        """Set when a client went away before the end."""

    def url(self, behaviour: str = "good") -> str:
        return f"http://127.0.0.1:{self.port}/{behaviour}/v1"


def event(text: str, end: str | None = None) -> bytes:
    data = {"choices": [{"index": 0, "delta": {"content": text} if text else {}, "finish_reason": end}]}
    return b"data: " + json.dumps(data).encode() + b"\n\n"


@contextmanager
def serving(answer: Answer) -> Iterator[ChatServer]:
    """A server on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            self._send(json.dumps({"data": [{"id": "tiny"}, {"id": "other"}]}).encode(), "application/json")

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            chat.bodies.append(body)
            behaviour = self.path.split("/")[1]
            try:
                getattr(self, f"_{behaviour}")(body)
            except (BrokenPipeError, ConnectionResetError):
                chat.gone.set()

        def _send(self, data: bytes, kind: str = "text/event-stream", status: int = 200) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(data)

        def _good(self, body: dict[str, Any]) -> None:
            self._send(b": a comment\n\n")
            for piece in answer(body):
                self.wfile.write(event(piece))
                self.wfile.flush()
            self.wfile.write(event("", "stop") + b"data: [DONE]\n\n")

        def _unclosed(self, body: dict[str, Any]) -> None:
            self._send(b"".join(map(event, answer(body))) + event("", "length"))

        def _plain(self, body: dict[str, Any]) -> None:
            message = {"role": "assistant", "content": "".join(answer(body))}
            whole = {"choices": [{"message": message, "finish_reason": "stop"}]}
            self._send(json.dumps(whole, indent=1).encode(), "application/json")

        def _slow(self, _: dict[str, Any]) -> None:
            self._send(b"")
            for _number in range(400):
                self.wfile.write(event("word "))
                self.wfile.flush()
                time.sleep(0.05)

        def _silent(self, _: dict[str, Any]) -> None:
            self._send(b"")
            stopped.wait(20)

        def _broken(self, _: dict[str, Any]) -> None:
            self._send(event("fine ") + b'data: {"choices": [{"delta"\n\n')

        def _shapeless(self, _: dict[str, Any]) -> None:
            self._send(b'data: {"choices": [7]}\n\n')

        def _cut(self, _: dict[str, Any]) -> None:
            self._send(event("the bridge is"))

        def _huge(self, _: dict[str, Any]) -> None:
            self._send(b"")
            while not stopped.is_set():
                self.wfile.write(event("word " * 1000))

        def _long_line(self, _: dict[str, Any]) -> None:
            self._send(b"data: " + b"x" * (1 << 18))

        def _refusing(self, _: dict[str, Any]) -> None:
            self._send(b"out of memory", "text/plain", 500)

        def _reporting(self, _: dict[str, Any]) -> None:
            self._send(b'data: {"error": {"message": "no such model"}}\n\n')

        def _moved(self, _: dict[str, Any]) -> None:
            self.send_response(302)
            self.send_header("Location", "http://example.com/")
            self.end_headers()

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

    stopped = threading.Event()
    server = Server(("127.0.0.1", 0), Handler)
    chat = ChatServer(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield chat
    finally:
        stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()
