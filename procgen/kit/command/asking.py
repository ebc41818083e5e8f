"""What ``procgen generate`` and ``procgen batch`` share: for each domain a function that turns flags into requests.

Such a function takes a :class:`Given` and the flags that say what to make, and returns the requests. From how it
declares its parameters the command line and the lines of batch files know the flags.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import Parameter
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final, TypeAlias, TypeVar

import typer
from google.protobuf.message import Message

from procgen.dialogue.command.inputs import read_choice
from procgen.domains import Domains
from procgen.kit.command.flags import TrustModels, model_store
from procgen.kit.command.output import bar, json_object, line, note
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.received import Received, write
from procgen.runtime.files import prepare_folder
from procgen.runtime.store import ModelStore
from procgen.v1 import layout_pb2, terrain_pb2

_Request = TypeVar("_Request", layout_pb2.LayoutRequest, terrain_pb2.TerrainRequest)


@dataclass(frozen=True, slots=True)
class Given:
    """What flags are read with."""

    domains: Domains
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


def _flag(name: str, annotation: Any, default: object) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


_SHARED: Final = (
    _flag("out", Annotated[Path, typer.Option(help="Folder for the files.")], Path("procgen-out")),
    _flag("models", Annotated[list[Path] | None, typer.Option(help="Folder with more models; repeatable.")], None),
    _flag("trust_models", TrustModels, False),
    _flag("threads", Annotated[int, typer.Option(min=0, max=256, help="Threads; 0 takes all processors.")], 0),
    _flag("json", Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")], False),
)
_LANGUAGE: Final = _flag(
    "dialogue_model",
    Annotated[str, typer.Option(help='A language model: a GGUF file, "smollm2", or the address of a server.')],
    "",
)


def flags_of(function: Callable[..., Any]) -> Mapping[str, Parameter]:
    """The flags that a function takes, by name: its parameters that are passed by name alone."""
    parameters = inspect.signature(function, eval_str=True).parameters
    return MappingProxyType({name: each for name, each in parameters.items() if each.kind is Parameter.KEYWORD_ONLY})


def command(ask: Ask, make: Make, *, language: bool = False) -> Callable[..., None]:
    """The command of a domain.

    Args:
        ask: turns flags into requests.
        make: does them. A flag that it shares with ``ask`` is passed to both.
        language: whether it has ``--dialogue-model``.
    """
    asked, made = flags_of(ask), flags_of(make)
    more = (_LANGUAGE, *_SHARED) if language else _SHARED
    flags = {**made, **asked, **{each.name: each for each in more}}
    order = dict.fromkeys([*asked, *flags])

    def run(**given: Any) -> None:
        place = Place(given["out"], given["json"], time.perf_counter())
        store = model_store(given["models"], trust_models=given["trust_models"], threads=given["threads"])
        around = Given(Domains(store, BlobStore(), read_choice(given.get("dialogue_model", ""))))
        requests = ask(around, **{name: given[name] for name in asked})
        make(requests, around, place, **{name: given[name] for name in made})

    # Typer reads these.
    vars(run)["__signature__"] = inspect.Signature([flags[name] for name in order])
    run.__annotations__ = {name: each.annotation for name, each in flags.items()}
    run.__doc__ = make.__doc__
    return run
