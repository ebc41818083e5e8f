"""NumPy's own format."""

from __future__ import annotations

import io

import numpy as np

from procgen.terrain.heightmap import Heightmap


def encode(heightmap: Heightmap) -> bytes:
    """Write the heights as they are.

    Args:
        heightmap: (depth, width) metres.

    Returns:
        A .npy file, version 1.0: (depth, width) float32, little-endian, row 0 the northern edge, in metres.
    """
    out = io.BytesIO()
    array = np.ascontiguousarray(heightmap.heights, "<f4")
    np.lib.format.write_array(out, array, version=(1, 0), allow_pickle=False)
    return out.getvalue()
