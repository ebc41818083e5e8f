"""Where a sound begins and ends."""

from __future__ import annotations

from typing import Final

import numpy as np

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
