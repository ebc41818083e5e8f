"""procgen.v1.TerrainService."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Final

from google.protobuf.message import Message

from procgen.errors import InvalidFields, Violation
from procgen.kit.wire.artifacts import chunks, recipe_message
from procgen.kit.wire.call import Call, Emit, Method
from procgen.kit.wire.forms import numbers_of
from procgen.kit.wire.model_digests import models_of
from procgen.kit.wire.previews import Previews
from procgen.kit.wire.request_id import request_id_violations
from procgen.runtime.store import ModelStore
from procgen.terrain.generate import DOMAIN, Callbacks, generate, terrain_models
from procgen.terrain.parameters import RANGES, TerrainParameters, violations
from procgen.terrain.preview import preview_png
from procgen.terrain.representation import FloatArray
from procgen.terrain.wire.controls import read_controls
from procgen.terrain.wire.ground import read_ground, read_rivers
from procgen.terrain.wire.memory import smaller_map, terrain_bytes
from procgen.terrain.wire.outputs import (
    OUTPUTS,
    AnyExporter,
    encode,
    layers_of,
)
from procgen.v1 import common_pb2, terrain_pb2

SERVICE: Final = "procgen.v1.TerrainService"
_PREFIX = "TERRAIN_OUTPUT_"
_EXPORT_SHARE = 0.1
_MAXIMUM_OUTPUTS = 48


def output_kind(number: terrain_pb2.TerrainOutput.ValueType) -> str | None:
    """Kind of an enum number, None if it is not one."""
    try:
        kind = terrain_pb2.TerrainOutput.Name(number).removeprefix(_PREFIX).lower()
    except ValueError:
        return None
    return kind if kind in OUTPUTS else None


def output_number(kind: str) -> terrain_pb2.TerrainOutput.ValueType:
    """Enum number of a kind. Raises ValueError for an unknown one."""
    return terrain_pb2.TerrainOutput.Value(_PREFIX + kind.upper())


def read_request(
    message: terrain_pb2.TerrainRequest, models: tuple[str, ...]
) -> tuple[TerrainParameters, list[AnyExporter]]:
    """Check a request as a whole.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    found = request_id_violations(message.request_id)
    controls, wrong = read_controls(message)
    ground, wrong_ground = read_ground(message)
    parameters = TerrainParameters(
        **numbers_of(message, RANGES),
        model=message.model,
        landform=message.landform,
        keep_sea_floor=message.keep_sea_floor,
        sketch=controls.sketch,
        strokes=controls.strokes,
        lock=controls.lock,
        edges=controls.edges,
        variation=controls.variation,
        landform_map=controls.landform_map,
        constraints=controls.constraints,
        rivers=read_rivers(message),
        ground=ground,
        reshape=message.ground.reshape,
    )
    found += violations(parameters, models) + wrong + wrong_ground
    exporters: list[AnyExporter] = []
    outputs = list(message.outputs)
    if len(outputs) > _MAXIMUM_OUTPUTS:
        found.append(Violation.of("outputs", f"{len(outputs)} outputs", f"at most {_MAXIMUM_OUTPUTS}"))
        outputs = []
    for index, number in enumerate(outputs):
        kind = output_kind(number)
        if kind is None:
            found.append(Violation.of(f"outputs[{index}]", number, "one of " + ", ".join(OUTPUTS)))
        elif OUTPUTS[kind] in exporters:
            found.append(Violation.of(f"outputs[{index}]", f"{kind} again", "each output once"))
        else:
            exporters.append(OUTPUTS[kind])
            found += OUTPUTS[kind].size_violations(message.width_px, message.depth_px)
    if found:
        raise InvalidFields(found)
    return parameters, exporters or [OUTPUTS["heights_f32"]]


class TerrainService:
    """Makes terrain.

    Args:
        store: the models.
    """

    def __init__(self, store: ModelStore) -> None:
        self._store = store

    def methods(self) -> list[Method]:
        return [
            Method(
                f"/{SERVICE}/Generate",
                terrain_pb2.TerrainRequest,
                self.generate,
                streaming=True,
                heavy=True,
                lane=DOMAIN,
                memory_bytes=terrain_bytes,
                less=smaller_map,
                models=models_of(self._store, DOMAIN),
                check=self.check,
            ),
        ]

    def check(self, request: Message) -> None:
        assert isinstance(request, terrain_pb2.TerrainRequest)
        read_request(request, terrain_models(self._store))

    def generate(self, request: Message, call: Call, emit: Emit) -> Iterator[terrain_pb2.TerrainEvent]:
        assert isinstance(request, terrain_pb2.TerrainRequest)
        began = time.perf_counter()
        store = self._store.view()
        parameters, exporters = read_request(request, terrain_models(store))
        reporter = _Reporter(emit, Previews(call.shown), parameters)
        reporter("landforms", 0.0, None)
        callbacks = Callbacks(reporter, call.checkpoint)
        heightmap = generate(parameters, store, callbacks, layers_of(exporters))
        artifacts, files = [], []
        for index, exporter in enumerate(exporters):
            call.checkpoint()
            reporter("export", 1.0 + _EXPORT_SHARE * index / len(exporters), None)
            data, artifact = encode(exporter, heightmap, call)
            artifacts.append(artifact)
            files.append(data)
        result = terrain_pb2.TerrainResult(
            request_id=call.request_id,
            recipe=recipe_message(heightmap.recipe),
            artifacts=artifacts,
            height_min_m=heightmap.height_min_m,
            height_max_m=heightmap.height_max_m,
            metres_per_pixel=heightmap.metres_per_pixel,
            width_px=heightmap.heights.shape[1],
            depth_px=heightmap.heights.shape[0],
            elapsed_ms=(time.perf_counter() - began) * 1000.0,
        )
        return _events(files, result)


def _events(files: list[bytes], result: terrain_pb2.TerrainResult) -> Iterator[terrain_pb2.TerrainEvent]:
    for index, data in enumerate(files):
        for chunk in chunks(index, data):
            yield terrain_pb2.TerrainEvent(chunk=chunk)
    yield terrain_pb2.TerrainEvent(result=result)


class _Reporter:
    """Turns the domain's reports into Progress events, with a preview now and then."""

    def __init__(self, emit: Emit, previews: Previews, parameters: TerrainParameters) -> None:
        self._emit = emit
        self._spacing = parameters.metres_per_pixel or RANGES["metres_per_pixel"].default or 1.0
        self._sea = parameters.sea_level_m or 0.0
        self._previews = previews

    def __call__(self, stage: str, share: float, heights: Callable[[], FloatArray] | None) -> None:
        picture = b""
        if heights is not None:
            picture = self._previews.drawn(lambda: preview_png(heights(), self._spacing, self._sea))
        fraction = share / (1.0 + _EXPORT_SHARE)
        self._emit(
            terrain_pb2.TerrainEvent(progress=common_pb2.Progress(stage=stage, fraction=fraction, preview_png=picture))
        )
