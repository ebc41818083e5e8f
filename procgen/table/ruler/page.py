"""The page of the tables' evaluation: figures, pairs of columns, rows as they come."""

from __future__ import annotations

import html
from collections.abc import Mapping

from procgen import __version__
from procgen.kit.ruler.page import STYLE, metrics_table
from procgen.table.exporters import text_of
from procgen.table.ruler.evaluate import TableEvaluation, table_bars
from procgen.table.table import Table

_ROWS = 12
_STYLE = """
table.pairs td { text-align: right; padding: .1rem .4rem; font-size: .85rem; } table.rows td { white-space: nowrap; }
"""


def table_html(tables: Mapping[str, Table], evaluations: Mapping[str, TableEvaluation], seed: int) -> str:
    """The page, one file.

    Args:
        tables: by name.
        evaluations: what was found of them.
        seed: of the rows that are shown.
    """
    parts = []
    for name, evaluation in evaluations.items():
        table = tables[name]
        parts.append(f"<h2>{html.escape(table.title)}</h2><p class='soft'>{html.escape(table.description)}</p>")
        parts.append(metrics_table(evaluation.metrics, table_bars(evaluation)))
        parts.append(_pairs(table, evaluation))
        parts.append(_rows(table, seed))
    body = "\n".join(parts)
    return f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>procgen {__version__}: tables evaluation</title><style>{STYLE}{_STYLE}</style></head>
<body>
<h1>Tables</h1>
<p class="soft">procgen {__version__}, seed {seed}. Negative log-likelihoods in nats a row of held-out rows: ours is the
even mixture of eight orders. Gains are how far a baseline's lies above ours, with 95 % bootstrap intervals; green is
above zero as a whole. Nothing is picked: the first rows are shown.</p>
{body}
</body>
</html>
"""


def _pairs(table: Table, evaluation: TableEvaluation) -> str:
    """A matrix: below the diagonal ours, above it independent columns."""
    names = table.schema.names
    worst = max([0.05, *(alone for _, alone in evaluation.pairs.values())])
    head = "".join(f"<th>{html.escape(name)}</th>" for name in names)
    rows = []
    for one in names:
        cells = []
        for other in names:
            if one == other:
                cells.append("<td>·</td>")
                continue
            below = (other, one) in evaluation.pairs
            value = evaluation.pairs[other, one][0] if below else evaluation.pairs[one, other][1]
            shade = min(value / worst, 1.0)
            cells.append(f"<td style='background: rgba(214, 108, 80, {shade:.2f})'>{value:.3f}</td>")
        rows.append(f"<tr><th>{html.escape(one)}</th>{''.join(cells)}</tr>")
    return (
        "<h3>Pairs of columns</h3><p class='soft'>Kullback-Leibler divergence of held-out pairs of values from drawn "
        "ones, in nats: ours below the diagonal, independent columns above it.</p>"
        f"<table class='pairs'><tr><th></th>{head}</tr>{''.join(rows)}</table>"
    )


def _rows(table: Table, seed: int) -> str:
    head = "".join(f"<th>{html.escape(name)}</th>" for name in table.schema.names)
    rows = [
        "<tr>" + "".join(f"<td>{html.escape(text_of(value))}</td>" for value in row.values()) + "</tr>"
        for row in table.sample(seed=seed, count=_ROWS)
    ]
    return f"<h3>Rows</h3><table class='rows'><tr>{head}</tr>{''.join(rows)}</table>"
