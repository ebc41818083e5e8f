"""A domain's side that measures it, as ``procgen evaluate all`` uses it.

What is measured, and how, is each domain's own (its ``ruler/evaluate.py``); a side says the numbers of samples that two
cores get through, what data it needs, and a few samples to look at. The same seed gives the same figures: times, which
are of a machine and not of a seed, are `procgen bench`'s and left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from google.protobuf.message import Message

from procgen.kit.ruler.bars import Bar
from procgen.kit.ruler.intervals import ENDS, Interval, mean_of
from procgen.kit.ruler.rows import Rows
from procgen.kit.ruler.standard_figures import Common
from procgen.kit.wire.call import Call, Stream
from procgen.kit.wire.received import receive
from procgen.kit.wire.registry import Services
from procgen.runtime.store import ModelStore, default_threads

Said: TypeAlias = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sample:
    """Something to look at: a PNG, or lines of text."""

    title: str
    png: bytes = b""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What evaluations work with.

    Attributes:
        store: the models.
        folders: where data may be.
        seed: of all that is drawn.
        split: of held-out data, "validation" or "test".
        say: told what is done.
        domains: the services, for samples.
        pack_of: the folder that another domain's evaluation needs; raises NoPack.
        quick: whether a tenth of the samples will do, and the parts that take least.
    """

    store: ModelStore
    folders: tuple[Path, ...]
    seed: int
    split: str
    say: Said
    domains: Services = field(repr=False)
    pack_of: Callable[[str], Path] = field(repr=False)
    quick: bool = False

    def progress(self, name: str, share: float) -> None:
        """For the domains' evaluations."""
        if share == 1.0:
            self.say(name)


Found: TypeAlias = tuple[Rows, Sequence[Bar], Iterable[Sample]]


@dataclass(frozen=True, slots=True)
class Ruler:
    """How a domain is measured.

    Attributes:
        run: does it, with a folder that holds ``file``.
        common: where it has the figures that are asked of every domain alike.
        file: what tells the folder; empty where it needs none.
        weight: the heaviest domain, which takes longest, is begun first.
    """

    run: Callable[[Surroundings, Path], Found]
    common: Common
    file: str = ""
    weight: int = 0


class NoPack(Exception):
    """No folder holds the data that an evaluation needs."""


def find_pack(ruler: Ruler, domain: str, folders: Sequence[Path]) -> Path:
    """The folder that a domain's evaluation needs: one of the folders, or one in them. Raises NoPack."""
    if not ruler.file:
        return Path()
    found = [
        each
        for folder in folders
        for each in (folder, *sorted(path for path in folder.glob("*") if path.is_dir()))
        if (each / ruler.file).is_file()
    ]
    # A manifest.json is in more than one pack.
    named = [each for each in found if each.name.startswith(domain)]
    for each in named or found:
        return each
    raise NoPack(f"no folder of --data holds {ruler.file}")


def finished(handler: Callable[..., Iterable[Any]], request: Message, kind: str) -> bytes:
    """A file that a call makes; pictures of its progress may be of half-done work."""
    return receive(handler(request, Call("evaluate"), lambda _: None)).file(kind)


def pictured(handler: Stream[Any], request: Message) -> bytes:
    """The last picture that a call shows, of those that show their result at the end."""
    pictures: list[bytes] = []

    def emit(event: Any) -> None:
        if event.progress.preview_png:
            pictures.append(event.progress.preview_png)

    for _ in handler(request, Call("evaluate"), emit):
        pass
    return pictures[-1]


def without_times(metrics: Rows) -> Rows:
    """Metrics but for times, in milliseconds."""
    return {name: row for name, row in metrics.items() if not (name.endswith("_ms") or "_ms_" in name)}


def mean_rows(parts: Sequence[Rows]) -> Rows:
    """The mean of each metric that all parts have, over parts that are independent of one another.

    Columns that all have, with intervals where all have them.
    """
    if not parts:
        return {}
    rows: Rows = {}
    for metric in parts[0]:
        each = [part.get(metric, {}) for part in parts]
        columns = [name for name in each[0] if not name.endswith(ENDS) and all(name in row for row in each)]
        for name in columns:
            if all(name + end in row for row in each for end in ENDS):
                intervals = [Interval(row[name], *(row[name + end] for end in ENDS)) for row in each]
                rows.setdefault(metric, {}).update(mean_of(intervals).cells(name))
            else:
                rows.setdefault(metric, {})[name] = float(np.mean([row[name] for row in each]))
    return rows


def default_processes() -> int:
    """Processors that this process may use, at most eight."""
    return min(default_threads(), 8)
