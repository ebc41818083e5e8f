"""Files that requests name: they go where the service finds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from procgen.errors import Failed, InvalidFields, Violation
from procgen.kit.wire.artifacts import sha256
from procgen.kit.wire.blobs import BLOB_BYTES, BlobStore, blob_file_name
from procgen.runtime.files import write_file


class Kept(Protocol):
    """What has the bytes of inputs by their SHA-256; None where it has none of that name."""

    def get(self, sha256: str, /) -> bytes | None: ...


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


def keep_beside(names: Iterable[str], blobs: Kept, folder: Path) -> None:
    """Write what a request only names, by SHA-256, beside its recipe. Raises Failed."""
    for name in names:
        data = blobs.get(name)
        if data is not None:
            write_file(folder / blob_file_name(name), data)


def find_followed(
    name: str, recipe: Path, given: Path | None, send: Callable[[Path], str], *, what: str, flag: str
) -> None:
    """Put the file that a recipe follows where the service finds it.

    Args:
        name: SHA-256 of it.
        recipe: its file, beside which the other was kept.
        given: where that is, if it is not there.
        send: puts a file where the service finds it, and tells its SHA-256.
        what: it is, such as "photo".
        flag: that names it.

    Raises:
        Failed: it is not to be found, or is another one.
    """
    path = given or recipe.parent / blob_file_name(name)
    if given is None and not path.is_file():
        raise Failed(f"{recipe} follows a {what} that is not beside it: {path.name}", f"Name it with {flag}.")
    if send(path) != name:
        raise Failed(f"{path} is not the {what} that {recipe} follows", f"Name the same file with {flag}.")
