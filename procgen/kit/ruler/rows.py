"""Figures by metric and column, as every ruler gives them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeAlias

from procgen.kit.ruler.intervals import ENDS

Row: TypeAlias = dict[str, float]
"""Figures by name."""
Rows: TypeAlias = dict[str, Row]
"""Metric to column (``ours``, ``real``, …) to figure; ends of an interval stand in COLUMN_low and COLUMN_high."""

_FIRST = ("ours", "real", "baseline")


def by_metric(columns: Mapping[str, Row], suffix: str = "") -> Rows:
    """Column by column to row by row: METRIC_low of a column becomes COLUMN_low of the metric, and so METRIC_high.

    Args:
        columns: column to figures by metric, with the ends of intervals.
        suffix: is added to the metrics' names.
    """
    rows: Rows = {}
    for column, values in columns.items():
        for name, value in values.items():
            end = next((each for each in ENDS if name.endswith(each)), "")
            rows.setdefault(name.removesuffix(end) + suffix, {})[column + end] = value
    return rows


def tidied(rows: Rows, baseline: str) -> Rows:
    """Round to five decimals, leave out what is no number, and order the columns.

    Args:
        rows: figures.
        baseline: the column that is shown again as ``baseline``, with the ends of its intervals; "" if none is.
    """
    tidy: Rows = {}
    for name, row in rows.items():
        kept = {column: round(float(value), 5) for column, value in row.items() if math.isfinite(value)}
        kept |= {f"baseline{end}": kept[baseline + end] for end in ("", *ENDS) if baseline + end in kept}
        first = {column: kept[column] for column in _FIRST if column in kept}
        if kept:
            tidy[name] = first | {column: value for column, value in kept.items() if column not in first}
    return tidy
