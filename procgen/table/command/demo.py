"""The demo's tables: rows of each, drawn as any client would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from procgen.kit.command.demo_maker import Maker
from procgen.kit.command.gallery import Exhibit, Section
from procgen.v1 import table_pb2

_ASKED: Final[tuple[tuple[str, str, dict[str, str]], ...]] = (
    ("settlement", "Fishing villages", {"kind": "fishing_village", "site": "coast"}),
    ("roles", "Those who live at an inn", {"setting": "medieval", "workplace": "inn"}),
    ("loot", "Rare finds", {"rarity": "rare|very_rare"}),
    ("encounter", "What may be met in a forest", {"habitat": "forest", "challenge": "1..5"}),
    ("ecology", "What grows on a steep slope", {"slope_deg": "25.."}),
    ("scenario", "Rush hour in the rain", {"weather": "rain|heavy_rain", "traffic": "20.."}),
)
_SHOWN: Final = 6
_COUNT: Final = 200
TABLES: Final = len(_ASKED)
"""How many things are made."""


@dataclass(frozen=True, slots=True)
class TableMaker:
    """Asks the server for rows."""

    maker: Maker[table_pb2.TableResult]

    @property
    def records(self) -> list[dict[str, object]]:
        return self.maker.records


def tables(maker: TableMaker) -> Section:
    """Rows of all tables, each with something given."""
    return Section(
        "Tables",
        "Attributes that are drawn together, given any of them; procgen train table learns your own from a CSV file.",
        tuple(_exhibit(maker, *asked) for asked in _ASKED),
    )


def _exhibit(maker: TableMaker, table: str, title: str, given: dict[str, str]) -> Exhibit:
    request = table_pb2.TableRequest(seed=1, table=table, count=_COUNT, given=given, file_name=f"table-{table}")
    made = maker.maker.make(request, ("csv", "json"), title)
    columns = made.result.columns
    told = []
    for row in list(made.result.rows)[:_SHOWN]:
        cells = [f"{name} {cell}" for name, cell in zip(columns, row.cells, strict=True) if cell and name not in given]
        told.append(("", ", ".join(cells).replace("_", " ")))
    flags = " ".join(f"--given {name}={value!r}" for name, value in given.items())
    return Exhibit(
        title=title,
        caption=", ".join(f"{name} {value}" for name, value in given.items()).replace("_", " "),
        quotes=tuple(told),
        facts=f"{_COUNT} rows in {made.result.elapsed_ms:.0f} ms",
        files=tuple(artifact.file_name for artifact in made.result.artifacts),
        recipe=made.recipe.to_json(),
        command=f"procgen generate table {table} --count {_COUNT} --seed 1 {flags}",
    )


TABLE_SECTIONS: tuple[Callable[[TableMaker], Section], ...] = (tables,)
