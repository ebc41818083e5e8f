"""16-bit greyscale PNG."""

from __future__ import annotations

from procgen.formats.png import write_png
from procgen.terrain.exporters._metadata import seed
from procgen.terrain.exporters._quantise import quantise, scale_of
from procgen.terrain.exporters.options import DEFAULTS, ExportOptions
from procgen.terrain.heightmap import Heightmap


def encode(heightmap: Heightmap, options: ExportOptions = DEFAULTS) -> bytes:
    """Write the heights as a picture.

    Args:
        heightmap: (depth, width) metres.
        options: ``height_range`` and ``checkpoint``.

    Returns:
        A PNG of width x depth pixels, bit depth 16, greyscale: 0 is ``height_min_m`` and 65535 ``height_max_m``,
        all 0 where the map is flat; each height is kept to half a step. Text chunks ``procgen:recipe`` (iTXt, JSON),
        ``procgen:metres_per_pixel``, ``procgen:height_min_m``, ``procgen:height_max_m`` (the range of the scale) and
        ``procgen:seed``.

    Raises:
        InvalidFields: the map has heights outside the range.
    """
    scale = scale_of(heightmap, options)
    return write_png(
        quantise(heightmap, scale),
        options.checkpoint,
        texts={"procgen:recipe": heightmap.recipe.to_json()},
        plain_texts={
            "procgen:metres_per_pixel": repr(float(heightmap.metres_per_pixel)),
            "procgen:height_min_m": repr(float(scale.low_m)),
            "procgen:height_max_m": repr(float(scale.high_m)),
            "procgen:seed": seed(heightmap),
        },
    )
