"""Noise on the torus from a seed, by filtering white noise."""

from __future__ import annotations

import numpy as np

from procgen.runtime.interrupt import checkpoint_here
from procgen.runtime.philox import gaussian_field
from procgen.texture.maps.torus import frequencies, from_spectrum, spectrum
from procgen.texture.material import FloatArray

_DRAWN_PX = 512
"""Larger fields are drawn that large and then filled up between: noise as fine as a pixel is what costs time."""


def _drawn_side(side: int) -> int:
    """The largest divisor of a side that is not above the limit, or the side itself."""
    count = -(-side // _DRAWN_PX)
    while side % count:
        count += 1
    return side // count


def fractal_noise(
    seed: int, stream: str, shape: tuple[int, int], wavelength_px: float, smoothness: float = 1.5
) -> FloatArray:
    """Periodic noise with features of all sizes up to a wavelength.

    The amplitude of a wave with f periods in a wavelength_px is (1 + f^2)^(-smoothness / 2).

    Args:
        seed: 0 to 2^64 - 1.
        stream: what it is for; different streams are independent.
        shape: rows and columns.
        wavelength_px: size of the largest features.
        smoothness: 1 is rough down to the pixel, 2 is like clouds, 3 has hardly any detail.

    Returns:
        (rows, columns) float32 with mean 0 and standard deviation 1.
    """
    rows, columns = shape
    small = _drawn_side(rows), _drawn_side(columns)
    white = gaussian_field(seed, f"texture/{stream}", 0, 0, small[1], small[0])
    drawn = spectrum(white)
    down, right = frequencies(shape)
    half, keep = small[0] // 2, min(drawn.shape[1], columns // 2 + 1)
    if small != shape:
        # The fine frequencies of the larger field stay zero; the coarse field's own Nyquist has no one sign there.
        wide = np.zeros((rows, columns // 2 + 1), np.complex64)
        wide[:half, :keep] = drawn[:half, :keep]
        wide[rows - half + 1 :, :keep] = drawn[small[0] - half + 1 :, :keep]
        drawn = wide
    scale = wavelength_px / (2.0 * np.pi)
    power = np.square(down * np.float32(scale)) + np.square(right * np.float32(scale))
    power += np.float32(1.0)
    checkpoint_here()
    drawn *= np.power(power, np.float32(-0.5 * smoothness))
    checkpoint_here()
    drawn[0, 0] = 0.0
    field = from_spectrum(drawn, shape)
    field /= np.float32(max(float(np.sqrt(np.mean(np.square(field), dtype=np.float64))), 1e-20))
    return field


def grain(seed: int, stream: str, shape: tuple[int, int]) -> FloatArray:
    """Independent normal numbers, (rows, columns) float32; repeats every few hundred pixels where it is larger."""
    rows, columns = _drawn_side(shape[0]), _drawn_side(shape[1])
    drawn = gaussian_field(seed, f"texture/{stream}", 0, 0, columns, rows)
    return np.tile(drawn, (shape[0] // rows, shape[1] // columns))
