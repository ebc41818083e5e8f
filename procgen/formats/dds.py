"""DirectDraw surfaces of block-compressed textures, with mip levels and array layers.

Source: Microsoft's "Programming Guide for DDS" (DDS_HEADER, DDS_HEADER_DXT10).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from procgen.formats.ktx2 import Texels

_DXGI = {(Texels.BC4, False): 80, (Texels.BC5, False): 83, (Texels.BC7, False): 98, (Texels.BC7, True): 99}
_HEADER_BYTES, _PIXEL_FORMAT_BYTES = 124, 32
_FLAGS = 0x1 | 0x2 | 0x4 | 0x1000 | 0x20000 | 0x80000
"""Caps, height, width, pixel format, number of mip levels and linear size are given."""
_FOURCC = 0x4
_CAPS_COMPLEX, _CAPS_TEXTURE, _CAPS_MIPMAP = 0x8, 0x1000, 0x400000
_TEXTURE_2D = 3


def write_dds(
    texels: Texels, size_px: tuple[int, int], layers: Sequence[Sequence[bytes]], *, srgb: bool = False
) -> bytes:
    """Write a texture with the header of DirectX 10, which alone knows BC7 and sRGB.

    Args:
        texels: BC4, BC5 or BC7.
        size_px: width and height of the largest level; each next is half as large, rounded down.
        layers: for each layer its levels, from the largest to the smallest.
        srgb: whether colours are sRGB-encoded; BC7 alone.

    Returns:
        The .dds.
    """
    width_px, height_px = size_px
    count = len(layers[0])
    caps = _CAPS_TEXTURE | (_CAPS_COMPLEX | _CAPS_MIPMAP if count > 1 else 0)
    head = [
        b"DDS ",
        struct.pack("<7I", _HEADER_BYTES, _FLAGS, height_px, width_px, len(layers[0][0]), 0, count),
        bytes(4 * 11),
        struct.pack("<2I4s5I", _PIXEL_FORMAT_BYTES, _FOURCC, b"DX10", 0, 0, 0, 0, 0),
        struct.pack("<5I", caps, 0, 0, 0, 0),
        struct.pack("<5I", _DXGI[texels, srgb], _TEXTURE_2D, 0, len(layers), 0),
    ]
    return b"".join([*head, *(level for levels in layers for level in levels)])
