"""Pictures inside of a page, so that it is one file."""

from __future__ import annotations

import base64
import io

import numpy as np
import numpy.typing as npt
from PIL import Image


def jpeg_uri(pixels: npt.NDArray[np.uint8], quality: int) -> str:
    """A picture (rows, columns, 3) as a data URI."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=quality)
    return "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()
