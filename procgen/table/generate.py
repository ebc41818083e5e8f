"""From a request to rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from procgen.errors import InvalidFields, Violation
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore
from procgen.table.given import read_given
from procgen.table.parameters import RANGES, count_violations
from procgen.table.schema import CodeArray, Row, Schema
from procgen.table.table import DOMAIN, Table, load_table, table_names

DEFAULT_COUNT: Final = 10


@dataclass(frozen=True, slots=True)
class TableParameters:
    """A request for rows.

    Attributes:
        table: name of the table.
        seed: 0 to 2^64 - 1.
        count: 1 to 100,000.
        given: what is known, as text, by column (:mod:`procgen.table.given`).
    """

    table: str
    seed: int = 0
    count: int = DEFAULT_COUNT
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class TableRows:
    """What was drawn.

    Attributes:
        table: name of the table.
        schema: its columns.
        codes: (rows, columns) states.
        rows: values by column.
        log_given: how probable what was given is, in nats.
        recipe: makes the same again.
    """

    table: str
    schema: Schema
    codes: CodeArray
    rows: list[Row]
    log_given: float
    recipe: Recipe

    @property
    def name(self) -> str:
        """What the names of its files start with."""
        return f"{self.table}-{self.recipe.sha256[:12]}"


def check(parameters: TableParameters, store: ModelStore) -> None:
    """Raise InvalidFields that names every field that can't be accepted."""
    found = count_violations(parameters.seed, parameters.count)
    names = table_names(store)
    if parameters.table not in names:
        found.append(Violation.of("table", parameters.table or "missing", "one of " + ", ".join(names)))
    else:
        try:
            read_given(parameters.given, load_table(store, parameters.table).schema)
        except InvalidFields as error:
            found += error.violations
    if found:
        raise InvalidFields(found)


def generate(
    parameters: TableParameters,
    store: ModelStore,
    report: Callable[[str, float], None] = lambda _stage, _share: None,
    checkpoint: Checkpoint = go_on,
) -> TableRows:
    """Draw rows.

    Args:
        parameters: what to draw.
        store: holds the table.
        report: told what is done and the share of the whole.
        checkpoint: called every few milliseconds; raises to stop the work.

    Raises:
        InvalidFields: names every field that can't be accepted.
        ModelUnavailable: the table's file is missing, damaged or not trusted.
    """
    check(parameters, store)
    table: Table = load_table(store, parameters.table)
    report("rows", 0.0)
    drawn = table.draw(seed=parameters.seed, count=parameters.count, given=parameters.given, checkpoint=checkpoint)
    report("rows", 1.0)
    request = {
        "table": parameters.table,
        "seed": str(parameters.seed),
        "count": parameters.count,
        "given": dict(sorted(parameters.given.items())),
    }
    recipe = Recipe(DOMAIN, request, table.model_sha256)
    return TableRows(table.name, table.schema, drawn.codes, drawn.rows, drawn.log_given, recipe)


__all__ = ["DOMAIN", "RANGES", "TableParameters", "TableRows", "check", "generate"]
