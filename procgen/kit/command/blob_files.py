"""Files that requests name: they go where the service finds them."""

from __future__ import annotations

from pathlib import Path

from procgen.errors import Failed, InvalidFields, Violation
from procgen.kit.wire.artifacts import sha256
from procgen.kit.wire.blobs import BLOB_BYTES, BlobStore


def send_file(path: Path, flag: str, blobs: BlobStore, hint: str, called: str = "") -> str:
    """Put a file where the service finds it: its SHA-256.

    Args:
        path: of the file.
        flag: that named it.
        blobs: of the service.
        hint: what to do where it can't be read.
        called: what it is, before its path.

    Raises:
        Failed: it can't be read.
        InvalidFields: it is empty or too large.
    """
    try:
        size = path.stat().st_size
        if not 0 < size <= BLOB_BYTES:
            raise InvalidFields([Violation.of(flag, f"{size} bytes", f"1 to {BLOB_BYTES} bytes")])
        data = path.read_bytes()
    except OSError as error:
        raise Failed(f"{called} {path} can't be read: {error.strerror}".lstrip(), hint) from error
    name = sha256(data)
    blobs.put(name, len(data), 0, data)
    return name
