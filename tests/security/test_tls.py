"""TLS of both ports, and who may be served without: nobody beyond this computer."""

from __future__ import annotations

import contextlib
import http.client
import selectors
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
import trustme

from procgen.errors import Failed
from procgen.server.tls import check_reach, netloc, read_tls
from procgen.v1 import system_pb2, system_pb2_grpc, terrain_pb2_grpc
from tests.client import GET_INFO, TERRAIN, WebAnswer, framed, parse_frames, small_request, web_call
from tests.conftest import RunningServer, running_server
from tests.figures import figure, scaled
from tests.security.certificates import TOKEN, Certificate


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def encrypted(files: Certificate) -> Iterator[RunningServer]:
    with running_server(*files.flags, "--token-file", str(files.token)) as running:
        yield running


@contextlib.contextmanager
def channel(server: RunningServer, files: Certificate) -> Iterator[grpc.Channel]:
    credentials = grpc.ssl_channel_credentials(files.authority.cert_pem.bytes())
    with grpc.secure_channel(f"localhost:{server.port}", credentials) as opened:
        yield opened


BEARER = (("authorization", f"Bearer {TOKEN}"),)


def test_calls_of_grpc_clients(encrypted: RunningServer, files: Certificate) -> None:
    with channel(encrypted, files) as opened:
        info = system_pb2_grpc.SystemServiceStub(opened).GetInfo(system_pb2.GetInfoRequest(), metadata=BEARER)
        assert info.domains
        events = list(terrain_pb2_grpc.TerrainServiceStub(opened).Generate(small_request(), metadata=BEARER))
        assert events[-1].HasField("result")
        with pytest.raises(grpc.RpcError) as caught:
            system_pb2_grpc.SystemServiceStub(opened).GetInfo(system_pb2.GetInfoRequest())
        assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED


def test_calls_of_https_clients(encrypted: RunningServer, files: Certificate) -> None:
    link = http.client.HTTPSConnection("localhost", encrypted.web_port, timeout=60, context=files.client_context())
    with contextlib.closing(link):
        for path, request in ((GET_INFO, b""), (TERRAIN, small_request().SerializeToString()), (GET_INFO, b"")):
            headers = {"content-type": "application/grpc-web+proto", "authorization": f"Bearer {TOKEN}"}
            link.request("POST", path, framed(request), headers)
            answer = WebAnswer(200, {})
            parse_frames(link.getresponse().read(), answer)
            assert answer.code == 0
            assert answer.messages


def test_what_is_agreed_on(encrypted: RunningServer, files: Certificate) -> None:
    for port, offered, taken in ((encrypted.web_port, "http/1.1", "http/1.1"), (encrypted.port, "h2", "h2")):
        context = files.client_context()
        context.set_alpn_protocols([offered])
        with (
            socket.create_connection(("localhost", port), timeout=60) as plain,
            context.wrap_socket(plain, server_hostname="localhost") as link,
        ):
            assert link.version() in ("TLSv1.2", "TLSv1.3")
            assert link.selected_alpn_protocol() == taken


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_tls_is_refused(encrypted: RunningServer, files: Certificate, newest: ssl.TLSVersion) -> None:
    for port in (encrypted.web_port, encrypted.port):
        context = files.client_context()
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = newest
        with (
            socket.create_connection(("localhost", port), timeout=60) as plain,
            pytest.raises((ssl.SSLError, ConnectionError)),
        ):
            context.wrap_socket(plain, server_hostname="localhost")


def test_strangers_certificates_and_clear_text_do_not_pass(encrypted: RunningServer) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        http.client.HTTPSConnection("localhost", encrypted.web_port, timeout=60).connect()
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        web_call(encrypted, GET_INFO, b"")
    with grpc.insecure_channel(f"127.0.0.1:{encrypted.port}") as opened, pytest.raises(grpc.RpcError) as caught:
        system_pb2_grpc.SystemServiceStub(opened).GetInfo(system_pb2.GetInfoRequest(), timeout=60)
    assert caught.value.code() is grpc.StatusCode.UNAVAILABLE


