"""Textures for graphics cards, with all their mip levels: KTX 2.0 and DDS."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from procgen.formats.dds import write_dds
from procgen.formats.ktx2 import Texels, write_ktx2
from procgen.texture.exporters.blocks import bc_blocks
from procgen.texture.exporters.metadata import texts
from procgen.texture.exporters.pictures import Picture
from procgen.texture.exporters.planes import Planes, mip_levels


def level_blocks(planes: Planes, picture: Picture, texels: Texels) -> list[bytes]:
    """The picture's mip levels, the largest first, in compressed blocks or, as R16, in 16-bit numbers.

    Raises:
        Failed: the package that compresses is not installed.
    """
    checkpoint = planes.options.checkpoint
    found = []
    for level in mip_levels(planes, picture.planes):
        checkpoint()
        if texels is Texels.R16:
            found.append(np.asarray(picture.pack(level, 16), "<u2").tobytes())
        else:
            pixels = picture.pack(level, 8)
            found.append(bc_blocks(pixels, texels, perceptual=picture.srgb, checkpoint=checkpoint))
    return found


def size_px(planes: Planes) -> tuple[int, int]:
    """Width and height."""
    rows, columns = planes.material.surface.shape
    return columns, rows


def ktx2(planes: Planes, picture: Picture, texels: Texels) -> bytes:
    """Write a picture as KTX 2.0.

    Returns:
        A .ktx2 that a desktop's graphics card takes as it is, with mip levels down to a texel. Metadata
        ``procgen:recipe`` and the other texts of the PNG.

    Raises:
        Failed: the package that compresses is not installed.
    """
    return write_ktx2(
        texels,
        size_px(planes),
        level_blocks(planes, picture, texels),
        texts(planes, picture),
        srgb=picture.srgb,
    )


def dds(planes: Planes, picture: Picture, texels: Texels) -> bytes:
    """Write a picture as DDS, which Unity and Godot import without compressing again.

    Returns:
        A .dds with mip levels down to a texel. The format has no place for a recipe: it stands in the sidecar.

    Raises:
        Failed: the package that compresses is not installed.
    """
    layers: Sequence[Sequence[bytes]] = [level_blocks(planes, picture, texels)]
    return write_dds(texels, size_px(planes), layers, srgb=picture.srgb)
