"""What is kept, how large it is and when it was last used: an SQLite database beside the objects.

It holds nothing that can't be read from the objects and manifests themselves, but for times of use and counts. Lost or
damaged, it is made anew. Its write-ahead log needs a disk of this computer; several processes may use it at once.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from procgen.errors import NoRoom, ProcgenError
from procgen.jobs.database import Broken, Database
from procgen.jobs.objects import RETRY_AFTER_MS, Manifest, Objects, name_key

INDEX_NAME: Final = "index-1.sqlite"
_VERSION: Final = 1
_NOTING_WAIT_S: Final = 0.02
_NOTED_AT_ONCE: Final = 128
_NOTED_AT_MOST: Final = 10_000
_NOTED_EVERY_S: Final = 5.0
_DROPPED_AT_ONCE: Final = 256

# The sums are kept by triggers: they hold for all processes, and no put has to add up.
_TABLES: Final = (
    "CREATE TABLE objects (key BLOB PRIMARY KEY, size INTEGER NOT NULL, created INTEGER NOT NULL, "
    "used INTEGER NOT NULL, pinned INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID",
    "CREATE INDEX objects_by_use ON objects (used) WHERE pinned = 0",
    "CREATE TABLE pins (manifest BLOB NOT NULL, key BLOB NOT NULL, PRIMARY KEY (manifest, key)) WITHOUT ROWID",
    "CREATE INDEX pins_by_key ON pins (key)",
    "CREATE TABLE sums (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
    "INSERT INTO sums VALUES ('objects', 0), ('bytes', 0), ('reconciled', 0)",
    "CREATE TRIGGER objects_more AFTER INSERT ON objects BEGIN "
    "UPDATE sums SET value = value + 1 WHERE name = 'objects'; "
    "UPDATE sums SET value = value + new.size WHERE name = 'bytes'; END",
    "CREATE TRIGGER objects_fewer AFTER DELETE ON objects BEGIN "
    "UPDATE sums SET value = value - 1 WHERE name = 'objects'; "
    "UPDATE sums SET value = value - old.size WHERE name = 'bytes'; END",
    "CREATE TRIGGER objects_other AFTER UPDATE OF size ON objects BEGIN "
    "UPDATE sums SET value = value + new.size - old.size WHERE name = 'bytes'; END",
)
_PINNED: Final = "EXISTS (SELECT 1 FROM pins WHERE pins.key = objects.key)"
_ENTER: Final = (
    "INSERT INTO objects (key, size, created, used, pinned) "
    "VALUES (:key, :size, :now, :now, EXISTS (SELECT 1 FROM pins WHERE pins.key = :key)) "
    "ON CONFLICT (key) DO UPDATE SET size = excluded.size, used = max(used, excluded.used)"
)


@dataclass(slots=True)
class _Notes:
    """What is to be entered at the next occasion."""

    uses_us: dict[str, int] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    forgotten: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.uses_us or self.counts or self.forgotten)

    def after(self, earlier: _Notes) -> _Notes:
        """These and earlier ones."""
        return _Notes(earlier.uses_us | self.uses_us, earlier.counts + self.counts, earlier.forgotten | self.forgotten)


@dataclass(frozen=True, slots=True)
class Sums:
    """What an index says of all objects."""

    objects: int
    bytes: int
    pinned_objects: int
    pinned_bytes: int
    names: int
    """Under which something is pinned."""
    oldest_use_us: int | None
    """Of the object that would go first, in microseconds of Unix time; None if no object may go."""
    limit_bytes: int | None
    """That the last newcomer was held to; None if there was none."""
    counts: dict[str, int]
    """How often something happened since the index was made."""


# One life: a database and what is noted but not entered yet, under the same locks.
class Index:
    """Safe for use by several threads, and by several processes.

    Args:
        path: the database's file, or None to keep it in memory.
        objects: what it is an index of.

    All methods raise NoRoom if the disk is full, Busy if somebody else holds the database for seconds, and Failed if
    it can't be written.
    """

    def __init__(self, path: Path | None, objects: Objects) -> None:
        self._objects = objects
        self._database = Database(
            path, _VERSION, _TABLES, fill=lambda connection: self._take_stock(connection, 0), ended=self._settle_notes
        )
        self._notes_lock = threading.Lock()
        self._noting = threading.Lock()
        self._notes = _Notes()
        self._entering = _Notes()
        self._noted_s = time.monotonic()
        self._refused_last = False
        self._now_us = 0

    def reserve(self, key: str, size: int, limit: int) -> bool:
        """Make room for an object and enter it; returns whether it had been entered already.

        Entered first and written then, no object is ever on the disk and not in the index. The least recently used
        objects go that are not pinned.

        Raises:
            NoRoom: what is pinned leaves too little room, or the disk is full.
        """

        def work(connection: sqlite3.Connection) -> bool:
            self._enter_notes(connection)
            if _sum_or_none(connection, "limit") != limit:
                connection.execute("INSERT OR REPLACE INTO sums VALUES ('limit', ?)", (limit,))
            return self._enter(connection, key, size, limit)

        return self._database.write(work)

    def confirm(self, key: str, size: int, limit: int) -> None:
        """Enter an object again that has been written, if another process had it go before it was.

        Raises:
            NoRoom: as :meth:`reserve`.
        """

        def work(connection: sqlite3.Connection) -> None:
            if _size_of(connection, key) is None:
                self._enter(connection, key, size, limit)

        self._database.write(work)

    def forget(self, key: str) -> None:
        """Take an object off the index that was not written after all; later, if that is not possible now."""
        with self._notes_lock:
            self._notes.forgotten.add(key)
        with suppress(ProcgenError):
            self._database.write(self._enter_notes)

    def remove(self, key: str, condition: Callable[[], bool]) -> bool:
        """Remove an object while no other process changes the index; returns whether it is gone.

        Args:
            key: its key.
            condition: asked right before, with the same protection.
        """

        def work(connection: sqlite3.Connection) -> bool:
            if not condition():
                return False
            self._objects.delete(key)
            connection.execute("DELETE FROM objects WHERE key = ?", (bytes.fromhex(key),))
            return True

        return self._database.write(work)

    def used(self, key: str) -> None:
        """Note that an object was used. Notes go to the database some at a time, and never hold up a read."""
        with self._notes_lock:
            self._notes.counts["hits"] += 1
            if key in self._notes.uses_us or len(self._notes.uses_us) < _NOTED_AT_MOST:
                self._notes.uses_us[key] = self._tick()
        self._enter_notes_now_and_then()

    def count(self, what: str, times: int = 1) -> None:
        """Note that something happened, so many times."""
        with self._notes_lock:
            self._notes.counts[what] += times
        self._enter_notes_now_and_then()

    def pin(self, manifest: Manifest) -> None:
        """Keep a manifest's objects, with those that others of its name keep."""

        def work(connection: sqlite3.Connection) -> None:
            self._enter_manifest(connection, manifest)
            keys = [(bytes.fromhex(key),) for key in manifest.keys]
            connection.executemany("UPDATE objects SET pinned = 1 WHERE key = ?", keys)

        self._database.write(work)

    def unpin(self, name: str) -> None:
        """Keep the objects of a name's manifests no longer, unless other names keep them."""
        self._database.write(lambda connection: self._unpin(connection, name))

    def free(self, most_bytes: int) -> tuple[int, int]:
        """Drop the least recently used objects that are not pinned until all have at most so many bytes.

        Returns how many objects went, and their bytes.
        """

        def work(connection: sqlite3.Connection) -> list[int]:
            self._enter_notes(connection)
            excess = _sum(connection, "bytes") - most_bytes
            chosen: list[tuple[bytes, int]] = []
            for key, size in _least_used(connection):
                if excess <= 0 or len(chosen) == _DROPPED_AT_ONCE:
                    break
                chosen.append((key, size))
                excess -= size
            self._drop_all(connection, chosen)
            return [size for _, size in chosen]

        objects = freed = 0
        while sizes := self._database.write(work):
            objects += len(sizes)
            freed += sum(sizes)
        return objects, freed

    def reconcile(self, settled_s: float, *, unless_within_s: float = 0.0) -> None:
        """Bring the index in line with what is there: objects and manifests that it lacks, and those that are gone.

        Args:
            settled_s: entries younger than so many seconds may be waiting for their object, and stay.
            unless_within_s: do nothing if a process has done it within so many seconds.
        """

        def work(connection: sqlite3.Connection) -> None:
            now = time.time_ns() // 1000
            if 0 <= now - _sum(connection, "reconciled") < unless_within_s * 1e6:
                return
            # Whether its tables and their indices say the same: else objects might never go, or be forgotten.
            says = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if says != "ok":
                raise Broken(says)
            self._take_stock(connection, now - int(settled_s * 1e6))
            connection.execute("UPDATE sums SET value = ? WHERE name = 'reconciled'", (now,))

        self._database.write(work)

    def sums(self) -> Sums:
        """What is kept."""

        def work(connection: sqlite3.Connection) -> Sums:
            self._enter_notes(connection)
            sums = {name: _whole(value) for name, value in connection.execute("SELECT name, value FROM sums")}
            pinned = connection.execute("SELECT count(*), total(size) FROM objects WHERE pinned = 1").fetchone()
            oldest = connection.execute("SELECT min(used) FROM objects WHERE pinned = 0").fetchone()[0]
            names = connection.execute("SELECT count(DISTINCT manifest) FROM pins").fetchone()[0]
            objects, size = sums.pop("objects"), sums.pop("bytes")
            del sums["reconciled"]
            limit = sums.pop("limit", None)
            return Sums(
                objects, size, pinned[0], int(pinned[1]), names, None if oldest is None else _whole(oldest), limit, sums
            )

        return self._database.write(work)

    def close(self) -> None:
        """Enter what was noted, and let go of the database. Safe to call twice."""
        if self._notes:
            with suppress(ProcgenError):
                self._database.write(self._enter_notes)
        self._database.close()

    def _tick(self) -> int:
        # Two uses of one process never have the same time, nor does a clock that is set back turn them round.
        self._now_us = max(time.time_ns() // 1000, self._now_us + 1)
        return self._now_us

    def _enter_notes_now_and_then(self) -> None:
        waited_s = time.monotonic() - self._noted_s
        enough = len(self._notes.uses_us) >= _NOTED_AT_ONCE and not self._refused_last
        if not (enough or waited_s >= _NOTED_EVERY_S) or not self._noting.acquire(blocking=False):
            return
        try:
            self._database.write(self._enter_notes, wait_s=_NOTING_WAIT_S)
            self._refused_last = False
        except ProcgenError:
            # A use that can't be noted is no reason to refuse a read; it is tried again some seconds later.
            self._refused_last = True
            self._noted_s = time.monotonic()
        finally:
            self._noting.release()

    def _enter_notes(self, connection: sqlite3.Connection) -> None:
        with self._notes_lock:
            notes, self._notes = self._notes, _Notes()
        # They are restored if the transaction comes to nothing.
        self._entering = notes
        rows = [(now, bytes.fromhex(key)) for key, now in notes.uses_us.items()]
        connection.executemany("UPDATE objects SET used = max(used, ?) WHERE key = ?", rows)
        self._count_on(connection, notes.counts)
        # Another process may have written it meanwhile.
        gone = [(bytes.fromhex(key),) for key in notes.forgotten if not self._objects.has(key)]
        connection.executemany("DELETE FROM objects WHERE key = ?", gone)
        self._noted_s = time.monotonic()

    @staticmethod
    def _count_on(connection: sqlite3.Connection, counts: Counter[str]) -> None:
        connection.executemany(
            "INSERT INTO sums VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value",
            counts.items(),
        )

    def _enter(self, connection: sqlite3.Connection, key: str, size: int, limit: int) -> bool:
        known = _size_of(connection, key)
        held = _sum(connection, "bytes") - (known or 0)
        if held + size > limit:
            self._make_room(connection, held + size - limit, key, limit)
        connection.execute(_ENTER, {"key": bytes.fromhex(key), "size": size, "now": self._tick()})
        return known is not None

    def _make_room(self, connection: sqlite3.Connection, excess: int, newcomer: str, limit: int) -> None:
        chosen: list[tuple[bytes, int]] = []
        for key, size in _least_used(connection):
            if excess <= 0:
                break
            if key.hex() != newcomer:
                chosen.append((key, size))
                excess -= size
        if excess > 0:
            raise NoRoom(
                f"what is pinned leaves {excess} bytes too few of the {limit} that the store may hold", RETRY_AFTER_MS
            )
        self._drop_all(connection, chosen)
        self._count_on(connection, Counter(evicted=len(chosen)))

    def _drop_all(self, connection: sqlite3.Connection, chosen: list[tuple[bytes, int]]) -> None:
        # Objects first: an entry without its object is found out by a read or at the next start, and a full disk has
        # room for the database's log again.
        self._objects.delete_all([key.hex() for key, _ in chosen])
        connection.executemany("DELETE FROM objects WHERE key = ?", [(key,) for key, _ in chosen])

    @staticmethod
    def _unpin(connection: sqlite3.Connection, name: str) -> None:
        manifest = (bytes.fromhex(name_key(name)),)
        keys = connection.execute("SELECT key FROM pins WHERE manifest = ?", manifest).fetchall()
        connection.execute("DELETE FROM pins WHERE manifest = ?", manifest)
        connection.executemany(f"UPDATE objects SET pinned = {_PINNED} WHERE key = ?", keys)

    @staticmethod
    def _enter_manifest(connection: sqlite3.Connection, manifest: Manifest) -> None:
        name = bytes.fromhex(name_key(manifest.name))
        rows = ((name, bytes.fromhex(key)) for key in manifest.keys)
        connection.executemany("INSERT OR IGNORE INTO pins VALUES (?, ?)", rows)

    def _take_stock(self, connection: sqlite3.Connection, settled_us: int) -> None:
        now = self._tick()
        connection.execute("CREATE TEMP TABLE seen (key BLOB PRIMARY KEY, size INTEGER, written INTEGER) WITHOUT ROWID")
        rows = ((bytes.fromhex(found.key), found.size, min(found.written_us, now)) for found in self._objects.listing())
        connection.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?, ?)", rows)
        connection.execute("DELETE FROM pins")
        for manifest in self._objects.manifests():
            self._enter_manifest(connection, manifest)
        connection.execute("DELETE FROM objects WHERE used < ? AND key NOT IN (SELECT key FROM seen)", (settled_us,))
        connection.execute(
            "INSERT INTO objects (key, size, created, used) SELECT key, size, written, written FROM seen WHERE true "
            "ON CONFLICT (key) DO UPDATE SET size = excluded.size WHERE size != excluded.size"
        )
        connection.execute("UPDATE objects SET used = ?1 WHERE used > ?1", (now,))
        connection.execute(f"UPDATE objects SET pinned = {_PINNED} WHERE pinned != {_PINNED}")
        connection.execute(
            "UPDATE sums SET value = CASE name WHEN 'objects' THEN (SELECT count(*) FROM objects) "
            "ELSE (SELECT coalesce(sum(size), 0) FROM objects) END WHERE name IN ('objects', 'bytes')"
        )
        connection.execute("DROP TABLE seen")

    def _settle_notes(self, entered: bool) -> None:
        if not entered:
            with self._notes_lock:
                self._notes = self._notes.after(self._entering)
        self._entering = _Notes()


def _sum_or_none(connection: sqlite3.Connection, name: str) -> int | None:
    row = connection.execute("SELECT value FROM sums WHERE name = ?", (name,)).fetchone()
    return None if row is None else _whole(row[0])


def _sum(connection: sqlite3.Connection, name: str) -> int:
    return _whole(_sum_or_none(connection, name))


def _size_of(connection: sqlite3.Connection, key: str) -> int | None:
    row = connection.execute("SELECT size FROM objects WHERE key = ?", (bytes.fromhex(key),)).fetchone()
    return _whole(row[0]) if row else None


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise Broken(f"{value!r} where a whole number stands")
    return value


def _least_used(connection: sqlite3.Connection) -> Iterator[tuple[bytes, int]]:
    """The objects that may go, in the order of their going."""
    for key, size in connection.execute("SELECT key, size FROM objects WHERE pinned = 0 ORDER BY used"):
        if not isinstance(key, bytes) or len(key) != 32:
            raise Broken(f"{key!r} where a key stands")
        yield key, _whole(size)
