"""What ``procgen demo`` shows of a domain, and how it asks the server for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import grpc
from google.protobuf.message import Message

from procgen.kit.command.gallery import Exhibit
from procgen.kit.command.local_server import failed_call
from procgen.kit.command.pictures import RgbArray, jpeg
from procgen.kit.wire.received import Event, Received, ResultT, receive, write
from procgen.runtime.files import prepare_folder, write_file

RequestT = TypeVar("RequestT", bound=Message)


def _one(_result: Any) -> int:
    return 1


@dataclass(slots=True)
class Maker:
    """Asks the server for what some exhibits show, writes what comes, and remembers it.

    Attributes:
        channel: to the server.
        folder: of the page.
        records: of the files that were written.
        count: how many things were made.
    """

    channel: grpc.Channel
    folder: Path
    records: list[dict[str, object]] = field(default_factory=list)
    count: int = 0

    def make(
        self,
        call: Callable[[RequestT], Iterable[Event[ResultT]]],
        request: RequestT,
        outputs: Sequence[Any] = (),
        *,
        within: str = "",
        things: Callable[[ResultT], int] = _one,
    ) -> Received[ResultT]:
        """What a request asks for, written to the folder.

        Args:
            call: a method of a stub.
            request: what it takes, but for the outputs.
            outputs: as the request has them.
            within: a folder in the folder.
            things: how many things a result is.

        Raises:
            Failed: the server refused.
        """
        asked: Any = type(request)()
        asked.CopyFrom(request)
        if outputs:
            asked.outputs.extend(outputs)
        try:
            received = receive(call(asked))
        except grpc.RpcError as error:
            raise failed_call(error) from error
        place = self.folder / within
        prepare_folder(place)
        self.records += write(received, place)
        self.count += things(received.result)
        return received

    def file(self, name: str, data: bytes) -> str:
        """Write a file beside the page; its name."""
        write_file(self.folder / name, data)
        return name

    def picture(self, name: str, rgb: RgbArray) -> str:
        """Write a picture for the page; its file name."""
        return self.file(f"{name}.jpg", jpeg(rgb))


Make: TypeAlias = Callable[[Maker], tuple[Exhibit, ...]]
"""Makes exhibits that belong together; others are made at the same time. Raises Failed."""


class Turn(IntEnum):
    """In which order exhibits are begun."""

    LONGEST = 0
    QUICK = 1
    LAST = 2


@dataclass(frozen=True, slots=True)
class Room:
    """A part of the page, before it is made.

    Attributes:
        title, text: above it.
        exhibits: what makes them, in the order in which they are shown.
        turn: when they are begun: at once what takes longest, then what is there in a moment, then all the rest.
    """

    title: str
    text: str
    exhibits: tuple[Make, ...]
    turn: Turn = Turn.LAST


def file_names(*made: Received[Any]) -> tuple[str, ...]:
    """The files of some results, each once."""
    return tuple(dict.fromkeys(artifact.file_name for each in made for artifact in each.result.artifacts))
