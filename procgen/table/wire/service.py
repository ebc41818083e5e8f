"""procgen.v1.TableService."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from google.protobuf.message import Message

from procgen.errors import InvalidFields, Violation
from procgen.formats.names import file_name_violations
from procgen.kit.wire.artifacts import artifact, file_events, recipe_message
from procgen.kit.wire.call import AnyMethod, Call, Check, Emit, Method
from procgen.kit.wire.model_digests import models_of
from procgen.kit.wire.outputs import read_kinds
from procgen.kit.wire.reporter import Reporter
from procgen.kit.wire.request_id import request_id_violations
from procgen.runtime.store import ModelStore
from procgen.table.exporters import EXPORTERS, Exporter, text_of
from procgen.table.generate import DEFAULT_COUNT, TableParameters, check, generate
from procgen.table.preview import preview_png
from procgen.table.schema import Column, Row
from procgen.table.table import DOMAIN, Table, load_table, table_names
from procgen.table.wire.memory import smaller_table, table_bytes
from procgen.v1 import table_pb2

SERVICE: Final = "procgen.v1.TableService"
SHOWN_ROWS: Final = 1000
"""Rows that the result itself holds at most."""
MOST_ROWS: Final = 1000
"""Rows of one LogLikelihood call."""
_MOST_GIVEN: Final = 64
_QUICK_ROWS: Final = 2000
_EXPORT_SHARE: Final = 0.3


def read_request(message: table_pb2.TableRequest, store: ModelStore) -> tuple[TableParameters, tuple[Exporter, ...]]:
    """Check a request as a whole.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    found = request_id_violations(message.request_id)
    parameters = TableParameters(
        table=message.table,
        seed=message.seed,
        count=message.count if message.HasField("count") else DEFAULT_COUNT,
        given=dict(message.given),
    )
    try:
        check(parameters, store)
    except InvalidFields as error:
        found += error.violations
    kinds = read_kinds(message.outputs, lambda kind: kind if kind in EXPORTERS else None, EXPORTERS, found)
    found += file_name_violations(message.file_name)
    if found:
        raise InvalidFields(found)
    return parameters, tuple(EXPORTERS[kind] for kind in kinds or ("csv",))


class TableService:
    """Draws rows and judges them.

    Args:
        store: the models.
    """

    def __init__(self, store: ModelStore) -> None:
        self._store = store

    def methods(self) -> list[AnyMethod]:
        unary: list[tuple[str, type[Message], Callable[[Any, Call], Message]]] = [
            ("GetTableInfo", table_pb2.GetTableInfoRequest, self.get_info),
            ("LogLikelihood", table_pb2.LogLikelihoodRequest, self.log_likelihood),
            ("Distribution", table_pb2.DistributionRequest, self.distribution),
        ]
        check_request: Check[Any] = self.check
        return [
            Method(
                f"/{SERVICE}/Generate",
                table_pb2.TableRequest,
                self.generate,
                streaming=True,
                heavy=True,
                lane=DOMAIN,
                quick=_quick,
                memory_bytes=table_bytes,
                less=smaller_table,
                models=models_of(self._store, DOMAIN),
                check=check_request,
            ),
            *(
                Method(f"/{SERVICE}/{name}", request, handler, heavy=True, lane=DOMAIN, quick=_quick)
                for name, request, handler in unary
            ),
        ]

    def check(self, request: table_pb2.TableRequest) -> None:
        read_request(request, self._store)

    def generate(self, request: table_pb2.TableRequest, call: Call, emit: Emit) -> Iterator[table_pb2.TableEvent]:
        began = time.perf_counter()
        store = self._store.view()
        parameters, exporters = read_request(request, store)

        reporter = Reporter(lambda progress: emit(table_pb2.TableEvent(progress=progress)), call.shown, _EXPORT_SHARE)
        reporter.made("start", 0.0)
        made = generate(parameters, store, reporter.made, call.checkpoint)
        reporter.made("export", 1.0, lambda: preview_png(made), last=True)
        result = table_pb2.TableResult(
            request_id=call.request_id,
            recipe=recipe_message(made.recipe),
            columns=made.schema.names,
            log_given=made.log_given,
        )
        files = []
        for exporter in exporters:
            call.checkpoint()
            files.append(exporter.encode(made))
            said = artifact(exporter.kind, exporter.file_name(made, request.file_name), exporter.media_type, files[-1])
            said.sidecar_json = exporter.sidecar(made)
            if said.sidecar_json:
                said.sidecar_name = exporter.sidecar_name(made, request.file_name)
            result.artifacts.append(said)
        for row in made.rows[:SHOWN_ROWS]:
            result.rows.add(cells=map(text_of, row.values()))
        result.elapsed_ms = (time.perf_counter() - began) * 1000.0
        event = table_pb2.TableEvent(result=result)
        return file_events(files, event, lambda chunk: table_pb2.TableEvent(chunk=chunk))

    def get_info(self, _request: Message, _call: Call) -> table_pb2.GetTableInfoResponse:
        store = self._store.view()
        tables = [load_table(store, name) for name in table_names(store)]
        return table_pb2.GetTableInfoResponse(tables=map(_described, tables))

    def log_likelihood(self, request: table_pb2.LogLikelihoodRequest, call: Call) -> table_pb2.LogLikelihoodResponse:
        table = load_table(self._store.view(), request.table)
        if not 1 <= len(request.rows) <= MOST_ROWS:
            raise InvalidFields([Violation.of("rows", f"{len(request.rows)} rows", f"1 to {MOST_ROWS} rows")])
        rows = _whole_rows(request, table)
        orders = request.orders if request.HasField("orders") else 1
        return table_pb2.LogLikelihoodResponse(
            nats=table.log_likelihood(rows, orders=orders, checkpoint=call.checkpoint)
        )

    def distribution(self, request: table_pb2.DistributionRequest, call: Call) -> table_pb2.DistributionResponse:
        table = load_table(self._store.view(), request.table)
        shares = table.distribution(list(request.columns), dict(request.given), call.checkpoint)
        columns = {column.name: column for column in table.schema.columns}
        return table_pb2.DistributionResponse(
            axes=[_axis(columns[name]) for name in request.columns], probabilities=shares.ravel()
        )


