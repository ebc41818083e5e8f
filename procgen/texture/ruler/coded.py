"""KID beside pictures that all went through the same coding.

Most held-out pictures of a pack of textures were small JPEGs, and the judge sees that: whole sets of the train split,
which come from larger files, are as far from held-out ones as many a generator. Coded alike, all are compared by what
they show.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from procgen.kit.ruler.rows import Rows
from procgen.texture.ruler.features import features
from procgen.texture.ruler.metrics import Features, kid_x1000

_QUALITY: Final = 75
"""Pillow's own default, near what thumbnails of the web have."""

Bytes = npt.NDArray[np.uint8]


def coded(pixels: Bytes) -> Bytes:
    """Pictures (n, h, w, 3) as a JPEG gives them back."""

    def through(one: Bytes) -> Bytes:
        file = io.BytesIO()
        Image.fromarray(one).save(file, "JPEG", quality=_QUALITY)
        with Image.open(file) as picture:
            return np.asarray(picture.convert("RGB"))

    return np.stack([through(one) for one in pixels])


def coded_kid(held: Bytes, columns: Mapping[str, Bytes], seed: int) -> Rows:
    """``kid_coded_x1000`` of each column to the held-out pictures.

    Args:
        held: (n, 128, 128, 3) held-out pictures.
        columns: pictures by column.
        seed: of the subsets.
    """

    def seen(pixels: Bytes) -> Features:
        return features(coded(pixels).astype(np.float32) / np.float32(255.0))

    wanted = seen(held)
    return {"kid_coded_x1000": {name: kid_x1000(wanted, seen(one), seed).value for name, one in columns.items()}}
