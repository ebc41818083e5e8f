"""Voices of animals: folds that vibrate, a tract that shapes, breath and roughness; and the crowd's murmur."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from procgen.sound.dsp.chance import Chance, Floats
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ, high_pass, hump, low_pass, moving, noise, peaked, unit, wander
from procgen.sound.dsp.pulses import bent, glottis, sine
from procgen.sound.effects.effect import samples_of

Points = tuple[tuple[float, float], ...]
_EVEN: Points = ((0.0, 0.0), (0.08, 1.0), (0.75, 0.8), (1.0, 0.0))


@dataclass(frozen=True, slots=True)
class Call:
    """A call as an animal of the usual size makes it.

    Attributes:
        seconds: how long.
        pitch: Hz over the share of the time.
        formants: Hz, width in octaves, level of each.
        level: loudness over the share of the time, 0 to 1.
        mouth: how far all formants are shifted over the share of the time, by opening and shutting.
        breath: share of noise.
        rough: how irregular the folds are: 1 is a growl.
        tremble_hz, tremble: of pitch and loudness.
        tonal: whether it is a whistle rather than folds.
        chest: how much of what is low is heard through the body's wall, below the formants too: great beasts' is.
        snarl: how far jaw and loudness go on moving within the call.
        gasp: how much breath flows while the folds are silent, before the call and after.
    """

    seconds: float
    pitch: Points
    formants: tuple[tuple[float, float, float], ...]
    level: Points = _EVEN
    mouth: Points = ((0.0, 0.85), (0.3, 1.1), (1.0, 0.9))
    breath: float = 0.1
    rough: float = 0.1
    tremble_hz: float = 0.0
    tremble: float = 0.0
    tonal: bool = False
    chest: float = 0.0
    snarl: float = 0.0
    gasp: float = 0.0


def voiced(call: Call, chance: Chance, larger: float, strength: float, variation: float) -> Floats:
    """A call of one animal.

    Formants go as one over its length; pitch as its mass to the -0.4 (Fletcher, "A simple frequency-scaling rule for
    animal communication", JASA 115, 2004), so as its length to the -1.2.

    Args:
        call: as animals of the usual size make it.
        chance: of this call.
        larger: length over the usual.
        strength: 0 to 1, 0.5 as usual: harder blown is higher, brighter, rougher.
        variation: how far calls are apart, 1 as things are.
    """
    spread = 0.22 * variation
    seconds = call.seconds * chance.about(1.0, 1.2 * spread) * larger**0.3
    n = samples_of(seconds)
    pitch = bent(call.pitch, n) * larger**-1.2 * chance.about(1.0, spread) * 2.0 ** (0.5 * (strength - 0.5))
    bend = 1.0 + 0.5 * spread * np.interp(np.linspace(0, 1, n), np.linspace(0, 1, 5), chance.part("bend").normal(5))
    rough = min(call.rough * (0.6 + 0.8 * strength), 1.2)
    shaky = np.exp((0.008 + 0.06 * rough) * wander(chance.part("jitter"), n, 60.0, 0.25))
    t_share = np.linspace(0.0, 1.0, n)
    beat = np.sin(2.0 * np.pi * call.tremble_hz * chance.about(1.0, spread) * seconds * t_share)
    hz = pitch * bend * shaky * (1.0 + 0.12 * call.tremble * beat)
    if call.tonal:
        source = sine(hz) + 0.12 * sine(2.0 * hz) + 0.04 * sine(3.0 * hz)
    else:
        # Rough folds close fully only every second or third time.
        source = glottis(hz, 0.62 - 0.2 * strength)
        source = unit(source)
        under = sine(hz / 2.0 * (1.0 + 0.02 * rough)) + 0.7 * sine(hz / 3.0)
        slow = np.clip(0.5 + 0.8 * wander(chance.part("rattle"), n, 5.0, 0.4), 0.0, 1.4)
        source = source * np.maximum(1.0 + 0.9 * rough * slow * under, 0.02)
    lowest_hz = 150.0 / (1.0 + 4.0 * call.chest)
    air = noise(chance.part("air"), n, lambda f: low_pass(f, 5000.0, 0.5) * high_pass(f, lowest_hz, 1.0))
    if not call.tonal:
        closed = 0.5 + 0.5 * np.abs(sine(hz / 2.0))
        air = air * (closed if call.breath < 0.6 else 1.0)
    envelope = bent(call.level, n) * (1.0 + 0.5 * call.tremble * beat)
    jaw = wander(chance.part("jaw"), n, 6.0, 0.4) if call.snarl else np.zeros(n)
    envelope = np.clip(envelope * np.exp(call.snarl * jaw), 0.0, None)
    air = air * np.maximum(envelope, 0.003) ** -call.gasp
    source = source * (1.0 - call.breath) + 1.2 * call.breath * air * (1.0 + 0.5 * rough)
    if call.formants:
        mouth = bent(call.mouth, 200) * np.exp2(0.35 * call.snarl * np.interp(np.linspace(0, 1, 200), t_share, jaw))
        tract = chance.about(1.0, 0.5 * spread)

        def shaped(times: Floats, f: Floats) -> Floats:
            shift = np.interp(times / seconds, np.linspace(0, 1, 200), mouth) * tract / larger
            found = 0.02 * low_pass(f, 2500.0 / larger, 1.0) + call.chest * low_pass(f, 220.0 / larger, 1.0)
            for middle, width, level in call.formants:
                found = found + level * hump(f, middle * shift, width)
            return np.asarray(found)

        # Radiation lifts by 6 dB an octave what folds let fall by 12.
        source = moving(source, shaped, size=480 if seconds < 0.5 else 960)
        source = peaked(source)
    made: Floats = source * envelope
    return peaked(made)


_PEOPLE = 3
VOWELS = ((730.0, 1090.0, 2440.0), (270.0, 2290.0, 3010.0), (530.0, 1840.0, 2480.0), (570.0, 840.0, 2410.0),
          (300.0, 870.0, 2240.0), (500.0, 1500.0, 2500.0))  # fmt: skip
"""First three formants of men, Hz (Peterson and Barney, 1952)."""


def babble(chance: Chance, samples: int, voices: int, *, loop: bool, excited: float) -> Floats:
    """Many people who talk, none of whom is understood: a few, each heard again at other times, as nobody notices.

    Args:
        chance: of these people.
        samples: to make.
        voices: how many are heard at most.
        loop: whether the end goes on with the beginning.
        excited: 0 to 1: higher, louder, quicker.
    """
    made = np.zeros(samples)
    people = min(voices, _PEOPLE)
    for number in range(people):
        said = _person(chance.part("person", number), samples, number % 2 == 1, excited, loop=loop)
        for again in range(-(-voices // people)):
            moved = chance.part("again", number, again).number(0.0, 1.0) if again else 0.0
            made += chance.part("near", number, again).about(1.0, 0.8) * np.roll(said, int(moved * samples))
    return unit(made)


def _person(chance: Chance, samples: int, woman: bool, excited: float, *, loop: bool) -> Floats:
    hz = chance.about(205.0 if woman else 118.0, 0.25) * 2.0 ** (0.7 * excited)
    tune = np.exp2((0.22 + 0.15 * excited) * wander(chance.part("tune"), samples, 2.2, 0.6))
    said = np.maximum(0.25 + wander(chance.part("syllables"), samples, 5.5 + 2.0 * excited, -0.3), 0.0)
    said *= np.clip(0.6 + 1.2 * wander(chance.part("turns"), samples, 0.5, 0.2), 0.0, 1.0)
    pulse = glottis(hz * tune, 0.6 - 0.2 * excited, loop=loop)
    source = said * unit(pulse)
    hiss = noise(chance.part("hiss"), samples, lambda f: hump(f, 4500.0, 0.9))
    source += 0.05 * hiss * np.maximum(wander(chance.part("esses"), samples, 5.0, -0.2) - 0.8, 0.0)
    seconds = samples / SAMPLE_RATE_HZ
    which = chance.uniform(0, len(VOWELS), max(int(8.0 * seconds), 3)).astype(int)
    track = np.array([VOWELS[each] for each in (*which, which[0])]) * (1.17 if woman else 1.0)
    places = np.linspace(0.0, seconds, len(track))

    def tract(times: Floats, f: Floats) -> Floats:
        found = 0.015 * low_pass(f, 3000.0, 1.0)
        for number, level in enumerate((1.0, 0.55, 0.3)):
            found = found + level * hump(f, np.interp(times, places, track[:, number]), 0.16)
        return np.asarray(found)

    return moving(source, tract, loop=loop)
