"""Electric guitars through an amplifier that is turned up: what is too high for its valves is bent, chord and all.

A valve's curve as a hyperbolic tangent, a high pass before and a loudspeaker after (Yeh and Smith, "Simplified,
physically-informed models of distortion and overdrive guitar effects pedals", DAFx 2007). It is done at twice the rate,
for what is bent has overtones above half of it.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.formats.filters import resampled, spectra_of, waves_of

Floats = npt.NDArray[np.float32]
DRIVES: Final = {29: 12.0, 30: 60.0}
"""General MIDI's programs that are played through one, and how far it is turned up."""
_TIGHT_HZ: Final = 180.0
"""Below, strings are taken back before they are bent: chords would growl."""
_SPEAKER_HZ: Final = (90.0, 4200.0)
_OUT: Final = 0.11
"""Brings what comes out to the loudness of a clean guitar."""
_BLOCK: Final = 1 << 17
_AROUND: Final = 4096
"""Samples before and after a block that its filters hear."""


def amplified(sound: Floats, drive: float, rate_hz: int, *, loop: bool) -> Floats:
    """(n,) a guitar's strings to (n,) what a loudspeaker makes of them.

    Args:
        sound: dry; silence stays silence.
        drive: how far it is turned up: where a string of full strength is bent.
        rate_hz: of the sound.
        loop: whether its end goes on with its start.
    """
    padded = np.pad(sound, _AROUND, mode="wrap" if loop else "constant")
    made = np.empty_like(sound)
    for begin in range(0, len(sound), _BLOCK):
        count = min(_BLOCK, len(sound) - begin)
        piece = padded[begin : begin + count + 2 * _AROUND]
        if piece.any():
            made[begin : begin + count] = _bent(piece, drive, rate_hz)[_AROUND : _AROUND + count]
        else:
            made[begin : begin + count] = 0.0
    return made


def _bent(piece: Floats, drive: float, rate_hz: int) -> Floats:
    tight = _filtered(piece, _TIGHT_HZ, 0.0, rate_hz)
    # Valves bend the one half more than the other.
    driven = np.asarray(resampled(tight, 2, 1)) * np.float32(drive)
    bent = np.tanh(driven + np.float32(0.15)) - np.float32(np.tanh(0.15))
    low_hz, high_hz = _SPEAKER_HZ
    return _filtered(np.asarray(resampled(bent, 1, 2), np.float32), low_hz, high_hz, rate_hz) * np.float32(_OUT)


def _filtered(piece: Floats, low_hz: float, high_hz: float, rate_hz: int) -> Floats:
    """Without what is below, and above where that is not 0: 12 dB an octave, without phase."""
    size = 1 << int(np.ceil(np.log2(len(piece) + _AROUND)))
    spectrum = spectra_of(np.concatenate([piece, np.zeros(size - len(piece), np.float32)]))
    hz = np.maximum(np.arange(len(spectrum)) * (rate_hz / size), 1e-3)
    gain = 1.0 / np.sqrt(1.0 + (low_hz / hz) ** 4)
    if high_hz:
        gain /= np.sqrt(1.0 + (hz / high_hz) ** 8)
    return np.asarray(waves_of(spectrum * gain.astype(np.float32), size)[: len(piece)], np.float32)
