"""``procgen generate table``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer
from google.protobuf.message import Message

from procgen.errors import InvalidFields, Violation
from procgen.kit.command.asking import Generate, Given, Lines, Place
from procgen.kit.command.flags import name_violations, number_violations
from procgen.kit.command.output import bar, json_object, line
from procgen.kit.command.recipes import request_of_recipe
from procgen.kit.wire.received import Received, here, receive, write
from procgen.runtime.files import prepare_folder
from procgen.table.exporters import EXPORTERS
from procgen.table.generate import DEFAULT_COUNT
from procgen.table.parameters import RANGES
from procgen.table.table import DOMAIN
from procgen.table.wire.service import TableService
from procgen.v1 import table_pb2

_GREATEST_SEED: Final = 2**64 - 1
_PRINTED_ROWS: Final = 20


def read_given(texts: list[str], wrong: list[Violation]) -> dict[str, str]:
    """What `--given` says, by column; what can't be is added to ``wrong``."""
    given: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            wrong.append(Violation.of("--given", text, "COLUMN=VALUE, such as rarity=rare"))
        elif name in given:
            allowed = f"one --given a column; {name}={given[name]}|{value} for one of several"
            wrong.append(Violation.of("--given", text, allowed))
        else:
            given[name] = value
    return given


def table_requests(
    around: Given,
    *,
    table: Annotated[str, typer.Argument(help="Which table, such as loot; GetTableInfo lists them.")] = "",
    seed: Annotated[int, typer.Option(help="Which rows.")] = 1,
    count: Annotated[int, typer.Option(help="How many rows, 1 to 100000.")] = DEFAULT_COUNT,
    given: Annotated[
        list[str] | None,
        typer.Option(help="COLUMN=VALUE that is known: a value, a|b, 10..20, or nothing for missing; repeatable."),
    ] = None,
    format: Annotated[  # noqa: A002
        list[str] | None, typer.Option(help="What to write: " + ", ".join(EXPORTERS) + "; repeatable. [default: csv]")
    ] = None,
    name: Annotated[str, typer.Option(help="What file names start with. [default: made of the recipe]")] = "",
    recipe: Annotated[
        Path | None, typer.Option(help="Make what this recipe says; other parameters are ignored.")
    ] = None,
) -> list[Message]:
    """The rows that flags ask for."""
    formats = list(dict.fromkeys(format or []))
    wrong = name_violations("--format", formats, EXPORTERS)
    most = int(RANGES["count"].maximum)
    wrong += number_violations((("--seed", seed, 0, _GREATEST_SEED), ("--count", count, 1, most)))
    known = read_given(given or [], wrong)
    if wrong:
        raise InvalidFields(wrong)
    if recipe is not None:
        request = request_of_recipe(recipe, DOMAIN, table_pb2.TableRequest, around.store)
    else:
        request = table_pb2.TableRequest(table=table, seed=seed, count=max(count, 0), given=known)
    request.outputs.extend(formats)
    request.file_name = name
    return [request]


def _make(requests: list[Message], given: Given, place: Place) -> None:
    """Draw rows of a learned table: loot, encounters, settlements, roles, ecology, scenarios, or your own.

    Example: `procgen generate table loot --count 100 --given rarity=rare --format csv`
    """
    (request,) = requests
    service = given.domains.service(TableService)
    prepare_folder(place.out)
    with bar("table", 1, quiet=place.json) as shown:
        received: Received[table_pb2.TableResult] = receive(here(service.generate, request, shown.stage))
        shown.step(f"{getattr(request, 'count', 0)} rows")
    records = write(received, place.out)
    columns = received.result.columns
    if place.json:
        rows = [dict(zip(columns, row.cells, strict=True)) for row in received.result.rows]
        log_given = round(received.result.log_given, 6)
        json_object({"artifacts": records, "rows": rows, "log_given_nats": log_given, "seconds": place.seconds})
        return
    for row in received.result.rows[:_PRINTED_ROWS]:
        line(", ".join(f"{column} {cell}" for column, cell in zip(columns, row.cells, strict=True) if cell))
    for record in records:
        line(str(record["path"]))


GENERATE: Final = Generate(
    table_requests,
    _make,
    Lines(counts_seeds=lambda _: False),
)
