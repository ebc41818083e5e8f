"""From the events of a call to files; for a call in this process and for one over gRPC alike."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final, Generic, Literal, Protocol, TypeVar

from google.protobuf.message import Message

from procgen.kit.wire.artifacts import sha256
from procgen.kit.wire.call import Call, Stream
from procgen.runtime.files import prepare_folder, write_file
from procgen.runtime.recipe import Recipe
from procgen.v1 import common_pb2


class Result(Protocol):
    """What the last event of every domain's call holds."""

    @property
    def recipe(self) -> common_pb2.Recipe: ...

    @property
    def artifacts(self) -> Sequence[common_pb2.Artifact]: ...


ResultT = TypeVar("ResultT", bound=Result)
ResultT_co = TypeVar("ResultT_co", bound=Result, covariant=True)


class Event(Protocol[ResultT_co]):
    """An event of any domain's call."""

    @property
    def progress(self) -> common_pb2.Progress: ...

    @property
    def chunk(self) -> common_pb2.Chunk: ...

    @property
    def result(self) -> ResultT_co: ...

    def WhichOneof(self, oneof_group: Literal["event"]) -> str | None: ...  # noqa: N802 protobuf's name


_FOLDER: Final = re.compile(r"[\w-]+(?:/[\w-]+)*", re.ASCII)

Shown = Callable[[str, float], None]
"""Takes what is being done and the share of the whole that is done."""


def show_nothing(_stage: str, _share: float) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Received(Generic[ResultT]):
    """A whole answer."""

    result: ResultT
    files: tuple[bytes, ...]

    @property
    def recipe(self) -> Recipe:
        return read_recipe(self.result.recipe)

    def file(self, kind: str) -> bytes:
        """The output of that kind. Raises KeyError if it was not asked for."""
        for artifact, data in zip(self.result.artifacts, self.files, strict=True):
            if artifact.kind == kind:
                return data
        raise KeyError(kind)


def read_recipe(message: common_pb2.Recipe) -> Recipe:
    """The recipe of a message."""
    return Recipe(message.domain, json.loads(message.request_json), dict(message.model_sha256), message.code_version)


class Receiving(Generic[ResultT]):
    """Puts the events of a call together, one after another."""

    def __init__(self) -> None:
        self._pieces: dict[int, bytearray] = {}
        self._result: ResultT | None = None

    def take(self, event: Event[ResultT]) -> None:
        """Keep what an event brings.

        Raises:
            ValueError: it leaves a gap.
        """
        match event.WhichOneof("event"):
            case "chunk":
                chunk = event.chunk
                data = self._pieces.setdefault(chunk.artifact_index, bytearray())
                if chunk.offset_bytes != len(data):
                    raise ValueError(f"a gap in output {chunk.artifact_index} at byte {len(data)}")
                data += chunk.data
            case "result":
                self._result = event.result

    def first(self, artifacts: Sequence[common_pb2.Artifact]) -> list[bytes]:
        """The first outputs, which an event describes before the result is there.

        Raises:
            ValueError: one is missing or has a wrong checksum.
        """
        files = self._files(len(artifacts))
        _check(artifacts, files)
        return files

    def _files(self, count: int) -> list[bytes]:
        try:
            return [bytes(self._pieces[index]) for index in range(count)]
        except KeyError as missing:
            raise ValueError(f"output {missing} did not come") from None

    def whole(self) -> Received[ResultT]:
        """What has come.

        Raises:
            ValueError: there is no result, an output is missing or has a wrong checksum.
        """
        if self._result is None:
            raise ValueError("the stream ended without a result")
        return checked(self._result, self._files(len(self._result.artifacts)))


def receive(events: Iterable[Event[ResultT]], progress: Shown = show_nothing) -> Received[ResultT]:
    """Put the events of a call together.

    Args:
        events: as the server sent them.
        progress: told of each stage and how much of the call is done.

    Raises:
        ValueError: the stream breaks the contract: gaps, a wrong checksum, no result.
    """
    receiving: Receiving[ResultT] = Receiving()
    for event in events:
        if event.WhichOneof("event") == "progress":
            progress(event.progress.stage, event.progress.fraction)
        else:
            receiving.take(event)
    return receiving.whole()


def checked(result: ResultT, files: Sequence[bytes]) -> Received[ResultT]:
    """A result with its files. Raises ValueError if one does not match its checksum."""
    _check(result.artifacts, files)
    return Received(result, tuple(files))


def _check(artifacts: Sequence[common_pb2.Artifact], files: Sequence[bytes]) -> None:
    for artifact, content in zip(artifacts, files, strict=True):
        if sha256(content) != artifact.sha256:
            raise ValueError(f"{artifact.file_name} does not match its checksum")


def here(
    handler: Stream[Any], request: Message, progress: Shown, early: Callable[[Any], None] | None = None
) -> Iterator[Any]:
    """Run a streaming method in this process, as the server would.

    Args:
        handler: the service's method.
        request: its message.
        progress: told of each stage while it works.
        early: takes what it sends before it is done, but for progress; by default that comes before all else.

    Returns:
        The events that carry the result, but for those that ``early`` took.
    """
    sent: list[Any] = []
    take = sent.append if early is None else early

    def emit(event: Any) -> None:
        if event.WhichOneof("event") == "progress":
            progress(event.progress.stage, event.progress.fraction)
        else:
            take(event)

    events = handler(request, Call(getattr(request, "request_id", "") or "cli", shown=False), emit)
    return itertools.chain(sent, events)


def place_of(artifact: common_pb2.Artifact) -> PurePosixPath:
    """Where a file goes, from the folder of its result.

    Raises:
        ValueError: its folder is none that the contract allows: a path that leads elsewhere.
    """
    if artifact.folder and _FOLDER.fullmatch(artifact.folder) is None:
        raise ValueError(f"{artifact.folder!r} is not a folder of a result")
    return PurePosixPath(artifact.folder, artifact.file_name)


def write_files(
    artifacts: Iterable[common_pb2.Artifact], files: Iterable[bytes], folder: Path
) -> Iterator[tuple[common_pb2.Artifact, Path]]:
    """Write outputs and their sidecars one after another; what each was, and where it is.

    Raises:
        Failed: a file can't be written.
        ValueError: a file's folder leads elsewhere.
    """
    for artifact, data in zip(artifacts, files, strict=True):
        path = folder / place_of(artifact)
        if artifact.folder:
            prepare_folder(path.parent)
        write_file(path, data)
        if artifact.sidecar_json:
            write_file(path.with_name(artifact.sidecar_name), artifact.sidecar_json.encode())
        yield artifact, path


def write(received: Received[Any], folder: Path) -> list[dict[str, object]]:
    """Write all outputs and their sidecars, and the recipe.

    Returns:
        A record per file, as ``procgen generate --json`` prints it: path, kind, sha256, recipe.

    Raises:
        Failed: a file can't be written.
        ValueError: a file's folder leads elsewhere.
    """
    recipe = received.recipe
    records: list[dict[str, object]] = []
    for artifact, path in write_files(received.result.artifacts, received.files, folder):
        records.append({"path": str(path), "kind": artifact.kind, "sha256": artifact.sha256, "recipe": recipe.sha256})
    write_file(folder / f"{recipe.domain}-{recipe.sha256[:12]}.recipe.json", (recipe.to_json() + "\n").encode())
    return records
