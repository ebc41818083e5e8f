"""The native gRPC port.

Web pages can't reach it in the clear: browsers speak HTTP/2 only over TLS, and what they send here instead, HTTP/1.1,
is no HTTP/2 and ends the connection. Under TLS they can, and are told from other clients by the headers that no page
can leave out.

What holds for clients that keep the server waiting, and who sees to it:

- gRPC's core closes connections that are not set up in time or don't answer its pings.
- Those that are set up and make no call are closed from here (:mod:`procgen.server.newcomers`).
- Requests that trickle in are seen to here: every method reads its request itself, as a stream of one message.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, TypeAlias

import grpc
import structlog
from google.protobuf.message import DecodeError, Message
from grpc_reflection.v1alpha import reflection, reflection_pb2

from procgen.errors import (
    Cancelled,
    Failed,
    Forbidden,
    InvalidFields,
    ProcgenError,
    TooSlow,
    Unauthenticated,
    Violation,
)
from procgen.kit.wire.artifacts import REQUEST_BYTES
from procgen.kit.wire.call import AnyMethod
from procgen.server.auth import TokenCheck
from procgen.server.dispatcher import NO_PREVIEWS, PREVIEWS_HEADER, CallFailed, Dispatcher
from procgen.server.limits import Limits, Waits
from procgen.server.metrics import Metrics
from procgen.server.newcomers import Newcomers
from procgen.server.status import DETAILS_KEY, wire_status
from procgen.server.tls import Tls, netloc

_REFLECTION: Final = f"/{reflection.SERVICE_NAME}/ServerReflectionInfo"
_KEEPALIVE_S: Final = 20.0
"""After which a silent connection is asked whether there is still somebody."""
_PAGE_HEADERS: Final = frozenset(("origin", "sec-fetch-site", "sec-fetch-mode"))
"""Sent by browsers alone; pages can neither set nor leave them out."""

_Context: TypeAlias = "grpc.aio.ServicerContext[bytes, bytes]"
_RpcHandler: TypeAlias = "grpc.RpcMethodHandler[Any, Any]"


def _options(limits: Limits) -> list[tuple[str, int]]:
    def ms(seconds: float) -> int:
        return round(seconds * 1000)

    return [
        ("grpc.so_reuseport", 0),  # a second server on the port must be refused, not share its calls
        # Also of what is compressed: unpacking stops there.
        ("grpc.max_receive_message_length", REQUEST_BYTES),
        ("grpc.max_concurrent_streams", 1024),
        ("grpc.max_allowed_incoming_connections", limits.connections),
        ("grpc.server_handshake_timeout_ms", ms(limits.head_s)),
        ("grpc.http2.settings_timeout", ms(limits.head_s)),
        ("grpc.max_connection_age_ms", ms(limits.age_s)),  # give or take a tenth
        ("grpc.http2.ping_timeout_ms", ms(limits.ping_s)),
        ("grpc.keepalive_time_ms", ms(_KEEPALIVE_S)),
        ("grpc.keepalive_timeout_ms", ms(limits.ping_s)),
        ("grpc.keepalive_permit_without_calls", 1),
    ]


@dataclass(frozen=True, slots=True)
class _Port:
    """What all handlers share."""

    dispatcher: Dispatcher
    limits: Limits
    requests: Waits
    newcomers: Newcomers

    async def request(self, context: _Context) -> bytes:
        """The next message of a call.

        Raises:
            TooSlow: it does not come in time.
            InvalidFields: the client ends the call without one.
        """
        try:
            async with self.requests.within(self.limits.body_s):
                data: object = await context.read()
        except TimeoutError:
            raise TooSlow(self.limits.body_s) from None
        if not isinstance(data, bytes):  # EOF
            raise InvalidFields([Violation.of("request", "nothing", "one message")])
        self.newcomers.arrived(context.peer())
        return data

    async def write(self, context: _Context, message: Message | bytes) -> None:
        """Send a message, and wait while the client does not read. Raises TooSlow, or Cancelled if nobody is left."""
        try:
            async with asyncio.timeout(self.limits.stalled_s):
                await context.write(_serialise(message))
        except TimeoutError:
            raise TooSlow(self.limits.stalled_s) from None
        except grpc.aio.InternalError as error:
            # What the core answers where the client hung up, or its time ended, while the message was on its way.
            raise Cancelled from error


class _Handlers(grpc.GenericRpcHandler):
    """Routes every path to the dispatcher, with bytes on both sides: what does not parse is the client's error."""

    def __init__(self, port: _Port) -> None:
        self._handlers = {method.path: _handler(port, method) for method in port.dispatcher.methods.values()}
        services = {path.split("/")[1] for path in port.dispatcher.methods}
        self._handlers[_REFLECTION] = _reflecting(port, (*services, reflection.SERVICE_NAME))

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> _RpcHandler | None:
        return self._handlers.get(handler_call_details.method)


