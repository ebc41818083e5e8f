"""Plain 16-bit heights, as Terrain3D and others import them (.r16)."""

from __future__ import annotations

from procgen.terrain.exporters._quantise import quantise
from procgen.terrain.heightmap import Heightmap


def encode(heightmap: Heightmap) -> bytes:
    """Write the heights as bare numbers.

    Args:
        heightmap: (depth, width) metres.

    Returns:
        depth * width uint16, little-endian, row by row from the north-west: 0 is ``height_min_m`` and 65535
        ``height_max_m``, all 0 where the map is flat; each height is kept to half a step.
    """
    return quantise(heightmap).astype("<u2", copy=False).tobytes()
