"""What ``procgen bench`` times of layouts: whole calls, from a client's side."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

import grpc

from procgen.kit.wire.received import receive
from procgen.layout.parameters import KINDS
from procgen.layout.wire.outputs import output_number
from procgen.v1 import layout_pb2, layout_pb2_grpc

Measure = Callable[[int], float]
_FILES: Final = ("tmj", "png", "glb")


def requests(channel: grpc.Channel) -> dict[str, Measure]:
    """By name; the kinds come in turn."""
    stub = layout_pb2_grpc.LayoutServiceStub(channel)

    def whole(side: int, kinds: tuple[str, ...] = KINDS, outputs: tuple[str, ...] = (), **more: int) -> Measure:
        numbers = [output_number(kind) for kind in outputs]

        def measure(run: int) -> float:
            kind = kinds[run % len(kinds)]
            request = layout_pb2.LayoutRequest(
                kind=kind,
                seed=run % 2**32,
                width=side,
                depth=side,
                outputs=numbers,
                **more,  # type: ignore[arg-type]
            )
            began = time.perf_counter()
            receive(stub.Generate(request))
            return time.perf_counter() - began

        return measure

    def first_preview(run: int) -> float:
        request = layout_pb2.LayoutRequest(kind=KINDS[run % len(KINDS)], seed=run % 2**32, width=64, depth=64)
        began = time.perf_counter()
        stream = stub.Generate(request)
        next(event for event in stream if event.progress.preview_png)
        seconds = time.perf_counter() - began
        stream.cancel()
        return seconds

    return {
        "layout_first_preview_ms": first_preview,
        "layout_64_ms": whole(64),
        "layout_128_ms": whole(128),
        "layout_locks_64_ms": whole(64, ("dungeon",), locks=3),
        "layout_files_64_ms": whole(64, outputs=_FILES),
    }
