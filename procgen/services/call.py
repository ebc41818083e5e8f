"""A running call, whatever transport it came by, and the methods that can be called."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from google.protobuf.message import Message

from procgen.errors import Cancelled, DeadlinePassed


class Call:
    """Identity, deadline and cancellation of one call; safe to use from any thread.

    Args:
        request_id: its name in logs and for Cancel.
        timeout_s: seconds until the deadline; None for none.
    """

    def __init__(self, request_id: str, timeout_s: float | None = None) -> None:
        self.request_id = request_id
        self.deadline = None if timeout_s is None else time.monotonic() + timeout_s
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop; it does at its next checkpoint."""
        self._cancelled.set()

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

Answer: TypeAlias = Callable[[Message, Call], Message]
"""A unary method."""

Stream: TypeAlias = Callable[[Message, Call, Emit], Iterator[Message]]
"""A server-streaming method: emits progress while it works, and returns the events that carry the result, which are
taken as fast as the client reads."""


@dataclass(frozen=True, slots=True)
class Method:
    """One method of a service."""

    path: str
    """"/procgen.v1.TerrainService/Generate"."""
    request_type: type[Message]
    handler: Answer | Stream
    streaming: bool = False
    heavy: bool = False
    """Runs in a worker thread and counts against the queue; light methods answer on the event loop."""
