"""How loud a sound is: EBU R 128 (2020) with the meter of ITU-R BS.1770-4, and its true peak."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from procgen.formats.filters import evened, greatest_around, in_sections, least_around, resampled

_BLOCK_S, _STEP_S = 0.4, 0.1
_ABSOLUTE_LUFS, _RELATIVE_LU = -70.0, -10.0
SILENT_LUFS: Final = -70.0
"""Of what no block is louder than."""
_SHELF_HZ, _SHELF_DB, _SHELF_Q = 1681.9744509555319, 3.99984385397, 0.7071752369554193
_PASS_HZ, _PASS_Q = 38.13547087613982, 0.5003270373253953
"""The two filters' analogue prototypes (Brecht De Man, "Evaluation of implementations of the EBU R128 loudness
measurement", AES 145, 2018), from which those of the recommendation at 48 kHz come out."""

Samples = npt.NDArray[np.floating]


def _weighting(rate_hz: int) -> npt.NDArray[np.float64]:
    """K-weighting at a sample rate, as second-order sections."""
    k = np.tan(np.pi * _SHELF_HZ / rate_hz)
    high = 10.0 ** (_SHELF_DB / 20.0)
    middle = high**0.4996667741545416
    over = 1.0 + k / _SHELF_Q + k * k
    shelf = [
        (high + middle * k / _SHELF_Q + k * k) / over,
        2.0 * (k * k - high) / over,
        (high - middle * k / _SHELF_Q + k * k) / over,
        1.0,
        2.0 * (k * k - 1.0) / over,
        (1.0 - k / _SHELF_Q + k * k) / over,
    ]
    k = np.tan(np.pi * _PASS_HZ / rate_hz)
    over = 1.0 + k / _PASS_Q + k * k
    high_pass = [1.0, -2.0, 1.0, 1.0, 2.0 * (k * k - 1.0) / over, (1.0 - k / _PASS_Q + k * k) / over]
    return np.array([shelf, high_pass])


def loudness_lufs(samples: Samples, rate_hz: int) -> float:
    """Integrated loudness with both gates.

    Args:
        samples: (n,) or (n, channels) of 1 or 2 channels; a sound shorter than a block of 400 ms counts as one.
        rate_hz: of the samples.

    Returns:
        LUFS; :data:`SILENT_LUFS` for silence.
    """
    sound = np.atleast_2d(np.asarray(samples, np.float64).T)
    weighted = in_sections(sound, _weighting(rate_hz))
    block, step = round(_BLOCK_S * rate_hz), round(_STEP_S * rate_hz)
    power = np.square(weighted).sum(axis=0)
    total = np.concatenate([[0.0], np.cumsum(power)])
    if len(power) < block:
        means = np.array([total[-1] / max(len(power), 1)])
    else:
        starts = np.arange(0, len(power) - block + 1, step)
        means = (total[starts + block] - total[starts]) / block
    loud = means[_lufs(means) > _ABSOLUTE_LUFS]
    if not len(loud):
        return SILENT_LUFS
    loud = loud[_lufs(loud) > _lufs(loud.mean()) + _RELATIVE_LU]
    return float(_lufs(loud.mean()))


def _lufs(power: npt.NDArray[np.float64] | np.float64) -> npt.NDArray[np.float64]:
    found: npt.NDArray[np.float64] = -0.691 + 10.0 * np.log10(np.maximum(power, 1e-20))
    return found


_TAPS: Final = 10
"""Samples to either side that a point between two samples depends on, see :func:`procgen.formats.filters.resampled`."""
_OVERSHOOT: Final = 2.5
"""Of a point between samples over the highest of those that it depends on, at most: the sum of the taps' sizes is 2.24.
"""


def peaks_between(samples: Samples, least: float) -> npt.NDArray[np.float64]:
    """The highest point of the wave from each sample to the next, of all channels, at four times the rate.

    Args:
        samples: (n,) or (n, channels).
        least: points above it are exact; where there can be none, the samples stand for them.

    Returns:
        (n,).
    """
    sound = np.asarray(samples, np.float64)
    found: npt.NDArray[np.float64] = np.abs(sound) if sound.ndim == 1 else np.abs(sound).max(axis=1, initial=0.0)
    loud = found * _OVERSHOOT >= least
    if not loud.any():
        return found
    counts = greatest_around(loud, 2 * _TAPS + 1)
    # What lies too far from loud samples to be asked for is left out, and the rest joined.
    near = greatest_around(loud, 4 * _TAPS + 1)
    finer = np.abs(resampled(sound[near], 4, 1)).reshape(np.count_nonzero(near), -1).max(axis=1)
    found[counts] = finer[counts[near]]
    return found


