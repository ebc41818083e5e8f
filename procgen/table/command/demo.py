"""The demo's tables: rows of each, drawn as any client would."""

from __future__ import annotations

from functools import partial
from typing import Final

from procgen.kit.command.exhibits import Maker, Room, file_names
from procgen.kit.command.gallery import Exhibit
from procgen.v1 import table_pb2, table_pb2_grpc

_SHOWN: Final = 6
_COUNT: Final = 200


def _rows(table: str, title: str, given: dict[str, str], maker: Maker) -> tuple[Exhibit, ...]:
    request = table_pb2.TableRequest(seed=1, table=table, count=_COUNT, given=given, file_name=f"table-{table}")
    made = maker.make(table_pb2_grpc.TableServiceStub(maker.channel).Generate, request, ("csv", "json"))
    columns = made.result.columns
    told = []
    for row in list(made.result.rows)[:_SHOWN]:
        cells = [f"{name} {cell}" for name, cell in zip(columns, row.cells, strict=True) if cell and name not in given]
        told.append(("", ", ".join(cells).replace("_", " ")))
    flags = " ".join(f"--given {name}={value!r}" for name, value in given.items())
    exhibit = Exhibit(
        title=title,
        caption=", ".join(f"{name} {value}" for name, value in given.items()).replace("_", " "),
        quotes=tuple(told),
        facts=f"{_COUNT} rows in {made.result.elapsed_ms:.0f} ms",
        files=file_names(made),
        recipe=made.recipe.to_json(),
        command=f"procgen generate table {table} --count {_COUNT} --seed 1 {flags}",
    )
    return (exhibit,)


EXHIBITS: Final = (
    Room(
        "Tables",
        "Attributes that are drawn together, given any of them; procgen train table learns your own from a CSV file.",
        (
            partial(_rows, "settlement", "Fishing villages", {"kind": "fishing_village", "site": "coast"}),
            partial(_rows, "roles", "Those who live at an inn", {"setting": "medieval", "workplace": "inn"}),
            partial(_rows, "loot", "Rare finds", {"rarity": "rare|very_rare"}),
            partial(_rows, "encounter", "What may be met in a forest", {"habitat": "forest", "challenge": "1..5"}),
            partial(_rows, "ecology", "What grows on a steep slope", {"slope_deg": "25.."}),
            partial(_rows, "scenario", "Rush hour in the rain", {"weather": "rain|heavy_rain", "traffic": "20.."}),
        ),
    ),
)
