"""Does the tasks of batches in the server's own workers, whenever nobody waits for those."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Future

from procgen.errors import Busy, TooMuchMemory
from procgen.jobs.executor import Finished, Task
from procgen.server.scheduler import Scheduler


class BatchExecutor:
    """An :class:`procgen.jobs.executor.Executor` on a scheduler.

    It holds back all tasks but those that can be at work, so that an end is soon: :meth:`finish` lets these come to
    theirs, and gives up the others.

    Args:
        scheduler: has the workers.
        work: does a task.
        memory_of: estimates what a task takes from its payload.
    """

    def __init__(self, scheduler: Scheduler, work: Callable[[bytes], bytes], memory_of: Callable[[bytes], int]) -> None:
        self._scheduler = scheduler
        self._work = work
        self._memory_of = memory_of
        self._held: deque[Task] = deque()
        self._at_work: dict[int, Future[bytes]] = {}
        self._finished: queue.SimpleQueue[Finished] = queue.SimpleQueue()
        self._lock = threading.RLock()  # futures that are done call back at once
        self._finishing = False
        self._ended: Callable[[], None] | None = None

    @property
    def slots(self) -> int:
        return self._scheduler.workers

    def submit(self, task: Task) -> None:
        with self._lock:
            self._held.append(task)
            self._hand_out()

    def finished(self, timeout_s: float) -> list[Finished]:
        with self._lock:
            self._hand_out()
        found: list[Finished] = []
        try:
            found.append(self._finished.get(timeout=timeout_s) if timeout_s > 0.0 else self._finished.get_nowait())
            while True:
                found.append(self._finished.get_nowait())
        except queue.Empty:
            pass
        if not found:
            self._tell_end()
        return found

    def finish(self, ended: Callable[[], None]) -> None:
        """Begin nothing more. When all that was at work was handed over, ``ended`` is called once, by the thread that
        calls :meth:`finished`.
        """
        with self._lock:
            self._finishing = True
            self._ended = ended
            futures = list(self._at_work.values())
        for future in futures:
            future.cancel()  # those that wait for a worker

    def close(self) -> None:
        self.finish(lambda: None)

    def _tell_end(self) -> None:
        with self._lock:
            over = self._finishing and not self._at_work and self._finished.empty()
            ended, self._ended = (self._ended, None) if over else (None, self._ended)
        if ended is not None:
            ended()

    def _hand_out(self) -> None:
        while self._held and not self._finishing and len(self._at_work) < self.slots:
            task = self._held[0]
            try:
                future = self._scheduler.submit_batch(
                    lambda payload=task.payload: self._work(payload),  # type: ignore[misc]
                    memory_bytes=self._memory_of(task.payload),
                )
            except TooMuchMemory as error:
                self._held.popleft()
                self._finished.put(Finished(task.number, None, f"{error.message}. {error.remedy}"))
                continue
            except Busy:  # the next look tries again
                return
            self._held.popleft()
            self._at_work[task.number] = future
            future.add_done_callback(lambda done, number=task.number: self._take(number, done))  # type: ignore[misc]

    def _take(self, number: int, done: Future[bytes]) -> None:
        try:
            finished = Finished(number, done.result())
        except CancelledError:
            finished = None
        except Exception as error:
            finished = Finished(number, None, f"{type(error).__name__}: {error}")
        if finished is not None:
            self._finished.put(finished)
        with self._lock:
            self._at_work.pop(number, None)
