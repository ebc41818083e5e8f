"""Worker threads, and which task they take next.

- Interactive tasks go before batches. While somebody uses the server, batches take one worker at most, so that an
  interactive task waits for a batch no longer than for one of its tasks.
- Quick tasks have a worker of their own beside the others: a slider does not wait behind a large map.
- Lanes take turns (:mod:`procgen.server.lanes`): a flood of one domain leaves the others their share.
- Tasks begin when the memory that they take is free.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from procgen.errors import Busy, Cancelled, DeadlinePassed, TooMuchMemory
from procgen.runtime.heap import GivingBack
from procgen.runtime.priority import give_way
from procgen.server.lanes import Kind, Lanes, Task

WORKERS: Final = 2
"""Long tasks at work at once: a preview need not wait behind a large map, and memory stays bounded."""
QUEUED_CALLS: Final = 64
_QUIET_S: Final = 2.0
"""How long nobody must have used the server before batches take all workers."""
_NEW_SHARE: Final = 0.2
"""Of the newest task in the mean time that tasks of a lane take."""
_UNKNOWN_S: Final = 0.5
"""What a task of a lane takes that none was measured of."""
_LEAST_RETRY_MS, _MOST_RETRY_MS = 50, 60_000
_BATCH: Final = "batch"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LaneLoad:
    """How busy a lane is.

    Attributes:
        kind, lane: which.
        waiting, at_work: tasks.
        task_s: mean seconds that tasks took of late; None before the first.
    """

    kind: Kind
    lane: str
    waiting: int
    at_work: int
    task_s: float | None


class Scheduler:
    """Runs tasks in threads of its own, which start with the first task. Safe to use from any thread.

    Args:
        workers: long tasks and batches at work at once; one worker more takes quick tasks alone.
        queued: tasks of a lane that may wait beside those at work; one more is refused.
        work_bytes: memory that tasks may take together.
        background: whether tasks work at low priority.
        giving_back: is told of each task that ended; one with its defaults if None.
    """

    def __init__(
        self,
        workers: int = WORKERS,
        queued: int = QUEUED_CALLS,
        work_bytes: int = 1 << 62,
        *,
        background: bool = False,
        giving_back: GivingBack | None = None,
    ) -> None:
        self.workers = workers
        self.queued = queued
        self.work_bytes = work_bytes
        self._background = background
        self._changed = threading.Condition()
        self._waiting = {kind: Lanes() for kind in Kind}
        self._at_work: Counter[tuple[Kind, str]] = Counter()
        self._task_s: dict[tuple[Kind, str], float] = {}
        self._idle: Counter[bool] = Counter()
        """Workers that wait, by whether they take quick tasks alone."""
        self._taken_bytes = 0
        self._used_at = float("-inf")
        self._giving_back = giving_back or GivingBack()
        self._threads: list[threading.Thread] = []
        self._closed = False

    def submit(self, work: Callable[[], Any], *, lane: str, quick: bool = False, memory_bytes: int = 0) -> Task:
        """Have a task done for somebody who waits. Its memory counts until it is done and :meth:`release` was called.

        Raises:
            Busy: too many tasks of the lane wait, or the scheduler was closed.
            TooMuchMemory: there will never be so much.
        """
        return self._add(Task(work, Kind.QUICK if quick else Kind.LONG, lane, memory_bytes))

    def refuse_if_full(self, lane: str, *, quick: bool = False) -> None:
        """Find out whether :meth:`submit` would refuse a task now, before anything is done for it. Raises Busy."""
        with self._changed:
            self._refuse_if_full(Kind.QUICK if quick else Kind.LONG, lane)

    def submit_batch(self, work: Callable[[], T], *, lane: str = _BATCH, memory_bytes: int = 0) -> Future[T]:
        """Have a task of a batch done when nobody waits. Cancelling the future takes it back until it begins.

        Raises:
            Busy, TooMuchMemory: as :meth:`submit`.
        """
        task = self._add(Task(work, Kind.BATCH, lane, memory_bytes))
        added = weakref.ref(task)

        def over(_: Future[Any]) -> None:
            if (done := added()) is not None:
                self.release(done)

        task.future.add_done_callback(over)
        return cast("Future[T]", task.future)

    def _add(self, task: Task) -> Task:
        if task.memory_bytes > self.work_bytes:
            raise TooMuchMemory(task.memory_bytes, self.work_bytes)
        with self._changed:
            self._refuse_if_full(task.kind, task.lane)
            self._waiting[task.kind].add(task)
            self._note_use(task)
            if not self._threads:
                self._start()
            self._changed.notify_all()
        # Futures keep what they call; that must not keep the task, and through it the future's own result.
        added = weakref.ref(task)

        def taken_back(future: Future[Any]) -> None:
            if future.cancelled() and (waiting := added()) is not None:
                self._withdraw(waiting)

        task.future.add_done_callback(taken_back)
        return task

    def _refuse_if_full(self, kind: Kind, lane: str) -> None:
        if self._closed:
            raise Busy("the server is shutting down", _LEAST_RETRY_MS)
        waiting = self._waiting[kind].waiting(lane)
        free = self._idle[False] + (self._idle[True] if kind is Kind.QUICK else 0) if self._threads else 1
        if waiting >= self.queued + free:
            raise Busy(f"{waiting} calls of {lane or 'its kind'} wait already", self._retry_ms(kind, lane))

    def release(self, task: Task) -> None:
        """Its result was handed out, or nobody wants it: its memory is free once its work has ended."""
        with self._changed:
            if not task.released:
                task.released = True
                self._free_if_over(task)

    def _free_if_over(self, task: Task) -> None:
        if task.ended and task.released:
            self._taken_bytes -= task.memory_bytes
            self._changed.notify_all()

    def retry_after_ms(self, lane: str) -> int:
        """When a call that was refused should come again: once those that wait will have been worked off, about."""
        with self._changed:
            return self._retry_ms(Kind.LONG, lane)

    def _retry_ms(self, kind: Kind, lane: str) -> int:
        workers = 1 if kind is Kind.QUICK else self.workers
        task_s = self._task_s.get((kind, lane), _UNKNOWN_S)
        wait_ms = round(1000.0 * task_s * max(self._waiting[kind].waiting(lane), 1) / workers)
        return min(max(wait_ms, _LEAST_RETRY_MS), _MOST_RETRY_MS)

    @property
    def is_busy(self) -> bool:
        """Whether calls are at work, or wait for it."""
        with self._changed:
            return any(self._at_work.values()) or any(map(len, self._waiting.values()))

    def load(self) -> list[LaneLoad]:
        """Of each lane that had tasks so far."""
        with self._changed:
            waiting = Counter((task.kind, task.lane) for lanes in self._waiting.values() for task in lanes)
            known = sorted({*waiting, *self._at_work, *self._task_s}, key=lambda each: (each[0].value, each[1]))
            return [
                LaneLoad(kind, lane, waiting[kind, lane], self._at_work[kind, lane], self._task_s.get((kind, lane)))
                for kind, lane in known
            ]

    @property
    def taken_bytes(self) -> int:
        """Memory that tasks take which are at work, or whose results are being handed out."""
        with self._changed:
            return self._taken_bytes

    def close(self) -> None:
        """Take back what waits, and wait for what is at work."""
        with self._changed:
            self._closed = True
            left = [task for lanes in self._waiting.values() for task in lanes]
            self._changed.notify_all()
        for task in left:
            task.future.cancel()
        for thread in self._threads:
            thread.join()

    def _start(self) -> None:
        self._threads = [
            threading.Thread(target=self._run, args=(number == self.workers,), name=f"work-{number}", daemon=True)
            for number in range(self.workers + 1)
        ]
        for thread in self._threads:
            thread.start()

    def _withdraw(self, task: Task) -> None:
        with self._changed:
            if self._waiting[task.kind].remove(task):
                task.future.set_running_or_notify_cancel()  # who waits for several futures hears of it only so
                self._changed.notify_all()  # another may have waited behind it for memory

    def _note_use(self, task: Task) -> None:
        if task.kind is not Kind.BATCH:
            self._used_at = time.monotonic()

    def _run(self, quick_alone: bool) -> None:
        if self._background:
            give_way()
        while (task := self._next(quick_alone)) is not None:
            began = time.perf_counter()
            done = _do(task)
            self._end(task, time.perf_counter() - began if done else None)
            del task  # while it waits, a worker must not keep anything of what it did
            self._giving_back.after_work()

    def _next(self, quick_alone: bool) -> Task | None:
        """The task that a worker does next, as soon as there is one; None once the scheduler is closed."""
        with self._changed:
            while not self._closed:
                while (task := self._take(quick_alone)) is not None:
                    if task.future.set_running_or_notify_cancel():
                        self._at_work[task.kind, task.lane] += 1
                        self._taken_bytes += task.memory_bytes
                        task.began = True
                        return task
                self._idle[quick_alone] += 1
                # Batches may take another worker once it has been quiet for a while, of which nobody tells.
                self._changed.wait(_QUIET_S if self._waiting[Kind.BATCH] else None)
                self._idle[quick_alone] -= 1
            return None

    def _take(self, quick_alone: bool) -> Task | None:
        room = self.work_bytes - self._taken_bytes
        if not quick_alone:
            task = self._waiting[Kind.LONG].take(room)
            if task is not None:
                return task
        task = self._waiting[Kind.QUICK].take(room)
        if task is None and not quick_alone and not self._waiting[Kind.LONG] and self._batch_may_begin():
            task = self._waiting[Kind.BATCH].take(room)
        return task

    def _batch_may_begin(self) -> bool:
        at_work = Counter[Kind]()
        for (kind, _), count in self._at_work.items():
            at_work[kind] += count
        in_use = at_work[Kind.LONG] or at_work[Kind.QUICK] or time.monotonic() - self._used_at < _QUIET_S
        return at_work[Kind.BATCH] < (1 if in_use else self.workers)

    def _end(self, task: Task, seconds: float | None) -> None:
        place = task.kind, task.lane
        with self._changed:
            self._at_work[place] -= 1
            self._note_use(task)
            if seconds is not None:
                mean = self._task_s.get(place, seconds)
                self._task_s[place] = mean + _NEW_SHARE * (seconds - mean)
            task.ended = True
            self._free_if_over(task)
            self._changed.notify_all()


def _do(task: Task) -> bool:
    """Do a task; whether it came to its end without an error."""
    try:
        result = task.work()
    except BaseException as error:
        if isinstance(error, Cancelled | DeadlinePassed):
            # Nobody wants to know where it was stopped, and what it worked on would stay in memory with its frames.
            error.__traceback__ = error.__context__ = error.__cause__ = None
        task.future.set_exception(error)
        return False
    task.future.set_result(result)
    return True
