"""Pages in real Chromium, and what a server saw of them."""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc

from procgen.v1 import terrain_pb2
from tests import tools
from tests.client import TERRAIN, log_records, web_call
from tests.conftest import RunningServer

_IN_CHROMIUM = Path(__file__).parent / "server/web_peers/in_chromium.js"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def pages(folder: Path) -> Iterator[str]:
    """A site with the files of a folder; its origin."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=folder)) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{site.server_port}"
        site.shutdown()


def calls_logged(server: RunningServer, headers: dict[str, str] | None = None) -> list[str]:
    """Methods called so far, once the log has caught up: up to a call made for that."""
    name = f"mark-{time.monotonic_ns()}"
    request = terrain_pb2.TerrainRequest(request_id=name)  # invalid, so that it is quick
    assert web_call(server, TERRAIN, request, headers).code == grpc.StatusCode.INVALID_ARGUMENT.value[0]
    deadline = time.monotonic() + 60.0
    while True:
        calls = [record for record in log_records(server) if record["event"] == "call"]
        if calls and calls[-1]["request_id"] == name:
            return [call["method"] for call in calls[:-1] if not call["request_id"].startswith("mark-")]
        assert time.monotonic() < deadline, "the call was not logged"
        time.sleep(0.01)


def chromium(*visits: dict[str, str], flags: tuple[str, ...] = ()) -> list[Any]:
    asked = {"pages": visits, "flags": flags}
    answers: list[Any] = tools.node(_IN_CHROMIUM, asked, tool="connect", timeout=180)
    return answers