def true_peak_db(samples: Samples) -> float:
    """The highest point of the wave between samples too, at four times the rate; dBTP, -200 for silence."""
    highest = float(np.abs(samples).max(initial=0.0))
    return _db(float(peaks_between(samples, highest).max(initial=0.0))) if highest else _db(0.0)


def _db(amplitude: float) -> float:
    return 20.0 * float(np.log10(max(amplitude, 1e-10)))


_LIMITER_S: Final = 0.004
_MARGIN_DB: Final = 0.1
"""What gains that change from sample to sample may add between samples."""
_TURNS: Final = 4


class Loud(NamedTuple):
    """A sound as loud as it was wanted, with what was measured of it: LUFS, dBTP."""

    samples: npt.NDArray[np.float32]
    loudness_lufs: float
    peak_db: float


def gain_db(has_lufs: float, has_peak_db: float, wanted_lufs: float, peak_db: float) -> float:
    """What makes a sound as loud as wanted, less so where its true peak would be above one in dBTP; 0 for silence."""
    return 0.0 if has_lufs <= SILENT_LUFS else min(wanted_lufs - has_lufs, peak_db - has_peak_db)


def turned(samples: Samples, rate_hz: int, wanted_lufs: float, peak_db: float) -> Loud:
    """A sound as loud as wanted, or less so where its true peak would be above one in dBTP: no peak is turned down by
    itself.
    """
    has, peak = loudness_lufs(samples, rate_hz), true_peak_db(samples)
    louder_db = gain_db(has, peak, wanted_lufs, peak_db)
    sound = np.asarray(samples, np.float64) * 10.0 ** (louder_db / 20.0)
    return Loud(sound.astype(np.float32), max(has + louder_db, SILENT_LUFS), peak + louder_db)


def limited(samples: Samples, rate_hz: int, peak_db: float) -> npt.NDArray[np.float64]:
    """A sound whose peaks are turned down, each with 4 ms around it.

    Args:
        samples: (n,) or (n, channels), which are turned down together.
        rate_hz: of the samples.
        peak_db: true peak that is not exceeded, dBTP.
    """
    sound = np.asarray(samples, np.float64)
    ceiling = 10.0 ** (peak_db / 20.0)
    peaks = peaks_between(sound, ceiling)
    return sound if peaks.max(initial=0.0) <= ceiling else _times(sound, limiting_gain(peaks, rate_hz, peak_db))


def limiting_gain(peaks: npt.NDArray[np.float64], rate_hz: int, peak_db: float) -> Samples:
    """(n,) of the highest points from each sample to the next: the gain that each sample needs, the least of it within
    reach, and a weighted mean over the same reach, twice a plain one over half: no mean of numbers that are all small
    enough for the sample in the middle is too large for it.
    """
    needed = np.minimum(1.0, 10.0 ** ((peak_db - _MARGIN_DB) / 20.0) / np.maximum(peaks, 1e-12))
    reach = 2 * round(0.5 * _LIMITER_S * rate_hz)
    gain: Samples = least_around(needed, 2 * reach + 1)
    for _ in range(2):
        gain = evened(gain, reach + 1)
    return gain


def _times(sound: npt.NDArray[np.float64], gain: Samples) -> npt.NDArray[np.float64]:
    return sound * (gain if sound.ndim == 1 else gain[:, None])


def made_loud(samples: Samples, rate_hz: int, wanted_lufs: float, peak_db: float) -> Loud:
    """A sound that is as loud as wanted, with peaks turned down where they would be too high.

    Args:
        samples: (n,) or (n, channels).
        rate_hz: of the samples.
        wanted_lufs: integrated loudness; silence stays as it is.
        peak_db: true peak that is not exceeded, dBTP.
    """
    sound = np.asarray(samples, np.float64)
    has = loudness_lufs(sound, rate_hz)
    ceiling = 10.0 ** (peak_db / 20.0)
    for _ in range(_TURNS):
        if has <= SILENT_LUFS or abs(wanted_lufs - has) < 0.02:
            break
        sound, has = sound * 10.0 ** ((wanted_lufs - has) / 20.0), wanted_lufs
        peaks = peaks_between(sound, ceiling)
        if peaks.max(initial=0.0) > ceiling:
            sound = _times(sound, limiting_gain(peaks, rate_hz, peak_db))
            has = loudness_lufs(sound, rate_hz)
    return Loud(sound.astype(np.float32), has, true_peak_db(sound))
