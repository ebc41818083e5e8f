from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from procgen.errors import Failed, InvalidFields
from procgen.runtime.chat_address import ChatAddress, Choices
from procgen.runtime.checkpoint import go_on
from tests.dialogue.chat_server import ChatServer, serving
from tests.figures import figure

CHOICES = Choices(seed=7, temperature=0.5, top_p=0.9, most_tokens=20)
ASKED = (("system", "You are Ned."), ("user", "Hello"))


def answer(_: dict[str, Any]) -> Iterator[str]:
    yield from ("Well", " met,", " friend \u00e9.")


@pytest.fixture(scope="module")
def server() -> Iterator[ChatServer]:
    with serving(answer) as chat:
        yield chat


@pytest.mark.parametrize("behaviour", ["good", "plain", "unclosed"])
def test_servers_that_stream_and_such_that_don_t(server: ChatServer, behaviour: str) -> None:
    address = ChatAddress(server.url(behaviour))
    assert "".join(address.stream(ASKED, CHOICES, go_on)) == "Well met, friend \u00e9."
    body = server.bodies[-1]
    assert body["model"] == "tiny"
    assert body["seed"] == 7
    assert body["max_tokens"] == 20
    assert body["messages"][1] == {"role": "user", "content": "Hello"}


@pytest.mark.parametrize(
    ("behaviour", "told"),
    [
        ("silent", "silent for 0.4 s"),
        ("broken", "no JSON"),
        ("shapeless", "without choices"),
        ("cut", "broke off"),
        ("huge", "more than"),
        ("long_line", "line of more than"),
        ("refusing", "500"),
        ("reporting", "no such model"),
        ("moved", "302"),
    ],
)
def test_misbehaviour_is_an_error_that_tells(server: ChatServer, behaviour: str, told: str) -> None:
    began = time.monotonic()
    with pytest.raises(Failed, match=told) as failed:
        list(ChatAddress(server.url(behaviour), model="tiny", patience_s=0.4).stream(ASKED, CHOICES, go_on))
    assert failed.value.remedy
    assert time.monotonic() - began < 10


def test_nobody_is_there() -> None:
    with pytest.raises(Failed, match="can't be talked to"):
        list(ChatAddress("http://127.0.0.1:9", model="tiny").stream(ASKED, CHOICES, go_on))


class Stopped(Exception):
    pass


@pytest.mark.parametrize("behaviour", ["silent", "slow"])
def test_a_stop_ends_the_request_at_once(server: ChatServer, behaviour: str) -> None:
    asked = threading.Event()
    when: list[float] = []

    def stop() -> None:
        if asked.is_set():
            raise Stopped

    def press() -> None:
        when.append(time.monotonic())
        asked.set()

    timer = threading.Timer(0.3, press)
    timer.start()
    server.gone.clear()
    with pytest.raises(Stopped):
        list(ChatAddress(server.url(behaviour), model="tiny").stream(ASKED, CHOICES, stop))
    took_ms = round((time.monotonic() - when[0]) * 1000, 1)
    figure(f"a request to a language model's server that is {behaviour} stops after", took_ms, "ms", "<= 250")
    if behaviour == "slow":
        assert server.gone.wait(60), "the server goes on writing"


@pytest.mark.parametrize(
    "url",
    ["http://example.com/v1", "http://10.0.0.5:11434", "ftp://localhost", "localhost:11434", "http://user@localhost",
     "http://127.0.0.1.example.com", "http://localhost:99999", "", "http://localhost?x=1"],
)  # fmt: skip
def test_only_addresses_of_this_machine(url: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        ChatAddress(url)
    assert refused.value.violations[0].field == "dialogue_model"


def test_others_where_allowed() -> None:
    assert ChatAddress("https://models.example.com", allow_remote=True).url == "https://models.example.com"
    for url in ("http://localhost:1234", "http://127.0.0.9", "http://[::1]:8080/v1"):
        assert ChatAddress(url).url == url
