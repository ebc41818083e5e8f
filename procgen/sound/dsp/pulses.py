"""Pitch: sawtooths, sines and pulses whose frequency moves."""

from __future__ import annotations

import numpy as np

from procgen.sound.dsp.chance import Floats
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ


def turns(hz: Floats, *, loop: bool = False) -> Floats:
    """How often a wave of a moving frequency has come round, (samples,); a whole number of times where it loops."""
    total = np.cumsum(hz) / SAMPLE_RATE_HZ
    if loop and total[-1] > 0.0:
        total = total * (max(round(float(total[-1])), 1) / float(total[-1]))
    return np.asarray(total)


def sine(hz: Floats, *, loop: bool = False) -> Floats:
    """A sine of a moving frequency."""
    return np.asarray(np.sin(2.0 * np.pi * turns(hz, loop=loop)))


def saw(hz: Floats, *, loop: bool = False) -> Floats:
    """A sawtooth of a moving frequency, its corner rounded over two samples (Välimäki, "Discrete-time synthesis of the
    sawtooth waveform with reduced aliasing", 2005: PolyBLEP).
    """
    at = turns(hz, loop=loop) % 1.0
    step = np.maximum(hz / SAMPLE_RATE_HZ, 1e-6)
    made = 2.0 * at - 1.0
    # Few samples lie at a corner.
    for here, shift in ((at < step, 0.0), (at > 1.0 - step, 1.0)):
        near = np.flatnonzero(here)
        off = (at[near] - shift) / step[near]
        made[near] -= off**2 + 2.0 * off + 1.0 if shift else 2.0 * off - off**2 - 1.0
    return np.asarray(made)


def glottis(hz: Floats, open_share: float, *, loop: bool = False) -> Floats:
    """The flow through vocal folds, differentiated: each period opens slowly and shuts at once.

    Args:
        hz: (samples,) pitch.
        open_share: of the period that they are open; pressed voices have less.
    """
    at = turns(hz, loop=loop) % 1.0
    inside = np.clip(at / open_share, 0.0, 1.0)
    flow = np.square(inside) * (1.0 - inside)
    return np.asarray(np.diff(flow, prepend=flow[-1] if loop else flow[0]) * SAMPLE_RATE_HZ / np.maximum(hz, 20.0))


def bent(points: tuple[tuple[float, float], ...], samples: int) -> Floats:
    """A curve through points (share of the time, value), smooth between them."""
    shares = np.array([share for share, _ in points])
    values = np.array([value for _, value in points])
    at = np.linspace(0.0, 1.0, samples)
    place = np.clip(np.searchsorted(shares, at, side="right") - 1, 0, len(shares) - 2)
    within = np.clip((at - shares[place]) / np.maximum(shares[place + 1] - shares[place], 1e-9), 0.0, 1.0)
    eased = within**2 * (3.0 - 2.0 * within)
    return np.asarray(values[place] + (values[place + 1] - values[place]) * eased)


def attack_decay(samples: int, attack_s: float, decay_s: float, hold_s: float = 0.0) -> Floats:
    """An envelope: up in a quarter of a sine, held, down exponentially; (samples,), 0 to 1."""
    t = np.arange(samples) / SAMPLE_RATE_HZ
    up = np.sin(0.5 * np.pi * np.clip(t / max(attack_s, 1e-4), 0.0, 1.0))
    return np.asarray(up * np.exp(-np.maximum(t - attack_s - hold_s, 0.0) / decay_s))
