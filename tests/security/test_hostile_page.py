"""Pages of strangers in real Chromium, on the computer of a user whose server runs: they read and start nothing."""

from __future__ import annotations

import base64
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest

from procgen.v1 import batch_pb2, batch_pb2_grpc, system_pb2, system_pb2_grpc
from tests.browser import calls_logged, chromium, pages
from tests.client import TERRAIN, channel, log_records, small_request
from tests.conftest import RunningServer, running_server
from tests.security.certificates import Certificate

CHECK = "/grpc.health.v1.Health/Check"
SUBMIT = "/procgen.v1.BatchService/Submit"
WORK = small_request(width_px=512, depth_px=512).SerializeToString()
BATCH = batch_pb2.SubmitBatchRequest(
    jobs=[batch_pb2.BatchJob(terrain=small_request(seed=seed)) for seed in range(3)]
).SerializeToString()
FAILING = (
    "fetch",
    "plain",
    "get",
    "xhr",
    "xhrPlain",
    "image",
    "script",
    "style",
    "socket",
    "events",
    "native",
    "streamed",
)
BLIND = ("blind", "blindGet", "typeless")
"""Their answers are opaque: no status, no headers, no body. At most they tell that there is a server."""


def attack(url: str, message: bytes = b"") -> str:
    return f"attack({json.dumps(url)}, {json.dumps(list(message))})"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with the page of attacks."""
    made: Path = tmp_path_factory.mktemp("hostile")
    script = (Path(__file__).parent / "attacks.js").read_text()
    (made / "attacks.html").write_text(f"<!doctype html><body><script>{script}</script>")
    return made


@pytest.fixture(scope="module")
def named(folder: Path) -> Iterator[str]:
    """Origin of a site whose pages may call."""
    with pages(folder) as origin:
        yield origin


@pytest.fixture(scope="module")
def server(named: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """Without a token: nothing but the page's origin and the server's name can keep pages out."""
    cache = tmp_path_factory.mktemp("cache")
    with running_server("--allow-origin", named, "--cache", str(cache), "--metrics") as running:
        yield running


def repelled(seen: dict[str, Any]) -> None:
    """Nothing that a page tried got anywhere, nor what a frame without an origin in it tried."""
    for way in FAILING:
        assert seen[way].startswith("failed"), (way, seen)
    for way in BLIND:
        assert seen[way].startswith(("opaque 0 0", "failed")), (way, seen)
    if "boxed" in seen:
        repelled(seen["boxed"])


def test_pages_of_other_origins_neither_read_nor_trigger_work(server: RunningServer, folder: Path, named: str) -> None:
    attacks = (folder / "attacks.html").read_text()
    here = f"http://127.0.0.1:{server.web_port}"
    rebound = f"http://rebound.example:{server.web_port}"
    before = calls_logged(server)
    with pages(folder) as hostile:
        [stranger, foreigner, own_name, sandboxed, measuring, native] = chromium(
            {"address": f"{hostile}/attacks.html", "expression": attack(here + TERRAIN, WORK)},
            # Another site altogether, not another port of the same.
            {"address": "http://other.example/", "html": attacks, "expression": attack(here + SUBMIT, BATCH)},
            # A name of the page's own that points here: to the browser, page and server are of one origin.
            {"address": f"{rebound}/", "html": attacks, "expression": attack(rebound + SUBMIT, BATCH)},
            # A page whose origin is "null".
            {
                "address": f"data:text/html;base64,{base64.b64encode(attacks.encode()).decode()}",
                "expression": attack(here + TERRAIN, WORK),
            },
            {"address": f"{hostile}/attacks.html?metrics", "expression": attack(f"{here}/metrics")},
            {
                "address": f"{hostile}/attacks.html?native",
                "expression": attack(f"http://127.0.0.1:{server.port}{TERRAIN}", WORK),
            },
            flags=(
                "--host-resolver-rules=MAP rebound.example 127.0.0.1",
                "--disable-features=LocalNetworkAccessChecks",
            ),
        )
    assert calls_logged(server) == before
    for seen in (stranger, foreigner, sandboxed, measuring, native):
        repelled(seen)
    # Here the page may read what comes, and that is refusals alone.
    for way in ("fetch", "plain", "get"):
        assert own_name[way].startswith("basic 403"), own_name
    repelled(own_name["boxed"])
    with channel(server) as opened:
        assert not batch_pb2_grpc.BatchServiceStub(opened).List(batch_pb2.ListBatchesRequest()).batches
    # The same page under the origin that was named gets what it asks for, so the attacks are made right.
    before = calls_logged(server)
    [friend] = chromium({"address": f"{named}/attacks.html", "expression": attack(here + CHECK)})
    assert friend["fetch"].startswith("cors 200")
    assert friend["xhr"] == "got 200"
    assert friend["plain"].startswith("cors 415")
    repelled(friend["boxed"])
    assert calls_logged(server)[len(before) :] == [CHECK] * 2
    refusals = [record for record in log_records(server) if record["event"] == "refused"]
    assert {record["status"] for record in refusals} >= {403, 415}


def test_pages_do_not_reach_the_native_port_under_tls(folder: Path, tmp_path: Path) -> None:
    """There a browser speaks HTTP/2, as clients do; the user has even told it to trust the certificate."""
    files = Certificate(tmp_path)
    with pages(folder) as hostile, running_server(*files.flags) as server:
        [page] = chromium(
            {
                "address": f"{hostile}/attacks.html",
                "expression": attack(f"https://127.0.0.1:{server.port}{TERRAIN}", WORK),
            },
            flags=("--ignore-certificate-errors", "--disable-features=LocalNetworkAccessChecks"),
        )
        repelled(page)
        # What has the headers of a page is refused also where all else is right.
        credentials = grpc.ssl_channel_credentials(files.authority.cert_pem.bytes())
        with grpc.secure_channel(f"localhost:{server.port}", credentials) as opened:
            stub = system_pb2_grpc.SystemServiceStub(opened)
            for name, value in (("origin", hostile), ("origin", "null"), ("sec-fetch-site", "none")):
                with pytest.raises(grpc.RpcError) as caught:
                    stub.GetInfo(system_pb2.GetInfoRequest(), metadata=((name, value),))
                assert caught.value.code() is grpc.StatusCode.PERMISSION_DENIED
            stub.GetInfo(system_pb2.GetInfoRequest())
        calls = [record["method"] for record in log_records(server) if record["event"] == "call"]
        assert TERRAIN not in calls


@pytest.mark.parametrize("origin", ["http://other.example", "null", "http://127.0.0.1", "file://", "", " "])
@pytest.mark.parametrize("path", [TERRAIN, SUBMIT, "/metrics", "/", "*"])
def test_forged_preflights_are_refused(server: RunningServer, origin: str, path: str) -> None:
    """What a page can't send, but something that wants to know more can."""
    request = (
        f"OPTIONS {path} HTTP/1.1\r\nhost: 127.0.0.1\r\norigin: {origin}\r\naccess-control-request-method: POST\r\n"
        "access-control-request-headers: content-type\r\naccess-control-request-private-network: true\r\n\r\n"
    )
    with socket.create_connection((server.host, server.web_port), timeout=60) as link:
        link.sendall(request.encode())
        answer = b""
        while data := link.recv(1 << 16):
            answer += data
    assert answer.startswith(b"HTTP/1.1 403")
    assert b"access-control" not in answer.lower()


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.example:50052",
        "2130706433",
        "127.0.0.1@evil.example",
        "localhost, evil.example",
        "192.0.2.1",
        "[::2]",
        "",
    ],
)
def test_other_names_are_refused(server: RunningServer, host: str) -> None:
    request = (
        f"POST {TERRAIN} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/grpc-web+proto\r\ncontent-length: 5\r\n"
        "\r\n\0\0\0\0\0"
    )
    with socket.create_connection((server.host, server.web_port), timeout=60) as link:
        link.sendall(request.encode())
        answer = b""
        while data := link.recv(1 << 16):
            answer += data
    assert answer.startswith((b"HTTP/1.1 403", b"HTTP/1.1 400"))
