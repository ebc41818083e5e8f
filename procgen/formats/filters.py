"""Filters of sounds, by scipy. Its parts take half a second to load, which they do when the first sound is made."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy

Samples = npt.NDArray[np.floating]
Doubles = npt.NDArray[np.float64]


def load_filters() -> None:
    """Load what the first sound would otherwise wait for."""
    _ = scipy.signal, scipy.ndimage, scipy.fft


def resampled(samples: Samples, up: int, down: int) -> Samples:
    """A sound at ``up / down`` times its sample rate: (n,) or (n, channels) to as many times more samples."""
    found: Samples = scipy.signal.resample_poly(samples, up, down, axis=0)
    return found


def band_passed(samples: Samples, low_hz: float, high_hz: float, rate_hz: int, order: int) -> Doubles:
    """What lies between two frequencies, by a Butterworth filter: (n,) to (n,)."""
    sections = scipy.signal.butter(order, [low_hz, high_hz], "bandpass", fs=rate_hz, output="sos")
    return in_sections(samples, sections)


def in_sections(samples: Samples, sections: Doubles) -> Doubles:
    """(…, n) through second-order sections, (m, 6) numbers as of ``scipy.signal.sosfilt``, along the last axis."""
    found: Doubles = scipy.signal.sosfilt(sections, samples, axis=-1)
    return found


def filtered(samples: Samples, forward: list[float] | Doubles, back: list[float] | Doubles) -> Samples:
    """(n,) through one filter by its coefficients: of what went in, and of what came out."""
    found: Samples = scipy.signal.lfilter(forward, back, samples)
    return found


def convolved(samples: Samples, response: Samples) -> Samples:
    """(n,) and (m,) to (n + m - 1,): a sound in a room, say."""
    found: Samples = scipy.signal.fftconvolve(samples, response)
    return found


def hann(length: int) -> Doubles:
    """(length,) a Hann window whose ends are 0."""
    found: Doubles = scipy.signal.windows.hann(length)
    return found


def least_around(values: Doubles, width: int) -> Doubles:
    """(n,) the least of ``width`` values around each."""
    found: Doubles = scipy.ndimage.minimum_filter1d(values, width, mode="nearest")
    return found


def greatest_around(values: npt.NDArray[np.bool_], width: int) -> npt.NDArray[np.bool_]:
    """(n,) whether one of ``width`` values around each is true."""
    found: npt.NDArray[np.bool_] = scipy.ndimage.maximum_filter1d(values, width, mode="nearest")
    return found


def evened(values: Samples, width: int) -> Samples:
    """(…, n) the mean of ``width`` values around each along the last axis; the ends go on as they are."""
    found: Samples = scipy.ndimage.uniform_filter1d(values, width, mode="nearest")
    return found


def spectra_of(windows: Samples) -> npt.NDArray[np.complexfloating]:
    """(…, n) real to (…, n // 2 + 1) Fourier transforms, as precise as what came."""
    found: npt.NDArray[np.complexfloating] = scipy.fft.rfft(windows, axis=-1)
    return found


def waves_of(spectra: npt.NDArray[np.complexfloating], length: int) -> Samples:
    """(…, length) real of which :func:`spectra_of` makes these."""
    found: Samples = scipy.fft.irfft(spectra, length, axis=-1)
    return found
