"""Things that are struck, dragged, and broken."""

from __future__ import annotations

from typing import Final

import numpy as np

from procgen.sound.dsp.chance import Floats
from procgen.sound.dsp.grains import puffs, strewn
from procgen.sound.dsp.modes import ring
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ, answered, filtered, high_pass, hump, low_pass, noise, unit, wander
from procgen.sound.dsp.pulses import saw
from procgen.sound.effects.effect import Ask, Effect, Kind, joined, samples_of
from procgen.sound.effects.materials import MATERIALS, blow, modes_of

_SHAPES: Final = {"hit": "plate", "bar": "bar", "vessel": "vessel", "drop": "plate", "thud": "plate"}


def _impact(ask: Ask) -> Floats:
    material, chance = MATERIALS[ask.material], ask.chance
    size = ask.size_m * ask.varied("size", 0.25)
    hardness = ask.hardness * (0.65 + 0.35 * ask.intensity)
    shape = _SHAPES[ask.kind]
    if ask.kind == "drop":
        # It bounces: each fall is so much shorter than the one before, as its restitution says.
        bounce = 0.25 + 0.5 * material.hard
        fall_s = 0.22 * ask.varied("height", 0.4)
        blows = [blow(material, size, hardness, shape, chance.part("bounce", number)) for number in range(3)]
        parts, at, level = [], 0.0, 1.0
        for number in range(9):
            parts.append((at, level * blows[number % 3]))
            at += fall_s * (0.9 + 0.2 * chance.number(0.0, 1.0))
            fall_s, level = fall_s * bounce, level * bounce * chance.number(0.7, 1.0)
            if level < 0.02:
                break
        return joined(ask.samples, *parts)
    made = blow(material, size, hardness, shape, chance.part("blow"))
    if ask.kind == "thud":
        n = len(made)
        t = np.arange(n) / SAMPLE_RATE_HZ
        low_hz = ask.varied("thump", 0.5) * 95.0 / (0.4 + size) * (1.0 + 0.5 * np.exp(-t / 0.02))
        thump = np.sin(2.0 * np.pi * np.cumsum(low_hz) / SAMPLE_RATE_HZ) * np.exp(-t / 0.06)
        made = 0.7 * made + 1.1 * thump * np.minimum(t / 0.002, 1.0)
    return joined(ask.samples, (0.0, made))


def _scrape(ask: Ask) -> Floats:
    """Two surfaces rub: their roughness, read at the speed of the hand, drives the modes; or one sticks and slips."""
    material, chance, n, t = MATERIALS[ask.material], ask.chance, ask.samples, ask.times
    size = ask.size_m * ask.varied("size", 0.25)
    stroke = np.maximum(1.0 + 0.35 * wander(chance.part("hand"), n, 3.0), 0.1)
    if not ask.loop:
        stroke = stroke * np.sin(np.pi * np.clip((t + 1e-3) / ask.seconds, 0.0, 1.0)) ** 0.5
    coarse = 350.0 + 2600.0 * (1.0 - ask.roughness)
    drive = noise(chance.part("drive"), n, lambda hz: hump(hz, coarse, 1.6))
    grit = chance.part("grit")
    times = grit.times(80.0 + 900.0 * ask.roughness, ask.seconds)
    ticks = puffs(grit, grit.uniform(0.0003, 0.0012, len(times)), np.exp(0.9 * grit.normal(len(times))), 240)
    drive = drive + (0.4 + ask.roughness) * unit(strewn(ticks, times, n, loop=ask.loop))
    if ask.kind in ("squeak", "creak"):
        pitch = (620.0 if ask.kind == "squeak" else 38.0) * ask.varied("pitch", 0.5)
        jerk = np.exp(0.20 * wander(chance.part("jerk"), n, 5.0) + 0.05 * wander(chance.part("fine"), n, 40.0, 0.3))
        slip = saw(pitch * jerk * stroke**0.6, loop=ask.loop)
        if ask.kind == "creak":
            slip = np.diff(slip, prepend=slip[-1]) * 3.0
        drive = 0.12 * drive + slip
    drive = drive * stroke**1.5
    modes = modes_of(material, size, "plate", chance.part("modes"), 20)
    answer = ring(modes, samples_of(min(5.0 * float(modes.decay_s.max()), 0.8)))
    answer /= np.sqrt(np.square(answer).sum())
    rung = answered(drive, answer, loop=ask.loop)[:n]
    rubbed = filtered(drive, lambda hz: high_pass(hz, 200.0, 1.0) * low_pass(hz, 9000.0, 1.0), loop=ask.loop)
    return np.asarray(unit(rung) + (0.15 + material.noise) * unit(rubbed))


