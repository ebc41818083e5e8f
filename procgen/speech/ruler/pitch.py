"""Pitch as it is heard, by autocorrelation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.speech.acoustic import SAMPLE_RATE_HZ, Floats

_PIECE: Final = round(0.06 * SAMPLE_RATE_HZ)
_SHORTEST, _LONGEST = SAMPLE_RATE_HZ // 600, SAMPLE_RATE_HZ // 60
_LEAST: Final = 0.5
"""Of a piece's own power, that a peak must have."""
_WEAKEST: Final = 0.1
"""What a peak of a track must have, where another stands out."""
_LEAP: Final = 2.5
"""Cost of an octave from one time to the next."""
_HIGHER: Final = 0.03
"""What an octave higher is worth, since all multiples of a period are alike."""
_FORGET_S: Final = 0.4
"""After so long without pitch, a leap costs a third."""


def _likeness(wave: Floats, at_s: float) -> npt.NDArray[np.float64]:
    """(lags,) autocorrelation of 60 ms around a time, for each lag as if the piece went on; empty where it does not."""
    first = round(at_s * SAMPLE_RATE_HZ) - _PIECE // 2
    piece = wave[max(first, 0) : first + _PIECE].astype(np.float64)
    if len(piece) < _PIECE:
        return np.empty(0)
    piece -= piece.mean()
    spectrum = np.fft.rfft(piece, 2 * _PIECE)
    same: npt.NDArray[np.float64] = np.fft.irfft(np.abs(spectrum) ** 2)[:_PIECE]
    return same / np.arange(_PIECE, 0, -1)


def _peaks(same: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Lags of 600 to 60 Hz at which an autocorrelation peaks; none where none of them stands out."""
    if not len(same) or same[0] <= 0.0:
        return np.empty(0, np.int64)
    inner = same[_SHORTEST:_LONGEST]
    found = np.flatnonzero((inner >= same[_SHORTEST - 1 : _LONGEST - 1]) & (inner > same[_SHORTEST + 1 : _LONGEST + 1]))
    if not len(found) or inner[found].max() < _LEAST * same[0]:
        return np.empty(0, np.int64)
    return found + _SHORTEST


def _hz(same: npt.NDArray[np.float64], lag: int) -> float:
    """Of a peak, between the samples by a parabola."""
    before, here, after = same[lag - 1 : lag + 2]
    return float(SAMPLE_RATE_HZ / (lag + 0.5 * (before - after) / (before - 2.0 * here + after)))


def pitch_hz(wave: Floats, at_s: float) -> float:
    """Pitch around a time, Hz: the first peak of the autocorrelation that is nearly as high as its highest, as all
    multiples of a period are; 0 where none stands out.
    """
    same = _likeness(wave, at_s)
    peaks = _peaks(same)
    return _hz(same, int(peaks[same[peaks] > 0.9 * same[peaks].max()][0])) if len(peaks) else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Pitch along a sound, at the times at which it has one.

    Attributes:
        at_s: (n,) when.
        octaves: (n,) logarithm of the pitch in Hz, to base 2.
        alike: (n,) how alike a period is to the next, 1 at most.
        second: (n,) and to the one after that.
    """

    at_s: npt.NDArray[np.float64]
    octaves: npt.NDArray[np.float64]
    alike: npt.NDArray[np.float64]
    second: npt.NDArray[np.float64]


def track(wave: Floats, step_s: float) -> Track:
    """Of all ways through the peaks of all times the one that is high and leaps little (Viterbi 1967; Boersma 1993 has
    such costs), so that no octave is mistaken for another for a moment.

    Args:
        wave: a line.
        step_s: between times.
    """
    rows: list[tuple[float, npt.NDArray[np.float64], npt.NDArray[np.int64]]] = []
    for at_s in np.arange(0.05, len(wave) / SAMPLE_RATE_HZ - 0.05, step_s):
        same = _likeness(wave, float(at_s))
        peaks = _peaks(same)
        if len(peaks):
            rows.append((float(at_s), same / same[0], peaks[same[peaks] > _WEAKEST * same[0]]))
    tones = [np.log2(SAMPLE_RATE_HZ / peaks) for _, _, peaks in rows]
    cost = np.zeros(1)
    backs: list[npt.NDArray[np.int64]] = []
    for number, (at_s, same, peaks) in enumerate(rows):
        own = -same[peaks] - _HIGHER * tones[number]
        back = np.zeros(len(peaks), np.int64)
        if number:
            leap = np.abs(tones[number][:, None] - tones[number - 1][None])
            near = _LEAP * np.exp(-(at_s - rows[number - 1][0] - step_s) / _FORGET_S)
            whole = cost[None] + near * leap
            back = whole.argmin(axis=1)
            own = own + whole.min(axis=1)
        cost = own
        backs.append(back)
    found = np.empty((len(rows), 4))
    chosen = int(cost.argmin())
    for number in range(len(rows) - 1, -1, -1):
        at_s, same, peaks = rows[number]
        lag = int(peaks[chosen])
        found[number] = at_s, np.log2(_hz(same, lag)), same[lag], same[min(2 * lag, _PIECE - 1)]
        chosen = int(backs[number][chosen])
    return Track(*found.T)
