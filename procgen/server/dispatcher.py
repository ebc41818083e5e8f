"""Runs calls, whichever port they came by: parsing, admission, worker threads, cancellation."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar, cast

import structlog
from google.protobuf.message import DecodeError, Message

from procgen.errors import Busy, InvalidFields, NotServed, ProcgenError, Violation
from procgen.services.call import Answer, Call, Method, Stream
from procgen.services.system_service import request_id_allowed

WORKERS: Final = 2
"""Heavy calls at work at once: a preview need not wait behind a large map, and memory stays bounded."""
QUEUED_CALLS: Final = 64
_RETRY_AFTER_MS = 500
_UNREAD_EVENTS: Final = 32
"""Events of a call that wait to be sent before its work does; with chunks of 1 MiB, so many MiB."""
_UNREAD_PAUSE_S: Final = 0.05

_END: Final = object()
T = TypeVar("T")


class Dispatcher:
    """All methods of a server and its running calls.

    Args:
        queued_calls: heavy calls that may wait beside those at work; one more is refused.
    """

    def __init__(self, queued_calls: int = QUEUED_CALLS) -> None:
        self.methods: dict[str, Method] = {}
        self.queued_calls = queued_calls
        self._running: dict[str, Call] = {}
        self._heavy = 0
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="work")
        self._draining = False
        self._idle = asyncio.Event()
        self._idle.set()
        self._log = structlog.get_logger("procgen.calls")

    def add(self, methods: list[Method]) -> None:
        self.methods.update({method.path: method for method in methods})

    def method(self, path: str) -> Method:
        """The method at a path. Raises NotServed if there is none."""
        try:
            return self.methods[path]
        except KeyError:
            raise NotServed(f"there is no method {path[:200]}", "Ask GetInfo or reflection what is served.") from None

    def cancel(self, request_id: str) -> bool:
        """Stop a running or waiting call; false if there is none of that id."""
        call = self._running.get(request_id)
        if call is None:
            return False
        call.cancel()
        return True

    async def events(
        self, method: Method, data: bytes, timeout_s: float | None, transport: str
    ) -> AsyncGenerator[Message]:
        """Run a call and yield its answers: one for a unary method, each event for a streaming one.

        Closing the iterator cancels the call.

        Args:
            method: what is called.
            data: the serialised request.
            timeout_s: seconds that the client waits; None for ever.
            transport: for the log.

        Raises:
            CallFailed: wraps whatever went wrong, with the request id.
        """
        call = Call(uuid.uuid4().hex[:16], timeout_s)
        began = time.perf_counter()
        code = "OK"
        try:
            request = _parse(method, data)
            self._admit(method, call, request)
            try:
                async for answer in self._answers(method, request, call):
                    yield answer
            finally:
                call.cancel()
                self._release(method, call)
        except (GeneratorExit, asyncio.CancelledError):
            code = "CANCELLED"
            raise
        except ProcgenError as error:
            code = error.grpc_code
            raise CallFailed(error, call.request_id) from error
        except Exception as error:
            code = "INTERNAL"
            self._log.exception("call failed", method=method.path, request_id=call.request_id)
            raise CallFailed(error, call.request_id) from error
        finally:
            self._log.info(
                "call",
                method=method.path,
                request_id=call.request_id,
                transport=transport,
                code=code,
                ms=round((time.perf_counter() - began) * 1000, 2),
            )

    def _admit(self, method: Method, call: Call, request: Message) -> None:
        wanted = getattr(request, "request_id", "") if method.streaming else ""
        if wanted and request_id_allowed(wanted):
            if wanted in self._running:
                raise InvalidFields([Violation.of("request_id", wanted, "an id that no running call has")])
            call.request_id = wanted
        if method.heavy:
            if self._draining:
                raise Busy("the server is shutting down", _RETRY_AFTER_MS)
            if self._heavy >= WORKERS + self.queued_calls:
                raise Busy(f"{self._heavy} calls are already waiting or at work", _RETRY_AFTER_MS)
            self._heavy += 1
            self._idle.clear()
        self._running[call.request_id] = call

    def _release(self, method: Method, call: Call) -> None:
        del self._running[call.request_id]
        if method.heavy:
            self._heavy -= 1
            if not self._heavy:
                self._idle.set()

    async def _answers(self, method: Method, request: Message, call: Call) -> AsyncIterator[Message]:
        loop = asyncio.get_running_loop()
        if not method.streaming:
            answer = cast(Answer, method.handler)
            if method.heavy:
                yield await self._with_deadline(loop.run_in_executor(self._pool, answer, request, call), call)
            else:
                yield answer(request, call)
            return

        queue: asyncio.Queue[object] = asyncio.Queue()
        room = threading.Semaphore(_UNREAD_EVENTS)

        def emit(event: Message) -> None:
            # Results that are sent while the work goes on wait for a client who reads slowly, or memory would fill.
            while not room.acquire(timeout=_UNREAD_PAUSE_S):
                call.checkpoint()
            _post(loop, queue, event)

        def work() -> Iterator[Message]:
            call.checkpoint()  # it may have been cancelled while it waited
            return cast(Stream, method.handler)(request, call, emit)

        future = loop.run_in_executor(self._pool, work)
        future.add_done_callback(lambda _: queue.put_nowait(_END))
        try:
            while (event := await self._with_deadline(queue.get(), call)) is not _END:
                yield cast(Message, event)
                room.release()
            for final in await future:
                call.checkpoint()
                yield final
        finally:
            call.cancel()
            future.cancel()
            # Nobody may be left to hear of it; the exception was raised above if there was.
            with contextlib.suppress(BaseException):
                if future.done():
                    future.exception()

    @staticmethod
    async def _with_deadline(awaitable: Awaitable[T], call: Call) -> T:
        """Wait for something, but not beyond the deadline, and notice a Cancel at once."""
        task = asyncio.ensure_future(awaitable)
        try:
            while True:
                remaining = call.remaining_s
                pause = 0.05 if remaining is None else min(0.05, remaining)
                done, _ = await asyncio.wait([task], timeout=pause)
                if done:
                    return task.result()
                call.checkpoint()
        finally:
            if not task.done():
                task.cancel()

    async def drain(self, grace_s: float) -> None:
        """Refuse new heavy calls, let the running ones end, and cancel what is left after ``grace_s`` seconds."""
        self._draining = True
        try:
            await asyncio.wait_for(self._idle.wait(), grace_s)
        except TimeoutError:
            for call in list(self._running.values()):
                call.cancel()

    def close(self) -> None:
        """Stop the worker threads; call after :meth:`drain`."""
        self._pool.shutdown(wait=True, cancel_futures=True)


class CallFailed(Exception):
    """A call that ended in an error; ``error`` says which."""

    def __init__(self, error: Exception, request_id: str) -> None:
        super().__init__(str(error))
        self.error = error
        self.request_id = request_id


def _post(loop: asyncio.AbstractEventLoop, queue: asyncio.Queue[object], event: Message) -> None:
    with contextlib.suppress(RuntimeError):  # the loop closed while the work was ending
        loop.call_soon_threadsafe(queue.put_nowait, event)


def _parse(method: Method, data: bytes) -> Message:
    try:
        return method.request_type.FromString(data)
    except DecodeError:
        name = method.request_type.DESCRIPTOR.full_name
        raise InvalidFields(
            [Violation.of("request", f"{len(data)} bytes that are not a {name}", f"a serialised {name}")]
        ) from None
