"""What all ``procgen train`` commands share, and those that measure: flags, the training extra, errors of data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from procgen.errors import Failed, InvalidFields, Violation
from procgen.kit.command.flags import name_violations
from procgen.kit.command.output import line
from procgen.kit.command.signatures import command_of, flag, own_flags

Licence = Annotated[str, typer.Option(help="SPDX expression of the weights.")]
Default = Annotated[bool, typer.Option(help="Mark as the packaged default.")]
Threads = Annotated[int, typer.Option(min=0, max=256, help="Threads; 0 leaves it to torch.")]
Resume = Annotated[
    bool, typer.Option(help="Go on from the last checkpoint, or where there is none from the weights that ship.")
]
UNKNOWN_LICENCE = "LicenseRef-unspecified"


@contextmanager
def needs_training_extra() -> Iterator[None]:
    """Turn a missing torch or onnx into an error that says how to get it."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise Failed(
            f"this command needs {error.name}, which is not installed", "Run `pip install 'procgen-server[train]'`."
        ) from error


@contextmanager
def needs_pack(data: object, what: str, remedy: str, *more: type[Exception]) -> Iterator[None]:
    """Turn a missing file, and ``more`` errors, into one that says which folder is meant.

    Args:
        data: the folder that was named.
        what: such as "is not a terrain pack".
        remedy: what to do.
        more: exceptions that mean the same.
    """
    meant: tuple[type[Exception], ...] = (FileNotFoundError, NotADirectoryError, *more)
    try:
        yield
    except meant as error:
        raise Failed(f"{data} {what}: {error}", remedy) from error


def read_budget(text: str, wrong: list[Violation] | None = None) -> float:
    """Seconds of a time such as "90m".

    Args:
        text: a number and s, m or h.
        wrong: gets a time that can't be read, beside what else is wrong.

    Raises:
        InvalidFields: it can't be read, and there is no ``wrong``.
        Failed: the training extra is missing.
    """
    with needs_training_extra():
        from procgen.kit.recipe.loop import parse_budget  # noqa: PLC0415 not in the core install
    try:
        return parse_budget(text)
    except ValueError:
        found = Violation.of("--budget", text, "a number and s, m or h, such as 90m")
        if wrong is None:
            raise InvalidFields([found]) from None
        wrong.append(found)
        return 0.0


def use_threads(count: int) -> None:
    """Let torch have so many threads; 0 leaves it to torch. Failed without the extra."""
    with needs_training_extra():
        from procgen.kit.recipe import device  # noqa: PLC0415 torch is not in the core install

        device.use_threads(count)


@dataclass(frozen=True, slots=True)
class Training:
    """What a command that trains was told.

    Attributes:
        data: the folder of what is learned from.
        out: the folder for checkpoints and, in the end, the models.
        budget_s: time for training.
        stages: that are wanted.
        name: what requests will call the generator.
        licence: SPDX expression of the weights.
        default: whether they are marked as the packaged default.
        resume: whether to go on from the last checkpoint.
    """

    data: Path
    out: Path
    budget_s: float
    stages: tuple[str, ...]
    name: str
    licence: str
    default: bool
    resume: bool

    @property
    def models(self) -> Path:
        """The folder for the models."""
        return self.out / "models"

    @property
    def labels(self) -> dict[str, Any]:
        """What exports write beside the weights."""
        return {"generator": self.name, "licence": self.licence, "default": self.default}


_TIME = "Time for training: 90m, 2h, 300s."
_CALLED = "What requests will call the generator."


def trains(
    *,
    data: str,
    out: str,
    name: str,
    called: str = _CALLED,
    out_help: str = "Folder for checkpoints and, in the end, the models.",
    budget: str = "",
    budget_help: str = _TIME,
    stages: tuple[str, ...] = (),
    resume: bool = True,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a command of a function that trains: it takes a :class:`Training` and flags of its own by name.

    Args:
        data: help of ``--data``.
        out, out_help: default and help of ``--out``.
        name, called: default and help of ``--name``.
        budget, budget_help: default and help of ``--budget``; no such flag if there is no default.
        stages: what ``--stage`` may name; no such flag if there are none.
        resume: whether there is ``--resume``.
    """
    first = [
        flag("data", Annotated[Path, typer.Option(help=data)]),
        flag("out", Annotated[Path, typer.Option(help=out_help)], Path(out)),
    ]
    if budget:
        first.append(flag("budget", Annotated[str, typer.Option(help=budget_help)], budget))
    if stages:
        about = f"{', '.join(stages)}; all if not given."
        first.append(flag("stage", Annotated[list[str] | None, typer.Option(help=about)], None))
    last = [
        flag("name", Annotated[str, typer.Option(help=called)], name),
        flag("licence", Licence, UNKNOWN_LICENCE),
        flag("default", Default, default=False),
        flag("threads", Threads, 0),
        *([flag("resume", Resume, default=False)] if resume else []),
    ]

    def decorate(train: Callable[..., None]) -> Callable[..., None]:
        def run(*, data: Path, out: Path, threads: int, **given: Any) -> None:
            wanted = given.pop("stage", None) or stages
            wrong = name_violations("--stage", wanted, stages)
            budget_s = read_budget(given.pop("budget"), wrong) if budget else 0.0
            if wrong:
                raise InvalidFields(wrong)
            use_threads(threads)
            labels = (given.pop("name"), given.pop("licence"), given.pop("default"), given.pop("resume", False))
            told = Training(data, out, budget_s, tuple(wanted), *labels)
            with needs_training_extra():
                train(told, **given)
            line(str(told.models))

        own = own_flags(train)[1:]
        return command_of(run, [*first, *own, *last], train.__doc__)

    return decorate
