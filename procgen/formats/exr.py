"""OpenEXR files."""

from __future__ import annotations

import io
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import OpenEXR

Plane = npt.NDArray[np.generic]


def write_exr(channels: Mapping[str, Plane], attributes: Mapping[str, object]) -> bytes:
    """Write planes of one size as scan lines with ZIP compression.

    Args:
        channels: (rows, columns) float16 or float32 by name, contiguous.
        attributes: of the header; a string or a NumPy array of one float64, which becomes a double.

    Returns:
        The .exr.
    """
    header = {"compression": OpenEXR.ZIP_COMPRESSION, "type": OpenEXR.scanlineimage, **attributes}
    out = io.BytesIO()
    OpenEXR.File(header, dict(channels)).write(out)
    return out.getvalue()
