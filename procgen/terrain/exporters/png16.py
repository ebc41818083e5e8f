"""16-bit greyscale PNG."""

from __future__ import annotations

import io

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from procgen.terrain.exporters._metadata import seed
from procgen.terrain.exporters._quantise import quantise
from procgen.terrain.heightmap import Heightmap

_COMPRESS_LEVEL = 1
"""Measured on real terrain, 2048 x 2048: level 1 takes 0.24 s for 71 % of the raw size, 6 takes 1.0 s for 69 %."""


def encode(heightmap: Heightmap) -> bytes:
    """Write the heights as a picture.

    Args:
        heightmap: (depth, width) metres.

    Returns:
        A PNG of width x depth pixels, bit depth 16, greyscale: 0 is ``height_min_m`` and 65535 ``height_max_m``,
        all 0 where the map is flat; each height is kept to half a step. Text chunks ``procgen:recipe`` (iTXt, JSON),
        ``procgen:metres_per_pixel``, ``procgen:height_min_m``, ``procgen:height_max_m`` and ``procgen:seed``.
    """
    text = PngInfo()
    text.add_itxt("procgen:recipe", heightmap.recipe.to_json())
    text.add_text("procgen:metres_per_pixel", repr(float(heightmap.metres_per_pixel)))
    text.add_text("procgen:height_min_m", repr(heightmap.height_min_m))
    text.add_text("procgen:height_max_m", repr(heightmap.height_max_m))
    text.add_text("procgen:seed", seed(heightmap))
    out = io.BytesIO()
    Image.fromarray(quantise(heightmap)).save(out, "PNG", compress_level=_COMPRESS_LEVEL, pnginfo=text)
    return out.getvalue()
