"""What commands print: results on stdout, progress on stderr, JSON for scripts; and how they write files."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from procgen.errors import Failed


def line(text: str) -> None:
    """A result on stdout."""
    print(text, flush=True)  # noqa: T201


def json_object(value: object) -> None:
    """The one JSON object on stdout that ``--json`` asks for."""
    line(json.dumps(value, ensure_ascii=False, allow_nan=False))


def note(text: str) -> None:
    """Something by the way, on stderr."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


class Bar:
    """A progress bar on a terminal; elsewhere a plain line per item."""

    def __init__(self, progress: Progress | None, task: TaskID | None, total: int, what: str) -> None:
        self._progress = progress
        self._task = task
        self._total = total
        self._what = what
        self._done = 0

    def stage(self, name: str, fraction: float) -> None:
        """Where the current item is."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=self._done + min(fraction, 1.0), stage=name)

    def step(self, name: str) -> None:
        """An item is done."""
        self._done += 1
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=self._done, stage=name)
        else:
            note(f"{self._what} {self._done}/{self._total}: {name}")


@contextmanager
def bar(what: str, total: int, *, quiet: bool = False) -> Iterator[Bar]:
    """Show progress over ``total`` items on stderr."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield Bar(None, None, total, what) if not quiet else _Silent()
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[stage]}"),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield Bar(progress, progress.add_task(what, total=total, stage=""), total, what)


class _Silent(Bar):
    def __init__(self) -> None:
        super().__init__(None, None, 0, "")

    def step(self, name: str) -> None:
        pass


def prepare_folder(folder: Path) -> None:
    """Make a folder for results. Raises Failed where that is not possible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failed(f"the folder {folder} can't be made: {error.strerror}", "Name another one with --out.") from error


def write_file(path: Path, data: bytes) -> None:
    """Write a file as a whole or not at all. Raises Failed."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        os.replace(part, path)
    except OSError as error:
        raise Failed(f"{path} can't be written: {error.strerror}", "Free some space or name another folder.") from error
    finally:
        part.unlink(missing_ok=True)
