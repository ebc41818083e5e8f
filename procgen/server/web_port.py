"""The gRPC-Web port: HTTP/1.1 on asyncio, for engines and browsers.

Protocol: PROTOCOL-WEB.md of the gRPC project. A request is a POST whose body is one length-prefixed message; the
answer's body is length-prefixed messages and, last, a frame with bit 7 set that holds the trailers.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import struct
from collections.abc import AsyncGenerator
from typing import Final
from urllib.parse import urlsplit

import h11
from google.protobuf.message import Message

from procgen.errors import InvalidFields, ProcgenError, Violation
from procgen.server.dispatcher import CallFailed, Dispatcher
from procgen.server.grpc_port import port_taken
from procgen.server.status import OK, WireStatus, wire_status
from procgen.services.call import Method
from procgen.services.system_service import REQUEST_BYTES

_CONTENT_TYPES = ("application/grpc-web", "application/grpc-web+proto")
_FRAME = struct.Struct(">BI")
_TRAILERS_FLAG = 0x80
_IDLE_S = 120.0
_SLOW_BODY_S = 30.0
_STALLED_S = 60.0
"""A client that reads nothing for so long has gone."""
_TIMEOUT = re.compile(r"([0-9]{1,8})([HMSmun])")
_TIMEOUT_UNITS = {"H": 3600.0, "M": 60.0, "S": 1.0, "m": 1e-3, "u": 1e-6, "n": 1e-9}
_LOOPBACK_NAMES: Final = ("127.0.0.1", "localhost", "::1")


class _Refused(Exception):
    """A request that gets an HTTP error instead of a gRPC status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class WebServer:
    """Accepts connections and answers one call after another on each.

    Args:
        dispatcher: runs the calls.
        host_names: names that the Host header may give, so that no other site's name can be made to point here.
        origins: origins of pages that may call; none by default, engines send no Origin.
    """

    def __init__(self, dispatcher: Dispatcher, host_names: tuple[str, ...], origins: tuple[str, ...] = ()) -> None:
        self._dispatcher = dispatcher
        self._host_names = {*_LOOPBACK_NAMES, *host_names}
        self._origins = set(origins)
        self._connections: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen; returns the port taken. Raises Failed if it can't be had."""
        try:
            self._server = await asyncio.start_server(self._accept, host, port, limit=1 << 16)
        except OSError as error:
            raise port_taken("gRPC-Web", host, port, "--web-port") from error
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Close the port and all connections."""
        if self._server is not None:
            self._server.close()
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            await _Connection(self, self._dispatcher, reader, writer).serve()
        except (ConnectionError, TimeoutError, h11.RemoteProtocolError, asyncio.CancelledError):
            pass  # gone, silent for too long, not HTTP, or the server stops
        finally:
            self._connections.discard(task)
            writer.close()

    def check(self, request: h11.Request) -> None:
        """Refuse what must not reach a call. Raises _Refused."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers}
        host = headers.get("host", "")
        if (urlsplit(f"//{host}").hostname or "") not in self._host_names:
            raise _Refused(403, f"the Host header names {host[:80]!r}, which this server does not serve")
        origin = headers.get("origin")
        if origin is not None and origin not in self._origins:
            raise _Refused(403, f"pages of {origin[:80]!r} may not call this server")
        if request.method != b"POST":
            raise _Refused(405, "gRPC-Web calls are POST requests")
        content_type = headers.get("content-type", "").split(";")[0].strip().lower()
        if content_type not in _CONTENT_TYPES:
            raise _Refused(415, f"the content type is {content_type[:80]!r}, not application/grpc-web+proto")


def timeout_s(header: str | None) -> float | None:
    """Seconds in a ``grpc-timeout`` header such as ``200m``; None without one.

    Raises:
        InvalidFields: it is not one.
    """
    if header is None:
        return None
    match = _TIMEOUT.fullmatch(header)
    if match is None:
        raise InvalidFields([Violation.of("grpc-timeout", header, "1 to 8 digits and one of H M S m u n")])
    return int(match[1]) * _TIMEOUT_UNITS[match[2]]


def unframe(body: bytes) -> bytes:
    """The one message of a request body.

    Raises:
        InvalidFields: the body is not exactly one uncompressed length-prefixed message.
    """
    if len(body) >= _FRAME.size:
        flag, length = _FRAME.unpack_from(body)
        if flag == 0 and len(body) == _FRAME.size + length:
            return body[_FRAME.size :]
    raise InvalidFields(
        [Violation.of("body", f"{len(body)} bytes", "one uncompressed frame: 0, four bytes of length, the message")]
    )


