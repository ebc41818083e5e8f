"""A picture of speech for people: its spectrogram, and when its words are heard."""

from __future__ import annotations

from typing import Final

import numpy as np

from procgen.formats.png import write_png
from procgen.formats.spectrogram import BACKGROUND, RgbArray, spectrogram_rgb
from procgen.runtime.checkpoint import go_on
from procgen.speech.acoustic import SAMPLE_RATE_HZ
from procgen.speech.generate import Speech

PREVIEW_PX: Final = (256, 96)
PICTURE_PX: Final = (512, 192)
"""Width and height."""
_TOP_HZ: Final = 8000.0
_WORD: Final = (150, 190, 230)
_WORDS_PX: Final = 8


def preview_rgb(speech: Speech, size_px: tuple[int, int] = PICTURE_PX) -> RgbArray:
    """(height, width, 3): time from left to right, 0 to 8 kHz on the mel scale upwards, words as bars below."""
    width_px, height_px = size_px
    rows = height_px - _WORDS_PX
    picture = np.empty((height_px, width_px, 3), np.uint8)
    picture[:] = BACKGROUND
    picture[:rows] = spectrogram_rgb(speech.samples, SAMPLE_RATE_HZ, (width_px, rows), _TOP_HZ)
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
