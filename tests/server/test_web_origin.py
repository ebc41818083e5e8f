"""Whom the gRPC-Web port lets in: names of the host, origins, CORS."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from procgen.cli.app import main
from procgen.errors import InvalidFields
from procgen.server.web_origin import Refused, Visitors, parse_origin
from tests.client import GET_INFO, framed, log_records
from tests.conftest import RunningServer, running_server
from tests.server.web_wire import answered, post

PAGE = "http://studio.example:8080"


@pytest.fixture(scope="module")
def named() -> Iterator[RunningServer]:
    """A server that pages of one origin may call."""
    with running_server("--allow-origin", PAGE, "--allow-origin", "HTTPS://Tools.Example:443") as running:
        yield running


def status(server: RunningServer, request: bytes) -> tuple[int, bytes, bytes]:
    """Status, head and body of an answer."""
    [(head, body)] = answered(server, [request])
    return int(head.split()[1]), head, b"".join(body)


def refusals(server: RunningServer) -> list[dict[str, Any]]:
    """What the server's log says that it has refused so far."""
    return [record for record in log_records(server) if record["event"] == "refused"]


def preflight(origin: str, headers: dict[str, str] | None = None) -> bytes:
    asked = {
        "origin": origin,
        "content-type": "",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,x-grpc-web",
        **(headers or {}),
    }
    return post(GET_INFO, b"", asked).replace(b"POST", b"OPTIONS", 1)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.0.0.1:50052", "localhost", "LocalHost:1", "localhost.:80", "[::1]", "[::1]:50052", "127.9.9.9",
     "[0:0:0:0:0:0:0:1]:80"],
)  # fmt: skip
def test_own_names_are_served(named: RunningServer, host: str) -> None:
    assert status(named, post(GET_INFO, framed(b""), {"host": host}))[0] == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:50052", "127.0.0.1.evil.example", "localhost.evil.example", "[::1", "::1",
     "[::2]:80", "evil@127.0.0.1", "127.0.0.1:port", "127.0.0.1:123456", "192.168.1.5", "0.0.0.0", "127.0.0.1/",
     "127.0.0.1 evil", "[::ffff:192.168.1.5]", "127.0.0.1, evil.example"],
)  # fmt: skip
def test_other_names_are_refused(named: RunningServer, host: str) -> None:
    code, _, text = status(named, post(GET_INFO, framed(b""), {"host": host}))
    assert code == 403
    assert b"Host" in text


def test_a_server_for_all_addresses_goes_by_any_of_them_but_by_no_name() -> None:
    for everywhere in ("0.0.0.0", "::"):
        visitors = Visitors(everywhere, ())
        for host in ("192.168.1.5:50052", "[fe80::1]:80", "localhost", "127.0.0.1"):
            assert visitors.check({"host": host}) == []
        with pytest.raises(Refused):
            visitors.check({"host": "evil.example"})
    assert Visitors("Studio.local", ()).check({"host": "studio.local.:80"}) == []
    assert Visitors("::1", ()).check({"host": "[0::1]"}) == []


@pytest.mark.parametrize("origin", [PAGE, "https://tools.example"])
def test_a_named_origin_is_told_so_before_and_after(named: RunningServer, origin: str) -> None:
    code, head, _ = status(named, preflight(origin))
    assert code == 204
    said = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:] if line)
    assert said["access-control-allow-origin"] == origin
    assert said["access-control-allow-methods"] == "post"
    wanted = {"authorization", "content-type", "grpc-timeout", "x-grpc-web", "x-user-agent", "grpc-accept-encoding"}
    assert wanted <= set(said["access-control-allow-headers"].split(", "))
    assert int(said["access-control-max-age"]) > 0
    assert said["vary"] == "origin"
    assert "access-control-allow-credentials" not in said
    assert "access-control-allow-private-network" not in said
    head = status(named, preflight(origin, {"access-control-request-private-network": "true"}))[1]
    assert b"access-control-allow-private-network: true" in head
    code, head, _ = status(named, post(GET_INFO, framed(b""), {"origin": origin, "sec-fetch-site": "cross-site"}))
    assert code == 200
    assert f"access-control-allow-origin: {origin}".encode() in head
    assert b"grpc-status, grpc-message, grpc-status-details-bin, grpc-encoding" in head
    # What else is wrong can be read by the page too.
    code, head, _ = status(named, post(GET_INFO, framed(b""), {"origin": origin, "content-type": "text/plain"}))
    assert code == 415
    assert b"access-control-allow-origin" in head


