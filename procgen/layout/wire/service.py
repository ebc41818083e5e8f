"""procgen.v1.LayoutService."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.critic.best import BEST_OF, best_of
from procgen.critic.energy import DOMAIN as CRITIC
from procgen.critic.energy import Critic, Verdict
from procgen.critic.layout import layout_features
from procgen.errors import InvalidFields, Violation
from procgen.formats.names import file_name_violations
from procgen.kit.wire.artifacts import file_events, recipe_message
from procgen.kit.wire.call import AnyMethod, Call, Emit, Method
from procgen.kit.wire.forms import numbers_of
from procgen.kit.wire.model_digests import models_of
from procgen.kit.wire.reporter import Reporter
from procgen.kit.wire.request_id import request_id_violations
from procgen.layout.classical.registry import CLASSICAL_MODELS
from procgen.layout.exporters import Exporter, ExportOptions
from procgen.layout.features import Cell, features_of
from procgen.layout.flow.graph import Flow, read_flow
from procgen.layout.flow.plan import FlowMap
from procgen.layout.generate import Callbacks, generate, layout_models
from procgen.layout.layout import Layout
from procgen.layout.network import DOMAIN
from procgen.layout.parameters import FREE, KINDS, RANGES, LayoutParameters, violations
from procgen.layout.preview import preview_png
from procgen.layout.tiles import TILES, TileArray
from procgen.layout.wire.memory import layout_bytes, smaller_layout
from procgen.layout.wire.outputs import encode, read_outputs
from procgen.runtime.store import ModelStore
from procgen.v1 import layout_pb2

SERVICE: Final = "procgen.v1.LayoutService"
FREE_BYTE: Final = 255
"""In ``fixed_tiles``: a tile that the generator chooses."""
MOST_ENTRANCES: Final = 16
_FIELDS: Final = {"fixed": "fixed_tiles"}
"""Names of fields on the wire that the domain has another for."""
_EXPORT_SHARE: Final = 0.3


def read_request(
    message: layout_pb2.LayoutRequest, models: tuple[str, ...]
) -> tuple[LayoutParameters, tuple[Exporter, ...]]:
    """Check a request as a whole.

    Raises:
        InvalidFields: names every field that can't be accepted, and which constraints conflict.
    """
    found = request_id_violations(message.request_id)
    parameters = LayoutParameters(
        kind=message.kind,
        **numbers_of(message, RANGES),
        model=message.model,
        style=message.style,
        symmetry=message.symmetry or "none",
        entrances=tuple((entrance.x, entrance.y) for entrance in message.entrances),
        fixed=_fixed(message, found),
        flow=_flow(message, found),
    )
    if len(message.entrances) > MOST_ENTRANCES:
        found.append(Violation.of("entrances", f"{len(message.entrances)} tiles", f"at most {MOST_ENTRANCES}"))
    if message.HasField("best_of") and not BEST_OF.allows(message.best_of):
        found.append(Violation.of("best_of", message.best_of, str(BEST_OF)))
    # A graph that can't be read leaves the map's size as open as one that can.
    if parameters.flow is not None or not message.flow:
        found += map(_as_on_the_wire, violations(parameters))
    found += _model_violations(parameters, models)
    exporters = read_outputs(message.outputs, found)
    found += file_name_violations(message.file_name)
    if found:
        raise InvalidFields(found)
    return parameters, exporters


def _model_violations(parameters: LayoutParameters, models: tuple[str, ...]) -> list[Violation]:
    """What is wrong with the generator's name."""
    name = parameters.model
    if not name or (name in models and name not in CLASSICAL_MODELS):
        return []
    if parameters.flow is not None and name in CLASSICAL_MODELS:
        learned = ", ".join(model for model in models if model not in CLASSICAL_MODELS)
        return [Violation.of("model", repr(name), f"one that lays out flow graphs: {learned}")]
    if name not in models:
        return [Violation.of("model", repr(name), "one of " + ", ".join(models))]
    kinds = CLASSICAL_MODELS[name].kinds
    if parameters.kind in KINDS and parameters.kind not in kinds:
        return [Violation.of("model", repr(name), f"another for {parameters.kind}: it makes {', '.join(kinds)}")]
    return []


def _as_on_the_wire(violation: Violation) -> Violation:
    """The domain's violation by the name that the field has in the request; 0 where nobody sent a number is missing."""
    if violation.field in ("width", "depth") and violation.value == "0":
        return replace(violation, value="missing")
    return replace(violation, field=_FIELDS.get(violation.field, violation.field))


def _flow(message: layout_pb2.LayoutRequest, found: list[Violation]) -> Flow | None:
    if not message.flow:
        return None
    try:
        return read_flow(message.flow)
    except InvalidFields as error:
        found += error.violations
        return None


def _fixed(message: layout_pb2.LayoutRequest, found: list[Violation]) -> npt.NDArray[np.int16] | None:
    if not message.fixed_tiles:
        return None
    size = message.width * message.depth
    if len(message.fixed_tiles) != size:
        allowed = f"width * depth bytes, {size}, or none"
        found.append(Violation.of("fixed_tiles", f"{len(message.fixed_tiles)} bytes", allowed))
        return None
    numbers = np.frombuffer(message.fixed_tiles, np.uint8).reshape(message.depth, message.width)
    unknown = (numbers >= TILES) & (numbers != FREE_BYTE)
    if unknown.any():
        first = int(unknown.argmax())
        allowed = f"a LayoutTile, 0 to {TILES - 1}, or {FREE_BYTE} for a free tile"
        found.append(Violation.of(f"fixed_tiles[{first}]", numbers.flat[first], allowed))
        return None
    return np.where(numbers == FREE_BYTE, np.int16(FREE), numbers.astype(np.int16))


