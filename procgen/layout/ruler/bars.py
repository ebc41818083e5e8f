"""What the layout figures must come to."""

from __future__ import annotations

from procgen.kit.ruler.bars import Bar
from procgen.kit.ruler.rows import Rows

_AT_LEAST = {"validity": 1.0, "flow_as_asked": 1.0, "bits_below_baseline": 0.1}


def layout_bars(rows: Rows) -> list[Bar]:
    """The bars that the figures at hand are measured by, in the rows' order."""
    return [
        Bar(metric, f"at least {_AT_LEAST[metric]:g}", row["ours"] >= _AT_LEAST[metric])
        for metric, row in rows.items()
        if metric in _AT_LEAST and "ours" in row
    ]
