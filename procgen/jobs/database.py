"""An SQLite database that can be made anew from what it describes: used by several processes, mended by itself."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

from procgen.errors import Busy, Failed, NoRoom, ProcgenError

T = TypeVar("T")

_WAIT_S: Final = 10.0
_BUSY_AFTER_MS: Final = 1000
_RETRY_AFTER_MS: Final = 5000
_FULL: Final = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE})
_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
# SQLITE_ERROR and SQLITE_SCHEMA: a table is missing or other than ours.
_BROKEN: Final = frozenset(
    {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_FORMAT,
        sqlite3.SQLITE_ERROR,
        sqlite3.SQLITE_SCHEMA,
        sqlite3.SQLITE_CONSTRAINT,
        sqlite3.SQLITE_MISMATCH,
    }
)


class Broken(Exception):
    """The database can be read, and what it says can't be so."""


# Texts of errors that quote a damaged table's definition are not always UTF-8.
_TROUBLE: Final = (sqlite3.DatabaseError, Broken, UnicodeDecodeError)


class Database:
    """A database with a write-ahead log, which needs a disk of this computer. Safe for use by several threads.

    Damaged or removed, it is made anew; another process that has it open goes on with the new one.

    Args:
        path: its file, or None to keep it in memory.
        version: of the tables; a database with another one counts as damaged.
        tables: statements that make them.
        fill: called in the transaction that makes the tables.
        ended: called after each transaction with whether it came to something, before any other begins.

    Raises NoRoom if the disk is full, Busy if somebody else holds the database for seconds, and Failed if it can't be
    written.
    """

    def __init__(
        self,
        path: Path | None,
        version: int,
        tables: tuple[str, ...],
        fill: Callable[[sqlite3.Connection], None],
        ended: Callable[[bool], None],
    ) -> None:
        self._path = path
        self._version = version
        self._tables = tables
        self._fill = fill
        self._ended = ended
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None

    def write(self, work: Callable[[sqlite3.Connection], T], wait_s: float = _WAIT_S) -> T:
        """Do something in a transaction of its own; in a new database, where the old one is damaged.

        Args:
            work: is called again if the first transaction came to nothing.
            wait_s: seconds to wait for other threads and processes.

        Raises:
            NoRoom, Busy, Failed: see the class. What `work` raises is passed on.
        """
        if not self._lock.acquire(timeout=wait_s):
            raise self._busy("thread")
        try:
            try:
                return self._transact(work, wait_s)
            except _TROUBLE as error:
                if _is_broken(error):
                    self._start_over()
                elif getattr(error, "sqlite_errorcode", None) in _FULL:
                    self._shorten_log()
                else:
                    raise self._problem(error) from error
            try:
                return self._transact(work, wait_s)
            except _TROUBLE as error:
                raise self._problem(error) from error
        finally:
            self._lock.release()

    def close(self) -> None:
        """Let go of the database; the next use opens it again."""
        with self._lock:
            self._disconnect()

    def _transact(self, work: Callable[[sqlite3.Connection], T], wait_s: float) -> T:
        connection = self._connected(wait_s)
        connection.execute("BEGIN IMMEDIATE")
        try:
            result = work(connection)
            connection.execute("COMMIT")
        except BaseException:
            self._ended(False)
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        self._ended(True)
        return result

    def _shorten_log(self) -> None:
        # What the log holds goes to its place in the database, which mostly needs no room, and the log begins anew.
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.execute("PRAGMA wal_checkpoint(RESTART)")

    def _connected(self, wait_s: float) -> sqlite3.Connection:
        if self._connection is not None and self._identity != self._identity_now():
            # Somebody removed it or put another one in its place.
            self._disconnect()
        if self._connection is None:
            self._connect()
            assert self._connection is not None
        self._connection.execute(f"PRAGMA busy_timeout = {int(wait_s * 1000)}")
        return self._connection

    def _connect(self) -> None:
        if self._path is not None:
            try:
                self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise self._refused(error.strerror or str(error)) from error
        connection = sqlite3.connect(
            ":memory:" if self._path is None else self._path,
            timeout=_WAIT_S,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            connection.execute("PRAGMA temp_store = MEMORY")
            _set_log(connection)
            # Nothing is lost with a process that ends. A power cut may damage the index, which is then made anew.
            connection.execute("PRAGMA synchronous = OFF")
            self._make_tables(connection)
        except BaseException:
            self._identity = self._identity_now()
            connection.close()
            raise
        self._connection = connection
        self._identity = self._identity_now()

    def _make_tables(self, connection: sqlite3.Connection) -> None:
        if _version_of(connection) == self._version:
            return
        connection.execute("BEGIN IMMEDIATE")
        try:
            found = _version_of(connection)
            if found == 0:
                for statement in self._tables:
                    connection.execute(statement)
                self._fill(connection)
                connection.execute(f"PRAGMA user_version = {self._version}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        if found not in (0, self._version):
            raise Broken(f"version {found}")

    def _identity_now(self) -> tuple[int, int] | None:
        if self._path is None:
            return None
        try:
            status = os.stat(self._path)
        except OSError:
            return (0, 0)
        return (status.st_dev, status.st_ino)

    def _start_over(self) -> None:
        identity = self._identity
        self._disconnect()
        # Another process may have done it meanwhile.
        if self._path is None or identity != self._identity_now():
            return
        for ending in ("", "-wal", "-shm"):
            try:
                self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
            except OSError as error:
                raise self._refused(f"it is damaged and can't be removed: {error.strerror}") from error

    def _disconnect(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def _problem(self, error: Exception) -> ProcgenError:
        code = getattr(error, "sqlite_errorcode", None)
        if code in _FULL or (code == sqlite3.SQLITE_IOERR_WRITE and self._may_write()):
            return NoRoom(f"{self._path} has no room left: {error}", _RETRY_AFTER_MS)
        if code is not None and code & 0xFF in _BUSY:
            return self._busy("process")
        # A connection that was opened while writing was not allowed would go on saying so.
        self._disconnect()
        return self._refused(str(error))

    def _busy(self, by: str) -> Busy:
        return Busy(f"{self._path or 'the index'} is in use by another {by}", _BUSY_AFTER_MS)

    def _may_write(self) -> bool:
        # SQLite has one name for a used-up quota, a limit on file sizes, and a disk that became read-only.
        return self._path is not None and os.access(self._path.parent, os.W_OK)

    def _refused(self, why: str) -> Failed:
        return Failed(
            f"{self._path} can't be written: {why}",
            "Give this user the right to write there, or name another folder with --cache.",
        )


def _set_log(connection: sqlite3.Connection) -> None:
    # The change to a write-ahead log does not wait for other processes that do the same at this moment.
    end_s = time.monotonic() + _WAIT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _BUSY or time.monotonic() > end_s:
                raise
            time.sleep(0.01)
        else:
            return


def _version_of(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _is_broken(error: Exception) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(error, (Broken, UnicodeDecodeError)) or (code is not None and code & 0xFF in _BROKEN)
