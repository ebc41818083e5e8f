"""Files that the page sends in pieces: on disk and not in memory, for as long as the page may need them."""

from __future__ import annotations

import re
import secrets
import shutil
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from procgen.errors import Failed, InvalidFields, Violation

UPLOAD_BYTES: Final = 512 << 20
"""Greatest size of a file."""
ALL_BYTES: Final = 1 << 30
"""Greatest size of all files together; those that were sent first go first."""
KEPT_S: Final = 3600.0
"""How long a file is kept that nobody asks for."""
_NAME: Final = re.compile(r"[^\\/\x00-\x1f]{1,120}")


@dataclass(slots=True)
class _Upload:
    path: Path
    size_bytes: int
    received: int
    used: float


class Uploads:
    """Files that come in pieces, in a folder of their own that goes when they are closed. Safe to use from any thread.

    Args:
        clock: seconds, for tests.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._uploads: OrderedDict[str, _Upload] = OrderedDict()

    def begin(self, name: str, size_bytes: int) -> str:
        """A number for a file that is to come.

        Args:
            name: that it has where it lies; its ending says what it is.
            size_bytes: of the whole; what is too large is refused before a byte of it is read.

        Raises:
            InvalidFields: it can't be taken.
            Failed: there is no room.
        """
        wrong = []
        if not _NAME.fullmatch(name) or name in (".", ".."):
            wrong.append(
                Violation.of("name", repr(name[:80]), "the name of a file, 1 to 120 characters without / and \\")
            )
        if not 1 <= size_bytes <= UPLOAD_BYTES:
            wrong.append(Violation.of("size", f"{size_bytes} bytes", f"1 to {UPLOAD_BYTES} bytes"))
        if wrong:
            raise InvalidFields(wrong)
        with self._lock:
            now = self._clock()
            for number, each in list(self._uploads.items()):
                others = sum(one.size_bytes for one in self._uploads.values())
                if each.used < now - KEPT_S or others + size_bytes > ALL_BYTES:
                    self._forget(number)
            try:
                self._folder = self._folder or Path(tempfile.mkdtemp(prefix="procgen-studio-"))
                number = secrets.token_hex(16)
                place = self._folder / number
                place.mkdir()
                (place / name).touch()
            except OSError as error:
                raise _no_room(error) from error
            self._uploads[number] = _Upload(place / name, size_bytes, 0, now)
            return number

    def put(self, number: str, offset: int, data: bytes) -> int:
        """Take a piece; returns how much is here.

        Raises:
            InvalidFields: there is no such file, or the piece is not the next.
            Failed: there is no room.
        """
        with self._lock:
            upload = self._found(number)
            if offset != upload.received or offset + len(data) > upload.size_bytes:
                allowed = f"the piece at {upload.received} of {upload.size_bytes} bytes"
                raise InvalidFields([Violation.of("offset", f"{offset} with {len(data)} bytes", allowed)])
            try:
                with upload.path.open("ab") as file:
                    file.write(data)
            except OSError as error:
                self._forget(number)
                raise _no_room(error) from error
            upload.received += len(data)
            return upload.received

    def whole(self, number: str) -> Path:
        """Where a file lies that has come. Raises InvalidFields where there is none, or not all of it."""
        with self._lock:
            upload = self._found(number)
            if upload.received < upload.size_bytes:
                allowed = f"a file of which all {upload.size_bytes} bytes have come"
                raise InvalidFields([Violation.of("upload", f"{upload.received} bytes", allowed)])
            return upload.path

    def close(self) -> None:
        """Remove all files."""
        with self._lock:
            self._uploads.clear()
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)
                self._folder = None

    def _found(self, number: str) -> _Upload:
        upload = self._uploads.get(number)
        if upload is None:
            raise InvalidFields([Violation.of("upload", repr(number[:80]), "a file that was begun; choose it again")])
        upload.used = self._clock()
        return upload

    def _forget(self, number: str) -> None:
        shutil.rmtree(self._uploads.pop(number).path.parent, ignore_errors=True)


def _no_room(error: OSError) -> Failed:
    return Failed(f"the file can't be kept: {error.strerror}", "Free some space for temporary files.")
