"""What ``procgen generate`` and ``procgen batch`` share: of each domain its forms, and what makes requests of flags.

Flags are those of the forms, and what the function takes besides: files, and what is drawn by hand. From both the
command line and the lines of batch files know the flags.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from inspect import Parameter
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from google.protobuf.message import Message

from procgen.kit.command.form_flags import Said, form_flags
from procgen.kit.command.output import bar, json_object, line, note
from procgen.kit.command.recipes import MessageT, request_of_recipe
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.call import Stream
from procgen.kit.wire.forms import Form
from procgen.kit.wire.received import Received, here, receive, write
from procgen.kit.wire.registry import Services
from procgen.runtime.files import prepare_folder
from procgen.runtime.store import ModelStore


@dataclass(frozen=True, slots=True)
class Given:
    """What flags are read with."""

    domains: Services
    """For those that are drawn or changed first, for the models that recipes name, and for photos."""
    say: Callable[[str], None] = note
    """Takes what the user should know of the flags by the way."""
    for_server: bool = False
    """Whether they are of a line of a batch file, whose request goes to a server as it is."""

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
        requests: Sequence[Any],
        handler: Stream[Any],
        kept: Callable[[Any, Received[Any]], None] | None = None,
    ) -> None:
        """Make results one after the other, keep each, and say so.

        Args:
            title: of the bar.
            requests: for seeds.
            handler: of a service, which makes one.
            kept: told of each request and what came of it.
        """
        prepare_folder(self.out)
        records: list[dict[str, object]] = []
        with bar(title, len(requests), quiet=self.json) as shown:
            for request in requests:
                received: Received[Any] = receive(here(handler, request, shown.stage))
                records += self.keep(received)
                if kept is not None:
                    kept(request, received)
                shown.step(f"seed {request.seed}")
        if self.json:
            json_object({"artifacts": records, "seconds": self.seconds})


_COUNT: Final = "count"
"""The flag of a command that takes the seeds that follow; that of a form is something of one request."""
_NOT_OF_RECIPES: Final = ("outputs", "presets", "array_outputs", "file_name")

Ask: TypeAlias = Callable[..., list[Message]]
"""``ask(given, said, **flags)``: the requests. Raises ProcgenError."""

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


@dataclass(frozen=True)
class Generate:
    """What `procgen generate` and `procgen batch` need of a domain.

    Attributes:
        forms: what requests may say; their flags come first.
        ask: turns what flags say into requests.
        make: does them; its docstring is the command's help. A flag that it shares with ``ask`` is passed to both.
        lines: how lines of batch files differ.
        settings: names of settings of processes for which the command has flags.
    """

    forms: tuple[Form, ...]
    ask: Ask
    make: Make
    lines: Lines = Lines()
    settings: tuple[str, ...] = ()

    @cached_property
    def flags(self) -> Mapping[str, Parameter]:
        """All that say what to make, by name."""
        return MappingProxyType({**form_flags(self.forms), **self._own})

    def requests(self, around: Given, /, **flags: Any) -> list[Message]:
        """The requests that flags ask for; those that are not given have their defaults. Raises ProcgenError."""
        values = {name: flags.get(name, each.default) for name, each in self.flags.items()}
        own = {name: values[name] for name in self._own}
        return self.ask(around, Said(self.forms, values, own.get(_COUNT, 1)), **own)

    @cached_property
    def _own(self) -> Mapping[str, Parameter]:
        return flags_of(self.ask)


def made_again(
    recipe: Path,
    domain: str,
    kind: type[MessageT],
    given: Given,
    said: Said,
    form: Form,
    outputs: Sequence[str] = _NOT_OF_RECIPES,
    more: Mapping[str, str] | None = None,
) -> MessageT:
    """The request of a recipe, with what does not belong to recipes, its ``outputs``, as flags say it; ``more`` and
    errors as of `request_of_recipe`.
    """
    request = request_of_recipe(recipe, domain, kind, given.store, more)
    said.fill(request, form, only=outputs)
    return request


def seeded(base: Any, said: Said, count: int) -> list[Message]:
    """A request for each of the seeds that follow; files of several are named by ``name`` and their seed."""
    requests: list[Message] = []
    for seed in range(said["seed"], said["seed"] + count):
        each = type(base)()
        each.CopyFrom(base)
        each.seed = seed
        if count > 1 and said.flags.get("name"):
            each.file_name = f"{said['name']}-{seed}"
        requests.append(each)
    return requests
