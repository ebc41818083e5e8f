"""What the studio's pages are, and what the server answers them beside its calls."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import mimetypes
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any, Final

from google.protobuf import descriptor_pb2
from google.protobuf.descriptor import FileDescriptor
from google.protobuf.message import Message

from procgen import __version__
from procgen.domains import DOMAINS
from procgen.errors import Forbidden, InvalidFields, NotServed, Violation
from procgen.kit.command.asking import Given
from procgen.kit.wire.blobs import BlobStore
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.recall import recall
from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore
from procgen.served import all_services
from procgen.server.site import Page, RunCall
from procgen.studio.asking import Asked, asked_of, number_of, numbers_of, request_asked, text_of
from procgen.studio.evaluations import cards, read_record, records
from procgen.studio.history import History, Kept, picture_type
from procgen.studio.keeping import keep
from procgen.studio.snippets import snippets
from procgen.studio.userfiles import PIECE, UserFiles
from procgen.v1 import batch_pb2, blobs_pb2, system_pb2

_FOLDER: Final = "page"
_START: Final = "index.html"
_CONTRACT: Final = "contract.bin"
_KINDS: Final = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".svg": "image/svg+xml"}
"""Not left to the computer's own list, which may say something else."""
_LASTING: Final = "vendor/"


class StudioSite:
    """The studio of a server.

    Args:
        history: what was made.
        files: what users bring.
        out: folder of the project, where files go; nothing is written if None.
        style: fields that requests have by the project's style, by the form that GetInfo describes.
        evaluations: folders with what `procgen evaluate` measured.
    """

    def __init__(
        self,
        history: History,
        files: UserFiles,
        out: Path | None = None,
        style: Mapping[str, Mapping[str, Any]] | None = None,
        evaluations: Sequence[Path] = (),
    ) -> None:
        self._history = history
        self._files = files
        self._out = out
        self._style = style or {}
        self._evaluations = tuple(evaluations)
        self._answers: dict[str, Callable[[Asked], object]] = {
            "state": self._state,
            "history/add": self._add,
            "history/search": self._search,
            "history/pictures": self._pictured,
            "history/read": self._read,
            "history/star": self._star,
            "history/forget": self._forget,
            "snippets": self._snippets,
            "evaluations": self._measured,
        }

    def page(self, name: str) -> Page | None:
        """A file of the pages, or the contract that they speak."""
        if name == _CONTRACT:
            return Page("application/octet-stream", self._contract)
        data = self._pages.get(name or _START)
        if data is None:
            return None
        kind = _KINDS.get(Path(name or _START).suffix) or mimetypes.guess_type(name)[0] or "text/plain"
        text = "; charset=utf-8" if kind.startswith("text/") else ""
        return Page(kind + text, data, name.startswith(_LASTING))

    async def ask(self, name: str, body: bytes, run: RunCall) -> Page:
        """Answer a question of the pages."""
        if name == "recall":
            return _said(_recipe(await asyncio.to_thread(recall, body)))
        if name == "evaluations/read":
            return _said({"records": await asyncio.to_thread(read_record, body, "")})
        if name.startswith(PIECE):
            return _said(await asyncio.to_thread(self._files.piece, name.removeprefix(PIECE), body))
        asked = asked_of(body)
        if name == "keep":
            return _said(await self._keep(asked, run))
        if name in self._files.answers:
            return _said(await self._files.answers[name](asked, run))
        answer = self._answers.get(name)
        if answer is None:
            raise NotServed(f"the studio does not know {name[:80]!r}", "Load the page again.")
        return _said(await asyncio.to_thread(answer, asked))

    def close(self) -> None:
        """Close the history, and remove files that were sent."""
        self._history.close()
        self._files.close()

    @cached_property
    def _pages(self) -> Mapping[str, bytes]:
        found: dict[str, bytes] = {}

        def gather(folder: Any, under: str) -> None:
            for entry in folder.iterdir():
                if entry.is_dir():
                    gather(entry, f"{under}{entry.name}/")
                else:
                    found[f"{under}{entry.name}"] = entry.read_bytes()

        gather(resources.files("procgen.studio") / _FOLDER, "")
        return found

    @cached_property
    def _contract(self) -> bytes:
        """All services with what they are made of, as a google.protobuf.FileDescriptorSet."""
        found: dict[str, descriptor_pb2.FileDescriptorProto] = {}

        def gather(file: FileDescriptor) -> None:
            for needed in file.dependencies:
                gather(needed)
            if file.name not in found:
                found[file.name] = descriptor_pb2.FileDescriptorProto()
                file.CopyToProto(found[file.name])

        for contract in (system_pb2, blobs_pb2, batch_pb2, *(domain.contract() for domain in DOMAINS if domain.wire)):
            gather(contract.DESCRIPTOR)
        return descriptor_pb2.FileDescriptorSet(file=found.values()).SerializeToString()

    def _state(self, _asked: Asked) -> object:
        return {
            "version": __version__,
            "out": None if self._out is None else str(self._out),
            "style": self._style,
            "brings": self._files.brings,
        }

    def _add(self, asked: Asked) -> object:
        recipe = _given_recipe(asked)
        try:
            picture = base64.b64decode(text_of(asked, "picture"), validate=True)
        except binascii.Error:
            raise InvalidFields([Violation.of("picture", "text that is not base64", "base64")]) from None
        wanted = asked.get("asked")
        if not isinstance(wanted, dict):
            raise InvalidFields([Violation.of("asked", wanted, "a request as an object")])
        return {"id": self._history.add(recipe, wanted, text_of(asked, "title"), picture)}

    def _search(self, asked: Asked) -> object:
        total, found = self._history.search(
            text_of(asked, "text"),
            text_of(asked, "domain"),
            starred=asked.get("starred") is True,
            skip=number_of(asked, "skip", 0),
            most=number_of(asked, "most", 60),
        )
        return {"total": total, "results": [_kept(each) for each in found]}

    def _pictured(self, asked: Asked) -> object:
        found = self._history.pictures(numbers_of(asked, "ids"))
        return {"pictures": {str(number): _data_url(picture) for number, picture in found.items()}}

    def _read(self, asked: Asked) -> object:
        recipe, wanted = self._history.read(number_of(asked, "id"))
        return {**_recipe(recipe), "asked": wanted}

    def _star(self, asked: Asked) -> object:
        self._history.star(number_of(asked, "id"), asked.get("starred") is True)
        return {}

    def _forget(self, asked: Asked) -> object:
        self._history.forget(number_of(asked, "id"))
        return {}

    def _snippets(self, asked: Asked) -> object:
        path, request = request_asked(asked)
        return snippets(text_of(asked, "domain"), path, request, self._build)

    def _measured(self, _asked: Asked) -> object:
        found, wrong = records(self._evaluations)
        return {
            "cards": cards(packaged_assets(), [domain.name for domain in DOMAINS]),
            "records": found,
            "wrong": wrong,
            "folders": [str(folder) for folder in self._evaluations],
        }

    def _build(self, domain: str, flags: Mapping[str, Any]) -> list[Message]:
        side = next(each for each in DOMAINS if each.name == domain).load_generate()
        return side.requests(self._given, **flags)

    @cached_property
    def _given(self) -> Given:
        return Given(all_services(ModelStore(), BlobStore()), say=lambda _: None, for_server=True)

    async def _keep(self, asked: Asked, run: RunCall) -> object:
        if self._out is None:
            raise Forbidden(
                "the studio was given no folder to write to", "Start it with `procgen studio --out FOLDER`."
            )
        path, request = request_asked(asked)
        return {"paths": await keep(path, request, self._out, run, self._files.inputs)}


def _said(value: object) -> Page:
    return Page("application/json", json.dumps(value, ensure_ascii=False).encode())


def _given_recipe(asked: Asked) -> Recipe:
    """A recipe as results have it: its request is text, for other JSON writes numbers in other ways."""
    said = asked.get("recipe")
    try:
        if not isinstance(said, dict):
            raise ValueError("no object")
        return Recipe.from_json(json.dumps({**said, "request": json.loads(said["request_json"])}))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise InvalidFields([Violation.of("recipe", said, f"a result's recipe: {error}")]) from None


def _recipe(recipe: Recipe) -> dict[str, object]:
    return {
        "domain": recipe.domain,
        "request": dict(recipe.request),
        "code_version": recipe.code_version,
        "same_version": recipe.code_version == __version__,
        "sha256": recipe.sha256,
    }


def _kept(result: Kept) -> dict[str, object]:
    return {
        "id": result.id,
        "sha256": result.sha256,
        "domain": result.domain,
        "made_unix_ms": result.made_unix_ms,
        "starred": result.starred,
        "title": result.title,
        "pictured": result.pictured,
    }


def _data_url(picture: bytes) -> str:
    return f"data:{picture_type(picture)};base64,{base64.b64encode(picture).decode()}"
