"""The declaration of the domain table."""

from __future__ import annotations

from typing import Final

from procgen.kit.domain import Domain, Verb

DOMAIN: Final = Domain(
    name="table",
    title="Table",
    about="Draw rows of a learned table: loot, encounters, settlements, roles, ecology, scenarios, or your own.",
    plural="tables",
    makes={"table": "Generate"},
    forms=("table",),
    wire="wire.side:WIRE",
    generate="command.generate:GENERATE",
    demo="command.demo:EXHIBITS",
    bench="command.bench:BENCHES",
    ruler="ruler.side:RULER",
    more={
        "cover": Verb(
            "command.cover:cover", "Choose rows of a table that cover all that can occur; or say what a set misses."
        )
    },
    evaluate={
        "table": Verb(
            "command.evaluate:table",
            "Held-out likelihood against independent columns, a tree and a copula; pairs of columns; a judge.",
        )
    },
    train={
        "table": Verb(
            "command.train:table",
            "Learn a table's joint distribution, and measure it against independent columns, a tree and a copula.",
        ),
        "table-rows": Verb(
            "command.train:table_rows",
            "Write the rows that a packaged table was learned from, and say how to learn from them.",
        ),
    },
)
