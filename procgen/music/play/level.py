"""How loud a mix is made: one gain for all of it, and where peaks are too high one that dips for some milliseconds.

Both are worked out of the mix, and every stem and layer gets the same, so that they go on adding up to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.formats.filters import resampled
from procgen.formats.loudness import SILENT_LUFS, limiting_gain, loudness_lufs

Floats = npt.NDArray[np.float32]
PEAK_DB: Final = -1.0
"""True peak that is not exceeded, dBTP."""
_DEEPEST: Final = 2.0
"""Peaks are turned down by 6 dB at most; what would need more is less loud as a whole."""
_STRETCH, _AROUND = 512, 32
_BETWEEN: Final = 0.7
"""Between samples a wave rises above them by 3 dB at most, as a tone of a quarter of the rate does: stretches that are
softer by more have no peak between samples that counts."""
_WRAPPED: Final = 2048


@dataclass(frozen=True)
class Level:
    """What makes a mix as loud as wanted.

    Attributes:
        gain: amplitude.
        curve: (samples,) amplitude beside it; None where no peak is too high.
    """

    gain: float
    curve: Floats | None = field(default=None, repr=False)

    def of(self, sound: Floats) -> Floats:
        """(samples, 2) of (2, samples) of the mix, or of a part of it."""
        made = sound * np.float32(self.gain)
        if self.curve is not None:
            made *= self.curve
        return np.ascontiguousarray(made.T)


def level_of_mix(sound: Floats, rate_hz: int, wanted_lufs: float, *, loop: bool) -> Level:
    """The level of a mix.

    Args:
        sound: (2, samples).
        rate_hz: of the sound.
        wanted_lufs: integrated loudness by EBU R 128; silence stays as it is.
        loop: whether its end goes on with its start.
    """
    has = loudness_lufs(sound.T, rate_hz)
    if has <= SILENT_LUFS:
        return Level(1.0)
    gain = 10.0 ** ((wanted_lufs - has) / 20.0)
    ceiling = 10.0 ** (PEAK_DB / 20.0)
    peaks = _peaks(sound, _BETWEEN * ceiling / gain) * gain
    highest = float(peaks.max())
    if highest <= ceiling:
        return Level(gain)
    softer = min(_DEEPEST * ceiling / highest, 1.0)
    padded = np.pad(peaks * softer, _WRAPPED, mode="wrap" if loop else "edge")
    curve = limiting_gain(padded, rate_hz, PEAK_DB)[_WRAPPED:-_WRAPPED]
    return Level(gain * softer, curve.astype(np.float32))


def _peaks(sound: Floats, least: float) -> npt.NDArray[np.float64]:
    """(samples,) the highest point of both sides from each sample to the next: exact in stretches where a sample is so
    high, else of the samples.
    """
    height = np.asarray(np.abs(sound).max(axis=0), np.float64)
    edges = np.arange(0, len(height), _STRETCH)
    near = np.flatnonzero(np.maximum.reduceat(height, edges) >= least)
    if not len(near):
        return height
    pieces = np.stack([_stretch(sound, int(place)) for place in near])  # (near, 2, samples)
    finer = np.abs(resampled(pieces.reshape(-1, pieces.shape[-1]).T, 4, 1))
    found = finer.reshape(pieces.shape[-1], 4, len(near), 2).max(axis=(1, 3))
    for number, place in enumerate(near):
        begin = int(place) * _STRETCH
        count = min(_STRETCH, len(height) - begin)
        height[begin : begin + count] = found[_AROUND : _AROUND + count, number]
    return height


def _stretch(sound: Floats, place: int) -> Floats:
    """(2, samples) one of those that are looked at closely, with what is around it."""
    made = np.zeros((2, _STRETCH + 2 * _AROUND), np.float32)
    begin = max(place * _STRETCH - _AROUND, 0)
    given = sound[:, begin : (place + 1) * _STRETCH + _AROUND]
    at = begin - place * _STRETCH + _AROUND
    made[:, at : at + given.shape[1]] = given
    return made
