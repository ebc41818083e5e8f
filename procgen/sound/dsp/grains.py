"""Many small sounds: damped sines and noise, strewn over time.

The stochastic way of Cook's PhISEM ("Physically informed sonic modeling (PhISM)", Computer Music Journal 21(3), 1997):
what is heard of gravel, leaves or rain are collisions, each a resonance that is struck.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.sound.dsp.chance import Chance, Floats
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ

_IN_CACHE = 1 << 15
"""Samples that are worked out at a time: all steps of one such run stay in a processor's cache."""
ShortFloats = npt.NDArray[np.float32]
_MOST_AT_ONCE = 1 << 20
"""Samples of grains that are worked out together."""


def strewn(grains: ShortFloats, times_s: Floats, samples: int, *, loop: bool = False) -> Floats:
    """Grains added up at their places.

    Args:
        grains: (count, length).
        times_s: (count,) when each begins, from 0.
        samples: of the sound; what lies beyond its end is lost, or wrapped where it loops.
        loop: whether the end goes on with the beginning.
    """
    length = grains.shape[1]
    whole = np.zeros(-(-(samples + length) // samples) * samples, np.float32)
    starts = (times_s * SAMPLE_RATE_HZ).astype(np.int64)
    for grain, start in zip(grains, starts.tolist(), strict=True):
        if start < samples:
            whole[start : start + length] += grain
    turns = whole.reshape(-1, samples)
    return np.asarray((turns.sum(axis=0) if loop else turns[0]).astype(float))


def damped(hz: Floats, decay_s: Floats, level: Floats, length: int, chirp: Floats | float = 0.0) -> ShortFloats:
    """Damped sines: (count, length).

    Args:
        hz: (count,) of each.
        decay_s: (count,) until it is weaker by e.
        level: (count,) amplitude.
        length: samples.
        chirp: (count,) octaves a second that it rises.
    """
    t = (np.arange(length) / SAMPLE_RATE_HZ).astype(np.float32)
    high, dying, loud, rise = (
        np.broadcast_to(np.asarray(each, np.float32), hz.shape)[:, None] for each in (hz, decay_s, level, chirp)
    )
    rising = bool(np.any(rise))
    made = np.empty((len(high), length), np.float32)
    rows = max(_IN_CACHE // length, 1)
    falling = np.empty((rows, length), np.float32)
    for first in range(0, len(high), rows):
        some = slice(first, first + rows)
        wave = made[some]
        if rising:
            wave[:] = high[some] * (t + np.float32(0.5 * np.log(2.0)) * rise[some] * t * t)
        else:
            np.multiply(high[some], t, out=wave)
        wave *= np.float32(2.0 * np.pi)
        np.sin(wave, out=wave)
        fall = np.divide(-t, dying[some], out=falling[: len(wave)])
        np.exp(fall, out=fall)
        slope = np.float32(4.0) * np.minimum(high[some], np.float32(6000.0))
        # After the slowest of them has begun, attacks are over.
        begun = min(int(SAMPLE_RATE_HZ / float(slope.min())) + 2, length)
        fall[:, :begun] *= loud[some] * np.minimum(t[:begun] * slope, np.float32(1.0))
        fall[:, begun:] *= loud[some]
        wave *= fall
    return made


def puffs(chance: Chance, decay_s: Floats, level: Floats, length: int) -> ShortFloats:
    """Bursts of noise that die away: (count, length)."""
    t = (np.arange(length) / SAMPLE_RATE_HZ).astype(np.float32)
    fall = np.exp(-t / decay_s.astype(np.float32)[:, None])
    return np.asarray(level.astype(np.float32)[:, None] * fall * chance.short_normal(len(level), length))


def struck(
    chance: Chance,
    times_s: Floats,
    level: Floats,
    hz: tuple[float, float],
    decay_s: tuple[float, float],
    samples: int,
    *,
    loop: bool = False,
    chirp: float = 0.0,
) -> Floats:
    """Resonances struck at times, each drawn anew: (samples,).

    Args:
        times_s: (count,) when.
        level: (count,) how hard.
        hz: least and most of their frequencies, all octaves as likely.
        decay_s: least and most time until they are weaker by e.
        samples: of the sound.
        loop: whether the end goes on with the beginning.
        chirp: octaves a second that they rise at most.
    """
    count = len(times_s)
    found = np.zeros(samples)
    if not count:
        return found
    tuned = np.exp2(chance.uniform(np.log2(hz[0]), np.log2(hz[1]), count))
    dying = np.exp2(chance.uniform(np.log2(decay_s[0]), np.log2(decay_s[1]), count))
    rises = chance.uniform(0.0, chirp, count) if chirp else np.zeros(count)
    # The short ones apart from the long, so that few samples are worked out for nothing.
    order = np.argsort(dying)
    length_of = np.minimum((dying * 6.0 * SAMPLE_RATE_HZ).astype(int) + 8, samples)
    first = 0
    while first < count:
        length = int(length_of[order[first]] * 1.5) + 1
        last = first + int(np.searchsorted(length_of[order[first:]], length, side="right"))
        last = min(last, first + max(_MOST_AT_ONCE // length, 1))
        some = order[first:last]
        grains = damped(tuned[some], dying[some], level[some], length, rises[some])
        found += strewn(grains, times_s[some], samples, loop=loop)
        first = last
    return found
