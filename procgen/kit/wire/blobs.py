"""procgen.v1.BlobService, and what it keeps: inputs sent ahead of the requests that name them."""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from procgen.errors import InvalidFields, Violation
from procgen.kit.wire.call import AnyMethod, Call, Method
from procgen.v1 import blobs_pb2

SERVICE: Final = "procgen.v1.BlobService"
BLOB_BYTES: Final = 16 << 20
"""Greatest size of a blob."""
KEPT_BYTES: Final = 64 << 20
"""Greatest size of all of them together, those that are still coming included."""
KEPT_BLOBS: Final = 1024
KEPT_S: Final = 600.0
"""How long a blob that nobody asks for is kept."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
SHA256_ALLOWED: Final = "64 lower-case hexadecimal digits"


def blob_file_name(digest: str) -> str:
    """The file that an input is kept in beside a recipe that names it."""
    return f"exemplar-{digest[:16]}"


def sha256_allowed(text: str) -> bool:
    """Whether a text can be a blob's name."""
    return _SHA256.fullmatch(text) is not None


@dataclass(slots=True)
class _Blob:
    total_bytes: int
    data: bytearray | bytes = field(default_factory=bytearray)
    digest: Any = field(default_factory=hashlib.sha256)
    complete: bool = False
    used: float = 0.0


class BlobStore:
    """Blobs in memory, bounded; those that were used least recently go first. Safe to use from any thread.

    Args:
        kept_bytes: bound on all of them together.
        kept_s: seconds after which a blob that nobody asked for is forgotten.
        clock: seconds, for tests.
    """

    def __init__(
        self, kept_bytes: int = KEPT_BYTES, kept_s: float = KEPT_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.kept_s = kept_s
        self._kept_bytes = kept_bytes
        self._clock = clock
        self._blobs: OrderedDict[str, _Blob] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, sha256: str, total_bytes: int, offset_bytes: int, data: bytes) -> tuple[int, bool]:
        """Take a piece.

        Args:
            sha256: the blob's name.
            total_bytes: the size of the whole.
            offset_bytes: where the piece starts.
            data: the piece; may be empty.

        Returns:
            Bytes that are here, from the start, and whether that is all.

        Raises:
            InvalidFields: a field can't be accepted, there would be a gap, or the whole has another SHA-256; a blob
                that has is forgotten.
        """
        found = []
        if not sha256_allowed(sha256):
            found.append(Violation.of("sha256", repr(sha256) if sha256 else "missing", SHA256_ALLOWED))
        if not 1 <= total_bytes <= BLOB_BYTES:
            allowed = f"a whole number from 1 to {BLOB_BYTES}"
            found.append(Violation.of("total_bytes", total_bytes or "missing", allowed))
        elif offset_bytes + len(data) > total_bytes:
            allowed = f"pieces that end at {total_bytes}, the total, at most"
            found.append(Violation.of("offset_bytes", f"{offset_bytes} with {len(data)} bytes", allowed))
        if found:
            raise InvalidFields(found)
        with self._lock:
            self._forget_old()
            blob = self._blobs.get(sha256)
            here = 0 if blob is None else len(blob.data)
            if blob is not None and blob.total_bytes != total_bytes:
                raise InvalidFields([Violation.of("total_bytes", total_bytes, f"{blob.total_bytes}, as said before")])
            if data and offset_bytes > here:
                allowed = f"at most {here}, for that much is here"
                raise InvalidFields([Violation.of("offset_bytes", offset_bytes, allowed)])
            if blob is None:
                if not data:
                    return 0, False
                self._make_room(len(data))
                blob = self._blobs[sha256] = _Blob(total_bytes)
            self._use(sha256, blob)
            new = memoryview(data)[here - offset_bytes :] if offset_bytes + len(data) > here else b""
            if len(new):
                self._grow(sha256, blob, new)
            return len(blob.data), blob.complete

    def _grow(self, sha256: str, blob: _Blob, new: memoryview | bytes) -> None:
        self._make_room(len(new), sha256)
        assert isinstance(blob.data, bytearray)
        blob.data += new
        blob.digest.update(new)
        if len(blob.data) < blob.total_bytes:
            return
        actual = blob.digest.hexdigest()
        if actual != sha256:
            del self._blobs[sha256]
            raise InvalidFields([Violation.of("sha256", sha256, f"{actual}, which the bytes have; send them again")])
        blob.data = bytes(blob.data)
        blob.complete = True

    def get(self, sha256: str) -> bytes | None:
        """A blob that is all here; None where there is none of that name."""
        with self._lock:
            self._forget_old()
            blob = self._blobs.get(sha256)
            if blob is None or not blob.complete:
                return None
            self._use(sha256, blob)
            return bytes(blob.data)

    @property
    def size_bytes(self) -> int:
        """Bytes that are kept."""
        with self._lock:
            return self._size()

    def _size(self) -> int:
        return sum(len(blob.data) for blob in self._blobs.values())

    def _use(self, sha256: str, blob: _Blob) -> None:
        blob.used = self._clock()
        self._blobs.move_to_end(sha256)

    def _forget_old(self) -> None:
        """The first of the blobs is the one that was used least recently."""
        limit = self._clock() - self.kept_s
        while self._blobs and next(iter(self._blobs.values())).used < limit:
            self._blobs.popitem(last=False)

    def _make_room(self, size_bytes: int, but: str = "") -> None:
        """Forget blobs until so many bytes more fit; the one named ``but`` stays."""
        size = self._size()
        for name in list(self._blobs):
            if size + size_bytes <= self._kept_bytes and len(self._blobs) < KEPT_BLOBS:
                return
            if name != but:
                size -= len(self._blobs.pop(name).data)


class BlobService:
    """Takes what is too large for a request.

    Args:
        store: where it is kept.
    """

    def __init__(self, store: BlobStore) -> None:
        self._store = store

    def methods(self) -> list[AnyMethod]:
        return [Method(f"/{SERVICE}/PutBlob", blobs_pb2.PutBlobRequest, self.put_blob)]

    def put_blob(self, request: blobs_pb2.PutBlobRequest, _call: Call) -> blobs_pb2.PutBlobResponse:
        received, complete = self._store.put(request.sha256, request.total_bytes, request.offset_bytes, request.data)
        return blobs_pb2.PutBlobResponse(
            received_bytes=received,
            complete=complete,
            expires_after_ms=int(self._store.kept_s * 1000) if received else 0,
        )
