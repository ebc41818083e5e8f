"""A learned table: rows drawn jointly, given any of their attributes; exact likelihoods; distributions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.errors import InvalidFields, ModelUnavailable, Violation
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.model_file import LoadedModel
from procgen.runtime.store import ModelStore
from procgen.table.given import Known, Wanted, read_given
from procgen.table.nade import Nade
from procgen.table.parameters import RANGES, count_violations
from procgen.table.schema import CodeArray, FloatArray, Row, Schema, Value

DOMAIN: Final = "table"
ROLE: Final = "nade"


def table_names(store: ModelStore) -> tuple[str, ...]:
    """Names of all tables, the default first."""
    return store.generators(DOMAIN)


def load_table(store: ModelStore, name: str, field: str = "table") -> Table:
    """A table by its name, such as "settlement".

    Args:
        store: holds it.
        name: as catalogs have it.
        field: what a violation calls the name.

    Raises:
        InvalidFields: there is no such table.
        ModelUnavailable: its file is missing, damaged or not trusted, or its catalog does not describe its columns.
    """
    names = table_names(store)
    if name not in names:
        raise InvalidFields([Violation.of(field, name or "missing", "one of " + ", ".join(names))])
    return Table(store.part(DOMAIN, name, ROLE))


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Rows as states, and their values.

    Attributes:
        codes: (rows, columns) states.
        rows: their values.
        log_given: log-probability of what was given, in nats; 0 where nothing was.
    """

    codes: CodeArray
    rows: list[Row]
    log_given: float


class Table:
    """A table, ready to be drawn from. Calls from several threads at once are fine.

    Args:
        model: its network; the catalog entry tells the columns.

    Raises:
        ModelUnavailable: the entry does not describe them.
    """

    def __init__(self, model: LoadedModel) -> None:
        entry = model.entry
        try:
            self.schema = Schema.of_record(entry.properties["columns"])
        except (KeyError, TypeError, ValueError) as error:
            raise ModelUnavailable(
                f"model {entry.name}: its catalog entry does not describe the table's columns: {error}",
                "Train it again with `procgen train table`.",
            ) from error
        self.name = entry.generator
        self.entry = entry
        self.title = str(entry.properties.get("title", entry.generator))
        self.description = str(entry.properties.get("description", ""))
        self.nade = Nade(model, self.schema)

    @property
    def model_sha256(self) -> dict[str, str]:
        """For recipes: SHA-256 of the weights by name."""
        return {self.entry.name: self.entry.sha256}

    def sample(
        self, *, seed: int, count: int = 1, given: Mapping[str, Wanted] | None = None, checkpoint: Checkpoint = go_on
    ) -> list[Row]:
        """Draw rows jointly.

        Args:
            seed: 0 to 2^64 - 1.
            count: 1 to 100,000; row i is the same whatever the count.
            given: what is known, for any of the columns: a value, "a|b" or a list for one of several, "10..20" or a
                pair of numbers for a range, None or "" for a missing value.
            checkpoint: called now and then.

        Raises:
            InvalidFields: names every column that the table lacks and every value that a column can't have.
        """
        return self.draw(seed=seed, count=count, given=given, checkpoint=checkpoint).rows

    def draw(
        self, *, seed: int, count: int = 1, given: Mapping[str, Wanted] | None = None, checkpoint: Checkpoint = go_on
    ) -> Drawn:
        """As :meth:`sample`, with the states and how probable the givens are."""
        wrong = count_violations(seed, count)
        if wrong:
            raise InvalidFields(wrong)
        known = read_given(given or {}, self.schema)
        codes, places = self.nade.sample(seed, count, known, checkpoint)
        log_given = self.nade.log_given(known, checkpoint) if known else 0.0
        return Drawn(codes, self._values(codes, places, known), log_given)

    def _values(self, codes: CodeArray, places: FloatArray, known: Sequence[Known]) -> list[Row]:
        held = {each.column: each for each in known}
        by_column: list[list[Value]] = []
        for index, column in enumerate(self.schema.columns):
            each = held.get(index)
            if each is not None and each.exact:
                by_column.append([each.value] * len(codes))
                continue
            ends = (-math.inf, math.inf) if each is None else (each.least, each.greatest)
            states, own = codes[:, index].tolist(), places[:, index].tolist()
            by_column.append([column.decode(state, place, *ends) for state, place in zip(states, own, strict=True)])
        return [dict(zip(self.schema.names, row, strict=True)) for row in zip(*by_column, strict=True)]

    def encode(self, rows: Sequence[Mapping[str, Value]], field: str = "rows") -> CodeArray:
        """(rows, columns) states of whole rows.

        Raises:
            InvalidFields: names every cell that is missing or holds what its column can't have.
        """
        codes = np.zeros((len(rows), len(self.schema.columns)), np.int64)
        wrong = []
        for number, row in enumerate(rows):
            wrong += [
                Violation.of(f"{field}[{number}].{name}", row[name], "a column: " + ", ".join(self.schema.names))
                for name in row
                if name not in self.schema.names
            ]
            for index, column in enumerate(self.schema.columns):
                if column.name not in row:
                    wrong.append(Violation.of(f"{field}[{number}].{column.name}", "missing", column.allowed))
                    continue
                value = row[column.name]
                try:
                    codes[number, index] = column.encode(value)
                except ValueError as error:
                    wrong.append(Violation.of(f"{field}[{number}].{column.name}", value, str(error)))
            if len(wrong) > 100:
                break
        if wrong:
            raise InvalidFields(wrong)
        return codes

    def log_likelihood(
        self, rows: Sequence[Mapping[str, Value]], *, orders: int = 1, checkpoint: Checkpoint = go_on
    ) -> FloatArray:
        """(rows,) log-likelihood of whole rows in nats: a density over binned real columns, a probability over all
        else.

        Args:
            rows: a value for each column.
            orders: 1 for the columns' own order, more for the even mixture of so many orders.
            checkpoint: called now and then.

        Raises:
            InvalidFields: names every cell that can't be; ``orders`` out of its range.
        """
        if not RANGES["orders"].allows(orders):
            raise InvalidFields([Violation.of("orders", orders, str(RANGES["orders"]))])
        return self.nade.log_likelihood(self.encode(rows), orders=orders, checkpoint=checkpoint)

    def distribution(
        self,
        columns: Sequence[str],
        given: Mapping[str, Wanted] | None = None,
        checkpoint: Checkpoint = go_on,
    ) -> FloatArray:
        """The joint distribution of some columns' states, given what is known of others; an axis a column.

        Raises:
            InvalidFields: names every column that the table lacks or that is asked for twice or given, and every given
                that can't be; more than 65,536 combinations.
        """
        wrong = [
            Violation.of(f"columns[{place}]", name, "a column that is neither given nor asked for twice")
            for place, name in enumerate(columns)
            if name not in self.schema.names or name in (given or {}) or name in columns[:place]
        ]
        if not columns:
            wrong.append(Violation.of("columns", "missing", "one or more of " + ", ".join(self.schema.names)))
        if wrong:
            raise InvalidFields(wrong)
        known = read_given(given or {}, self.schema)
        return self.nade.distribution([self.schema.names.index(name) for name in columns], known, checkpoint)
