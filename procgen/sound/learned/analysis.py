"""From samples to frames: what is tone and what is noise in each band, and the pitch of what is voiced."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from procgen.sound.dsp.chance import Floats
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ
from procgen.sound.learned.frames import (
    BANDS,
    FLOOR_DB,
    LEAST_PITCH_HZ,
    MIDDLE_HZ,
    MIDDLE_MEL,
    MOST_PITCH_HZ,
    STEP_MEL,
    Frames,
    hz_of,
    mel,
    triangles,
)

HOP: Final = 240
_LONG: Final = 2048
_WINDOWS: Final = ((0.0, 350.0, 2048), (350.0, 2000.0, 960), (2000.0, 1e9, 480))
"""From and to which middle of a band which window measures it: low ones need long ones, high ones move quickly."""
_APART: Final = 8
"""Frames after which noise is another in a window of :data:`_LONG`, and a tone is the same."""
_ABOVE: Final = 5.0
"""How far above the geometric mean of its neighbours a tone is, in power."""
_SIDES_HZ: Final = (0.0, 1000.0, 2500.0, 5000.0, 24_000.0)
"""Wide bands for which it is told how much of them repeats with the pitch."""
_VOICED: Final = 0.5
_COUNTED: Final = 8.5
"""Harmonics up to which it is looked whether tones are harmonics..."""
_AWAY: Final = 0.12
"""...which are no further than this from them, in pitches, on average..."""
_TOLD: Final = 0.4
"""...where so much of the power is tones..."""
_MOSTLY: Final = 0.65
_FEW, _BELOW_DB = 2.0, 45.0
"""...of which there are more than so many, each counted less the further it is below the strongest."""
_GOES_ON_DB: Final = 3.0
"""How much weaker each band is that lies above what a clip can hold than the one below it."""


def _power(sound: Floats, size: int, frames: int) -> Floats:
    """Power of bins over time, (frames, size // 2 + 1), so that their sum is the mean square."""
    window = np.hanning(size + 1)[:size]
    padded = np.pad(sound, (size // 2, size // 2 + HOP))
    cut = np.lib.stride_tricks.sliding_window_view(padded, size)[::HOP][:frames]
    spectrum = np.asarray(scipy.fft.rfft((cut * window).astype(np.float32), axis=1))
    power = np.square(spectrum.real) + np.square(spectrum.imag)
    return np.asarray(power * (2.0 / (size * np.square(window).sum())), np.float64)


def analysed(sound: Floats, highest_hz: float = SAMPLE_RATE_HZ / 2) -> Frames:
    """Frames of a sound, 5 ms apart.

    Args:
        sound: (n,) at 48 kHz, not silent.
        highest_hz: what its source could hold; bands above go on as the last of those below fall off.
    """
    frames = max(-(-len(sound) // HOP) + 1, 2)
    power = np.empty((frames, BANDS))
    for low, high, size in _WINDOWS:
        chosen = (low <= MIDDLE_HZ) & (high > MIDDLE_HZ)
        weights = triangles(scipy.fft.rfftfreq(size, 1.0 / SAMPLE_RATE_HZ))
        power[:, chosen] = _power(sound, size, frames) @ weights[:, chosen]
    whole = _power(sound, _LONG, frames)
    tonal, offset = _tones(whole)
    pitch, voiced, repeats = _pitch(whole)
    voiced = voiced * _harmonic(power, tonal, offset, pitch)
    tonal = np.where(voiced[:, None] > 0.0, np.maximum(tonal, repeats), tonal)
    level = 10.0 * np.log10(power + 1e-14)
    missing = 0.9 * highest_hz < MIDDLE_HZ
    if missing.any():
        last = int(np.flatnonzero(~missing)[-1])
        base = level[:, last - 2 : last + 1].mean(axis=1)
        level[:, missing] = base[:, None] - _GOES_ON_DB * np.arange(1, missing.sum() + 1)
        tonal[:, missing] = 0.0
    return Frames(
        seconds=len(sound) / SAMPLE_RATE_HZ,
        level_db=np.maximum(level - level.max(), FLOOR_DB),
        tonal=tonal,
        offset=offset,
        pitch=pitch,
        voiced=voiced,
    )


def _tones(whole: Floats) -> tuple[Floats, Floats]:
    """The share of bands that is a tone, and where it is: (frames, BANDS) each.

    A bin is of a tone if it is far above its neighbours, and is so again when noise would be another.
    """
    frames, bins = whole.shape
    wide = scipy.ndimage.maximum_filter1d(whole, 5, axis=1)
    order = np.arange(frames)
    before, after = wide[_mirrored(np.abs(order - _APART), frames)], wide[_mirrored(order + _APART, frames)]
    steady = np.minimum(whole, np.maximum(before, after))
    log = np.log(whole + 1e-14)
    around = np.exp(scipy.ndimage.uniform_filter1d(log, 25, axis=1, mode="nearest"))
    tones = np.maximum(steady - _ABOVE * around, 0.0)
    hz = np.arange(bins, dtype=np.float64) * (SAMPLE_RATE_HZ / _LONG)
    weights = triangles(hz)
    share = np.clip((tones @ weights) / (whole @ weights + 1e-14), 0.0, 1.0)
    # Where the strongest of each band's tones is: between bins by a parabola through levels.
    offset = np.zeros((frames, BANDS))
    for band in range(BANDS):
        inside = np.flatnonzero(weights[:, band] > 0.0)
        inside = inside[(inside > 0) & (inside < bins - 1)]
        if not len(inside):
            continue
        at = inside[(whole[:, inside] * weights[inside, band]).argmax(axis=1)]
        low, middle, high = (log[order, at + step] for step in (-1, 0, 1))
        bend = low - 2.0 * middle + high
        step = np.where(bend < -1e-9, 0.5 * (low - high) / np.minimum(bend, -1e-9), 0.0)
        found = (at + np.clip(step, -0.5, 0.5)) * (SAMPLE_RATE_HZ / _LONG)
        offset[:, band] = np.clip((mel(found) - MIDDLE_MEL[band]) / STEP_MEL, -1.0, 1.0)
    return np.asarray(share), offset


def _harmonic(power: Floats, tonal: Floats, offset: Floats, pitch: Floats) -> Floats:
    """Whether tones are where harmonics of the pitch would be, (frames,) 0 or 1: those of bells and gongs are not, and
    stay sines, as one or two tones alone do. Where noise hides them it may be.
    """
    hz = hz_of(MIDDLE_MEL + STEP_MEL * offset)
    turns = hz / (LEAST_PITCH_HZ * 2.0 ** pitch[:, None])
    counted = (turns > 0.7) & (turns < _COUNTED)
    told = (power * tonal).sum(axis=1) > _TOLD * power.sum(axis=1)
    # Each tone counts by its level, or the strongest alone would decide, whose pitch it is.
    level = 10.0 * np.log10(power / (power.max(axis=1, keepdims=True) + 1e-14) + 1e-14)
    weight = np.where(counted, tonal * np.clip(1.0 + level / _BELOW_DB, 0.0, 1.0), 0.0)
    whole = weight.sum(axis=1)
    away = (weight * np.abs(turns - np.round(turns))).sum(axis=1) / (whole + 1e-14)
    fits = scipy.ndimage.median_filter((~told | ((away < _AWAY) & (whole > _FEW))).astype(float), 9, mode="nearest")
    if told.any() and fits[told].mean() < _MOSTLY:
        # A bell whose partials now and then look like harmonics is no voice then.
        fits = np.where(told, 0.0, fits)
    return np.asarray(fits)


def _mirrored(places: npt.NDArray[np.intp], count: int) -> npt.NDArray[np.intp]:
    """Places within a count: what lies beyond the end is as far before it."""
    return np.clip(np.where(places >= count, 2 * (count - 1) - places, places), 0, count - 1)


def _pitch(whole: Floats) -> tuple[Floats, Floats, Floats]:
    """Pitch in octaves and whether there is one, (frames,) each; how much of bands repeats with it, (frames, BANDS).

    The greatest of the autocorrelation, which is the transform of the power (Wiener and Khinchin), over the window's
    own (Boersma, "Accurate short-term analysis of the fundamental frequency", 1993).
    """
    frames = len(whole)
    hz = scipy.fft.rfftfreq(_LONG, 1.0 / SAMPLE_RATE_HZ)
    window = np.hanning(_LONG + 1)[:_LONG]
    own = scipy.fft.irfft(np.square(np.abs(scipy.fft.rfft(window, 2 * _LONG))))[:_LONG]
    own /= own[0]
    low, high = int(SAMPLE_RATE_HZ / MOST_PITCH_HZ), int(SAMPLE_RATE_HZ / LEAST_PITCH_HZ)
    lags = np.arange(low, min(high, _LONG // 2 - 1) + 1)
    # Pitch is heard below some kHz; above, noise hides it.
    heard = np.asarray(scipy.fft.irfft(whole * (hz < 2500.0) * (hz > 40.0), axis=1))
    like = heard[:, lags] / (heard[:, :1] * np.maximum(own[lags], 0.2) + 1e-14)
    like = like * (1.0 - 0.06 * np.log2(lags / low))
    best = like.argmax(axis=1)
    strength = like[np.arange(frames), best]
    loud = whole.sum(axis=1)
    lag = lags[best].astype(float)
    is_voiced = (strength > _VOICED) & (loud > loud.max() * 1e-4) & (best > 2) & (best < len(lags) - 1)
    octaves = np.log2(SAMPLE_RATE_HZ / lag / LEAST_PITCH_HZ)
    octaves = scipy.ndimage.median_filter(octaves, 7, mode="nearest")
    voiced = scipy.ndimage.median_filter(is_voiced.astype(float), 7, mode="nearest")
    if voiced.any():
        where = np.flatnonzero(voiced)
        octaves = np.interp(np.arange(frames), where, octaves[where])
    else:
        octaves = np.full(frames, 1.0)
    lag = SAMPLE_RATE_HZ / (LEAST_PITCH_HZ * 2.0**octaves)
    turn = np.cos(2.0 * np.pi * hz[None] * (lag[:, None] / SAMPLE_RATE_HZ)) * whole
    window_own = np.interp(lag, np.arange(_LONG), own)
    repeats = np.zeros((frames, BANDS))
    for first, last in pairwise(_SIDES_HZ):
        inside = (hz >= first) & (hz < last)
        bands = (first <= MIDDLE_HZ) & (last > MIDDLE_HZ)
        found = turn[:, inside].sum(axis=1) / (whole[:, inside].sum(axis=1) * np.maximum(window_own, 0.2) + 1e-14)
        repeats[:, bands] = np.clip(found, 0.0, 1.0)[:, None]
    return octaves, voiced, repeats
