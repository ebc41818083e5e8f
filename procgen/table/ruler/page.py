"""The page of the tables' evaluation: figures, pairs of columns, rows as they come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from procgen.formats.page import rendered
from procgen.kit.ruler.metrics_table import metrics_table
from procgen.table.exporters import text_of
from procgen.table.ruler.evaluate import TableEvaluation, table_bars
from procgen.table.table import Table

_ROWS = 12


def table_html(tables: Mapping[str, Table], evaluations: Mapping[str, TableEvaluation], seed: int) -> str:
    """The page, one file.

    Args:
        tables: by name.
        evaluations: what was found of them.
        seed: of the rows that are shown.
    """
    parts = [
        {
            "table": tables[name],
            "metrics": metrics_table(evaluation.metrics, table_bars(evaluation)),
            "pairs": _pairs(tables[name].schema.names, evaluation),
            "rows": tables[name].sample(seed=seed, count=_ROWS),
        }
        for name, evaluation in evaluations.items()
    ]
    return rendered(__name__, parts=parts, seed=seed, text_of=text_of)


def _pairs(names: Sequence[str], evaluation: TableEvaluation) -> list[tuple[str, list[tuple[float, float] | None]]]:
    """A matrix of values and shades by rows: below the diagonal ours, above it independent columns."""
    worst = max([0.05, *(alone for _, alone in evaluation.pairs.values())])

    def cell(one: str, other: str) -> tuple[float, float] | None:
        if one == other:
            return None
        below = (other, one) in evaluation.pairs
        value = evaluation.pairs[other, one][0] if below else evaluation.pairs[one, other][1]
        return value, min(value / worst, 1.0)

    return [(one, [cell(one, other) for other in names]) for one in names]
