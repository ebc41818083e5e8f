"""How much memory a call for materials works with; see :mod:`procgen.kit.wire.work_memory`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from google.protobuf.message import Message

from procgen.kit.wire.work_memory import MIB, area, smaller
from procgen.texture.sizes import SIDE, usual_scale
from procgen.v1 import texture_pb2

# Bytes a pixel.
_BASE: Final = 40 * MIB
_NETWORKS: Final = 140 * MIB
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
    return area(sides, ("width_px", "height_px"), SIDE.minimum, SIDE.maximum)


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
    return _BASE + a_pixel * pixels + network


def smaller_material(request: Message, most_bytes: int) -> str:
    """What to ask for instead of a material that takes more."""
    if isinstance(request, texture_pb2.TextureSetRequest):
        return "Ask for smaller sides (width_px and height_px of shared), or for fewer members at a time."
    sides = (4096, 2048, 1024, 512, 256, 128, 64)
    return smaller(request, most_bytes, ("width_px", "height_px"), texture_bytes, sides, "or for fewer outputs")
