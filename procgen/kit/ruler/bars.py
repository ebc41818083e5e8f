"""What figures are held to, and how they are laid out as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_NO_GENERATOR = ("ours", "real", "baseline")


def shown_columns(rows: Mapping[str, Mapping[str, float]]) -> list[str]:
    """The columns of a table of figures: no ends of intervals, and no ``baseline`` that another column holds too."""
    columns = dict.fromkeys(name for row in rows.values() for name in row if not name.endswith(("_low", "_high")))

    def doubled(row: Mapping[str, float]) -> bool:
        return any(row[name] == row["baseline"] for name in row if name not in _NO_GENERATOR)

    if all(doubled(row) for row in rows.values() if "baseline" in row):
        columns.pop("baseline", None)
    return list(columns)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar, and whether it is met."""

    metric: str
    text: str
    met: bool
