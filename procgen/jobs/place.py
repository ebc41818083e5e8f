"""Where results are kept."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from procgen.errors import InvalidFields, Violation

MEMORY: Final = "memory"
_BUCKETS: Final = ("s3", "gs", "az")


def default_place() -> Path:
    """The folder for results where nobody names one: ``procgen`` in the system's folder for caches.

    That is ``$XDG_CACHE_HOME`` or ``~/.cache``; ``~/Library/Caches`` on macOS; ``%LOCALAPPDATA%`` on Windows.
    """
    if sys.platform == "win32":
        named = os.environ.get("LOCALAPPDATA", "")
        caches = Path(named) if named else Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        caches = Path.home() / "Library" / "Caches"
    else:
        named = os.environ.get("XDG_CACHE_HOME", "")
        # The XDG specification has relative paths ignored.
        caches = Path(named) if named and Path(named).is_absolute() else Path.home() / ".cache"
    return caches / "procgen"


def folder_of(place: str | Path) -> Path | None:
    """The folder that a place names, or None where it is the address of a bucket or memory.

    Raises:
        InvalidFields: an address of another kind.
    """
    text = str(place)
    if "://" not in text:
        if not text or "\0" in text:
            raise _refused(text)
        return Path(text)
    address = urlsplit(text)
    if address.scheme == "file" and address.netloc in ("", "localhost") and address.path:
        return Path(unquote(address.path))
    if address.scheme == MEMORY and not address.netloc and address.path in ("", "/"):
        return None
    if address.scheme in _BUCKETS and address.netloc:
        return None
    raise _refused(text)


def _refused(text: str) -> InvalidFields:
    allowed = "a folder, or an address such as s3://BUCKET/PREFIX, gs://BUCKET/PREFIX, az://CONTAINER/PREFIX, memory://"
    return InvalidFields([Violation.of("cache", text, allowed)])
