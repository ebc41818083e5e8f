"""A picture of a sound for people: its spectrogram, and its wave below."""

from __future__ import annotations

from typing import Final

import numpy as np

from procgen.formats.png import write_png
from procgen.formats.spectrogram import BACKGROUND, RgbArray, spectrogram_rgb
from procgen.runtime.checkpoint import go_on
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ
from procgen.sound.generate import Sound

PREVIEW_PX: Final = (256, 96)
PICTURE_PX: Final = (512, 192)
"""Width and height."""
_TOP_HZ: Final = 16_000.0
_WAVE_SHARE: Final = 0.22
_WAVE: Final = (120, 200, 160)


def preview_rgb(sound: Sound, size_px: tuple[int, int] = PICTURE_PX) -> RgbArray:
    """(height, width, 3): time from left to right, 0 to 16 kHz on the mel scale upwards, the wave below."""
    width_px, height_px = size_px
    mono = sound.samples if sound.samples.ndim == 1 else sound.samples.mean(axis=1)
    wave_px = round(_WAVE_SHARE * height_px)
    rows = height_px - wave_px
    picture = np.empty((height_px, width_px, 3), np.uint8)
    picture[:] = BACKGROUND
    picture[:rows] = spectrogram_rgb(mono, SAMPLE_RATE_HZ, (width_px, rows), _TOP_HZ)
    edges = np.linspace(0, len(mono), width_px + 1).astype(int)
    high = np.maximum.reduceat(np.append(mono, 0.0), edges[:-1])
    low = np.minimum.reduceat(np.append(mono, 0.0), edges[:-1])
    loudest = max(float(np.abs(mono).max()), 1e-9)
    middle = rows + 0.5 * (wave_px - 1)
    at = np.arange(rows, height_px)[:, None]
    half = 0.48 * (wave_px - 1) / loudest
    picture[rows:][(at >= middle - half * high - 0.5) & (at <= middle - half * low + 0.5)] = _WAVE
    return picture


def picture_png(sound: Sound) -> bytes:
    """The picture as a PNG, for files."""
    return write_png(preview_rgb(sound), go_on, texts={"procgen:recipe": sound.recipe.to_json()})


def preview_png(sound: Sound) -> bytes:
    """The picture as a small PNG."""
    return write_png(preview_rgb(sound, PREVIEW_PX), go_on, texts={})
