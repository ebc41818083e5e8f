"""The gRPC-Web port against peers that are not ours: Envoy, connect-web in Node.js, and pages in real Chromium."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import hashlib
import http.client
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import grpc
import pytest
from google.rpc import status_pb2

from procgen.v1 import blobs_pb2, system_pb2, terrain_pb2
from tests import tools
from tests.browser import calls_logged, chromium, pages
from tests.client import GET_INFO, PUT_BLOB, TERRAIN, WebAnswer, framed, parse_frames, small_request, web_call
from tests.conftest import RunningServer, running_server

PEERS = Path(__file__).parent / "web_peers"
PROTO = Path(__file__).parents[2] / "proto"
CANCEL = "/procgen.v1.SystemService/Cancel"
CHECK = "/grpc.health.v1.Health/Check"
TOKEN = "a-token-for-the-tests-of-peers"
BEARER = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """connect-web with the stubs that its own generator makes, bundled for Node.js and for browsers, and pages."""
    made: Path = tmp_path_factory.mktemp("peers")
    packages = tools.cache_folder() / "tools/connect/node_modules"
    protoc = [sys.executable, "-m", "grpc_tools.protoc", f"--plugin=protoc-gen-es={packages}/.bin/protoc-gen-es"]
    protos = sorted((PROTO / "procgen/v1").glob("*.proto"))
    subprocess.run([*protoc, f"--es_out={made}", "--es_opt=target=js", f"-I{PROTO}", *protos], check=True, timeout=60)
    (made / "calls.js").write_bytes((PEERS / "calls.js").read_bytes())
    bundle = [f"{packages}/.bin/esbuild", f"{made}/calls.js", "--bundle", "--log-level=warning"]
    environment = {**os.environ, "NODE_PATH": str(packages)}
    for form in (
        ["--platform=node", f"--outfile={made}/calls.cjs"],
        ["--global-name=peer", f"--outfile={made}/page.js"],
    ):
        subprocess.run([*bundle, *form], check=True, timeout=60, env=environment)
    (made / "page.html").write_text('<!doctype html><script src="page.js"></script>')
    return made


@pytest.fixture(scope="module")
def named(folder: Path) -> Iterator[str]:
    """Origin of a site whose pages may call."""
    with pages(folder) as origin:
        yield origin


@pytest.fixture(scope="module")
def guarded(named: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server with a token, which one site's pages may call."""
    token = tmp_path_factory.mktemp("token") / "token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    with running_server("--allow-origin", named, "--token-file", str(token)) as running:
        yield running


def check_connect(answer: dict[str, Any]) -> None:
    """What calls.js saw is what the contract promises."""
    assert answer["version"]
    assert answer["domains"] > 0
    stream = answer["stream"]
    assert stream["kinds"][0] == "progress"
    assert stream["kinds"][-1] == "result"
    assert stream["kinds"].count("chunk") > 1
    assert stream["bytes"] > 1 << 20
    assert stream["promised"] == [stream["sha256"]]
    assert answer["refused"]["code"] == "InvalidArgument"
    assert answer["refused"]["reason"] == "INVALID_FIELDS"
    assert set(answer["refused"]["fields"]) == {"width_px", "depth_px", "relief_m"}
    assert answer["late"]["code"] == "DeadlineExceeded"
    assert answer["aborted"] == {"code": "Canceled", "message": "This operation was aborted"} | {
        key: answer["aborted"][key] for key in ("message", "events", "stillRan")
    }
    assert answer["aborted"]["events"] >= 1
    assert not answer["aborted"]["stillRan"]
    assert answer["bare"]["code"] == "Unauthenticated"
    assert answer["bare"]["reason"] == "UNAUTHENTICATED"


def how_it_ended(server: RunningServer, request_id: str) -> str:
    """The code that the server logged for a call."""
    calls_logged(server, BEARER)
    ends = [record for record in map(json.loads, list(server.log)) if record.get("request_id") == request_id]
    assert len(ends) == 1, ends
    return str(ends[0]["code"])


def test_connect_web_in_node(guarded: RunningServer, folder: Path) -> None:
    asked = {"bundle": str(folder / "calls.cjs"), "token": TOKEN, "name": "node"}
    asked["baseUrl"] = f"http://127.0.0.1:{guarded.web_port}"
    check_connect(tools.node(PEERS / "in_node.js", asked, tool="connect", timeout=120))
    assert how_it_ended(guarded, "node-aborted") == "CANCELLED"
    # Whether client or server saw first that time was over is not said.
    assert how_it_ended(guarded, "node-late") in ("DEADLINE_EXCEEDED", "CANCELLED")


