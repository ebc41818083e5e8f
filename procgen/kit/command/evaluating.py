"""What all ``procgen evaluate`` commands share: flags, progress, the record and its page."""

from __future__ import annotations

import json as json_format
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from procgen.kit.command.metrics_table import show_metrics
from procgen.kit.command.output import json_object, note
from procgen.runtime.files import prepare_folder, write_file

if TYPE_CHECKING:
    from procgen.kit.ruler.bars import Bar

SPLITS = ("validation", "test")

Split = Annotated[str, typer.Option(help="validation while you choose, test once.")]
ModelFolders = Annotated[list[Path] | None, typer.Option(help="Folder with more models; repeatable.")]
Record = Annotated[Path | None, typer.Option("--page", help="Folder for metrics.json.")]
Report = Annotated[Path | None, typer.Option("--page", help="Folder for report.html and metrics.json.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]


class Run:
    """One evaluation, from when its flags have been checked.

    Args:
        folder: for metrics.json and pages; None for none.

    Raises:
        Failed: the folder can't be made.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        if folder is not None:
            prepare_folder(folder)
        self._start = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since the start."""
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
        json: bool,
        seconds: float | None = None,
        pages: Iterable[tuple[str, bytes]] = (),
        **more: Any,
    ) -> None:
        """Write the record and the pages, and show the figures.

        Args:
            facts: what was asked for: ``domain``, ``seed`` and so on.
            metrics: by figure and column.
            bars: that some are held to.
            json: whether the record goes to stdout in place of a table.
            seconds: that it took; until now if not given.
            pages: name and bytes of the other files of the folder; only made where there is one.
            more: what else the record holds.
        """
        record = {
            **facts,
            "metrics": metrics,
            "bars": bar_record(bars),
            **more,
            "seconds": round(self.seconds if seconds is None else seconds, 1),
        }
        self.write(record, pages)
        if json:
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
