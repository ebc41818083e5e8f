"""Bows, whooshes, shots and explosions."""

from __future__ import annotations

from typing import Final

import numpy as np

from procgen.sound.dsp.chance import Floats
from procgen.sound.dsp.grains import struck
from procgen.sound.dsp.modes import Modes, ring
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ, high_pass, hump, low_pass, moving, noise, unit, wander
from procgen.sound.dsp.pulses import bent
from procgen.sound.effects.effect import Ask, Effect, Kind, joined, samples_of
from procgen.sound.effects.fixtures import creak, latch
from procgen.sound.effects.materials import MATERIALS, blow
from procgen.sound.effects.metalware import air_cut


def _bow(ask: Ask) -> Floats:
    chance, level = ask.chance, 0.5 + ask.intensity
    if ask.kind == "draw":
        bend = creak(chance.part("bend"), 0.8 * ask.varied("pace", 0.3), 30.0, 160.0, "wood", 0.5 * ask.size_m)
        return joined(ask.samples, (0.0, bend))
    if ask.kind == "arrow":
        return joined(ask.samples, (0.0, air_cut(chance, 0.35, 60.0 * ask.varied("speed", 0.2), 0.004)))
    if ask.kind == "hit":
        board = blow(MATERIALS["wood"], 0.35 * ask.size_m, 0.85, "plate", chance.part("board"))
        n = samples_of(0.35)
        t = np.arange(n) / SAMPLE_RATE_HZ
        quiver = np.sin(2.0 * np.pi * 62.0 * ask.varied("quiver", 0.3) * t) * np.exp(-t / 0.07)
        buzz = noise(chance.part("buzz"), n, lambda hz: hump(hz, 900.0, 0.8)) * np.maximum(quiver, 0.0)
        return joined(ask.samples, (0.0, level * board), (0.005, 0.25 * quiver + 0.4 * buzz))
    # The string: low, slightly bent by its stretch, shorter than any other string's ring.
    string_hz = 95.0 * (1.4 / ask.size_m) * ask.varied("string", 0.2)
    order = np.arange(1.0, 13.0)
    modes = Modes(string_hz * order * (1.0 + 0.002 * order**2), 0.09 / order**0.5, 1.0 / order**0.8)
    twang = ring(modes, samples_of(0.4))
    limb = blow(MATERIALS["wood"], 0.4 * ask.size_m, 0.6, "bar", chance.part("limb"))
    parts = [(0.0, 0.8 * level * twang / np.abs(twang).max()), (0.0, 0.5 * limb)]
    if ask.kind == "crossbow":
        parts.append((0.0, latch(chance.part("trigger"), 0.9, 1.4)))
    parts.append((0.02, 0.5 * air_cut(chance.part("arrow"), 0.22, 55.0, 0.004)))
    return joined(ask.samples, *parts)


def _whoosh(ask: Ask) -> Floats:
    chance = ask.chance
    width = {"stick": 0.02, "club": 0.07, "body": 0.4, "throw": 0.05}[ask.kind]
    speed = (10.0 + 30.0 * ask.intensity) * ask.varied("speed", 0.3)
    seconds = ask.seconds
    made = air_cut(chance, seconds, speed, width)
    flutter = 1.0 + (0.5 if ask.kind == "throw" else 0.1) * wander(chance.part("turn"), len(made), 14.0, 0.1)
    return made * flutter