def frame(data: bytes, flag: int = 0) -> bytes:
    """A length-prefixed message."""
    return _FRAME.pack(flag, len(data)) + data


def _trailers_frame(status: WireStatus) -> bytes:
    return frame("".join(f"{name}: {value}\r\n" for name, value in status.trailers()).encode("ascii"), _TRAILERS_FLAG)


class _Connection:
    def __init__(
        self, server: WebServer, dispatcher: Dispatcher, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._server = server
        self._dispatcher = dispatcher
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=16 * 1024)

    async def serve(self) -> None:
        while True:
            try:
                request = await asyncio.wait_for(self._event(), _IDLE_S)
                if not isinstance(request, h11.Request):
                    return
                await self._answer(request)
            except h11.RemoteProtocolError as error:
                if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
                    await self._refuse(_Refused(error.error_status_hint, "this is not a valid HTTP/1.1 request"))
                return
            except _Refused as refusal:
                await self._refuse(refusal)
                return
            if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
                return
            self._http.start_next_cycle()

    async def _event(self) -> object:
        while True:
            event = self._http.next_event()
            if event is not h11.NEED_DATA:
                return event
            self._http.receive_data(await self._reader.read(1 << 16))

    async def _send(self, event: h11.Event) -> None:
        data = self._http.send(event)
        if data:
            self._writer.write(data)
            await asyncio.wait_for(self._writer.drain(), _STALLED_S)

    async def _refuse(self, refusal: _Refused) -> None:
        body = f"{refusal}\n".encode()
        headers = [
            ("content-type", "text/plain; charset=utf-8"),
            ("content-length", str(len(body))),
            ("connection", "close"),
        ]
        await self._send(h11.Response(status_code=refusal.status, headers=headers))
        await self._send(h11.Data(data=body))
        await self._send(h11.EndOfMessage())

    async def _body(self) -> bytes:
        body = bytearray()
        while True:
            event = await asyncio.wait_for(self._event(), _SLOW_BODY_S)
            if isinstance(event, h11.Data):
                body += event.data
                if len(body) > REQUEST_BYTES + _FRAME.size:
                    raise _Refused(413, f"a request has at most {REQUEST_BYTES} bytes")
            elif isinstance(event, h11.EndOfMessage):
                return bytes(body)
            else:
                raise ConnectionResetError

    async def _answer(self, request: h11.Request) -> None:
        self._server.check(request)
        body = await self._body()
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers}
        origin = headers.get("origin")
        cors = [("access-control-allow-origin", origin), ("vary", "origin")] if origin is not None else []
        await self._send(h11.Response(status_code=200, headers=[("content-type", "application/grpc-web+proto"), *cors]))
        try:
            method = self._dispatcher.method(request.target.decode("latin-1"))
            events = self._dispatcher.events(method, unframe(body), timeout_s(headers.get("grpc-timeout")), "web")
        except ProcgenError as error:
            await self._finish(wire_status(error, ""))
            return
        await self._finish(await self._stream(method, events))

    async def _stream(self, method: Method, events: AsyncGenerator[Message]) -> WireStatus:
        """Send the events while watching for the client to hang up, which cancels the call."""
        sending = asyncio.ensure_future(self._forward(events))
        watching = asyncio.ensure_future(self._hung_up()) if method.heavy else None
        try:
            if watching is not None:
                await asyncio.wait([sending, watching], return_when=asyncio.FIRST_COMPLETED)
                if not sending.done():
                    raise ConnectionResetError
            return await sending
        finally:
            for task in (sending, watching):
                if task is not None:
                    task.cancel()
                    with contextlib.suppress(asyncio.CancelledError, Exception):
                        await task

    async def _forward(self, events: AsyncGenerator[Message]) -> WireStatus:
        async with contextlib.aclosing(events):
            try:
                async for event in events:
                    await self._send(h11.Data(data=frame(event.SerializeToString())))
            except CallFailed as failure:
                return wire_status(failure.error, failure.request_id)
        return OK

    async def _hung_up(self) -> None:
        """Return when the client closes; whatever it pipelines meanwhile is kept for the next cycle."""
        while data := await self._reader.read(1 << 16):
            self._http.receive_data(data)

    async def _finish(self, status: WireStatus) -> None:
        await self._send(h11.Data(data=_trailers_frame(status)))
        await self._send(h11.EndOfMessage())
