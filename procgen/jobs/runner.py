"""Runs a batch: each job once, whatever happens meanwhile, and a manifest that tells what came of it.

Jobs go to an executor in groups of a fraction of a second of work. A group that is lost with its worker comes back as
single jobs, so that a job which kills its workers takes no others with it. A job that went wrong is tried again some
times, then listed as failed. What a store has, or an earlier run of the batch did, is not made again. A row stands in
the manifest only after everything that it tells of is in its place: whenever the process ends, all that it takes to go
on is the manifest.

No more is held in memory than a few groups, however long the batch.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from procgen.jobs.entry import Entry, Row, Tally, Unplanned
from procgen.jobs.executor import Executor, Finished, Task
from procgen.jobs.frames import Outcome, Problem, pack_group, unpack_outcomes
from procgen.jobs.grouping import Grouping, Trial
from procgen.jobs.keeping import Deliver, GivenUp, Intact, Keeping, Settled, Sought, Store, error_of, row_of
from procgen.jobs.manifest import Manifest

RETRIES: Final = 2
GROUP_S: Final = 0.5
PATIENCE_S: Final = 600.0
"""How long a full disk is waited for."""
_MORE_DEATHS: Final = 2
"""A job that its worker died of may have been innocent: it is tried so often more than one that is at fault itself."""
_LOOKED_UP: Final = 64
"""Jobs that are looked up in the store at a time."""
_THREADS: Final = 4
"""That wait for the store and the disk."""
_TASKS_A_SLOT: Final = 2
"""That an executor has: one at work, one that waits for it."""
_MOST_WAITING: Final = 1024
_MOST_WAITING_BYTES: Final = 16 << 20
"""Of jobs that wait to be handed out, and of their requests."""
_LOOKED_UP_BYTES: Final = 1 << 20
"""Of requests that are looked up at a time."""
_UNSETTLED: Final = 2 * _THREADS
"""Answers that wait to be put in their place before no more tasks are handed out."""
_MOST_HELD: Final = 10_000
"""Jobs that wait for another one of the same key."""
_TELL_S: Final = 0.2
_TICK_S: Final = 0.05
_LATELY_S: Final = 30.0
T = TypeVar("T")


Blob = Callable[[str], bytes]
"""An input by its SHA-256."""


def run(
    entries: Iterable[Entry | Unplanned],
    executor: Executor,
    *,
    manifest: Path,
    total: int | None = None,
    store: Store | None = None,
    deliver: Deliver | None = None,
    intact: Intact | None = None,
    blob: Blob | None = None,
    retries: int = RETRIES,
    group_s: float = GROUP_S,
    patience_s: float = PATIENCE_S,
    resume: bool = False,
    on_row: Callable[[Row], None] | None = None,
    progress: Callable[[Tally], None] | None = None,
    stop: threading.Event | None = None,
) -> Tally:
    """Do all jobs of a batch.

    Args:
        entries: the jobs, in the same order at each run of the batch; taken as they are needed.
        executor: does the work; it stays open.
        manifest: the file that lists what was done; a row for every entry.
        total: number of entries, for progress.
        store: has results, and takes them.
        deliver: puts results elsewhere. Without it they stay in the store alone.
        intact: whether what an earlier run did is still there; taken for granted if None.
        blob: gives inputs that entries name.
        retries: how often a job is tried again.
        group_s: work of a task, in seconds; 0 for one job a task.
        patience_s: how long to wait for room on a full disk.
        resume: whether to go on with a manifest that is there.
        on_row: told of each new row, after it was written.
        progress: told how far it is, a few times a second.
        stop: once it is set, no more is begun, and the work under way is given up.

    Returns:
        What was done; its ``complete`` is False where it was stopped.

    Raises:
        NoRoom: a disk or the store was full for too long.
        Failed: a disk refused for too long; or the manifest is there already, or another process writes it.
    """
    whole = Manifest(manifest, resume=resume)
    try:
        running = _Run(
            iter(entries),
            executor,
            whole,
            Keeping(store, deliver, patience_s, stop or threading.Event(), threading.Event()),
            intact,
            blob,
            retries,
            Grouping(group_s),
            total,
            on_row or _unheard,
            progress or _unheard,
        )
        return running.to_the_end()
    finally:
        whole.close()


def _unheard(_: object) -> None:
    pass


_OF_THE_FIRST: Final = ("number", "seconds", "kept")
"""What a row says that the row of an equal job does not repeat."""


# One life: trials that wait, are at work and are settled, whose numbers must agree at every moment.
@dataclass(slots=True)
class _Run:
    entries: Iterator[Entry | Unplanned]
    executor: Executor
    manifest: Manifest
    keeping: Keeping
    intact: Intact | None
    blob: Blob | None
    retries: int
    grouping: Grouping
    total: int | None
    on_row: Callable[[Row], None]
    progress: Callable[[Tally], None]

    number: int = 0
    """Of the entry that was taken last."""
    all_taken: bool = False
    unsought: list[Trial] = field(default_factory=list)
    unsought_bytes: int = 0
    at_work: dict[str, list[Trial]] = field(default_factory=dict)
    """Jobs of the same key, by the keys of those that are being made or looked up."""
    held: int = 0
    tasks: dict[int, list[Trial]] = field(default_factory=dict)
    task_number: int = 0
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_THREADS, "keeping"))
    seeking: set[Future[Sought]] = field(default_factory=set)
    settling: set[Future[list[Settled]]] = field(default_factory=set)
    done: int = 0
    failed: int = 0
    kept: int = 0
    earlier: int = 0
    began: float = field(default_factory=time.monotonic)
    lately: deque[tuple[float, int]] = field(default_factory=lambda: deque([(time.monotonic(), 0)]))
    told_at: float = float("-inf")

    def to_the_end(self) -> Tally:
        try:
            while not self._is_over() and not self.keeping.stop.is_set():
                self._take_entries()
                self._hand_out()
                self._take_back()
                self._tell()
        finally:
            self.keeping.over.set()
            self.pool.shutdown(wait=True)
        self._write_settled()
        if self.all_taken and self.total is None:
            self.total = self.number
        self._tell(at_once=True)
        return self.tally()

    def _is_over(self) -> bool:
        return self.all_taken and not (
            self.unsought or self.seeking or len(self.grouping) or self.tasks or self.settling
        )

    # ---- What to do ----

    def _take_entries(self) -> None:
        """Take as many as keep the executor busy, and no more."""
        while not self.all_taken and self._wants_more() and not self.keeping.stop.is_set():
            entry = next(self.entries, None)
            if entry is None:
                self.all_taken = True
                self._seek()
                break
            self.number += 1
            if isinstance(entry, Unplanned):
                self._write_unplanned(entry)
            else:
                self._take(Trial(self.number, entry))
            self._tell()
        if not self.seeking:
            self._seek()

    def _wants_more(self) -> bool:
        return (
            len(self.grouping) < _MOST_WAITING
            and self.grouping.request_bytes < _MOST_WAITING_BYTES
            and self.held < _MOST_HELD
            and not self._is_choked()
        )

    def _is_choked(self) -> bool:
        return len(self.settling) >= _UNSETTLED or len(self.seeking) >= _THREADS

    def _take(self, trial: Trial) -> None:
        key = trial.entry.job.key
        row = self.manifest.row_of(trial.number)
        if row is not None:
            if row["key"] == key and (self.intact is None or self.intact(row)):
                self.done, self.kept, self.earlier = self.done + 1, self.kept + 1, self.earlier + 1
                return
            self.manifest.forget(trial.number)
        if key in self.at_work:
            self.at_work[key].append(trial)
            self.held += 1
            return
        first = self.manifest.row_of_key(key)
        if first is not None and (self.intact is None or self.intact(first)):
            self._write_equal(trial, first)
            return
        self.at_work[key] = []
        self.unsought.append(trial)
        self.unsought_bytes += len(trial.entry.job.request)
        if len(self.unsought) >= _LOOKED_UP or self.unsought_bytes >= _LOOKED_UP_BYTES:
            self._seek()

    def _seek(self) -> None:
        if self.unsought and self.keeping.store is None:
            for trial in self.unsought:
                self.grouping.add(trial)
        elif self.unsought:
            self.seeking.add(self.pool.submit(self.keeping.seek, self.unsought))
        self.unsought, self.unsought_bytes = [], 0

    def _hand_out(self) -> None:
        slots = self.executor.slots
        while len(self.grouping) and len(self.tasks) < _TASKS_A_SLOT * slots and not self._is_choked():
            all_known = self.all_taken and not self.seeking
            short = not self.grouping.full and not all_known and self._wants_more()
            if short and len(self.tasks) >= slots:
                return
            trials = self.grouping.take(slots, all_known=all_known)
            self.task_number += 1
            self.tasks[self.task_number] = trials
            self.executor.submit(Task(self.task_number, self._payload(trials)))

    def _payload(self, trials: Sequence[Trial]) -> bytes:
        names = dict.fromkeys(name for trial in trials for name in trial.entry.blobs)
        blobs = [] if self.blob is None else [self.blob(name) for name in names]
        return pack_group([trial.entry.job for trial in trials], blobs)

    # ---- What came of it ----

    def _take_back(self) -> None:
        if self.tasks:
            urgent = any(each.done() for each in self._threads_work())
            for finished in self.executor.finished(0.0 if urgent else _TICK_S):
                trials = self.tasks.pop(finished.number, None)
                if trials is not None:  # None: an executor told twice
                    self._take_answer(trials, finished)
        elif self.seeking or self.settling:
            wait(self._threads_work(), _TICK_S, FIRST_COMPLETED)
        self._write_settled()

    def _threads_work(self) -> list[Future[Any]]:
        return [*self.seeking, *self.settling]

    def _write_settled(self) -> None:
        for sought in [each for each in self.seeking if each.done()]:
            self.seeking.discard(sought)
            found = self._result(sought)
            if found is not None:
                for trial in found.missing:
                    self.grouping.add(trial)
                self._write(found.settled)
        for settling in [each for each in self.settling if each.done()]:
            self.settling.discard(settling)
            settled = self._result(settling)
            self._write(settled or [])

    def _result(self, future: Future[T]) -> T | None:
        """What a thread gave; None where it stopped because the run does. Raises NoRoom where it waited in vain."""
        try:
            return future.result()
        except GivenUp as error:
            if self.keeping.stop.is_set():
                return None
            raise error.ending() from error

    def _take_answer(self, trials: list[Trial], finished: Finished) -> None:
        try:
            outcomes = _outcomes(finished, len(trials))
        except ValueError as error:
            self._take_loss(trials, Finished(finished.number, None, str(error), died=finished.died))
            return
        made: list[tuple[Trial, Outcome]] = []
        again: list[Trial] = []
        for trial, outcome in zip(trials, outcomes, strict=True):
            problem = outcome.problem
            if problem is None:
                self.grouping.measured(trial, outcome.seconds, len(outcome.product))
                made.append((trial, outcome))
            elif problem.again and trial.raised < self.retries:
                trial.raised += 1
                again.append(trial)
            else:
                self._write([Settled(trial, row_of(trial, {"seconds": round(outcome.seconds, 6)}, problem))])
        self.grouping.again(again)
        if made:
            self.settling.add(self.pool.submit(self.keeping.settle, made))

    def _take_loss(self, trials: list[Trial], finished: Finished) -> None:
        if len(trials) > 1:  # whose fault it is will show
            self.grouping.again(trials)
            return
        (trial,) = trials
        if finished.died:
            trial.died += 1
        else:
            trial.raised += 1
        if trial.died <= self.retries + _MORE_DEATHS and trial.raised <= self.retries:
            self.grouping.again(trials)
            return
        reason = "WORKER_DIED" if finished.died else "WORKER_FAILED"
        self._write([Settled(trial, row_of(trial, {}, Problem("INTERNAL", reason, finished.problem, again=False)))])

    def _write(self, settled: Iterable[Settled]) -> None:
        for each in settled:
            self._append(each.row)
            equal = self.at_work.pop(each.trial.entry.job.key)
            self.held -= len(equal)
            for trial in equal:
                self._write_equal(trial, each.row)

    def _write_equal(self, trial: Trial, first: Row) -> None:
        """A row for a job whose result another one has."""
        told = {name: value for name, value in first.items() if name not in _OF_THE_FIRST}
        row = {"number": trial.number, **told, **trial.entry.row, "seconds": 0.0}
        if first["error"] is None:
            row |= {"kept": True, "equal_to": first.get("equal_to", first["number"])}
        self._append(row)

    def _write_unplanned(self, entry: Unplanned) -> None:
        problem = Problem(entry.code, entry.reason, entry.message, again=False)
        self.manifest.forget(self.number)
        self._append({"number": self.number, "key": "", "method": "", **entry.row, "error": error_of(problem)})

    def _append(self, row: Row) -> None:
        try:
            self.keeping.patiently(lambda: self.manifest.append(row), self._tell)
        except GivenUp as error:
            raise error.ending() from error
        if row["error"] is None:
            self.done += 1
            self.kept += bool(row["kept"])
        else:
            self.failed += 1
        self.on_row(row)

    # ---- How far it is ----

    def tally(self) -> Tally:
        now = time.monotonic()
        ended = self.done + self.failed - self.earlier
        since, then = self.lately[0]
        rate = (ended - then) / max(now - since, 1e-3)
        left = None if self.total is None else max(self.total - self.done - self.failed, 0)
        eta_s = 0.0 if left == 0 else None if left is None or rate <= 0.0 else left / rate
        return Tally(
            self.total,
            self.done,
            self.failed,
            self.kept,
            self.earlier,
            now - self.began,
            rate,
            eta_s,
            self.keeping.message,
        )

    def _tell(self, *, at_once: bool = False) -> None:
        now = time.monotonic()
        if not at_once and now - self.told_at < _TELL_S:
            return
        self.told_at = now
        self.lately.append((now, self.done + self.failed - self.earlier))
        while len(self.lately) > 2 and now - self.lately[1][0] > _LATELY_S:
            self.lately.popleft()
        self.progress(self.tally())


def _outcomes(finished: Finished, count: int) -> list[Outcome]:
    """Of each job of a task. Raises ValueError where there are none, or the answer is damaged."""
    if finished.answer is None:
        raise ValueError(finished.problem)
    outcomes = unpack_outcomes(finished.answer)
    if len(outcomes) != count:
        raise ValueError(f"a task of {count} jobs was answered by {len(outcomes)} outcomes")
    return outcomes
