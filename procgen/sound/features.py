"""What a sound is like, in a few numbers: for the distance between variants, and for the ruler."""

from __future__ import annotations

import itertools
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.sound.dsp.chance import Floats
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ

BANDS: Final = 26
_LOWEST_HZ, _HIGHEST_HZ = 60.0, 10_000.0
_SIZE, _HOP = 1024, 512
_FLOOR_DB: Final = -70.0
_SPANS: Final = 6


def band_levels(sound: npt.NDArray[np.floating], rate_hz: int = SAMPLE_RATE_HZ) -> Floats:
    """DB of mel bands over time, the loudest 0 and none below -70: (frames, bands).

    Args:
        sound: (samples,) or (samples, channels), of which the mean is taken.
        rate_hz: of the samples.
    """
    mono = np.asarray(sound, float)
    mono = mono if mono.ndim == 1 else mono.mean(axis=1)
    scale = rate_hz / SAMPLE_RATE_HZ
    size, hop = round(_SIZE * scale), round(_HOP * scale)
    padded = np.pad(mono, (size // 2, size))
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop]
    power = np.square(np.abs(np.fft.rfft(frames * np.hanning(size), axis=1)))
    levels = 10.0 * np.log10(power @ _mel(size, rate_hz) + 1e-14)
    return np.asarray(np.maximum(levels - levels.max(), _FLOOR_DB))


@lru_cache(maxsize=4)
def _mel(size: int, rate_hz: int) -> Floats:
    """(bins, bands): triangles that are even in mel (O'Shaughnessy, 1987: 2595 log10(1 + f / 700))."""
    edges = 700.0 * np.expm1(np.linspace(np.log1p(_LOWEST_HZ / 700.0), np.log1p(_HIGHEST_HZ / 700.0), BANDS + 2))
    hz = np.fft.rfftfreq(size, 1.0 / rate_hz)[:, None]
    up = (hz - edges[None, :-2]) / (edges[1:-1] - edges[:-2])
    down = (edges[None, 2:] - hz) / (edges[2:] - edges[1:-1])
    return np.asarray(np.maximum(np.minimum(up, down), 0.0))


def likeness_vector(sound: npt.NDArray[np.floating]) -> Floats:
    """DB of bands in six spans of a sound's time, (spans * bands,): what two variants are compared by."""
    levels = band_levels(sound)
    edges = np.linspace(0, len(levels), _SPANS + 1).astype(int)
    return np.concatenate(
        [levels[first : max(last, first + 1)].mean(axis=0) for first, last in itertools.pairwise(edges)]
    )


def distance_db(one: Floats, other: Floats) -> float:
    """How far two sounds are apart: the mean difference of their bands' levels."""
    return float(np.mean(np.abs(one - other)))
