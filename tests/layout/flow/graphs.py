"""Flow graphs for tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from procgen.layout.flow.graph import Flow, read_flow

CRYPT = Path(__file__).parents[3] / "docs/examples/crypt.json"


def said() -> dict[str, Any]:
    """A graph with a bit of everything, to be changed and read."""
    return {
        "rooms": [
            {"id": "gate", "kind": "entrance"},
            {"id": "hall", "kind": "hub", "size": "medium"},
            {"id": "crypt", "kind": "key", "keys": ["bronze"]},
            {"id": "nook", "kind": "secret"},
            {"id": "loft", "floor": 1, "size": [5, 7]},
            {"id": "out", "kind": "exit"},
        ],
        "passages": [
            {"from": "gate", "to": "hall", "kind": "open"},
            {"from": "hall", "to": "crypt"},
            {"from": "crypt", "to": "gate", "kind": "one_way"},
            {"from": "hall", "to": "nook", "kind": "secret"},
            {"from": "hall", "to": "loft", "kind": "stairs"},
            {"from": "hall", "to": "out", "kind": "locked", "key": "bronze"},
        ],
    }


def flow_of(graph: dict[str, Any]) -> Flow:
    """Read it."""
    return read_flow(json.dumps(graph))
