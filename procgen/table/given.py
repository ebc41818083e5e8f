"""What is known of the rows to draw: for any of the columns a value, some values, or a range of numbers.

As text: "rare", "rare|legendary", "10..20" (an open end is left empty: "10.."), and nothing for a missing value. A text
that is a value of the column as it stands means that value.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from procgen.errors import InvalidFields, Violation
from procgen.table.schema import Column, FloatArray, Schema, Value

Wanted: TypeAlias = Value | tuple[float, float] | list[Value]
"""A value or its text, the ends of a range, or several values."""


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is known of one column.

    Attributes:
        column: its place among the columns.
        shares: (states,) how much of each state is allowed, 0 to 1.
        value: the exact one; only where ``exact``.
        exact: whether it is one value.
        least, greatest: ends of a range.
    """

    column: int
    shares: FloatArray
    value: Value = None
    exact: bool = False
    least: float = -math.inf
    greatest: float = math.inf


def read_given(given: Mapping[str, Wanted], schema: Schema, field: str = "given") -> list[Known]:
    """What is known, in the order of the columns.

    Args:
        given: by the column's name.
        schema: of the table.
        field: what violations call it.

    Raises:
        InvalidFields: names every column that the table lacks, and every value that a column can't have.
    """
    names = schema.names
    wrong = [
        Violation.of(f"{field}.{name}", wanted, "a column: " + ", ".join(names))
        for name, wanted in given.items()
        if name not in names
    ]
    known = []
    for index, column in enumerate(schema.columns):
        if column.name in given:
            wanted = given[column.name]
            try:
                known.append(_known(index, column, wanted))
            except ValueError as error:
                wrong.append(Violation.of(f"{field}.{column.name}", _shown(wanted), str(error)))
    if wrong:
        raise InvalidFields(wrong)
    return known


def _shown(wanted: Wanted) -> str:
    if isinstance(wanted, tuple):
        return f"{wanted[0]}..{wanted[1]}"
    if isinstance(wanted, list):
        return "|".join(map(str, wanted))
    return "missing" if wanted is None or wanted == "" else str(wanted)


def _known(index: int, column: Column, wanted: Wanted) -> Known:
    """Raises ValueError, whose message says what is allowed."""
    if isinstance(wanted, str):
        wanted = _read(column, wanted)
    if isinstance(wanted, tuple):
        return _range(index, column, *wanted)
    if isinstance(wanted, list):
        return _several(index, column, wanted)
    state = column.encode(wanted)
    return Known(index, np.eye(column.states)[state], wanted, exact=True)


def _read(column: Column, text: str) -> Wanted:
    value = column.read(text)
    if not column.numeric and value in column.values:
        return value
    if column.numeric and ".." in text and "|" not in text:
        ends = text.split("..")
        try:
            low, high = (float(end) if end.strip() else None for end in ends)
        except ValueError:
            raise ValueError(_also(column)) from None
        return (-math.inf if low is None else low, math.inf if high is None else high)
    if "|" in text:
        return [column.read(part) for part in text.split("|")]
    return value


def _also(column: Column) -> str:
    more = ", a range such as 10..20" if column.numeric else ""
    return f"{column.allowed}; several joined by |{more}"


def _range(index: int, column: Column, least: float, greatest: float) -> Known:
    if not column.numeric or math.isnan(least) or math.isnan(greatest) or least > greatest:
        raise ValueError(_also(column))
    shares = column.overlap(least, greatest)
    if column.kind == "real" and least == greatest:
        state = column.encode(least)
        return Known(index, np.eye(column.states)[state], least, exact=True)
    if not shares.any():
        raise ValueError(f"a range that meets {column.allowed}")
    return Known(index, shares, least=least, greatest=greatest)


def _several(index: int, column: Column, values: list[Value]) -> Known:
    try:
        states = [column.encode(value) for value in values]
    except ValueError:
        raise ValueError(_also(column)) from None
    if not states or (column.kind == "real" and any(state >= len(column.values) for state in states)):
        # A single number of a density has no probability to weigh it by.
        raise ValueError(f"{column.allowed}; or a range such as 10..20")
    shares = np.zeros(column.states)
    for state in states:
        shares[state] += 1.0 / column.widths[state]
    shares = np.minimum(shares, 1.0)
    if column.bins and any(state >= len(column.values) for state in states):
        return _several_integers(index, column, values, shares)
    return Known(index, shares)


def _several_integers(index: int, column: Column, values: list[Value], shares: FloatArray) -> Known:
    """Values of bins must be neighbours, which a range says as well."""
    numbers = sorted({int(value) for value in values if value is not None})
    if None in values or numbers != list(range(numbers[0], numbers[-1] + 1)):
        raise ValueError(f"{column.allowed}; several that follow one another, or a range such as 10..20")
    return Known(index, shares, least=float(numbers[0]), greatest=float(numbers[-1]))
