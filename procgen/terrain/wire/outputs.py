"""What can be sent of a terrain: each value of TerrainOutput with its exporter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from procgen.kit.wire.artifacts import sha256
from procgen.kit.wire.call import Call
from procgen.kit.wire.outputs import kind_of
from procgen.terrain.exporters import (
    ENGINE_EXPORTERS,
    EXPORTERS,
    GEO_EXPORTERS,
    LAYER_EXPORTERS,
    Exporter,
    ExportOptions,
    LayerExporter,
    mask_exporter,
    mask_exr_exporter,
    sidecar,
)
from procgen.terrain.ground.layers import LAYERS
from procgen.terrain.heightmap import Heightmap
from procgen.v1 import common_pb2, terrain_pb2

_PREFIX = "TERRAIN_OUTPUT_"

_MASKS = (
    "wetness",
    "river",
    "lake",
    "sea",
    "sediment",
    "biome",
    "trees",
    "bushes",
    "grass",
    "rocks",
    "debris",
    "rock",
    "snow",
    "wind",
)
"""Layers that are sent as pictures."""
_FIELDS = ("slope", "aspect", "curvature", "flow", "river_width", "water_depth", "flow_direction", "deposit")
"""Layers that are sent as floats."""
_WHOLE_NUMBERS = frozenset({"lake_number"})
"""Layers that no file of floats can hold."""

AnyExporter = Exporter | LayerExporter

_UNSORTED: Mapping[str, AnyExporter] = {
    **EXPORTERS,
    **ENGINE_EXPORTERS,
    **LAYER_EXPORTERS,
    **{exporter.kind: exporter for exporter in map(mask_exporter, _MASKS)},
    **{exporter.kind: exporter for exporter in map(mask_exr_exporter, _FIELDS)},
    **GEO_EXPORTERS,
}
OUTPUTS: Mapping[str, AnyExporter] = MappingProxyType(
    dict(sorted(_UNSORTED.items(), key=lambda item: terrain_pb2.TerrainOutput.Value(_PREFIX + item[0].upper())))
)
"""Every kind that can be asked for, by its name: TERRAIN_OUTPUT_PNG16 is "png16"."""


def output_kind(number: int) -> str | None:
    """Kind of an enum number, None if it is not one."""
    return kind_of(terrain_pb2.TerrainOutput, _PREFIX, number, OUTPUTS)


def output_number(kind: str) -> terrain_pb2.TerrainOutput.ValueType:
    """Enum number of a kind. Raises ValueError for an unknown one."""
    return terrain_pb2.TerrainOutput.Value(_PREFIX + kind.upper())


def layers_of(exporters: Iterable[AnyExporter]) -> frozenset[str]:
    """Names of the layers that exporters need."""
    wanted: set[str] = set()
    for exporter in exporters:
        if isinstance(exporter, LayerExporter):
            wanted |= set(exporter.layers) or set(LAYERS) - _WHOLE_NUMBERS
    return frozenset(wanted)


def encode(exporter: AnyExporter, heightmap: Heightmap, call: Call) -> tuple[bytes, common_pb2.Artifact]:
    """A file and what is said of it.

    Args:
        exporter: which file.
        heightmap: with the layers that it needs.
        call: checked often.

    Raises:
        Cancelled, DeadlinePassed: the call is over.
    """
    call.checkpoint()
    options = ExportOptions(checkpoint=call.checkpoint)
    if isinstance(exporter, LayerExporter):
        data, beside = exporter.encode(heightmap, heightmap.layers, options), False
    else:
        data, beside = exporter.encode(heightmap, options), exporter.has_sidecar
    depth, width = heightmap.heights.shape if exporter.is_raster else (0, 0)
    file_name = heightmap.name + exporter.suffix
    artifact = common_pb2.Artifact(
        kind=exporter.kind,
        file_name=file_name,
        media_type=exporter.media_type,
        size_bytes=len(data),
        sha256=sha256(data),
        width_px=width,
        height_px=depth,
        height_min_m=heightmap.height_min_m,
        height_max_m=heightmap.height_max_m,
    )
    if isinstance(exporter, Exporter) and beside:
        artifact.sidecar_json = sidecar(heightmap, file_name, exporter.kind, options)
        artifact.sidecar_name = heightmap.name + exporter.sidecar_suffix
    return data, artifact
