"""procgen.v1.TerrainService."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Final

from procgen.errors import InvalidFields, Violation
from procgen.kit.wire.artifacts import file_events, recipe_message
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.call import AnyMethod, Call, Emit, Method
from procgen.kit.wire.forms import numbers_of
from procgen.kit.wire.model_digests import models_of
from procgen.kit.wire.outputs import read_kinds
from procgen.kit.wire.reporter import Reporter
from procgen.kit.wire.request_id import request_id_violations
from procgen.runtime.ranges import Range
from procgen.runtime.store import ModelStore
from procgen.terrain.generate import DOMAIN, Callbacks, generate, terrain_models
from procgen.terrain.lands import Lands
from procgen.terrain.parameters import RANGES, TerrainParameters, violations
from procgen.terrain.preview import preview_png
from procgen.terrain.representation import FloatArray
from procgen.terrain.style import LEAST_SIDE, style_of
from procgen.terrain.wire.controls import read_controls, read_heights
from procgen.terrain.wire.ground import read_ground, read_rivers
from procgen.terrain.wire.memory import smaller_map, terrain_bytes
from procgen.terrain.wire.outputs import (
    OUTPUTS,
    AnyExporter,
    encode,
    layers_of,
    output_kind,
)
from procgen.v1 import terrain_pb2

SERVICE: Final = "procgen.v1.TerrainService"
_EXPORT_SHARE = 1.0 / 11.0
_MAXIMUM_OUTPUTS = 48
MEASURED_SIDE: Final = Range(LEAST_SIDE, 512, "Columns or rows of land to measure, pixels.", whole=True)


NOTHING_SENT: Final = BlobStore()
"""For requests that name no blobs."""


def read_request(
    message: terrain_pb2.TerrainRequest, models: tuple[str, ...], blobs: BlobStore = NOTHING_SENT
) -> tuple[TerrainParameters, list[AnyExporter]]:
    """Check a request as a whole.

    Args:
        message: the request.
        models: names of the generators that it may ask for.
        blobs: what was sent ahead, nothing by default.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    found = request_id_violations(message.request_id)
    controls, wrong = read_controls(message, blobs)
    ground, wrong_ground = read_ground(message)
    parameters = TerrainParameters(
        **numbers_of(message, RANGES),
        model=message.model,
        landform=message.landform,
        keep_sea_floor=message.keep_sea_floor,
        base=controls.base,
        geo_frame=controls.geo_frame,
        sketch=controls.sketch,
        strokes=controls.strokes,
        lock=controls.lock,
        edges=controls.edges,
        variation=controls.variation,
        landform_map=controls.landform_map,
        constraints=controls.constraints,
        stamps=controls.stamps,
        erosion=controls.erosion,
        rivers=read_rivers(message),
        ground=ground,
        reshape=message.ground.reshape,
    )
    found += violations(parameters, models) + wrong + wrong_ground
    exporters = [
        OUTPUTS[kind] for kind in read_kinds(message.outputs, output_kind, OUTPUTS, found, most=_MAXIMUM_OUTPUTS)
    ]
    for exporter in exporters:
        found += exporter.size_violations(message.width_px, message.depth_px)
    if found:
        raise InvalidFields(found)
    return parameters, exporters or [OUTPUTS["heights_f32"]]


def read_land(message: terrain_pb2.MeasureLandRequest) -> FloatArray:
    """Heights to measure, (depth, width) metres. Raises InvalidFields."""
    found = request_id_violations(message.request_id)
    for name, side in (("width_px", message.width_px), ("depth_px", message.depth_px)):
        if not MEASURED_SIDE.allows(side):
            found.append(Violation.of(name, side or "missing", str(MEASURED_SIDE)))
    spacing, allowed = message.metres_per_pixel, RANGES["metres_per_pixel"]
    if not allowed.allows(spacing):
        found.append(Violation.of("metres_per_pixel", spacing or "missing", str(allowed)))
    if found:
        raise InvalidFields(found)
    heights, wrong = read_heights(message.heights_f32, message.compressed, message.depth_px, message.width_px)
    if heights is None:
        raise InvalidFields(wrong)
    return heights


class TerrainService:
    """Makes terrain.

    Args:
        store: the models.
        blobs: bases that were sent ahead.
    """

    def __init__(self, store: ModelStore, blobs: BlobStore) -> None:
        self._store = store
        self._blobs = blobs
        self._lands = Lands()

    def methods(self) -> list[AnyMethod]:
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
            Method(
                f"/{SERVICE}/MeasureLand",
                terrain_pb2.MeasureLandRequest,
                self.measure_land,
                heavy=True,
                lane=DOMAIN,
            ),
        ]

    def check(self, request: terrain_pb2.TerrainRequest) -> None:
        read_request(request, terrain_models(self._store), self._blobs)

    def measure_land(self, request: terrain_pb2.MeasureLandRequest, call: Call) -> terrain_pb2.MeasureLandResponse:
        heights = read_land(request)
        call.checkpoint()
        style = style_of(heights, request.metres_per_pixel)
        return terrain_pb2.MeasureLandResponse(
            request_id=call.request_id,
            landforms=style.landforms,
            relief_m=RANGES["relief_m"].nearest(style.relief_m),
            mean_height_m=style.mean_height_m,
        )

    def generate(
        self, request: terrain_pb2.TerrainRequest, call: Call, emit: Emit
    ) -> Iterator[terrain_pb2.TerrainEvent]:
        began = time.perf_counter()
        store = self._store.view()
        parameters, exporters = read_request(request, terrain_models(store), self._blobs)
        spacing = parameters.metres_per_pixel or RANGES["metres_per_pixel"].default or 1.0
        reporter = Reporter(
            lambda progress: emit(terrain_pb2.TerrainEvent(progress=progress)), call.shown, _EXPORT_SHARE
        )

        def told(stage: str, share: float, heights: Callable[[], FloatArray] | None) -> None:
            sea_m = parameters.sea_level_m or 0.0
            reporter.made(stage, share, None if heights is None else lambda: preview_png(heights(), spacing, sea_m))

        told("landforms", 0.0, None)
        callbacks = Callbacks(told, call.checkpoint)
        heightmap = generate(parameters, store, callbacks, layers_of(exporters), self._lands)
        artifacts, files = [], []
        encoded = (encode(exporter, heightmap, call) for exporter in exporters)
        for data, artifact in reporter.files(encoded, len(exporters)):
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
        event = terrain_pb2.TerrainEvent(result=result)
        return file_events(files, event, lambda chunk: terrain_pb2.TerrainEvent(chunk=chunk))
