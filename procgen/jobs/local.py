"""Groups of jobs in threads of this process."""

from __future__ import annotations

import queue
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from procgen.jobs.executor import Finished, Task

Work = Callable[[bytes], bytes]
"""Takes a task's payload and gives its answer."""


class LocalExecutor:
    """Does tasks in threads; see :class:`procgen.jobs.executor.Executor`.

    Args:
        work: does a task; used by all threads at once.
        threads: tasks at the same time.
    """

    def __init__(self, work: Work, threads: int = 1) -> None:
        self._work = work
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, "jobs")
        self._ended: queue.SimpleQueue[Finished] = queue.SimpleQueue()
        self._pending = 0

    @property
    def slots(self) -> int:
        return self._threads

    def submit(self, task: Task) -> None:
        self._pending += 1
        self._pool.submit(self._do, task)

    def _do(self, task: Task) -> None:
        try:
            self._ended.put(Finished(task.number, self._work(task.payload)))
        except Exception as error:  # whatever the work raises is the answer
            self._ended.put(Finished(task.number, None, f"{type(error).__name__}: {error}"))

    def finished(self, timeout_s: float) -> list[Finished]:
        found = taken(self._ended, timeout_s if self._pending else 0.0)
        self._pending -= len(found)
        return found

    def close(self) -> None:
        """Begin no more tasks; those at work end by themselves, for nothing can end a thread."""
        self._pool.shutdown(wait=True, cancel_futures=True)


def taken(ended: queue.SimpleQueue[Finished], timeout_s: float) -> list[Finished]:
    """All that is in a queue; waits for the first."""
    found = []
    try:
        found.append(ended.get(timeout=timeout_s) if timeout_s > 0.0 else ended.get_nowait())
        while True:
            found.append(ended.get_nowait())
    except queue.Empty:
        return found