def _whole_rows(request: table_pb2.LogLikelihoodRequest, table: Table) -> list[Row]:
    """The rows of a request by column. Raises InvalidFields."""
    columns = {column.name: column for column in table.schema.columns}
    names = list(request.columns) or list(columns)
    if sorted(names) != sorted(columns):
        raise InvalidFields([Violation.of("columns", ", ".join(names), "each of " + ", ".join(columns) + " once")])
    wrong = [
        Violation.of(f"rows[{number}].cells", f"{len(row.cells)} cells", f"{len(names)} cells, one for each column")
        for number, row in enumerate(request.rows)
        if len(row.cells) != len(names)
    ]
    if wrong:
        raise InvalidFields(wrong[:100])
    return [
        {name: columns[name].read(text) for name, text in zip(names, row.cells, strict=True)} for row in request.rows
    ]


def _quick(request: Message) -> bool:
    """Whether it is done in some hundredths of a second."""
    if isinstance(request, table_pb2.TableRequest):
        return request.count <= _QUICK_ROWS
    if isinstance(request, table_pb2.LogLikelihoodRequest):
        return len(request.rows) * max(request.orders, 1) <= _QUICK_ROWS
    return not isinstance(request, table_pb2.DistributionRequest)


def _described(table: Table) -> table_pb2.TableInfo:
    rows = table.entry.properties.get("rows", {})
    return table_pb2.TableInfo(
        name=table.name,
        title=table.title,
        description=table.description,
        columns=map(_column, table.schema.columns),
        training_rows=int(rows.get("train", 0)),
    )


def _column(column: Column) -> table_pb2.TableColumn:
    told = table_pb2.TableColumn(
        name=column.name, kind=column.kind, values=map(str, column.values), missing=column.missing
    )
    if column.edges:
        told.minimum, told.maximum = column.edges[0], column.greatest
    return told


def _axis(column: Column) -> table_pb2.DistributionAxis:
    axis = table_pb2.DistributionAxis(column=column.name)
    for state in range(column.states):
        told = axis.states.add(text=column.text_of(state))
        if len(column.values) <= state < len(column.values) + column.bins:
            told.minimum, told.maximum = column.ends_of(state)
    return axis
