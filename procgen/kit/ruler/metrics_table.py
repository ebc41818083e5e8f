"""The table of all figures on the pages of evaluations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from procgen.formats.page import rendered
from procgen.kit.ruler.bars import Bar, shown_columns
from procgen.kit.ruler.intervals import ENDS
from procgen.kit.ruler.rows import Rows


def metrics_table(metrics: Rows, bars_held: Sequence[Bar]) -> Markup:
    """HTML table: a row a figure, a column a generator with its interval, and whether the bar is met."""
    return rendered(
        __name__,
        columns=shown_columns(metrics),
        metrics=metrics,
        held={bar.metric: bar for bar in bars_held},
        value=_value,
        interval=_interval,
    )


def _value(value: float | None) -> str:
    """Four figures after the point, or one for what is large."""
    return "" if value is None else f"{value:.4f}" if abs(value) < 100 else f"{value:.1f}"


def _interval(row: Mapping[str, float], column: str) -> str:
    """The ends of a column's interval, or nothing."""
    ends = [row.get(column + end) for end in ENDS]
    return "" if None in ends else f"[{_value(ends[0])}, {_value(ends[1])}]"
