"""What the pages ask about files of users' own: they come in pieces, become parts of requests, or stay for calls that
follow.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from procgen.errors import Failed, InvalidFields, Violation
from procgen.kit.wire.blobs import BLOB_BYTES
from procgen.kit.wire.side import Bring
from procgen.server.site import RunCall
from procgen.studio.asking import Asked, number_of, request_asked, text_of
from procgen.studio.inputs import Inputs, names_in
from procgen.studio.taking import Taken, take
from procgen.studio.uploads import Uploads

PIECE: Final = "upload/put/"
"""Of addresses that take a piece of a file: its number and where it begins follow."""
_OFFSET: Final = re.compile(r"[0-9]{1,12}")
_FILES_MOST: Final = 256
"""Files that can be brought at once."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a domain keeps what users bring.

    Attributes:
        bring: how.
        folder: of the studio's own; None where the user named another one for all calls, into which nothing is written.
    """

    bring: Bring
    folder: Path | None


class UserFiles:
    """Files of users' own.

    Args:
        inputs: what requests name and do not hold.
        places: by domain, where what is brought stays.
    """

    def __init__(self, inputs: Inputs, places: Mapping[str, Place]) -> None:
        self.inputs = inputs
        self._places = places
        self._uploads = Uploads()
        self._working = asyncio.Lock()
        self.answers: dict[str, Callable[[Asked, RunCall], Awaitable[object]]] = {
            "upload/begin": self._begin,
            "take": self._take,
            "inputs/keep": self._keep,
            "inputs/send": self._send,
            "bring": self._bring,
            "brought": self._brought,
            "brought/forget": self._forget,
        }

    @property
    def brings(self) -> dict[str, object]:
        """By domain what can be brought: its title, its kinds, and whether the studio has a folder for it."""
        return {
            domain: {"title": place.bring.title, "kinds": place.bring.kinds, "open": place.folder is not None}
            for domain, place in self._places.items()
        }

    def piece(self, where: str, body: bytes) -> object:
        """Take a piece of a file. Raises InvalidFields, Failed."""
        number, _, offset = where.partition("/")
        if not _OFFSET.fullmatch(offset):
            raise InvalidFields([Violation.of("offset", repr(offset[:40]), "a whole number from 0")])
        return {"received": self._uploads.put(number, int(offset), body)}

    def close(self) -> None:
        """Remove files that were sent and are not kept."""
        self._uploads.close()

    async def _begin(self, asked: Asked, _run: RunCall) -> object:
        return {"upload": self._uploads.begin(text_of(asked, "name"), number_of(asked, "size"))}

    async def _take(self, asked: Asked, run: RunCall) -> object:
        flags = asked.get("flags", {})
        if not isinstance(flags, dict):
            raise InvalidFields([Violation.of("flags", flags, "an object")])
        path = self._uploads.whole(text_of(asked, "upload"))
        # One at a time: a large raster fills much memory.
        async with self._working:
            taken = await asyncio.to_thread(_taken, text_of(asked, "domain"), text_of(asked, "flag"), path, flags)
        names = [await asyncio.to_thread(self.inputs.keep, data) for data in taken.inputs]
        await self.inputs.send(names, run)
        return {"fields": taken.fields, "told": taken.told}

    async def _keep(self, asked: Asked, run: RunCall) -> object:
        path = self._uploads.whole(text_of(asked, "upload"))
        size = path.stat().st_size
        if size > BLOB_BYTES:
            raise InvalidFields([Violation.of("upload", f"{size} bytes", f"at most {BLOB_BYTES} bytes")])
        name = await asyncio.to_thread(lambda: self.inputs.keep(path.read_bytes()))
        await self.inputs.send([name], run)
        return {"sha256": name}

    async def _send(self, asked: Asked, run: RunCall) -> object:
        _, request = request_asked(asked)
        return {"missing": await self.inputs.send(names_in(request), run)}

    async def _bring(self, asked: Asked, _run: RunCall) -> object:
        bring, folder = self._place(asked)
        said = asked.get("files")
        if (
            not isinstance(said, list)
            or not 1 <= len(said) <= _FILES_MOST
            or not all(isinstance(x, dict) for x in said)
        ):
            raise InvalidFields([Violation.of("files", "something else", f"a list of 1 to {_FILES_MOST} objects")])
        files = {text_of(each, "name"): self._uploads.whole(text_of(each, "upload")) for each in said}
        async with self._working:
            told = await asyncio.to_thread(bring.take, folder, files, text_of(asked, "kind"))
        return {"told": told, "things": await asyncio.to_thread(bring.told, folder)}

    async def _brought(self, asked: Asked, _run: RunCall) -> object:
        bring, folder = self._place(asked)
        return {"things": await asyncio.to_thread(bring.told, folder)}

    async def _forget(self, asked: Asked, _run: RunCall) -> object:
        bring, folder = self._place(asked)
        async with self._working:
            await asyncio.to_thread(bring.forget, folder, text_of(asked, "name"))
        return {"things": await asyncio.to_thread(bring.told, folder)}

    def _place(self, asked: Asked) -> tuple[Bring, Path]:
        domain = text_of(asked, "domain")
        place = self._places.get(domain)
        if place is None or place.folder is None:
            names = ", ".join(name for name, each in self._places.items() if each.folder) or "none just now"
            raise InvalidFields(
                [Violation.of("domain", repr(domain[:80]), f"one that things can be brought to: {names}")]
            )
        return place.bring, place.folder


def _taken(domain: str, flag: str, path: Path, flags: Mapping[str, Any]) -> Taken:
    """What a file makes of a request; refusals call it as the user does, and not by where it lies meanwhile."""

    def short(text: str) -> str:
        return text.replace(str(path), path.name)

    try:
        return take(domain, flag, path, flags)
    except InvalidFields as error:
        raise error.reworded(short) from error
    except Failed as error:
        raise Failed(short(error.message), error.remedy) from error
