"""Plain 16-bit heights, as Terrain3D and others import them (.r16)."""

from __future__ import annotations

from procgen.terrain.exporters._quantise import quantise, scale_of
from procgen.terrain.exporters.options import DEFAULTS, ExportOptions
from procgen.terrain.heightmap import Heightmap


def encode(heightmap: Heightmap, options: ExportOptions = DEFAULTS) -> bytes:
    """Write the heights as bare numbers.

    Args:
        heightmap: (depth, width) metres.
        options: ``height_range``.

    Returns:
        depth * width uint16, little-endian, row by row from the north-west: 0 is the lower end of the range and
        65535 the upper, all 0 where the map is flat; each height is kept to half a step.

    Raises:
        InvalidFields: the map has heights outside the range.
    """
    return quantise(heightmap, scale_of(heightmap, options)).astype("<u2", copy=False).tobytes()