def test_slow_handshakes_end(encrypted: RunningServer, files: Certificate) -> None:
    """Silence, half a greeting, and a byte a second: closed, and others are served meanwhile."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    hello = files.client_context().wrap_bio(incoming, outgoing, server_hostname="localhost")
    with contextlib.suppress(ssl.SSLWantReadError):
        hello.do_handshake()
    greeting = outgoing.read()
    took = []
    with contextlib.ExitStack() as stack:
        selector = stack.enter_context(selectors.DefaultSelector())
        for index in range(scaled(60, 1000)):
            port = (encrypted.web_port, encrypted.port)[index % 2]
            link = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            how = index // 2 % 3
            link.sendall(greeting[: (0, len(greeting) // 2, 1)[how]])
            selector.register(link, selectors.EVENT_READ, [how == 2, 1])
        began = talked = time.monotonic()
        while selector.get_map():
            assert time.monotonic() - began < 120.0
            for key, _ in selector.select(0.1):
                data = b""
                with contextlib.suppress(OSError):
                    data = key.fileobj.recv(4096)  # type: ignore[union-attr]
                if not data:
                    selector.unregister(key.fileobj)
                    took.append(time.monotonic() - began)
            if time.monotonic() - talked > 1.0:
                talked = time.monotonic()
                with channel(encrypted, files) as opened:
                    system_pb2_grpc.SystemServiceStub(opened).GetInfo(system_pb2.GetInfoRequest(), metadata=BEARER)
                for key in list(selector.get_map().values()):
                    if key.data[0]:
                        with contextlib.suppress(OSError):
                            key.fileobj.send(greeting[key.data[1] : key.data[1] + 1])  # type: ignore[union-attr]
                        key.data[1] += 1
    figure(f"{len(took)} slow TLS handshakes: the last is closed", max(took), "s", "<= 10")


def test_files_that_are_no_certificate_and_key(tmp_path: Path, files: Certificate) -> None:
    other = tmp_path / "other.pem"
    other.write_bytes(trustme.CA().issue_cert("localhost").private_key_pem.bytes())
    other.chmod(0o600)
    readable = tmp_path / "readable.pem"
    readable.write_bytes(files.key.read_bytes())
    readable.chmod(0o644)
    nonsense = tmp_path / "nonsense.pem"
    nonsense.write_text("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n")
    nonsense.chmod(0o600)
    locked = tmp_path / "locked.pem"
    command = ["openssl", "pkcs8", "-topk8", "-in", str(files.key), "-passout", "pass:secret", "-out", str(locked)]
    subprocess.run(command, check=True, capture_output=True)
    locked.chmod(0o600)
    for certificate, key, told in (
        (files.certificate, None, "--tls-key is missing"),
        (None, files.key, "--tls-cert is missing"),
        (tmp_path / "none.pem", files.key, "can't be read"),
        (files.certificate, tmp_path / "none.pem", "can't be read"),
        (files.certificate, other, "not a certificate and its key"),
        (nonsense, files.key, "not a certificate and its key"),
        (files.certificate, nonsense, "not a certificate and its key"),
        (files.certificate, locked, "password"),
        (files.certificate, readable, "every user can read"),
    ):
        with pytest.raises(Failed) as caught:
            read_tls(certificate, key)
        assert told in str(caught.value)
        assert caught.value.remedy
    assert read_tls(None, None) is None


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "localhost", "::1"])
def test_this_computer_is_served_in_the_clear(host: str) -> None:
    check_reach(host, tls=False, token=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.0.2.1", "2001:db8::1", "0"])
def test_others_are_not(host: str) -> None:
    check_reach(host, tls=True, token=True)
    for tls, token, missing in (
        (False, False, "--tls-cert with --tls-key and --token-file"),
        (True, False, "--token-file"),
        (False, True, "--tls-cert"),
    ):
        with pytest.raises(Failed) as caught:
            check_reach(host, tls=tls, token=token)
        assert missing in str(caught.value)
        assert "127.0.0.1" in caught.value.remedy


def test_names_count_for_the_addresses_they_have(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        addresses = {"here": ["127.0.0.1", "::1"], "both": ["127.0.0.1", "192.0.2.7"], "scoped": ["fe80::1%eth0"]}
        if host not in addresses:
            raise socket.gaierror("no such name")
        return [(0, 0, 0, "", (address, 0)) for address in addresses[host]]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    check_reach("here", tls=False, token=False)
    for host, told in (("both", "192.0.2.7"), ("scoped", "fe80::1"), ("nowhere", "can't be resolved")):
        with pytest.raises(Failed, match=told):
            check_reach(host, tls=False, token=False)


def test_serving_others_in_the_clear_is_refused_at_the_start(files: Certificate) -> None:
    command = [sys.executable, "-m", "procgen", "serve", "--host", "0.0.0.0", "--port", "0", "--web-port", "0"]
    for flags, missing in ((files.flags, "--token-file"), (("--token-file", str(files.token)), "--tls-cert")):
        done = subprocess.run([*command, *flags], capture_output=True, text=True, timeout=60)
        assert done.returncode == 1
        assert not done.stdout
        lines = [line for line in done.stderr.splitlines() if line.startswith(("error:", "hint:"))]
        assert missing in lines[0]
        assert "127.0.0.1" in lines[1]


def test_all_addresses_are_served_with_both(files: Certificate) -> None:
    with (
        running_server("--host", "0.0.0.0", *files.flags, "--token-file", str(files.token)) as server,
        channel(server, files) as opened,
    ):
        system_pb2_grpc.SystemServiceStub(opened).GetInfo(system_pb2.GetInfoRequest(), metadata=BEARER)


def test_ipv6_loopback() -> None:
    with running_server("--host", "::1") as server:
        with grpc.insecure_channel(netloc(server.host, server.port)) as opened:
            system_pb2_grpc.SystemServiceStub(opened).GetInfo(system_pb2.GetInfoRequest(), timeout=60)
        assert web_call(server, GET_INFO, b"").code == 0
