"""What a judge of pixels sees of a picture: how brightness goes up and down around each pixel, at three scales.

Uniform local binary patterns of eight neighbours (Ojala, Pietikäinen and Mäenpää, "Multiresolution gray-scale and
rotation invariant texture classification with local binary patterns", 2002), and how gradients are spread by strength
and by direction. Colours don't count, but for how much of the gradients is theirs: what a material's colour is says
nothing of whether it is made.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.texture.material import FloatArray
from procgen.texture.ruler.maps import luma

CROP_PX: Final = 256
SCALES: Final = (1, 2, 4)
"""Pixels that are averaged, along a side."""
_NEIGHBOURS: Final = ((-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1))
_QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
_DIRECTIONS: Final = 8
_NOISE: Final = 1.0 / 255.0
"""Neighbours that differ by less are equal: rounding to eight bits says nothing."""


def _uniform_codes() -> npt.NDArray[np.intp]:
    """(256,) the number of each pattern: one for each of the 58 with at most two changes around, one for the rest."""
    numbers = np.full(256, 58, np.intp)
    kept = 0
    for code in range(256):
        bits = [code >> k & 1 for k in range(8)]
        if sum(bits[k] != bits[k - 1] for k in range(8)) <= 2:
            numbers[code] = kept
            kept += 1
    return numbers


_UNIFORM: Final = _uniform_codes()


def _scale_features(albedo: FloatArray) -> list[float]:
    """Of a picture (rows, columns, 3) at one scale."""
    bright = luma(albedo)
    inner = bright[1:-1, 1:-1]
    code = np.zeros(inner.shape, np.intp)
    rows, columns = bright.shape
    for bit, (dy, dx) in enumerate(_NEIGHBOURS):
        beside = bright[1 + dy : rows - 1 + dy, 1 + dx : columns - 1 + dx]
        code |= (beside > inner + np.float32(_NOISE)).astype(np.intp) << bit
    patterns = np.bincount(_UNIFORM[code].ravel(), minlength=59) / code.size
    right, down = bright[1:-1, 2:] - bright[1:-1, :-2], bright[2:, 1:-1] - bright[:-2, 1:-1]
    strength = np.hypot(right, down)
    direction = np.arctan2(down, right) % np.pi
    bins = np.minimum((direction * (_DIRECTIONS / np.pi)).astype(np.intp), _DIRECTIONS - 1)
    directions = np.bincount(bins.ravel(), strength.ravel(), _DIRECTIONS) / max(float(strength.sum()), 1e-9)
    mean = float(strength.mean()) + 1e-6
    centred = strength - mean
    spread = float(strength.std()) + 1e-6
    moments = [mean, spread / mean, float((centred**3).mean()) / spread**3, float((centred**4).mean()) / spread**4]
    chroma = albedo - bright[..., None]
    of_chroma = float(np.abs(np.diff(chroma, axis=0)).mean() + np.abs(np.diff(chroma, axis=1)).mean()) / mean
    quantiles = (np.quantile(strength, _QUANTILES) / mean).tolist()
    return [*patterns.tolist(), *np.sort(directions).tolist(), *moments, of_chroma, *quantiles]


def crop_features(albedo: FloatArray) -> FloatArray:
    """(features,) of a crop, (CROP_PX, CROP_PX, 3) sRGB-encoded, 0 to 1."""
    found: list[float] = []
    for scale in SCALES:
        rows, columns = albedo.shape[0] // scale, albedo.shape[1] // scale
        found += _scale_features(albedo.reshape(rows, scale, columns, scale, 3).mean(axis=(1, 3), dtype=np.float32))
    return np.array(found, np.float32)


def picture_features(albedo: FloatArray) -> FloatArray:
    """(crops, features) of all whole crops of a picture, side by side."""
    rows, columns = albedo.shape[0] // CROP_PX, albedo.shape[1] // CROP_PX
    crops = [(y * CROP_PX, x * CROP_PX) for y in range(rows) for x in range(columns)]
    return np.stack([crop_features(albedo[y : y + CROP_PX, x : x + CROP_PX]) for y, x in crops])
