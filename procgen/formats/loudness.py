"""How loud a sound is: EBU R 128 (2020) with the meter of ITU-R BS.1770-4, and its true peak."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import signal

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
    weighted = signal.sosfilt(_weighting(rate_hz), sound, axis=1)
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


def true_peak_db(samples: Samples) -> float:
    """The highest point of the wave between samples too, at four times the rate; dBTP, -200 for silence."""
    peak = float(np.abs(signal.resample_poly(np.asarray(samples, np.float64), 4, 1, axis=0)).max(initial=0.0))
    return 20.0 * float(np.log10(max(peak, 1e-10)))