def _explosion(ask: Ask) -> Floats:
    """A shock of the shape that Friedlander found, the fire behind it, and what falls (Farnell, practical 26)."""
    chance, n, t = ask.chance, ask.samples, ask.times
    power = ask.size_m * ask.varied("power", 0.3)
    gun = ask.kind in ("shot", "musket", "cannon")
    positive_s = (0.0006 if gun else 0.004) * power**0.7 + 0.0004
    shock = np.where(t < 6.0 * positive_s, (1.0 - t / positive_s) * np.exp(-t / positive_s), 0.0)
    boom_s = (0.05 if gun else 0.28) * power**0.5
    corner = bent(((0.0, 1.0), (0.15, 0.45), (1.0, 0.12)), 200)

    def fading(times: Floats, hz: Floats) -> Floats:
        top = (7000.0 if gun else 3800.0) * np.interp(times / max(ask.seconds, 0.1), np.linspace(0, 1, 200), corner)
        return np.asarray(low_pass(hz, np.maximum(top / (0.5 + 0.5 * power**0.4), 60.0), 1.3))

    body = noise(chance.part("body"), n, lambda hz: low_pass(hz, 160.0, 0.55) * high_pass(hz, 24.0, 1.5))
    body = moving(body, fading)
    body = unit(body)
    slow = wander(chance.part("roll"), n, 9.0, 0.5)
    envelope = np.minimum(t / 0.004, 1.0) * (0.75 * np.exp(-t / boom_s) + 0.25 * np.exp(-t / (3.2 * boom_s)))
    drop_hz = 40.0 + 75.0 * np.exp(-t / (0.06 * power**0.4)) / power**0.2
    thump = np.sin(2.0 * np.pi * np.cumsum(drop_hz) / SAMPLE_RATE_HZ) * np.exp(-t / (0.5 * boom_s + 0.03))
    made = 0.9 * body * envelope * (1.0 + 0.35 * slow) + 0.7 * thump + (2.6 if gun else 1.0) * shock
    if not gun:
        debris = chance.part("debris")
        times = 0.08 + np.abs(debris.normal(int(60 * power**0.5 * (0.3 + ask.intensity)))) * 0.5 * power**0.3
        level = np.exp(0.9 * debris.normal(len(times))) * np.exp(-times / 0.6)
        made += 0.10 * struck(debris, times, level, (300.0, 4500.0), (0.001, 0.010), n)
    if ask.kind == "firework":
        whistle_s = 0.7
        m = samples_of(whistle_s)
        rise = bent(((0.0, 900.0), (1.0, 2700.0)), m)
        whistle = np.sin(
            2 * np.pi * np.cumsum(rise * (1.0 + 0.01 * wander(chance.part("w"), m, 30.0))) / SAMPLE_RATE_HZ
        )
        sparks = chance.part("sparks")
        when = whistle_s + 0.1 + np.abs(sparks.normal(160)) * 0.45
        crackle = struck(sparks, when, np.exp(0.7 * sparks.normal(160)), (1500.0, 7000.0), (0.0008, 0.003), n)
        made = joined(n, (0.0, 0.10 * whistle * np.linspace(0.2, 1.0, m)), (whistle_s, made))[:n] + 0.5 * crackle
    return np.asarray(made)


BOW: Final = Effect(
    "bow",
    "Bows and arrows.",
    {
        "shot": Kind("string and arrow", 0.7, {"intensity": 0.6, "size_m": 1.4}),
        "draw": Kind("the wood bends", 1.0, {"intensity": 0.5, "size_m": 1.4}),
        "arrow": Kind("passes", 0.4, {"intensity": 0.6, "size_m": 1.4}),
        "hit": Kind("into wood", 0.6, {"intensity": 0.7, "size_m": 1.4}),
        "crossbow": Kind("trigger, string, bolt", 0.7, {"intensity": 0.8, "size_m": 0.8}),
    },
    ("intensity", "size_m"),
    _bow,
)
WHOOSH: Final = Effect(
    "whoosh",
    "Something moves through air.",
    {
        "stick": Kind("thin and quick", 0.35, {"intensity": 0.6}),
        "club": Kind("heavy", 0.5, {"intensity": 0.5}),
        "body": Kind("somebody runs or jumps past", 0.7, {"intensity": 0.4}),
        "throw": Kind("it turns in flight", 0.6, {"intensity": 0.5}),
    },
    ("intensity",),
    _whoosh,
)
EXPLOSION: Final = Effect(
    "explosion",
    "Blasts and shots; the size is of the fireball, or the barrel.",
    {
        "blast": Kind("a powder store", 3.0, {"intensity": 0.7, "size_m": 3.0}),
        "barrel": Kind("a keg", 2.0, {"intensity": 0.6, "size_m": 1.0}),
        "cannon": Kind("a gun", 2.0, {"intensity": 0.7, "size_m": 2.5}),
        "musket": Kind("a shot", 1.2, {"intensity": 0.6, "size_m": 1.0}),
        "shot": Kind("a pistol", 0.8, {"intensity": 0.6, "size_m": 0.4}),
        "firework": Kind("a rocket", 2.6, {"intensity": 0.6, "size_m": 0.8}),
    },
    ("intensity", "size_m"),
    _explosion,
)
