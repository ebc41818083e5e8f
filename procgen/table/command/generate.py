"""``procgen generate table``."""

from __future__ import annotations

from typing import Annotated, Final

import typer
from google.protobuf.message import Message

from procgen.kit.command.asking import Generate, Given, Lines, Place, made_again
from procgen.kit.command.flags import RecipeFile, read_given
from procgen.kit.command.form_flags import Said
from procgen.kit.command.output import bar, json_object, line
from procgen.kit.wire.received import Received, here, receive, write
from procgen.runtime.files import prepare_folder
from procgen.table.table import DOMAIN
from procgen.table.wire.form import FORM
from procgen.table.wire.service import TableService
from procgen.v1 import table_pb2

_PRINTED_ROWS: Final = 20


def _ask(
    around: Given,
    said: Said,
    *,
    given: Annotated[
        list[str] | None,
        typer.Option(help="COLUMN=VALUE that is known: a value, a|b, 10..20, or nothing for missing; repeatable."),
    ] = None,
    recipe: RecipeFile = None,
) -> list[Message]:
    """The rows that flags ask for."""
    known = read_given(given or [], said.wrong)
    said.check()
    if recipe is not None:
        return [made_again(recipe, DOMAIN, table_pb2.TableRequest, around, said, FORM)]
    request = table_pb2.TableRequest(given=known)
    said.fill(request, FORM)
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
    forms=(FORM,),
    ask=_ask,
    make=_make,
    lines=Lines(counts_seeds=lambda _: False),
)
