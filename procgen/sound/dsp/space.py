"""Where a sound is heard: far away, in a room, by two ears."""

from __future__ import annotations

from typing import Final

import numpy as np

from procgen.sound.dsp.chance import Chance, Floats
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ, answered, filtered

_AIR_DB: Final = 1.05e-9
"""dB a metre and Hz²: at 15 degrees and 70 % humidity air takes 0.004 dB a metre of 2 kHz, 0.1 of 10 kHz (ISO 9613-1,
1993), about as the square of the frequency."""
_GROUND_M: Final = 120.0
"""After so far, leaves, grass and turbulence have halved the highest octave."""
_ABSORPTION: Final = 0.18
"""Of walls: plaster, wood and some cloth."""
_LONGEST_S: Final = 8.0
_SOUND_M_PER_S: Final = 343.0


def air_gain(hz: Floats, distance_m: float) -> Floats:
    """What is left of frequencies after so much air and over so much ground: the highs go first."""
    corner_hz = 20_000.0 / (1.0 + distance_m / _GROUND_M)
    air = 10.0 ** (-_AIR_DB * distance_m * np.square(hz) / 20.0)
    return np.asarray(air / np.sqrt(1.0 + np.square(hz / corner_hz)))


def tilt_gain(hz: Floats, db_per_octave: float) -> Floats:
    """Brighter or darker: so many dB an octave around 1 kHz, within five octaves."""
    return np.asarray(10.0 ** (db_per_octave * np.clip(np.log2(np.maximum(hz, 1.0) / 1000.0), -5.0, 5.0) / 20.0))


def reverberation_s(room_m: float) -> float:
    """Until a cube of such sides is quieter by 60 dB: Eyring's formula, 1930, 0.161 V / (-S ln(1 - α))."""
    return min(0.161 * room_m / (-6.0 * float(np.log(1.0 - _ABSORPTION))), _LONGEST_S)


def walls(chance: Chance, room_m: float) -> Floats:
    """What a room answers a click, without what comes straight: (samples,), as loud as it comes out."""
    seconds = reverberation_s(room_m)
    length = max(round(1.1 * seconds * SAMPLE_RATE_HZ), 64)
    t = np.arange(length) / SAMPLE_RATE_HZ
    first_s = min(0.6 * room_m / _SOUND_M_PER_S, 0.5 * seconds)
    rise = np.minimum(t / max(first_s, 1e-4), 1.0)
    bright = chance.normal(length) * np.exp(-9.0 * t / seconds)
    dark = filtered(chance.normal(length), lambda hz: 1.0 / (1.0 + (hz / 1800.0) ** 2)) * np.exp(-6.9 * t / seconds)
    return filtered((0.6 * bright + dark) * rise, lambda hz: hz / (hz + 90.0))


def in_room(chance: Chance, sound: Floats, room_m: float, distance_m: float, *, loop: bool = False) -> Floats:
    """A sound in a room: what comes straight, and noise that dies away, its highs sooner (Moorer, "About this
    reverberation business", Computer Music Journal 3(2), 1979).

    Args:
        chance: of the walls.
        sound: (samples,) or (samples, 2), whose sides get different walls.
        room_m: a side of the room.
        distance_m: from the sound; what comes straight is weaker the farther it is.
        loop: whether the tail is heard at the beginning again; else the sound becomes longer by it.
    """
    seconds = reverberation_s(room_m)
    # Straight and late are equally loud at 0.057 sqrt(V / T) metres.
    radius_m = 0.057 * np.sqrt(room_m**3 / seconds)
    wet = min(max(distance_m, 0.6) / radius_m, 4.0)
    sides = np.atleast_2d(sound.T)
    made = []
    for side, dry in enumerate(sides):
        tail = walls(chance.part("room", side), room_m)
        tail *= wet / np.sqrt(np.square(tail).sum())
        echo = answered(dry, tail, loop=loop)
        echo[: len(dry)] += dry
        made.append(echo)
    return np.asarray(np.array(made).T if sound.ndim == 2 else made[0])