class LayoutService:
    """Makes tile maps.

    Args:
        store: the models.
    """

    def __init__(self, store: ModelStore) -> None:
        self._store = store

    def methods(self) -> list[AnyMethod]:
        return [
            Method(
                f"/{SERVICE}/Generate",
                layout_pb2.LayoutRequest,
                self.generate,
                streaming=True,
                heavy=True,
                lane=DOMAIN,
                memory_bytes=layout_bytes,
                less=smaller_layout,
                models=models_of(self._store, DOMAIN, CRITIC),
                check=self.check,
            ),
        ]

    def check(self, request: layout_pb2.LayoutRequest) -> None:
        read_request(request, layout_models(self._store))

    def generate(self, request: layout_pb2.LayoutRequest, call: Call, emit: Emit) -> Iterator[layout_pb2.LayoutEvent]:
        began = time.perf_counter()
        store = self._store.view()
        parameters, exporters = read_request(request, layout_models(store))
        reporter = Reporter(lambda progress: emit(layout_pb2.LayoutEvent(progress=progress)), call.shown, _EXPORT_SHARE)
        reporter.made("start", 0.0)
        count = request.best_of if request.HasField("best_of") else 1

        def told(number: int, stage: str, share: float, tiles: Callable[[], TileArray] | None) -> None:
            draw = None if tiles is None else lambda: preview_png(tiles())
            reporter.made(stage, (number + share) / count, draw, last=share >= 1.0)

        def make(seed: int, number: int) -> Layout:
            callbacks = Callbacks(partial(told, number), call.checkpoint)
            return _made(replace(parameters, seed=seed), store, callbacks)

        best = best_of(parameters.seed, count, make, lambda made: _verdict(made, store), call.checkpoint)
        layout = best.thing
        reporter.made("export", 1.0, lambda: preview_png(layout.tiles), last=True)
        options = ExportOptions(base_name=request.file_name, checkpoint=call.checkpoint)
        artifacts, files = [], []
        for said, data in reporter.files(encode(layout, exporters, options), len(exporters)):
            artifacts.append(said)
            files.append(data)
        result = _result(layout)
        result.request_id = call.request_id
        result.artifacts.extend(artifacts)
        if best.verdict is not None:
            result.plausibility = best.verdict.plausibility
            if best.verdict.rank is not None:
                result.rank = best.verdict.rank
        result.elapsed_ms = (time.perf_counter() - began) * 1000.0
        event = layout_pb2.LayoutEvent(result=result)
        return file_events(files, event, lambda chunk: layout_pb2.LayoutEvent(chunk=chunk))


def _made(parameters: LayoutParameters, store: ModelStore, callbacks: Callbacks) -> Layout:
    try:
        return generate(parameters, store, callbacks)
    except InvalidFields as error:
        # Constraints whose conflict shows only when one tries.
        raise InvalidFields([_as_on_the_wire(violation) for violation in error.violations]) from error


def _verdict(layout: Layout, store: ModelStore) -> Verdict:
    critic = Critic.load(store, DOMAIN)
    energy = float(critic.energies(layout_features(layout.tiles, layout.kind)[None])[0])
    return critic.verdict(energy, layout.kind)


def _places(cells: tuple[Cell, ...]) -> list[layout_pb2.TilePlace]:
    return [layout_pb2.TilePlace(x=column, y=row) for column, row in cells]


def _result(layout: Layout) -> layout_pb2.LayoutResult:
    features = features_of(layout.tiles)
    depth, width = layout.tiles.shape
    result = layout_pb2.LayoutResult(
        recipe=recipe_message(layout.recipe),
        kind=layout.kind,
        style=layout.style,
        width=width,
        depth=depth,
        metres_per_tile=layout.metres_per_tile,
        walkable_tiles=features.walkable,
        rooms=[
            layout_pb2.LayoutRoom(x=room.column, y=room.row, width=room.width, depth=room.depth, tiles=room.tiles)
            for room in features.rooms
        ],
        doors=[
            layout_pb2.LayoutDoor(x=door.column, y=door.row, locked=door.locked, north_south=door.north_south)
            for door in features.doors
        ],
        keys=_places(features.keys),
        entrances=_places(features.entrances),
        exits=_places(features.exits),
        bits_per_tile=layout.bits_per_tile,
    )
    if layout.flow is not None:
        result.flow.CopyFrom(_flow_map(layout.flow))
    return result


def _flow_map(flow: FlowMap) -> layout_pb2.LayoutFlow:
    return layout_pb2.LayoutFlow(
        floors=[
            layout_pb2.LayoutFloor(x=each.column, y=each.row, width=each.width, depth=each.depth)
            for each in flow.floors
        ],
        rooms=[
            layout_pb2.LayoutFlowRoom(
                id=room.id,
                kind=room.kind,
                on_floor=room.floor,
                x=room.column,
                y=room.row,
                width=room.width,
                depth=room.depth,
            )
            for room in flow.rooms
        ],
        passages=[
            layout_pb2.LayoutFlowPassage(
                from_room=each.first,
                to_room=each.second,
                kind=each.kind,
                key=each.key,
                on_floor=each.floor,
                x=each.gate[0],
                y=each.gate[1],
                to_floor=each.far_floor,
                to_x=each.far[0],
                to_y=each.far[1],
            )
            for each in flow.passages
        ],
        keys=[
            layout_pb2.LayoutFlowKey(id=key.id, room=key.room, on_floor=key.floor, x=key.at[0], y=key.at[1])
            for key in flow.keys
        ],
    )
