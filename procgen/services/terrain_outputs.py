"""What can be sent of a terrain: each value of TerrainOutput with its exporter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np

from procgen.errors import Violation
from procgen.services.artifacts import sha256
from procgen.services.call import Call
from procgen.terrain.exporters import (
    ENGINE_EXPORTERS,
    EXPORTERS,
    LAYER_EXPORTERS,
    Exporter,
    ExportOptions,
    LayerExporter,
    mask_exporter,
    mask_exr_exporter,
    sidecar,
)
from procgen.terrain.exporters.layers import LayerArray
from procgen.terrain.ground.layers import LAYERS, layers
from procgen.terrain.ground.parameters import GroundParameters
from procgen.terrain.heightmap import Heightmap
from procgen.v1 import common_pb2

_MASKS = ("wetness", "river", "lake", "sea", "sediment", "biome", "trees", "bushes", "grass", "rocks")
"""Layers that are sent as pictures."""
_FIELDS = ("slope", "aspect", "curvature", "flow", "river_width", "water_depth")
"""Layers that are sent as floats."""
_WHOLE_NUMBERS = frozenset({"lake_number"})
"""Layers that no file of floats can hold."""
_SPLAT_WHOLE = np.float32(255.0)

AnyExporter = Exporter | LayerExporter

OUTPUTS: Mapping[str, AnyExporter] = MappingProxyType(
    {
        **EXPORTERS,
        **ENGINE_EXPORTERS,
        **LAYER_EXPORTERS,
        **{exporter.kind: exporter for exporter in map(mask_exporter, _MASKS)},
        **{exporter.kind: exporter for exporter in map(mask_exr_exporter, _FIELDS)},
    }
)
"""Every kind that can be asked for, by its name: TERRAIN_OUTPUT_PNG16 is "png16"."""


def size_violations(exporter: AnyExporter, width_px: int, depth_px: int) -> list[Violation]:
    """What stands against a map of that size."""
    if isinstance(exporter, Exporter):
        return exporter.size_violations(width_px, depth_px)
    if exporter.kind == "terrain3d_painted_region_res":
        return ENGINE_EXPORTERS["terrain3d_region_res"].size_violations(width_px, depth_px)
    return []


def layer_arrays(
    exporters: Iterable[AnyExporter], heightmap: Heightmap, ground: GroundParameters, call: Call
) -> Mapping[str, LayerArray]:
    """The layers that exporters need, by name; splat weights from 0 to 1."""
    wanted: set[str] = set()
    for exporter in exporters:
        if isinstance(exporter, LayerExporter):
            wanted |= set(exporter.layers) or set(LAYERS) - _WHOLE_NUMBERS
    if not wanted:
        return {}
    made = layers(heightmap.heights, heightmap.metres_per_pixel, heightmap.sea_level_m, wanted, ground, call.checkpoint)
    arrays: dict[str, LayerArray] = dict(made.arrays)
    if "splat" in arrays:
        arrays["splat"] = arrays["splat"].astype(np.float32) / _SPLAT_WHOLE
    return arrays


def encode(
    exporter: AnyExporter, heightmap: Heightmap, arrays: Mapping[str, LayerArray], call: Call
) -> tuple[bytes, common_pb2.Artifact]:
    """A file and what is said of it.

    Raises:
        Cancelled, DeadlinePassed: the call is over.
    """
    options = ExportOptions(checkpoint=call.checkpoint)
    if isinstance(exporter, LayerExporter):
        data, is_raster, beside = exporter.encode(heightmap, arrays, options), True, False
    else:
        data = exporter.encode(heightmap, options)
        is_raster, beside = exporter.is_raster, exporter.has_sidecar
    depth, width = heightmap.heights.shape if is_raster else (0, 0)
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
