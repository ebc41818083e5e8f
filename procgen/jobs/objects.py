"""Objects in a folder or a bucket, by `obstore`: written as a whole or not at all, and never over one another."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar, cast

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import LocalStore, MemoryStore, ObjectStore, from_url

from procgen.errors import Failed, NoRoom, ProcgenError
from procgen.jobs.job import key_allowed
from procgen.jobs.place import MEMORY, folder_of
from procgen.jobs.sealed import header, opened

if TYPE_CHECKING:
    from obstore import ObjectMeta
    from obstore.store import RetryConfig

T = TypeVar("T")

RETRY_AFTER_MS: Final = 5000
_PINS: Final = "pins"
_PREFIX: Final = re.compile(r"[0-9a-f]{2}")
_KEY: Final = re.compile(r"[0-9a-f]{64}")
_UNFINISHED: Final = re.compile(r"[0-9a-f]{64}#[0-9]+")
_SYSTEM_ERROR: Final = re.compile(r"\(os error ([0-9]+)\)")
# By number of the system: what a full disk, a used-up quota and a limit on file sizes are called.
_FULL: Final = frozenset({39, 112, 1295}) if os.name == "nt" else frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FULL_BUCKET: Final = ("507 Insufficient Storage", "XMinioStorageFull", "QuotaExceeded")


@dataclass(frozen=True, slots=True)
class Found:
    """An object in a listing."""

    key: str
    size: int
    """Bytes, header included."""
    written_us: int
    """When, in microseconds of Unix time."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Objects that are to stay as long as something by this name wants them."""

    name: str
    keys: tuple[str, ...]


class Damaged(Exception):
    """An object is there, and its bytes are not those that were written."""


def name_key(name: str) -> str:
    """What the folder of a name's manifests is called: nothing that somebody gave becomes a path."""
    return hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()


def object_path(key: str) -> str:
    """Where an object lies. The one place that makes a path of a key.

    Raises:
        ValueError: not a key.
    """
    if not key_allowed(key):
        raise ValueError(f"not a key: {key[:80]!r}")
    return f"{key[:2]}/{key}"


