"""One HTTP/1.1 connection of the gRPC-Web port."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncGenerator, Coroutine
from typing import Final

import h11
import structlog
from google.protobuf.message import Message

from procgen.errors import Forbidden, InvalidFields, ProcgenError, TooLarge, Unauthenticated, Violation
from procgen.kit.wire.artifacts import REQUEST_BYTES
from procgen.kit.wire.call import AnyMethod
from procgen.server.auth import TokenCheck
from procgen.server.dispatcher import NO_PREVIEWS, PREVIEWS_HEADER, CallFailed, Dispatcher
from procgen.server.limits import Limits, Waits
from procgen.server.metrics import PATH as METRICS_PATH
from procgen.server.site import ASK_PREFIX, Site, SiteAnswer, hear, is_shown, refusal, show
from procgen.server.status import OK, wire_status
from procgen.server.web_frames import (
    BODY_BYTES,
    CONTENT_TYPES,
    ENCODINGS,
    AnswerForm,
    UnknownEncoding,
    content_type,
    request_message,
)
from procgen.server.web_origin import Refused, Visitors

_READ_BYTES: Final = 1 << 16
_HEAD_BYTES: Final = 16 * 1024
_UNHEARD_S: Final = 2.0
_UNHEARD_BYTES: Final = 16 << 20
"""What is still read of a request after its refusal, for closing at once would keep the client from reading why."""
_PIPELINED_BYTES: Final = 2 * REQUEST_BYTES
_IN_A_THREAD_BYTES: Final = 1 << 16
"""Messages above it are compressed beside the event loop."""
_TIMEOUT: Final = re.compile(r"([0-9]{1,8})([HMSmun])")
_TIMEOUT_UNITS: Final = {"H": 3600.0, "M": 60.0, "S": 1.0, "m": 1e-3, "u": 1e-6, "n": 1e-9}

_Headers = list[tuple[str, str]]


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


# One life: the states of a connection, from its first byte to its last.
class Connection:
    """Answers one call after another, as they come.

    Args:
        dispatcher: runs the calls.
        visitors: who may call.
        tokens: what calls must carry.
        reader: what the client sends.
        writer: what it gets.
        limits: for clients that keep the server waiting.
        waits: where all connections of the port wait for their clients.
        requests: where they wait for requests that may be large.
        site: pages that are shown; none if None.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        visitors: Visitors,
        tokens: TokenCheck,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        limits: Limits,
        waits: Waits,
        requests: Waits,
        site: Site | None = None,
    ) -> None:
        self._site = site
        self._dispatcher = dispatcher
        self._visitors = visitors
        self._tokens = tokens
        self._reader = reader
        self._writer = writer
        self._limits = limits
        self._waits = waits
        self._requests = requests
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_HEAD_BYTES)
        self.busy = False
        """Whether a request came in that is not answered yet."""
        self.last = False
        """Set it to have the connection closed after the answer."""
        self._head_alone = False
        self._first = True

    async def serve(self) -> None:
        """Answer until the client goes, stays silent for long, or sends what can't be answered."""
        with contextlib.suppress(ConnectionError, TimeoutError):
            while await self._one():
                self.busy = False
                self._http.start_next_cycle()

    async def _one(self) -> bool:
        """Answer one request; whether there may be another."""
        try:
            request = await self._request()
            if not isinstance(request, h11.Request):
                return False
            self.busy = True
            self._head_alone = request.method == b"HEAD"
            await self._answer(request)
        except h11.RemoteProtocolError as error:
            if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
                await self._refuse(Refused(error.error_status_hint, "this is not a valid HTTP/1.1 request"))
            return False
        except Refused as refusal:
            await self._refuse(refusal)
            return False
        return not self.last and self._http.our_state is h11.DONE and self._http.their_state is h11.DONE

    async def _request(self) -> object:
        """The head of a request: the first one soon, another one whenever the client likes, but then in one go."""
        began = self._first or bool(self._http.trailing_data[0])
        self._first = False
        async with self._waits.within(self._limits.head_s if began else self._limits.idle_s) as wait:
            while (event := self._http.next_event()) is h11.NEED_DATA:
                self._http.receive_data(await self._reader.read(_READ_BYTES))
                if not began:
                    began = True
                    wait.reschedule(asyncio.get_running_loop().time() + self._limits.head_s)
        return event

    async def _write(self, *events: h11.Event) -> None:
        """Send HTTP events in one piece, and wait while the client does not read."""
        self._writer.write(b"".join([self._http.send(event) or b"" for event in events]))
        if not self._writer.transport.get_write_buffer_size():
            await self._writer.drain()  # it does not wait, but tells whether the client is there
            return
        async with self._waits.within(self._limits.stalled_s):
            await self._writer.drain()

    async def _whole(self, status: int, headers: _Headers, body: bytes) -> None:
        """Send an answer whose size is known."""
        head = h11.Response(status_code=status, headers=[*headers, ("content-length", str(len(body)))])
        await self._write(head, *([] if self._head_alone else [h11.Data(data=body)]), h11.EndOfMessage())

    async def _refuse(self, refusal: Refused) -> None:
        structlog.get_logger("procgen.calls").info(
            "refused", transport="web", status=refusal.status, reason=str(refusal)
        )
        self._dispatcher.metrics.refused(f"http_{refusal.status}")
        headers = [
            ("content-type", "text/plain; charset=utf-8"),
            ("x-content-type-options", "nosniff"),
            ("connection", "close"),
            *refusal.headers,
        ]
        await self._whole(refusal.status, headers, f"{refusal}\n".encode())
        await self._hear_out()

    async def _hear_out(self) -> None:
        """Read what still comes, in vain but within bounds, before the connection is closed."""
        if self._writer.can_write_eof():
            self._writer.write_eof()
        with contextlib.suppress(TimeoutError):
            async with self._waits.within(_UNHEARD_S):
                left = _UNHEARD_BYTES
                while left > 0 and (data := await self._reader.read(_READ_BYTES)):
                    left -= len(data)

    async def _body(self) -> bytes | None:
        """The request's body; None if it is too large."""
        if self._http.they_are_waiting_for_100_continue:
            await self._write(h11.InformationalResponse(status_code=100, headers=[]))
        body = bytearray()
        if not self._gather(body):
            try:
                async with self._waits.within(self._limits.body_s), self._requests.within(self._limits.body_s):
                    while not self._gather(body):
                        self._http.receive_data(await self._reader.read(_READ_BYTES))
            except TimeoutError:
                told = f"the request's body did not come within {self._limits.body_s:g} s, or others needed the room"
                raise Refused(408, told) from None
        return None if len(body) > BODY_BYTES else bytes(body)

    def _gather(self, body: bytearray) -> bool:
        """Take what has come of a body; whether that is all of it, or more than there may be."""
        while (event := self._http.next_event()) is not h11.NEED_DATA:
            if isinstance(event, h11.EndOfMessage):
                return True
            if not isinstance(event, h11.Data):
                raise ConnectionResetError
            body += event.data
            if len(body) > BODY_BYTES:
                return True
        return False

    async def _answer(self, request: h11.Request) -> None:
        headers: dict[str, str] = {}
        for raw, value in request.headers:
            name = raw.decode("ascii")
            # A header that comes twice counts as HTTP says, so that none of the two is overlooked.
            headers[name] = (
                f"{headers[name]}, {value.decode('latin-1')}" if name in headers else value.decode("latin-1")
            )
        cors = self._visitors.check(headers)
        if request.method == b"OPTIONS" and cors and "access-control-request-method" in headers:
            await self._body()
            # 204 has no body, and must not say how long it is.
            head = h11.Response(status_code=204, headers=[*cors, *self._visitors.preflight(headers)])
            await self._write(head, h11.EndOfMessage())
            return
        if request.method in (b"GET", b"HEAD") and request.target == METRICS_PATH.encode():
            await self._metrics_page(headers, cors)
            return
        if self._site is not None and is_shown(request.target.decode("latin-1")):
            await self._site_answer(self._site, request, headers, cors)
            return
        if request.method != b"POST":
            raise Refused(405, "gRPC-Web calls are POST requests", [*cors, ("allow", "POST, OPTIONS")])
        if content_type(headers) not in CONTENT_TYPES:
            told = f"the content type is {content_type(headers)[:80]!r}, not application/grpc-web+proto"
            raise Refused(415, told, cors)
        if headers.get("content-encoding", "identity") != "identity":
            told = "bodies are not compressed as a whole; gRPC compresses single messages, with grpc-encoding"
            raise Refused(415, told, [*cors, ("accept-encoding", "identity")])

        form = AnswerForm.wanted(headers)
        path = request.target.decode("latin-1")
        try:
            # Who may not call is not even asked for the body.
            self._tokens.check(path, headers.get("authorization"))
        except Unauthenticated as error:
            await self._unheard(error, form, cors)
            return
        body = await self._body()
        if body is None:
            await self._unheard(TooLarge(REQUEST_BYTES), form, cors)
            return
        try:
            method = self._dispatcher.method(path)
            if cors and not method.pages:
                raise Forbidden("web pages may not call this", "Call it from a program of your own.")
            message = request_message(body, headers)
            time_left_s = timeout_s(headers.get("grpc-timeout"))
        except ProcgenError as error:
            extra = [("grpc-accept-encoding", ENCODINGS)] if isinstance(error, UnknownEncoding) else []
            trailers = form.trailers([*wire_status(error, "").trailers(), *extra])
            await self._whole(200, [*form.headers(), *cors], trailers)
            return
        del body
        traceparent, previews = headers.get("traceparent", ""), headers.get(PREVIEWS_HEADER) != NO_PREVIEWS
        events = self._dispatcher.events(method, message, time_left_s, "web", traceparent, previews=previews)
        answering = self._forward(method, events, form, cors)
        await (self._watched(answering) if method.heavy or method.waits else answering)

    async def _metrics_page(self, headers: dict[str, str], cors: _Headers) -> None:
        """What was counted, for Prometheus; not for web pages, even of origins that may call."""
        if cors:
            raise Refused(403, "web pages may not read what was counted")
        try:
            self._tokens.check(METRICS_PATH, headers.get("authorization"))
        except Unauthenticated as error:
            raise Refused(401, error.message, [("www-authenticate", "Bearer")]) from None
        await self._body()
        page = await asyncio.to_thread(self._dispatcher.metrics.page)
        if page is None:
            raise Refused(404, "this server counts nothing; procgen serve --metrics lets it")
        kind, text = page
        await self._whole(200, [("content-type", kind), ("x-content-type-options", "nosniff")], text)

    async def _site_answer(self, site: Site, request: h11.Request, headers: dict[str, str], cors: _Headers) -> None:
        """A page of the site, or what it asks; not for web pages elsewhere, even of origins that may call."""
        if cors:
            raise Refused(403, "this is for pages of the server itself")
        target = request.target.decode("latin-1")
        asked = target.startswith(ASK_PREFIX)
        if request.method not in ((b"POST",) if asked else (b"GET", b"HEAD")):
            raise Refused(405, "pages are read with GET, and ask with POST", [("allow", "GET, HEAD, POST")])
        body = await self._body()
        if body is None:
            raise Refused(413, f"what is sent may have {REQUEST_BYTES} bytes")
        answer = await self._heard(site, target, headers, body) if asked else show(site, target)
        await self._whole(answer.status, answer.headers, answer.body)

    async def _heard(self, site: Site, target: str, headers: dict[str, str], body: bytes) -> SiteAnswer:
        """What a page of the site asks, answered where it has the token."""
        try:
            self._tokens.check(target, headers.get("authorization"))
        except Unauthenticated as error:
            return refusal(error)
        return await hear(site, target, body, self._call)

    async def _call(self, path: str, request: bytes) -> AsyncGenerator[Message | bytes]:
        """A call of the site's own."""
        events = self._dispatcher.events(self._dispatcher.method(path), request, None, "site")
        async with contextlib.aclosing(events):
            try:
                async for event in events:
                    yield event
            except CallFailed as failure:
                if isinstance(failure.error, ProcgenError):
                    raise failure.error from None
                raise

    async def _unheard(self, error: ProcgenError, form: AnswerForm, cors: _Headers) -> None:
        """Answer a call whose body was not read, or not to its end: its connection is of no more use."""
        structlog.get_logger("procgen.calls").info("refused", transport="web", reason=error.message)
        self._dispatcher.metrics.refused(error.reason.lower())
        trailers = form.trailers(wire_status(error, "").trailers())
        await self._whole(200, [*form.headers(), *cors, ("connection", "close")], trailers)
        await self._hear_out()

    async def _forward(
        self, method: AnyMethod, events: AsyncGenerator[Message | bytes], form: AnswerForm, cors: _Headers
    ) -> None:
        """Send the messages of a call, and its status: of a unary one all in one piece, of a stream each as it comes.

        What fails before there is a message is such a piece too. Its status stands in the body like any other, not in
        the head: all clients find it there, and browsers show it to pages without being asked to.
        """
        headers = [*form.headers(), *cors]
        frames: list[bytes] = []
        begun = False
        status = OK
        async with contextlib.aclosing(events):
            try:
                async for event in events:
                    frame = await _framed(event, form)
                    if not method.streaming:
                        frames.append(frame)
                    elif begun:
                        await self._write(h11.Data(data=frame))
                    else:
                        begun = True
                        await self._write(h11.Response(status_code=200, headers=headers), h11.Data(data=frame))
            except CallFailed as failure:
                status = wire_status(failure.error, failure.request_id)
        trailers = form.trailers(status.trailers())
        if begun:
            await self._write(h11.Data(data=trailers), h11.EndOfMessage())
        else:
            await self._whole(200, headers, b"".join([*frames, trailers]))

    async def _watched(self, answering: Coroutine[None, None, None]) -> None:
        """Answer while watching for the client to hang up, which cancels the call."""
        sending = asyncio.ensure_future(answering)
        watching = asyncio.ensure_future(self._hung_up())
        try:
            await asyncio.wait([sending, watching], return_when=asyncio.FIRST_COMPLETED)
            if not sending.done():
                raise ConnectionResetError
            await sending
        finally:
            for task in (sending, watching):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, Exception):
                    await task

    async def _hung_up(self) -> None:
        """Return when the client closes; what it sends ahead meanwhile, within bounds, is kept for the next cycle."""
        ahead = 0
        while data := await self._reader.read(_READ_BYTES):
            self._http.receive_data(data)
            ahead += len(data)
            if ahead > _PIPELINED_BYTES:
                await asyncio.Event().wait()  # for ever: it has to wait, and is not watched any more


async def _framed(event: Message | bytes, form: AnswerForm) -> bytes:
    data = event if isinstance(event, bytes) else event.SerializeToString()
    if form.gzip and len(data) > _IN_A_THREAD_BYTES:
        return await asyncio.to_thread(form.message, data)
    return form.message(data)
