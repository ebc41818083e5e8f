"""What requests name and do not hold, such as land and photos: kept beside the history, so that what was made with it
can be made again when the server has long forgotten it.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from google.protobuf.message import Message

from procgen.kit.wire.artifacts import sha256
from procgen.kit.wire.blobs import SERVICE, sha256_allowed
from procgen.runtime.files import prepare_folder, write_file
from procgen.server.site import RunCall
from procgen.v1 import blobs_pb2

KEPT_BYTES: Final = 1 << 30
"""Bound on all inputs together; those that were used least recently go first."""
_PIECE: Final = 1_000_000
_PUT: Final = f"/{SERVICE}/PutBlob"


class Inputs:
    """Inputs in a folder, by their SHA-256. Safe to use from any thread.

    Args:
        folder: for them; it is made with the first.
        kept_bytes: bound on all of them together.
    """

    def __init__(self, folder: Path, kept_bytes: int = KEPT_BYTES) -> None:
        self._folder = folder
        self._kept_bytes = kept_bytes
        self._lock = threading.Lock()

    def keep(self, data: bytes) -> str:
        """Keep an input; its name. Raises Failed where it can't be written."""
        name = sha256(data)
        with self._lock:
            prepare_folder(self._folder)
            write_file(self._folder / name, data)
            by_use = sorted(
                (path for path in self._folder.iterdir() if sha256_allowed(path.name)),
                key=lambda path: (path.name == name, path.stat().st_mtime_ns),
            )
            total = sum(path.stat().st_size for path in by_use)
            for path in by_use[:-1]:
                if total <= self._kept_bytes:
                    break
                total -= path.stat().st_size
                path.unlink(missing_ok=True)
        return name

    def get(self, name: str) -> bytes | None:
        """An input as it was kept; None where there is none, or another file by its name."""
        if not sha256_allowed(name):
            return None
        path = self._folder / name
        with self._lock:
            try:
                data = path.read_bytes()
            except OSError:
                return None
            with contextlib.suppress(OSError):
                path.touch()
        return data if sha256(data) == name else None

    async def send(self, names: Iterable[str], run: RunCall) -> list[str]:
        """Let the server have inputs that it may have forgotten; names of those that neither has.

        Raises:
            ProcgenError: the server would not take one.
        """
        missing = []
        for name in dict.fromkeys(names):
            data = await asyncio.to_thread(self.get, name)
            if data is None:
                missing.append(name)
                continue
            told = await _put(run, blobs_pb2.PutBlobRequest(sha256=name, total_bytes=len(data)))
            while not told.complete:
                at = told.received_bytes
                piece = blobs_pb2.PutBlobRequest(
                    sha256=name, total_bytes=len(data), offset_bytes=at, data=data[at : at + _PIECE]
                )
                told = await _put(run, piece)
        return missing


async def _put(run: RunCall, request: blobs_pb2.PutBlobRequest) -> Any:
    async for answer in run(_PUT, request.SerializeToString()):
        if isinstance(answer, bytes):
            return blobs_pb2.PutBlobResponse.FromString(answer)
        return answer
    raise AssertionError("a unary call has an answer")


def names_in(message: Message) -> list[str]:
    """SHA-256 of all inputs that a request names, each once, in the order of its fields."""
    return list(dict.fromkeys(_names(message)))


def _names(message: Message) -> Iterator[str]:
    for field, value in message.ListFields():
        parts = value if field.is_repeated else [value]
        if field.name.endswith("sha256") and field.type == field.TYPE_STRING:
            yield from (part for part in parts if sha256_allowed(part))
        elif field.message_type is not None and not field.message_type.GetOptions().map_entry:
            for part in parts:
                yield from _names(part)