class Objects:
    """Sealed objects by key, and manifests by name.

    A folder's objects lie in it as ``ab/abcd...``; obstore writes each to ``ab/abcd...#1``, then links it to its name.

    Args:
        place: a folder, or an address: ``s3://``, ``gs://``, ``az://``, ``memory://``.

    Raises:
        InvalidFields: no such kind of place.
        NoRoom, Failed: the folder can't be made, or the address lacks something. All methods raise them as well.
    """

    def __init__(self, place: str | Path) -> None:
        self.place = str(place)
        self.folder = folder_of(place)
        self.shared = self.folder is None and not self.place.startswith(f"{MEMORY}:")
        self._store = self._opened()

    def _opened(self) -> ObjectStore:
        if self.folder is not None:
            try:
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise self._problem(error, "made") from error
            return self._try("opened", lambda: LocalStore(str(self.folder)))
        if not self.shared:
            return MemoryStore()
        # A bucket that does not answer must not hold up for minutes what it is to make faster. Client options are left
        # out: given any, obstore reads those of the environment no more.
        patience: RetryConfig = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}
        return self._try("opened", lambda: from_url(self.place, retry_config=patience))

    def get(self, key: str) -> bytes | None:
        """An object's payload, or None if there is no such object. Raises Damaged."""
        return self._get(object_path(key), key)

    def has(self, key: str) -> bool:
        """Whether there is an object by that key; it is not read."""
        path = object_path(key)
        try:
            self._try("read", lambda: obstore.head(self._store, path))
        except FileNotFoundError:
            return False
        return True

    def may_have(self, key: str) -> bool:
        """False where there is surely no object by that key, as a look into a folder tells; anywhere else, and where
        that look fails, it is found out by reading.
        """
        path = object_path(key)
        if self.folder is None:
            return True
        try:
            os.stat(f"{self.folder}{os.sep}{path}")
        except OSError as error:
            return not isinstance(error, FileNotFoundError)
        return True

    def create(self, key: str, payload: bytes) -> bool:
        """Write an object; False if there is one by that key already, which stays as it is."""
        return self._put(object_path(key), key, payload)

    def delete(self, key: str) -> bool:
        """Remove an object; False if there was none."""
        return self._delete(object_path(key))

    def delete_all(self, keys: list[str]) -> None:
        """Remove objects, those of a bucket many by one request; what is gone already does not matter."""
        paths = [object_path(key) for key in keys]
        if self.shared:
            self._try("removed", lambda: obstore.delete(self._store, paths))
        else:
            for path in paths:
                self._delete(path)

    def listing(self) -> Iterator[Found]:
        """All objects, in no order. What else lies there is left out."""
        # A folder that has been named by mistake may be large.
        prefixes = [None] if self.folder is None else [path.name for path in self._folders(_PREFIX)]
        for prefix in prefixes:
            for meta in self._listed(prefix):
                folder, _, key = meta["path"].rpartition("/")
                if key_allowed(key) and folder == key[:2]:
                    yield Found(key, meta["size"], int(meta["last_modified"].timestamp() * 1e6))

    def write_manifest(self, manifest: Manifest) -> None:
        """Keep a manifest, beside others of its name."""
        payload = json.dumps({"name": manifest.name, "keys": manifest.keys}).encode()
        key = hashlib.sha256(payload).hexdigest()
        path = f"{_PINS}/{name_key(manifest.name)}/{key}"
        if not self._put(path, key, payload):
            try:
                self._get(path, key)
            except Damaged:
                self._delete(path)
                self._put(path, key, payload)

    def delete_manifests(self, name: str) -> None:
        """Give up all manifests of a name."""
        folder = f"{_PINS}/{name_key(name)}"
        for path in [meta["path"] for meta in self._listed(folder)]:
            self._delete(path)
        if self.folder is not None:
            # Gone already, or somebody pins by that name again.
            with suppress(OSError):
                (self.folder / folder).rmdir()

    def manifests(self) -> Iterator[Manifest]:
        """All manifests that are whole; a damaged one is removed where that is possible."""
        for path in [meta["path"] for meta in self._listed(_PINS)]:
            parts = path.split("/")
            if len(parts) != 3 or not key_allowed(parts[1]) or not key_allowed(parts[2]):
                continue
            try:
                payload = self._get(path, parts[2])
                if payload is not None:
                    yield _manifest(payload)
            except Damaged:
                with suppress(ProcgenError):
                    self._delete(path)

    def sweep(self, older_than_s: float) -> int:
        """Remove what interrupted writes left behind in a folder; returns how many files.

        Args:
            older_than_s: seconds since the last change of a file, so that what is being written now stays.
        """
        swept = 0
        latest = time.time() - older_than_s
        folders = [*self._folders(_PREFIX), *self._folders(_KEY, _PINS)]
        for path in [path for folder in folders for path in self._entries(folder)]:
            if _UNFINISHED.fullmatch(path.name) is None:
                continue
            try:
                if path.stat().st_mtime <= latest:
                    path.unlink()
                    swept += 1
            except FileNotFoundError:
                # It has come to an end meanwhile.
                continue
            except OSError as error:
                raise self._problem(error, "swept") from error
        return swept

    def _folders(self, names: re.Pattern[str], below: str = "") -> list[Path]:
        """The folders in the store's one whose names match."""
        if self.folder is None:
            return []
        return [path for path in self._entries(self.folder / below) if names.fullmatch(path.name) and path.is_dir()]

    def _entries(self, folder: Path) -> list[Path]:
        try:
            return list(folder.iterdir())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise self._problem(error, "read") from error

    def _listed(self, prefix: str | None) -> Iterator[ObjectMeta]:
        try:
            batches = self._try("listed", lambda: iter(obstore.list(self._store, prefix)))
            while (batch := self._try("listed", lambda: next(batches, None))) is not None:
                yield from batch
        except FileNotFoundError as error:
            raise self._problem(error, "listed") from error

    def _get(self, path: str, key: str) -> bytes | None:
        try:
            sealed = self._try("read", lambda: obstore.get(self._store, path).bytes())
        except FileNotFoundError:
            return None
        payload = opened(key, memoryview(sealed))
        if payload is None:
            raise Damaged
        return payload

    def _put(self, path: str, key: str, payload: bytes) -> bool:
        parts = [header(key, payload), payload]
        try:
            self._try("written", lambda: obstore.put(self._store, path, parts, mode="create", use_multipart=False))
        except AlreadyExistsError:
            return False
        except FileNotFoundError as error:
            # There is no such bucket.
            raise self._problem(error, "written") from error
        return True

    def _delete(self, path: str) -> bool:
        try:
            self._try("removed", lambda: obstore.delete(self._store, path))
        except FileNotFoundError:
            return False
        return True

    def _try(self, what: str, work: Callable[[], T]) -> T:
        try:
            return work()
        except (AlreadyExistsError, FileNotFoundError):
            raise
        except (BaseError, OSError, ValueError) as error:
            raise self._problem(error, what) from error

    def _problem(self, error: Exception, what: str) -> ProcgenError:
        says = str(error).partition("\n")[0]
        if isinstance(error, OSError):
            says = error.strerror or says
        if _is_full(error):
            return NoRoom(f"{self.place} has no room left: {says}", RETRY_AFTER_MS)
        if self.folder is not None:
            remedy = "Give this user the right to write there, or name another folder with --cache."
        elif isinstance(error, (PermissionDeniedError, UnauthenticatedError)):
            remedy = "Check the credentials, which the provider's usual environment variables hold."
        else:
            remedy = "Check the address and the provider's usual environment variables, or name a folder with --cache."
        return Failed(f"{self.place} can't be {what}: {says}", remedy)


def _is_full(error: Exception) -> bool:
    if isinstance(error, OSError):
        return error.errno in _FULL
    says = str(error)
    number = _SYSTEM_ERROR.search(says)
    return int(number[1]) in _FULL if number else any(sign in says for sign in _FULL_BUCKET)


def _manifest(payload: bytes) -> Manifest:
    try:
        read = json.loads(payload)
    except ValueError as error:
        raise Damaged from error
    name, keys = (read.get("name"), read.get("keys")) if isinstance(read, dict) else (None, None)
    if not isinstance(name, str) or not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise Damaged
    return Manifest(name, tuple(filter(key_allowed, cast(list[str], keys))))
