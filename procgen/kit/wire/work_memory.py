"""How much memory a call works with, told from its request: upper bounds, within a factor of about two.

Measured as the growth of a process while it makes one thing after something small, less weights and what is kept for
later calls (``python -m tests.benchmarks.bench_memory``). Sizes that a domain refuses count as nothing: they are
refused as soon as they are looked at.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Final

from google.protobuf.message import Message

from procgen.character.skin import SIZES_PX
from procgen.character.wire.request import (
    DEFAULT_PICTURE_PX,
    DEFAULT_TEXTURE_PX,
    FILES,
    PICTURE_PX,
    PICTURES,
    TURNAROUND,
)
from procgen.kit.wire.call import MemoryOf
from procgen.layout.parameters import RANGES as LAYOUT_RANGES
from procgen.layout.wire.outputs import output_kind
from procgen.table.parameters import RANGES as TABLE_RANGES
from procgen.terrain.parameters import RANGES
from procgen.terrain.wire.outputs import OUTPUTS as TERRAIN_OUTPUTS
from procgen.terrain.wire.outputs import layers_of
from procgen.texture.sizes import SIDE, usual_scale
from procgen.v1 import character_pb2, layout_pb2, table_pb2, terrain_pb2, texture_pb2, world_pb2
from procgen.world.parameters import RANGES as WORLD_RANGES

_MIB: Final = 1 << 20

# --- terrain: bytes a pixel -------------------------------------------------------------------------------------------
_TERRAIN_BASE: Final = 27 * _MIB
_HEIGHTS: Final = 24
_RIVERS: Final = 140
_RESHAPED: Final = 40
_LAYERS, _LAYER = 60, 5
_FILES: Final[Mapping[str, tuple[int, int]]] = {
    "normals_f32": (12, 16),
    "hillshade_png": (2, 72),
    "glb": (58, 32),
    "lod_glb": (77, 32),
    "collision_glb": (8, 16),
    "layers_exr": (16, 72),
    "terrain3d_region_res": (4, 12),
    "terrain3d_painted_region_res": (8, 16),
}
"""What a file keeps until it is sent, and what making it takes on top."""
_FILE: Final = (4, 8)

# --- texture: bytes a pixel -------------------------------------------------------------------------------------------
_TEXTURE_BASE: Final = 40 * _MIB
_NETWORKS: Final = 140 * _MIB
"""What learned materials of any size take besides: windows of the detail network."""
_SURFACE: Final[Mapping[str, int]] = {"noise": 180, "quilting": 120, "random-phase": 110}
_LEARNED: Final = 120
_BASE_NETWORK: Final = 500
"""Of the base network, whose pixels are fewer."""
_BASE_NETWORK_MOST_PX: Final = 256 * 256
"""Memory for a base up to that size stays with the network, like its weights."""
_WEATHER: Final = 80
_VARIANT: Final = 60
_USUAL_OUTPUTS, _OUTPUT = 4, 4
_PRESET_OUTPUTS: Final = 8
_KEPT_MEMBER: Final = 40
_ARRAY: Final = 12

# --- characters: bytes a pixel ----------------------------------------------------------------------------------------
_CHARACTER_BASE: Final = 40 * _MIB
_SKIN: Final[Mapping[int, int]] = {2048: 250}
"""Of the largest, what all persons share is not made before somebody asks for it."""
_USUAL_SKIN: Final = 72
_RAYS: Final = 230
_MESH_FILE: Final = 3 * _MIB
_SKIN_FILE: Final = 4
_PICTURE_SKIN_PX: Final = 1024
_STREAMED: Final = 32 * _MIB
"""Of a crowd, what waits to be read."""

# --- layouts: bytes a tile --------------------------------------------------------------------------------------------
_LAYOUT_BASE: Final = 12 * _MIB
_LAYOUT_TILE: Final = 600
_LAYOUT_FILES: Final[Mapping[str, int]] = {
    "png": 1700,
    "tmj": 60,
    "tmx": 60,
    "unity_tilemap_json": 60,
    "godot_gridmap_tscn": 200,
    "glb": 300,
}
_LAYOUT_FILE: Final = 20

# --- worlds -----------------------------------------------------------------------------------------------------------
_WORLD_BASE: Final = 510 * _MIB
"""Materials, the picture of the ground in the scene, and what skin is painted with."""
_WORLD_PIXEL: Final = 400
"""Bytes a pixel of the heights."""
_WORLD_PERSON: Final = 8 * _MIB

# --- tables: bytes a row ----------------------------------------------------------------------------------------------
_TABLE_BASE: Final = 40 * _MIB
_TABLE_ROW: Final = 8000
"""With 16 columns; its values, states and files."""

DIALOGUE_BYTES: Final = 32 * _MIB


def _area(request: Message, names: tuple[str, str], least: float, most: float) -> int:
    """Pixels of a request; 0 where a side is not allowed."""
    sides = [int(getattr(request, name)) for name in names]
    return math.prod(sides) if all(least <= side <= most for side in sides) else 0


def terrain_bytes(request: Message) -> int:
    """Of a TerrainRequest."""
    assert isinstance(request, terrain_pb2.TerrainRequest)
    side = RANGES["width_px"]
    pixels = _area(request, ("width_px", "depth_px"), side.minimum, side.maximum)
    kinds = [_terrain_kind(number) for number in request.outputs]
    exporters = [TERRAIN_OUTPUTS[kind] for kind in kinds if kind in TERRAIN_OUTPUTS]
    layers = layers_of(exporters)
    files = [_FILES.get(kind, _FILE) for kind in kinds] or [_FILE]
    a_pixel = _HEIGHTS + sum(kept for kept, _ in files) + max(making for _, making in files)
    a_pixel += _RIVERS if request.HasField("rivers") else 0
    a_pixel += _LAYERS + _LAYER * len(layers) if layers else 0
    a_pixel += _RESHAPED if request.ground.reshape and not layers else 0
    return _TERRAIN_BASE + a_pixel * pixels if pixels else 0


def _terrain_kind(number: int) -> str:
    value = terrain_pb2.TerrainOutput.DESCRIPTOR.values_by_number.get(number)
    return "" if value is None else value.name.removeprefix("TERRAIN_OUTPUT_").lower()


def texture_bytes(request: Message) -> int:
    """Of a TextureRequest or a TextureSetRequest."""
    if isinstance(request, texture_pb2.TextureSetRequest):
        return _set_bytes(request)
    assert isinstance(request, texture_pb2.TextureRequest)
    return _material_bytes(request, request)


def _set_bytes(request: texture_pb2.TextureSetRequest) -> int:
    members = [member.texture for member in request.members] or [texture_pb2.TextureRequest()] * 8
    whole = [_material_bytes(member, request.shared) for member in members]
    pixels = [_texture_pixels(member, request.shared) for member in members]
    kept = sum(_KEPT_MEMBER + _ARRAY * len(request.array_outputs) for _ in members) * max(pixels)
    return max(whole) + kept if max(pixels) else 0


def _texture_pixels(own: texture_pb2.TextureRequest, shared: texture_pb2.TextureRequest) -> int:
    sides = texture_pb2.TextureRequest(
        width_px=own.width_px or shared.width_px, height_px=own.height_px or shared.height_px
    )
    return _area(sides, ("width_px", "height_px"), SIDE.minimum, SIDE.maximum)


def _material_bytes(own: texture_pb2.TextureRequest, shared: texture_pb2.TextureRequest) -> int:
    pixels = _texture_pixels(own, shared)
    if not pixels:
        return 0
    model = own.model or shared.model
    width, height = own.width_px or shared.width_px, own.height_px or shared.height_px
    scale = own.detail if own.HasField("detail") else shared.detail if shared.HasField("detail") else 0
    base = pixels // max(scale or usual_scale(width, height), 1) ** 2
    outputs = len(own.outputs or shared.outputs) + _PRESET_OUTPUTS * len(own.presets or shared.presets)
    a_pixel = _SURFACE.get(model, _LEARNED)
    a_pixel += _WEATHER if own.HasField("weather") or shared.HasField("weather") else 0
    a_pixel += _VARIANT if own.variant or shared.variant else 0
    a_pixel += _OUTPUT * max(outputs - _USUAL_OUTPUTS, 0)
    network = 0 if model in _SURFACE else _NETWORKS + _BASE_NETWORK * max(base - _BASE_NETWORK_MOST_PX, 0)
    return _TEXTURE_BASE + a_pixel * pixels + network


def character_bytes(request: Message) -> int:
    """Of a CharacterRequest or a CrowdRequest, whose members are made one after the other."""
    assert isinstance(request, character_pb2.CharacterRequest | character_pb2.CrowdRequest)
    outputs = list(request.outputs) or [character_pb2.CharacterOutput(kind="glb")]
    work = max(map(_character_work, outputs))
    crowd = _STREAMED if isinstance(request, character_pb2.CrowdRequest) else 0
    return _CHARACTER_BASE + work + sum(map(_character_file, outputs)) + crowd


def _skin_px(output: character_pb2.CharacterOutput) -> int:
    side = output.texture_px if output.HasField("texture_px") else DEFAULT_TEXTURE_PX
    return side if side in SIZES_PX and output.kind in FILES else 0


def _character_work(output: character_pb2.CharacterOutput) -> int:
    if output.kind in PICTURES:
        height = min(output.picture_px or DEFAULT_PICTURE_PX, PICTURE_PX[1])
        figure = height // 5 if output.kind == TURNAROUND else height
        return _USUAL_SKIN * _PICTURE_SKIN_PX**2 + _RAYS * figure**2
    side = _skin_px(output)
    return _SKIN.get(side, _USUAL_SKIN) * side**2


def _character_file(output: character_pb2.CharacterOutput) -> int:
    return _MESH_FILE + _SKIN_FILE * _skin_px(output) ** 2


def layout_bytes(request: Message) -> int:
    """Of a LayoutRequest."""
    assert isinstance(request, layout_pb2.LayoutRequest)
    side = LAYOUT_RANGES["width"]
    tiles = _area(request, ("width", "depth"), side.minimum, side.maximum)
    kinds = [output_kind(number) or "" for number in request.outputs]
    files = [_LAYOUT_FILES.get(kind, _LAYOUT_FILE) for kind in kinds] or [_LAYOUT_FILE]
    return _LAYOUT_BASE + (_LAYOUT_TILE + sum(files)) * tiles if tiles else 0


def world_bytes(request: Message) -> int:
    """Of a WorldRequest."""
    assert isinstance(request, world_pb2.WorldRequest)
    side = request.side_m if request.HasField("side_m") else WORLD_RANGES["side_m"].default or 0.0
    step = request.metres_per_pixel if request.HasField("metres_per_pixel") else 0.0
    step = step or WORLD_RANGES["metres_per_pixel"].default or 1.0
    if not (WORLD_RANGES["side_m"].allows(side) and WORLD_RANGES["metres_per_pixel"].allows(step)):
        return 0
    people = request.people if request.HasField("people") else 12
    return _WORLD_BASE + _WORLD_PIXEL * int(side / step + 1) ** 2 + _WORLD_PERSON * min(people, 64)


def table_bytes(request: Message) -> int:
    """Of a TableRequest."""
    assert isinstance(request, table_pb2.TableRequest)
    return _TABLE_BASE + _TABLE_ROW * request.count if TABLE_RANGES["count"].allows(request.count) else 0


def dialogue_bytes(_request: Message) -> int:
    """Of any call for dialogue: little, and nearly the same for all."""
    return DIALOGUE_BYTES


def smaller_map(request: Message, most_bytes: int) -> str:
    """What to ask for instead of a map that takes more."""
    advice = "or make a large world of tiles, with origin_x_px and origin_z_px"
    return _smaller(request, most_bytes, ("width_px", "depth_px"), terrain_bytes, range(2048, 0, -64), advice)


def smaller_layout(request: Message, most_bytes: int) -> str:
    """What to ask for instead of a layout that takes more."""
    sides = range(120, 8, -8)
    return _smaller(request, most_bytes, ("width", "depth"), layout_bytes, sides, "or for fewer outputs")


def smaller_material(request: Message, most_bytes: int) -> str:
    """What to ask for instead of a material that takes more."""
    if isinstance(request, texture_pb2.TextureSetRequest):
        return "Ask for smaller sides (width_px and height_px of shared), or for fewer members at a time."
    sides = (4096, 2048, 1024, 512, 256, 128, 64)
    return _smaller(request, most_bytes, ("width_px", "height_px"), texture_bytes, sides, "or for fewer outputs")


def smaller_character(_request: Message, _most_bytes: int) -> str:
    """What to ask for instead of a character that takes more."""
    return "Ask for a smaller outputs.texture_px or outputs.picture_px, or for fewer outputs at a time."


def smaller_table(_request: Message, _most_bytes: int) -> str:
    """What to ask for instead of rows that take more."""
    return "Ask for a smaller count, several times."


def smaller_world(_request: Message, _most_bytes: int) -> str:
    """What to ask for instead of a world that takes more."""
    return "Ask for a smaller side_m or a larger metres_per_pixel, for fewer people, or for some parts at a time."


def _smaller(
    request: Message, most_bytes: int, names: tuple[str, str], needed: MemoryOf, sides: Iterable[int], advice: str
) -> str:
    less = type(request)()
    less.CopyFrom(request)
    for side in sides:
        for name in names:
            setattr(less, name, min(side, getattr(request, name)))
        if 0 < needed(less) <= most_bytes:
            said = " and ".join(f"{name} {getattr(less, name)}" for name in names)
            return f"Ask for at most {said}, {advice}."
    return f"Ask for smaller {names[0]} and {names[1]} and fewer outputs, {advice}."
