"""How a texture's variance is spread over wave vectors, in few numbers, and noise of such a spectrum.

The base network is given noise that has the scale and the direction of the texture already (random phase noise:
Galerne, Gousseau and Morel, IEEE Trans. Image Processing 2011); what it has to learn is what makes a texture of it.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from procgen.texture.material import FloatArray

NODES = 7
"""Wave numbers of 0, 1, 3, 7, 15, 31 and 63 over a natural piece: between them logarithms are interpolated."""
NUMBERS = 2 * NODES * NODES
"""Numbers of a spectrum: for waves that fall to the right, then for those that rise; down before across."""
_FLOOR = 1e-8


def _weights(cycles: FloatArray) -> FloatArray:
    """(n,) absolute wave numbers over a natural piece -> (n, NODES) shares of the nodes."""
    place = np.clip(np.log2(1.0 + np.abs(cycles)), 0.0, NODES - 1.0)
    return np.asarray(np.maximum(1.0 - np.abs(place[:, None] - np.arange(NODES)), 0.0), np.float32)


@lru_cache(maxsize=8)
def _grid(rows: int, columns: int, natural: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Shares of the nodes of each row and column of a half spectrum, and where waves rise."""
    down = np.fft.fftfreq(rows) * natural
    across = np.fft.rfftfreq(columns) * natural
    return _weights(down), _weights(across), (down < 0.0).astype(np.float32)


def spectrum_of(albedo: FloatArray) -> FloatArray:
    """(3, side, side) of a natural piece -> (NUMBERS,) logarithms of power, for a variance of 1 over the picture."""
    grey = albedo.mean(axis=0)
    grey = grey - grey.mean()
    side = grey.shape[0]
    power = np.abs(np.fft.rfft2(grey / (grey.std() + 1e-4))) ** 2
    power[0, 0] = 0.0
    down, across, rising = _grid(side, side, side)
    counted = np.ones_like(power)
    counted[0, 0] = 0.0
    found = []
    for part in (1.0 - rising, rising):
        rows = down * part[:, None]
        total = rows.T @ power @ across
        found.append(total / np.maximum(rows.T @ counted @ across, 1e-3))
    # Waves along an axis neither fall nor rise: what one half has of them stands for both.
    falling, rising_ = found
    rising_[0] = falling[0]
    return np.asarray(np.log(np.stack([falling, rising_]) / side**2 + _FLOOR), np.float32).ravel()


def coloured_noise(spectrum: FloatArray, white: FloatArray, natural: int) -> FloatArray:
    """Noise of a spectrum.

    Args:
        spectrum: (NUMBERS,).
        white: (rows, columns) standard normal numbers.
        natural: pixels of a natural piece.

    Returns:
        (rows, columns) of variance 1 in expectation, zero mean, periodic.
    """
    rows, columns = white.shape
    falling, rising = spectrum.reshape(2, NODES, NODES)
    down, across, is_rising = _grid(rows, columns, natural)
    log_power = np.where(is_rising[:, None] > 0.0, down @ rising @ across.T, down @ falling @ across.T)
    amplitude = np.exp(0.5 * (log_power - log_power.max()))
    amplitude[0, 0] = 0.0
    twice = np.full(amplitude.shape[1], 2.0)
    twice[0] = 1.0
    if columns % 2 == 0:
        twice[-1] = 1.0
    amplitude /= np.sqrt((np.square(amplitude) * twice).sum() / (rows * columns))
    return np.fft.irfft2(np.fft.rfft2(white) * amplitude, s=(rows, columns)).astype(np.float32)
