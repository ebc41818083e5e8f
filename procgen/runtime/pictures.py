"""Packaged pictures, read whole, with every way of being damaged told alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from procgen.runtime.packaged import reading


def read_picture(path: Path, sides_px: tuple[int, int] | None = None) -> npt.NDArray[np.uint8]:
    """The pixels of a packaged picture of four channels, (rows, columns, 4).

    Args:
        path: of the file.
        sides_px: rows and columns that it must have; any if None.

    Raises:
        Failed: it is missing, damaged or of another shape.
    """
    with reading(path):
        with Image.open(path) as picture:
            pixels = np.array(picture)
        if pixels.shape != (*(sides_px or pixels.shape[:2]), 4):
            raise ValueError(f"its shape is {pixels.shape}")
    return pixels
