"""How much memory a call for rows works with; see :mod:`procgen.kit.wire.work_memory`."""

from __future__ import annotations

from typing import Final

from google.protobuf.message import Message

from procgen.kit.wire.work_memory import MIB
from procgen.table.parameters import RANGES
from procgen.v1 import table_pb2

# Bytes a row.
_BASE: Final = 40 * MIB
_ROW: Final = 8000
"""With 16 columns; its values, states and files."""


def table_bytes(request: table_pb2.TableRequest) -> int:
    """Of a TableRequest."""
    return _BASE + _ROW * request.count if RANGES["count"].allows(request.count) else 0


def smaller_table(_request: Message, _most_bytes: int) -> str:
    """What to ask for instead of rows that take more."""
    return "Ask for a smaller count, several times."
