"""Puts the results of a batch into their places: the store, and wherever else they are wanted."""

from __future__ import annotations

import errno
import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from procgen.errors import Busy, Failed, NoRoom, ProcgenError
from procgen.jobs.entry import Entry, Row
from procgen.jobs.frames import Outcome, Problem
from procgen.jobs.grouping import Trial
from procgen.jobs.job import Product

_TICK_S: Final = 0.05
_LATER_MS: Final = 60_000
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.25, 10.0
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_REFUSED: Final = frozenset({errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.EACCES, errno.EPERM})
"""Errors that every job would meet as well: the disk is full, or can't be written."""
_WAITS: Final = "waits: "
_WITHOUT: Final = "goes on without the store: "
T = TypeVar("T")


class Store(Protocol):
    """What a batch wants of :class:`procgen.jobs.content.ContentStore`."""

    def get(self, key: str) -> bytes | None: ...

    def put(self, key: str, data: bytes) -> None: ...


Deliver = Callable[[Entry, Product], Row]
"""Puts a result where it is wanted, and tells what the manifest is to say of it. Called in threads, once a job; again
for the same job where the process was killed between its end and the row. Raises ProcgenError, OSError."""
Intact = Callable[[Row], bool]
"""Whether all that a row tells of is still there."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A job that came to an end, and what is to be written of it."""

    trial: Trial
    row: Row


@dataclass(frozen=True, slots=True)
class Sought:
    """Jobs that were looked up: those that the store had, and the others."""

    settled: list[Settled]
    missing: list[Trial]


@dataclass(slots=True)
class Keeping:
    """Puts results into their places; used from several threads."""

    store: Store | None
    deliver: Deliver | None
    patience_s: float
    stop: threading.Event
    over: threading.Event
    """Set where the run has ended, however it did."""
    message: str = ""

    @property
    def stopped(self) -> bool:
        """Whether nobody waits for more."""
        return self.stop.is_set() or self.over.is_set()

    def seek(self, trials: list[Trial]) -> Sought:
        """Deliver what the store has."""
        sought = Sought([], [])
        for trial in trials:
            data = self._kept(trial.entry.job.key)
            if data is None:
                sought.missing.append(trial)
            else:
                sought.settled.append(self._settled(trial, data, 0.0, kept=True))
        return sought

    def _kept(self, key: str) -> bytes | None:
        if self.store is None or self.stopped:
            return None
        try:
            return self.store.get(key)
        except ProcgenError as error:
            self._go_without(error)
            return None

    def settle(self, made: list[tuple[Trial, Outcome]]) -> list[Settled]:
        """Keep and deliver what was made."""
        settled = []
        for trial, outcome in made:
            self._keep(trial.entry.job.key, outcome.product)
            settled.append(self._settled(trial, outcome.product, outcome.seconds, kept=False))
        return settled

    def _keep(self, key: str, product: bytes) -> None:
        store = self.store
        if store is None:
            return
        if self.deliver is None:
            self.patiently(lambda: store.put(key, product))
            return
        try:
            store.put(key, product)
        except ProcgenError as error:
            # The results are safe where they are delivered to; the store only saves time later.
            self._go_without(error)
        else:
            if self.message.startswith(_WITHOUT):
                self.message = ""

    def _go_without(self, error: ProcgenError) -> None:
        self.message = f"{_WITHOUT}{error.message}"

    def _settled(self, trial: Trial, data: bytes, seconds: float, *, kept: bool) -> Settled:
        entry, deliver = trial.entry, self.deliver
        told: Row = {}
        problem = None
        if deliver is not None:
            try:
                product = Product.from_bytes(data)
                told = self.patiently(lambda: deliver(entry, product))
            except GivenUp:
                raise
            except ProcgenError as error:
                problem = problem_of(error)
            except Exception as error:
                problem = Problem("INTERNAL", "NOT_DELIVERED", f"{type(error).__name__}: {error}", again=False)
        made: Row = {"seconds": round(seconds, 6)}
        if problem is None:
            digest = hashlib.sha256(data).hexdigest()
            made = {**told, "sha256": digest, "size_bytes": len(data), **made, "kept": kept}
        return Settled(trial, row_of(trial, made, problem))

    def patiently(self, action: Callable[[], T], meanwhile: Callable[[], None] = lambda: None) -> T:
        """Do something that writes; where a disk is full or refuses, try again for a while.

        Args:
            action: what is done.
            meanwhile: called now and then while it waits.

        Raises:
            GivenUp: it stays full, or it was told to stop.
        """
        pause, until = _FIRST_PAUSE_S, time.monotonic() + self.patience_s
        while True:
            try:
                done = action()
            except (ProcgenError, OSError) as error:
                if not _of_the_surroundings(error):
                    raise
                told = error.message if isinstance(error, ProcgenError) else str(error)
                self.message = f"{_WAITS}{told}"
                resumes = min(time.monotonic() + pause, until)
                while time.monotonic() < resumes and not self.stopped:
                    meanwhile()
                    self.over.wait(min(_TICK_S, max(resumes - time.monotonic(), 0.0)))
                if self.stopped or time.monotonic() >= until:
                    raise GivenUp(told, full=_is_full(error)) from error
                pause = min(2.0 * pause, _LONGEST_PAUSE_S)
            else:
                if self.message.startswith(_WAITS):
                    self.message = ""
                return done


class GivenUp(Exception):
    """A disk was full or refused for too long, or nobody wants to wait for it any more."""

    def __init__(self, told: str, *, full: bool) -> None:
        super().__init__(told)
        self.full = full

    def ending(self) -> ProcgenError:
        """What the batch ends with."""
        said = f"the batch stopped: {self}; it can go on from where it is"
        if self.full:
            return NoRoom(said, retry_after_ms=_LATER_MS)
        return Failed(said, "See that this user may write there, and run it again with --resume.")


def _is_full(error: BaseException) -> bool:
    return isinstance(error, NoRoom) or _number(error) in _FULL


def _of_the_surroundings(error: BaseException) -> bool:
    """Whether other jobs would meet the same error."""
    return isinstance(error, Busy) or _is_full(error) or _number(error) in _REFUSED


def _number(error: BaseException) -> int | None:
    cause = error if isinstance(error, OSError) else error.__cause__
    return cause.errno if isinstance(cause, OSError) else None


def problem_of(error: ProcgenError, *, again: bool = False) -> Problem:
    """An error as a manifest has it."""
    return Problem(error.grpc_code, error.reason, error.message, again)


def row_of(trial: Trial, told: Row, problem: Problem | None) -> Row:
    """A job's line in the manifest."""
    job = trial.entry.job
    return {
        "number": trial.number,
        "key": job.key,
        "method": job.method,
        **trial.entry.row,
        **told,
        "error": error_of(problem),
    }


def error_of(problem: Problem | None) -> Row | None:
    """What a manifest says of a problem."""
    return None if problem is None else {"code": problem.code, "reason": problem.reason, "message": problem.message}
