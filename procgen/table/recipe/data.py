"""A user's table, ready to learn from: read, split, as states."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.errors import InvalidFields, Violation
from procgen.table.reading import Typed, Wish, infer, read_csv, typed
from procgen.table.schema import CodeArray, Row, Schema, Value

SPLITS = ("train", "validation", "test")
_VALIDATION_FROM, _TEST_FROM = 0.70, 0.85


@dataclass(frozen=True, slots=True, eq=False)
class TableData:
    """Rows as states, and which split each is in.

    Attributes:
        schema: the columns.
        codes: (rows, columns) states.
        values: as many values.
        split: (rows,) an index into :data:`SPLITS`.
        group: (rows,) equal where rows belong together.
    """

    schema: Schema
    codes: CodeArray
    values: tuple[list[Value], ...]
    split: npt.NDArray[np.int8]
    group: CodeArray

    def of(self, split: str) -> CodeArray:
        """(rows, columns) the states of a split."""
        return np.asarray(self.codes[self.split == SPLITS.index(split)])

    def groups(self, split: str) -> CodeArray:
        """(rows,) the groups of a split's rows."""
        return np.asarray(self.group[self.split == SPLITS.index(split)])

    def rows(self, split: str) -> list[Row]:
        """The rows of a split."""
        names = self.schema.names
        wanted = np.flatnonzero(self.split == SPLITS.index(split))
        return [{name: column[i] for name, column in zip(names, self.values, strict=True)} for i in wanted]


def read_table(data: bytes, wishes: Mapping[str, Wish], group: str = "") -> TableData:
    """Read and split a CSV file: about 70 % of the rows for training, 15 % each for validation and test.

    A row's split is told by a hash of its number and its cells, or of its ``group`` cell.

    Args:
        data: the file.
        wishes: kinds of columns, where they are not as they seem.
        group: a column whose equal values belong together, such as the day of a measurement: they share a split, and
            the column is left out of the table.

    Raises:
        InvalidFields: names all that is wrong with the file, the wishes and the group.
    """
    cells = read_csv(data)
    if group and group not in cells.names:
        raise InvalidFields([Violation.of("--group", group, "one of the columns " + ", ".join(cells.names))])
    keys = (
        [str(cell) for cell in cells.columns[cells.names.index(group)]]
        if group
        else [f"{number}\0" + "\0".join(map(str, row)) for number, row in enumerate(zip(*cells.columns, strict=True))]
    )
    shares = np.array([int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "little") for key in keys]) / 2.0**64
    split = ((shares >= _VALIDATION_FROM).astype(np.int8) + (shares >= _TEST_FROM)).astype(np.int8)
    if np.bincount(split, minlength=3).min() < 2:
        raise InvalidFields([Violation.of("--group", group, "a column with more different values, for three splits")])
    table = typed(cells, wishes if not group else {**wishes, group: Wish("drop")})
    groups = np.unique(np.array(keys), return_inverse=True)[1].astype(np.int64)
    return as_states(table, split, groups)


def as_states(table: Typed, split: npt.NDArray[np.int8], groups: CodeArray) -> TableData:
    """The table's states, inferred from its training rows."""
    schema = infer(table, split == 0)
    codes = np.empty((len(table), len(schema.columns)), np.int64)
    for index, (column, values) in enumerate(zip(schema.columns, table.columns, strict=True)):
        states = {value: column.encode(value) for value in set(values)}
        codes[:, index] = [states[value] for value in values]
    return TableData(schema, codes, table.columns, split, groups)
