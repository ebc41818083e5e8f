"""Runs calls, whichever port they came by: parsing, admission, worker threads, cancellation."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from functools import partial
from types import TracebackType
from typing import Any, Final, TypeVar, cast

import structlog
from google.protobuf.message import DecodeError, Message

from procgen.errors import Busy, InvalidFields, NotServed, ProcgenError, TooMuchMemory, Violation
from procgen.kit.wire.call import Answer, AnyMethod, Awaited, Call, Stream, Waiting
from procgen.kit.wire.finite import non_finite, refusing
from procgen.kit.wire.request_id import request_id_allowed
from procgen.server.lanes import Task
from procgen.server.metrics import Metrics
from procgen.server.remembered import Remembered
from procgen.server.scheduler import Scheduler
from procgen.server.traces import Tracer

PREVIEWS_HEADER: Final = "x-procgen-previews"
NO_PREVIEWS: Final = "none"
"""What clients say who look at no pictures of what there is so far: making them takes time."""
_UNREAD_EVENTS: Final = 32
"""Events of a call that wait to be sent before its work does; with chunks of 1 MiB, so many MiB."""
_UNREAD_PAUSE_S: Final = 0.05
_KEEP_S: Final = 3.0
"""How long a server that stops waits for its store."""

_END: Final = object()
T = TypeVar("T")


class Dispatcher:
    """All methods of a server and its running calls.

    Args:
        scheduler: does what is heavy; one with its defaults if None.
    """

    def __init__(self, scheduler: Scheduler | None = None) -> None:
        self.methods: dict[str, AnyMethod] = {}
        self.scheduler = scheduler or Scheduler()
        self.remembered: Remembered | None = None
        """Answers calls that were made before; None where no result is kept."""
        self.metrics = Metrics()
        self.tracer = Tracer()
        self._running: dict[str, Call] = {}
        self._heavy = 0
        self._draining = False
        self._idle = asyncio.Event()
        self._idle.set()
        self._log = structlog.get_logger("procgen.calls")

    def add(self, methods: list[AnyMethod]) -> None:
        self.methods.update({method.path: method for method in methods})

    def method(self, path: str) -> AnyMethod:
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
        self,
        method: AnyMethod,
        data: bytes,
        timeout_s: float | None,
        transport: str,
        traceparent: str = "",
        *,
        previews: bool = True,
    ) -> AsyncGenerator[Message | bytes]:
        """Run a call and yield its answers: one for a unary method, each event for a streaming one. Some are serialised
        already.

        Closing the iterator cancels the call.

        Args:
            method: what is called.
            data: the serialised request.
            timeout_s: seconds that the client waits; None for ever.
            transport: for the log.
            traceparent: the client's header of that name; empty if it sent none.
            previews: whether somebody looks at pictures of what there is so far.

        Raises:
            CallFailed: wraps whatever went wrong, with the request id.
        """
        call = Call(uuid.uuid4().hex[:16], timeout_s, shown=previews)
        span = self.tracer.begin(method, transport, traceparent)
        began = time.perf_counter()
        code = "OK"
        sent_bytes = 0
        try:
            request = _parse(method, data)
            if wrong := non_finite(request):
                method = refusing(method, wrong)
            self._admit(method, call, request)
            try:
                async with contextlib.aclosing(self._kept_or_made(method, request, call)) as answers:
                    async for answer in answers:
                        sent_bytes += len(answer) if isinstance(answer, bytes) else answer.ByteSize()
                        yield answer
            finally:
                call.cancel()
                self._release(method, call)
        except (GeneratorExit, asyncio.CancelledError):
            code = "CANCELLED"
            raise
        except ProcgenError as error:
            code = error.grpc_code
            if isinstance(error, Busy):
                self.metrics.refused(error.reason.lower(), method.lane)
            raise CallFailed(error, call.request_id) from error
        except Exception as error:
            code = "INTERNAL"
            self._log.exception("call failed", method=method.path, request_id=call.request_id)
            raise CallFailed(error, call.request_id) from error
        finally:
            seconds = time.perf_counter() - began
            self.metrics.call(method.path, transport, code, seconds, len(data), sent_bytes)
            span.end(call, code)
            self._log.info(
                "call",
                method=method.path,
                request_id=call.request_id,
                transport=transport,
                code=code,
                kept=call.kept,
                ms=round(seconds * 1000, 2),
            )

    def _admit(self, method: AnyMethod, call: Call, request: Message) -> None:
        wanted = getattr(request, "request_id", "") if method.streaming else ""
        if wanted and request_id_allowed(wanted):
            if wanted in self._running:
                raise InvalidFields([Violation.of("request_id", wanted, "an id that no running call has")])
            call.request_id = wanted
        if method.heavy:
            if self._draining:
                raise Busy("the server is shutting down", self.scheduler.retry_after_ms(method.lane))
            self._heavy += 1
            self._idle.clear()
        self._running[call.request_id] = call

    def _release(self, method: AnyMethod, call: Call) -> None:
        del self._running[call.request_id]
        if method.heavy:
            self._heavy -= 1
            if not self._heavy:
                self._idle.set()

    def _kept_or_made(self, method: AnyMethod, request: Message, call: Call) -> AsyncGenerator[Message | bytes]:
        make = partial(self._answers, method, request, call)
        if self.remembered is None or method.models is None:
            return make()
        return self.remembered.answers(method, request, call, make)

    async def _answers(self, method: AnyMethod, request: Message, call: Call) -> AsyncGenerator[Message]:
        if method.heavy:
            events = (
                self._streamed(method, request, call) if method.streaming else self._answered(method, request, call)
            )
            async with contextlib.aclosing(events):
                async for event in events:
                    yield event
        elif method.waits:
            async for event in cast(Waiting[Any], method.handler)(request, call):
                yield event
        else:
            call.checkpoint()
            answer = cast(Answer[Any] | Awaited[Any], method.handler)(request, call)
            if isinstance(answer, Awaitable):
                with _End(call) as end:
                    answer = await end.or_result(answer)
            yield answer

    async def _answered(self, method: AnyMethod, request: Message, call: Call) -> AsyncGenerator[Message]:
        """The answer of a unary method, from a worker."""
        asked = time.monotonic()

        def work() -> Message:
            self._begin(method, call, asked)
            with call.stopping_models():
                return cast(Answer[Any], method.handler)(request, call)

        task = self._submit(method, request, work)
        try:
            with _End(call) as end:
                answer: Message = await end.or_result(asyncio.wrap_future(task.future))
            yield answer
        finally:
            self.scheduler.release(task)

    async def _streamed(self, method: AnyMethod, request: Message, call: Call) -> AsyncGenerator[Message]:
        """The events of a streaming method, from a worker: progress as it comes, then the result."""
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[object] = asyncio.Queue()
        room = threading.Semaphore(_UNREAD_EVENTS)
        asked = time.monotonic()

        def emit(event: Message) -> None:
            # Results that are sent while the work goes on wait for a client who reads slowly, or memory would fill.
            while not room.acquire(timeout=_UNREAD_PAUSE_S):
                call.checkpoint()
            _post(loop, queue, event)

        def work() -> Iterator[Message]:
            self._begin(method, call, asked)
            with call.stopping_models():
                return cast(Stream[Any], method.handler)(request, call, emit)

        task = self._submit(method, request, work)
        future = asyncio.wrap_future(task.future)
        future.add_done_callback(lambda _: queue.put_nowait(_END))
        try:
            with _End(call) as end:
                while (event := await end.or_result(queue.get())) is not _END:
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
            self.scheduler.release(task)

    def _begin(self, method: AnyMethod, call: Call, asked: float) -> None:
        """A worker takes a call up. Raises what its checkpoint raises: it may be over since it waited."""
        call.waited_s = time.monotonic() - asked
        self.metrics.waited(method.lane, call.waited_s)
        call.checkpoint()

    def _submit(self, method: AnyMethod, request: Message, work: Callable[[], object]) -> Task:
        quick = method.quick is not None and method.quick(request)
        self.scheduler.refuse_if_full(method.lane, quick=quick)
        needed = method.memory_bytes(request) if method.memory_bytes else 0
        most = self.scheduler.work_bytes
        if needed > most and method.less is not None:
            raise TooMuchMemory(needed, most, method.less(request, most))
        return self.scheduler.submit(work, lane=method.lane, quick=quick, memory_bytes=needed)

    async def drain(self, grace_s: float) -> None:
        """Refuse new heavy calls, let the running ones end, and cancel what is left after ``grace_s`` seconds; then let
        their results be kept.
        """
        self._draining = True
        try:
            await asyncio.wait_for(self._idle.wait(), grace_s)
        except TimeoutError:
            for call in list(self._running.values()):
                call.cancel()
        if self.remembered is not None:
            await self.remembered.drain(_KEEP_S)

    def close(self) -> None:
        """Stop the worker threads; call after :meth:`drain`."""
        self.scheduler.close()
        if self.remembered is not None:
            self.remembered.close()


class CallFailed(Exception):
    """A call that ended in an error; ``error`` says which."""

    def __init__(self, error: Exception, request_id: str) -> None:
        super().__init__(str(error))
        self.error = error
        self.request_id = request_id


class _End:
    """Wakes who waits for something of a call as soon as the call ends: at its deadline, or by a Cancel.

    A context manager; for one coroutine.
    """

    def __init__(self, call: Call) -> None:
        self._call = call
        loop = asyncio.get_running_loop()
        self._cancelled: asyncio.Future[None] = loop.create_future()

        def end() -> None:
            if not self._cancelled.done():
                self._cancelled.set_result(None)

        def wake() -> None:
            with contextlib.suppress(RuntimeError):  # the loop closed meanwhile
                loop.call_soon_threadsafe(end)

        self._hearing = call.heard(wake)

    def __enter__(self) -> _End:
        self._hearing.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._hearing.__exit__(kind, error, traceback)

    async def or_result(self, awaitable: Awaitable[T]) -> T:
        """Wait for something.

        Raises:
            Cancelled, DeadlinePassed: the call ended before.
        """
        task = asyncio.ensure_future(awaitable)
        try:
            while True:
                await asyncio.wait(
                    (task, self._cancelled), timeout=self._call.remaining_s, return_when=asyncio.FIRST_COMPLETED
                )
                if task.done():
                    return task.result()
                self._call.checkpoint()
        finally:
            task.cancel()


def _post(loop: asyncio.AbstractEventLoop, queue: asyncio.Queue[object], event: Message) -> None:
    with contextlib.suppress(RuntimeError):  # the loop closed while the work was ending
        loop.call_soon_threadsafe(queue.put_nowait, event)


def _parse(method: AnyMethod, data: bytes) -> Message:
    try:
        request: Message = method.request_type.FromString(data)
        return request
    except DecodeError:
        name = method.request_type.DESCRIPTOR.full_name
        raise InvalidFields(
            [Violation.of("request", f"{len(data)} bytes that are not a {name}", f"a serialised {name}")]
        ) from None
