"""From a network's spectra to a waveform, and what can be changed on the way: tilt, colour, breath, whisper.

Harmonics plus noise with one inverse short-time Fourier transform, as the packaged network was taught for
(hibari-tts 0.2.1, ``hibari/dsp.py``):

    S = exp(h) e^(i pi tanh(theta)) STFT(pulses(f0)) + exp(n) Z + exp(r) e^(i phi)

with Z standard normal noise. Windows of 50 ms (Hann), hops of 12.5 ms.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.formats.filters import spectra_of, waves_of
from procgen.runtime.philox import gaussian_field
from procgen.speech.acoustic import BINS, HOP_S, SAMPLE_RATE_HZ, Floats, Spectra

HOP: Final = round(HOP_S * SAMPLE_RATE_HZ)
SIZE: Final = 4 * HOP
_WINDOW: Final = (0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(SIZE) / SIZE)).astype(np.float32)
VOICED_HZ: Final = 40.0
"""Below it there is no pitch."""
_HIGHEST_HZ: Final = 11_000.0
"""No harmonics above."""
_LOUDEST: Final = 7.0
"""Of a spectrum's logarithm."""
_NOISE_HOPS: Final = 512
"""Of the noise that is kept; longer sounds go round."""

Complex = npt.NDArray[np.complex64]


@dataclass(frozen=True, slots=True, eq=False)
class Timbre:
    """What is changed of the spectra.

    Attributes:
        gain: (BINS,) factor of each frequency.
        breath: 0 to 1: noise of the voice's own colour above 1 kHz.
        whisper: (hops,) 0 to 1: how much of the voice gives way to noise.
    """

    gain: Floats
    breath: float
    whisper: Floats


def pulses(f0_hz: Floats) -> Floats:
    """All harmonics below 11 kHz of a pitch at equal strength: the sum of cos(k t) for k from 1 to n is
    sin((n + 1/2) t) / (2 sin(t / 2)) - 1/2.

    Args:
        f0_hz: (hops,) pitch in the middle of each hop; silence below :data:`VOICED_HZ`.

    Returns:
        (hops * HOP,).
    """
    hops = len(f0_hz)
    middle = (np.arange(hops) + 0.5) * HOP - 0.5
    pitch = np.interp(np.arange(hops * HOP), middle, f0_hz.astype(np.float64))
    voiced = pitch > VOICED_HZ
    pitch = np.maximum(pitch, VOICED_HZ)
    half = np.pi * (np.cumsum(pitch / SAMPLE_RATE_HZ) % 1.0)
    order = np.floor(_HIGHEST_HZ / pitch) + 0.5
    below = 2.0 * np.sin(half)
    at_pulse = np.abs(below) <= 2e-3
    below[at_pulse] = 1.0
    wave = np.where(at_pulse, order, np.sin(2.0 * order * half) / below) - 0.5
    wave[~voiced] = 0.0
    return wave.astype(np.float32)


def _spectra_of(wave: Floats, hops: int) -> Complex:
    """(BINS, hops) short-time spectra in which a cosine of strength 1 has a peak of 1."""
    padded = np.pad(wave, SIZE // 2, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, SIZE)[::HOP][:hops] * (_WINDOW / HOP)
    found: Complex = spectra_of(windows).T
    return found


def _wave_of(spectra: Complex) -> Floats:
    """(hops * HOP,) the waveform whose short-time spectra are nearest (Griffin and Lim 1984, equation 6)."""
    hops = spectra.shape[1]
    pieces = (waves_of(spectra.T, SIZE) * _WINDOW).reshape(hops, 4, HOP)
    squares = (_WINDOW * _WINDOW).reshape(4, HOP)
    wave, weight = np.zeros((hops + 3, HOP), np.float32), np.zeros((hops + 3, HOP), np.float32)
    for quarter in range(4):
        wave[quarter : quarter + hops] += pieces[:, quarter]
        weight[quarter : quarter + hops] += squares[quarter]
    wave /= np.maximum(weight, 1e-11)
    return wave.reshape(-1)[SIZE // 2 : SIZE // 2 + hops * HOP]


@cache
def _noise() -> Complex:
    """(BINS, _NOISE_HOPS) complex standard normal numbers: the same for all, taken from a place that the seed says."""
    flat = gaussian_field(0, "speech/noise", 0, 0, 2 * _NOISE_HOPS, BINS)
    found: Complex = flat.view(np.complex64)
    return found


def noise_of(seed: int, hops: int) -> Complex:
    """(BINS, hops) complex standard normal noise; of equal seeds the longer continues the shorter."""
    return _noise()[:, (np.arange(hops) + seed % _NOISE_HOPS) % _NOISE_HOPS]


def _smooth(strength: Floats) -> Floats:
    """The envelope of harmonics: the mean over 300 Hz to either side."""
    reach = 15
    padded = np.pad(strength, ((reach + 1, reach), (0, 0)), mode="edge")
    total = np.cumsum(padded, axis=0, dtype=np.float64)
    return ((total[2 * reach + 1 :] - total[: -2 * reach - 1]) / (2 * reach + 1)).astype(np.float32)


_BREATH: Final = (1.0 / (1.0 + np.exp(-(np.arange(BINS) * 20.0 - 1500.0) / 350.0))).astype(np.float32)
"""Of noise in a voice: nearly all of it lies above the first formant."""


def waveform(spectra: Spectra, f0_hz: Floats, seed: int, timbre: Timbre | None = None) -> Floats:
    """The sound of a network's spectra.

    Args:
        spectra: of the network.
        f0_hz: (hops,) pitch.
        seed: of the noise.
        timbre: what is changed; nothing if None.

    Returns:
        (hops * HOP,) at :data:`SAMPLE_RATE_HZ`.
    """
    hops = len(f0_hz)
    noise = noise_of(seed, hops)
    turn = np.exp(1j * np.pi * np.tanh(spectra.turn))
    whole = _spectra_of(pulses(f0_hz), hops) * (turn * np.exp(np.minimum(spectra.harmonic, _LOUDEST)))
    whole += noise * np.exp(np.minimum(spectra.noise, _LOUDEST))
    whole += np.exp(1j * spectra.phase) * np.exp(np.minimum(spectra.free, _LOUDEST))
    if timbre is not None:
        if timbre.breath or timbre.whisper.any():
            envelope = _smooth(np.abs(whole))
            voiced = (f0_hz > VOICED_HZ).astype(np.float32)
            share = timbre.whisper * voiced
            # A whisper has little below 700 Hz: the source is flat, not falling.
            airy = noise * envelope * np.float32(np.sqrt(0.5))
            whole = whole * (1.0 - share) + airy * (share * (0.15 + 0.85 * _BREATH[:, None] ** 0.5))
            whole += airy * (_BREATH[:, None] * np.float32(0.7 * timbre.breath) * voiced * (1.0 - share))
        whole *= timbre.gain[:, None]
    return _wave_of(whole.astype(np.complex64))
