"""What requests for rows may say."""

from __future__ import annotations

from typing import Final

from procgen.kit.wire.forms import SEED, Flag, Form
from procgen.table.exporters import EXPORTERS
from procgen.table.generate import DEFAULT_COUNT
from procgen.table.parameters import RANGES
from procgen.table.table import DOMAIN
from procgen.v1 import table_pb2

FORM: Final = Form(
    table_pb2.DESCRIPTOR.services_by_name["TableService"].methods_by_name["Generate"],
    DOMAIN,
    "Table",
    basic=("table", "count", "seed"),
    numbers={"seed": SEED, "count": RANGES["count"]},
    choices={
        "table": (None, "Which table; GetTableInfo lists the columns."),
        "outputs": (EXPORTERS, "What to send."),
    },
    texts={"file_name": "What the names of the files start with."},
    flags={"table": Flag(argument=True), "count": Flag(default=DEFAULT_COUNT)},
)
