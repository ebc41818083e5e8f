"""The batches of a server: taken, worked off one after another, gone on with after a restart, forgotten in the end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final, Protocol

import structlog

from procgen.batches import ledger as batch_ledger
from procgen.batches.jobs import Jobs
from procgen.batches.ledger import Ledger, Standing, State
from procgen.batches.plan import RETRY_AFTER_MS, Known, Planner, Store, pin_name
from procgen.errors import Busy, InvalidFields, NoRoom, ProcgenError, RecipeMismatch, Violation
from procgen.jobs.entry import Row, Tally
from procgen.jobs.executor import Executor
from procgen.jobs.runner import run
from procgen.kit.wire.call import AnyMethod
from procgen.kit.wire.keys import Keys

OPEN_BATCHES: Final = 16
"""That may be waiting or at work."""
KEPT_BATCHES: Final = 100
KEPT_S: Final = 7 * 86400.0
"""How long a batch is kept after its end."""
_AGAIN_S: Final = 5.0
"""After which a batch that something was in the way of is tried again; twice as long each time that it is in vain."""
_AGAIN_AT_MOST_S: Final = 30.0
_PATIENCE_S: Final = 2.0
_LOOK_S: Final = 60.0
_FULL_SHARE: Final = 0.99
"""Of the cache: where batches hold so much of it, it is full."""
_MAKE_ROOM: Final = "make room, forget batches that have ended, or allow more with --cache-mib"
_MANIFEST: Final = "run.jsonl"


class Worker(Executor, Protocol):
    """An executor that can be brought to an end without loss."""

    def finish(self, ended: Callable[[], None]) -> None:
        """Begin nothing more, and call ``ended`` when all that was at work was handed over."""


class Phase(Enum):
    """What a batch does."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        return self in (Phase.DONE, Phase.CANCELLED)


@dataclass(frozen=True, slots=True)
class Status:
    """How a batch stands."""

    standing: Standing
    phase: Phase
    rate: float
    """Jobs a second, lately."""
    eta_s: float | None
    problem: str

    @property
    def expires_s(self) -> float:
        """Seconds since 1970 at which it is forgotten; 0 if it has not ended."""
        return self.standing.ended_ms / 1000.0 + KEPT_S if self.phase.ended else 0.0


@dataclass(slots=True)
class _Live:
    """What this process knows of a batch and does not write down."""

    version: int = 0
    running: bool = False
    rate: float = 0.0
    eta_s: float | None = None
    problem: str = ""
    not_before: float = 0.0
    pause_s: float = 0.0


@dataclass(slots=True)
class _Current:
    """The batch at work."""

    number: int
    worker: Worker
    stop: threading.Event
    cancelled: bool = False
    finishing: bool = False
    outdated: bool = False
    """Whether a worker would make something else than keys say: models were exchanged since they were worked out."""
    rows: int = 0

    def finish(self) -> None:
        self.finishing = True
        self.worker.finish(self.stop.set)


