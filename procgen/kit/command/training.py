"""What all ``procgen train`` commands share, and those that measure: flags, the training extra, errors of data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from procgen.errors import Failed, InvalidFields, Violation

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
        import torch  # noqa: PLC0415 not in the core install
    if count:
        torch.set_num_threads(count)
