"""What ``procgen generate`` and ``procgen batch`` share: for each domain a function that turns flags into requests.

Such a function takes a :class:`Given` and the flags that say what to make, and returns the requests. From how it
declares its parameters the command line and the lines of batch files know the flags.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from inspect import Parameter
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

from google.protobuf.message import Message

from procgen.kit.command.output import bar, json_object, line, note
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.received import Received, write
from procgen.kit.wire.registry import Services
from procgen.runtime.files import prepare_folder
from procgen.runtime.store import ModelStore
from procgen.v1 import layout_pb2, terrain_pb2

_Request = TypeVar("_Request", layout_pb2.LayoutRequest, terrain_pb2.TerrainRequest)


@dataclass(frozen=True, slots=True)
class Given:
    """What flags are read with."""

    domains: Services
    """For those that are drawn or changed first, for the models that recipes name, and for photos."""
    say: Callable[[str], None] = note
    """Takes what the user should know of the flags by the way."""

    @property
    def store(self) -> ModelStore:
        """The models."""
        return self.domains.parts.store

    @property
    def blobs(self) -> BlobStore:
        """Where photos go."""
        return self.domains.parts.blobs


@dataclass(frozen=True, slots=True)
class Place:
    """Where results go, and how it is said."""

    out: Path
    json: bool
    began: float
    """By :func:`time.perf_counter`."""

    @property
    def seconds(self) -> float:
        """Since the command began."""
        return round(time.perf_counter() - self.began, 3)

    def keep(self, received: Received[Any], folder: Path | None = None) -> list[dict[str, object]]:
        """Write a result's files, into ``out`` if not told otherwise, and say which; returns a record of each."""
        records = write(received, folder or self.out)
        if not self.json:
            for record in records:
                line(str(record["path"]))
        return records

    def keep_all(
        self,
        title: str,
        requests: Sequence[Message],
        kind: type[_Request],
        make: Callable[[_Request, Callable[[str, float], None]], Received[Any]],
    ) -> None:
        """Make results one after the other, keep each, and say so.

        Args:
            title: of the bar.
            requests: for seeds.
            kind: of the requests.
            make: takes one, and what hears of its stages.
        """
        prepare_folder(self.out)
        records: list[dict[str, object]] = []
        with bar(title, len(requests), quiet=self.json) as shown:
            for request in requests:
                assert isinstance(request, kind)
                records += self.keep(make(request, shown.stage))
                shown.step(f"seed {request.seed}")
        if self.json:
            json_object({"artifacts": records, "seconds": self.seconds})


Ask: TypeAlias = Callable[..., list[Message]]
"""``ask(given, **flags)``: the requests. Raises ProcgenError."""

Make: TypeAlias = Callable[..., None]
"""``make(requests, given, place, **flags)``: does them and says so; its docstring is the command's help."""


def flags_of(function: Callable[..., Any]) -> Mapping[str, Parameter]:
    """The flags that a function takes, by name: its parameters that are passed by name alone."""
    parameters = inspect.signature(function, eval_str=True).parameters
    return MappingProxyType({name: each for name, each in parameters.items() if each.kind is Parameter.KEYWORD_ONLY})


def _counts_seeds(_fields: Mapping[str, Any]) -> bool:
    return True


def _one_call(_fields: Mapping[str, Any]) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Lines:
    """How lines of batch files that are keyed like a command's flags differ from the command.

    Attributes:
        refused: flags that lines can't have, and why.
        counts_seeds: whether a line's ``count`` takes the seeds that follow, rather than something of one request.
        several: whether a line's ``count`` is how many calls it stands for.
        sown: flags with which more of a request depends on the seed than its field ``seed``.
        names_files: whether files of several seeds are named by ``name`` and their seed.
        unnamed: what they are called where ``name`` is not given; as if alone if empty.
    """

    refused: Mapping[str, str] = field(default_factory=dict)
    counts_seeds: Callable[[Mapping[str, Any]], bool] = _counts_seeds
    several: Callable[[Mapping[str, Any]], bool] = _one_call
    sown: tuple[str, ...] = ()
    names_files: bool = False
    unnamed: str = ""


@dataclass(frozen=True, slots=True)
class Generate:
    """What `procgen generate` and `procgen batch` need of a domain.

    Attributes:
        ask: turns flags into requests.
        make: does them; its docstring is the command's help. A flag that it shares with ``ask`` is passed to both.
        lines: how lines of batch files differ.
        settings: names of settings of processes for which the command has flags.
    """

    ask: Ask
    make: Make
    lines: Lines = Lines()
    settings: tuple[str, ...] = ()
