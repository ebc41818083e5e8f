"""Modal synthesis: a struck thing rings in modes, each a damped sine.

van den Doel and Pai, "The sounds of physical shapes" (Presence 7(4), 1998): frequencies come of shape, size and
material, dampings of the material's loss, amplitudes of where and with what it is struck.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.sound.dsp.chance import Floats
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ

_BLOCK: Final = 256
_HIGHEST_HZ: Final = 0.45 * SAMPLE_RATE_HZ


@dataclass(frozen=True, slots=True, eq=False)
class Modes:
    """What a thing rings in.

    Attributes:
        hz: (count,) frequencies.
        decay_s: (count,) until they are weaker by e.
        level: (count,) amplitudes.
    """

    hz: Floats
    decay_s: Floats
    level: Floats

    def audible(self) -> Modes:
        """Without those above what can be heard."""
        kept = (self.hz < _HIGHEST_HZ) & (self.hz > 15.0)
        return Modes(self.hz[kept], self.decay_s[kept], self.level[kept])

    def times(self, factor: Floats | float) -> Modes:
        """With other amplitudes."""
        return Modes(self.hz, self.decay_s, self.level * factor)


def ring(modes: Modes, samples: int, phase: Floats | float = 0.0) -> Floats:
    """The modes from a strike on: (samples,).

    A block of samples and the value at each block's start are worked out for each mode; their product is all samples.
    """
    heard = modes.audible()
    if not len(heard.hz):
        return np.zeros(samples)
    step = -1.0 / (heard.decay_s * SAMPLE_RATE_HZ) + 2j * np.pi * heard.hz / SAMPLE_RATE_HZ
    blocks = -(-samples // _BLOCK)
    inside = np.exp(step[:, None] * np.arange(_BLOCK))
    begun = (
        np.exp(step[:, None] * (np.arange(blocks) * _BLOCK)) * (heard.level * np.exp(1j * np.asarray(phase)))[:, None]
    )
    return np.asarray((begun.T @ inside).imag.reshape(-1)[:samples])


def struck_with(hz: Floats, contact_s: float) -> Floats:
    """How much of each frequency a blow has that lasts so long: the spectrum of half a sine (Hertz's contact).

    A hard hammer touches for less than a millisecond and reaches all modes, a soft one leaves the high ones alone.
    """
    x = hz * contact_s
    near = np.abs(x - 0.5) < 1e-6
    safe = np.where(near, 0.4, x)
    found = np.abs(np.cos(np.pi * safe) / (1.0 - np.square(2.0 * safe)))
    # The zeros between the lobes are those of an ideal blow; real ones fill them.
    return np.asarray(np.where(near, np.pi / 4.0, 0.8 * found + 0.2 / (1.0 + np.square(2.0 * x))))
