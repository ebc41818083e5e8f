"""What commands print: results on stdout, progress on stderr, JSON for scripts."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

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

from procgen.jobs.entry import Tally

_TOLD_EVERY_S = 10.0
_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0


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


def duration(seconds: float) -> str:
    """A time for people: "42 s", "12 min", "3 h 20 min", "2 d 5 h"."""
    if seconds < 2 * _MINUTE:
        return f"{seconds:.0f} s"
    if seconds < 2 * _HOUR:
        return f"{seconds / _MINUTE:.0f} min"
    if seconds < 2 * _DAY:
        return f"{seconds // _HOUR:.0f} h {seconds % _HOUR // _MINUTE:.0f} min"
    return f"{seconds // _DAY:.0f} d {seconds % _DAY // _HOUR:.0f} h"


def _rate(rate: float) -> str:
    """How fast it goes, in a unit in which that is no tiny fraction."""
    return f"{rate:.3g}/s" if rate >= 1.0 else f"{rate * _MINUTE:.3g}/min"


@contextmanager
def tally_bar(what: str, total: int, *, quiet: bool = False) -> Iterator[Callable[[Tally], None]]:
    """Show on stderr how far a batch is, how fast it goes and how long it will take.

    Yields:
        What is told of it: a bar on a terminal, a line every ten seconds elsewhere.
    """
    console = Console(stderr=True)
    if quiet:
        yield lambda _: None
        return
    if not console.is_terminal:
        yield _TallyLines(what)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[told]}"),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(what, total=total, told="")

        def show(tally: Tally) -> None:
            progress.update(task, completed=tally.done + tally.failed, told=_told(tally))

        yield show


def _told(tally: Tally) -> str:
    told = [_rate(tally.rate)] if tally.rate else []
    if tally.eta_s:
        told.append(f"{duration(tally.eta_s)} left")
    if tally.failed:
        told.append(f"{tally.failed} failed")
    return ", ".join([*told, *([tally.message] if tally.message else [])])


class _TallyLines:
    def __init__(self, what: str) -> None:
        self._what = what
        self._next = time.monotonic() + _TOLD_EVERY_S

    def __call__(self, tally: Tally) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _TOLD_EVERY_S
            note(f"{self._what} {tally.done + tally.failed}/{tally.total}: {_told(tally)}")
