"""How loud a mix is made: one gain for all of it, and where peaks are too high one that dips for some milliseconds.

Both are worked out of the mix, and every stem and layer gets the same, so that they go on adding up to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.formats.loudness import SILENT_LUFS, limiting_gain, loudness_lufs, peaks_between

Floats = npt.NDArray[np.float32]
PEAK_DB: Final = -1.0
"""True peak that is not exceeded, dBTP."""
_DEEPEST: Final = 2.0
"""Peaks are turned down by 6 dB at most; what would need more is less loud as a whole."""
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
    peaks = peaks_between(sound.T, ceiling / gain) * gain
    highest = float(peaks.max())
    if highest <= ceiling:
        return Level(gain)
    softer = min(_DEEPEST * ceiling / highest, 1.0)
    padded = np.pad(peaks * softer, _WRAPPED, mode="wrap" if loop else "edge")
    curve = limiting_gain(padded, rate_hz, PEAK_DB)[_WRAPPED:-_WRAPPED]
    return Level(gain * softer, curve.astype(np.float32))
