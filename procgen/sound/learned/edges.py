"""Where a sound begins and ends, and how long it is."""

from __future__ import annotations

from typing import Final

import numpy as np
import scipy

from procgen.sound.dsp.chance import Floats

_SILENT_DB: Final = -55.0
_BEFORE: Final = 24
"""Samples that are kept before the first that is heard: half a millisecond."""
_AFTER: Final = 240


def trimmed(sound: Floats) -> Floats:
    """Without the silence before and after it: (n,) at 48 kHz. One that is silent stays as it is."""
    level = np.abs(sound)
    most = float(level.max(initial=0.0))
    if most <= 0.0:
        return sound
    over = np.flatnonzero(level > most * 10.0 ** (_SILENT_DB / 20.0))
    return sound[max(int(over[0]) - _BEFORE, 0) : int(over[-1]) + _AFTER]


def at_rate(samples: Floats, length: int) -> Floats:
    """A sound of so many samples, by way of its spectrum: whatever the rates. Silence goes behind it meanwhile, so that
    its end does not meet its beginning.
    """
    padded_length = scipy.fft.next_fast_len(len(samples) + max(len(samples) // 8, 64), real=True)
    padded = np.pad(samples, (0, padded_length - len(samples)))
    wanted = max(round(padded_length * length / len(samples)), 2)
    spectrum = scipy.fft.rfft(padded)[: wanted // 2 + 1]
    return np.asarray(scipy.fft.irfft(spectrum, wanted)[:length] * (wanted / padded_length), np.float64)
