"""Does a model copy its training pictures? Nearest train pictures by pixels, wherever rolled, turned or mirrored.

Pictures are averaged to 32 x 32 and each colour's mean is taken away, so that a brighter copy is still one; the
likeness is the largest correlation r over all rolls on the torus and all eight turns and flips, and the distance is
sqrt(2 (1 - r)).
A model that copies lies closer to its training pictures, in distribution, than real pictures that it never saw.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy.fft

from procgen.kit.ruler.memorisation import Nearest
from procgen.texture.material import FloatArray

CELLS = 32
_LEAST_SPREAD = 2.0 / 255.0
"""Standard deviation below which a picture is one colour, and resembles nothing."""
_BLOCK = 400


def cells_of(images: FloatArray) -> FloatArray:
    """(n, 3, 32, 32) of (n, h, w, 3), h and w whole numbers of 32: without means, of length one (or zero, if even)."""
    count, height, width, _ = images.shape
    means = images.reshape(count, CELLS, height // CELLS, CELLS, width // CELLS, 3).mean((2, 4))
    means = np.moveaxis(means - means.mean((1, 2), keepdims=True), -1, 1)
    length = np.sqrt(np.square(means).sum((1, 2, 3), keepdims=True))
    even = length < _LEAST_SPREAD * np.sqrt(3.0 * CELLS * CELLS)
    return np.where(even, 0.0, means / np.maximum(length, 1e-9)).astype(np.float32)


def nearest_by_rolls(
    images: FloatArray, train: FloatArray, progress: Callable[[float], None] = lambda _share: None
) -> Nearest:
    """Nearest train picture of each.

    Args:
        images: (n, h, w, 3).
        train: (m, h, w, 3).
        progress: called with the share done.
    """
    spectra = np.conj(scipy.fft.rfft2(cells_of(train), workers=1))  # (m, 3, 32, 17)
    best, index = np.full(len(images), -1.0), np.zeros(len(images), np.intp)
    for number, cells in enumerate(cells_of(images)):
        ways = np.stack(
            [np.rot90(side, turn, (1, 2)) for side in (cells, cells[:, :, ::-1]) for turn in range(4)]
        )  # (8, 3, 32, 32)
        own = scipy.fft.rfft2(ways, workers=1)
        for first in range(0, len(spectra), _BLOCK):
            block = spectra[first : first + _BLOCK]
            likeness = np.full(len(block), -1.0, np.float32)
            for way in own:
                product = (block * way).sum(axis=1)
                found = scipy.fft.irfft2(product, s=(CELLS, CELLS), workers=1)
                np.maximum(likeness, found.reshape(len(block), -1).max(axis=1), out=likeness)
            place = int(likeness.argmax())
            if likeness[place] > best[number]:
                best[number], index[number] = float(likeness[place]), first + place
        progress((number + 1) / len(images))
    return Nearest(np.sqrt(np.maximum(2.0 * (1.0 - best), 0.0)), index)
