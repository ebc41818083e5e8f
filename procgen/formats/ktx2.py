"""KTX 2.0 containers of textures, with mip levels and array layers.

Source: KTX File Format Specification 2.0 (Khronos, 2021) and the Khronos Data Format Specification 1.3, sections 3
("Khronos Basic Data Format Descriptor Block") and 5.6 ("colorModel").
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from procgen import __version__

_IDENTIFIER = b"\xabKTX 20\xbb\r\n\x1a\n"
_HEADER = struct.Struct("<9I")
_INDEX = struct.Struct("<4I2Q")
_LEVEL = struct.Struct("<3Q")
_BT709 = 1
_TRANSFER_LINEAR, _TRANSFER_SRGB = 1, 2
_DESCRIPTOR_VERSION = 2
_DESCRIPTOR_HEAD_BYTES, _SAMPLE_BYTES = 24, 16
_RGBSDA, _BC4, _BC5, _BC7 = 1, 131, 132, 134


@dataclass(frozen=True, slots=True)
class _Sample:
    channel: int
    bit_offset: int
    bits: int
    upper: int = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class _Layout:
    linear: int
    srgb: int | None
    """Numbers of Vulkan's VkFormat."""
    model: int
    side_texels: int
    block_bytes: int
    samples: tuple[_Sample, ...]
    type_bytes: int = 1


class Texels(Enum):
    """How texels are stored."""

    BC4 = _Layout(139, None, _BC4, 4, 8, (_Sample(0, 0, 64),))
    BC5 = _Layout(141, None, _BC5, 4, 16, (_Sample(0, 0, 64), _Sample(1, 64, 64)))
    BC7 = _Layout(145, 146, _BC7, 4, 16, (_Sample(0, 0, 128),))
    R16 = _Layout(70, None, _RGBSDA, 1, 2, (_Sample(0, 0, 16, 0xFFFF),), 2)

    @property
    def side_texels(self) -> int:
        """Side of a block."""
        return self.value.side_texels

    def level_bytes(self, width_px: int, height_px: int) -> int:
        """Size of one layer of one level."""
        side = self.side_texels
        return -(-width_px // side) * -(-height_px // side) * self.value.block_bytes


def _descriptor(layout: _Layout, srgb: bool) -> bytes:
    size = _DESCRIPTOR_HEAD_BYTES + _SAMPLE_BYTES * len(layout.samples)
    side = layout.side_texels - 1
    pieces = [
        struct.pack("<IIHH", 4 + size, 0, _DESCRIPTOR_VERSION, size),
        struct.pack("<4B", layout.model, _BT709, _TRANSFER_SRGB if srgb else _TRANSFER_LINEAR, 0),
        struct.pack("<4B", side, side, 0, 0),
        struct.pack("<8B", layout.block_bytes, *[0] * 7),
    ]
    pieces += [
        struct.pack("<HBBIII", sample.bit_offset, sample.bits - 1, sample.channel, 0, 0, sample.upper)
        for sample in layout.samples
    ]
    return b"".join(pieces)


def _key_values(values: Mapping[str, str]) -> bytes:
    pieces = []
    # The specification wants them in the order of their keys.
    for key, value in sorted({**values, "KTXorientation": "rd", "KTXwriter": f"procgen {__version__}"}.items()):
        entry = key.encode() + b"\0" + value.encode() + b"\0"
        pieces.append(struct.pack("<I", len(entry)) + entry + bytes(-len(entry) % 4))
    return b"".join(pieces)


def write_ktx2(
    texels: Texels,
    size_px: tuple[int, int],
    levels: Sequence[bytes],
    values: Mapping[str, str],
    *,
    srgb: bool = False,
    layers: int = 0,
) -> bytes:
    """Write a texture.

    Args:
        texels: how they are stored.
        size_px: width and height of the largest level; each next is half as large, rounded down.
        levels: the texels, from the largest level to the smallest; of an array, its layers one after the other.
        values: text by key, which becomes metadata.
        srgb: whether colours are sRGB-encoded.
        layers: of an array; 0 is no array.

    Returns:
        The .ktx2, not supercompressed: a graphics card takes its levels as they are.
    """
    layout = texels.value
    kind = layout.srgb if srgb else layout.linear
    if kind is None:
        raise ValueError(f"{texels.name} can't be sRGB")
    header = (kind, layout.type_bytes, *size_px, 0, layers, 1, len(levels), 0)
    alignment = math.lcm(layout.block_bytes, 4)
    return _container(header, levels, _descriptor(layout, srgb), _key_values(values), alignment)


def _container(
    header: tuple[int, ...], levels: Sequence[bytes], descriptor: bytes, key_values: bytes, alignment: int
) -> bytes:
    at = len(_IDENTIFIER) + _HEADER.size + _INDEX.size + _LEVEL.size * len(levels)
    descriptor_at, values_at = at, at + len(descriptor)
    at = values_at + len(key_values)
    body = []
    places: list[int] = []
    # The smallest level comes first, so that a reader can show something early.
    for data in reversed(levels):
        padding = -at % alignment
        body += [bytes(padding), data]
        places.insert(0, at + padding)
        at += padding + len(data)
    head = [
        _IDENTIFIER,
        _HEADER.pack(*header),
        # No global data: nothing is supercompressed.
        _INDEX.pack(descriptor_at, len(descriptor), values_at, len(key_values), 0, 0),
        *(_LEVEL.pack(place, len(data), len(data)) for place, data in zip(places, levels, strict=True)),
        descriptor,
        key_values,
    ]
    return b"".join([*head, *body])
