"""Rows as files: CSV, JSON and NumPy's structured arrays; each a pure function of the rows.

Equal rows give equal bytes.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from procgen.formats.kinds import FileKind, by_kind
from procgen.runtime.recipe import canonical_json
from procgen.table.generate import TableRows
from procgen.table.schema import Column, Row, Value


@dataclass(frozen=True, slots=True)
class Exporter(FileKind):
    """One kind of file.

    Attributes:
        encode: its bytes.
        has_sidecar: whether the recipe stands in a JSON beside it.
    """

    encode: Callable[[TableRows], bytes]
    has_sidecar: bool

    def file_name(self, rows: TableRows, base_name: str = "") -> str:
        """Its name, without a folder."""
        return (base_name or rows.name) + self.suffix

    def sidecar_name(self, rows: TableRows, base_name: str = "") -> str:
        """Of the JSON beside it."""
        return (base_name or rows.name) + self.sidecar_suffix

    def sidecar(self, rows: TableRows) -> str:
        """The text of the JSON beside it; empty where it needs none."""
        if not self.has_sidecar:
            return ""
        return canonical_json({**_about(rows), "kind": self.kind}) + "\n"


def text_of(value: Value) -> str:
    """A cell as text; empty where it is missing."""
    return "" if value is None else str(value)


def _about(rows: TableRows) -> dict[str, Any]:
    return {
        "table": rows.table,
        "columns": [_column(column) for column in rows.schema.columns],
        "log_given_nats": rows.log_given,
        "recipe": json.loads(rows.recipe.to_json()),
    }


def _column(column: Column) -> dict[str, Any]:
    told: dict[str, Any] = {"name": column.name, "kind": column.kind, "missing": column.missing}
    if column.values:
        told["values"] = list(column.values)
    if column.edges:
        told["minimum"], told["maximum"] = column.edges[0], column.greatest
    return told


def csv_of(names: Iterable[str], rows: Iterable[Row]) -> bytes:
    """RFC 4180 with line feeds; a missing cell is empty.

    Args:
        names: of the columns.
        rows: with values in their order.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([text_of(value) for value in row.values()] for row in rows)
    return text.getvalue().encode()


def _csv(rows: TableRows) -> bytes:
    return csv_of(rows.schema.names, rows.rows)


def _json(rows: TableRows) -> bytes:
    """An object with the recipe, the columns and a list of rows; a missing cell is null."""
    head = json.dumps(_about(rows), ensure_ascii=False, allow_nan=False, sort_keys=True)
    body = ",\n".join(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows.rows)
    return f'{head[:-1]}, "rows": [\n{body}\n]}}\n'.encode()


def _npy(rows: TableRows) -> bytes:
    """A structured array with a field a column: numbers as float64 (NaN where missing), others as Unicode text."""
    widths = [max([1, *(len(str(value)) for value in column.values)]) for column in rows.schema.columns]
    kinds = [
        (column.name, "<f8" if column.numeric else f"<U{width}")
        for column, width in zip(rows.schema.columns, widths, strict=True)
    ]
    array = np.zeros(len(rows.rows), dtype=np.dtype(kinds))
    for column in rows.schema.columns:
        cells = [row[column.name] for row in rows.rows]
        if column.numeric:
            array[column.name] = [np.nan if cell is None else cell for cell in cells]
        else:
            array[column.name] = [text_of(cell) for cell in cells]
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=(3, 0), allow_pickle=False)
    return file.getvalue()


EXPORTERS: Mapping[str, Exporter] = by_kind(
    (
        Exporter("csv", ".csv", "text/csv", _csv, True),
        Exporter("json", ".rows.json", "application/json", _json, False),
        Exporter("npy", ".npy", "application/octet-stream", _npy, True),
    )
)
"""By kind."""
