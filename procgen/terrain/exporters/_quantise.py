"""Heights as 16-bit whole numbers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.terrain.heightmap import Heightmap

FULL_SCALE = 65535


def quantise(heightmap: Heightmap) -> npt.NDArray[np.uint16]:
    """Scale the map's own range to 0 ... 65535, rounding to the nearest step.

    Returns:
        (depth, width); 0 is ``height_min_m`` and 65535 is ``height_max_m``, all 0 where the map is flat.
    """
    # float64: in float32 the rounding of the product alone can pass half a step.
    heights = heightmap.heights.astype(np.float64)
    heights -= heightmap.height_min_m
    range_m = heightmap.height_max_m - heightmap.height_min_m
    if range_m > 0.0:
        heights *= FULL_SCALE / range_m
    return np.rint(heights, out=heights).astype(np.uint16)
