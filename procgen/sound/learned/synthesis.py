"""From frames to samples: noise and pulses through bands that move, and a sine in each band that has a tone."""

from __future__ import annotations

from typing import Final

import numpy as np
import scipy

from procgen.sound.dsp.chance import Chance, Floats
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ
from procgen.sound.learned.frames import (
    BANDS,
    FLOOR_DB,
    LEAST_PITCH_HZ,
    MIDDLE_HZ,
    MIDDLE_MEL,
    STEP_MEL,
    WIDTH_HZ,
    Frames,
    hz_of,
    triangles,
)

_SIZE: Final = 480
"""Of a window in which bands are the same: 10 ms."""
_HOP: Final = _SIZE // 2
_SILENT: Final = 10.0 ** (0.1 * FLOOR_DB) * 3.0
_MOST_SINES: Final = 24
_HEARD: Final = 1e-5
"""Share of the strongest band's power below which a band's tone is not worth a sine..."""
_STILL: Final = 1e-6
"""...and below which it is not heard."""


def heard(frames: Frames, chance: Chance) -> Floats:
    """The sound of frames: (n,) at 48 kHz, as loud as it comes.

    Args:
        frames: what it is made of.
        chance: of its noise and of where tones begin.
    """
    samples = max(round(frames.seconds * SAMPLE_RATE_HZ), 2)
    blocks = -(-samples // _HOP) + 1
    place = np.minimum(np.arange(blocks) * (_HOP / samples), 1.0) * (len(frames) - 1.0)

    def moved(values: Floats) -> Floats:
        """Frames at the blocks: (blocks, …)."""
        first = np.minimum(place.astype(int), len(frames) - 2)
        share = place - first
        share = share.reshape(-1, *(1,) * (values.ndim - 1))
        return np.asarray(values[first] * (1.0 - share) + values[first + 1] * share)

    power = 10.0 ** (0.1 * moved(frames.level_db))
    power = np.where(power <= _SILENT, 0.0, power)
    tonal, voiced = moved(frames.tonal), moved(frames.voiced)[:, None]
    sound = _shaped(
        _white(chance.part("noise"), blocks), power * (1.0 - tonal) / WIDTH_HZ * (SAMPLE_RATE_HZ / 2), samples
    )
    if float(voiced.max()) > 0.02:
        pitch_hz = LEAST_PITCH_HZ * 2.0 ** moved(frames.pitch)
        harmonics = np.maximum(WIDTH_HZ / pitch_hz[:, None], 1.0)
        sound += _shaped(_pulses(pitch_hz, blocks, chance.part("pulses")), power * tonal * voiced / harmonics, samples)
    sines = power * tonal * (1.0 - voiced)
    middle_hz = hz_of(MIDDLE_MEL + STEP_MEL * moved(frames.offset))
    sound += _sines(sines, np.asarray(middle_hz), samples, chance.part("sines"))
    return sound


def _white(chance: Chance, blocks: int) -> Floats:
    """White noise of power 1."""
    return np.asarray(chance.short_normal((blocks + 1) * _HOP), np.float64)


def _shaped(source: Floats, power: Floats, samples: int) -> Floats:
    """A source through bands that move.

    Args:
        source: ((blocks + 1) * hop,), whose first half window lies before the sound.
        power: (blocks, BANDS) factors.
        samples: of the sound.
    """
    window = np.sin(np.pi * (np.arange(_SIZE) + 0.5) / _SIZE).astype(np.float32)
    cut = np.lib.stride_tricks.sliding_window_view(source.astype(np.float32), _SIZE)[::_HOP][: len(power)]
    hz = scipy.fft.rfftfreq(_SIZE, 1.0 / SAMPLE_RATE_HZ)
    gain = np.sqrt(np.maximum(power @ _between(hz).T, 0.0)).astype(np.float32)
    pieces = np.asarray(scipy.fft.irfft(scipy.fft.rfft(cut * window, axis=1) * gain, _SIZE, axis=1)) * window
    made = np.zeros((len(power) + 1, _HOP), np.float64)
    made[:-1] += pieces[:, :_HOP]
    made[1:] += pieces[:, _HOP:]
    return np.asarray(made.reshape(-1)[_HOP : _HOP + samples])


def _between(hz: Floats) -> Floats:
    """How bins lie between bands' middles, (bins, BANDS): the outer ones go on, but nothing is below 20 Hz."""
    weights = triangles(np.clip(hz, MIDDLE_HZ[0], MIDDLE_HZ[-1]))
    weights[hz < 20.0] = 0.0
    assert weights.shape[1] == BANDS
    return weights


def _pulses(pitch_hz: Floats, blocks: int, chance: Chance) -> Floats:
    """Pulses of a moving pitch, each harmonic of power 1: ((blocks + 1) * hop,).

    Each pulse falls between two samples; folds never close twice alike, so that it trembles by some thousandths.
    """
    length = (blocks + 1) * _HOP
    hz = np.interp(np.arange(length), (np.arange(blocks) + 1) * _HOP, pitch_hz)
    phase = np.cumsum(hz / SAMPLE_RATE_HZ) + chance.number(0.0, 1.0)
    turns = np.arange(1, int(phase[-1]) + 1)
    where = np.interp(turns, phase, np.arange(length))
    where = np.clip(
        where + 0.004 * chance.normal(len(where)) * SAMPLE_RATE_HZ / hz[where.astype(int)], 0.0, length - 2.0
    )
    first, share = where.astype(int), where - where.astype(int)
    # A train of pulses of height a has harmonics of power 2 (a f / rate)^2.
    height = SAMPLE_RATE_HZ / (np.sqrt(2.0) * hz[first])
    train = np.bincount(first, height * (1.0 - share), length) + np.bincount(first + 1, height * share, length)
    return np.asarray(train)


def _sines(power: Floats, hz: Floats, samples: int, chance: Chance) -> Floats:
    """A sine for each of the bands whose tones are heard most: (samples,).

    Args:
        power: (blocks, BANDS) of the tones.
        hz: (blocks, BANDS) where they are.
    """
    blocks = len(power)
    sound = np.zeros((blocks, _HOP), np.float32)
    most = power.max(axis=0)
    loudest = float(most.max())
    begins = chance.uniform(0.0, 2.0 * np.pi, BANDS)
    inside = np.arange(_HOP, dtype=np.float32)
    for band in np.argsort(-most, kind="stable")[:_MOST_SINES]:
        if most[band] <= _HEARD * max(loudest, 1e-12):
            break
        some = np.flatnonzero(power[:, band] > loudest * _STILL)
        first, last = max(int(some[0]) - 1, 0), min(int(some[-1]) + 2, blocks)
        if last - first < 2:
            continue
        # Where the tone is weak its place is not known: it stays where the strong part of it was.
        place = _steadied(hz[first:last, band], power[first:last, band] + 1e-12)
        turn = place * (2.0 * np.pi / SAMPLE_RATE_HZ)
        # Within a block frequency moves in a straight line, and phase along a parabola.
        bend = np.diff(turn) / (2.0 * _HOP)
        phase = begins[band] + np.concatenate([[0.0], np.cumsum(0.5 * (turn[1:] + turn[:-1]) * _HOP)])[:-1]
        level = np.sqrt(2.0 * power[first:last, band]).astype(np.float32)
        steps = np.diff(level) / np.float32(_HOP)
        angle = bend[:, None].astype(np.float32) * inside
        angle += turn[:-1, None].astype(np.float32)
        angle *= inside
        angle += (phase % (2.0 * np.pi))[:, None].astype(np.float32)
        np.sin(angle, out=angle)
        angle *= level[:-1, None] + steps[:, None] * inside
        sound[first : last - 1] += angle
    return np.asarray(sound.reshape(-1)[:samples], np.float64)


def _steadied(hz: Floats, weight: Floats) -> Floats:
    """A path without jumps, (n,): each place is the mean of those around, by how strong they are."""
    kernel = np.hanning(9)[1:-1]
    pad = len(kernel) // 2

    def smooth(values: Floats) -> Floats:
        return np.convolve(np.pad(values, pad, mode="edge"), kernel, "valid")

    return np.asarray(smooth(hz * weight) / smooth(weight))
