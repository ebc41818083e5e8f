"""Noise with a spectrum, curves that wander, and sounds whose spectrum is changed as they go.

All of it is circular: the end goes on with the beginning, so that whatever is made of it loops without a seam.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import scipy

from procgen.sound.dsp.chance import Chance, Floats

SAMPLE_RATE_HZ: Final = 48_000
"""Of all sounds: what game engines mix at."""
LOOP_UNIT: Final = 960
"""Models make loops of a multiple of so many samples, 20 ms: windows and transforms fit into them."""
_STAIR_HZ: Final = 3.0
"""The spectrum of noise is the same within steps so wide: nobody hears them, and gains are worked out once a step."""
Gain = Callable[[Floats], Floats]
"""Of frequencies in Hz, the factors of amplitude."""
MovingGain = Callable[[Floats, Floats], Floats]
"""Of times in seconds, (frames, 1), and frequencies in Hz, (1, bins): the factors of amplitude, (frames, bins)."""


def octaves(hz: Floats, middle_hz: float | Floats) -> Floats:
    """How far frequencies are above a middle, in octaves; the very low ones are far below."""
    return np.asarray(np.log2(np.maximum(hz, 1.0) / middle_hz))


def hump(hz: Floats, middle_hz: float | Floats, width_octaves: float | Floats) -> Floats:
    """A gain that is 1 in the middle and falls as a Gaussian over octaves."""
    return np.asarray(np.exp(-0.5 * np.square(octaves(hz, middle_hz) / width_octaves)))


def around(middle_hz: float, width_octaves: float) -> Gain:
    """The hump as a gain."""
    return lambda hz: hump(hz, middle_hz, width_octaves)


def low_pass(hz: Floats, corner_hz: float | Floats, order: float = 1.0) -> Floats:
    """A gain that falls by 6 dB an octave and order above a corner."""
    return np.asarray((1.0 + np.square(hz / corner_hz)) ** (-0.5 * order))


def high_pass(hz: Floats, corner_hz: float | Floats, order: float = 1.0) -> Floats:
    """A gain that falls by 6 dB an octave and order below a corner."""
    return np.asarray((1.0 + np.square(corner_hz / np.maximum(hz, 0.1))) ** (-0.5 * order))


def unit(sound: Floats) -> Floats:
    """A sound of RMS 1; silence stays."""
    power = float(np.mean(np.square(sound))) if len(sound) else 0.0
    return sound / np.sqrt(power) if power > 0.0 else sound


def peaked(sound: Floats) -> Floats:
    """A sound whose highest point is 1; silence stays."""
    peak = float(np.abs(sound).max(initial=0.0))
    return sound / peak if peak > 0.0 else sound


def noise(chance: Chance, samples: int, gain: Gain) -> Floats:
    """Gaussian noise with a spectrum: (samples,), RMS 1; circular where it is a multiple of :data:`LOOP_UNIT`."""
    length = samples if samples % LOOP_UNIT == 0 else scipy.fft.next_fast_len(samples, real=True)
    bins = length // 2 + 1
    stair = max(int(_STAIR_HZ * length / SAMPLE_RATE_HZ), 1)
    factors = gain(np.arange(0, bins, stair) * (SAMPLE_RATE_HZ / length) + 0.5 * (stair - 1) * SAMPLE_RATE_HZ / length)
    # Noise of no colour has a normal number for each part of each bin.
    spectrum = chance.short_normal(2 * bins).view(np.complex64) * np.repeat(factors.astype(np.float32), stair)[:bins]
    spectrum[0] = 0.0
    return unit(scipy.fft.irfft(spectrum, length)[:samples].astype(float))


def filtered(sound: Floats, gain: Gain, *, loop: bool = False) -> Floats:
    """A sound through a filter of no phase, (samples,) or (samples, 2). One that does not loop is followed by silence
    meanwhile.
    """
    length = len(sound) if loop else scipy.fft.next_fast_len(len(sound) + SAMPLE_RATE_HZ // 20, real=True)
    factors = gain(scipy.fft.rfftfreq(length, 1.0 / SAMPLE_RATE_HZ))
    spectrum = scipy.fft.rfft(sound, length, axis=0) * (factors if sound.ndim == 1 else factors[:, None])
    return np.asarray(scipy.fft.irfft(spectrum, length, axis=0)[: len(sound)])


def answered(sound: Floats, answer: Floats, *, loop: bool = False) -> Floats:
    """A sound by which something is struck all the time that answers a click so: longer by the answer, or (samples,)
    where it loops.
    """
    samples = len(sound) if loop else len(sound) + len(answer)
    size = samples if loop else scipy.fft.next_fast_len(samples, real=True)
    if len(answer) > size:
        answer = np.asarray(np.bincount(np.arange(len(answer)) % size, answer, size), np.float64)
    return np.asarray(scipy.fft.irfft(scipy.fft.rfft(sound, size) * scipy.fft.rfft(answer, size), size)[:samples])


def wander(chance: Chance, samples: int, rate_hz: float, slope: float = 1.0) -> Floats:
    """A smooth curve that goes up and down at random, (samples,), RMS 1 around 0, circular.

    Args:
        rate_hz: of its fastest part.
        slope: how much faster parts are weaker: by frequency to the minus so much.
    """
    most = max(int(rate_hz * samples / SAMPLE_RATE_HZ), 1)
    steps = min(max(8 * most, 16), samples)
    spectrum = np.zeros(steps // 2 + 1, complex)
    count = min(most, len(spectrum) - 1)
    parts = chance.normal(count, 2)
    spectrum[1 : count + 1] = (parts[:, 0] + 1j * parts[:, 1]) * np.arange(1, count + 1) ** -slope
    curve = unit(np.fft.irfft(spectrum, steps))
    at = np.arange(samples) * (steps / samples)
    return np.asarray(np.interp(at, np.arange(steps + 1), np.append(curve, curve[0])))


def moving(sound: Floats, gain: MovingGain, *, loop: bool = False, size: int = 960) -> Floats:
    """A sound whose spectrum is changed as it goes: (samples,).

    Short-time Fourier transform with square roots of Hann windows, half of each over the next, whose squares add up to
    one (Griffin and Lim, "Signal estimation from modified short-time Fourier transform", 1984).

    Args:
        sound: (samples,); a multiple of half the size where it loops.
        gain: factors at times and frequencies.
        loop: whether the end goes on with the beginning.
        size: samples of a window.
    """
    hop = size // 2
    samples = len(sound)
    blocks = -(-samples // hop)
    padded = np.zeros((blocks + 2, hop), np.float32)
    padded.reshape(-1)[hop : hop + samples] = sound
    if loop:
        padded[0], padded[-1] = padded[-2], padded[1]
    window = np.sin(np.pi * (np.arange(size) + 0.5) / size).astype(np.float32)
    frames = np.concatenate([padded[:-1], padded[1:]], axis=1) * window
    middle = np.arange(blocks + 1) * (hop / SAMPLE_RATE_HZ)
    if loop:
        middle = middle % (samples / SAMPLE_RATE_HZ)
    hz = np.asarray(np.fft.rfftfreq(size, 1.0 / SAMPLE_RATE_HZ), np.float64)
    factors = gain(np.asarray(middle, np.float64)[:, None], hz[None])
    pieces = scipy.fft.irfft(scipy.fft.rfft(frames, axis=1) * factors.astype(np.float32), size, axis=1) * window
    made = pieces[:-1, hop:] + pieces[1:, :hop]
    return np.asarray(made.reshape(-1)[:samples].astype(float))
