"""OpenEXR."""

from __future__ import annotations

import numpy as np

from procgen.formats.exr import write_exr
from procgen.terrain.exporters._metadata import seed
from procgen.terrain.heightmap import Heightmap


def encode(heightmap: Heightmap) -> bytes:
    """Write the heights as they are.

    Args:
        heightmap: (depth, width) metres.

    Returns:
        An OpenEXR file of width x depth pixels, scan lines, ZIP compression, one float32 channel ``Y`` in metres.
        Attributes ``procgen:recipe`` (string, JSON), ``procgen:metres_per_pixel``, ``procgen:height_min_m``,
        ``procgen:height_max_m`` (double) and ``procgen:seed`` (string).
    """
    attributes = {
        "procgen:recipe": heightmap.recipe.to_json(),
        # Arrays of one become the type double; a bare number would be rounded to float.
        "procgen:metres_per_pixel": np.array([heightmap.metres_per_pixel], np.float64),
        "procgen:height_min_m": np.array([heightmap.height_min_m], np.float64),
        "procgen:height_max_m": np.array([heightmap.height_max_m], np.float64),
        "procgen:seed": seed(heightmap),
    }
    return write_exr({"Y": np.ascontiguousarray(heightmap.heights, np.float32)}, attributes)
