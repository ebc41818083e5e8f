"""How much memory a call for a terrain works with; see :mod:`procgen.kit.wire.work_memory`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from google.protobuf.message import Message

from procgen.kit.wire.work_memory import MIB, area, smaller
from procgen.terrain.base import BASE_SIDE
from procgen.terrain.classical import CLASSICAL_MODELS
from procgen.terrain.controls.limits import STAMP_SIDE
from procgen.terrain.land import CELL_LEVEL, STRIP_PIXELS
from procgen.terrain.parameters import RANGES
from procgen.terrain.wire.outputs import OUTPUTS, layers_of, output_kind
from procgen.v1 import terrain_pb2

# Bytes a pixel.
_BASE: Final = 27 * MIB
_NETWORKS: Final = 10 * MIB
"""What ONNX Runtime keeps for them differs by some MiB from one process to the next."""
_HEIGHTS, _LEARNED_HEIGHTS = 6, 22
_RIVERS: Final = 140
_RESHAPED: Final = 40
_LAYERS, _LAYER = 60, 5
_STAMPED, _ERODED = 40, 190
_AROUND, _BORDER = 600, 40
"""Pixels more that erosion looks at, along both sides of a map, and of what is painted."""
_OF_A_STAMP: Final = 40
"""Of one of its cells."""
_OF_A_BASE: Final = 12
"""Of one of its cells: packed, unpacked, and what is worked out of it."""
_FILES: Final[Mapping[str, tuple[int, int]]] = {
    "normals_f32": (12, 16),
    "hillshade_png": (2, 72),
    "glb": (58, 32),
    "lod_glb": (77, 32),
    "collision_glb": (8, 16),
    "layers_exr": (16, 72),
    "geotiff": (4, 16),
    "water_glb": (16, 90),
    "terrain3d_region_res": (4, 12),
    "terrain3d_painted_region_res": (8, 16),
}
"""What a file keeps until it is sent, and what making it takes on top."""
_FILE: Final = (4, 6)


def terrain_bytes(request: terrain_pb2.TerrainRequest) -> int:
    """Of a TerrainRequest."""
    side = RANGES["width_px"]
    pixels = area(request, ("width_px", "depth_px"), side.minimum, side.maximum)
    kinds = [output_kind(number) or "" for number in request.outputs]
    exporters = [OUTPUTS[kind] for kind in kinds if kind in OUTPUTS]
    layers = layers_of(exporters)
    files = [_FILES.get(kind, _FILE) for kind in kinds] or [_FILE]
    classical = request.model in CLASSICAL_MODELS
    base = _BASE + (0 if classical else _NETWORKS)
    a_pixel = _HEIGHTS if classical else _LEARNED_HEIGHTS
    a_pixel += sum(kept for kept, _ in files) + max(making for _, making in files)
    a_pixel += _RIVERS if request.HasField("rivers") else 0
    a_pixel += _LAYERS + _LAYER * len(layers) if layers else 0
    a_pixel += _RESHAPED if request.ground.reshape and not layers else 0
    a_pixel += _STAMPED if request.stamps else 0
    own = sum(
        _OF_A_STAMP * area(stamp, ("width", "depth"), STAMP_SIDE.minimum, STAMP_SIDE.maximum)
        for stamp in request.stamps
    )
    own += _ERODED * _eroded_pixels(request) if pixels else 0
    own += _OF_A_BASE * area(request.base, ("width", "depth"), BASE_SIDE.minimum, BASE_SIDE.maximum)
    return base + own + a_pixel * pixels if pixels else 0


def _eroded_pixels(request: terrain_pb2.TerrainRequest) -> int:
    """Pixels that erosion works on at a time: of the map or a strip of it, and around, no more than are painted."""
    if not request.HasField("erosion") or request.level >= CELL_LEVEL:
        return 0
    width, depth = (side << request.level for side in (request.width_px, request.depth_px))
    place = request.erosion.area if request.erosion.HasField("area") else None
    painted = (width, depth) if place is None else (place.width_px, place.depth_px)
    rows = depth if request.level == 0 else min(depth, STRIP_PIXELS // width)
    return min(width + _AROUND, painted[0] + _BORDER) * min(rows + _AROUND, painted[1] + _BORDER)


def smaller_map(request: Message, most_bytes: int) -> str:
    """What to ask for instead of a map that takes more."""
    advice = "or make a large world of tiles, with origin_x_px and origin_z_px"
    return smaller(request, most_bytes, ("width_px", "depth_px"), terrain_bytes, range(2048, 0, -64), advice)