def _break(ask: Ask) -> Floats:
    """The blow, a crack, and pieces that fall: many small ones, each of its size."""
    material, chance = MATERIALS[ask.material], ask.chance
    size = ask.size_m * ask.varied("size", 0.25)
    parts = [(0.0, blow(material, size, 0.9, "plate", chance.part("blow")))]
    crack = chance.part("crack")
    fibres = {"wood": 26, "bone": 14, "ice": 18}.get(ask.material, 8)
    times = np.sort(np.abs(crack.normal(fibres))) * 0.05 * (1.0 + size)
    snaps = puffs(crack, crack.uniform(0.0006, 0.004, fibres), np.exp(0.7 * crack.normal(fibres)), 1200)
    length = samples_of(0.35 + 0.3 * size)
    parts.append((0.0, 0.55 * strewn(snaps, times, length)))
    shards = chance.part("shards")
    count = int((12 + 50 * ask.intensity) * {"wood": 0.5, "bone": 0.5, "plastic": 0.5}.get(ask.material, 1.0))
    when = 0.03 + shards.uniform(0.0, 1.0, count) ** 1.6 * (0.25 + 0.5 * size**0.5)
    share = shards.uniform(0.0, 1.0, count) ** 2.0 * 0.32 + 0.03
    # The same few pieces bounce again and again: what differs is how hard.
    pieces = [
        blow(material, size * float(share[k]), 0.9, "plate", shards.part("piece", k)) for k in range(min(count, 14))
    ]
    for k in range(count):
        level = 0.45 * float(share[k] / 0.2) ** 0.5 * float(np.exp(-1.5 * when[k])) * shards.number(0.2, 1.0)
        parts.append((float(when[k]), level * pieces[k % len(pieces)]))
    if ask.material in ("stone", "earth", "ice"):
        n = samples_of(0.9)
        t = np.arange(n) / SAMPLE_RATE_HZ
        dust = noise(chance.part("dust"), n, lambda hz: low_pass(hz, 900.0, 1.0) * high_pass(hz, 60.0, 1.0))
        parts.append((0.02, 0.5 * dust * np.minimum(t / 0.03, 1.0) * np.exp(-t / 0.18)))
    return joined(ask.samples, *parts)


IMPACT: Final = Effect(
    "impact",
    "A thing is struck or falls.",
    {
        "hit": Kind("a board or plate", 1.0, {"intensity": 0.6, "size_m": 0.35, "hardness": 0.7}),
        "bar": Kind("a bar or pole", 1.5, {"intensity": 0.6, "size_m": 0.5, "hardness": 0.8}),
        "vessel": Kind("a pot, cup or barrel", 1.2, {"intensity": 0.6, "size_m": 0.25, "hardness": 0.7}),
        "drop": Kind("it falls and bounces", 1.2, {"intensity": 0.6, "size_m": 0.2, "hardness": 0.8}),
        "thud": Kind("something heavy", 0.6, {"intensity": 0.7, "size_m": 0.6, "hardness": 0.2}),
    },
    ("intensity", "size_m", "hardness"),
    _impact,
    materials=tuple(MATERIALS),
)
SCRAPE: Final = Effect(
    "scrape",
    "A thing is dragged, ground or squeaks.",
    {
        "drag": Kind("over the floor", 1.2, {"size_m": 0.5, "roughness": 0.5}),
        "grind": Kind("stone on stone, a whetstone", 1.5, {"size_m": 0.4, "roughness": 0.85}),
        "squeak": Kind("it sticks and slips, high", 0.6, {"size_m": 0.25, "roughness": 0.2}),
        "creak": Kind("it sticks and slips, slowly", 1.2, {"size_m": 0.8, "roughness": 0.2}),
    },
    ("size_m", "roughness"),
    _scrape,
    loops=True,
    materials=tuple(MATERIALS),
)
BREAK: Final = Effect(
    "break",
    "A thing goes to pieces.",
    {"shatter": Kind("at once", 1.6, {"intensity": 0.7, "size_m": 0.4})},
    ("intensity", "size_m"),
    _break,
    materials=tuple(MATERIALS),
)
