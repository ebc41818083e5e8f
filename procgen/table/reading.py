"""Tables from CSV: cells, kinds of columns, and all that is wrong with a file, by column and line.

A file has a header of distinct names, then a row a line, in UTF-8. A cell that is empty, NA, N/A or null is missing. A
column whose other cells are all whole numbers is an integer, all numbers a real, else a category; who reads may say
otherwise.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from procgen.errors import InvalidFields, Violation
from procgen.table.schema import KINDS, MOST_COLUMNS, MOST_VALUES, Column, Kind, Schema, Value

MOST_BYTES: Final = 64 << 20
MOST_ROWS: Final = 1_000_000
LEAST_ROWS: Final = 40
MOST_CHARACTERS: Final = 200
"""Of a cell."""
MISSING: Final = frozenset(["", "NA", "N/A", "null"])
DROP: Final[Literal["drop"]] = "drop"
_MOST_VIOLATIONS: Final = 100
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_WHOLE: Final = re.compile(r"[+-]?\d+")
_NOT_FINITE: Final = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
_GREATEST_WHOLE: Final = 10**15
_GREATEST: Final = 1e150
_NEARLY_ALL: Final = 0.9
"""Share of a column's cells that are numbers, from which on one that is none is taken for a slip."""
_MOST_LEVELS: Final = 64
"""Different numbers that are states each."""
_MOST_BINS: Final = 32
_LEAST_ATOM: Final = 0.05
"""Share of the rows from which on a real value is a state of its own."""
_DECIMALS: Final = 6

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody says of a column."""

    kind: Kind | Literal["drop"]
    values: tuple[str, ...] = ()
    """Of an ordinal, from first to last."""


@dataclass(frozen=True, slots=True)
class Cells:
    """A file's cells, None where missing, and the line that each row begins on."""

    names: tuple[str, ...]
    columns: tuple[list[str | None], ...]
    lines: list[int]

    def __len__(self) -> int:
        return len(self.lines)


@dataclass(slots=True)
class _Wrong:
    """Violations, as many as people read."""

    found: list[Violation] = field(default_factory=list)

    def add(self, where: str, value: object, allowed: str) -> None:
        if len(self.found) < _MOST_VIOLATIONS:
            self.found.append(Violation.of(where, value, allowed))

    @property
    def full(self) -> bool:
        return len(self.found) >= _MOST_VIOLATIONS

    def check(self) -> None:
        if self.found:
            raise InvalidFields(self.found)


