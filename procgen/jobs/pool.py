"""Groups of jobs in processes of this computer, any of which may be killed at any time.

The pools of other packages send pickles, hand a worker several tasks ahead (so that it is not known which one it died
of), or give up as a whole when a worker dies. Here every worker is a plain process with two pipes and a thread of the
driver that minds it: a task is given to a worker that has said that it is ready, and is lost only with that worker.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from typing import IO, Final

from procgen.errors import Failed
from procgen.jobs.executor import Finished, Task, Worker
from procgen.jobs.local import taken
from procgen.jobs.pool_worker import DONE, READY, REFUSED, read_frame, write_frame

_ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_MOST_FALSE_STARTS: Final = 5
"""Of all workers, in a row, that end by themselves, before it is said that they can't start."""
_MOST_KILLED_S: Final = 300.0
"""For which none may come to be ready, where they are killed while they start."""
_LONGEST_PAUSE_S: Final = 2.0
_FOR_STARTS: Final = "See what the workers printed; `procgen doctor` checks the installation."


class ProcessPool:
    """Does tasks in processes that do nothing else; see :class:`procgen.jobs.executor.Executor`.

    Workers start with the pool, are replaced when they die, and end when the pool or the driver does, however it does.

    Args:
        worker: what does a task; made once in each process.
        processes: tasks at the same time; each worker computes with one thread.
        background: whether workers let other programs go first.
    """

    def __init__(self, worker: Worker, processes: int, *, background: bool = False) -> None:
        told = {"function": worker.function, "settings": worker.settings, "background": background}
        self._told = json.dumps(told).encode()
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._ended: queue.SimpleQueue[Finished] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._false_starts = 0
        self._own_ends = 0
        self._first_false_start = 0.0
        self._problem: Failed | None = None
        self._running: set[subprocess.Popen[bytes]] = set()
        self._minders = [threading.Thread(target=self._mind, name=f"worker-{n}", daemon=True) for n in range(processes)]
        for minder in self._minders:
            minder.start()

    @property
    def slots(self) -> int:
        return len(self._minders)

    @property
    def pids(self) -> list[int]:
        """Processes that run now."""
        with self._lock:
            return [process.pid for process in self._running]

    def submit(self, task: Task) -> None:
        self._tasks.put(task)

    def finished(self, timeout_s: float) -> list[Finished]:
        """See :meth:`procgen.jobs.executor.Executor.finished`. Raises Failed where workers can't start."""
        found = taken(self._ended, timeout_s)
        if not found and self._problem is not None:
            raise self._problem
        return found

    def close(self) -> None:
        self._closing.set()
        with self._lock:
            for process in self._running:
                process.kill()
        for _ in self._minders:
            self._tasks.put(None)
        for minder in self._minders:
            minder.join()

    # ---- What a minder does ----

    def _mind(self) -> None:
        task: Task | None = None
        while not self._closing.is_set() and self._problem is None:
            process = self._start()
            if process is None:
                continue
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                if self._is_ready(process, process.stdout):
                    task = self._serve(process, process.stdin, process.stdout, task)
            finally:
                self._end(process)

    def _start(self) -> subprocess.Popen[bytes] | None:
        pause = min(0.05 * 2.0**self._false_starts, _LONGEST_PAUSE_S) if self._false_starts else 0.0
        if self._closing.wait(pause):
            return None
        environment = {**os.environ, **dict.fromkeys(_ONE_THREAD, "1")}
        # It imports what this process does, and nothing that happens to lie in the folder that it starts in.
        environment["PYTHONPATH"] = os.pathsep.join(place or os.getcwd() for place in sys.path)
        # Ctrl-C is for the driver, which then ends its workers.
        apart = {"creationflags": 0x200} if sys.platform == "win32" else {"process_group": 0}
        with self._lock:
            if self._closing.is_set():
                return None
            try:
                process: subprocess.Popen[bytes] = subprocess.Popen(
                    [sys.executable, "-P", "-m", "procgen.jobs.pool_worker"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env=environment,
                    **apart,  # type: ignore[call-overload]
                )
            except OSError as error:
                self._note_false_start(str(error), own=True)
                return None
            self._running.add(process)
        assert process.stdin is not None
        with contextlib.suppress(OSError):  # where it is dead already, that will be found
            write_frame(process.stdin, self._told)
        return process

    def _is_ready(self, process: subprocess.Popen[bytes], answers: IO[bytes]) -> bool:
        frame = read_frame(answers)
        if frame == READY:
            self._false_starts = self._own_ends = 0
            return True
        if frame is not None and frame[:1] == REFUSED:
            self._problem = Failed(f"a worker can't start: {frame[1:].decode()}", _FOR_STARTS)
        elif not self._closing.is_set():
            code = process.wait()
            self._note_false_start(f"while they start, they end by {_ending(code)}", own=code >= 0)
        return False

    def _note_false_start(self, why: str, *, own: bool) -> None:
        now = time.monotonic()
        if not self._false_starts:
            self._first_false_start = now
        self._false_starts += 1
        self._own_ends += own
        if self._own_ends >= _MOST_FALSE_STARTS or now > self._first_false_start + _MOST_KILLED_S:
            self._problem = Failed(f"workers can't start: {why}", _FOR_STARTS)

    def _serve(
        self, process: subprocess.Popen[bytes], tasks: IO[bytes], answers: IO[bytes], task: Task | None
    ) -> Task | None:
        """Give a worker tasks until it dies; a task that it died before it had it whole is given back."""
        while True:
            task = task or self._tasks.get()
            if task is None or process.poll() is not None:
                return task
            try:
                write_frame(tasks, task.payload)
            except OSError:
                return task
            frame = read_frame(answers)
            if frame is None:
                problem = f"its worker ended by {_ending(process.wait())}"
                self._ended.put(Finished(task.number, None, problem, died=True))
                return None
            if frame[:1] == DONE:
                self._ended.put(Finished(task.number, frame[1:]))
            else:
                self._ended.put(Finished(task.number, None, frame[1:].decode()))
            task = None

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            assert stream is not None
            with contextlib.suppress(OSError):  # what it did not read is lost with it
                stream.close()
        with self._lock:
            self._running.discard(process)


def _ending(code: int) -> str:
    if code < 0:
        try:
            return signal.Signals(-code).name
        except ValueError:
            return f"signal {-code}"
    return f"exit code {code}"
