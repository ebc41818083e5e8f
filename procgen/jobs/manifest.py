"""The list of what a batch has done: a line of JSON for every job, written once its files are there.

Whatever ends the process, what the list says is true: a line stands whole or is not read, and what it tells of came
before it.
"""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final

from procgen.errors import Failed
from procgen.jobs.entry import Row
from procgen.jobs.job import key_allowed

_HELD: Final = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
"""What systems say where another process has locked a file."""
_MENDING: Final = "Free some space, or see that this user may write there."


def read_manifest(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a manifest as they were written; a torn line is left out. Raises OSError."""
    with path.open("rb") as file:
        for _, row in _rows(file):
            if row is not None:
                yield row


def _rows(file: IO[bytes]) -> Iterator[tuple[bytes, dict[str, Any] | None]]:
    """Each line, and its row; None where it is none."""
    for line in file:
        row = None
        if line.endswith(b"\n"):
            try:
                row = json.loads(line)
            except ValueError:
                row = None
        yield line, row if isinstance(row, dict) and _is_one(row) else None


def _is_one(row: Mapping[str, Any]) -> bool:
    return isinstance(row.get("number"), int) and (
        row.get("error") is not None if row.get("key") == "" else key_allowed(str(row.get("key")))
    )


class Manifest:
    """A manifest that is being written, by one process at a time and one thread of it.

    What it says is indexed outside of this process's memory, so that a million rows take no more of it than ten.

    Args:
        path: of the file.
        resume: whether to go on with one that is there.

    Raises:
        Failed: another process writes it, it is there and should not be, or it can't be written.
    """

    def __init__(self, path: Path, *, resume: bool) -> None:
        self.path = path
        self._index = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._index.execute(
            "CREATE TABLE rows (number INTEGER PRIMARY KEY, key BLOB, place INTEGER, failed INTEGER) STRICT"
        )
        self._index.execute("CREATE INDEX by_key ON rows (key)")
        self._index.execute("BEGIN")
        self._stale = False
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(path.with_name(f".{path.name}.lock"))
            try:
                if not resume and path.exists() and path.stat().st_size:
                    raise Failed(f"{path} is there already", "Go on with it by --resume, or name another folder.")
                self._mend(drop_failed=True)
                self._file = path.open("r+b" if path.exists() else "w+b", buffering=0)
            except BaseException:
                os.close(self._lock)
                raise
        except OSError as error:
            raise Failed(f"{path} can't be written: {error.strerror}", _MENDING) from error
        self._end = self._file.seek(0, os.SEEK_END)
        self._reader = path.open("rb")

    def _mend(self, *, drop_failed: bool) -> None:
        """Leave out lines that are torn, or that a later one of the same job replaces; index the rest."""
        if not self.path.exists():
            return
        seen, lines = 0, 0
        for _, row, place in self._lines():
            lines += 1
            if row is not None and not (drop_failed and row.get("error") is not None):
                seen += 1
                self._note(row, place)
        (kept,) = self._index.execute("SELECT count(*) FROM rows").fetchone()
        if kept == seen == lines:
            return
        part = self.path.with_name(f".{self.path.name}.part")
        with part.open("wb") as mended:
            for line, row, place in self._lines():
                if row is not None and self._place("number = ?", row["number"]) == place:
                    mended.write(line)
            mended.flush()
            os.fsync(mended.fileno())
        os.replace(part, self.path)
        self._index.execute("DELETE FROM rows")
        for _, row, place in self._lines():
            assert row is not None
            self._note(row, place)

    def _lines(self) -> Iterator[tuple[bytes, dict[str, Any] | None, int]]:
        """Each line of the file, its row, and where it begins."""
        place = 0
        with self.path.open("rb") as file:
            for line, row in _rows(file):
                yield line, row, place
                place += len(line)

    def _note(self, row: Row, place: int) -> None:
        values = (row["number"], bytes.fromhex(str(row["key"])), place, row.get("error") is not None)
        self._index.execute("INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?)", values)

    def _place(self, which: str, value: object) -> int | None:
        found = self._index.execute(f"SELECT place FROM rows WHERE {which} LIMIT 1", (value,)).fetchone()
        return None if found is None else int(found[0])

    def row_of(self, number: int) -> dict[str, Any] | None:
        """The row of a job that is done, by its number."""
        place = self._place("number = ? AND NOT failed", number)
        return None if place is None else self._at(place)

    def row_of_key(self, key: str) -> dict[str, Any] | None:
        """A row of a job that is done and has that key."""
        place = self._place("key = ? AND NOT failed", bytes.fromhex(key))
        return None if place is None else self._at(place)

    def _at(self, place: int) -> dict[str, Any]:
        self._reader.seek(place)
        row: dict[str, Any] = json.loads(self._reader.readline())
        return row

    def forget(self, number: int) -> None:
        """Let a row count no longer: its job is done again, and the new row will replace it."""
        self._stale |= self._index.execute("DELETE FROM rows WHERE number = ?", (number,)).rowcount > 0

    def append(self, row: Row) -> None:
        """Write a row. Raises OSError, and then nothing of it stays."""
        line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        try:
            written = 0
            while written < len(line):
                written += self._file.write(line[written:]) or 0
        except OSError:
            self._file.truncate(self._end)
            self._file.seek(self._end)
            raise
        self._note(row, self._end)
        self._end += len(line)

    def close(self) -> None:
        """Leave exactly one row a job, and let others write. Raises OSError."""
        try:
            self._reader.close()
            os.fsync(self._file.fileno())
            self._file.close()
            if self._stale:
                self._mend(drop_failed=False)
        finally:
            self._index.close()
            os.close(self._lock)


def _locked(path: Path) -> int:
    """A file that only one process holds, until it closes it or ends. Raises Failed, OSError."""
    held = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 only Windows has it

            msvcrt.locking(held, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 Windows has none

            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(held)
        if error.errno not in _HELD:
            raise
        raise Failed(
            f"another process works at {path.parent}", "Wait until it has ended, or name another folder."
        ) from None
    return held
