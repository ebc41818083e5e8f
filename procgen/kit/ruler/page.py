"""What the pages of evaluations look like, and their table of figures."""

from __future__ import annotations

import html
from collections.abc import Mapping

from procgen.kit.ruler.bars import Bar, shown_columns
from procgen.kit.ruler.intervals import ENDS

STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #888; --good: #2e8b57; --bad: #c0392b; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 1240px; padding: 1.5rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 1.6rem 0 .4rem; }
p { margin: .3rem 0; max-width: 62rem; } .soft { color: var(--soft); font-size: .9rem; }
table { border-collapse: collapse; font-size: .86rem; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid var(--line); padding: .16rem .7rem .16rem 0; text-align: right; }
th:first-child, td:first-child, td.bar { text-align: left; } td.ours { font-weight: 600; }
small { color: var(--soft); font-weight: 400; font-size: .8em; white-space: nowrap; }
.met { color: var(--good); } .missed { color: var(--bad); }
.charts { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(380px, 1fr)); }
figure { margin: 0; } figcaption { font-weight: 600; font-size: .92rem; }
svg { width: 100%; font: 10px system-ui, sans-serif; fill: currentColor; } .grid { stroke: var(--line); }
.pairs { display: grid; gap: .8rem; grid-template-columns: repeat(auto-fill, minmax(360px, 1fr)); }
.pairs img { width: 49%; border-radius: 4px; }
"""


def _value(value: float | None) -> str:
    """Four figures after the point, or one for what is large."""
    return "" if value is None else f"{value:.4f}" if abs(value) < 100 else f"{value:.1f}"


def interval_text(row: Mapping[str, float], column: str) -> str:
    """The ends of a column's interval, or nothing."""
    ends = [row.get(column + end) for end in ENDS]
    return "" if None in ends else f"[{_value(ends[0])}, {_value(ends[1])}]"


def metrics_table(metrics: dict[str, dict[str, float]], bars_held: list[Bar]) -> str:
    """HTML table: a row a figure, a column a generator with its interval, and whether the bar is met."""
    columns = shown_columns(metrics)
    held = {bar.metric: bar for bar in bars_held}
    head = "".join(f"<th>{html.escape(column)}</th>" for column in columns)
    lines = [f"<table><tr><th>figure</th>{head}<th></th></tr>"]
    for metric, row in metrics.items():
        cells = "".join(
            f'<td class="{column}">{_value(row.get(column))} <small>{interval_text(row, column)}</small></td>'
            for column in columns
        )
        bar = held.get(metric)
        verdict = (
            f'<td class="bar {"met" if bar.met else "missed"}">{html.escape(bar.text)}</td>' if bar else "<td></td>"
        )
        lines.append(f"<tr><td>{html.escape(metric)}</td>{cells}{verdict}</tr>")
    return "\n".join([*lines, "</table>"])