def test_a_page_of_a_named_origin_in_chromium(guarded: RunningServer, named: str) -> None:
    asked = {"baseUrl": f"http://127.0.0.1:{guarded.web_port}", "token": TOKEN, "name": "page"}
    [answer] = chromium({"address": f"{named}/page.html", "expression": f"peer.run({json.dumps(asked)})"})
    check_connect(answer)
    assert how_it_ended(guarded, "page-aborted") == "CANCELLED"
    assert how_it_ended(guarded, "page-late") in ("DEADLINE_EXCEEDED", "CANCELLED")


ENVOY = """
static_resources:
  listeners:
  - address: {socket_address: {address: 127.0.0.1, port_value: LISTEN}}
    filter_chains:
    - filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: web
          route_config:
            virtual_hosts:
            - name: all
              domains: ["*"]
              routes:
              - match: {prefix: "/"}
                route: {cluster: native, timeout: 0s, max_stream_duration: {grpc_timeout_header_max: 0s}}
          http_filters:
          - name: envoy.filters.http.grpc_web
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.filters.http.grpc_web.v3.GrpcWeb
          - name: envoy.filters.http.router
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
  clusters:
  - name: native
    type: STATIC
    typed_extension_protocol_options:
      envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
        "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
        explicit_http_config: {http2_protocol_options: {}}
    load_assignment:
      cluster_name: native
      endpoints:
      - lb_endpoints:
        - endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: NATIVE}}}
"""