@pytest.mark.parametrize(
    "origin",
    ["null", "http://evil.example", "http://studio.example", "https://studio.example:8080", f"{PAGE}.evil.example",
     f"{PAGE}, {PAGE}", "*", "file://", "http://127.0.0.1"],
)  # fmt: skip
def test_other_origins_are_refused_and_nothing_is_done(named: RunningServer, origin: str) -> None:
    told = len(refusals(named))
    for request in (preflight(origin), post(GET_INFO, framed(b""), {"origin": origin})):
        before = sum('"call"' in line for line in named.log)
        code, head, _ = status(named, request)
        assert code == 403
        assert b"access-control" not in head
        assert sum('"call"' in line for line in named.log) == before
    # Lines are read from the server's pipe by a thread, and may come after the answers; those of earlier calls, too.
    deadline = time.monotonic() + 30.0
    while (last := [record["status"] for record in refusals(named)[told:]][-2:]) != [403, 403]:
        assert time.monotonic() < deadline, last
        time.sleep(0.01)


def test_two_origins_in_two_headers_are_refused(named: RunningServer) -> None:
    request = post(GET_INFO, framed(b""), {"origin": f"{PAGE}\r\norigin: http://evil.example"})
    assert status(named, request)[0] == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site", "whatever"])
def test_what_browsers_say_comes_from_elsewhere_is_refused_without_an_origin(named: RunningServer, site: str) -> None:
    assert status(named, post(GET_INFO, framed(b""), {"sec-fetch-site": site}))[0] == 403
    assert status(named, post(GET_INFO, b"", {"sec-fetch-site": site}).replace(b"POST", b"GET", 1))[0] == 403


def test_what_the_user_types_gets_a_sentence(named: RunningServer) -> None:
    code, head, text = status(named, post(GET_INFO, b"", {"sec-fetch-site": "none"}).replace(b"POST", b"GET", 1))
    assert (code, text) == (405, b"gRPC-Web calls are POST requests\n")
    assert b"allow: post, options" in head
    assert b"nosniff" in head


def test_options_without_a_page_are_no_preflight(named: RunningServer) -> None:
    request = post(GET_INFO, b"", {"access-control-request-method": "POST"}).replace(b"POST", b"OPTIONS", 1)
    code, head, _ = status(named, request)
    assert code == 405
    assert b"access-control" not in head


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("http://localhost:8080", "http://localhost:8080"),
        ("HTTP://LocalHost", "http://localhost"),
        ("http://localhost:80", "http://localhost"),
        ("https://a.example:443", "https://a.example"),
        ("https://a.example:80", "https://a.example:80"),
        ("http://[::1]:3000", "http://[::1]:3000"),
        ("chrome-extension://abcdefgh", "chrome-extension://abcdefgh"),
    ],
)
def test_origins_are_read_as_browsers_say_them(text: str, origin: str) -> None:
    assert parse_origin(text) == origin


@pytest.mark.parametrize(
    "text",
    ["", "*", "null", "localhost", "localhost:8080", "http://", "http://a/", "http://a/b", "http://a?b", "http://u@a",
     "http://a:b", "http://a:99999", "file:///tmp", "file://a", "http://*.example", "http://a b", "http://[::1", "//a"],
)  # fmt: skip
def test_what_is_no_origin_is_refused_at_once(text: str) -> None:
    with pytest.raises(InvalidFields) as caught:
        parse_origin(text)
    assert "scheme://host" in str(caught.value)


def test_the_flag_says_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--port", "0", "--web-port", "0", "--allow-origin", "*"]) == 2
    said = capsys.readouterr()
    assert not said.out
    assert said.err.startswith("error: allow-origin: got *, allowed is each origin by name")
