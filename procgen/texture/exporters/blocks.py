"""Pixels as the compressed blocks that graphics cards read.

The work is done by ``etcpak``, which not every installation has: BC4, BC5 and BC7. Blocks of a tile whose sides are no
multiple of 4 are filled up from its opposite edge.
"""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np

from procgen.errors import Failed
from procgen.formats.ktx2 import Texels
from procgen.runtime.checkpoint import Checkpoint
from procgen.texture.exporters.pictures import Pixels

_SIDE = 4
_STRIP_PIXELS = 1 << 15
"""Compressed between two checkpoints: some 20 ms."""
_OPAQUE = 255


def _etcpak(texels: Texels) -> Any:
    try:
        return importlib.import_module("etcpak")
    except ImportError as error:
        raise Failed(
            f"{texels.name} textures need the package etcpak, which is not installed here",
            "Run `pip install 'procgen-server[gpu]'`, or ask for PNG, which needs nothing.",
        ) from error


def rgba(pixels: Pixels) -> Pixels:
    """(rows, columns, 4) uint8 of a grey, RGB or RGBA picture; grey in all three colours, opaque."""
    if pixels.ndim == 2:
        pixels = np.dstack([pixels] * 3)
    if pixels.shape[2] == _SIDE:
        return np.ascontiguousarray(pixels)
    opaque = np.full((*pixels.shape[:2], 1), _OPAQUE, np.uint8)
    return np.ascontiguousarray(np.concatenate([pixels, opaque], axis=2))


def _whole_blocks(pixels: Pixels) -> Pixels:
    rows, columns = pixels.shape[:2]
    if rows % _SIDE == 0 and columns % _SIDE == 0:
        return pixels
    return np.pad(pixels, ((0, -rows % _SIDE), (0, -columns % _SIDE), (0, 0)), mode="wrap")


def bc_blocks(pixels: Pixels, texels: Texels, *, perceptual: bool, checkpoint: Checkpoint) -> bytes:
    """Compress a picture.

    Args:
        pixels: (rows, columns) or (rows, columns, 3 or 4) uint8.
        texels: BC4 (of the first channel), BC5 (of the first two) or BC7.
        perceptual: BC7 weighs errors as the eye does, and not all channels alike as data want it.
        checkpoint: called often.

    Raises:
        Failed: the package that does it is not installed.
    """
    etcpak = _etcpak(texels)
    whole = _whole_blocks(rgba(pixels))
    rows, columns = whole.shape[:2]
    strip = max(_SIDE, _STRIP_PIXELS // columns // _SIDE * _SIDE)
    pieces: list[bytes] = []
    if texels is Texels.BC7:
        settings = etcpak.BC7CompressBlockParams()
        if perceptual:
            settings.init_perceptual_weights()
        else:
            settings.init_linear_weights()
        # Level 1 is a third slower than 0 and 0.2 dB better; higher ones gain little more.
        settings.m_uber_level = 1
    for top in range(0, rows, strip):
        checkpoint()
        band = whole[top : top + strip]
        data = (band.tobytes(), columns, band.shape[0])
        if texels is Texels.BC7:
            pieces.append(etcpak.compress_bc7(*data, settings))
        else:
            pieces.append((etcpak.compress_bc4 if texels is Texels.BC4 else etcpak.compress_bc5)(*data))
    return b"".join(pieces)