# One life: a thread, what it has at work, and what calls ask of it meanwhile, under one lock.
class Batches:
    """Works batches off in a thread of its own. Safe to use from any thread.

    Args:
        folder: for its files.
        store: keeps results; the batches' own are pinned.
        limit_bytes: most bytes that it takes; 0 where there is no bound.
        method_of: the method at a path.
        keys: names results.
        worker: makes what does the work of a batch.
        give_up: makes work stop that takes too long when the server ends.
        ended: told of each job that ended: "done" or "failed".
        clock: seconds since 1970.

    Raises:
        Failed, NoRoom: as :class:`procgen.batches.ledger.Ledger`.
    """

    def __init__(
        self,
        folder: Path,
        store: Store,
        limit_bytes: int,
        method_of: Callable[[str], AnyMethod],
        keys: Keys,
        worker: Callable[[], Worker],
        give_up: Callable[[], None],
        ended: Callable[[str], None] = lambda _: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._ledger = Ledger(folder, clock)
        self._manifest = folder / _MANIFEST
        self._store = store
        self._limit_bytes = limit_bytes
        self._planner = Planner(self._ledger, store, method_of, keys)
        self._worker = worker
        self._give_up = give_up
        self._ended = ended
        self._clock = clock
        self._live: dict[int, _Live] = {}
        self._current: _Current | None = None
        self._lock = threading.RLock()
        self._wake = threading.Event()
        self._closing = False
        self._log = structlog.get_logger("procgen.batches")
        self._thread = threading.Thread(target=self._work_off, name="batches", daemon=True)
        self._thread.start()

    # ---- What calls ask for ----

    def add(self, batch_id: str, jobs: Jobs, blob: Callable[[str], bytes]) -> tuple[Status, bool]:
        """Take a batch, and whether it is new: a batch of that id with the same jobs may be there already.

        Args:
            batch_id: its name.
            jobs: what it is to do.
            blob: gives the inputs that they name.

        Raises:
            InvalidFields: the id is that of another batch.
            Busy: too many batches are not done yet.
            NoRoom, Failed: it can't be written down, or its results can't be kept.
        """
        with self._lock:
            known = self._ledger.find(batch_id)
            if known is not None:
                if known.fingerprint != jobs.fingerprint:
                    raise InvalidFields([Violation.of("batch_id", batch_id, "an id that no batch with other jobs has")])
                return self._status(known), False
            self._check_room()
            self._make_room()
            blobs = [(name, blob(name)) for name in jobs.blobs]
            standing = self._ledger.add(batch_id, jobs.fingerprint, jobs.wanted, blobs)
            try:
                self._planner.pin_one(standing)
            except ProcgenError:
                self._ledger.forget(standing.number)
                raise
        self._log.info("batch taken", batch_id=batch_id, jobs=standing.total)
        self._wake.set()
        return self._status(standing), True

    def status(self, batch_id: str) -> Status:
        """How a batch stands. Raises InvalidFields if there is none of that id."""
        return self._status(self._find(batch_id))

    def all(self) -> list[Status]:
        """All of them, the latest first."""
        return [self._status(standing) for standing in self._ledger.batches()]

    def version(self, number: int) -> int:
        """A number that is another one whenever something about a batch has changed. Costs nothing."""
        live = self._live.get(number)
        return -1 if live is None else live.version

    def rows(self, number: int, after: int) -> list[batch_ledger.Row]:
        """Some rows of a batch that follow the one at ``after``."""
        return self._ledger.rows(number, after)

    def row_of(self, batch_id: str, key: str) -> batch_ledger.Row:
        """A row of a batch that tells of a result. Raises InvalidFields where the batch has no such result."""
        row = self._ledger.row_of(self._find(batch_id).number, key)
        if row is None:
            raise InvalidFields([Violation.of("key", key, "the key of a row of this batch that has not failed")])
        return row

    def cancel(self, batch_id: str) -> tuple[bool, Status]:
        """Stop a batch, unless it has ended; what is at work is still done. Raises as :meth:`status`."""
        with self._lock:
            standing = self._find(batch_id)
            if standing.state is not State.OPEN:
                return False, self._status(standing)
            current = self._current
            if current is not None and current.number == standing.number:
                stopped = not current.cancelled
                current.cancelled = True
                current.finish()
                return stopped, self._status(standing)
            self._end(standing.number, State.CANCELLED)
            return True, self._status(self._find(batch_id))

    def forget(self, batch_id: str) -> int:
        """Forget a batch, and give up its results; returns their bytes.

        Raises:
            InvalidFields: there is none of that id, or it has not ended.
            NoRoom, Failed: the store or the ledger can't be written.
        """
        with self._lock:
            standing = self._find(batch_id)
            if standing.state is State.OPEN:
                raise InvalidFields([Violation.of("batch_id", batch_id, "a batch that has ended; cancel it first")])
            self._forget(standing)
        return standing.size_bytes

    def close(self, grace_s: float) -> None:
        """Let what is at work come to its end, for at most so long; the rest is done after the next start."""
        with self._lock:
            self._closing = True
            if self._current is not None:
                self._current.finish()
        self._wake.set()
        self._thread.join(grace_s)
        if self._thread.is_alive():
            self._give_up()
            self._thread.join()
        self._ledger.close()

    def renew_keys(self) -> None:
        """Models have changed: the batch at work goes on with keys that say so."""
        with self._lock:
            if self._current is not None:
                self._current.finish()

    # ---- What the thread does ----

    def _work_off(self) -> None:
        while not self._closing:
            self._wake.clear()
            pause_s = _LOOK_S
            try:
                self._forget_old()
                ready = self._ready()
                if isinstance(ready, Standing):
                    self._do(ready)
                    continue
                pause_s = ready
            except ProcgenError as error:
                self._log.warning("batches", problem=error.message, remedy=error.remedy)
                pause_s = _AGAIN_S
            except Exception:
                self._log.exception("batches")
            self._wake.wait(pause_s)

    def _ready(self) -> Standing | float:
        """The batch that is next; or how long to wait for one."""
        now, pause_s = time.monotonic(), _LOOK_S
        for standing in reversed(self._ledger.batches()):
            if standing.state is State.OPEN:
                left = self._live_of(standing.number).not_before - now
                if left <= 0.0:
                    return standing
                pause_s = min(pause_s, left)
        return pause_s

    def _do(self, standing: Standing) -> None:
        """Do what is left of a batch, until it has ended or something is in its way."""
        live = self._live_of(standing.number)
        current = _Current(standing.number, self._worker(), threading.Event())
        with self._lock:
            if self._closing or self._find(standing.id).state is not State.OPEN:
                return
            self._current = current
        problem = ""
        live.running, live.problem = True, ""
        self._changed(live)
        try:
            self._run(standing, current, live)
        except NoRoom as error:
            problem = f"{error.__cause__ or error.message}; {_MAKE_ROOM}"
        except ProcgenError as error:
            problem = f"{error.message}. {error.remedy}"
        except OSError as error:
            problem = f"the folder {self._manifest.parent} can't be written: {error.strerror}"
        except Exception as error:
            self._log.exception("batch", batch_id=standing.id)
            problem = f"an internal error; the server's log has it: {type(error).__name__}"
        finally:
            current.worker.close()
        with self._lock:
            self._current = None
            live.running, live.rate, live.eta_s = False, 0.0, None
            left = self._find(standing.id)
            if left.rows >= left.total:
                self._end(left.number, State.DONE)
            elif current.cancelled:
                self._end(left.number, State.CANCELLED)
            elif problem or (current.outdated and not current.rows):
                live.problem = problem or "the models change faster than jobs are done"
                live.pause_s = _AGAIN_S if current.rows else min(max(2.0 * live.pause_s, _AGAIN_S), _AGAIN_AT_MOST_S)
                live.not_before = time.monotonic() + live.pause_s
                self._log.warning("batch paused", batch_id=left.id, problem=live.problem)
            self._changed(live)

    def _run(self, standing: Standing, current: _Current, live: _Live) -> None:
        # What it lists is in the ledger too, which is what counts.
        with suppress(FileNotFoundError):
            self._manifest.unlink()

        def note(row: Row) -> None:
            self._note(row, current, live)

        def tell(tally: Tally) -> None:
            live.rate, live.eta_s = tally.rate, tally.eta_s
            live.problem = tally.message.removeprefix("waits: ")
            self._changed(live)

        known = Known(self._store)
        run(
            self._planner.entries(standing, lambda: current.finishing),
            current.worker,
            manifest=self._manifest,
            total=standing.total - standing.rows,
            store=known,
            deliver=lambda entry, product: self._planner.keep(entry, product, known),
            blob=lambda name: self._planner.blob(standing.number, name),
            group_s=0.0,
            patience_s=_PATIENCE_S,
            on_row=note,
            progress=tell,
            stop=current.stop,
        )

    def _note(self, row: Row, current: _Current, live: _Live) -> None:
        told: Any = row
        error = told["error"]
        if error is not None and error["reason"] == RecipeMismatch.reason:
            current.outdated = True
            self.renew_keys()
            return
        self._ledger.add_row(
            current.number,
            batch_ledger.Row(
                job_index=told["job_index"],
                key=told["key"],
                method=told["method"],
                kept=bool(told.get("kept", False)),
                recipe=told.get("recipe", ""),
                size_bytes=told.get("size_bytes", 0),
                seconds=told.get("seconds", 0.0),
                reason="" if error is None else error["reason"],
                problem="" if error is None else error["message"],
            ),
        )
        current.rows += 1
        self._ended("done" if error is None else "failed")
        self._changed(live)

    # ---- What both do ----

    def _find(self, batch_id: str) -> Standing:
        standing = self._ledger.find(batch_id)
        if standing is None:
            raise InvalidFields([Violation.of("batch_id", batch_id, "the id of a batch that List names")])
        return standing

    def _status(self, standing: Standing) -> Status:
        live = self._live_of(standing.number)
        if standing.state is State.DONE:
            phase = Phase.DONE
        elif standing.state is State.CANCELLED:
            phase = Phase.CANCELLED
        elif live.problem:
            phase = Phase.PAUSED
        else:
            phase = Phase.RUNNING if live.running else Phase.WAITING
        problem = "" if phase.ended else live.problem
        return Status(standing, phase, live.rate, live.eta_s, problem)

    def _live_of(self, number: int) -> _Live:
        with self._lock:
            return self._live.setdefault(number, _Live())

    @staticmethod
    def _changed(live: _Live) -> None:
        live.version += 1

    def _end(self, number: int, state: State) -> None:
        self._ledger.end(number, state)
        live = self._live_of(number)
        live.problem = ""
        self._changed(live)
        self._log.info("batch ended", number=number, state=str(state))

    def _check_room(self) -> None:
        """Raises NoRoom where what batches hold leaves next to nothing for another one's results."""
        if self._limit_bytes and self._store.stats().sums.pinned_bytes >= _FULL_SHARE * self._limit_bytes:
            mib = self._limit_bytes >> 20
            raise NoRoom(
                f"results of batches take all {mib} MiB of the cache; {_MAKE_ROOM}",
                RETRY_AFTER_MS,
            )

    def _make_room(self) -> None:
        """Raises Busy where too many batches are not done yet; forgets old ones where too many are kept."""
        batches = self._ledger.batches()
        if sum(standing.state is State.OPEN for standing in batches) >= OPEN_BATCHES:
            raise Busy(f"{OPEN_BATCHES} batches are not done yet", RETRY_AFTER_MS)
        ended = [standing for standing in batches if standing.state is not State.OPEN]
        ended.sort(key=lambda standing: standing.ended_ms)
        for standing in ended[: max(len(batches) + 1 - KEPT_BATCHES, 0)]:
            self._forget(standing)

    def _forget_old(self) -> None:
        before_ms = (self._clock() - KEPT_S) * 1000.0
        with self._lock:
            for standing in self._ledger.batches():
                if standing.state is not State.OPEN and standing.ended_ms < before_ms:
                    try:
                        self._forget(standing)
                    except ProcgenError as error:  # it is tried again, and others need not wait for it
                        self._log.warning("batch not forgotten", batch_id=standing.id, problem=error.message)

    def _forget(self, standing: Standing) -> None:
        # In this order: what is killed between the two is forgotten again.
        self._store.unpin(pin_name(standing))
        self._ledger.forget(standing.number)
        self._live.pop(standing.number, None)
        self._log.info("batch forgotten", batch_id=standing.id)
