"""What batches are to make and have made: an SQLite database, which a killed process leaves whole.

Ids that clients choose stand in it as values and nowhere in paths. One process has it at a time: two servers would both
go on with the same batches.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from procgen.errors import Busy, Failed, NoRoom

FILE_NAME: Final = "batches.sqlite"
_VERSION: Final = 1
_PAGE: Final = 256
"""Jobs and rows that are read at once."""
_RETRY_AFTER_MS: Final = 10_000
_REMEDY: Final = "Name another folder with --cache."

_TABLES: Final = f"""
CREATE TABLE batches (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, fingerprint TEXT NOT NULL,
    state TEXT NOT NULL, total INTEGER NOT NULL, done INTEGER NOT NULL DEFAULT 0, kept INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0, size_bytes INTEGER NOT NULL DEFAULT 0, submitted_ms INTEGER NOT NULL,
    ended_ms INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE jobs (
    batch INTEGER NOT NULL, job_index INTEGER NOT NULL, method TEXT NOT NULL, request BLOB NOT NULL,
    size TEXT NOT NULL, blobs TEXT NOT NULL, PRIMARY KEY (batch, job_index)
) WITHOUT ROWID;
CREATE TABLE blobs (
    batch INTEGER NOT NULL, sha256 TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (batch, sha256)
) WITHOUT ROWID;
CREATE TABLE rows (
    batch INTEGER NOT NULL, cursor INTEGER NOT NULL, job_index INTEGER NOT NULL, key TEXT NOT NULL,
    method TEXT NOT NULL, kept INTEGER NOT NULL, recipe TEXT NOT NULL, size_bytes INTEGER NOT NULL,
    seconds REAL NOT NULL, reason TEXT NOT NULL, problem TEXT NOT NULL, PRIMARY KEY (batch, cursor)
) WITHOUT ROWID;
CREATE UNIQUE INDEX rows_by_job ON rows (batch, job_index);
CREATE INDEX rows_by_key ON rows (batch, key);
PRAGMA user_version = {_VERSION};
"""


class State(StrEnum):
    """Where a batch stands. What keeps a batch that is not done from going on is not written down: it may be gone."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A job that a batch is to do; ``job_index`` is its position there, from 0."""

    job_index: int
    method: str
    request: bytes
    size: str = ""
    """What jobs of about the same cost have in common."""
    blobs: tuple[str, ...] = ()
    """SHA-256 of the inputs that the request names."""


@dataclass(frozen=True, slots=True)
class Row:
    """What became of a job. ``reason`` and ``problem`` are empty where it did not fail."""

    job_index: int
    key: str
    method: str
    kept: bool
    recipe: str
    size_bytes: int
    seconds: float
    reason: str = ""
    problem: str = ""
    cursor: int = 0
    """Position among the rows, from 1; the ledger counts."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A batch as it stands."""

    number: int
    id: str
    fingerprint: str
    """Of its jobs: two batches with the same have the same."""
    state: State
    total: int
    done: int
    kept: int
    failed: int
    size_bytes: int
    submitted_ms: int
    ended_ms: int

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return self.done + self.failed


# One file: all that is read or written goes through its one connection and its lock.
class Ledger:
    """All batches of a server. Safe to use from any thread.

    Args:
        folder: where its file is or will be.
        clock: seconds since 1970.

    Raises:
        Failed: the folder can't be written, another server has it, or the file is damaged.
        NoRoom: the disk is full.

    Its methods raise these, too, and Busy once it is closed.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self.path = folder / FILE_NAME
        self._clock = clock
        self._lock = threading.RLock()
        self._closed = False
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Failed(f"the folder {folder} for batches can't be made: {error.strerror}", _REMEDY) from error
        with self._said():
            self._sqlite = sqlite3.connect(self.path, timeout=0.0, isolation_level=None, check_same_thread=False)
        try:
            with self._said():
                self._open()
        except BaseException:
            self._sqlite.close()
            raise

    def _open(self) -> None:
        self._sqlite.execute("PRAGMA auto_vacuum = INCREMENTAL")
        # Held until it is closed or the process ends, however it does.
        self._sqlite.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._sqlite.execute("PRAGMA journal_mode = WAL")
        self._sqlite.execute("PRAGMA synchronous = NORMAL")  # see _changing
        self._sqlite.execute("BEGIN IMMEDIATE")
        [version] = self._sqlite.execute("PRAGMA user_version").fetchone()
        self._sqlite.execute("COMMIT")
        if version == 0:
            self._sqlite.executescript("BEGIN;" + _TABLES + "COMMIT;")
        elif version != _VERSION:
            raise Failed(f"{self.path} is of another version of procgen", f"Move it away, or: {_REMEDY}")

    def close(self) -> None:
        """Let another process have it. Whoever still asks is told that the server ends."""
        with self._lock:
            self._closed = True
            self._sqlite.close()

    def add(
        self, batch_id: str, fingerprint: str, jobs: Iterable[Wanted], blobs: Iterable[tuple[str, bytes]]
    ) -> Standing:
        """Take a batch, all of it or nothing. Its id must be new.

        Args:
            batch_id: its name.
            fingerprint: of its jobs.
            jobs: in order.
            blobs: what they name by SHA-256, each once.

        Raises:
            NoRoom, Failed: as the constructor.
        """
        with self._changing(lasting=True):
            number = self._sqlite.execute(
                "INSERT INTO batches (id, fingerprint, state, total, submitted_ms) VALUES (?, ?, ?, 0, ?)",
                (batch_id, fingerprint, State.OPEN, self._now_ms()),
            ).lastrowid
            self._sqlite.executemany(
                "INSERT INTO jobs VALUES (?, ?, ?, ?, ?, ?)",
                ((number, job.job_index, job.method, job.request, job.size, json.dumps(job.blobs)) for job in jobs),
            )
            self._sqlite.executemany(
                "INSERT INTO blobs VALUES (?, ?, ?)", ((number, sha256, data) for sha256, data in blobs)
            )
            self._sqlite.execute(
                "UPDATE batches SET total = (SELECT COUNT(*) FROM jobs WHERE batch = number) WHERE number = ?",
                (number,),
            )
        found = self.find(batch_id)
        assert found is not None
        return found

    def find(self, batch_id: str) -> Standing | None:
        """The batch of a name; None if there is none."""
        return next(iter(self._standings("WHERE id = ?", batch_id)), None)

    def batches(self) -> list[Standing]:
        """All of them, the latest first."""
        return self._standings("ORDER BY number DESC")

    def _standings(self, which: str, *values: object) -> list[Standing]:
        with self._reading():
            found = self._sqlite.execute(
                "SELECT number, id, fingerprint, state, total, done, kept, failed, size_bytes, submitted_ms, ended_ms"
                f" FROM batches {which}",
                values,
            ).fetchall()
        return [
            Standing(
                number, id_, fingerprint, State(state), total, done, kept, failed, size_bytes, submitted_ms, ended_ms
            )
            for number, id_, fingerprint, state, total, done, kept, failed, size_bytes, submitted_ms, ended_ms in found
        ]

    def pending(self, number: int) -> Iterator[Wanted]:
        """The jobs of a batch that have no row yet, in order; those that get one meanwhile are left out or not."""
        after = -1
        while True:
            with self._reading():
                page = self._sqlite.execute(
                    "SELECT job_index, method, request, size, blobs FROM jobs WHERE batch = ? AND job_index > ?"
                    " AND NOT EXISTS (SELECT 1 FROM rows WHERE rows.batch = jobs.batch"
                    " AND rows.job_index = jobs.job_index) ORDER BY job_index LIMIT ?",
                    (number, after, _PAGE),
                ).fetchall()
            for job_index, method, request, size, blobs in page:
                after = job_index
                yield Wanted(job_index, method, request, size, tuple(json.loads(blobs)))
            if len(page) < _PAGE:
                return

    def blob(self, number: int, sha256: str) -> bytes | None:
        """An input that came with a batch; None if none of that name did."""
        with self._reading():
            found = self._sqlite.execute(
                "SELECT data FROM blobs WHERE batch = ? AND sha256 = ?", (number, sha256)
            ).fetchone()
        return None if found is None else bytes(found[0])

    def add_row(self, number: int, row: Row) -> None:
        """Note what became of a job, once; a second row for it changes nothing."""
        done = not row.reason
        with self._changing():
            added = self._sqlite.execute(
                "INSERT OR IGNORE INTO rows SELECT ?1, done + failed + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10"
                " FROM batches WHERE number = ?1",
                (
                    number,
                    row.job_index,
                    row.key,
                    row.method,
                    row.kept,
                    row.recipe,
                    row.size_bytes,
                    row.seconds,
                    row.reason,
                    row.problem,
                ),
            ).rowcount
            if added == 1:
                self._sqlite.execute(
                    "UPDATE batches SET done = done + ?, kept = kept + ?, failed = failed + ?,"
                    " size_bytes = size_bytes + ? WHERE number = ?",
                    (done, done and row.kept, not done, row.size_bytes, number),
                )

    def rows(self, number: int, after: int) -> list[Row]:
        """Rows of a batch in order, some at once: those that follow the one at ``after``; none if there are no more."""
        return self._rows("batch = ? AND cursor > ? ORDER BY cursor LIMIT ?", number, after, _PAGE)

    def _rows(self, which: str, *values: object) -> list[Row]:
        with self._reading():
            found = self._sqlite.execute(
                "SELECT job_index, key, method, kept, recipe, size_bytes, seconds, reason, problem, cursor FROM rows"
                f" WHERE {which}",
                values,
            ).fetchall()
        return [
            Row(job_index, key, method, bool(kept), recipe, size_bytes, seconds, reason, problem, cursor)
            for job_index, key, method, kept, recipe, size_bytes, seconds, reason, problem, cursor in found
        ]

    def row_of(self, number: int, key: str) -> Row | None:
        """A row of a batch that tells of a result; None where the batch has no such result."""
        return next(iter(self._rows("batch = ? AND key = ? AND reason = '' LIMIT 1", number, key)), None)

    def end(self, number: int, state: State) -> None:
        """Note that a batch has ended, if it has not yet. Its requests and inputs are no longer needed."""
        with self._changing(lasting=True):
            self._sqlite.execute(
                "UPDATE batches SET state = ?, ended_ms = ? WHERE number = ? AND state = ?",
                (state, self._now_ms(), number, State.OPEN),
            )
            self._sqlite.execute("DELETE FROM jobs WHERE batch = ?", (number,))
            self._sqlite.execute("DELETE FROM blobs WHERE batch = ?", (number,))
        self._give_back_room()

    def forget(self, number: int) -> None:
        """Drop a batch and all that is known of it."""
        with self._changing():
            for table in ("jobs", "blobs", "rows"):
                self._sqlite.execute(f"DELETE FROM {table} WHERE batch = ?", (number,))
            self._sqlite.execute("DELETE FROM batches WHERE number = ?", (number,))
        self._give_back_room()

    def _give_back_room(self) -> None:
        # Room is given back later where there is none to give it back with.
        with suppress(NoRoom), self._reading():
            self._sqlite.executescript("PRAGMA incremental_vacuum")

    def _now_ms(self) -> int:
        return int(self._clock() * 1000)

    def _check_open(self) -> None:
        """Raises Busy after :meth:`close`: a watcher may read once more while the server ends."""
        if self._closed:
            raise Busy("the server is shutting down", _RETRY_AFTER_MS)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock, self._said():
            self._check_open()
            yield

    @contextmanager
    def _changing(self, *, lasting: bool = False) -> Iterator[None]:
        """All that is done within it is there after it, or nothing of it.

        It outlasts the process; only with ``lasting`` a loss of power too, for that takes milliseconds. Rows that are
        lost so are made again from what the store has.
        """
        with self._lock, self._said():
            self._check_open()
            self._sqlite.execute(f"PRAGMA synchronous = {'FULL' if lasting else 'NORMAL'}")
            self._sqlite.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._sqlite.execute("COMMIT")
            except BaseException:
                # SQLite has rolled back by itself where the disk was full.
                if self._sqlite.in_transaction:
                    self._sqlite.execute("ROLLBACK")
                raise

    @contextmanager
    def _said(self) -> Iterator[None]:
        """What SQLite says, in our own words."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            match getattr(error, "sqlite_errorcode", 0) & 0xFF:
                case sqlite3.SQLITE_FULL:
                    raise NoRoom(f"the disk with {self.path} is full", _RETRY_AFTER_MS) from error
                case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                    raise Failed(
                        f"another server is at work on the batches in {self.path.parent}",
                        f"Send the batch there, or stop it. {_REMEDY}",
                    ) from error
                case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
                    raise Failed(f"{self.path} is damaged", f"Move it away, or: {_REMEDY}") from error
            raise Failed(f"{self.path} can't be used: {error}", _REMEDY) from error