def _serialise(message: Message | bytes) -> bytes:
    return message if isinstance(message, bytes) else message.SerializeToString()


def _handler(port: _Port, method: AnyMethod) -> _RpcHandler:
    """All methods are streams of requests here, whichever they are to clients: on the wire there is no difference, and
    these alone begin before their request is there.
    """

    async def events(context: _Context) -> AsyncGenerator[Message | bytes]:
        request = await port.request(context)
        traceparent, previews = _header(context, "traceparent"), _header(context, PREVIEWS_HEADER) != NO_PREVIEWS
        answers = port.dispatcher.events(
            method, request, context.time_remaining(), "grpc", traceparent, previews=previews
        )
        async with contextlib.aclosing(answers):
            async for event in answers:
                yield event

    async def stream(_requests: AsyncIterator[bytes], context: _Context) -> None:
        async with _Told(context), contextlib.aclosing(events(context)) as answers:
            async for event in answers:
                await port.write(context, event)

    async def unary(_requests: AsyncIterator[bytes], context: _Context) -> Message | bytes | None:
        answer: Message | bytes | None = None
        async with _Told(context), contextlib.aclosing(events(context)) as answers:
            async for event in answers:
                answer = event
        return answer

    if method.streaming:
        return grpc.stream_stream_rpc_method_handler(stream)
    return grpc.stream_unary_rpc_method_handler(unary, response_serializer=_serialise)


def _header(context: _Context, name: str) -> str:
    """The client's header of that name; empty if it sent none."""
    return next((str(value) for key, value in context.invocation_metadata() or () if key == name), "")


def _reflecting(port: _Port, services: tuple[str, ...]) -> _RpcHandler:
    servicer = reflection.aio.ReflectionServicer(service_names=services)

    async def one(request: reflection_pb2.ServerReflectionRequest) -> AsyncIterator[Message]:
        yield request

    async def reflect(_requests: AsyncIterator[bytes], context: _Context) -> None:
        async with _Told(context):
            data = await port.request(context)
            while True:
                try:
                    request = reflection_pb2.ServerReflectionRequest.FromString(data)
                except DecodeError:
                    name = reflection_pb2.ServerReflectionRequest.DESCRIPTOR.full_name
                    seen = f"{len(data)} bytes that are not a {name}"
                    raise InvalidFields([Violation.of("request", seen, f"a serialised {name}")]) from None
                async for answer in servicer.ServerReflectionInfo(one(request), None):
                    await port.write(context, answer)
                try:
                    async with asyncio.timeout(port.limits.idle_s):
                        following: object = await context.read()
                except TimeoutError:
                    return
                if not isinstance(following, bytes):  # EOF
                    return
                data = following

    return grpc.stream_stream_rpc_method_handler(reflect)


