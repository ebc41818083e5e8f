"""Pictures of sounds: what frequencies they have, when."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.formats.filters import filtered, hann, spectra_of

RgbArray = npt.NDArray[np.uint8]
BACKGROUND: Final = (10, 10, 20)
_STOPS: Final = np.array(
    [BACKGROUND, (48, 24, 96), (128, 44, 122), (212, 82, 92), (250, 160, 90), (252, 244, 200)], np.float64
)
_RANGE_DB: Final = 65.0
_WINDOW_S: Final = 0.032


def spectrogram_rgb(
    samples: npt.NDArray[np.floating], rate_hz: int, size_px: tuple[int, int], top_hz: float
) -> RgbArray:
    """(height, width, 3): time from left to right, frequencies on the mel scale upwards, loud parts bright.

    Args:
        samples: (n,).
        rate_hz: of the samples.
        size_px: width and height.
        top_hz: frequency of the uppermost row; the lowest is 0.
    """
    width_px, height_px = size_px
    size = round(_WINDOW_S * rate_hz)
    # Most sounds fall by some 6 dB an octave: lifted by as much, all of them is seen.
    lifted = np.asarray(filtered(samples, [1.0, -0.97], [1.0]), np.float32)
    padded = np.pad(lifted, size // 2)
    hop = max(len(samples) // width_px, 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop][:width_px]
    spectra = spectra_of(windows * hann(size).astype(np.float32))
    power = spectra.real * spectra.real + spectra.imag * spectra.imag
    mels = np.linspace(0.0, np.log1p(top_hz / 700.0), height_px)
    bins = np.expm1(mels) * 700.0 * size / rate_hz
    below = np.minimum(bins.astype(int), power.shape[1] - 2)
    share = np.clip(bins - below, 0.0, 1.0).astype(np.float32)
    shown = power[:, below] * (1.0 - share) + power[:, below + 1] * share
    level = 10.0 * np.log10(np.maximum(shown, 1e-12))
    level = np.clip((level - np.percentile(level, 99.5)) / _RANGE_DB + 1.0, 0.0, 1.0).T[::-1]
    across = np.linspace(0, level.shape[1] - 1, width_px).round().astype(int)
    at = level[:, across] * (len(_STOPS) - 1)
    picture = np.empty((height_px, width_px, 3), np.uint8)
    for channel in range(3):
        picture[..., channel] = np.interp(at, np.arange(len(_STOPS)), _STOPS[:, channel])
    return picture
