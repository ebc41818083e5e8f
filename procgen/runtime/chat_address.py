"""A client of OpenAI-compatible chat servers: Ollama, LM Studio, llama-server and the like.

Only this machine is talked to unless more is allowed, redirects are not followed, and whatever a server sends (nothing,
halves, nonsense, without end) becomes a text or an error within bounded time and memory.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import queue
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from procgen.errors import Failed, InvalidFields, Violation
from procgen.runtime.checkpoint import Checkpoint

ASK_EVERY_S = 0.01
"""How often a caller is asked whether to stop while the server is silent."""
LONGEST_LINE = 1 << 16
LONGEST_ANSWER = 1 << 20
"""Bytes that a server may send in one line and in all."""
_SHOWN = 200
_MARGIN_S = 1.0
"""Sockets wait for so much longer than callers, who are told first."""


@dataclass(frozen=True, slots=True)
class Choices:
    """How tokens are drawn, as servers know it."""

    seed: int
    temperature: float
    top_p: float
    most_tokens: int


class ChatAddress:
    """A server's address.

    Args:
        url: such as ``http://127.0.0.1:11434/v1``; ``/v1`` is added where there is no path.
        model: as the server calls it; the first one that it lists where empty.
        allow_remote: whether other machines may be talked to.
        key: for servers that want one.
        patience_s: how long the server may be silent.

    Raises:
        InvalidFields: the address is none, or of another machine.
    """

    def __init__(
        self, url: str, *, model: str = "", allow_remote: bool = False, key: str = "", patience_s: float = 60.0
    ) -> None:
        parts = _parted(url)
        if not allow_remote and not _is_here(parts.hostname or ""):
            allowed = "an address of this machine (localhost, 127.0.0.1, [::1]), or leave to talk to others"
            raise InvalidFields([Violation.of("dialogue_model", url, allowed)])
        self.url = url
        self._parts = parts
        self._base = parts.path.rstrip("/") or "/v1"
        self._model = model
        self._key = key
        self._patience_s = patience_s

    def model(self, stop: Checkpoint) -> str:
        """The model's name, asked for once."""
        if not self._model:
            answer = _object(b"".join(self._lines("GET", "/models", None, stop)), self.url)
            listed = answer.get("data")
            first = listed[0] if isinstance(listed, list) and listed else None
            if not isinstance(first, dict) or not isinstance(first.get("id"), str):
                raise Failed(f"{self.url} lists no models", "Load a model in the server, or name one.")
            self._model = str(first["id"])
        return self._model

    def stream(
        self,
        messages: Sequence[tuple[str, str]],
        choices: Choices,
        stop: Checkpoint,
        more: Mapping[str, Any] | None = None,
    ) -> Iterator[str]:
        """Pieces of the answer as they come.

        Args:
            messages: role and text.
            choices: how tokens are drawn.
            stop: asked all the time; what it raises ends the request.
            more: further fields of the request, such as ``response_format``.

        Raises:
            Failed: the server can't be reached, refuses, is silent for too long or sends what can't be understood.
        """
        body = {
            "model": self.model(stop),
            "messages": [{"role": role, "content": text} for role, text in messages],
            "stream": True,
            "seed": choices.seed & 0x7FFFFFFF,
            "temperature": choices.temperature,
            "top_p": choices.top_p,
            "max_tokens": choices.most_tokens,
            **(more or {}),
        }
        finished = False
        plain: list[bytes] = []
        for line in self._lines("POST", "/chat/completions", json.dumps(body).encode(), stop):
            if not line.startswith(b"data:"):
                if line.strip() and not line.startswith((b":", b"event:", b"id:", b"retry:")):
                    plain.append(line)  # a server that does not stream answers with one object
                continue
            data = line[5:].strip()
            if data == b"[DONE]":
                return
            text, ended = _piece(_object(data, self.url), self.url)
            finished = finished or ended
            if text:
                yield text
        if plain:
            text, finished = _piece(_object(b"".join(plain), self.url), self.url)
            if text:
                yield text
        if not finished:
            raise Failed(f"{self.url} broke off in the middle of its answer", "Look at the server's own log.")

    def _lines(self, method: str, path: str, body: bytes | None, stop: Checkpoint) -> Iterator[bytes]:
        """Lines of the answer. A thread of its own reads them, since a read can't be told to stop."""
        stop()
        exchange = _Exchange(self._connection(), method, self._base + path, body, self._headers(), self.url)
        heard = time.monotonic()
        total = 0
        try:
            while True:
                try:
                    item = exchange.items.get(timeout=ASK_EVERY_S)
                except queue.Empty:
                    stop()
                    if time.monotonic() - heard > self._patience_s:
                        raise Failed(
                            f"{self.url} was silent for {self._patience_s:g} s",
                            "Try a smaller model or wait for longer.",
                        ) from None
                    continue
                stop()
                heard = time.monotonic()
                if item is None:
                    return
                if isinstance(item, Failed):
                    raise item
                total += len(item)
                if total > LONGEST_ANSWER:
                    raise Failed(f"{self.url} sent more than {LONGEST_ANSWER} bytes", "Use another server or model.")
                yield item
        finally:
            exchange.close()

    def _headers(self) -> dict[str, str]:
        found = {"Content-Type": "application/json", "Accept": "text/event-stream, application/json"}
        if self._key:
            found["Authorization"] = f"Bearer {self._key}"
        return found

    def _connection(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._parts.scheme == "https" else http.client.HTTPConnection
        return kind(self._parts.hostname or "", self._parts.port, timeout=self._patience_s + _MARGIN_S)


class _Exchange:
    """One request under way. `items` gives lines, then None, or an error."""

    def __init__(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        body: bytes | None,
        headers: dict[str, str],
        url: str,
    ) -> None:
        # Few lines wait, so a server that sends without end fills no memory.
        self.items: queue.Queue[bytes | Failed | None] = queue.Queue(maxsize=64)
        self._connection = connection
        self._request = (method, path, body, headers)
        self._url = url
        self._closed = threading.Event()
        self._socket: socket.socket | None = None
        self._thread = threading.Thread(target=self._read, name="chat-address", daemon=True)
        self._thread.start()

    def _read(self) -> None:
        method, path, body, headers = self._request
        try:
            self._connection.request(method, path, body, headers)
            # The connection forgets its socket where the server will close it.
            self._socket = self._connection.sock
            answer = self._connection.getresponse()
            with answer:
                if answer.status != http.client.OK:
                    told = answer.read(_SHOWN).decode("utf-8", "replace").strip()
                    raise Failed(
                        f"{self._url} answered {answer.status} {answer.reason}: {told}", "Look at its settings."
                    )
                while line := answer.readline(LONGEST_LINE):
                    if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                        raise Failed(
                            f"{self._url} sent a line of more than {LONGEST_LINE} bytes", "Use another server."
                        )
                    if not self._put(line):
                        return
            self._put(None)
        except Failed as error:
            self._put(error)
        except (OSError, http.client.HTTPException, ValueError) as error:
            # ValueError: what http.client makes of chunks without a length.
            reason = str(error) or type(error).__name__
            self._put(Failed(f"{self._url} can't be talked to: {reason}", "Start the server, or name its address."))
        finally:
            self._connection.close()

    def _put(self, item: bytes | Failed | None) -> bool:
        while not self._closed.is_set():
            with suppress(queue.Full):
                self.items.put(item, timeout=0.1)
                return True
        return False

    def close(self) -> None:
        """End it, whatever it is doing."""
        self._closed.set()
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


def _parted(url: str) -> SplitResult:
    allowed = "http://HOST:PORT or https://HOST:PORT, with a path or without"
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise InvalidFields([Violation.of("dialogue_model", url, allowed)]) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise InvalidFields([Violation.of("dialogue_model", url, allowed)])
    return parts


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _object(data: bytes, url: str) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        shown = data[:60].decode("utf-8", "replace")
        raise Failed(f"{url} sent what is no JSON: {shown}", "Name an OpenAI-compatible address.") from None
    if not isinstance(found, dict):
        raise Failed(f"{url} sent JSON that is no object", "Name an OpenAI-compatible address.")
    if "error" in found:
        raise Failed(f"{url} reports: {str(found['error'])[:_SHOWN]}", "Look at the server's own log.")
    return found


def _piece(data: Mapping[str, Any], url: str) -> tuple[str, bool]:
    """Text, and whether it is the last."""
    choices = data.get("choices")
    if choices == []:
        return "", False  # a report on usage
    first = choices[0] if isinstance(choices, list) else None
    held = first.get("delta", first.get("message", {})) if isinstance(first, dict) else None
    if not isinstance(first, dict) or not isinstance(held, dict):
        raise Failed(f"{url} sent an answer without choices", "Name an OpenAI-compatible address.")
    text = held.get("content")
    return (text if isinstance(text, str) else ""), first.get("finish_reason") is not None