class _Told:
    """A block that ends its call with the status of what goes wrong inside."""

    def __init__(self, context: _Context) -> None:
        self._context = context

    async def __aenter__(self) -> None:
        pass

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if isinstance(error, CallFailed):
            await _abort(self._context, error.error, error.request_id)
        elif isinstance(error, ProcgenError):
            await _abort(self._context, error)
        elif isinstance(error, Exception) and not isinstance(error, grpc.aio.AbortError):
            structlog.get_logger("procgen.calls").error("call failed", transport="grpc", exc_info=error)
            await _abort(self._context, error)


async def _abort(context: _Context, error: Exception, request_id: str = "") -> None:
    status = wire_status(error, request_id)
    await context.abort(status.code, status.message, ((DETAILS_KEY, status.details),))


class _Doorkeeper(grpc.aio.ServerInterceptor):
    """Answers calls of web pages, and those without the token, before anything of them is read."""

    def __init__(self, tokens: TokenCheck, metrics: Metrics) -> None:
        self._tokens = tokens
        self._metrics = metrics

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[_RpcHandler | None]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> _RpcHandler | None:
        metadata = handler_call_details.invocation_metadata or ()
        given = [value for key, value in metadata if key == "authorization"]
        try:
            if any(key in _PAGE_HEADERS for key, _ in metadata):
                raise Forbidden("web pages may not call this port", "Call the gRPC-Web port.")
            self._tokens.check(handler_call_details.method, str(given[0]) if given else None)
        except (Forbidden, Unauthenticated) as error:
            structlog.get_logger("procgen.calls").info("refused", transport="grpc", reason=error.message)
            self._metrics.refused(error.reason.lower())
            refusal = error

            async def refuse(_requests: AsyncIterator[bytes], context: _Context) -> None:
                await _abort(context, refusal)

            return grpc.stream_stream_rpc_method_handler(refuse)
        return await continuation(handler_call_details)


class NativeServer:
    """A server that listens.

    Args:
        server: gRPC's.
        watching: looks after its connections meanwhile.
    """

    def __init__(self, server: grpc.aio.Server, watching: asyncio.Task[None]) -> None:
        self._server = server
        self._watching = watching

    async def stop(self, grace_s: float) -> None:
        """Close the port; calls under way may go on for so long."""
        await self._server.stop(grace_s)
        self._watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._watching


async def start(
    dispatcher: Dispatcher,
    tokens: TokenCheck,
    host: str,
    port: int,
    *,
    tls: Tls | None = None,
    limits: Limits | None = None,
) -> tuple[NativeServer, int]:
    """Listen.

    Args:
        dispatcher: runs the calls; has all its methods.
        tokens: what calls must carry.
        host: address to listen on.
        port: 0 for a free one.
        tls: encrypts what is sent; nothing is if None.
        limits: for clients that keep the server waiting.

    Returns:
        The server, already started, and the port it took.

    Raises:
        Failed: the port is taken.
    """
    limits = limits or Limits()
    interceptors = (_Doorkeeper(tokens, dispatcher.metrics),) if tokens.needed or tls is not None else ()
    server = grpc.aio.server(options=_options(limits), interceptors=interceptors)
    address = netloc(host, port)
    try:
        bound = server.add_insecure_port(address) if tls is None else server.add_secure_port(address, tls.native)
    except RuntimeError as error:
        raise port_taken("gRPC", host, port, "--port") from error
    requests = Waits(limits.requests_at_most, limits.requests, limits.patience_s)
    newcomers = Newcomers(bound, limits.first_call_s)
    server.add_generic_rpc_handlers((_Handlers(_Port(dispatcher, limits, requests, newcomers)),))
    await server.start()
    return NativeServer(server, asyncio.create_task(newcomers.watch())), bound


def port_taken(what: str, host: str, port: int, flag: str) -> Failed:
    """The error for a port that can't be had."""
    return Failed(
        f"the {what} port {netloc(host, port)} is taken or not allowed",
        f"Stop the other program, or choose another port with {flag} (0 takes a free one).",
    )
