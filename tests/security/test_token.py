"""A call without the token gets nowhere, whatever it calls: nothing of it is read or parsed, on either port."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from tests.client import GET_INFO, TERRAIN, channel, log_records, web_call
from tests.conftest import RunningServer, running_server
from tests.security.hostile_messages import served_methods
from tests.security.http2 import END_HEADERS, GREETING, HEADERS, Frames, frame, headers, polite
from tests.server.web_wire import post

CHECK = "/grpc.health.v1.Health/Check"
TOKEN = "a-token-for-the-tests-of-tokens"
UNAUTHENTICATED = grpc.StatusCode.UNAUTHENTICATED
BAD = [
    "",
    "Bearer",
    "Bearer ",
    f"Bearer {TOKEN[:-1]}",
    f"Bearer {TOKEN}x",
    f"Basic {TOKEN}",
    TOKEN,
    f"Bearer {TOKEN.upper()}",
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    token = tmp_path_factory.mktemp("token") / "token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    with running_server("--token-file", str(token), "--metrics") as running:
        yield running


def test_every_method_wants_it_on_both_ports(server: RunningServer) -> None:
    with channel(server) as opened:
        for served in served_methods():
            if served.path == CHECK:
                continue
            assert web_call(server, served.path, b"\xff").code == UNAUTHENTICATED.value[0]
            with pytest.raises(grpc.RpcError) as caught:
                list(opened.unary_stream(served.path)(b"\xff", timeout=60))
            assert caught.value.code() is UNAUTHENTICATED, served.path
        assert not [record for record in log_records(server) if record["event"] == "call"]


@pytest.mark.parametrize("given", BAD)
def test_what_is_nearly_the_token_is_not_it(server: RunningServer, given: str) -> None:
    assert web_call(server, GET_INFO, b"", {"authorization": given}).code == UNAUTHENTICATED.value[0]
    with channel(server) as opened, pytest.raises(grpc.RpcError) as caught:
        opened.unary_unary(GET_INFO)(b"", metadata=(("authorization", given),), timeout=60)
    assert caught.value.code() is UNAUTHENTICATED


def test_reflection_and_metrics_want_it(server: RunningServer) -> None:
    with channel(server) as opened:
        stub = reflection_pb2_grpc.ServerReflectionStub(opened)
        asked = reflection_pb2.ServerReflectionRequest(list_services="")
        with pytest.raises(grpc.RpcError) as caught:
            list(stub.ServerReflectionInfo(iter([asked]), timeout=60))
        assert caught.value.code() is UNAUTHENTICATED
        bearer = (("authorization", f"Bearer {TOKEN}"),)
        assert list(stub.ServerReflectionInfo(iter([asked]), metadata=bearer, timeout=60))
    for given, status in ((None, 401), (f"Bearer {TOKEN}x", 401), (f"Bearer {TOKEN}", 200)):
        link = http.client.HTTPConnection(server.host, server.web_port, timeout=60)
        link.request("GET", "/metrics", headers={} if given is None else {"authorization": given})
        assert link.getresponse().status == status
        link.close()


def test_the_answer_comes_before_the_message(server: RunningServer) -> None:
    """So it can't have been read: only the head was sent."""
    whole = post(TERRAIN, bytes(1000))
    with socket.create_connection((server.host, server.web_port), timeout=60) as link:
        link.sendall(whole[:-1000])
        answer = b""
        while data := link.recv(1 << 16):
            answer += data
    assert b"grpc-status: 16" in answer
    assert b"connection: close" in answer.lower()
    frames = Frames()
    with socket.create_connection((server.host, server.port), timeout=60) as link:
        link.sendall(GREETING + frame(HEADERS, END_HEADERS, 1, headers(TERRAIN)))
        while True:
            data = link.recv(1 << 16)
            assert data
            found = frames.feed(data)
            link.sendall(polite(found))
            if any(kind == HEADERS and b"16" in payload for kind, _, _, payload in found):
                break


def test_it_is_in_no_log(server: RunningServer) -> None:
    secret = "a-guess-that-nobody-shall-read"
    web_call(server, GET_INFO, b"", {"authorization": f"Bearer {secret}"})
    web_call(server, GET_INFO, b"", {"authorization": f"Bearer {TOKEN}"})
    with channel(server) as opened, pytest.raises(grpc.RpcError):
        opened.unary_unary(GET_INFO)(b"", metadata=(("authorization", f"Bearer {secret}"),), timeout=60)
    log = "".join(server.log)
    assert secret not in log
    assert TOKEN not in log
    refusals = [record for record in log_records(server) if record["event"] == "refused"]
    assert {record["transport"] for record in refusals} == {"web", "grpc"}


def test_the_command_line_does_not_show_it(server: RunningServer) -> None:
    assert TOKEN not in Path(f"/proc/{server.process.pid}/cmdline").read_text()
