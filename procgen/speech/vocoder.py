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

from procgen.formats.filters import evened, spectra_of, waves_of
from procgen.runtime.philox import gaussian_field
from procgen.speech.acoustic import BINS, HOP_S, SAMPLE_RATE_HZ, Floats, Spectra

HOP: Final = round(HOP_S * SAMPLE_RATE_HZ)
SIZE: Final = 4 * HOP
LAP: Final = 2
"""Hops to either side that a hop's window lies over."""
_WINDOW: Final = (0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(SIZE) / SIZE)).astype(np.float32)
VOICED_HZ: Final = 40.0
"""Below it there is no pitch."""
_HIGHEST_HZ: Final = 11_000.0
"""No harmonics above."""
_LOUDEST: Final = 7.0
"""Of a spectrum's logarithm."""
_REACH_BINS: Final = 15
"""Of frequencies to either side that an envelope is the mean of: 300 Hz."""
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
        shout: (hops,) 0 to 1: how much weaker the low frequencies are, and stronger the high ones.
    """

    gain: Floats
    breath: float
    whisper: Floats
    shout: Floats


_SHOUT_DB: Final = 3.0
"""An octave around 1 kHz, by which a shout's spectrum falls less than that of speech: vocal effort lifts high
frequencies (Traunmüller and Eriksson 2000, JASA 107), by how much is our choice.
"""
_OCTAVES: Final = np.clip(np.log2(np.maximum(np.arange(BINS) * 20.0, 20.0) / 1000.0), -2.0, 2.0).astype(np.float32)


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
    half = np.pi * (np.cumsum(np.maximum(pitch, VOICED_HZ) / SAMPLE_RATE_HZ)[voiced] % 1.0)
    order = np.floor(_HIGHEST_HZ / pitch[voiced]) + 0.5
    below = 2.0 * np.sin(half)
    at_pulse = np.abs(below) <= 2e-3
    below[at_pulse] = 1.0
    wave = np.zeros(len(pitch))
    wave[voiced] = np.where(at_pulse, order, np.sin(2.0 * order * half) / below) - 0.5
    return wave.astype(np.float32)


def _spectra_of(wave: Floats, first: int, hops: int) -> Complex:
    """(hops, BINS) short-time spectra, from the hop ``first`` on, in which a cosine of strength 1 has a peak of 1."""
    padded = np.pad(wave, SIZE // 2, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, SIZE)[::HOP][first : first + hops] * (_WINDOW / HOP)
    found: Complex = spectra_of(windows)
    return found


def _wave_of(spectra: Complex) -> Floats:
    """(hops * HOP,) the waveform whose short-time spectra, (hops, BINS), are nearest (Griffin and Lim 1984,
    equation 6).
    """
    hops = len(spectra)
    pieces = (waves_of(spectra, SIZE) * _WINDOW).reshape(hops, 4, HOP)
    squares = (_WINDOW * _WINDOW).reshape(4, HOP)
    wave, weight = np.zeros((hops + 3, HOP), np.float32), np.zeros((hops + 3, HOP), np.float32)
    for quarter in range(4):
        wave[quarter : quarter + hops] += pieces[:, quarter]
        weight[quarter : quarter + hops] += squares[quarter]
    wave /= np.maximum(weight, 1e-11)
    return wave.reshape(-1)[SIZE // 2 : SIZE // 2 + hops * HOP]


def _polar(strength: Floats, angle: Floats) -> Complex:
    """Complex numbers of a strength and an angle: cosine and sine of single numbers, for the exponential of complex
    ones takes ten times as long.
    """
    found = np.empty(angle.shape, np.complex64)
    np.multiply(strength, np.cos(angle), out=found.real)
    np.multiply(strength, np.sin(angle), out=found.imag)
    return found


def _strength(logarithm: Floats) -> Floats:
    found: Floats = np.exp(np.minimum(logarithm, np.float32(_LOUDEST)))
    return found


@cache
def _noise() -> Complex:
    """(_NOISE_HOPS, BINS) complex standard normal numbers: the same for all, taken from a place that the seed says."""
    flat = gaussian_field(0, "speech/noise", 0, 0, 2 * _NOISE_HOPS, BINS)
    found: Complex = np.ascontiguousarray(flat.view(np.complex64).T)
    return found


def noise_of(seed: int, hops: int) -> Complex:
    """(hops, BINS) complex standard normal noise; of equal seeds the longer continues the shorter."""
    return _noise()[(np.arange(hops) + seed % _NOISE_HOPS) % _NOISE_HOPS]


def _smooth(strength: Floats) -> Floats:
    """The envelope of harmonics, (hops, BINS): the mean over 300 Hz to either side."""
    return evened(strength, 2 * _REACH_BINS + 1)


_BREATH: Final = (1.0 / (1.0 + np.exp(-(np.arange(BINS) * 20.0 - 1500.0) / 350.0))).astype(np.float32)
"""Of noise in a voice: nearly all of it lies above the first formant."""


def waveform(spectra: Spectra, f0_hz: Floats, seed: int, timbre: Timbre | None = None, first: int = 0) -> Floats:
    """The sound of a network's spectra.

    Args:
        spectra: of the network, (BINS, n) each.
        f0_hz: (hops,) pitch of the whole sentence.
        seed: of the noise.
        timbre: what is changed, for the whole sentence; nothing if None.
        first: which hop of the sentence the spectra begin with.

    Returns:
        (n * HOP,) at :data:`SAMPLE_RATE_HZ`. But for a sentence's ends, all but the outermost :data:`LAP` hops are as
        in the whole, of the same spectra.
    """
    hops = spectra.harmonic.shape[1]
    noise = noise_of(seed + first, hops)
    f0_hz = f0_hz[: first + hops + LAP]
    # From here on a row is a hop: what is done along frequencies runs along memory.
    harmonic, turn, hiss, free, phase = (
        np.ascontiguousarray(each.T)
        for each in (spectra.harmonic, spectra.turn, spectra.noise, spectra.free, spectra.phase)
    )
    whole = _spectra_of(pulses(f0_hz), first, hops)
    whole *= _polar(_strength(harmonic), np.float32(np.pi) * np.tanh(turn))
    whole += noise * _strength(hiss)
    whole += _polar(_strength(free), phase)
    if timbre is not None:
        if timbre.breath or timbre.whisper.any():
            here = slice(first, first + hops)
            voiced = (f0_hz[here] > VOICED_HZ).astype(np.float32)[:, None]
            share = timbre.whisper[here, None] * voiced
            # A whisper has little below 700 Hz: the source is flat, not falling.
            airy = noise * (_smooth(np.abs(whole)) * np.float32(np.sqrt(0.5)))
            aired = share * (0.15 + 0.85 * _BREATH**0.5) + _BREATH * (np.float32(0.7 * timbre.breath) * voiced) * (
                1.0 - share
            )
            whole *= 1.0 - share
            whole += airy * aired
        shout = timbre.shout[first : first + hops, None]
        if shout.any():
            whole *= np.float32(10.0) ** (shout * (_OCTAVES * np.float32(_SHOUT_DB / 20.0)))
        whole *= timbre.gain
    return _wave_of(whole)
