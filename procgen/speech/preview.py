"""A picture of speech for people: its spectrogram, and when its words are heard."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import signal

from procgen.formats.png import write_png
from procgen.runtime.checkpoint import go_on
from procgen.speech.acoustic import SAMPLE_RATE_HZ
from procgen.speech.generate import Speech

WIDTH_PX: Final = 512
HEIGHT_PX: Final = 192
_TOP_HZ: Final = 8000.0
_RANGE_DB: Final = 65.0
_STOPS: Final = np.array(
    [(10, 10, 20), (48, 24, 96), (128, 44, 122), (212, 82, 92), (250, 160, 90), (252, 244, 200)], np.float64
)
_WORD: Final = (150, 190, 230)
_WORDS_PX: Final = 8

RgbArray = npt.NDArray[np.uint8]


def preview_rgb(speech: Speech) -> RgbArray:
    """(HEIGHT_PX, WIDTH_PX, 3): time from left to right, 0 to 8 kHz on the mel scale upwards, words as bars below."""
    size = 768
    padded = np.pad(speech.samples, size // 2)
    hop = max(len(speech.samples) // WIDTH_PX, 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop][:WIDTH_PX]
    power = np.abs(np.fft.rfft(windows * signal.windows.hann(size), axis=1)) ** 2
    rows = HEIGHT_PX - _WORDS_PX
    mels = np.linspace(0.0, np.log1p(_TOP_HZ / 700.0), rows)
    bins = np.expm1(mels) * 700.0 * size / SAMPLE_RATE_HZ
    shown = np.array([np.interp(bins, np.arange(power.shape[1]), frame) for frame in power])
    level = 10.0 * np.log10(np.maximum(shown, 1e-12))
    level = np.clip((level - level.max()) / _RANGE_DB + 1.0, 0.0, 1.0).T[::-1]
    across = np.linspace(0, level.shape[1] - 1, WIDTH_PX).round().astype(int)
    at = level[:, across] * (len(_STOPS) - 1)
    picture = np.zeros((HEIGHT_PX, WIDTH_PX, 3), np.uint8)
    picture[:] = _STOPS[0]
    for channel in range(3):
        picture[:rows, :, channel] = np.interp(at, np.arange(len(_STOPS)), _STOPS[:, channel])
    for word in speech.timing.words:
        first, last = (round(seconds / speech.timing.duration_s * WIDTH_PX) for seconds in (word.begin_s, word.end_s))
        picture[rows + 2 : HEIGHT_PX - 1, first : max(last - 1, first + 1)] = _WORD
    return picture


def preview_png(speech: Speech) -> bytes:
    """The picture as a PNG."""
    return write_png(preview_rgb(speech), go_on, texts={})
