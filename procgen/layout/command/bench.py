"""What ``procgen bench`` times of layouts: whole calls, from a client's side."""

from __future__ import annotations

import json
from typing import Any, Final

from procgen.kit.command.benches import Bench, Benches, Client, Figures, seconds_until, timed
from procgen.kit.wire.received import receive
from procgen.layout.parameters import KINDS
from procgen.layout.wire.outputs import output_number
from procgen.v1 import layout_pb2, layout_pb2_grpc

_FILES: Final = ("tmj", "png", "glb")
_ROOMS: Final = 20
_FLOW: Final = json.dumps(
    {
        "rooms": [{"id": f"r{number}", "kind": "plain" if number else "entrance"} for number in range(_ROOMS)],
        # A tree whose rooms have two beyond them each.
        "passages": [{"from": f"r{(number - 1) // 2}", "to": f"r{number}"} for number in range(1, _ROOMS)],
    }
)


def _request(side: int, run: int, kinds: tuple[str, ...] = KINDS, **more: Any) -> layout_pb2.LayoutRequest:
    """The kinds come in turn."""
    return layout_pb2.LayoutRequest(kind=kinds[run % len(kinds)], seed=run, width=side, depth=side, **more)


def _served(client: Client) -> Figures:
    stub = layout_pb2_grpc.LayoutServiceStub(client.channel)

    def whole(side: int, **more: Any) -> Bench:
        return Bench(timed(lambda run: receive(stub.Generate(_request(side, run, **more)))))

    def first_preview(run: int) -> float:
        return seconds_until(lambda: stub.Generate(_request(64, run)), lambda event: bool(event.progress.preview_png))

    return {
        "layout_first_preview_ms": Bench(first_preview),
        "layout_64_ms": whole(64),
        "layout_128_ms": whole(128),
        "layout_locks_64_ms": whole(64, kinds=("dungeon",), locks=3),
        "layout_flow_20_ms": Bench(
            timed(lambda run: receive(stub.Generate(layout_pb2.LayoutRequest(kind="dungeon", seed=run, flow=_FLOW))))
        ),
        "layout_files_64_ms": whole(64, outputs=[output_number(kind) for kind in _FILES]),
    }


BENCHES: Final = Benches(_served)
