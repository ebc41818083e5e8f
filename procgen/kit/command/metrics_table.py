"""How figures of an evaluation are printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from procgen.kit.command.output import line
from procgen.kit.ruler.bars import shown_columns

if TYPE_CHECKING:
    from procgen.kit.ruler.bars import Bar

_INTERVAL = "95 %"


def show_metrics(metrics: Mapping[str, Mapping[str, float]], bars: Iterable[Bar]) -> None:
    """Print a table: a row a metric, a column each of ours, its interval, real and others; and whether bars are met."""
    verdicts = {bar.metric: f"{'met' if bar.met else 'MISSED'}: {bar.text}" for bar in bars}
    columns = shown_columns(metrics)
    if any("ours_low" in row for row in metrics.values()):
        columns.insert(columns.index("ours") + 1, _INTERVAL)

    def cell(row: Mapping[str, float], column: str) -> str:
        if column == _INTERVAL:
            text = f"[{row['ours_low']:.4g}, {row['ours_high']:.4g}]" if "ours_low" in row else ""
            return f"{text:>24}"
        return f"{row[column]:14.4f}" if column in row else f"{'':14}"

    line(f"{'':33}" + "".join(f"{column:>{24 if column == _INTERVAL else 14}}" for column in columns))
    for metric, row in metrics.items():
        line(f"{metric:33}{''.join(cell(row, column) for column in columns)}  {verdicts.get(metric, '')}".rstrip())