def read_csv(data: bytes, least_rows: int = LEAST_ROWS) -> Cells:
    """The cells of a CSV file.

    Args:
        data: the file.
        least_rows: below its header; as many as something can be learned from, unless told.

    Raises:
        InvalidFields: it is no UTF-8, too large, has too few or many rows or columns, names twice, or lines with more
            or fewer cells than the header; names lines and columns.
    """
    wrong = _Wrong()
    if len(data) > MOST_BYTES:
        raise InvalidFields([Violation.of("file", f"{len(data)} bytes", f"at most {MOST_BYTES} bytes")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        bad = f"the byte 0x{data[error.start]:02x}"
        raise InvalidFields([Violation.of(f"line {line}", bad, "text in UTF-8")]) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InvalidFields([Violation.of(f"line {line}", "a zero byte", "text")])
    rows = _rows(text)
    try:
        _, names = next(rows)
    except StopIteration:
        raise InvalidFields([Violation.of("file", "empty", "a header, and a row a line")]) from None
    names = [name.strip() for name in names]
    if not 2 <= len(names) <= MOST_COLUMNS:
        wrong.add("line 1", f"{len(names)} columns", f"2 to {MOST_COLUMNS} columns, separated by commas")
        wrong.check()
    for name, count in Counter(names).items():
        if count > 1:
            wrong.add("line 1", f"the name {name!r} {count} times", "each name once")
        if not name or len(name) > MOST_CHARACTERS:
            wrong.add("line 1", f"the name {name!r}", f"names of 1 to {MOST_CHARACTERS} characters")
    wrong.check()
    columns: list[list[str | None]] = [[] for _ in names]
    lines: list[int] = []
    for line, cells in rows:
        if len(cells) != len(names):
            wrong.add(f"line {line}", f"{len(cells)} cells", f"{len(names)} cells, as many as the header has")
            if wrong.full:
                break
            continue
        if len(lines) == MOST_ROWS:
            wrong.add(f"line {line}", "one more row", f"at most {MOST_ROWS} rows")
            break
        lines.append(line)
        for name, column, cell in zip(names, columns, cells, strict=True):
            cell = cell.strip()
            if len(cell) > MOST_CHARACTERS:
                wrong.add(f"column {name}, line {line}", cell, f"at most {MOST_CHARACTERS} characters")
            column.append(None if cell in MISSING else cell)
    if not wrong.found and len(lines) < least_rows:
        wrong.add("file", f"{len(lines)} rows", f"at least {least_rows} rows below the header")
    wrong.check()
    return Cells(tuple(names), tuple(columns), lines)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that are not blank, with where they begin. Raises InvalidFields."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    began = 1
    try:
        for cells in reader:
            if cells:
                yield began, cells
            began = reader.line_num + 1
    except csv.Error as error:
        raise InvalidFields([Violation.of(f"line {began}", str(error), "cells as RFC 4180 has them")]) from error


def read_wishes(texts: Sequence[str], field_name: str = "--column") -> dict[str, Wish]:
    """Wishes as the command line has them: "price=real", "id=drop", "rarity=ordinal:common,rare".

    Raises:
        InvalidFields: names each that is none.
    """
    wishes, wrong = {}, _Wrong()
    allowed = "NAME=KIND with a KIND of " + ", ".join((*KINDS, DROP)) + "; an ordinal's values follow: ordinal:low,high"
    for text in texts:
        name, _, said = text.partition("=")
        kind, _, values = said.partition(":")
        listed = tuple(value.strip() for value in values.split(",")) if values else ()
        fine = name and (kind in KINDS or kind == DROP) and name not in wishes and len(set(listed)) == len(listed)
        if not fine or (kind == "ordinal") != bool(listed):
            wrong.add(field_name, text, allowed)
        else:
            wishes[name] = Wish(kind, listed)  # type: ignore[arg-type]
    wrong.check()
    return wishes


@dataclass(frozen=True, slots=True)
class Typed:
    """A table whose cells are values.

    Attributes:
        names, kinds: of the columns that are kept.
        columns: a list of values each.
        orders: the values of ordinals, first to last, by name.
    """

    names: tuple[str, ...]
    kinds: tuple[Kind, ...]
    columns: tuple[list[Value], ...]
    orders: Mapping[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.columns[0])


def typed(cells: Cells, wishes: Mapping[str, Wish]) -> Typed:
    """Cells as values of their columns' kinds.

    Raises:
        InvalidFields: columns without a value or with one only, categories with too many, numbers that are none or not
            finite, wishes for columns that there are not; names columns, lines and values.
    """
    wrong = _Wrong()
    for name in wishes:
        if name not in cells.names:
            wrong.add(f"--column {name}", "no such column", "one of " + ", ".join(cells.names))
    names, kinds, columns = [], [], []
    orders = {}
    for name, column in zip(cells.names, cells.columns, strict=True):
        wish = wishes.get(name)
        if wish is not None and wish.kind == DROP:
            continue
        kind = _kind(name, column, cells.lines, wrong) if wish is None else wish.kind
        if kind is None:
            continue
        assert kind != DROP
        values = _values(name, column, kind, cells.lines, wish, wrong)
        present = {value for value in values if value is not None}
        constant = len(present) == 1 and None not in values
        if constant and not wrong.full:
            only = next(iter(present))
            wrong.add(f"column {name}", f"{only!r} in every line", f"two values or more; or --column {name}={DROP}")
        names.append(name)
        kinds.append(kind)
        columns.append(values)
        if kind == "ordinal" and wish is not None:
            orders[name] = wish.values
    if not wrong.found and len(names) < 2:
        wrong.add("columns", f"{len(names)} left", "two or more that are not dropped")
    wrong.check()
    return Typed(tuple(names), tuple(kinds), tuple(columns), orders)


def _kind(name: str, column: list[str | None], lines: list[int], wrong: _Wrong) -> Kind | None:
    """What a column is; None where that can't be, which is added to what is wrong."""
    present = [cell for cell in column if cell is not None]
    if not present:
        wrong.add(f"column {name}", "missing in every line", f"a value somewhere; or --column {name}={DROP}")
        return None
    if all(map(_WHOLE.fullmatch, present)):
        return "integer"
    odd = [cell for cell in present if not (_NUMBER.fullmatch(cell) or _NOT_FINITE.fullmatch(cell))]
    if not odd:
        return "real"
    different = set(present)
    if len(odd) <= (1.0 - _NEARLY_ALL) * len(present):
        strays = set(odd)
        for line, cell in zip(lines, column, strict=True):
            if cell in strays:
                allowed = f"a number like nearly all of the column, or nothing; or --column {name}=category"
                wrong.add(f"column {name}, line {line}", cell, allowed)
        return None
    if len(different) > MOST_VALUES:
        _too_many(name, len(different), wrong)
        return None
    return "category"


def _too_many(name: str, count: int, wrong: _Wrong) -> None:
    allowed = f"at most {MOST_VALUES} for a category or an ordinal; or --column {name}={DROP}"
    wrong.add(f"column {name}", f"{count} different values", allowed)


def _values(
    name: str, column: list[str | None], kind: Kind, lines: list[int], wish: Wish | None, wrong: _Wrong
) -> list[Value]:
    if not any(cell is not None for cell in column):
        wrong.add(f"column {name}", "missing in every line", f"a value somewhere; or --column {name}={DROP}")
    if kind in ("category", "ordinal"):
        different = {cell for cell in column if cell is not None}
        if len(different) > MOST_VALUES:
            _too_many(name, len(different), wrong)
        elif kind == "ordinal" and wish is not None:
            for line, cell in zip(lines, column, strict=True):
                if cell is not None and cell not in wish.values:
                    wrong.add(f"column {name}, line {line}", cell, "one of " + ", ".join(wish.values))
        return list(column)
    values: list[Value] = []
    for line, cell in zip(lines, column, strict=True):
        if cell is None:
            values.append(None)
            continue
        if kind == "integer" and _WHOLE.fullmatch(cell) and abs(int(cell)) <= _GREATEST_WHOLE:
            values.append(int(cell))
        elif kind == "real" and _NUMBER.fullmatch(cell) and abs(float(cell)) <= _GREATEST:
            values.append(float(cell))
        else:
            allowed = f"a whole number up to {_GREATEST_WHOLE}" if kind == "integer" else "a finite number"
            wrong.add(f"column {name}, line {line}", cell, f"{allowed}, or nothing where it is missing")
            if wrong.full:
                break
            values.append(None)
    return values


def infer(table: Typed, train: Mask, group: str = "") -> Schema:
    """The states of each column.

    Which values and which least and greatest number there are is read from all rows; what is counted, bins and
    frequent values, from the training rows alone.

    Args:
        table: its values.
        train: (rows,) which rows are for training.
        group: a column to leave out.
    """
    return Schema(
        tuple(
            _column(name, kind, values, train, table.orders.get(name, ()))
            for name, kind, values in zip(table.names, table.kinds, table.columns, strict=True)
            if name != group
        )
    )


def _column(name: str, kind: Kind, values: list[Value], train: Mask, order: tuple[str, ...]) -> Column:
    missing = any(value is None for value in values)
    if kind == "ordinal":
        return Column(name, kind, order, missing=missing)
    if kind == "category":
        return Column(name, kind, tuple(sorted({str(value) for value in values if value is not None})), missing=missing)
    numbers = np.array([value for value in values if value is not None], np.float64)
    own = np.array([v for v, mine in zip(values, train, strict=True) if mine and v is not None], np.float64)
    if kind == "integer":
        different = sorted(set(numbers.astype(np.int64).tolist()))
        if len(different) <= _most_levels(len(own)):
            return Column(name, kind, tuple(different), missing=missing)
        return Column(name, kind, edges=_integer_edges(own, numbers), missing=missing)
    return _real(name, numbers, own, missing=missing)


def _most_levels(rows: int) -> int:
    """Up to how many different numbers each is a state, for so many training rows."""
    return min(_MOST_LEVELS, max(12, rows // 20))


def _bin_count(rows: int) -> int:
    return int(min(max(rows // 40, 4), _MOST_BINS))


def _integer_edges(own: npt.NDArray[np.float64], every: npt.NDArray[np.float64]) -> tuple[float, ...]:
    """Runs of integers that hold about equally many training rows, from the least to the greatest of all."""
    present, counts = np.unique(own, return_counts=True)
    wanted = len(own) / _bin_count(len(own))
    edges, held = [float(every.min())], 0
    for value, count in zip(present, counts, strict=True):
        if held and held + count > wanted and value > edges[-1]:
            edges.append(float(value))
            held = 0
        held += int(count)
    edges.append(float(every.max()) + 1.0)
    return tuple(sorted(set(edges)))


def _real(name: str, numbers: npt.NDArray[np.float64], own: npt.NDArray[np.float64], *, missing: bool) -> Column:
    digits = max((_digits(value) for value in numbers), default=0)
    different = np.unique(numbers)
    if len(different) <= _most_levels(len(own)):
        return Column(name, "real", tuple(float(value) for value in different), missing=missing, decimals=digits)
    present, counts = np.unique(own, return_counts=True)
    atoms = present[counts >= max(_LEAST_ATOM * len(own), 2)]
    rest = numbers[~np.isin(numbers, atoms)]
    if len(rest) and rest.min() == rest.max():
        atoms, rest = np.union1d(atoms, rest), rest[:0]
    edges: tuple[float, ...] = ()
    if len(rest):
        own_rest = own[~np.isin(own, atoms)]
        count = _bin_count(len(own_rest))
        inner = np.quantile(own_rest, np.linspace(0.0, 1.0, count + 1)[1:-1]) if len(own_rest) else np.empty(0)
        low, high = float(rest.min()), float(rest.max())
        between = sorted({float(edge) for edge in inner if low < edge < high})
        edges = (low, *between, high)
    return Column(name, "real", tuple(float(atom) for atom in atoms), edges, missing=missing, decimals=digits)


def _digits(value: float) -> int:
    """Digits after the point, as many as are kept."""
    for digits in range(_DECIMALS):
        if math.isclose(round(value, digits), value, rel_tol=0.0, abs_tol=1e-9 * max(abs(value), 1e-3)):
            return digits
    return _DECIMALS
