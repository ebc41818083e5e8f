"""A running call, whatever transport it came by, and the methods that can be called."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from google.protobuf.message import Message

from procgen.errors import Cancelled, DeadlinePassed
from procgen.runtime.interrupt import Interrupt


class Call:
    """Identity, deadline and cancellation of one call; safe to use from any thread.

    Args:
        request_id: its name in logs and for Cancel.
        timeout_s: seconds until the deadline; None for none.
        shown: whether somebody looks at pictures of what it has so far.
    """

    def __init__(self, request_id: str, timeout_s: float | None = None, *, shown: bool = True) -> None:
        self.request_id = request_id
        self.shown = shown
        self.deadline = None if timeout_s is None else time.monotonic() + timeout_s
        self.kept = False
        """Whether a kept result answers it."""
        self.waited_s = 0.0
        """How long its work waited for its turn."""
        self._cancelled = threading.Event()
        self._listeners: list[Callable[[], None]] = []
        self._lock = threading.Lock()

    def cancel(self) -> None:
        """Ask the work to stop; it does at its next checkpoint, or within the model call that it is in."""
        with self._lock:
            self._cancelled.set()
            listeners, self._listeners = self._listeners, []
        for listener in listeners:
            listener()

    @contextlib.contextmanager
    def heard(self, listener: Callable[[], None]) -> Iterator[None]:
        """A block in which ``listener`` is called, from any thread, once the call is cancelled, or if it was."""
        with self._lock:
            cancelled = self.cancelled
            if not cancelled:
                self._listeners.append(listener)
        if cancelled:
            listener()
        try:
            yield
        finally:
            with self._lock, contextlib.suppress(ValueError):
                self._listeners.remove(listener)

    @contextlib.contextmanager
    def stopping_models(self) -> Iterator[None]:
        """A block in which cancelling the call also ends model calls that are under way."""
        interrupt = Interrupt(self.checkpoint)
        with self.heard(interrupt.stop), interrupt.around():
            yield

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    @property
    def remaining_s(self) -> float | None:
        """Seconds until the deadline, not below zero; None without one."""
        return None if self.deadline is None else max(self.deadline - time.monotonic(), 0.0)

    def checkpoint(self) -> None:
        """Go on only if somebody still waits for the result.

        Raises:
            Cancelled: the call was cancelled.
            DeadlinePassed: its deadline is over.
        """
        if self.cancelled:
            raise Cancelled
        if self.remaining_s == 0.0:
            raise DeadlinePassed


Emit: TypeAlias = Callable[[Message], None]
"""Sends an event at once; callable from a worker thread."""

RequestT = TypeVar("RequestT", bound=Message)

Answer: TypeAlias = Callable[[RequestT, Call], Message]
"""A unary method."""

Awaited: TypeAlias = Callable[[RequestT, Call], Awaitable[Message]]
"""A light unary method that waits for something."""

Stream: TypeAlias = Callable[[RequestT, Call, Emit], Iterator[Message]]
"""A server-streaming method: emits progress while it works, and returns the events that carry the result, which are
taken as fast as the client reads."""

Waiting: TypeAlias = Callable[[RequestT, Call], AsyncIterator[Message]]
"""A server-streaming method that waits for what others do: it runs on the event loop, holds no worker thread, and looks
at the call's checkpoint itself, a few times a second."""

Check: TypeAlias = Callable[[RequestT], None]
"""Raises InvalidFields for what the method would refuse, without doing its work."""

QuickOf: TypeAlias = Callable[[RequestT], bool]
"""Whether a request takes up to a tenth of a second; must not raise, whatever the request."""

MemoryOf: TypeAlias = Callable[[RequestT], int]
"""Estimates the bytes that a request takes; must not raise, whatever the request."""

LessOf: TypeAlias = Callable[[RequestT, int], str]
"""Says, in a sentence, what to ask for instead of a request that takes more than so many bytes."""

ModelsOf: TypeAlias = Callable[[RequestT], Mapping[str, str] | None]
"""SHA-256 of all models that may take part, by name; None where the result can't be kept, since a model that we have no
hash of takes part. Must not raise, whatever the request."""


def always_quick(_request: Message) -> bool:
    """For methods whose calls all work for milliseconds."""
    return True


@dataclass(frozen=True, slots=True)
class Method(Generic[RequestT]):
    """One method of a service."""

    path: str
    """"/procgen.v1.TerrainService/Generate"."""
    request_type: type[RequestT]
    handler: Answer[RequestT] | Awaited[RequestT] | Stream[RequestT] | Waiting[RequestT]
    streaming: bool = False
    heavy: bool = False
    """Runs in a worker thread and counts against the queue; light methods answer on the event loop."""
    pages: bool = True
    """Whether web pages that may call the server may call this."""
    waits: bool = False
    """Its handler is a :data:`Waiting`."""
    check: Check[RequestT] | None = None
    """For batches, which refuse bad requests when they are sent; None where only the handler can tell."""
    lane: str = ""
    """Whose queue a heavy call waits in: the name of its domain. Calls of one lane don't keep another's waiting."""
    quick: QuickOf[RequestT] | None = None
    """Tells a heavy call that works for milliseconds, which does not wait for those that work for seconds; None where
    none does."""
    memory_bytes: MemoryOf[RequestT] | None = None
    """Estimates the working memory that a valid request takes, beside the weights; None for little."""
    less: LessOf[RequestT] | None = None
    """What to ask for instead of what takes too much memory."""
    models: ModelsOf[RequestT] | None = None
    """Tells what besides the request decides the result; None where results are not worth keeping."""
    models_read: bool = False
    """Whether it may have to read files to tell."""


AnyMethod: TypeAlias = Method[Any]
