"""Photos that the jobs of a batch follow, kept as files for as long as the batch runs."""

from __future__ import annotations

from pathlib import Path

from procgen.errors import InvalidFields, Violation
from procgen.kit.wire.artifacts import sha256 as sha256_of
from procgen.kit.wire.blobs import SHA256_ALLOWED, BlobStore, sha256_allowed
from procgen.runtime.files import write_file


class SpooledBlobs(BlobStore):
    """Blobs in a folder: a server's store forgets them after minutes, and holds few.

    Args:
        folder: must be there.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def put(self, sha256: str, total_bytes: int, offset_bytes: int, data: bytes) -> tuple[int, bool]:
        """Take a blob as a whole. Raises InvalidFields where it is another one, Failed where there is no room."""
        if not sha256_allowed(sha256):
            raise InvalidFields([Violation.of("sha256", repr(sha256), SHA256_ALLOWED)])
        if offset_bytes or len(data) != total_bytes or sha256_of(data) != sha256:
            raise InvalidFields([Violation.of("sha256", sha256, "that of all bytes, sent at once")])
        path = self._folder / sha256
        if not path.exists():
            write_file(path, data)
        return total_bytes, True

    def get(self, sha256: str) -> bytes | None:
        if not sha256_allowed(sha256):
            return None
        try:
            return (self._folder / sha256).read_bytes()
        except FileNotFoundError:
            return None

    def need(self, sha256: str) -> bytes:
        """A blob that is there. Raises KeyError if it is not."""
        data = self.get(sha256)
        if data is None:
            raise KeyError(sha256)
        return data
