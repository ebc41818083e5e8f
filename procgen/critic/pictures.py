"""What statistics see of a field: its spectrum, its edges and its asymmetries. Shared by critics of maps and pictures.

The statistics are classical ones of texture analysis: the radial power spectrum, moments of band-pass responses
(Portilla and Simoncelli, "A Parametric Texture Model Based on Joint Statistics of Complex Wavelet Coefficients", 2000,
use the same moments), autocorrelation, and how gradients at a block's edge differ from those within (as detectors of
coding artefacts do).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
Values = npt.NDArray[np.float64]

BANDS = 8
SCALES = (1, 2, 4, 8)
_TINY = 1e-9


def band_powers(field: Values) -> Values:
    """Logarithm of the mean power in each of :data:`BANDS` rings of frequency, an octave's 3/4 each, less their mean.

    Args:
        field: (rows, columns), at least 128 each for the coarsest ring to hold anything; its mean is taken off, and it
            fades towards its edges.

    Returns:
        (BANDS + 1,): the rings from coarse to fine, and how uneven the finest three are over directions.
    """
    rows, columns = field.shape
    window = np.hanning(rows)[:, None] * np.hanning(columns)[None]
    power = np.abs(np.fft.rfft2((field - field.mean()) * window)) ** 2
    y, x = np.fft.fftfreq(rows)[:, None], np.fft.rfftfreq(columns)[None]
    radius = np.hypot(y, x)
    edges = 0.5 * 2.0 ** (-0.75 * np.arange(BANDS, -1, -1))
    ring = np.digitize(radius, edges) - 1
    log = np.array([np.log(power[ring == k].mean() + _TINY) if (ring == k).any() else 0.0 for k in range(BANDS)])
    fine = (radius > 0.15) & (radius < 0.5)
    angle = np.arctan2(y, x)[fine] if y.shape == x.shape else np.broadcast_to(np.arctan2(y, x), radius.shape)[fine]
    sector = np.floor((angle + np.pi / 2) / np.pi * 8).astype(int).clip(0, 7)
    weight = power[fine]
    shares = np.bincount(sector, weight, 8) / np.maximum(np.bincount(sector, minlength=8), 1)
    return np.array([*(log - log.mean()), np.log(shares.max() + _TINY) - np.log(shares.min() + _TINY)])


def _halved(field: Values) -> Values:
    rows, columns = (side // 2 * 2 for side in field.shape)
    cut = field[:rows, :columns]
    return np.asarray((cut[0::2, 0::2] + cut[1::2, 0::2] + cut[0::2, 1::2] + cut[1::2, 1::2]) / 4.0)


def _moments(values: Values) -> list[float]:
    """Skewness and logarithm of the kurtosis."""
    centred = values - values.mean()
    spread = np.sqrt(np.mean(centred**2)) + _TINY
    return [float(np.mean((centred / spread) ** 3)), float(np.log(np.mean((centred / spread) ** 4) + _TINY))]


def shape_moments(field: Values) -> Values:
    """At each of four scales: skewness and kurtosis of the Laplacian, kurtosis of gradients, and how rough it is.

    The Laplacian's skewness tells ridges from valleys, kurtosis tells edges and facets from noise.
    """
    found: list[float] = []
    for _ in SCALES:
        dy, dx = np.diff(field, axis=0)[:, :-1], np.diff(field, axis=1)[:-1]
        laplacian = field[1:-1, :-2] + field[1:-1, 2:] + field[:-2, 1:-1] + field[2:, 1:-1] - 4.0 * field[1:-1, 1:-1]
        gradient = np.sqrt(np.mean(dy * dy + dx * dx)) + _TINY
        found += _moments(laplacian)
        found.append(_moments(np.concatenate([dy.ravel(), dx.ravel()]))[1])
        found.append(float(np.log(np.sqrt(np.mean(laplacian**2)) / gradient + _TINY)))
        field = _halved(field)
    return np.array(found)


def autocorrelation(field: Values, lags: tuple[int, ...] = (1, 2, 4, 8, 16)) -> Values:
    """(2 lags,) of rows and columns."""
    centred = field - field.mean()
    power = np.mean(centred**2) + _TINY
    found = [np.mean(centred[lag:] * centred[:-lag]) / power for lag in lags]
    found += [np.mean(centred[:, lag:] * centred[:, :-lag]) / power for lag in lags]
    return np.array(found)


def blockiness(field: Values) -> Values:
    """Logarithm of the largest ratio of steps across every 2nd, 4th, 8th and 16th edge to the others, both ways."""
    found = []
    for axis in (0, 1):
        steps = np.abs(np.diff(field, axis=axis)).mean(1 - axis)
        for side in (2, 4, 8, 16):
            whole = steps[: len(steps) // side * side].reshape(-1, side).mean(0) + _TINY
            found.append(float(np.log(whole.max() / (np.median(whole) + _TINY))))
    return np.array(found)


def grain(field: Values) -> Values:
    """Share of exactly level steps, and the logarithm of the noise that a median of second differences tells."""
    dx = np.diff(field, axis=1)
    second = np.abs(field[:, 2:] - 2.0 * field[:, 1:-1] + field[:, :-2])
    spread = field.std() + _TINY
    return np.array([float(np.mean(dx == 0.0)), float(np.log(np.median(second) / spread + 1e-6))])
