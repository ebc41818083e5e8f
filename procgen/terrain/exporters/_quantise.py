"""Heights as 16-bit whole numbers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.errors import InvalidFields, Violation
from procgen.terrain.exporters.options import ExportOptions, HeightRange
from procgen.terrain.heightmap import Heightmap

FULL_SCALE = 65535


def scale_of(heightmap: Heightmap, options: ExportOptions) -> HeightRange:
    """The heights that 0 and 65535 stand for."""
    return HeightRange.of(heightmap) if options.height_range is None else options.height_range


def quantise(heightmap: Heightmap, scale: HeightRange) -> npt.NDArray[np.uint16]:
    """Scale a range of heights to 0 ... 65535, rounding to the nearest step.

    Each value depends on its height and the scale alone, so equal heights of two maps on one scale stay equal.

    Returns:
        (depth, width); 0 is ``scale.low_m`` and 65535 is ``scale.high_m``, all 0 where they are the same.

    Raises:
        InvalidFields: the map has heights outside the scale; names ``height_range``.
    """
    own = HeightRange.of(heightmap)
    if not (scale.low_m <= own.low_m and own.high_m <= scale.high_m):
        raise InvalidFields(
            [
                Violation.of(
                    "height_range",
                    f"{scale.low_m} to {scale.high_m}",
                    f"a range that holds all heights of the map, {own.low_m} to {own.high_m}",
                )
            ]
        )
    # float64: in float32 the rounding of the product alone can pass half a step.
    heights = heightmap.heights.astype(np.float64)
    heights -= scale.low_m
    range_m = scale.high_m - scale.low_m
    if range_m > 0.0:
        # Not one product with FULL_SCALE / range_m: that overflows where the range is below the normal numbers.
        heights /= range_m
        heights *= FULL_SCALE
    return np.rint(heights, out=heights).astype(np.uint16)
