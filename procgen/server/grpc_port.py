"""The native gRPC port."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator
from typing import Final

import grpc
from google.protobuf.message import Message
from grpc_reflection.v1alpha import reflection

from procgen.errors import Failed
from procgen.server.dispatcher import CallFailed, Dispatcher
from procgen.server.status import DETAILS_KEY, wire_status
from procgen.services.call import Method
from procgen.services.system_service import REQUEST_BYTES

_OPTIONS: Final = (
    ("grpc.so_reuseport", 0),  # a second server on the port must be refused, not share its calls
    ("grpc.max_receive_message_length", REQUEST_BYTES),
    ("grpc.max_concurrent_streams", 256),
)


class _Handlers(grpc.GenericRpcHandler):
    """Routes every path to the dispatcher, with bytes on both sides: what does not parse is the client's error."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._handlers = {method.path: _handler(dispatcher, method) for method in dispatcher.methods.values()}

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler[bytes, bytes] | None:
        return self._handlers.get(handler_call_details.method)


def _serialise(message: Message) -> bytes:
    return message.SerializeToString()


def _handler(dispatcher: Dispatcher, method: Method) -> grpc.RpcMethodHandler[bytes, bytes]:
    async def stream(request: bytes, context: grpc.aio.ServicerContext[bytes, bytes]) -> AsyncGenerator[Message]:
        events = dispatcher.events(method, request, context.time_remaining(), "grpc")
        async with contextlib.aclosing(events):
            try:
                async for event in events:
                    yield event
            except CallFailed as failure:
                await _abort(context, failure)

    async def unary(request: bytes, context: grpc.aio.ServicerContext[bytes, bytes]) -> Message:
        async with contextlib.aclosing(stream(request, context)) as answers:
            return await anext(answers)

    if method.streaming:
        return grpc.unary_stream_rpc_method_handler(stream, response_serializer=_serialise)  # type: ignore[arg-type]
    return grpc.unary_unary_rpc_method_handler(unary, response_serializer=_serialise)  # type: ignore[arg-type]


async def _abort(context: grpc.aio.ServicerContext[bytes, bytes], failure: CallFailed) -> None:
    status = wire_status(failure.error, failure.request_id)
    await context.abort(status.code, status.message, ((DETAILS_KEY, status.details),))


async def start(dispatcher: Dispatcher, host: str, port: int) -> tuple[grpc.aio.Server, int]:
    """Listen.

    Returns:
        The server, already started, and the port it took (``port``, or a free one where that is 0).

    Raises:
        Failed: the port is taken.
    """
    server = grpc.aio.server(options=_OPTIONS)
    server.add_generic_rpc_handlers((_Handlers(dispatcher),))
    services = {path.split("/")[1] for path in dispatcher.methods}
    reflection.enable_server_reflection((*services, reflection.SERVICE_NAME), server)
    try:
        bound = server.add_insecure_port(f"{host}:{port}")
    except RuntimeError as error:
        raise port_taken("gRPC", host, port, "--port") from error
    await server.start()
    return server, bound


def port_taken(what: str, host: str, port: int, flag: str) -> Failed:
    """The error for a port that can't be had."""
    return Failed(
        f"the {what} port {host}:{port} is taken or not allowed",
        f"Stop the other program, or choose another port with {flag} (0 takes a free one).",
    )
