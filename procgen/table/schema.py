"""Columns of a table, and how their values become states: the finitely many things that a network tells apart.

A category or an ordinal has a state for each value, an integer for each value or for each run of neighbouring ones, a
real number for each of its frequent values and for each bin between quantiles. Missing values are a state of their own.
Within a bin values are uniform, so that a row's probability is exact: a density over the real columns that are in bins,
a probability over all else.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt

Kind: TypeAlias = Literal["category", "ordinal", "integer", "real"]
Value: TypeAlias = str | int | float | None
"""What a cell holds; None where it is missing."""
Row: TypeAlias = dict[str, Value]
CodeArray: TypeAlias = npt.NDArray[np.int64]
FloatArray: TypeAlias = npt.NDArray[np.float64]

KINDS: Final = get_args(Kind)
MOST_COLUMNS: Final = 64
MOST_VALUES: Final = 256
"""Of a category or an ordinal, and states of any column."""
UNKNOWN: Final = -1
"""The code of a cell that nothing is known of."""


@dataclass(frozen=True, slots=True)
class Column:
    """One attribute."""

    name: str
    kind: Kind
    values: tuple[str | int | float, ...] = ()
    """Values that are states of their own: text of categories and ordinals (these in order), numbers of the others."""
    edges: tuple[float, ...] = ()
    """Ends of the bins of a number, one more than there are bins; a bin holds its lower end, the last both. An
    integer's end with the greatest value plus one, and hold no upper end."""
    missing: bool = False
    """Whether the last state stands for a missing value."""
    decimals: int = 0
    """Digits after the point of a real number, as the data had them."""

    @property
    def bins(self) -> int:
        """How many states are bins."""
        return max(len(self.edges) - 1, 0)

    @property
    def states(self) -> int:
        """How many states there are: values first, then bins, then missing."""
        return len(self.values) + self.bins + self.missing

    @property
    def ordered(self) -> bool:
        """Whether neighbouring states are alike."""
        return self.kind != "category"

    @property
    def numeric(self) -> bool:
        """Whether values are numbers."""
        return self.kind in ("integer", "real")

    @property
    def ranks(self) -> tuple[float, ...]:
        """Of each state but missing, its place from 0 to 1 among the others in order; empty where there is no order."""
        if not self.ordered:
            return ()
        count = len(self.values) + self.bins
        if self.kind == "ordinal":
            order = list(range(count))
        else:
            middles = [
                *map(float, self.values),
                *((a + b) / 2 for a, b in itertools.pairwise(self.edges)),
            ]
            order = sorted(range(count), key=middles.__getitem__)
        ranks = [0.0] * count
        for place, state in enumerate(order):
            ranks[state] = place / max(count - 1, 1)
        return tuple(ranks)

    @property
    def widths(self) -> FloatArray:
        """(states,) how much of the number line a state spreads over, in the column's unit: 1 for single values, for
        missing, and the count of integers in a bin.
        """
        return np.array([1.0] * len(self.values) + [b - a for a, b in self._bins()] + [1.0] * self.missing)

    def _bins(self) -> Iterator[tuple[float, float]]:
        return itertools.pairwise(self.edges)

    @property
    def allowed(self) -> str:
        """For people: what a cell may hold."""
        if self.numeric:
            told = [] if not self.edges else [f"a {'whole ' if self.kind == 'integer' else ''}number {self._range()}"]
            if self.values:
                told.append("one of " + _some([f"{value:g}" for value in self.values]))
            said = " or ".join(told)
        else:
            said = "one of " + _some([str(value) for value in self.values])
        return said + (", or nothing where it is missing" if self.missing else "")

    @property
    def greatest(self) -> float:
        """The greatest number that a bin holds."""
        return self.edges[-1] - 1.0 if self.kind == "integer" else self.edges[-1]

    def text_of(self, state: int) -> str:
        """A state as givens have it: a value, a range, or nothing for missing."""
        if self.missing and state == self.states - 1:
            return ""
        if state < len(self.values):
            return str(self.values[state])
        low, high = self.ends_of(state)
        return f"{low:.10g}..{high:.10g}"

    def ends_of(self, state: int) -> tuple[float, float]:
        """Least and greatest number of a bin."""
        low, high = self.edges[state - len(self.values) :][:2]
        return low, high - 1.0 if self.kind == "integer" else high

    def _range(self) -> str:
        return f"from {self.edges[0]:.10g} to {self.greatest:.10g}"

    def read(self, text: str) -> Value:
        """A value of its text; of a number that can't be read, the text. Empty is missing."""
        if text == "":
            return None
        if not self.numeric:
            return text
        try:
            number = float(text)
        except ValueError:
            return text
        if self.kind == "integer" and number.is_integer():
            return int(number)
        return number

    def encode(self, value: Value) -> int:
        """The state of a value. Raises ValueError, whose message says what is allowed."""
        if value is None:
            if self.missing:
                return self.states - 1
        elif self.numeric:
            if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
                if value in self.values:
                    return self.values.index(value)
                place = self._bin(float(value))
                if place is not None:
                    return len(self.values) + place
        elif value in self.values:
            return self.values.index(value)
        raise ValueError(self.allowed)

    def _bin(self, value: float) -> int | None:
        if not self.edges or not self.edges[0] <= value <= self.edges[-1]:
            return None
        if self.kind == "integer" and (value != int(value) or value == self.edges[-1]):
            return None
        return min(int(np.searchsorted(self.edges, value, side="right")) - 1, self.bins - 1)

    def decode(self, state: int, place: float, least: float = -math.inf, greatest: float = math.inf) -> Value:
        """A value of a state.

        Args:
            state: of this column.
            place: where in its bin, 0 to 1.
            least, greatest: what the value must keep to.
        """
        if self.missing and state == self.states - 1:
            return None
        if state < len(self.values):
            return self.values[state]
        low, high = (float(edge) for edge in self.edges[state - len(self.values) :][:2])
        if self.kind == "integer":
            least_whole, most = math.ceil(max(low, least)), math.floor(min(high - 1, greatest))
            return min(least_whole + math.floor(place * (most - least_whole + 1)), most)
        first, last = max(low, least), min(high, greatest)
        return min(max(round(first + place * (last - first), self.decimals), first), last)

    def overlap(self, least: float, greatest: float) -> FloatArray:
        """(states,) share of each state within a closed range of numbers; a missing value is in none."""
        shares = [float(least <= float(value) <= greatest) for value in self.values]
        for low, high in self._bins():
            if self.kind == "integer":
                inside = float(math.floor(min(high - 1, greatest)) - math.ceil(max(low, least)) + 1)
            else:
                inside = min(high, greatest) - max(low, least)
            shares.append(max(inside, 0.0) / (high - low))
        return np.array(shares + [0.0] * self.missing)

    def record(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "name": self.name,
            "kind": self.kind,
            "values": list(self.values),
            "edges": list(self.edges),
            "missing": self.missing,
            "decimals": self.decimals,
        }

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> Column:
        """The column of a JSON object. Raises KeyError, TypeError or ValueError where it is none."""
        kind = record["kind"]
        if kind not in KINDS:
            raise ValueError(f"{kind!r} is no kind of column")
        edges = tuple(float(edge) for edge in record["edges"])
        if any(b <= a for a, b in itertools.pairwise(edges)) or not all(map(math.isfinite, edges)):
            raise ValueError("the ends of bins do not ascend")
        values = tuple(record["values"])
        allowed: tuple[type, ...] = (int, float) if kind in ("integer", "real") else (str,)
        if not all(isinstance(value, allowed) for value in values) or len(set(values)) != len(values):
            raise ValueError("values are of another kind, or not distinct")
        column = cls(str(record["name"]), kind, values, edges, bool(record["missing"]), int(record["decimals"]))
        if not 1 <= column.states <= 2 * MOST_VALUES:
            raise ValueError(f"{column.states} states")
        return column


