"""Insects and birds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from procgen.sound.dsp.chance import Chance, Floats
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ, filtered, hump, noise, unit, wander
from procgen.sound.dsp.pulses import saw, sine, turns
from procgen.sound.effects.effect import Ask, Effect, Kind, joined, samples_of
from procgen.sound.effects.voices import Call, voiced


def _insects(ask: Ask) -> Floats:
    make = {"cricket": _crickets, "cicada": _cicadas, "grasshopper": _grasshoppers}.get(ask.kind, _wings)
    singers = max(round(1 + 3 * ask.intensity), 1)
    made = np.zeros(ask.samples)
    for number in range(singers):
        part = ask.chance.part("singer", number)
        made += part.about(0.6 if number else 1.0, 0.6) * make(ask, part)
    return made


def _crickets(ask: Ask, chance: Chance) -> Floats:
    """A file drawn over a scraper: chirps of three or four pulses of a pure tone; the warmer, the quicker (Dolbear,
    "The cricket as a thermometer", 1897).
    """
    hz = chance.about(4600.0, 0.08) * ask.varied("species", 0.35)
    pulse_s, gap_s = 0.014, 0.026
    pulse_n = samples_of(pulse_s)
    t = np.arange(pulse_n) / SAMPLE_RATE_HZ
    pulse = np.sin(np.pi * t / pulse_s) ** 0.7 * np.sin(2.0 * np.pi * (hz * t - 0.02 * hz * t * t / pulse_s))
    times = chance.times(ask.rate_hz, ask.seconds, 0.9)
    parts = []
    for at in times:
        for number in range(int(chance.number(3.0, 4.99))):
            parts.append((float(at) + number * gap_s, (0.5 + 0.2 * number) * pulse))
    return joined(ask.samples, *parts, loop=ask.loop)[: ask.samples]


def _cicadas(ask: Ask, chance: Chance) -> Floats:
    """Two drums that buckle some two hundred times a second, on a body that rings at some kilohertz."""
    n = ask.samples
    hz = chance.about(5200.0, 0.35)
    rate = chance.about(190.0, 0.5)
    buckle = turns(rate * np.exp(0.02 * wander(chance.part("rate"), n, 6.0)), loop=ask.loop) % 1.0
    tone = noise(chance.part("body"), n, lambda f: hump(f, hz, 0.13) + 0.25 * hump(f, 1.7 * hz, 0.2))
    swell = np.clip(0.75 + 0.5 * wander(chance.part("swell"), n, max(ask.rate_hz * 0.4, 0.3), 0.2), 0.1, 1.4)
    return tone * np.exp(-3.5 * buckle) * swell


def _grasshoppers(ask: Ask, chance: Chance) -> Floats:
    n, t = ask.samples, ask.times
    hz = chance.about(8500.0, 0.3)
    rasp = noise(chance.part("rasp"), n, lambda f: hump(f, hz, 0.35))
    at = turns(np.full(n, ask.rate_hz * chance.about(1.0, 0.2)), loop=ask.loop)
    teeth = np.abs(np.sin(2.0 * np.pi * 45.0 * t)) ** 2
    return rasp * np.clip(1.0 - np.abs((at % 1.0) - 0.3) / 0.3, 0.0, 1.0) * (0.3 + teeth)


_WINGS: Final[Mapping[str, tuple[float, float, float]]] = {
    "bee": (215.0, 1100.0, 0.6), "fly": (190.0, 900.0, 0.9), "mosquito": (520.0, 2400.0, 0.5), "swarm": (230.0,
            1300.0, 0.4),
}  # fmt: skip
"""Strokes a second, where the body rings, and how much it comes and goes."""


def _wings(ask: Ask, chance: Chance) -> Floats:
    n = ask.samples
    stroke_hz, body_hz, roam = _WINGS[ask.kind]
    bend = np.exp(0.05 * wander(chance.part("turns"), n, 1.6, 0.4) + 0.01 * wander(chance.part("fine"), n, 25.0, 0.2))
    buzz = saw(chance.about(stroke_hz, 0.12) * bend, loop=ask.loop)
    buzz = filtered(buzz, lambda f: hump(f, 2.2 * stroke_hz, 0.9) + 0.5 * hump(f, body_hz, 0.8), loop=ask.loop)
    near = np.clip(0.7 + roam * wander(chance.part("near"), n, 0.6, 0.4), 0.03, 2.0)
    return unit(buzz) * near**1.5


@dataclass(frozen=True, slots=True)
class _Song:
    syllables: tuple[tuple[float, float, float, float, float], ...]
    """From Hz, over Hz, to Hz, seconds, trill in Hz; of those a song is made."""
    count: tuple[int, int]
    gap_s: float
    repeats: float
    ordered: bool = False


_SONGS: Final[Mapping[str, _Song]] = {
    "songbird": _Song(((3200, 5200, 4000, 0.10, 0), (4200, 3600, 5600, 0.07, 0), (5200, 4300, 3300, 0.16, 0),
                       (3600, 3900, 3600, 0.22, 32), (4800, 6100, 5000, 0.05, 0), (2900, 3500, 3000, 0.12, 18)),
                       (5, 11), 0.045,
                      0.45),
    "blackbird": _Song(((1900, 2400, 2100, 0.25, 0), (2300, 1800, 1750, 0.30, 0), (1700, 2600, 2200, 0.35, 0),
                        (2600, 2500, 3000, 0.18, 0), (5200, 6800, 5600, 0.12, 40)), (4, 7), 0.07, 0.1),
    "sparrow": _Song(((3600, 5200, 3300, 0.07, 0), (4300, 4600, 3400, 0.09, 0)), (3, 7), 0.19, 0.6),
    "nightingale": _Song(((2200, 2300, 2200, 0.16, 0), (3300, 3800, 2600, 0.08, 0), (4600, 5800, 4300, 0.05, 0),
                          (2600, 4800, 3800, 0.22, 26), (1700, 1750, 1700, 0.28, 0)), (8, 16), 0.03, 0.65),
    "cuckoo": _Song(((660, 670, 655, 0.16, 0), (540, 545, 530, 0.24, 0)), (2, 2), 0.20, 0.0, ordered=True),
    "wader": _Song(((1500, 2300, 3100, 0.28, 22), (2400, 2900, 2500, 0.14, 0)), (3, 6), 0.12, 0.5),
}  # fmt: skip
_CALLS: Final[Mapping[str, tuple[int, float, Call]]] = {
    "crow": (3, 0.45, Call(0.28, ((0.0, 380.0), (0.3, 460.0), (1.0, 350.0)), ((1200.0, 0.35, 1.0), (1900.0, 0.3, 0.9),
             (3600.0, 0.4, 0.3)), breath=0.3, rough=1.0)),
    "gull": (4, 0.42, Call(0.34, ((0.0, 620.0), (0.25, 1150.0), (1.0, 760.0)), ((1600.0, 0.4, 1.0), (2900.0, 0.35,
            0.9),
             (4600.0, 0.4, 0.4)), breath=0.08, rough=0.25)),
    "owl": (3, 0.5, Call(0.4, ((0.0, 330.0), (0.3, 390.0), (1.0, 350.0)), (), ((0.0, 0.0), (0.25, 1.0), (0.8, 0.7),
            (1.0, 0.0)),
            breath=0.04, rough=0.02, tremble_hz=6.0, tremble=0.25, tonal=True)),
    "pigeon": (3, 0.55, Call(0.42, ((0.0, 290.0), (0.4, 345.0), (1.0, 300.0)), (), ((0.0, 0.0), (0.3, 1.0), (1.0,
            0.0)),
               breath=0.06, rough=0.05, tremble_hz=22.0, tremble=0.6, tonal=True)),
    "rooster": (4, 0.30, Call(0.36, ((0.0, 480.0), (0.3, 900.0), (1.0, 620.0)), ((1100.0, 0.4, 1.0), (2200.0, 0.35,
            0.9),
                (3700.0, 0.4, 0.5)), breath=0.1, rough=0.45)),
    "hen": (4, 0.25, Call(0.10, ((0.0, 380.0), (0.5, 470.0), (1.0, 330.0)), ((950.0, 0.35, 1.0), (2100.0, 0.35, 0.7)),
            breath=0.2, rough=0.4)),
    "duck": (3, 0.30, Call(0.18, ((0.0, 230.0), (0.4, 260.0), (1.0, 200.0)), ((1150.0, 0.3, 1.0), (2300.0, 0.3, 1.0),
             (3500.0, 0.35, 0.5)), breath=0.12, rough=0.7)),
    "hawk": (1, 0.0, Call(1.1, ((0.0, 1900.0), (0.12, 2900.0), (1.0, 1900.0)), ((2900.0, 0.5, 1.0), (5600.0, 0.4,
            0.5)),
             breath=0.25, rough=0.5)),
    "turkey": (7, 0.10, Call(0.09, ((0.0, 560.0), (0.4, 800.0), (1.0, 480.0)), ((1100.0, 0.4, 1.0), (2200.0, 0.4,
            0.7)),
               breath=0.12, rough=0.4)),
}  # fmt: skip


def _syllable(chance: Chance, shape: tuple[float, float, float, float, float], high: float, variation: float) -> Floats:
    """One movement of the syrinx: a tone that bends, with little of its octave."""
    first, middle, last, seconds, trill = shape
    spread = 0.12 * variation
    n = samples_of(seconds * chance.about(1.0, 2.0 * spread))
    share = np.linspace(0.0, 1.0, n)
    points = np.array([first, middle, last]) * high * np.exp2(spread * chance.normal(3))
    hz = np.interp(share, [0.0, 0.5, 1.0], points)
    hz = np.convolve(np.pad(hz, 60, mode="edge"), np.ones(121) / 121, "valid")[:n]
    if trill:
        hz = hz * (1.0 + 0.10 * np.sin(2.0 * np.pi * trill * share * seconds))
    level = np.sin(np.pi * share) ** 0.6
    if trill:
        level = level * (0.65 + 0.35 * np.sin(2.0 * np.pi * trill * share * seconds + 1.0))
    return level * (sine(hz) + 0.08 * sine(2.0 * hz) + 0.02 * chance.normal(n))


def sung_by(chance: Chance, kind: str, high: float, variation: float) -> Floats:
    """One song or call of a bird."""
    if kind in _CALLS:
        count, gap, call = _CALLS[kind]
        parts, at = [], 0.0
        for number in range(count):
            # A rooster's third call is the long one.
            long = (1.0, 0.7, 1.3, 2.2)[number] if kind == "rooster" else 1.0
            one = replace(call, seconds=call.seconds * long)
            made = voiced(one, chance.part("call", number), 1.0 / high, 0.5, 0.6 * variation)
            parts.append((at, made))
            at += max(gap, 1.05 * len(made) / SAMPLE_RATE_HZ) * chance.number(0.9, 1.1)
        return joined(1, *parts)
    song = _SONGS[kind]
    parts, at, which = [], 0.0, 0
    for number in range(int(chance.number(song.count[0], song.count[1] + 0.99))):
        if song.ordered:
            which = number % len(song.syllables)
        elif not number or chance.number(0.0, 1.0) > song.repeats:
            which = int(chance.number(0.0, len(song.syllables) - 0.01))
        made = _syllable(chance.part("syllable", number), song.syllables[which], high, variation)
        parts.append((at, made * chance.number(0.6, 1.0)))
        at += len(made) / SAMPLE_RATE_HZ + song.gap_s * chance.about(1.0, 0.3)
    return joined(1, *parts)


def _birds(ask: Ask) -> Floats:
    """Alone, one song; for longer, some that answer each other, each from its own place."""
    chance = ask.chance
    names = ("songbird", "blackbird", "sparrow", "songbird", "pigeon") if ask.kind == "chorus" else (ask.kind,)
    high = ask.varied("bird", 0.15)
    if not ask.loop and ask.kind != "chorus" and ask.seconds < 3.5:
        return sung_by(chance, names[0], high, ask.variation)
    parts = []
    singers = len(names) if ask.kind == "chorus" else max(round(3 * ask.intensity), 1)
    for singer in range(singers):
        part = chance.part("singer", singer)
        own, level = part.about(1.0, 0.1) * high, part.about(0.5, 0.9)
        for number, at in enumerate(part.times(ask.rate_hz, ask.seconds, 0.4)):
            made = sung_by(part.part("song", number), names[singer % len(names)], own, ask.variation)
            parts.append((float(at), level * made[: ask.samples]))
    return joined(ask.samples, *parts, loop=ask.loop)[: ask.samples]


INSECTS: Final = Effect(
    "insects",
    "Insects; the rate is of chirps, the intensity how many there are.",
    {
        "cricket": Kind("chirps at night", 6.0, {"intensity": 0.3, "rate_hz": 2.2}),
        "cicada": Kind("noon in the south", 6.0, {"intensity": 0.3, "rate_hz": 2.0}),
        "grasshopper": Kind("a meadow", 6.0, {"intensity": 0.3, "rate_hz": 4.0}),
        "bee": Kind("one at a flower", 4.0, {"intensity": 0.0, "rate_hz": 1.0}),
        "fly": Kind("one at the window", 4.0, {"intensity": 0.0, "rate_hz": 1.0}),
        "mosquito": Kind("one at the ear", 4.0, {"intensity": 0.0, "rate_hz": 1.0}),
        "swarm": Kind("a hive", 6.0, {"intensity": 1.0, "rate_hz": 1.0}),
    },
    ("intensity", "rate_hz"),
    _insects,
    loops=True,
    still=True,
)
BIRDS: Final = Effect(
    "birds",
    "Birds: one song, or for long sounds several that answer each other so often.",
    {
        "songbird": Kind("a finch or warbler", 2.0, {"intensity": 0.5, "rate_hz": 0.25}),
        **{
            name: Kind(about, 2.5, {"intensity": 0.5, "rate_hz": 0.25})
            for name, about in (
                ("blackbird", "flutes at dusk"), ("sparrow", "chirps"), ("nightingale", "sings at night"),
                ("cuckoo", "two notes"), ("wader", "over mud and moor"), ("crow", "caws"), ("gull", "cries"),
                ("owl", "hoots"),
                ("pigeon", "coos"), ("rooster", "crows"), ("hen", "clucks"), ("duck", "quacks"), ("hawk", "screams"),
                ("turkey", "gobbles"),
            )
        },
        "chorus": Kind("a wood in the morning", 10.0, {"intensity": 0.6, "rate_hz": 0.25}),
    },
    ("intensity", "rate_hz"),
    _birds,
    loops=True,
    still=True,
)  # fmt: skip
