"""The one folder that agents may write to and read from."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from procgen.errors import InvalidFields, Violation

_SCHEME = "procgen://results/"
MOST_BYTES = 8 << 20
"""Of a file that an agent reads."""


@dataclass(frozen=True, slots=True)
class ResultFolder:
    """Results below a folder, by addresses that lead nowhere else.

    Attributes:
        root: absolute, without links on the way.
    """

    root: Path

    @classmethod
    def at(cls, path: Path) -> ResultFolder:
        """The folder at a path, which is made if need be."""
        path.mkdir(parents=True, exist_ok=True)
        return cls(path.resolve())

    def files(self) -> Iterator[Path]:
        """All files, in order; links are none."""
        for path in sorted(self.root.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path

    def address(self, path: Path) -> str:
        """What an agent calls a file."""
        return _SCHEME + quote(path.resolve().relative_to(self.root).as_posix())

    def path(self, address: str) -> Path:
        """The file at an address.

        Raises:
            InvalidFields: it is none of a result, or leads out of the folder.
        """
        inside = unquote(address.removeprefix(_SCHEME))
        path = (self.root / inside).resolve()
        if not address.startswith(_SCHEME) or not path.is_relative_to(self.root) or not path.is_file():
            raise InvalidFields([Violation.of("uri", address, f"the address of a file of a result, {_SCHEME}…")])
        return path

    def read(self, address: str) -> tuple[bytes, str]:
        """A file's bytes and media type.

        Raises:
            InvalidFields: it is none of a result, or larger than an agent is given.
        """
        path = self.path(address)
        size = path.stat().st_size
        if size > MOST_BYTES:
            allowed = f"files of at most {MOST_BYTES} bytes; this one lies at {path}"
            raise InvalidFields([Violation.of("uri", f"{size} bytes", allowed)])
        return path.read_bytes(), mimetypes.guess_type(path.name)[0] or "application/octet-stream"
