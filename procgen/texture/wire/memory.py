"""How much memory a call for materials works with; see :mod:`procgen.kit.wire.work_memory`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from google.protobuf.message import Message

from procgen.errors import InvalidFields, ModelUnavailable
from procgen.kit.wire.work_memory import MIB, area, smaller
from procgen.texture.classes import CLASSES
from procgen.texture.density import side_at
from procgen.texture.parameters import (
    COMPOSED,
    NOISE,
    QUILTING,
    RANDOM_PHASE,
    SCAN,
    SCANNED_MODELS,
    STRUCTURED,
    TextureParameters,
    texture_defaults,
)
from procgen.texture.sizes import DETAILS, SCANNED, SIDE, usual_scale
from procgen.texture.terrain_layers import BIOMES, LAYERS, terrain_layer
from procgen.texture.text import understand
from procgen.texture.wire.set import layer_request
from procgen.v1 import texture_pb2

# Bytes a pixel.
_BASE: Final = 40 * MIB
_NETWORKS: Final = 140 * MIB
"""What learned materials of any size take besides: windows of the detail network."""
_SURFACE: Final[Mapping[str, int]] = {
    NOISE: 180,
    QUILTING: 120,
    RANDOM_PHASE: 110,
    SCAN: 90,
    COMPOSED: 90,
    STRUCTURED: 260,
}
_LEARNED: Final = 120
_LEARNED_MODEL: Final = "learned"
"""Whatever its name is."""
_BASE_NETWORK: Final = 500
"""Of the base network, whose pixels are fewer."""
_BASE_NETWORK_MOST_PX: Final = 256 * 256
"""Memory for a base up to that size stays with the network, like its weights."""
_WEATHER: Final = 95
_VARIANT: Final = 60
_TRIM: Final = 90
_FOLIAGE: Final = 110
_USUAL_OUTPUTS, _OUTPUT = 4, 4
_PRESET_OUTPUTS: Final = 8
_KEPT_MEMBER: Final = 40
_ARRAY: Final = 12


def texture_bytes(request: Message) -> int:
    """Of a TextureRequest or a TextureSetRequest."""
    if isinstance(request, texture_pb2.TextureSetRequest):
        return _set_bytes(request)
    assert isinstance(request, texture_pb2.TextureRequest)
    return _material_bytes(request, request)


def _set_bytes(request: texture_pb2.TextureSetRequest) -> int:
    named = list(request.members) or [texture_pb2.TextureSetMember(layer=name) for name in LAYERS]
    members = [_own(member, request) for member in named]
    whole = [_material_bytes(member, request.shared) for member in members]
    pixels = [_texture_pixels(member, request.shared) for member in members]
    kept = sum(_KEPT_MEMBER + _ARRAY * len(request.array_outputs) for _ in members) * max(pixels)
    return max(whole) + kept if max(pixels) else 0


def _own(member: texture_pb2.TextureSetMember, request: texture_pb2.TextureSetRequest) -> texture_pb2.TextureRequest:
    """What a member asks for itself, with the class and the weather of its layer."""
    if member.layer not in LAYERS:
        return member.texture
    own = layer_request(terrain_layer(member.layer, request.biome if request.biome in BIOMES else ""))
    own.material = member.texture.material or request.shared.material or own.material
    own.MergeFrom(member.texture)
    return own


def _texture_pixels(own: texture_pb2.TextureRequest, shared: texture_pb2.TextureRequest) -> int:
    width, height = _sides(own, shared)
    sides = texture_pb2.TextureRequest(width_px=width, height_px=height)
    return area(sides, ("width_px", "height_px"), SIDE.minimum, SIDE.maximum)


def _sides(own: texture_pb2.TextureRequest, shared: texture_pb2.TextureRequest) -> tuple[int, int]:
    """Width and height; where a texel density says them, no less than they will be."""
    width, height = own.width_px or shared.width_px, own.height_px or shared.height_px
    density = own.texel_density_px_per_m or shared.texel_density_px_per_m
    if width or height or not 0.0 < density < math.inf:
        return width, height
    metres = own.metres_per_tile or shared.metres_per_tile
    material = own.material or shared.material
    usual = CLASSES[material].metres if material in CLASSES else max(each.metres for each in CLASSES.values())
    metres = metres or usual
    most = int(SIDE.maximum)
    if own.text or shared.text or not math.isfinite(metres) or density * metres > most:
        return most, most
    side = min(side_at(density, metres, usual), most)
    return side, side


def _material_bytes(own: texture_pb2.TextureRequest, shared: texture_pb2.TextureRequest) -> int:
    pixels = _texture_pixels(own, shared)
    if not pixels:
        return 0
    if own.HasField("foliage"):
        return _BASE + _FOLIAGE * pixels
    model = _model(own, shared)
    width, height = _sides(own, shared)
    scale = own.detail if own.HasField("detail") else shared.detail if shared.HasField("detail") else 0
    scale = max(scale or usual_scale(width, height, SCANNED if model in SCANNED_MODELS else DETAILS), 1)
    base = pixels // scale**2
    outputs = len(own.outputs or shared.outputs) + _PRESET_OUTPUTS * len(own.presets or shared.presets)
    a_pixel = _SURFACE.get(model, _LEARNED)
    # Scans are laid at twice the base's pixels at least.
    a_pixel *= 4 if scale == 1 and model in SCANNED_MODELS else 1
    a_pixel += _WEATHER if own.HasField("weather") or shared.HasField("weather") else 0
    a_pixel += _TRIM if own.HasField("trim") or shared.HasField("trim") else 0
    a_pixel += _VARIANT if own.variant or shared.variant else 0
    a_pixel += _OUTPUT * max(outputs - _USUAL_OUTPUTS, 0)
    network = _BASE_NETWORK * max(base - _BASE_NETWORK_MOST_PX, 0)
    if model == COMPOSED:  # what the network took is free again when pieces are laid
        return _BASE + max(a_pixel * pixels, network)
    return _BASE + a_pixel * pixels + (0 if model in _SURFACE else _NETWORKS + network)


def _model(own: texture_pb2.TextureRequest, shared: texture_pb2.TextureRequest) -> str:
    """The generator that makes it; the one that takes the most where that can't be told from the request."""
    said = own.model or shared.model
    if said or own.HasField("exemplar") or shared.HasField("exemplar"):
        return said or _LEARNED_MODEL
    wished = own.layout if own.HasField("layout") else shared.layout
    layout = {"bond": wished.bond} if wished.ListFields() and not wished.none else {}
    try:
        read = understand(own.text or shared.text)
        layout = layout or dict(read.layout)
        material = own.material or shared.material or read.material
        if not material:  # one is drawn; forms take the most, where no layout is said
            return _LEARNED_MODEL if layout else STRUCTURED
        parameters = TextureParameters(width_px=0, height_px=0, material=material, layout=layout)
        return texture_defaults((_LEARNED_MODEL, *SCANNED_MODELS), parameters)
    except (InvalidFields, ModelUnavailable):
        return _LEARNED_MODEL


def smaller_material(request: Message, most_bytes: int) -> str:
    """What to ask for instead of a material that takes more."""
    if isinstance(request, texture_pb2.TextureSetRequest):
        return "Ask for smaller sides (width_px and height_px of shared), or for fewer members at a time."
    sides = (4096, 2048, 1024, 512, 256, 128, 64)
    return smaller(request, most_bytes, ("width_px", "height_px"), texture_bytes, sides, "or for fewer outputs")
