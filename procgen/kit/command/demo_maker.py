"""How the demo asks the server, whatever the domain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic

import grpc

from procgen.kit.command.local_server import failed_call
from procgen.kit.command.output import Bar
from procgen.kit.wire.received import Event, Received, ResultT, receive, write
from procgen.runtime.files import write_file
from procgen.terrain.command.drawing import RgbArray, jpeg


@dataclass(slots=True)
class Maker(Generic[ResultT]):
    """Asks the server, writes what comes, and remembers it."""

    generate: Callable[[Any], Iterable[Event[ResultT]]]
    output_of: Callable[[str], Any]
    """What a request has for a kind of output."""
    folder: Path
    shown: Bar
    records: list[dict[str, object]] = field(default_factory=list)
    count: int = 0

    def make(self, request: Any, formats: Sequence[str], title: str) -> Received[ResultT]:
        """What a request of the domain asks for, written to the folder. Raises Failed."""
        request.outputs.extend(map(self.output_of, formats))
        try:
            received = receive(self.generate(request), self.shown.stage)
        except grpc.RpcError as error:
            raise failed_call(error) from error
        self.records += write(received, self.folder)
        self.count += 1
        self.shown.step(title)
        return received

    def picture(self, name: str, rgb: RgbArray) -> str:
        """Write a picture for the page; its file name."""
        write_file(self.folder / f"{name}.jpg", jpeg(rgb))
        return f"{name}.jpg"
