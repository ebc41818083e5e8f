"""Results, kept by their keys: what was made once is not made again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from procgen.errors import NoRoom, ProcgenError
from procgen.jobs.index import INDEX_NAME, Index, Sums
from procgen.jobs.objects import RETRY_AFTER_MS, Damaged, Manifest, Objects, object_path
from procgen.jobs.sealed import HEADER_BYTES

_SETTLED_S = 60.0


@dataclass(frozen=True, slots=True)
class Stats:
    """What a store holds."""

    place: str
    limit_bytes: int | None
    """That this process holds it to; None for a bucket, which has no limit."""
    sums: Sums


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of all objects found."""

    objects: int
    """That were read."""
    damaged: tuple[str, ...]
    """Keys of objects whose bytes are not those that were written. They are removed."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """What went."""

    objects: int
    bytes: int


class ContentStore:
    """Results by key, in a folder or a bucket, hash-checked at every read.

    In a folder, or in memory, the least recently used results go when a new one would take the store beyond its limit.
    In a bucket, which other computers use as well, nothing goes by itself: :meth:`prune` and the bucket's own rules
    remove what is old. All methods may be called by several threads; several processes may share a folder.

    Args:
        place: a folder, which is made if need be, or an address: ``s3://``, ``gs://``, ``az://``, ``memory://``.
        limit_bytes: most bytes of all results together, headers included.
        settled_s: seconds after which a file that a put left unfinished is nobody's. Swept when a store is opened.

    Raises:
        InvalidFields: no such kind of place.
        NoRoom, Failed: the folder can't be made, or the address lacks something.
    """

    def __init__(self, place: str | Path, *, limit_bytes: int, settled_s: float = _SETTLED_S) -> None:
        self._objects = Objects(place)
        self._limit_bytes = limit_bytes
        self._settled_s = settled_s
        folder = self._objects.folder
        self._index: Index | None = None
        if not self._objects.shared:
            self._index = Index(None if folder is None else folder / INDEX_NAME, self._objects)
        if folder is not None:
            # A folder that can only be read is read.
            with suppress(ProcgenError):
                self._objects.sweep(settled_s)
                self._index_of_all(unless_within_s=settled_s)

    @property
    def place(self) -> str:
        """Where the results are."""
        return self._objects.place

    @property
    def limit_bytes(self) -> int | None:
        """What this process holds the store to; None for a bucket, which has no limit."""
        return None if self._objects.shared else self._limit_bytes

    def get(self, key: str) -> bytes | None:
        """A result, or None if it is not kept. A damaged one is removed, and None as well.

        Raises:
            ValueError: not a key.
            Failed: the folder can't be read, or the bucket does not answer.
        """
        try:
            data = self._objects.get(key)
        except Damaged:
            self._count("damaged")
            # What can't be removed is found damaged again next time.
            with suppress(ProcgenError):
                self._remove_damaged(key)
            return None
        if data is None:
            self._count("misses")
        elif self._index is not None:
            self._index.used(key)
        return data

    def lacks(self, keys: Sequence[str]) -> list[bool]:
        """Of each key whether there is surely no result by it; what lacks one counts as missed.

        A bucket is not asked: it takes no longer to get a result than to hear that there is none.

        Raises:
            ValueError: one is not a key.
        """
        found = [not self._objects.may_have(key) for key in keys]
        self._count("misses", sum(found))
        return found

    def has(self, key: str) -> bool:
        """Whether there is a result by that key, which :meth:`get` may yet find damaged. It does not count as a use."""
        return self._objects.has(key)

    def put(self, key: str, data: bytes) -> None:
        """Keep a result. One that is kept already by that key stays, unless it is damaged.

        Raises:
            ValueError: not a key.
            NoRoom: the disk is full, or what is pinned leaves no room within the limit. Nothing is kept of it then.
            Busy: another process has held the index for seconds.
            Failed: the folder can't be written, or the bucket does not answer.
        """
        size = HEADER_BYTES + len(data)
        if self._index is None:
            self._create(key, data)
            return
        # Before anything is entered: it refuses what is no key.
        object_path(key)
        if size > self._limit_bytes:
            raise NoRoom(
                f"a result of {size} bytes is larger than the {self._limit_bytes} that the store may hold",
                RETRY_AFTER_MS,
            )
        known = self._index.reserve(key, size, self._limit_bytes)
        try:
            self._create(key, data)
        except BaseException:
            if not known:
                self._index.forget(key)
            raise
        try:
            self._index.confirm(key, size, self._limit_bytes)
        except NoRoom:
            # Another process had it go, and pins have filled the place since.
            self._objects.delete(key)
            raise

    def pin(self, name: str, keys: Iterable[str]) -> None:
        """Have results stay until :meth:`unpin`: those kept by these keys, now or later.

        Added to what the name pins already. Results may have gone until this returns: pin first, then look.

        Args:
            name: any text; it never becomes part of a path.
            keys: of results; each call is one file, so many at a time.

        Raises:
            ValueError: not a key.
            NoRoom, Busy, Failed: as :meth:`put`.
        """
        manifest = Manifest(name, tuple(keys))
        for key in manifest.keys:
            object_path(key)
        self._objects.write_manifest(manifest)
        if self._index is not None:
            self._index.pin(manifest)

    def unpin(self, name: str) -> None:
        """Have the results that a name pinned go in their turn; nothing happens if it pinned none.

        Raises:
            NoRoom, Busy, Failed: as :meth:`put`.
        """
        self._objects.delete_manifests(name)
        if self._index is not None:
            self._index.unpin(name)

    def stats(self) -> Stats:
        """What the store holds; lists all objects where there is no index, or none that can be used.

        Raises:
            Failed: the folder can't be read, or the bucket does not answer.
        """
        if self._index is not None:
            with suppress(ProcgenError):
                return Stats(self.place, self.limit_bytes, self._index.sums())
        return Stats(self.place, self.limit_bytes, self._listed().sums())

    def prune(self, most_bytes: int = 0, *, pinned: bool = False) -> Pruned:
        """Remove the least recently used results (of a bucket, those written first) until the rest has so many bytes.

        Args:
            most_bytes: of all results together, headers included.
            pinned: give up all pins first. Otherwise what is pinned stays, even if that is more.

        Raises:
            NoRoom, Busy, Failed: as :meth:`put`.
        """
        index = self._index_of_all()
        if pinned:
            for name in {manifest.name for manifest in self._objects.manifests()}:
                self._objects.delete_manifests(name)
                index.unpin(name)
        return Pruned(*index.free(most_bytes))

    def check(self) -> Checked:
        """Read all objects, and remove the damaged ones.

        Raises:
            NoRoom, Busy, Failed: as :meth:`put`; something is damaged and can't be removed.
        """
        objects = 0
        damaged = []
        for key in [found.key for found in self._objects.listing()]:
            try:
                objects += self._objects.get(key) is not None
            except Damaged:
                objects += 1
                damaged.append(key)
                self._count("damaged")
                self._remove_damaged(key)
        return Checked(objects, tuple(damaged))

    def close(self) -> None:
        """Write down the last uses. Safe to call twice."""
        if self._index is not None:
            self._index.close()

    def _create(self, key: str, data: bytes) -> None:
        if self._objects.create(key, data):
            return
        try:
            self._objects.get(key)
        except Damaged:
            self._count("damaged")
            self._objects.delete(key)
            self._objects.create(key, data)

    def _remove_damaged(self, key: str) -> None:
        if self._index is None:
            self._objects.delete(key)
        else:
            # Somebody may have replaced it by a whole one meanwhile.
            self._index.remove(key, lambda: self._is_damaged(key))

    def _is_damaged(self, key: str) -> bool:
        try:
            self._objects.get(key)
        except Damaged:
            return True
        return False

    def _count(self, what: str, times: int = 1) -> None:
        if self._index is not None and times:
            self._index.count(what, times)

    def _index_of_all(self, *, unless_within_s: float = 0.0) -> Index:
        """The index, in line with what is there."""
        if self._index is None:
            return self._listed()
        self._index.reconcile(self._settled_s, unless_within_s=unless_within_s)
        return self._index

    def _listed(self) -> Index:
        """An index for the moment, made from a listing."""
        return Index(None, self._objects)
