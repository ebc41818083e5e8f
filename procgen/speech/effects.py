"""What is done to a finished voice: growl, the robot's box, the ghost's distance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from procgen.formats.filters import band_passed, convolved, filtered
from procgen.runtime.philox import gaussian_field
from procgen.speech.acoustic import SAMPLE_RATE_HZ, Floats
from procgen.speech.vocoder import HOP, VOICED_HZ


def growl(wave: Floats, f0_hz: Floats, roughness: float, seed: int, first: int = 0) -> Floats:
    """Every second pulse of the voice weaker, as vocal folds beat that are pressed or slack (subharmonics).

    Args:
        wave: (n,) samples of a sentence.
        f0_hz: (hops,) pitch of the whole sentence.
        roughness: 0 to 1.
        seed: of how the beat comes and goes.
        first: number of the first sample in the sentence.
    """
    if roughness <= 0.0:
        return wave
    hops = len(f0_hz)
    middle = (np.arange(hops) + 0.5) * HOP - 0.5
    every = np.arange(first + len(wave))
    pitch = np.interp(every, middle, np.maximum(f0_hz, VOICED_HZ))
    voiced = np.interp(every, middle, (f0_hz > VOICED_HZ).astype(np.float64))
    loose = np.cumsum(gaussian_field(seed, "speech/growl", 0, 0, hops, 1)[0]) * 0.25
    phase = np.pi * np.cumsum(pitch / SAMPLE_RATE_HZ) + np.interp(every, middle, loose)
    depth = 0.75 * roughness * voiced
    grown: Floats = (wave * (1.0 - depth * (0.5 + 0.5 * np.cos(phase)))[first:]).astype(np.float32)
    return grown


def _robot(wave: Floats, _seed: int) -> Floats:
    """A comb of 4 ms, the resonance of a small box, and a narrow band, as of a cheap loudspeaker."""
    delay = round(0.004 * SAMPLE_RATE_HZ)
    comb = np.zeros(delay + 1)
    comb[0], comb[delay] = 1.0, -0.5
    rung = filtered(wave.astype(np.float64), [1.0], comb)
    boxed = band_passed(rung, 180.0, 6500.0, SAMPLE_RATE_HZ, 2)
    found: Floats = (0.35 * wave + 0.65 * boxed * 0.6).astype(np.float32)
    return found


def _ghost(wave: Floats, seed: int) -> Floats:
    """A second voice a little off, and a long, dark room: noise that dies away by 60 dB in 1.6 s."""
    late = round(0.023 * SAMPLE_RATE_HZ)
    drift = 60.0 * np.sin(2.0 * np.pi * 0.7 * np.arange(len(wave)) / SAMPLE_RATE_HZ)
    second = np.interp(np.arange(len(wave)) - late + drift, np.arange(len(wave)), wave)
    length = round(1.2 * SAMPLE_RATE_HZ)
    room = gaussian_field(seed, "speech/room", 0, 0, length, 1)[0].astype(np.float64)
    room *= 10.0 ** (-3.0 * np.arange(length) / (1.6 * SAMPLE_RATE_HZ))
    room = band_passed(room, 250.0, 3200.0, SAMPLE_RATE_HZ, 1)
    room *= 0.4 / np.sqrt(np.square(room).sum())
    dry = 0.8 * wave + 0.4 * second
    whole = convolved(np.pad(dry, (0, length)), room)[: len(wave) + length]
    whole[: len(wave)] += dry
    return np.asarray(whole, np.float32)


EFFECTS: Final[Mapping[str, Callable[[Floats, int], Floats]]] = MappingProxyType({"robot": _robot, "ghost": _ghost})
"""By the name that a voice has; a sound may become longer."""
