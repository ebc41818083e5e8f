"""A picture of speech for people: its spectrogram, and when its words are heard."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.formats.filters import filtered, hann
from procgen.formats.png import write_png
from procgen.runtime.checkpoint import go_on
from procgen.speech.acoustic import SAMPLE_RATE_HZ
from procgen.speech.generate import Speech

PREVIEW_PX: Final = (256, 96)
PICTURE_PX: Final = (512, 192)
"""Width and height."""
_TOP_HZ: Final = 8000.0
_RANGE_DB: Final = 65.0
_STOPS: Final = np.array(
    [(10, 10, 20), (48, 24, 96), (128, 44, 122), (212, 82, 92), (250, 160, 90), (252, 244, 200)], np.float64
)
_WORD: Final = (150, 190, 230)
_WORDS_PX: Final = 8

RgbArray = npt.NDArray[np.uint8]


def preview_rgb(speech: Speech, size_px: tuple[int, int] = PICTURE_PX) -> RgbArray:
    """(height, width, 3): time from left to right, 0 to 8 kHz on the mel scale upwards, words as bars below."""
    width_px, height_px = size_px
    size = 768
    # Speech falls by some 6 dB an octave: lifted by as much, all of it is seen.
    lifted = filtered(speech.samples, [1.0, -0.97], [1.0])
    padded = np.pad(lifted, size // 2)
    hop = max(len(speech.samples) // width_px, 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop][:width_px]
    power = np.abs(np.fft.rfft(windows * hann(size), axis=1)) ** 2
    rows = height_px - _WORDS_PX
    mels = np.linspace(0.0, np.log1p(_TOP_HZ / 700.0), rows)
    bins = np.expm1(mels) * 700.0 * size / SAMPLE_RATE_HZ
    shown = np.array([np.interp(bins, np.arange(power.shape[1]), frame) for frame in power])
    level = 10.0 * np.log10(np.maximum(shown, 1e-12))
    level = np.clip((level - np.percentile(level, 99.5)) / _RANGE_DB + 1.0, 0.0, 1.0).T[::-1]
    across = np.linspace(0, level.shape[1] - 1, width_px).round().astype(int)
    at = level[:, across] * (len(_STOPS) - 1)
    picture = np.zeros((height_px, width_px, 3), np.uint8)
    picture[:] = _STOPS[0]
    for channel in range(3):
        picture[:rows, :, channel] = np.interp(at, np.arange(len(_STOPS)), _STOPS[:, channel])
    for word in speech.timing.words:
        first, last = (round(seconds / speech.timing.duration_s * width_px) for seconds in (word.begin_s, word.end_s))
        picture[rows + 2 : height_px - 1, first : max(last - 1, first + 1)] = _WORD
    return picture


def picture_png(speech: Speech) -> bytes:
    """The picture as a PNG, for files."""
    return write_png(preview_rgb(speech), go_on, texts={"procgen:recipe": speech.recipe.to_json()})


def preview_png(speech: Speech) -> bytes:
    """The picture as a small PNG."""
    return write_png(preview_rgb(speech, PREVIEW_PX), go_on, texts={})
