"""Beasts, monsters and crowds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from procgen.sound.dsp.chance import Floats
from procgen.sound.dsp.grains import struck
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ, hump, low_pass, noise, unit, wander
from procgen.sound.effects.effect import Ask, Effect, Kind, joined
from procgen.sound.effects.voices import Call, babble, voiced

_BARK: Final = ((0.0, 0.0), (0.12, 1.0), (0.45, 0.7), (1.0, 0.0))
_HOWL: Final = ((0.0, 0.0), (0.25, 0.8), (0.6, 1.0), (1.0, 0.0))
_BURST: Final = ((0.0, 0.35), (0.06, 1.0), (0.45, 0.85), (0.8, 0.45), (1.0, 0.0))
"""Of what attacks: breath is held until the mouth is open."""
_GASP: Final = ((0.0, 0.35), (0.08, 1.0), (0.4, 0.5), (0.65, 0.08), (1.0, 0.0))
"""Of pain: the voice fails and the breath goes on."""
_ROAR: Final = ((0.0, 0.0), (0.18, 0.9), (0.4, 1.0), (0.75, 0.6), (1.0, 0.0))

CALLS: Final[Mapping[str, tuple[str, float, int, float, Call]]] = {
    # kind: what it is, usual length in metres, calls, gap in seconds, the call
    "dog": ("barks", 0.8, 3, 0.26, Call(0.17, ((0.0, 360.0), (0.25, 620.0), (1.0, 300.0)), ((780.0, 0.35, 1.0),
            (1650.0, 0.3, 0.7), (3000.0, 0.35, 0.3)), _BARK, ((0.0, 0.6), (0.3, 1.15), (1.0, 0.6)), 0.25, 0.7)),
    "wolf": ("howls", 1.2, 1, 0.0, Call(2.8, ((0.0, 260.0), (0.15, 440.0), (0.6, 470.0), (1.0, 300.0)), ((600.0,
            0.5, 1.0),
             (1100.0, 0.4, 0.35), (2500.0, 0.5, 0.06)), _HOWL, ((0.0, 0.8), (0.5, 1.0), (1.0, 0.85)), 0.05, 0.05,
             5.0, 0.15)),
    "cat": ("meows", 0.45, 1, 0.0, Call(0.75, ((0.0, 480.0), (0.3, 720.0), (0.7, 640.0), (1.0, 430.0)), ((1100.0,
            0.4, 1.0),
            (2300.0, 0.35, 0.8), (4200.0, 0.4, 0.4)), _HOWL, ((0.0, 0.6), (0.35, 1.25), (1.0, 0.65)), 0.08, 0.08)),
    "sheep": ("bleats", 1.1, 1, 0.0, Call(0.85, ((0.0, 210.0), (0.3, 235.0), (1.0, 190.0)), ((750.0, 0.35, 1.0),
              (1500.0, 0.3, 0.8), (2800.0, 0.3, 0.5)), ((0.0, 0.0), (0.1, 0.8), (0.7, 1.0), (1.0, 0.0)),
              ((0.0, 0.8), (0.2, 1.1), (1.0, 1.0)), 0.15, 0.25, 8.5, 0.9)),
    "goat": ("bleats, higher", 0.9, 1, 0.0, Call(0.7, ((0.0, 330.0), (0.3, 400.0), (1.0, 290.0)), ((900.0, 0.35, 1.0),
             (1900.0, 0.3, 0.9), (3300.0, 0.3, 0.5)), _HOWL, ((0.0, 0.8), (0.3, 1.15), (1.0, 0.9)), 0.12, 0.3,
             10.5, 0.9)),
    "cow": ("moos", 2.2, 1, 0.0, Call(1.9, ((0.0, 95.0), (0.25, 150.0), (0.75, 165.0), (1.0, 120.0)), ((330.0, 0.4,
            1.0),
            (850.0, 0.4, 0.6), (2000.0, 0.5, 0.15)), _HOWL, ((0.0, 0.6), (0.5, 1.1), (1.0, 0.8)), 0.10, 0.25)),
    "pig": ("grunts", 1.3, 3, 0.3, Call(0.2, ((0.0, 75.0), (1.0, 60.0)), ((420.0, 0.4, 1.0), (1150.0, 0.4, 0.6),
            (2300.0, 0.5, 0.3)), _BARK, ((0.0, 0.9), (1.0, 1.0)), 0.45, 1.0)),
    "horse": ("neighs", 2.2, 1, 0.0, Call(1.7, ((0.0, 700.0), (0.15, 1050.0), (0.5, 780.0), (1.0, 330.0)),
            ((1200.0, 0.5, 1.0),
              (2500.0, 0.45, 0.7), (4200.0, 0.5, 0.3)), _ROAR, ((0.0, 0.9), (0.3, 1.1), (1.0, 0.8)), 0.2, 0.45,
              11.0, 0.8)),
    "bear": ("growls", 1.9, 1, 0.0, Call(1.6, ((0.0, 60.0), (0.4, 85.0), (1.0, 55.0)), ((420.0, 0.45, 1.0), (900.0,
            0.4, 0.7),
             (2200.0, 0.6, 0.25)), _ROAR, ((0.0, 0.75), (0.4, 1.15), (1.0, 0.75)), 0.4, 1.0)),
    "lion": ("roars", 2.0, 1, 0.0, Call(1.7, ((0.0, 120.0), (0.25, 200.0), (0.6, 170.0), (1.0, 90.0)), ((500.0,
            0.45, 1.0),
             (1000.0, 0.4, 0.8), (2300.0, 0.5, 0.3)), _ROAR, ((0.0, 0.7), (0.3, 1.2), (1.0, 0.7)), 0.3, 1.0)),
    "elephant": ("trumpets", 5.0, 1, 0.0, Call(1.4, ((0.0, 380.0), (0.2, 560.0), (0.7, 620.0), (1.0, 420.0)),
            ((800.0, 0.6, 1.0),
                 (1900.0, 0.5, 0.9), (3600.0, 0.5, 0.5)), _HOWL, ((0.0, 0.9), (0.3, 1.05), (1.0, 0.9)), 0.12, 0.8)),
    "ape": ("grunts and snarls", 1.4, 2, 0.35, Call(0.32, ((0.0, 130.0), (0.3, 210.0), (1.0, 110.0)), ((480.0, 0.4,
            1.0),
            (1100.0, 0.4, 0.6), (2500.0, 0.5, 0.2)), _BARK, ((0.0, 0.7), (0.4, 1.1), (1.0, 0.7)), 0.3, 0.9)),
    "seal": ("barks", 2.0, 1, 0.4, Call(0.7, ((0.0, 210.0), (0.3, 330.0), (1.0, 230.0)), ((620.0, 0.4, 1.0),
            (1400.0, 0.35, 0.7),
             (2700.0, 0.4, 0.3)), _ROAR, ((0.0, 0.75), (0.4, 1.1), (1.0, 0.8)), 0.2, 0.9)),
    "mouse": ("squeaks", 0.08, 3, 0.2, Call(0.09, ((0.0, 3100.0), (0.4, 4400.0), (1.0, 3300.0)), (), _BARK,
            tonal=True,
              breath=0.04, rough=0.05)),
    "frog": ("croaks", 0.08, 2, 0.4, Call(0.3, ((0.0, 42.0), (1.0, 48.0)), ((800.0, 0.25, 1.0), (1900.0, 0.25, 0.9),
             (3100.0, 0.3, 0.3)), _BARK, ((0.0, 0.85), (0.5, 1.1), (1.0, 1.0)), 0.08, 0.15)),
    "zombie": ("moans", 1.7, 1, 0.0, Call(1.9, ((0.0, 85.0), (0.3, 115.0), (0.7, 95.0), (1.0, 70.0)), ((520.0, 0.3,
            1.0),
               (1000.0, 0.3, 0.6), (2500.0, 0.4, 0.2), (5600.0, 0.6, 0.2)), _HOWL, ((0.0, 0.75), (0.4, 1.15), (1.0,
               0.7)), 0.25, 0.5, chest=0.3, snarl=0.15, gasp=0.5)),
    "monster": ("roars", 2.5, 1, 0.0, Call(1.5, ((0.0, 75.0), (0.2, 150.0), (0.6, 120.0), (1.0, 55.0)), ((420.0,
            0.4, 1.0),
                (1050.0, 0.35, 0.9), (2600.0, 0.5, 0.5)), _BURST, ((0.0, 0.65), (0.3, 1.25), (1.0, 0.65)), 0.4, 1.2,
                23.0, 0.35, chest=0.5, snarl=0.35, gasp=0.55)),
    "growl": ("warns", 2.0, 1, 0.0, Call(1.4, ((0.0, 48.0), (0.5, 62.0), (1.0, 45.0)), ((350.0, 0.4, 1.0), (900.0,
            0.4, 0.6),
              (2400.0, 0.6, 0.3)), _BURST, ((0.0, 0.9), (0.5, 1.1), (1.0, 0.9)), 0.4, 1.1, chest=0.5, snarl=0.8,
              gasp=0.3)),
    "screech": ("attacks", 1.2, 1, 0.0, Call(0.9, ((0.0, 700.0), (0.2, 1250.0), (0.7, 1000.0), (1.0, 500.0)),
            ((1500.0, 0.5, 1.0),
                (3100.0, 0.4, 0.8), (5200.0, 0.5, 0.5)), _ROAR, ((0.0, 0.8), (0.3, 1.2), (1.0, 0.8)), 0.3, 1.0,
                31.0, 0.5)),
    "ghost": ("wails", 1.7, 1, 0.0, Call(2.4, ((0.0, 310.0), (0.3, 520.0), (0.6, 430.0), (1.0, 240.0)), ((650.0,
            0.35, 1.0),
              (1150.0, 0.3, 0.5), (2900.0, 0.5, 0.2)), _HOWL, ((0.0, 0.7), (0.5, 1.1), (1.0, 0.8)), 0.65, 0.1, 5.5,
              0.4)),
    "dragon": ("roars", 9.0, 1, 0.0, Call(2.4, ((0.0, 45.0), (0.25, 90.0), (0.6, 70.0), (1.0, 35.0)), ((260.0, 0.5,
            1.0),
               (640.0, 0.45, 0.9), (1700.0, 0.6, 0.6), (4200.0, 0.8, 0.3)), _ROAR, ((0.0, 0.65), (0.3, 1.2), (1.0,
               0.6)), 0.5,
               1.2, 17.0, 0.4)),
    "goblin": ("chatters", 1.1, 5, 0.13, Call(0.11, ((0.0, 330.0), (0.4, 470.0), (1.0, 300.0)), ((850.0, 0.3, 1.0),
               (2000.0, 0.3, 0.8), (3300.0, 0.4, 0.4)), _BARK, ((0.0, 0.6), (0.5, 1.3), (1.0, 0.7)), 0.2, 0.6)),
    "laugh": ("laughs, evilly", 1.8, 6, 0.22, Call(0.18, ((0.0, 150.0), (0.3, 190.0), (1.0, 110.0)), ((680.0, 0.3,
            1.0),
              (1150.0, 0.3, 0.7), (2500.0, 0.4, 0.25)), _BARK, ((0.0, 0.85), (0.4, 1.1), (1.0, 0.8)), 0.3, 0.5)),
    "hurt": ("cries out in pain", 1.75, 1, 0.0, Call(0.38, ((0.0, 190.0), (0.25, 270.0), (1.0, 130.0)), ((700.0,
            0.3, 1.0),
             (1200.0, 0.28, 0.8), (2600.0, 0.35, 0.3)), _GASP, ((0.0, 0.8), (0.3, 1.1), (1.0, 0.8)), 0.35, 0.45,
             chest=0.5, snarl=0.25, gasp=0.6)),
}  # fmt: skip
_RUSTLING: Final = {
    "snake": ("rattles", 1.2, 2.0),
    "hiss": ("a snake or a goose", 1.0, 1.0),
    "bones": ("a skeleton walks", 1.7, 1.2),
    "snort": ("a horse blows", 2.2, 0.8),
}


def _creature(ask: Ask) -> Floats:
    chance = ask.chance
    if ask.kind in _RUSTLING:
        return _without_voice(ask, ask.size_m / _RUSTLING[ask.kind][1])
    _, usual_m, count, gap, call = CALLS[ask.kind]
    larger = ask.size_m / usual_m * ask.varied("size", 0.15)
    strength = ask.intensity
    rough = ask.roughness / 0.5
    call = replace(call, rough=min(call.rough * rough, 1.3))
    parts = []
    at = 0.0
    for number in range(count):
        made = voiced(call, chance.part("call", number), larger, strength, ask.variation)
        parts.append((at, made * chance.number(0.75, 1.0)))
        at += max(gap * larger**0.3, len(made) / SAMPLE_RATE_HZ * 0.9) * chance.number(0.85, 1.2)
    return joined(1, *parts)


def _without_voice(ask: Ask, larger: float) -> Floats:
    chance, n, t = ask.chance, ask.samples, ask.times
    if ask.kind == "snake":
        rate = 55.0 / larger**0.5
        swell = np.sin(np.pi * np.clip(t / ask.seconds, 0.0, 1.0)) ** 0.4
        shake = np.maximum(np.sin(2.0 * np.pi * rate * t + wander(chance.part("shake"), n, 20.0)), 0.0) ** 3
        dry = noise(
            chance.part("rattle"), n, lambda hz: hump(hz, ask.varied("rattle", 0.4) * 7500.0 / larger**0.4, 0.7)
        )
        return np.asarray(dry * swell * (0.15 + shake))
    if ask.kind == "hiss":
        swell = np.minimum(t / 0.12, 1.0) * np.clip((ask.seconds - t) / 0.4, 0.0, 1.0)
        return noise(chance.part("hiss"), n, lambda hz: hump(hz, 5200.0 / larger**0.5, 0.9)) * swell
    if ask.kind == "bones":
        times = np.sort(np.concatenate([at + np.abs(chance.normal(6)) * 0.07 for at in (0.0, 0.28, 0.6, 0.85)]))
        level = np.exp(0.7 * chance.normal(len(times)))
        dull = struck(chance.part("dull"), times, level, (700.0, 2600.0), (0.004, 0.014), n)
        return dull + 0.4 * struck(chance.part("dry"), times, level, (2500.0, 6000.0), (0.001, 0.004), n)
    flutter = np.maximum(1.0 + 0.9 * np.sin(2.0 * np.pi * 27.0 / larger**0.5 * t * (1.0 - 0.2 * t)), 0.0)
    blow = np.minimum(t / 0.05, 1.0) * np.exp(-t / (0.25 * ask.seconds + 0.1))
    air = noise(chance.part("air"), n, lambda hz: hump(hz, 900.0 / larger**0.5, 1.5) + 0.1 * low_pass(hz, 6000.0))
    return np.asarray(air * blow * flutter)


def _crowd(ask: Ask) -> Floats:
    chance, n = ask.chance, ask.samples
    people = max(round(ask.size_m * 1.5), 3)
    excited = ask.intensity
    made = babble(chance.part("near"), n, min(people, 12), loop=ask.loop, excited=excited)
    if people > 15 or ask.kind in ("market", "cheer"):
        far = noise(chance.part("far"), n, lambda hz: hump(hz, 520.0, 0.9) + 0.35 * hump(hz, 1500.0, 0.8))
        far *= np.exp(0.25 * wander(chance.part("waves"), n, 4.0, 0.5))
        made = made + 0.8 * far
    if ask.kind == "tavern":
        clinks = chance.part("cups")
        times = clinks.times(1.6, ask.seconds)
        made = made + 1.6 * struck(clinks, times, clinks.uniform(0.2, 1.0, len(times)), (1800.0, 5200.0), (0.01,
        0.05), n,
                                   loop=ask.loop)  # fmt: skip
    if ask.kind in ("cheer", "applause"):
        hands = chance.part("hands")
        times = hands.times(min(4.0 * people, 400.0), ask.seconds)
        claps = struck(hands, times, np.exp(0.5 * hands.normal(len(times))), (700.0, 2600.0), (0.002, 0.006), n,
                       loop=ask.loop)  # fmt: skip
        claps = unit(claps)
        made = claps + 0.15 * made if ask.kind == "applause" else made + 0.6 * claps
    return np.asarray(made)


CREATURE: Final = Effect(
    "creature",
    "Beasts and monsters; the size is the length of the body.",
    {
        **{
            name: Kind(about, max(2.2, call.seconds * 1.5), {"intensity": 0.5, "size_m": usual, "roughness": 0.5})
            for name, (about, usual, _, _, call) in CALLS.items()
        },
        **{
            name: Kind(about, seconds, {"intensity": 0.5, "size_m": usual, "roughness": 0.5})
            for name, (about, usual, seconds) in _RUSTLING.items()
        },
    },
    ("intensity", "size_m", "roughness"),
    _creature,
)
CROWD: Final = Effect(
    "crowd",
    "People, none of whom is understood; the size is of the place that they fill.",
    {
        "tavern": Kind("talk and cups", 8.0, {"intensity": 0.4, "size_m": 8.0}),
        "market": Kind("an open square", 8.0, {"intensity": 0.5, "size_m": 25.0}),
        "murmur": Kind("a hall that waits", 8.0, {"intensity": 0.1, "size_m": 10.0}),
        "cheer": Kind("they shout", 4.0, {"intensity": 1.0, "size_m": 25.0}),
        "applause": Kind("they clap", 5.0, {"intensity": 0.5, "size_m": 20.0}),
    },
    ("intensity", "size_m"),
    _crowd,
    loops=True,
    still=True,
)
