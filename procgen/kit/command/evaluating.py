"""What all ``procgen evaluate`` commands share: flags, progress, the record and its page."""

from __future__ import annotations

import json as json_format
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from procgen.errors import InvalidFields, Violation
from procgen.kit.command.flags import model_store, name_violations
from procgen.kit.command.metrics_table import show_metrics
from procgen.kit.command.output import json_object, note
from procgen.kit.command.signatures import command_of, flag, own_flags
from procgen.kit.command.training import needs_training_extra
from procgen.runtime.files import prepare_folder, write_file
from procgen.runtime.store import ModelStore

if TYPE_CHECKING:
    from procgen.kit.ruler.bars import Bar

SPLITS = ("validation", "test")

Split = Annotated[str, typer.Option(help="validation while you choose, test once.")]
ModelFolders = Annotated[list[Path] | None, typer.Option(help="Folder with more models; repeatable.")]
Threads = Annotated[int, typer.Option(min=0, max=256, help="Threads; 0 takes all processors.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
RECORD = "Folder for metrics.json."
REPORT = "Folder for report.html and metrics.json."


@dataclass(slots=True)
class Run:
    """One evaluation: what was asked for, what is wrong with it, and since when it runs.

    Attributes:
        folder: for metrics.json and pages; None for none.
        json: whether the record goes to stdout in place of a table.
        domain: what is measured.
        data: where real things are.
        split: of held-out data; empty where there is none.
        seed: of all that is drawn.
        models: folders with more models.
        parts: that are wanted, in their order; all if none was named.
        named_parts: those that were named.
        wrong: flags that can't be; a command adds its own before it begins.
    """

    folder: Path | None = None
    json: bool = False
    domain: str = ""
    data: Path | None = None
    split: str = ""
    seed: int = 0
    models: tuple[Path, ...] = ()
    parts: tuple[str, ...] = ()
    named_parts: tuple[str, ...] = ()
    wrong: list[Violation] = field(default_factory=list)
    _start: float = field(default_factory=time.monotonic)

    @property
    def pack(self) -> Path:
        """The folder of data, of a command that needs one."""
        return self.data or Path()

    @property
    def options(self) -> dict[str, Any]:
        """What all evaluations are told: parts, split and seed."""
        return {"parts": self.parts, "split": self.split, "seed": self.seed}

    def store(self, threads: int = 0, *, trust_models: bool = False) -> ModelStore:
        """The models. Raises Failed where a catalog can't be read."""
        return model_store(self.models, trust_models=trust_models, threads=threads)

    def begin(self) -> None:
        """When flags have been checked. Raises InvalidFields where some are wrong, Failed if there can be no folder."""
        if self.wrong:
            raise InvalidFields(self.wrong)
        if self.folder is not None:
            prepare_folder(self.folder)
        self._start = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.monotonic() - self._start

    def progress(self, name: str, share: float) -> None:
        """Notes what is done, and after how long."""
        if share == 1.0:
            note(f"{name}: done after {self.seconds:.0f} s")

    def finish(
        self,
        facts: Mapping[str, Any],
        metrics: Mapping[str, Mapping[str, float]],
        bars: Sequence[Bar] = (),
        *,
        seconds: float | None = None,
        pages: Iterable[tuple[str, bytes]] = (),
        **more: Any,
    ) -> None:
        """Write the record and the pages, and show the figures.

        Args:
            facts: what was asked for beside domain, seed and split.
            metrics: by figure and column.
            bars: that some are held to.
            seconds: that it took; until now if not given.
            pages: name and bytes of the other files of the folder; only made where there is one.
            more: what else the record holds.
        """
        record = {
            "domain": self.domain,
            "seed": self.seed,
            **({"split": self.split} if self.split else {}),
            **facts,
            "metrics": metrics,
            "bars": bar_record(bars),
            **more,
            "seconds": round(self.seconds if seconds is None else seconds, 1),
        }
        self.write(record, pages)
        if self.json:
            json_object(record)
        else:
            show_metrics(metrics, bars)

    def write(self, record: Mapping[str, Any], pages: Iterable[tuple[str, bytes]] = ()) -> None:
        """Write metrics.json and pages where there is a folder for them."""
        if self.folder is None:
            return
        write_file(self.folder / "metrics.json", (json_format.dumps(record, indent=2) + "\n").encode())
        written = ["metrics.json"]
        for name, content in pages:
            write_file(self.folder / name, content)
            written.append(name)
        note(f"written to {self.folder}: {', '.join(written)}")


def bar_record(bars: Iterable[Bar]) -> dict[str, dict[str, object]]:
    """Bars as a record has them."""
    return {bar.metric: {"bar": bar.text, "met": bar.met} for bar in bars}


def evaluates(
    domain: str,
    *,
    seed: str,
    seeds: int = 2**62,
    data: str = "",
    needs_data: bool = True,
    splits: tuple[str, ...] = SPLITS,
    parts: tuple[str, ...] = (),
    page: str = RECORD,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a command of a function that measures: it takes a :class:`Run` and flags of its own by name.

    Args:
        domain: what is measured.
        seed, seeds: help of ``--seed``, and the greatest.
        data, needs_data: help of ``--data``, and whether it must be given; no such flag if there is no help.
        splits: what ``--split`` may name; no such flag if there are none.
        parts: what ``--part`` may name; no such flag if there are none.
        page: help of ``--page``.
    """
    first = []
    if data:
        folder = (
            Annotated[Path, typer.Option(help=data)] if needs_data else Annotated[Path | None, typer.Option(help=data)]
        )
        first.append(flag("data", folder, *(() if needs_data else (None,))))
    if splits:
        about = f"{splits[0]} while you choose, {splits[-1]} once."
        first.append(flag("split", Annotated[str, typer.Option(help=about)], splits[-1]))
    first.append(flag("seed", Annotated[int, typer.Option(min=0, max=seeds, help=seed)], 0))
    last = [flag("models", ModelFolders, None)]
    if parts:
        about = f"{', '.join(parts)}; repeatable; all if not given."
        last.append(flag("part", Annotated[list[str] | None, typer.Option(help=about)], None))
    last += [
        flag("page", Annotated[Path | None, typer.Option(help=page)], None),
        flag("json", Json, default=False),
    ]

    def decorate(measure: Callable[..., None]) -> Callable[..., None]:
        def run(*, seed: int, models: list[Path] | None, page: Path | None, json: bool, **given: Any) -> None:
            split, named = given.pop("split", ""), tuple(given.pop("part", None) or ())
            wrong = name_violations("--split", [split] if splits else [], splits)
            wrong += name_violations("--part", named, parts)
            asked = Run(
                page,
                json,
                domain,
                given.pop("data", None),
                split,
                seed,
                tuple(models or ()),
                tuple(each for each in parts if each in (named or parts)),
                named,
                wrong,
            )
            with needs_training_extra():
                measure(asked, **given)

        return command_of(run, [*first, *own_flags(measure)[1:], *last], measure.__doc__)

    return decorate