def _some(texts: Sequence[str], most: int = 24) -> str:
    told = ", ".join(texts[:most])
    return told if len(texts) <= most else f"{told} and {len(texts) - most} more"


@dataclass(frozen=True, slots=True)
class Schema:
    """The columns of a table, in the order in which rows are drawn where nothing is given."""

    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def states(self) -> tuple[int, ...]:
        return tuple(column.states for column in self.columns)

    @property
    def starts(self) -> tuple[int, ...]:
        """Where each column's states begin among those of all columns, and in the end how many there are."""
        return (0, *(int(end) for end in np.cumsum(self.states)))

    def log_widths(self, codes: CodeArray) -> FloatArray:
        """(rows, columns) logarithm of the width of each cell's state; 0 where the code is :data:`UNKNOWN`."""
        told = np.zeros(codes.shape)
        for index, column in enumerate(self.columns):
            widths = np.append(np.log(column.widths), 0.0)
            told[:, index] = widths[codes[:, index]]
        return told

    def record(self) -> list[dict[str, Any]]:
        """As JSON has it."""
        return [column.record() for column in self.columns]

    @classmethod
    def of_record(cls, record: object) -> Schema:
        """The schema of a JSON list. Raises KeyError, TypeError or ValueError where it is none."""
        if not isinstance(record, list) or not 1 <= len(record) <= MOST_COLUMNS:
            raise ValueError(f"columns are no list of 1 to {MOST_COLUMNS}")
        columns = tuple(Column.of_record(each) for each in record)
        if len({column.name for column in columns}) != len(columns):
            raise ValueError("two columns share a name")
        return cls(columns)
