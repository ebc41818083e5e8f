"""The token, on both ports."""

from __future__ import annotations

import http.client
import stat
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from procgen.cli.app import main
from procgen.errors import Failed
from procgen.kit.command.local_server import local_server
from procgen.kit.wire.received import receive
from procgen.server.auth import read_token
from procgen.v1 import system_pb2, system_pb2_grpc, terrain_pb2_grpc
from tests.client import GET_INFO, TERRAIN, channel, detail_of, small_request, web_call
from tests.conftest import RunningServer, running_server

TOKEN = "correct-horse-battery-staple"
CHECK = "/grpc.health.v1.Health/Check"
WRONG = [
    None,
    "",
    "Bearer",
    "Bearer ",
    f"Basic {TOKEN}",
    TOKEN,
    f"Bearer {TOKEN[:-1]}",
    f"Bearer {TOKEN}x",
    f"Bearer {TOKEN.upper()}",
    f"Bearer {TOKEN} {TOKEN}",
]


def token_file(folder: Path, text: str = TOKEN, mode: int = 0o600) -> Path:
    path = folder / "token"
    path.write_text(text)
    path.chmod(mode)
    return path


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with running_server("--token-file", str(token_file(tmp_path_factory.mktemp("token"), f"{TOKEN}\n"))) as running:
        yield running


def metadata(value: str | None) -> tuple[tuple[str, str], ...]:
    return () if value is None else (("authorization", value),)


@pytest.mark.parametrize("value", WRONG)
def test_calls_without_the_token_are_unauthenticated_on_both_ports(guarded: RunningServer, value: str | None) -> None:
    headers = {} if value is None else {"authorization": value}
    # The last is no method, which nobody without the token needs to know.
    for path, request in ((GET_INFO, b""), (TERRAIN, small_request().SerializeToString()), ("/x/Nope", b"")):
        web = web_call(guarded, path, request, headers)
        assert web.code == grpc.StatusCode.UNAUTHENTICATED.value[0]
        assert not web.messages
        assert web.detail.reason == "UNAUTHENTICATED"
        assert "--token-file" in web.detail.remedy
        with channel(guarded) as opened, pytest.raises(grpc.RpcError) as caught:
            list(opened.unary_stream(path)(request, metadata=metadata(value), timeout=60))
        assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED
        assert detail_of(caught.value) == web.detail
    assert not any('"call"' in line for line in guarded.log)


@pytest.mark.parametrize("value", [f"Bearer {TOKEN}", f"bearer {TOKEN}", f"BEARER   {TOKEN}"])
def test_calls_with_the_token_go_on(guarded: RunningServer, value: str) -> None:
    assert web_call(guarded, GET_INFO, b"", {"authorization": value}).code == 0
    with channel(guarded) as opened:
        stub = system_pb2_grpc.SystemServiceStub(opened)
        assert stub.GetInfo(system_pb2.GetInfoRequest(), metadata=metadata(value)).version
        terrain = terrain_pb2_grpc.TerrainServiceStub(opened)
        assert receive(terrain.Generate(small_request(), metadata=metadata(value))).result.width_px == 64
        names = set(ProtoReflectionDescriptorDatabase(_with_token(opened, value)).get_services())
    assert "procgen.v1.TerrainService" in names


class _Carry(grpc.StreamStreamClientInterceptor):
    def __init__(self, value: str) -> None:
        self._value = value

    def intercept_stream_stream(self, continuation, details, requests):  # type: ignore[no-untyped-def]
        return continuation(details._replace(metadata=metadata(self._value)), requests)


def _with_token(opened: grpc.Channel, value: str) -> grpc.Channel:
    return grpc.intercept_channel(opened, _Carry(value))


def test_reflection_needs_the_token_and_health_does_not(guarded: RunningServer) -> None:
    assert web_call(guarded, CHECK, b"").code == 0
    with channel(guarded) as opened:
        health = health_pb2_grpc.HealthStub(opened)
        assert health.Check(health_pb2.HealthCheckRequest()).status == health_pb2.HealthCheckResponse.SERVING
        with pytest.raises(grpc.RpcError) as caught:
            list(ProtoReflectionDescriptorDatabase(opened).get_services())
        assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED


def test_a_connection_goes_on_after_a_refusal(guarded: RunningServer) -> None:
    link = http.client.HTTPConnection(guarded.host, guarded.web_port, timeout=60)
    for _ in range(3):
        assert web_call(guarded, GET_INFO, b"", connection=link).code == 16
        assert web_call(guarded, GET_INFO, b"", {"authorization": f"Bearer {TOKEN}"}, connection=link).code == 0
    link.close()


@pytest.mark.parametrize("text", [TOKEN, f"  {TOKEN}\r\n", "~" * 16, "x" * 4096])
def test_tokens_that_will_do(tmp_path: Path, text: str) -> None:
    assert read_token(token_file(tmp_path, text)) == text.strip()


@pytest.mark.parametrize(
    "text", ["", "\n", "short", "x" * 15, f"{TOKEN} {TOKEN}", f"{TOKEN}\x07", "ü" * 20, "x" * 4097]
)
def test_tokens_that_will_not(tmp_path: Path, text: str) -> None:
    with pytest.raises(Failed, match="at least 16 visible ASCII characters") as caught:
        read_token(token_file(tmp_path, text))
    assert text.strip()[:15] not in caught.value.message or not text.strip()


@pytest.mark.parametrize("mode", [stat.S_IROTH, stat.S_IWOTH])
def test_a_token_that_everybody_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = token_file(tmp_path, mode=0o600 | mode)
    with pytest.raises(Failed, match="every user can read") as caught:
        read_token(path)
    assert caught.value.remedy == f"Run `chmod 600 {path}`."


def test_no_token_file_is_said_plainly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (tmp_path / "none", tmp_path):
        monkeypatch.setenv("PROCGEN_TOKEN_FILE", str(path))
        assert main(["serve", "--port", "0", "--web-port", "0"]) == 1
        said = capsys.readouterr()
        assert not said.out
        assert said.err.startswith(f"error: the token file {path} can't be read")
        assert "hint: Check the path given with --token-file." in said.err


def test_commands_with_a_server_of_their_own_need_no_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCGEN_TOKEN_FILE", str(token_file(tmp_path)))
    with local_server() as server, server.channel() as opened:
        info = system_pb2_grpc.SystemServiceStub(opened).GetInfo(system_pb2.GetInfoRequest())
    assert info.api_version == "v1"
