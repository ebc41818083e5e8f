"""How figures of an evaluation are printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from procgen.cli.output import line

if TYPE_CHECKING:
    from procgen.evaluation.bars import Bar


def show_metrics(metrics: Mapping[str, Mapping[str, float]], bars: Iterable[Bar]) -> None:
    """Print a table: a row a metric, a column each of ours, real and others, and whether the bar is met."""
    verdicts = {bar.metric: f"{'met' if bar.met else 'MISSED'}: {bar.text}" for bar in bars}
    columns = list(dict.fromkeys(name for row in metrics.values() for name in row if name != "baseline"))
    line(f"{'':33}" + "".join(f"{column:>14}" for column in columns))
    for metric, row in metrics.items():
        cells = "".join(f"{row[column]:14.4f}" if column in row else f"{'':14}" for column in columns)
        line(f"{metric:33}{cells}  {verdicts.get(metric, '')}".rstrip())