@pytest.fixture(scope="module")
def envoy(guarded: RunningServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """The same server, with Envoy before its native port as its gRPC-Web port."""
    port = tools.free_port()
    config = tmp_path_factory.mktemp("envoy") / "envoy.yaml"
    config.write_text(ENVOY.replace("LISTEN", str(port)).replace("NATIVE", str(guarded.port)))
    command = [str(tools.envoy()), "--config-path", str(config), "--concurrency", "1", "--disable-hot-restart"]
    with tools.running(command) as process:
        process.line("starting main dispatch loop")
        yield dataclasses.replace(guarded, web_port=port)


def raw_call(server: RunningServer, path: str, body: bytes, headers: dict[str, str]) -> WebAnswer:
    """A call whose answer's status may stand in the head, as Envoy writes it where there is no message."""
    with contextlib.closing(http.client.HTTPConnection(server.host, server.web_port, timeout=60)) as link:
        link.request("POST", path, body, {"content-type": "application/grpc-web+proto", **headers})
        response = link.getresponse()
        data = response.read()
    answer = WebAnswer(response.status, {name.lower(): value for name, value in response.getheaders()})
    assert answer.http_status == 200, data
    if "text" in answer.headers["content-type"]:
        data = b"".join(base64.b64decode(piece) for piece in padded_pieces(data))
    parse_frames(data, answer)
    if "grpc-status" not in answer.trailers:
        answer.trailers |= {name: value for name, value in answer.headers.items() if name.startswith("grpc-")}
    return answer


def padded_pieces(text: bytes) -> Iterator[bytes]:
    """Base64 in pieces that each end where a padding ends."""
    start = 0
    while start < len(text):
        end = text.find(b"=", start)
        end = len(text) if end < 0 else -(-(end + 1) // 4) * 4
        yield text[start:end]
        start = end


def ending(answer: WebAnswer) -> tuple[int, str, status_pb2.Status]:
    details = answer.trailers.get("grpc-status-details-bin", "")
    status = status_pb2.Status.FromString(base64.b64decode(details + "=" * (-len(details) % 4)))
    return answer.code, unquote(answer.trailers.get("grpc-message", "")), status


def cancel_soon(server: RunningServer, request_id: str) -> None:
    def cancel() -> None:
        request = system_pb2.CancelRequest(request_id=request_id)
        deadline = time.monotonic() + 60.0
        while time.monotonic() < deadline:
            answer = web_call(server, CANCEL, request, BEARER)
            if system_pb2.CancelResponse.FromString(answer.messages[0]).cancelled:
                return
            time.sleep(0.05)

    threading.Thread(target=cancel).start()


def a_blob() -> blobs_pb2.PutBlobRequest:
    data = random.Random(3).randbytes(700_000)
    return blobs_pb2.PutBlobRequest(sha256=hashlib.sha256(data).hexdigest(), total_bytes=len(data), data=data)


def finished(answer: WebAnswer, path: str) -> list[Any]:
    """What is always the same: not progress, of which there is as much as there is time for, nor the time it took."""
    if path != TERRAIN:
        return answer.messages
    events = [terrain_pb2.TerrainEvent.FromString(message) for message in answer.messages]
    for event in events:
        if event.HasField("result"):
            event.result.ClearField("elapsed_ms")
    return [event for event in events if not event.HasField("progress")]


EQUAL: dict[str, tuple[str, Any, dict[str, str]]] = {
    "unary": (PUT_BLOB, a_blob(), BEARER),
    "small": (CANCEL, system_pb2.CancelRequest(request_id="nobody"), BEARER),
    "open to all": (CHECK, b"", {}),
    "stream": (TERRAIN, small_request(request_id="same", width_px=600, depth_px=600), BEARER),
    "bad fields": (TERRAIN, small_request(request_id="same", width_px=9, relief_m=-1.0, landform="Hügel"), BEARER),
    "bad field of a unary": (PUT_BLOB, b"\x0a\x03abc", BEARER),
    "cancelled": (TERRAIN, small_request(request_id="cancelled", width_px=2048, depth_px=2048), BEARER),
    "no token": (GET_INFO, b"", {}),
    "a wrong token": (TERRAIN, small_request(), {"authorization": "Bearer not-the-token-that-it-wants"}),
}


@pytest.mark.parametrize("text", [False, True], ids=["binary", "text"])
@pytest.mark.parametrize("name", EQUAL)
def test_envoy_gives_the_same(guarded: RunningServer, envoy: RunningServer, name: str, text: bool) -> None:
    path, request, headers = EQUAL[name]
    body = framed(request if isinstance(request, bytes) else request.SerializeToString())
    if text:
        kind = "application/grpc-web-text+proto"
        headers = {**headers, "content-type": kind, "accept": kind}
        body = base64.b64encode(body)
    answers = []
    for server in (envoy, guarded):
        if name == "cancelled":
            cancel_soon(guarded, request.request_id)
        answers.append(raw_call(server, path, body, headers))
    theirs, ours = answers
    assert ours.headers["content-type"] == theirs.headers["content-type"]
    assert ending(ours)[:2] == ending(theirs)[:2]
    if name in ("no token", "a wrong token"):
        assert ours.code == grpc.StatusCode.UNAUTHENTICATED.value[0]
    if name == "bad field of a unary":
        assert ours.detail.request_id  # each has its own: a unary request has no field for it
        assert ours.detail.violations == theirs.detail.violations
    else:
        assert ending(ours)[2] == ending(theirs)[2]
    if name == "cancelled":
        assert ours.code == grpc.StatusCode.CANCELLED.value[0]
    else:
        assert finished(ours, path) == finished(theirs, path)
        assert bool(finished(ours, path)) == (ours.code == 0)


def test_envoy_gives_the_same_code_for_no_such_method(guarded: RunningServer, envoy: RunningServer) -> None:
    for server in (envoy, guarded):  # in words of its own, for gRPC itself answers on the native port
        answer = raw_call(server, "/procgen.v1.SystemService/Nope", framed(b""), BEARER)
        assert answer.code == grpc.StatusCode.UNIMPLEMENTED.value[0]


def test_hanging_up_on_envoy_and_on_us_stops_the_work(guarded: RunningServer, envoy: RunningServer) -> None:
    for server, name in ((envoy, "hung-envoy"), (guarded, "hung-web")):
        body = framed(small_request(request_id=name, width_px=2048, depth_px=2048).SerializeToString())
        head = f"POST {TERRAIN} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/grpc-web+proto\r\n"
        head += f"authorization: Bearer {TOKEN}\r\ncontent-length: {len(body)}\r\n\r\n"
        with socket.create_connection((server.host, server.web_port), timeout=60) as link:
            link.sendall(head.encode() + body)
            link.recv(100)
        deadline = time.monotonic() + 60.0
        while not any(f'"{name}"' in line for line in list(server.log)):
            assert time.monotonic() < deadline, "the call goes on"
            time.sleep(0.05)
        assert how_it_ended(guarded, name) == "CANCELLED"
